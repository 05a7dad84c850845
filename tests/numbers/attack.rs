//! What an attack promises: it stays within its budget, its gradients are those of the network whatever that
//! runs on, and it makes things worse, never better.

use std::ops::ControlFlow;

use mindgap::dataset::{Inputs, Library, Split};
use mindgap::eval::attack::loss_gradients;
use mindgap::eval::{Attack, Evaluation, SliceSpec, evaluate, softmax};
use mindgap::model::network_classifier::ClassifierConfig;
use mindgap::model::{
    Architecture, Classifier, NetworkClassifier, Normalisation, Operations, Preset, device,
};
use mindgap::train::{DataChoice, Event, Experiment, Recipe};
use tempfile::TempDir;

fn some(n: usize) -> Split {
    let test = "mnist/test".parse().unwrap();
    let all = Library::builtin().select(&test).unwrap();
    all.sample(n, 7).unwrap()
}

/// A network with fresh weights.
fn fresh(model: Preset, split: &Split) -> NetworkClassifier {
    let config = ClassifierConfig {
        architecture: Architecture::Preset(model),
        shape: split.dataset().shape(),
        classes: split.dataset().classes().to_vec(),
        normalisation: Normalisation::of(split),
    };
    NetworkClassifier::new(config, 7, &device()).unwrap()
}

/// One that has learned a little.
fn trained(model: Preset) -> Classifier {
    let folder = TempDir::new().unwrap();
    let trainer = crate::common::trainer(folder.path());
    let experiment = Experiment {
        from: None,
        data: DataChoice {
            set: "mnist".into(),
            train: Some(1_000),
            validation: 0,
        },
        model: Architecture::Preset(model),
        recipe: Recipe::default(),
    };
    let (handle, events) = trainer.start(experiment).unwrap();
    let ended = events.iter().any(|event| matches!(event, Event::Done(_)));
    assert!(ended);
    let record = trainer.store().known(&handle.id).unwrap();
    trainer.store().classifier(&record, &device()).unwrap()
}

fn measured(classifier: &Classifier, split: &Split, attack: Option<&str>) -> Evaluation {
    let spec = SliceSpec {
        attack: attack.map(|attack| attack.parse().unwrap()),
        ..SliceSpec::whole("mnist/test".parse().unwrap())
    };
    let on = |_| ControlFlow::Continue(());
    evaluate(classifier, &spec, split, &device(), on).unwrap()
}

