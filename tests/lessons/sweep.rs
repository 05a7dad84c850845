//! What a learner who sweeps a knob is promised: every run is really trained, what was said is held
//! against the mean, and the figure that was chosen by looking is told apart from the honest one.

use crate::common::Learner;
use mindgap::lesson::StepState;
use tempfile::TempDir;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/sweep");

#[test]
fn every_run_is_trained_and_the_better_rate_is_found() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), PACK, (80, 24));
    learner.types("<enter>");
    assert!(learner.screen().contains("Which rate is better?"));
    learner.types("1<enter>");
    assert!(
        learner
            .screen()
            .contains("4 runs: learning rate 0.00001, 0.01"),
        "{}",
        learner.screen()
    );
    learner.types("<enter>").waits_for("an honest figure");
    let screen = learner.screen();
    assert!(screen.contains("it was 0.01"), "{screen}");
    assert!(screen.contains("One knob, and luck."), "{screen}");
    let walk = learner.app().walk().unwrap();
    let Some((_, StepState::Sweep(state))) = walk.current() else {
        panic!("it is a sweep");
    };
    let scores: Vec<f64> = (0..4)
        .map(|run| state.validation_accuracy(run).unwrap())
        .collect();
    assert!(scores[0] < scores[2] && scores[1] < scores[3], "{scores:?}");
    let best = (0..4)
        .map(|run| state.test(run).unwrap().accuracy)
        .fold(0.0, f64::max);
    let (_, told) = state
        .best(|run| state.test(run).map(|result| result.accuracy))
        .unwrap();
    assert!((best - told).abs() < 1e-12);
    insta::assert_snapshot!("swept", learner.screen());
    learner.fits_elsewhere();
    let told = learner.screen();
    learner.types("c");
    for (width, height) in [(80, 24), (160, 50)] {
        learner.resizes(width, height);
        insta::assert_snapshot!(format!("curves_{width}x{height}"), learner.screen());
    }
    learner.resizes(80, 24);
    let curves = learner.screen();
    assert!(
        curves.contains("1 0.00001") && curves.contains("2 0.01"),
        "{curves}"
    );
    learner.types("c");
    assert_eq!(learner.screen(), told);
    learner.types("q").gets_up();

    // The runs are replayed, with the same numbers.
    let mut again = Learner::at(folder.path(), PACK, (80, 24));
    again.types("<enter>").waits_for("an honest figure");
    let Some((_, StepState::Sweep(state))) = again.app().walk().unwrap().current() else {
        panic!("it is a sweep");
    };
    let replayed: Vec<f64> = (0..4)
        .map(|run| state.validation_accuracy(run).unwrap())
        .collect();
    assert_eq!(replayed, scores);
    again.gets_up();
}
