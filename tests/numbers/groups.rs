//! What a comparison over seeds promises: equal recipes are rarely called different. Small networks, really
//! trained, dealt out at random.

use crate::common::trainer;
use mindgap::eval::{SliceSpec, compare_spreads, evaluate, holm};
use mindgap::model::{Architecture, Layer, architecture::Custom, device};
use mindgap::train::{DataChoice, Event, Experiment, Recipe};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use tempfile::TempDir;

const SLICES: [&str; 5] = [
    "mnist/test",
    "mnist/test+invert",
    "pendigits:1",
    "pendigits:9",
    "optdigits",
];

/// Accuracies of twenty networks of one recipe: for each slice, of each seed.
fn accuracies() -> Vec<Vec<f64>> {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    let slices = SLICES.map(|name| SliceSpec {
        sample: Some(300),
        ..name.parse::<SliceSpec>().unwrap()
    });
    let splits = slices
        .each_ref()
        .map(|slice| slice.draw(trainer.library()).unwrap());
    let mut accuracies = vec![Vec::new(); SLICES.len()];
    for seed in 0..20 {
        let experiment = Experiment {
            from: None,
            data: DataChoice {
                set: "mnist".into(),
                train: Some(500),
                validation: 0,
            },
            model: Architecture::Custom(Custom {
                layers: vec![Layer::Linear(16), Layer::Relu],
            }),
            recipe: Recipe {
                epochs: 2,
                batch: 32,
                seed,
                ..Recipe::default()
            },
        };
        let (handle, events) = trainer.start(experiment).unwrap();
        let ended = events
            .iter()
            .find(|event| matches!(event, Event::Done(_) | Event::Failed { .. }));
        assert!(matches!(ended, Some(Event::Done(_))), "{ended:?}");
        let record = trainer.store().known(&handle.id).unwrap();
        let classifier = trainer.store().classifier(&record, &device()).unwrap();
        for ((spec, split), shares) in slices.iter().zip(&splits).zip(&mut accuracies) {
            let go_on = |_| std::ops::ControlFlow::Continue(());
            let measured = evaluate(&classifier, spec, split, &device(), go_on).unwrap();
            shares.push(measured.accuracy);
        }
    }
    accuracies
}

#[test]
fn equal_recipes_are_called_different_in_at_most_5_of_100_trials() {
    let accuracies = accuracies();
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut seeds: Vec<usize> = (0..20).collect();
    let (mut together, mut alone) = (0, 0);
    for _ in 0..100 {
        seeds.shuffle(&mut rng);
        let (ours, theirs) = seeds.split_at(10);
        let p_values: Vec<f64> = accuracies
            .iter()
            .map(|shares| {
                let of =
                    |seeds: &[usize]| -> Vec<f64> { seeds.iter().map(|&at| shares[at]).collect() };
                compare_spreads(&of(ours), &of(theirs)).unwrap().p_value
            })
            .collect();
        together += usize::from(holm(&p_values).iter().any(|&p| p < 0.05));
        alone += usize::from(p_values.iter().any(|&p| p < 0.05));
    }
    assert!(together <= 5, "{together} of 100");
    // Without the adjustment there are more: five slices are five chances.
    assert!(alone > together, "{alone} unadjusted, {together} adjusted");
}
