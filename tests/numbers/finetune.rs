//! What going on from another run promises: it begins with that run's weights and normalisation, is a run like
//! any other, and never learns from what is kept apart.

use crate::common::trainer;
use mindgap::dataset::{DataError, Library, Selector};
use mindgap::eval::{Evaluation, SliceSpec, evaluate};
use mindgap::model::{Architecture, Preset, device};
use mindgap::train::{
    DataChoice, Event, Experiment, Recipe, RunId, RunRecord, Status, TrainError, Trainer,
};
use std::ops::ControlFlow;
use tempfile::TempDir;

fn fresh(set: &str, model: Preset) -> Experiment {
    Experiment {
        from: None,
        data: DataChoice {
            set: set.into(),
            train: Some(1_000),
            validation: 0,
        },
        model: Architecture::Preset(model),
        recipe: Recipe {
            epochs: 1,
            ..Recipe::default()
        },
    }
}

/// Goes on from a run of [`fresh`] with so many pictures.
fn tuned(parent: &RunRecord, set: &str, pictures: usize) -> Experiment {
    Experiment {
        from: Some(parent.id.clone()),
        data: DataChoice {
            set: set.into(),
            train: Some(pictures),
            validation: 0,
        },
        recipe: Recipe {
            epochs: 5,
            batch: 16,
            ..Recipe::default()
        },
        ..parent.experiment().unwrap().clone()
    }
}

/// Trains a run to its end, or says why it cannot be.
fn trained(trainer: &Trainer, experiment: Experiment) -> Result<RunRecord, String> {
    let (handle, events) = trainer
        .start(experiment)
        .map_err(|error| error.to_string())?;
    for event in &events {
        match event {
            Event::Done(_) => break,
            Event::Failed { message } => return Err(message),
            _ => {}
        }
    }
    Ok(trainer.store().known(&handle.id).unwrap())
}

fn measured(trainer: &Trainer, run: &RunRecord, slice: &str) -> Evaluation {
    let spec: SliceSpec = slice.parse().unwrap();
    let split = spec.draw(Library::builtin()).unwrap();
    let split = split.first(split.len().min(1_000)).unwrap();
    let classifier = trainer.store().classifier(run, &device()).unwrap();
    let on = |_| ControlFlow::Continue(());
    evaluate(&classifier, &spec, &split, &device(), on).unwrap()
}

#[test]
fn a_network_that_goes_on_with_inverted_digits_learns_to_read_them() {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    let parent = trained(&trainer, fresh("mnist", Preset::Mlp)).unwrap();
    let mut experiment = tuned(&parent, "mnist", 200);
    experiment.recipe.augment = vec!["invert".parse().unwrap()];
    let child = trained(&trainer, experiment).unwrap();
    let of = |run| measured(&trainer, run, "mnist/test+invert").accuracy;
    assert!(
        of(&child) > of(&parent) + 0.2,
        "{} {}",
        of(&parent),
        of(&child)
    );
}

#[test]
fn it_begins_with_the_weights_and_keeps_the_normalisation_of_its_parent() {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    let parent = trained(&trainer, fresh("mnist", Preset::Linear)).unwrap();
    // So small a step changes nothing that can be seen.
    let mut experiment = tuned(&parent, "pendigits@learn", 10);
    experiment.recipe.learning_rate = Some(1e-12);
    let child = trained(&trainer, experiment).unwrap();
    let config = |run| {
        let classifier = trainer.store().classifier(run, &device()).unwrap();
        classifier.network("a test").unwrap().config().clone()
    };
    assert_eq!(config(&child), config(&parent));
    for slice in ["pendigits@apart", "mnist/test"] {
        let of = |run| measured(&trainer, run, slice).predictions;
        let answers = |run| of(run).iter().map(|one| one.answer).collect::<Vec<_>>();
        assert_eq!(answers(&child), answers(&parent));
    }
}

