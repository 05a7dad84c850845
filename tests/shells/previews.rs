//! What an instructor is promised who writes a pack and looks at it: each saving shows the step that
//! changed, an error is told with its line and takes nothing away, and every step can be gone to.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::Learner;
use mindgap::pack::scaffold;
use tempfile::TempDir;

/// Somebody who writes a new pack and looks at its lesson.
fn at_a_new_pack(folder: &TempDir) -> (Learner, PathBuf) {
    let pack = scaffold::new(folder.path(), "shapes").unwrap();
    let home = folder.path().join("home");
    let mut learner = Learner::at(&home, pack.to_str().unwrap(), (80, 24));
    learner.writes();
    learner
        .types("<enter>")
        .waits_for("Three shapes · step 1 of 5");
    (learner, pack.join("first-lesson.yaml"))
}

fn saves(learner: &mut Learner, lesson: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(lesson).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(lesson, text.replace(from, to)).unwrap();
    learner.has_saved(lesson.parent().unwrap());
}

#[test]
fn a_saving_shows_the_step_that_changed() {
    let folder = TempDir::new().unwrap();
    let (mut learner, lesson) = at_a_new_pack(&folder);
    saves(
        &mut learner,
        &lesson,
        "What would help most?",
        "What would help you?",
    );
    let screen = learner.screen();
    assert!(
        screen.contains("step 4 of 5") && screen.contains("What would help you?"),
        "{screen}"
    );
    saves(
        &mut learner,
        &lesson,
        "120 small drawings",
        "very few drawings",
    );
    let screen = learner.screen();
    assert!(
        screen.contains("step 1 of 5") && screen.contains("very few drawings"),
        "{screen}"
    );
    // Every step can be gone to, also one that nobody has reached.
    learner.types("g<down><down><down><down><enter>");
    assert!(
        learner.screen().contains("step 5 of 5"),
        "{}",
        learner.screen()
    );
    learner.gets_up();
}

#[test]
fn an_error_is_told_in_its_place_and_takes_nothing_away() {
    let folder = TempDir::new().unwrap();
    let (mut learner, lesson) = at_a_new_pack(&folder);
    saves(
        &mut learner,
        &lesson,
        "question: What would help most?",
        "qestion: What would help most?",
    );
    insta::assert_snapshot!("fault", learner.screen());
    learner.fits_elsewhere();
    // What was there before is still there.
    learner.types("<esc>");
    assert!(
        learner.screen().contains("step 1 of 5"),
        "{}",
        learner.screen()
    );
    saves(
        &mut learner,
        &lesson,
        "qestion: What would help most?",
        "question: What would help most?",
    );
    assert!(
        learner.screen().contains("step 1 of 5"),
        "{}",
        learner.screen()
    );
    saves(
        &mut learner,
        &lesson,
        "What would help most?",
        "What helps?",
    );
    assert!(
        learner.screen().contains("What helps?"),
        "{}",
        learner.screen()
    );
    fs::remove_file(&lesson).unwrap();
    learner.has_saved(lesson.parent().unwrap());
    assert!(
        learner.screen().contains("there is no first-lesson.yaml"),
        "{}",
        learner.screen()
    );
    learner.gets_up();
}

#[test]
fn pictures_that_are_added_are_there_although_no_text_changed() {
    let folder = TempDir::new().unwrap();
    let (mut learner, lesson) = at_a_new_pack(&folder);
    let count = |learner: &Learner| {
        let library = &learner.app().pack().library;
        library.count(&"shapes/train".parse().unwrap()).unwrap()
    };
    assert_eq!(count(&learner), 120);
    let circles = lesson.with_file_name("data/shapes/train/circle");
    fs::copy(circles.join("01.png"), circles.join("41.png")).unwrap();
    learner.has_saved(lesson.parent().unwrap());
    assert_eq!(count(&learner), 121);
    assert!(
        learner.screen().contains("step 1 of 5"),
        "{}",
        learner.screen()
    );
    learner.gets_up();
}
