//! What a lesson's texts promise: a figure in them was measured by this program, on this learner's network, and
//! what hangs on a condition is said where it holds and nowhere else; also in another sitting.

use crate::common::Learner;
use mindgap::lesson::StepState;
use tempfile::TempDir;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/texts");

/// Right answers on both slices of the reveal, of 200 each.
fn correct(learner: &Learner) -> Vec<usize> {
    match learner.app().walk().unwrap().current() {
        Some((_, StepState::Reveal(state))) => state.results().map(|one| one.correct).collect(),
        other => panic!("something is revealed, not {other:?}"),
    }
}

#[test]
fn figures_are_those_that_were_measured_and_outlast_the_sitting() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), PACK, (100, 30));
    learner
        .types("<enter><enter>")
        .waits_for("of the validation digits");
    let walk = learner.app().walk().unwrap();
    let run_view = walk.run_view().unwrap();
    let accuracy = run_view.epochs[0].validation_accuracy.unwrap() * 100.0;
    let run = run_view.start.as_ref().unwrap().run.clone();
    let said = format!("It reads {accuracy:.1} % of the validation digits.");
    assert!(
        learner.screen().contains(&said),
        "{said}\n{}",
        learner.screen()
    );

    learner
        .types("<enter>100<enter>3")
        .waits_for("You said too much.");
    learner.waits_until("both are measured", |app| {
        let (_, state) = app.walk().unwrap().current().unwrap();
        matches!(state, StepState::Reveal(state) if state.results().count() == 2)
    });
    let [home, negative] = correct(&learner)[..] else {
        panic!("two slices");
    };
    let percent = |right: usize| format!("{:.1} %", right as f64 / 2.0);
    let screen = learner.reads();
    for said in [
        &format!(
            "At home {}, in the negative {}.",
            percent(home),
            percent(negative)
        ),
        "That is no chance.",
        "It minds.",
    ] {
        assert!(screen.contains(said), "{said}\n{screen}");
    }
    for unsaid in [
        "You knew it",
        "You said too little",
        "It does not mind",
        "{{",
        "…",
    ] {
        assert!(!screen.contains(unsaid), "{unsaid}\n{screen}");
    }
    let remembered = format!("{} errors of 200 by run {run}.", 200 - negative);
    learner.types("<enter>").waits_for(&remembered);
    learner.types("q").gets_up();
    // Nothing of it has been measured in this sitting.
    let mut again = Learner::at(folder.path(), PACK, (100, 30));
    again.types("<enter>").waits_for(&remembered);
    again.gets_up();
}
