//! What a learner who reads pictures is promised: nothing tells them what is right before the end, an
//! answer can be taken back, nothing is lost, and both are measured on the very same pictures.

use crate::common::Learner;
use mindgap::lesson::StepState;
use mindgap::lesson::step::LabelState;
use mindgap::pack::{Label, Step};
use tempfile::TempDir;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/label");

/// Somebody who has trained the network and sees the first picture.
fn at_the_first(folder: &TempDir) -> Learner {
    let mut learner = Learner::at(folder.path(), PACK, (80, 24));
    learner.types("<enter><enter>").waits_for("Run ");
    learner.types("<enter>").waits_for("What is it? 1 of 5");
    learner
}

fn state(learner: &Learner) -> (&Label, &LabelState) {
    match learner.app().walk().unwrap().current() {
        Some((Step::Label(label), StepState::Label(state))) => (label, state),
        other => panic!("pictures are read, not {other:?}"),
    }
}

#[test]
fn nothing_tells_what_is_right_before_the_end() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_first(&folder);
    for key in ["3", "x", "7", "<backspace>", "1", "2"] {
        let screen = learner.screen();
        for told in ["it is ", "✗"] {
            let head: Vec<&str> = screen.lines().take(20).collect();
            assert!(!head.join("\n").contains(told), "{told}\n{screen}");
        }
        learner.types(key);
    }
    assert!(learner.screen().contains("5 of 5"));
    // Nor does the picture when it is large.
    let large = learner.types("v").screen();
    assert!(!large.contains("◀") && !large.contains("▸"), "{large}");
    learner.types("v");
    assert_eq!(state(&learner).1.said, [Some(3), None, Some(1), Some(2)]);
    learner.gets_up();
}

#[test]
fn whoever_knows_the_labels_reads_all_of_them_rightly() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_first(&folder);
    let (label, own) = state(&learner);
    let truths: Vec<u8> = own
        .pictures(label)
        .iter()
        .map(|read| read.prediction.label)
        .collect();
    assert_eq!(truths.len(), 5);
    // Leaving in the middle loses nothing.
    let keys: Vec<String> = truths.iter().map(u8::to_string).collect();
    learner.types(&keys[..2].concat()).types("q").gets_up();
    let mut again = Learner::at(folder.path(), PACK, (80, 24));
    again.types("<enter>").waits_for("What is it? 3 of 5");
    again.types(&keys[2]);
    assert!(
        again.screen().contains("4 of 5"),
        "{keys:?}\n{}",
        again.screen()
    );
    again
        .types(&keys[3..].concat())
        .waits_for("You are a network too");
    let (label, own) = state(&again);
    let (mine, its) = own.scores(label);
    assert_eq!((mine.count, mine.n, its.n), (5, 5, 5));
    let right = own
        .pictures(label)
        .iter()
        .filter(|read| read.prediction.is_correct())
        .count();
    assert_eq!(its.count, right);
    again.gets_up();
}

#[test]
fn it_fits_on_every_screen() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_first(&folder);
    insta::assert_snapshot!("reading", learner.screen());
    learner.fits_elsewhere();
    learner.types("1x234").waits_for("You are a network too");
    insta::assert_snapshot!("read", learner.screen());
    learner.fits_elsewhere();
    for (width, height) in [(60, 20), (160, 50)] {
        learner.resizes(width, height);
        insta::assert_snapshot!(format!("read_{width}x{height}"), learner.screen());
    }
    learner.gets_up();
}