/// The cross-entropy of each picture, in nats.
fn losses(evaluation: &Evaluation) -> Vec<f64> {
    let rows = evaluation.logits.rows().zip(evaluation.labels());
    rows.map(|(logits, label)| -softmax(logits, 1.0)[usize::from(label)].ln())
        .collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn a_batch_has_the_same_gradients_by_fused_operations_and_by_burns_own() {
    let split = some(40);
    let values: Vec<f32> = split
        .iter()
        .flat_map(|(picture, _)| picture)
        .map(|&byte| byte.into())
        .collect();
    let labels: Vec<u8> = split.iter().map(|(_, label)| label).collect();
    for model in Preset::ALL {
        let classifier = fresh(model, &split);
        let by = |operations| {
            let classifier = classifier.clone().on(operations);
            loss_gradients(&classifier, &values, &labels, &device()).unwrap()
        };
        let (fused, burn) = (by(Operations::Fused), by(Operations::Burn));
        assert_eq!(fused.len(), 40 * 784);
        let largest = burn.iter().fold(0f32, |most, value| most.max(value.abs()));
        for (one, other) in fused.iter().zip(&burn) {
            assert!(
                (one - other).abs() < 1e-4 * largest,
                "{model:?}: {one} {other}"
            );
        }
    }
}

#[test]
fn a_picture_has_the_same_gradient_alone_and_in_a_batch() {
    let split = some(40);
    let classifier = fresh(Preset::Cnn, &split);
    let values: Vec<f32> = split
        .iter()
        .flat_map(|(picture, _)| picture)
        .map(|&byte| byte.into())
        .collect();
    let labels: Vec<u8> = split.iter().map(|(_, label)| label).collect();
    let all = loss_gradients(&classifier, &values, &labels, &device()).unwrap();
    let last = 39 * 784..40 * 784;
    let alone =
        loss_gradients(&classifier, &values[last.clone()], &labels[39..], &device()).unwrap();
    let largest = alone.iter().fold(0f32, |most, value| most.max(value.abs()));
    for (one, other) in alone.iter().zip(&all[last]) {
        assert!((one - other).abs() < 1e-4 * largest, "{one} {other}");
    }
}

#[test]
fn without_a_budget_nothing_changes_and_with_one_no_pixel_moves_further() {
    let split = some(300);
    let classifier = fresh(Preset::Cnn, &split).into();
    let clean = measured(&classifier, &split, None);
    for attack in ["fgsm:0", "pgd:0"] {
        let same = measured(&classifier, &split, Some(attack));
        assert_eq!(same.predictions, clean.predictions);
        assert_eq!(same.inputs, Inputs::Attack);
        assert!((0..300).all(|at| same.pictures.picture(at) == split.picture(at)));
    }
    for (attack, most) in [("fgsm:0.1", 25), ("pgd:0.1", 25), ("pgd:0.02:3", 5)] {
        let changed = measured(&classifier, &split, Some(attack));
        let moved = (0..300).flat_map(|at| {
            let pairs = changed.pictures.picture(at).iter().zip(split.picture(at));
            pairs
                .map(|(one, other)| one.abs_diff(*other))
                .collect::<Vec<u8>>()
        });
        assert_eq!(moved.max(), Some(most), "{attack}");
        assert_eq!(changed.labels(), clean.labels());
        assert!(changed.pictures.origins().eq(split.origins()));
        assert_ne!(changed.digest, clean.digest);
    }
}

#[test]
fn the_loss_of_a_linear_network_never_falls() {
    // It is convex in the picture, and every pixel that moves goes up its slope.
    let classifier = trained(Preset::Linear);
    let split = some(500);
    let clean = losses(&measured(&classifier, &split, None));
    for budget in ["fgsm:0.01", "fgsm:0.1", "fgsm:0.3"] {
        let attacked = losses(&measured(&classifier, &split, Some(budget)));
        for (before, after) in clean.iter().zip(&attacked) {
            assert!(*after >= before - 1e-5, "{budget}: {before} {after}");
        }
        assert!(mean(&attacked) > mean(&clean), "{budget}");
    }
}

#[test]
fn many_small_steps_find_more_than_one_large_one() {
    let classifier = trained(Preset::Mlp);
    let split = some(500);
    let clean = measured(&classifier, &split, None);
    let fgsm = measured(&classifier, &split, Some("fgsm:0.05"));
    let pgd = measured(&classifier, &split, Some("pgd:0.05"));
    assert!(
        clean.accuracy > fgsm.accuracy,
        "{} {}",
        clean.accuracy,
        fgsm.accuracy
    );
    assert!(mean(&losses(&pgd)) >= mean(&losses(&fgsm)));
    assert!(
        pgd.accuracy <= fgsm.accuracy,
        "{} {}",
        pgd.accuracy,
        fgsm.accuracy
    );
}

#[test]
fn the_random_start_hangs_on_seed_and_picture_alone() {
    let split = some(300);
    let classifier = fresh(Preset::Linear, &split).into();
    let attack: Attack = "pgd:0.1:1".parse().unwrap();
    let of = |split: &Split, seed: u64| {
        let spec = SliceSpec {
            seed,
            ..SliceSpec::whole("mnist/test".parse().unwrap()).attacked(attack)
        };
        let on = |_| ControlFlow::Continue(());
        let pictures = evaluate(&classifier, &spec, split, &device(), on)
            .unwrap()
            .pictures;
        (0..pictures.len())
            .map(|at| pictures.picture(at).to_vec())
            .collect::<Vec<_>>()
    };
    let all = of(&split, 7);
    assert_eq!(all, of(&split, 7));
    assert_ne!(all, of(&split, 8));
    // The same pictures in another selection, and beyond the first batch.
    assert_eq!(all[280..290], of(&split.pick(280..290), 7));
}

#[test]
fn classes_that_the_network_does_not_know_cannot_be_attacked() {
    let split = some(20);
    let classifier = fresh(Preset::Linear, &split).into();
    let letters = "fonts/letters".parse().unwrap();
    let spec = SliceSpec::whole(letters).attacked("fgsm:0.1".parse().unwrap());
    let letters = spec.draw(Library::builtin()).unwrap();
    let on = |_| ControlFlow::Continue(());
    let told = evaluate(&classifier, &spec, &letters, &device(), on).unwrap_err();
    assert!(
        told.to_string().contains("fonts/letters+fgsm:0.1"),
        "{told}"
    );
    assert!(told.to_string().contains("the same classes"), "{told}");
}
