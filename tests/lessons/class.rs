//! What learners are promised whose digits a lesson learns from: it learns from a half of what they wrote, is measured
//! on the other, says how many are missing where there are too few, and forgets what they withdraw.

use std::path::Path;

use crate::common::Learner;
use mindgap::dataset::{CLASS, LiveDigits, Selector};
use mindgap::lesson::StepState;
use mindgap::progress::{ClassSet, SetIn};
use tempfile::TempDir;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/class");
/// A stroke downwards with the keys, handed in.
const STROKE: &str = " <down><down><down><down><down><down><down><down> <enter>";

/// Somebody who has trained the network and stands before the canvas.
fn at_the_canvas(folder: &Path) -> Learner {
    let mut learner = Learner::at(folder, PACK, (80, 24));
    learner.types("<enter><enter>").waits_for("Run ");
    learner.types("<enter>").waits_for("1 of 4");
    learner
}

fn kept(folder: &Path) -> usize {
    SetIn(folder.to_owned()).digits().unwrap().len()
}

#[test]
fn a_network_learns_from_half_of_ones_digits_and_is_measured_on_the_other() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_canvas(folder.path());
    learner.types(STROKE).waits_for("kept on this machine");
    learner.types(STROKE).types(STROKE).types(STROKE);
    learner.waits_for("of 4 ·").waits_for("by digit");
    assert_eq!(kept(folder.path()), 4);
    learner.types("<enter><enter>").waits_for("Run ");
    learner
        .types("<enter>50<enter>")
        .waits_for("2 were kept apart.");
    learner.gets_up();
}

#[test]
fn where_too_few_are_written_the_lesson_says_how_many_are_missing() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_canvas(folder.path());
    learner.types("f").waits_for("nothing was written");
    learner.types("<enter><enter>").waits_for("missing");
    assert!(learner.screen().contains("0 there"), "{}", learner.screen());
    learner.gets_up();
}

#[test]
fn what_is_withdrawn_is_forgotten_and_nothing_more_is_kept() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_canvas(folder.path());
    learner.types(STROKE).waits_for("kept on this machine");
    assert_eq!(kept(folder.path()), 1);
    learner
        .types("y")
        .waits_for("the digit that was kept is forgotten");
    assert_eq!(kept(folder.path()), 0);
    learner.types(STROKE).waits_for("3 of 4");
    learner.types(STROKE).waits_for("4 of 4");
    learner.waits_until("three answers", |app| {
        let current = app.walk().unwrap().current();
        matches!(current, Some((_, StepState::Draw(state))) if state.answers.len() == 3)
    });
    assert_eq!(kept(folder.path()), 0);
    // Whoever agrees again has what they wrote meanwhile kept too.
    learner.types("y").waits_for("kept on this machine");
    assert_eq!(kept(folder.path()), 3);
    let own = ClassSet::of_one(folder.path()).unwrap();
    let library = mindgap::dataset::Library::builtin().with_class(std::sync::Arc::new(own));
    let named: Selector = CLASS.parse().unwrap();
    assert_eq!(library.count(&named).unwrap(), 3);
    learner.gets_up();
}
