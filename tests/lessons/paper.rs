//! What a learner who writes on paper is promised: a photo of the next digits hands them in, nothing is taken that
//! they have not seen over the digit that it stands for, a photo that shows too few takes nothing, and pen and mouse
//! are told apart.

use crate::common::Learner;
use crate::pages::page_of;
use mindgap::lesson::step::DrawState;
use mindgap::lesson::{Saved, StepState, Tool};
use tempfile::TempDir;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/draw");
/// A stroke downwards with the keys.
const STROKE: &str = " <down><down><down><down><down><down><down><down> ";

/// Somebody who has trained the network, has said 50, and stands before the canvas.
fn at_the_canvas(folder: &TempDir, size: (u16, u16)) -> Learner {
    let mut learner = Learner::at(folder.path(), PACK, size);
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

/// The digits that are still asked for, from the head of the screen.
fn asked(learner: &Learner) -> Vec<u8> {
    match learner.app().walk().unwrap().current() {
        Some((mindgap::pack::Step::Draw(draw), StepState::Draw(state))) => state.left(draw),
        other => panic!("it is a canvas, not {other:?}"),
    }
}

fn looked_at(learner: &mut Learner) {
    learner.waits_until("the photo", |app| {
        let current = app.walk().unwrap().current();
        matches!(current, Some((_, StepState::Draw(state)))
            if state.paper.as_ref().is_some_and(|paper| paper.found.is_some()))
    });
}

#[test]
fn a_photo_of_the_next_digits_hands_them_in_once_the_learner_has_seen_them() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_canvas(&folder, (80, 24));
    let page = page_of(&asked(&learner), folder.path());
    learner.pastes(&page.display().to_string());
    looked_at(&mut learner);
    let screen = learner.screen();
    assert!(
        screen.contains("3 digits were found, as many as asked for"),
        "{screen}"
    );
    assert!(
        state(&learner).handed_in.is_empty(),
        "nothing is taken unseen"
    );
    insta::assert_snapshot!("found", screen);
    learner.fits_elsewhere();
    learner.types("<enter>").waits_for("of 3 ·");
    let tools: Vec<Tool> = state(&learner)
        .handed_in
        .iter()
        .map(|one| one.tool())
        .collect();
    assert_eq!(tools, [Tool::Paper; 3]);
    let handed_in = state(&learner).handed_in.clone();
    learner.types("q").gets_up();
    // They are there in the next sitting, too.
    let mut again = Learner::at(folder.path(), PACK, (80, 24));
    again.types("<enter>").waits_for("of 3 ·");
    assert_eq!(state(&again).handed_in, handed_in);
    again.gets_up();
}

#[test]
fn a_photo_that_shows_too_few_takes_nothing_and_says_how_many_there_are() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_canvas(&folder, (80, 24));
    let page = page_of(&asked(&learner)[..2], folder.path());
    learner
        .types("o")
        .pastes(&page.display().to_string())
        .types("<enter>");
    looked_at(&mut learner);
    let screen = learner.screen();
    assert!(
        screen.contains("2 digits were found; 3 are asked for"),
        "{screen}"
    );
    learner.types("<enter>");
    assert!(state(&learner).handed_in.is_empty());
    insta::assert_snapshot!("too_few", learner.screen());
    // Back to the canvas, on which the mouse and the keys draw as before.
    learner
        .types("u")
        .types(STROKE)
        .types("<enter>")
        .waits_for("2 of 3");
    learner.gets_up();
}

#[test]
fn a_file_that_is_no_picture_takes_nothing_and_says_why() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_canvas(&folder, (80, 24));
    learner
        .types("o")
        .pastes("/nowhere/at-all.jpg")
        .types("<enter>");
    looked_at(&mut learner);
    let screen = learner.screen();
    assert!(screen.contains("/nowhere/at-all.jpg"), "{screen}");
    learner.types("u");
    assert!(learner.screen().contains("Draw with the mouse"));
    learner.gets_up();
}

#[test]
fn what_each_tool_wrote_is_scored_apart_with_its_interval() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_canvas(&folder, (80, 30));
    learner.types(STROKE).types("<enter>").waits_for("2 of 3");
    let page = page_of(&asked(&learner), folder.path());
    learner.pastes(&page.display().to_string());
    looked_at(&mut learner);
    learner.types("<enter>").waits_for("of 3 ·");
    let screen = learner.screen();
    for told in ["keys: ", "paper: ", "paper less keys: "] {
        assert!(screen.contains(told), "{told}: {screen}");
    }
    insta::assert_snapshot!("by_tool", screen);
    learner.fits_elsewhere();
    learner.gets_up();
}

#[test]
fn a_walk_that_was_saved_before_there_was_paper_is_still_understood() {
    let old = r#"{"at":1,"furthest":1,"finished":false,"steps":[{"draw":{
        "guesses":[],"outcomes":[],"handed_in":[{"strokes":[[[0.5,0.2],[0.5,0.8]]],"width":1}],
        "canvas":{"strokes":[],"width":2},"ended":false}}]}"#;
    let saved: Saved = serde_json::from_str(old).unwrap();
    let StepState::Draw(state) = &saved.steps[0] else {
        panic!("it is a canvas");
    };
    assert_eq!(state.handed_in[0].tool(), Tool::Canvas);
    assert!(state.handed_in[0].seen().is_some());
}
