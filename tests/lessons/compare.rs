//! What a learner who compares two networks is promised: both meet the very same pictures, the
//! difference has an interval, and the pictures on which they differ can be seen.

use crate::common::Learner;
use mindgap::lesson::StepState;
use mindgap::lesson::step::CompareState;
use tempfile::TempDir;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/compare");

/// Somebody who has trained both networks and stands before the question.
fn at_the_question(folder: &TempDir) -> Learner {
    let mut learner = Learner::at(folder.path(), PACK, (80, 24));
    learner.types("<enter><enter>").waits_for("Run ");
    learner.types("<enter><enter>").waits_for("Run ");
    learner.types("<enter>");
    learner
}

/// Somebody who sees both networks on the same pictures.
fn at_the_comparison(folder: &TempDir) -> Learner {
    let mut learner = at_the_question(folder);
    learner
        .types("50<enter>")
        .waits_for("plain and, under it, moved");
    learner
}

/// What was compared.
fn compared(learner: &Learner) -> &CompareState {
    match learner.app().walk().unwrap().current() {
        Some((_, StepState::Compare(state))) => state,
        other => panic!("it is a comparison, not {other:?}"),
    }
}

#[test]
fn two_networks_meet_the_same_pictures_and_the_difference_has_an_interval() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_question(&folder);
    assert!(learner.screen().contains("say a number"));
    learner
        .types("50<enter>")
        .waits_for("plain and, under it, moved");
    let state = compared(&learner);
    let [a, b, c, d] = state.measuring.results.as_slice() else {
        panic!("two runs on two slices");
    };
    assert_eq!((&a.1.digest, &b.1.digest), (&c.1.digest, &d.1.digest));
    assert_eq!(a.0, b.0);
    assert_ne!(a.0, c.0);
    let moved = state.differences[1].as_ref().unwrap();
    assert!((moved.difference - (d.1.accuracy - b.1.accuracy)).abs() < 1e-9);
    assert!(moved.interval.is_some());
    assert!(state.gate.outcome().is_some());
    learner.types("<down>");
    assert!(learner.screen().contains("▸Moved"));
    // Pictures move both ways, and can be seen large.
    learner.types("v");
    let first = learner.screen();
    for (there, back) in [("<right>", "<left>"), ("l", "h")] {
        learner.types(there);
        assert_ne!(learner.screen(), first, "{there}");
        learner.types(back);
        assert_eq!(learner.screen(), first, "{back}");
    }
    learner.types("v");
    assert!(learner.screen().contains("▸Moved"));
    // They move without it, too.
    let first = learner.screen();
    assert_ne!(learner.types("<right>").screen(), first);
    assert_eq!(learner.types("h").screen(), first);
    // The axis shows what there is, or all of it.
    assert!(!first.contains("╵0 "), "{first}");
    assert!(learner.types("z").screen().contains("╵0 "));
    learner.gets_up();
}

#[test]
fn what_was_compared_can_be_spoken_of_later() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_comparison(&folder);
    let state = compared(&learner);
    let results = state.measuring.results.iter();
    let wrong: Vec<f64> = results.map(|(_, one)| 200.0 - one.correct as f64).collect();
    let [plain, plain_moved, moved, moved_moved] = wrong[..] else {
        panic!("two runs on two slices");
    };
    // Hendrycks and Dietterich 2019, with one corruption at one severity.
    let error = 100.0 * moved_moved / plain_moved;
    let relative = 100.0 * (moved_moved - moved) / (plain_moved - plain);
    let points = (plain_moved - moved_moved) / 2.0;
    learner.types("<enter>").waits_for("mean corruption error");
    let screen = learner.reads();
    let said = format!(
        "is {error:.1} %, the relative one {relative:.1} %; of the moved it reads {points:.1} points more."
    );
    assert!(screen.contains(&said), "{said}\n{screen}");
    learner.gets_up();
}

#[test]
fn it_fits_on_every_screen() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_comparison(&folder);
    for (width, height) in [(80, 24), (60, 20), (160, 50)] {
        learner.resizes(width, height);
        insta::assert_snapshot!(format!("compared_{width}x{height}"), learner.screen());
    }
    learner.fits_elsewhere();
    learner.gets_up();
}
