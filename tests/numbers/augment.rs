//! What pictures are put through while a network learns: how it is written, what is refused, and what
//! each does.

use crate::common::trainer;
use mindgap::model::{Architecture, Preset};
use mindgap::shift::{Augmentation, registry};
use mindgap::train::{DataChoice, EpochRecord, Event, Experiment, Recipe};
use tempfile::TempDir;

fn read(yaml: &str) -> Result<Augmentation, String> {
    serde_yaml::from_str(yaml).map_err(|error| error.to_string())
}

fn experiment(augment: Vec<Augmentation>) -> Experiment {
    Experiment {
        from: None,
        data: DataChoice {
            set: "mnist".into(),
            train: Some(300),
            validation: 100,
        },
        model: Architecture::Preset(Preset::Mlp),
        recipe: Recipe {
            epochs: 2,
            augment,
            ..Recipe::default()
        },
    }
}

fn epochs(augment: Vec<Augmentation>) -> Vec<EpochRecord> {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    let (_handle, events) = trainer.start(experiment(augment)).unwrap();
    let mut epochs = Vec::new();
    for event in &events {
        match event {
            Event::Epoch(epoch) => epochs.push(EpochRecord {
                images_per_second: 0.0,
                ..epoch
            }),
            Event::Done(_) => return epochs,
            Event::Failed { message } => panic!("{message}"),
            _ => {}
        }
    }
    panic!("the run ended without a word")
}

#[test]
fn an_augmentation_is_written_as_a_name_or_with_its_ranges() {
    assert_eq!(read("affine").unwrap(), "affine".parse().unwrap());
    let Augmentation::Affine {
        rotation, shift, ..
    } = read("affine: { rotation: 5 }").unwrap()
    else {
        panic!("it is an affine one");
    };
    assert_eq!((rotation, shift), (5.0, 3.0));
}

#[test]
fn what_is_written_is_what_is_read() {
    for name in [
        "affine",
        "elastic",
        "stroke",
        "marks",
        "erase",
        "background",
    ] {
        let augmentation: Augmentation = name.parse().unwrap();
        let yaml = serde_yaml::to_string(&augmentation).unwrap();
        assert_eq!(read(&yaml).unwrap(), augmentation, "{yaml}");
    }
}

#[test]
fn what_cannot_be_done_is_refused_with_what_can() {
    let refused = |yaml: &str, says: &str| {
        let error = read(yaml).unwrap_err();
        assert!(
            error.contains(says),
            "{yaml}: {error:?} does not say {says:?}"
        );
    };
    refused("afine", "did you mean affine?");
    refused(
        "affine: { rotate: 5 }",
        "it has rotation, scale, shear, shift",
    );
    refused("affine: { rotation: 999 }", "between 0 and 180");
    refused("marks: { p: 2 }", "a probability is between 0 and 1");
    refused("stroke: { p: 0.5 }", "stroke has no ranges");
    refused("[affine]", "an augmentation is written as");
    assert!("affine:3".parse::<Augmentation>().is_err());
}

#[test]
fn what_is_reserved_for_evaluation_is_never_trained_on() {
    let evaluation_only: Vec<_> = registry()
        .filter(|corruption| corruption.evaluation_only)
        .collect();
    let names: Vec<&str> = evaluation_only
        .iter()
        .map(|corruption| corruption.name)
        .collect();
    for name in ["speckle_noise", "spatter", "ruled_line", "defocus_blur"] {
        assert!(names.contains(&name), "{name} has to be reserved");
    }
    for corruption in evaluation_only {
        for yaml in [
            corruption.name.to_owned(),
            format!("{}: 3", corruption.name),
        ] {
            let error = read(&yaml).unwrap_err();
            assert!(error.contains("for evaluation only"), "{yaml}: {error}");
        }
    }
}

#[test]
fn augmented_runs_give_the_same_numbers_each_time_and_other_numbers_than_plain_ones() {
    let all = || {
        [
            "affine",
            "elastic",
            "stroke",
            "marks",
            "erase",
            "background",
        ]
        .map(|name| name.parse().unwrap())
        .to_vec()
    };
    let augmented = epochs(all());
    assert_eq!(augmented, epochs(all()));
    let plain = epochs(Vec::new());
    assert_ne!(augmented[0].train_loss, plain[0].train_loss);
}

/// Nothing that is validated on is ever altered: an augmentation that changes nothing gives the very
/// numbers of a plain run.
#[test]
fn an_augmentation_of_no_range_changes_nothing() {
    let nothing = read("affine: { rotation: 0, scale: 0, shear: 0, shift: 0 }").unwrap();
    assert_eq!(epochs(vec![nothing]), epochs(Vec::new()));
}

#[test]
fn pictures_of_other_data_can_be_mixed_in_but_none_that_is_kept_for_measuring() {
    let mix = read("mix: { from: fonts/open, p: 0.5 }").unwrap();
    let yaml = serde_yaml::to_string(&mix).unwrap();
    assert_eq!(read(&yaml).unwrap(), mix, "{yaml}");
    assert_eq!(
        read("mix: { from: fonts/open }").unwrap(),
        "mix:fonts/open".parse().unwrap()
    );
    let refused = |yaml: &str, says: &[&str]| {
        let error = read(yaml).unwrap_err();
        for says in says {
            assert!(error.contains(says), "{yaml}: {error:?}, not {says:?}");
        }
    };
    let evaluation_only = "for evaluation only";
    refused(
        "mix: { from: fonts }",
        &[evaluation_only, "fonts/open has the others"],
    );
    refused(
        "mix: { from: fonts/reserved }",
        &[evaluation_only, "typefaces"],
    );
    refused(
        "mix: { from: \"pendigits:1\" }",
        &[evaluation_only, "other hands"],
    );
    refused(
        "mix: { from: mnist/test }",
        &[evaluation_only, "a test part"],
    );
    refused(
        "mix: { from: photos/sudoku-cleaned }",
        &[evaluation_only, "one photo"],
    );
    refused("optdigits", &[evaluation_only, "other hands"]);
    refused("fonts/open", &["{ mix: { from: fonts/open } }"]);
    refused("mix", &["mix needs the data to mix in"]);
    refused("mix: { from: 3 }", &["mix needs the data to mix in"]);
    refused("mix: { from: fonts/open, p: 2 }", &["a probability"]);
    refused("mix: { from: fonts/open, share: 1 }", &["no \"share\""]);
    refused("affine: { rotation: much }", &["it must be a number"]);
    assert!("mix:optdigits".parse::<Augmentation>().is_err());
}

#[test]
fn what_is_mixed_in_has_the_size_and_the_classes_of_what_is_trained_on() {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    let refused = |from: &str, says: &str| {
        let augment = vec![format!("mix:{from}").parse().unwrap()];
        let error = trainer.start(experiment(augment)).err().unwrap();
        assert!(error.to_string().contains(says), "{error}");
    };
    refused("cifar10/train", "cifar10/train and mnist/train have not");
    refused("fashion-mnist/train", "the same classes");
    refused("fonts/closed", "there is no data called fonts/closed");
}

/// With probability 1 nothing of the written digits is left: the run learns printed ones.
#[test]
fn a_network_learns_from_what_is_mixed_in() {
    let only_fonts = read("mix: { from: fonts/open, p: 1 }").unwrap();
    let never = read("mix: { from: fonts/open, p: 0 }").unwrap();
    assert_ne!(epochs(vec![only_fonts]), epochs(Vec::new()));
    let (never, plain) = (epochs(vec![never]), epochs(Vec::new()));
    assert_eq!(never, plain);
}
