//! What somebody is promised who looks through the list of runs in the app: every run is there with
//! its recipe and its curve, two can be seen side by side, and nothing is deleted by a slip of the hand.

use std::path::Path;

use crate::common::{Learner, TINY, trainer};
use mindgap::train::{Event, Experiment};
use mindgap::tui::AppEvent;
use tempfile::TempDir;

/// Trains a small network of this seed, to its end.
fn trains(folder: &Path, seed: u64) {
    let experiment = serde_json::json!({
        "data": { "set": "mnist", "train": 320, "validation": 100 },
        "model": "linear",
        "recipe": { "epochs": 2, "seed": seed },
    });
    let experiment: Experiment = serde_json::from_value(experiment).unwrap();
    let trainer = trainer(folder);
    let (_run, events) = trainer.start(experiment).unwrap();
    assert!(events.iter().any(|event| matches!(event, Event::Done(_))));
    trainer.shut_down();
}

/// Somebody in front of the list of runs.
fn at_the_run_list(folder: &TempDir) -> Learner {
    let mut learner = Learner::at(folder.path(), TINY, (80, 24));
    learner.types("n").waits_for("Runs:");
    learner
}

#[test]
fn an_empty_run_list_says_what_to_do() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), TINY, (80, 24));
    // No key does anything to runs that are not there.
    learner.types("nmedsd<down>d<enter>");
    let screen = learner.screen();
    assert!(screen.contains("There are no runs yet"), "{screen}");
    learner.types("q");
    assert!(!learner.screen().contains("There are no runs yet"));
    learner.gets_up();
}

#[test]
fn it_fits_on_every_screen() {
    let folder = TempDir::new().unwrap();
    // Of two in one second that with the smaller digest stands first; it is also the newer one, should a second pass.
    trains(folder.path(), 2);
    trains(folder.path(), 1);
    let mut learner = at_the_run_list(&folder);
    // How long a training takes differs from run to run.
    let looks = |learner: &mut Learner, name: &str| {
        for (width, height) in [(80, 24), (60, 20)] {
            learner.resizes(width, height);
            let screen = learner
                .screen()
                .replace(" finished in 1 seconds", " finished in 0 seconds");
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), screen);
        }
    };
    learner.types("eFirst<enter>");
    // The newest change stands first.
    looks(&mut learner, "list");
    learner.types("m<down>");
    looks(&mut learner, "beside");
    learner.types("s");
    assert!(
        learner.screen().contains(".safetensors"),
        "{}",
        learner.screen()
    );
    learner.gets_up();
}

#[test]
fn a_run_is_named_copied_and_deleted() {
    let folder = TempDir::new().unwrap();
    trains(folder.path(), 1);
    let mut learner = at_the_run_list(&folder);
    // Characters that are keys elsewhere are letters here.
    learner.types("eqmd<enter>");
    assert!(learner.screen().contains("qmd"), "{}", learner.screen());
    learner.types("e<backspace><backspace><backspace>last<enter>");
    let screen = learner.screen();
    assert!(screen.contains("could be taken for a run's id"), "{screen}");
    let file = folder.path().join("copy.safetensors");
    let writes = |learner: &mut Learner| {
        learner.types("s");
        learner.types(&"<backspace>".repeat(40));
        learner.tells(AppEvent::Paste(file.display().to_string()));
        learner.types("<enter>");
    };
    writes(&mut learner);
    assert!(learner.screen().contains("written"), "{}", learner.screen());
    let weights = std::fs::read(&file).unwrap();
    assert!(file.with_extension("py").exists());
    writes(&mut learner);
    assert!(
        learner.screen().contains("copy.safetensors"),
        "{}",
        learner.screen()
    );
    assert_eq!(std::fs::read(&file).unwrap(), weights);
    learner.types("d");
    assert!(
        learner.screen().contains("Once more (d)"),
        "{}",
        learner.screen()
    );
    learner.types("<down>d");
    assert!(learner.screen().contains("Runs: 1"), "{}", learner.screen());
    learner.types("d");
    assert!(
        learner.screen().contains("There are no runs yet"),
        "{}",
        learner.screen()
    );
    learner.gets_up();
}
