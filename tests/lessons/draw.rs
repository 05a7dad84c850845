//! What a learner at the canvas is promised: the mouse and the keys both draw, the network reads what
//! is drawn while it is drawn, nothing that was drawn is lost, and the score is of what was handed in.

use crate::common::Learner;
use mindgap::lesson::StepState;
use mindgap::lesson::step::DrawState;
use tempfile::TempDir;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/draw");

/// Somebody who has trained the network, has said 50, and stands before the canvas.
fn at_the_canvas(folder: &TempDir) -> Learner {
    let mut learner = Learner::at(folder.path(), PACK, (80, 24));
    learner.types("<enter><enter>").waits_for("Run ");
    learner.types("<enter>50<enter>").waits_for("1 of 3");
    learner
}

fn state(learner: &Learner) -> &DrawState {
    match learner.app().walk().unwrap().current() {
        Some((_, StepState::Draw(state))) => state,
        other => panic!("it is a canvas, not {other:?}"),
    }
}

/// A stroke downwards with the keys.
const STROKE: &str = " <down><down><down><down><down><down><down><down> ";

#[test]
fn keys_draw_and_the_network_reads_along() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_canvas(&folder);
    assert!(learner.screen().contains("Draw with the mouse"));
    // Nothing is drawn while the pen is up.
    learner.types("<down><down><right>");
    assert!(state(&learner).canvas.is_empty());
    learner.types(STROKE);
    learner.waits_until("an answer", |app| {
        let current = app.walk().unwrap().current();
        matches!(current, Some((_, StepState::Draw(state))) if state.live.is_some())
    });
    assert!(learner.screen().contains("what the network sees"));
    assert!(learner.screen().contains('▸'));
    learner.types("u");
    assert!(state(&learner).canvas.is_empty() && state(&learner).live.is_none());
    learner.gets_up();
}

#[test]
fn the_mouse_draws_from_where_it_goes_down_to_where_it_comes_up() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_canvas(&folder);
    learner.drags((10, 8), (20, 16));
    let ink = state(&learner).canvas.ink();
    let inked = ink.pixels().filter(|pixel| pixel.0[0] > 127).count();
    assert!(inked > 100, "{inked}");
    learner.types("c");
    assert!(state(&learner).canvas.is_empty());
    learner.gets_up();
}

#[test]
fn an_empty_canvas_cannot_be_handed_in() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_canvas(&folder);
    learner.types("<enter>");
    assert!(learner.screen().contains("Draw something first"));
    assert!(state(&learner).handed_in.is_empty());
    learner.gets_up();
}

#[test]
fn what_was_drawn_is_there_after_leaving_in_the_middle() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_canvas(&folder);
    learner.types(STROKE).types("<enter>");
    learner.types(STROKE).types("<right>");
    let (handed_in, canvas) = {
        let state = state(&learner);
        (state.handed_in.clone(), state.canvas.clone())
    };
    learner.types("q").gets_up();
    let mut again = Learner::at(folder.path(), PACK, (80, 24));
    again.types("<enter>").waits_for("2 of 3");
    assert_eq!(state(&again).handed_in, handed_in);
    assert_eq!(state(&again).canvas.ink(), canvas.ink());
    again.gets_up();
}

#[test]
fn the_score_is_of_what_was_handed_in_and_is_held_against_what_was_said() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_canvas(&folder);
    learner
        .types(STROKE)
        .types("<enter>f")
        .waits_for("Your hand");
    assert!(learner.screen().contains("of 1 ·"), "{}", learner.screen());
    // Whoever finished early can write on.
    learner.types("d");
    for _ in 0..2 {
        learner.types(STROKE).types("<enter>");
    }
    learner.waits_for("of 3 ·");
    let screen = learner.screen();
    assert!(screen.contains("you said  50 %"), "{screen}");
    assert!(screen.contains("That was your hand."), "{screen}");
    assert!(!screen.contains("write on"), "{screen}");
    assert!(state(&learner).gate.outcome().is_some());
    insta::assert_snapshot!("written", learner.screen());
    learner.fits_elsewhere();
    learner.gets_up();
}

#[test]
fn the_canvas_fits_on_every_screen() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_canvas(&folder);
    learner.types(STROKE).waits_for("what the network sees");
    learner.waits_until("an answer", |app| {
        let current = app.walk().unwrap().current();
        matches!(current, Some((_, StepState::Draw(state))) if state.live.is_some())
    });
    for (width, height) in [(80, 24), (60, 20)] {
        learner.resizes(width, height);
        insta::assert_snapshot!(format!("canvas_{width}x{height}"), learner.screen());
    }
    learner.fits_elsewhere();
    learner.gets_up();
}
