//! What a learner who solves an exercise is promised: every form of the answer that means the same is
//! right, hints come one at a time and only when asked for, and nothing that was tried is lost.

use crate::common::Learner;
use mindgap::lesson::StepState;
use mindgap::lesson::step::SolveState;
use mindgap::pack::Step;
use tempfile::TempDir;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/solve");

/// Somebody in front of the exercise.
fn at_the_exercise(folder: &TempDir) -> Learner {
    let mut learner = Learner::at(folder.path(), PACK, (80, 24));
    learner.types("<enter>").waits_for("your answer:");
    learner
}

fn state(learner: &Learner) -> &SolveState {
    match learner.app().walk().unwrap().current() {
        Some((Step::Solve(_), StepState::Solve(state))) => state,
        other => panic!("an exercise is solved, not {other:?}"),
    }
}

#[test]
fn every_form_of_the_answer_is_right() {
    for typed in ["130", "130 digits", " 130.0", "260/2"] {
        let folder = TempDir::new().unwrap();
        let mut learner = at_the_exercise(&folder);
        learner.types(typed).types("<enter>");
        assert!(state(&learner).solved, "{typed}\n{}", learner.screen());
        assert!(learner.screen().contains("1.3 % of 10,000."));
        learner.types("<enter>");
        assert!(learner.screen().contains("softmax"), "{}", learner.screen());
        learner.gets_up();
    }
}

#[test]
fn a_wrong_answer_is_told_and_the_step_stays() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_exercise(&folder);
    learner.types("<enter>");
    assert!(learner.screen().contains("Type an answer first."));
    learner.types("1,3<enter>");
    let screen = learner.screen();
    assert!(
        screen.contains("✗ 1,3") && screen.contains("Not that."),
        "{screen}"
    );
    assert!(!screen.contains("1.3 % of 10,000"), "{screen}");
    learner.types("<enter>");
    assert!(learner.screen().contains("your answer:"));
    learner.gets_up();
}

#[test]
fn hints_come_one_at_a_time() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_exercise(&folder);
    assert!(!learner.screen().contains("98.7 %."));
    learner.types("<tab>");
    let screen = learner.screen();
    assert!(
        screen.contains("100 % less 98.7 %.") && !screen.contains("1.3 of 100"),
        "{screen}"
    );
    learner.types("<tab>");
    assert!(learner.screen().contains("1.3 of 100"));
    learner.types("<tab>");
    assert_eq!(state(&learner).hints, 2);
    learner.gets_up();
}

#[test]
fn letters_that_are_keys_elsewhere_are_typed_here() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_exercise(&folder);
    learner.types("jkqgb?v/x<backspace>");
    let typed = "your answer: jkqgb?v/";
    assert!(learner.screen().contains(typed), "{}", learner.screen());
    learner.types("<esc><esc>");
    assert!(!learner.has_left() && !learner.screen().contains("your answer:"));
    learner.gets_up();
}

#[test]
fn what_is_typed_is_not_lost_by_a_key_that_only_means_to_move() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_exercise(&folder);
    learner.types("10<left>3<home>=<delete>");
    assert!(learner.screen().contains("your answer: =▏30"));
    // Out of the line, letters are keys again, and what was typed stands there still.
    learner.types("<esc>");
    let screen = learner.screen();
    assert!(
        screen.contains("your answer: =30") && !screen.contains('▏'),
        "{screen}"
    );
    learner.types("h");
    assert_eq!(state(&learner).hints, 1);
    learner
        .types("?")
        .waits_for("type an answer and submit it")
        .types("?");
    learner.types("<enter><backspace>1<enter>");
    assert!(state(&learner).solved, "{}", learner.screen());
    // In an empty line, the left arrow goes back.
    learner.types("<enter>");
    assert_eq!(learner.app().walk().unwrap().at(), 1);
    learner.types("<left>");
    assert_eq!(learner.app().walk().unwrap().at(), 0);
    learner.gets_up();
}

#[test]
fn what_was_tried_is_there_after_leaving() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_exercise(&folder);
    learner.types("13<enter><tab><esc>").gets_up();
    let mut again = at_the_exercise(&folder);
    assert_eq!((state(&again).tried.len(), state(&again).hints), (1, 1));
    again.types("130<enter><enter>logit<enter><enter>");
    again.gets_up();
    let mut once_more = Learner::at(folder.path(), PACK, (80, 24));
    once_more.types("<enter>");
    insta::assert_snapshot!("after_the_end", once_more.screen());
    once_more.gets_up();
}

#[test]
fn it_fits_on_every_screen() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_exercise(&folder);
    let looks = |learner: &mut Learner, name: &str| {
        insta::assert_snapshot!(name, learner.screen());
        learner.fits_elsewhere();
    };
    looks(&mut learner, "asked");
    learner.types("1300<enter><tab>13");
    looks(&mut learner, "tried");
    learner.types("0<enter>");
    looks(&mut learner, "solved");
    learner.gets_up();
}
