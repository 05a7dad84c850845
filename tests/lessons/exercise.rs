//! What a learner who does an exercise is promised: the knobs that stand there are trained, a goal is met where it is
//! met and nowhere else, every try is kept, and the test is opened once.

use crate::common::Learner;
use mindgap::lesson::StepState;
use mindgap::lesson::step::ExerciseState;
use mindgap::pack::Step;
use tempfile::TempDir;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/exercise");

/// Somebody in front of the exercise.
fn at_the_exercise(folder: &TempDir) -> Learner {
    let mut learner = Learner::at(folder.path(), PACK, (80, 24));
    learner.types("<enter>").waits_for("at least 60 %");
    learner
}

fn state(learner: &Learner) -> &ExerciseState {
    match learner.app().walk().unwrap().current() {
        Some((Step::Exercise(_), StepState::Exercise(state))) => state,
        other => panic!("an exercise is trained, not {other:?}"),
    }
}

#[test]
fn knobs_are_turned_until_the_goal_is_met() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_exercise(&folder);
    let screen = learner.screen();
    assert!(
        screen.contains("[0.000001]") && screen.contains("[none]"),
        "{screen}"
    );
    learner.fits_elsewhere();
    learner
        .types("<enter>")
        .waits_for("Goal not met, after one try.");
    assert!(state(&learner).tries[0].validation.unwrap() < 0.6);
    // The same knobs make the same run: it is not trained again.
    learner.types("<enter>");
    assert_eq!(state(&learner).tries.len(), 1);
    learner.types("<right><right><right>");
    assert!(learner.screen().contains("[0.01]"), "{}", learner.screen());
    learner
        .types("<enter>")
        .waits_for("Goal met, with try 2 of 2.");
    let screen = learner.screen();
    assert!(screen.contains("On validation:"), "{screen}");
    learner.fits_elsewhere();
    // More can be tried, and what met the goal stays the best.
    learner
        .types("<down><right>t")
        .waits_for("Goal met, with try 2 of 3.");
    let tries = &state(&learner).tries;
    assert_eq!(tries[2].knobs, [2, 1]);
    learner.types("<enter>").waits_for("Done.");
    learner.gets_up();
}

#[test]
fn hints_come_one_at_a_time_and_nobody_has_to_meet_the_goal() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_exercise(&folder);
    assert!(!learner.screen().contains("Larger steps."));
    learner.types("h");
    let screen = learner.screen();
    assert!(
        screen.contains("Larger steps.") && !screen.contains("A hundredth."),
        "{screen}"
    );
    learner.types("hh");
    assert_eq!(state(&learner).hints, 2);
    learner.types("x");
    assert!(state(&learner).gave_up);
    // Nothing was tried, so there is nothing to open.
    learner.types("o");
    assert!(state(&learner).opened.is_none());
    learner.types("<enter>").waits_for("Done.");
    learner.gets_up();
}

#[test]
fn the_test_is_opened_once_by_the_best_run() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_exercise(&folder);
    learner.types("<enter>").waits_for("Goal not met");
    // It stays closed until there is something to be shown.
    learner.types("o");
    assert!(state(&learner).opened.is_none());
    learner.types("<right><right><enter>").waits_for("Goal met");
    learner.types("o").waits_for("New hands");
    learner.waits_for("The best of 2 tries");
    let best = state(&learner).tries[1].run.clone();
    assert_eq!(state(&learner).opened, Some(best));
    // Nothing more is tried.
    learner.types("<left>t");
    assert_eq!(state(&learner).tries.len(), 2);
    learner.fits_elsewhere();
    learner.gets_up();
}

#[test]
fn what_was_tried_is_there_after_leaving() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_exercise(&folder);
    learner.types("<enter>").waits_for("Goal not met");
    learner.types("h<right><right>");
    let before = state(&learner).clone();
    learner.types("q").gets_up();
    let mut again = at_the_exercise(&folder);
    assert_eq!(state(&again).tries, before.tries);
    assert_eq!((state(&again).hints, state(&again).place(0)), (1, 2));
    again.types("<enter>").waits_for("Goal met");
    again.types("o").waits_for("New hands");
    again.types("q").gets_up();
    // The test is measured again with the same run, and stays open.
    let mut once_more = at_the_exercise(&folder);
    once_more.waits_for("New hands");
    assert_eq!(state(&once_more).test_results().count(), 1);
    once_more.types("q").gets_up();
}
