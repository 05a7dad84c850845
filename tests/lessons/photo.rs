//! What a learner who follows a photo is promised: every stage can be seen and switched, a photo of
//! one's own can be named or dropped, and a wrong path is told and harms nothing.

use crate::common::Learner;
use mindgap::lesson::StepState;
use mindgap::lesson::step::{PhotoSource, PhotoState};
use mindgap::tui::AppEvent;
use tempfile::TempDir;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/photo");
const CELL: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/data/photos/sudoku-cells/cell00_label6.png"
);

/// Somebody who has trained the network and sees the first photo.
fn at_the_photo(folder: &TempDir) -> Learner {
    let mut learner = Learner::at(folder.path(), PACK, (80, 24));
    learner.types("<enter><enter>").waits_for("Run ");
    learner.types("<enter>").waits_for("digit found");
    learner
}

fn state(learner: &Learner) -> &PhotoState {
    match learner.app().walk().unwrap().current() {
        Some((_, StepState::Photo(state))) => state,
        other => panic!("it is a photo, not {other:?}"),
    }
}

fn answered(learner: &mut Learner) {
    learner.waits_until("an answer", |app| {
        let current = app.walk().unwrap().current();
        matches!(current, Some((_, StepState::Photo(state))) if state.seen.is_some() || state.failure.is_some())
    });
}

#[test]
fn every_stage_can_be_looked_at_and_switched_off() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_photo(&folder);
    assert!(learner.screen().contains("1 digit found"));
    let before = state(&learner).seen.as_ref().unwrap().stages.len();
    learner.clicks("polarity");
    learner.types("x");
    answered(&mut learner);
    assert!(
        learner.screen().contains("[ ] polarity"),
        "{}",
        learner.screen()
    );
    assert_eq!(
        state(&learner).seen.as_ref().unwrap().stages.len(),
        before - 1
    );
    // Grey is always there.
    learner.clicks(" grey");
    learner.types("x");
    assert!(state(&learner).seen.is_some());
    learner.gets_up();
}

#[test]
fn a_photo_of_ones_own_can_be_typed_or_dropped() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_photo(&folder);
    // Characters that are keys elsewhere are letters here.
    learner.types("o/nowhere/qb?.png<enter>");
    answered(&mut learner);
    let screen = learner.screen();
    assert!(
        screen.contains("/nowhere/qb?.png cannot be read"),
        "{screen}"
    );
    learner.tells(AppEvent::Paste(format!("'{CELL}'\n")));
    answered(&mut learner);
    assert!(state(&learner).failure.is_none());
    assert_eq!(state(&learner).seen.as_ref().unwrap().digits.len(), 1);
    // It stays among those that can be tried.
    let own = state(&learner).source.clone();
    learner.types("n");
    answered(&mut learner);
    assert_ne!(state(&learner).source, own);
    learner.types("p");
    answered(&mut learner);
    assert_eq!(state(&learner).source, own);
    learner.types("o");
    assert!(learner.screen().contains("path:"));
    learner.types("<esc>");
    assert!(!learner.screen().contains("path:"));
    learner.gets_up();
}

#[test]
fn several_photos_that_are_dropped_together_are_gone_through_one_by_one() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_photo(&folder);
    let second = folder.path().join("a second.png");
    std::fs::copy(CELL, &second).unwrap();
    let both = format!("'{CELL}' '{}'", second.display());
    learner.tells(AppEvent::Paste(both));
    answered(&mut learner);
    let own = |path: &std::path::Path| Some(PhotoSource::Own(path.to_owned()));
    assert_eq!(state(&learner).source, own(CELL.as_ref()));
    learner.types("n");
    answered(&mut learner);
    assert_eq!(state(&learner).source, own(&second));
    learner.gets_up();
}

#[test]
fn a_picture_without_a_digit_says_so() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_photo(&folder);
    learner.types("n").waits_for("no digit found");
    assert!(learner.screen().contains("in which one was it lost?"));
    learner.types("p").waits_for("1 digit found");
    learner.gets_up();
}

#[test]
fn the_text_of_the_step_can_be_put_away() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_photo(&folder);
    assert!(learner.screen().contains("A photo on its way"));
    learner.types("t");
    assert!(!learner.screen().contains("A photo on its way"));
    learner.types("t");
    assert!(learner.screen().contains("A photo on its way"));
    learner.gets_up();
}

#[test]
fn it_fits_on_every_screen() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_photo(&folder);
    for (width, height) in [(80, 24), (60, 20)] {
        learner.resizes(width, height);
        insta::assert_snapshot!(format!("photo_{width}x{height}"), learner.screen());
    }
    learner.fits_elsewhere();
    learner.gets_up();
}
