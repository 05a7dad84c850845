//! What lies over a screen takes everything that is meant for it: nothing goes through to what cannot be
//! seen, and what is put away shows what lay below as it was.

use crate::common::{Learner, TINY};
use tempfile::TempDir;

const SOLVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/solve");

/// Somebody who has typed something in the second exercise, and has left the line as it is.
fn at_the_second_exercise(folder: &TempDir) -> Learner {
    let mut learner = Learner::at(folder.path(), SOLVE, (80, 24));
    learner
        .types("<enter>130<enter><enter>")
        .waits_for("softmax");
    learner.types("log<esc>");
    learner
}

#[test]
fn help_over_the_list_of_steps_over_an_exercise() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_second_exercise(&folder);
    let exercise = learner.screen();
    assert!(exercise.contains("your answer: log"), "{exercise}");
    learner.types("g");
    let steps = learner.screen();
    learner.types("?");
    let help = learner.screen();
    assert!(help.contains("go to the marked step"), "{help}");
    assert!(
        !help.contains("hand it in"),
        "of the list's keys only\n{help}"
    );

    // A paste, the wheel, and a click where a step stands below.
    learner.pastes("its").turns_the_wheel(false).clicks("Keys");
    learner.types("?");
    assert_eq!(learner.screen(), steps);
    learner.pastes("its").turns_the_wheel(false);
    assert_ne!(learner.screen(), steps, "the wheel moves the mark");
    learner.turns_the_wheel(true).types("q");
    assert_eq!(learner.screen(), exercise);

    // Only now there is a line again.
    learner.pastes("its<enter>");
    assert!(learner.screen().contains("your answer: logits<enter>"));
    learner.gets_up();
}

#[test]
fn help_lies_over_everything_and_goes_first() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), TINY, (80, 24));
    learner.types("n?");
    let help = learner.screen();
    learner.types("nr<enter>");
    assert_eq!(learner.screen(), help, "its keys are not the list's");
    learner.types("<esc>");
    assert_ne!(learner.screen(), help);
    learner.types("<esc>");
    assert!(
        learner.screen().contains("1. A short walk"),
        "{}",
        learner.screen()
    );
    learner.gets_up();
}

#[test]
fn a_search_is_a_line_with_a_cursor() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), TINY, (80, 24));
    learner
        .types("/")
        .pastes("  wa\u{7}lk\n")
        .types("<home>short <left>");
    assert!(
        learner.screen().contains("short▏ walk"),
        "{}",
        learner.screen()
    );
    learner.types("<enter>");
    assert!(learner.app().walk().is_some());
    learner.gets_up();
}