#[test]
fn it_is_a_run_of_its_own_and_the_same_one_when_it_is_asked_for_again() {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    let library = Library::builtin();
    let parent = trained(&trainer, fresh("mnist", Preset::Linear)).unwrap();
    let mut other = fresh("mnist", Preset::Linear);
    other.recipe.seed = 8;
    let other = trained(&trainer, other).unwrap();
    let id = |parent| {
        tuned(parent, "pendigits@learn", 10)
            .run_id(library)
            .unwrap()
    };
    assert_ne!(id(&parent), id(&other));
    let child = trained(&trainer, tuned(&parent, "pendigits@learn", 10)).unwrap();
    assert_eq!(child.id, id(&parent));
    let again = trained(&trainer, tuned(&parent, "pendigits@learn", 10)).unwrap();
    assert_eq!(again.weights, child.weights);
    assert_eq!(
        trainer.store().ancestors(&child).unwrap(),
        std::slice::from_ref(&parent)
    );
    // Runs that go on from none are written, and so called, as before there were others.
    let written = serde_json::to_string(parent.experiment().unwrap()).unwrap();
    assert!(written.starts_with(r#"{"data":"#), "{written}");
}

#[test]
fn one_that_is_stopped_goes_on_and_ends_with_the_same_weights() {
    let (one, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let undisturbed = trainer(one.path());
    let parent = trained(&undisturbed, fresh("mnist", Preset::Mlp)).unwrap();
    let expected = trained(&undisturbed, tuned(&parent, "pendigits@learn", 100)).unwrap();
    let disturbed = trainer(other.path());
    let parent = trained(&disturbed, fresh("mnist", Preset::Mlp)).unwrap();
    let mut stops = 0;
    let ended = loop {
        let experiment = tuned(&parent, "pendigits@learn", 100);
        let (handle, events) = disturbed.start(experiment).unwrap();
        let mut first = None;
        for event in &events {
            match event {
                // Whenever some steps were done, somebody closes the lid.
                Event::Step(progress) => {
                    let at = (progress.epoch, progress.step);
                    if *first.get_or_insert(at) != at {
                        handle.stop();
                    }
                }
                Event::Done(_) => break,
                Event::Failed { message } => panic!("{message}"),
                _ => {}
            }
        }
        let record = disturbed.store().known(&handle.id).unwrap();
        if record.status == Status::Finished {
            break record;
        }
        stops += 1;
    };
    assert!(stops > 0, "it was never stopped");
    assert_eq!(ended.epochs.len(), expected.epochs.len());
    assert_eq!(
        ended.weights.unwrap().sha256,
        expected.weights.unwrap().sha256
    );
}

#[test]
fn a_parent_that_does_not_fit_is_refused_with_advice() {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    let clothes = trained(&trainer, fresh("fashion-mnist", Preset::Linear)).unwrap();
    let told = trained(&trainer, tuned(&clothes, "pendigits@learn", 10)).unwrap_err();
    assert!(told.contains(clothes.id.as_str()), "{told}");
    assert!(
        told.contains("choose data with the same classes, or another run"),
        "{told}"
    );

    let mut other = tuned(&clothes, "fashion-mnist", 10);
    other.model = Architecture::Preset(Preset::Mlp);
    let told = trained(&trainer, other).unwrap_err();
    assert!(
        told.contains("it is linear, not mlp") && told.contains("ask for linear"),
        "{told}"
    );

    let mut unknown = tuned(&clothes, "fashion-mnist", 10);
    unknown.from = Some("0123456789ab".parse::<RunId>().unwrap());
    let told = trained(&trainer, unknown).unwrap_err();
    assert!(told.contains("no run 0123456789ab"), "{told}");
}

#[test]
fn what_is_kept_apart_is_never_learned_from() {
    let library = Library::builtin();
    let parts = |text: &str| {
        let parts = library.learn_and_apart(text);
        parts.map(|(learn, apart)| (learn.to_string(), apart.to_string()))
    };
    let pair = |learn: &str, apart: &str| (learn.to_owned(), apart.to_owned());
    assert_eq!(parts("mnist").unwrap(), pair("mnist", "mnist/test"));
    assert_eq!(
        parts("pendigits").unwrap(),
        pair("pendigits@learn", "pendigits@apart")
    );
    assert_eq!(
        parts("pendigits@apart:1").unwrap(),
        pair("pendigits@apart:1", "pendigits@learn:1")
    );
    // Other parts of these sets show the same faces, and the same cells.
    for set in ["fonts", "photos/sudoku", "mnist/test"] {
        assert!(
            matches!(parts(set), Err(DataError::EvaluationOnly { .. })),
            "{set}"
        );
    }
    assert!(
        parts("pendigits@1-100")
            .unwrap_err()
            .to_string()
            .contains("pendigits@learn")
    );
    // And without another run nothing may learn from them at all.
    let alone = fresh("pendigits@learn", Preset::Linear).splits(library);
    assert!(matches!(alone, Err(TrainError::Data(_))));
}

#[test]
fn the_sides_of_a_set_are_all_of_it_and_no_group_is_on_both() {
    let library = Library::builtin();
    let select = |text: &str| {
        let selector: Selector = text.parse().unwrap();
        assert_eq!(
            library.count(&selector).unwrap(),
            library.select(&selector).unwrap().len()
        );
        library.select(&selector).unwrap()
    };
    for (set, learn, apart) in [
        ("pendigits", 7_494, 3_498),
        ("optdigits", 3_823, 1_797),
        // Of which no groups are known.
        ("mnist/test", 5_000, 5_000),
    ] {
        let all = select(set);
        let sides = ["learn", "apart"].map(|side| select(&format!("{set}@{side}")));
        assert_eq!(sides.each_ref().map(|side| side.len()), [learn, apart]);
        let mut both: Vec<u32> = sides
            .iter()
            .flat_map(|side| side.indices().to_vec())
            .collect();
        assert!(sides.iter().all(|side| side.indices().is_sorted()));
        both.sort_unstable();
        assert_eq!(both, all.indices());
    }
    let writers = |text: &str| {
        let side = select(text);
        (0..side.len()).all(|place| side.group(place) == side.group(0))
    };
    assert!(writers("pendigits@learn") && writers("pendigits@apart"));
    assert!(writers("optdigits@learn") && writers("optdigits@apart"));
    let ones = select("pendigits@apart:1");
    assert!((0..ones.len()).all(|place| ones.group(place) == Some("14 other writers")));
    // As its makers counted them: 30 writers' first, then those of 13 others.
    let scanned = select("optdigits");
    assert_eq!(scanned.group(3_822), Some("30 writers"));
    assert_eq!(scanned.group(3_823), Some("13 other writers"));
}
