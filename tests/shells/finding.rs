//! What somebody is promised who looks for something: a lesson is found by a word of it, and a step
//! that was reached before is one list away; what lies ahead is not skipped.

use crate::common::{Learner, TINY, quick};
use mindgap::tui::App;
use mindgap::tui::look::Look;
use mindgap::tui::theme::{Depth, Theme};
use tempfile::TempDir;

fn at_home(folder: &TempDir, size: (u16, u16)) -> Learner {
    let look = Look::still(Theme::dark(Depth::Mono));
    Learner::playing(folder.path(), quick(), size, look)
}

fn at(app: &App) -> usize {
    app.walk().unwrap().at()
}

#[test]
fn a_lesson_is_found_by_a_word_of_its_title_or_line() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_home(&folder, (80, 24));
    learner.types("/PHONE");
    let screen = learner.screen();
    assert!(screen.contains("look for: PHONE"), "{screen}");
    assert!(
        screen.contains("7. A photo of paper") && !screen.contains("1. The ritual"),
        "{screen}"
    );
    // Characters that mean something elsewhere are only letters here.
    learner.types("<backspace><backspace><backspace><backspace><backspace>q?jr");
    let screen = learner.screen();
    assert!(screen.contains("q?jr▏ nothing found"), "{screen}");
    learner.types("<enter>");
    assert!(learner.app().walk().is_none());
    learner.types("<esc>");
    assert!(learner.screen().contains("1. The ritual") || learner.screen().contains("7. A photo"));
    learner.types("/cat<enter>");
    assert!(
        learner.screen().contains("The cat and the model card"),
        "{}",
        learner.screen()
    );
    learner.types("q");
    assert!(
        !learner.screen().contains("look for"),
        "{}",
        learner.screen()
    );
    learner.gets_up();
}

#[test]
fn arrows_move_among_what_was_found() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_home(&folder, (60, 20));
    learner.types("/digit<down><enter>");
    let title = learner.app().walk().unwrap().lesson().title.clone();
    let lessons = &learner.app().pack().lessons;
    let found: Vec<&str> = lessons
        .iter()
        .filter(|lesson| {
            format!("{} {}", lesson.title, lesson.about)
                .to_lowercase()
                .contains("digit")
        })
        .map(|lesson| lesson.title.as_str())
        .collect();
    assert_eq!(found.get(1), Some(&title.as_str()), "{found:?}");
    learner.gets_up();
}

/// Somebody who has reached the third step of the tiny pack's lesson.
fn at_the_third(folder: &TempDir) -> Learner {
    let mut learner = Learner::at(folder.path(), TINY, (80, 24));
    learner
        .types("<enter><enter>2<enter><enter>")
        .waits_for("after two epochs?");
    learner
}

#[test]
fn a_step_that_was_reached_is_one_list_away_and_what_lies_ahead_is_not_skipped() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_third(&folder);
    learner.types("g");
    insta::assert_snapshot!("steps-80x24", learner.screen());
    learner.resizes(60, 20);
    insta::assert_snapshot!("steps-60x20", learner.screen());
    learner.resizes(80, 24);
    learner.types("<up><up><up><up><enter>");
    assert_eq!(at(learner.app()), 0);
    learner.types("g<down><down><down><down><enter>");
    assert_eq!(at(learner.app()), 2, "no further than it was reached");
    learner.types("g").clicks("Which number");
    assert_eq!(at(learner.app()), 2, "a click marks");
    learner.clicks("Which number");
    assert_eq!(at(learner.app()), 1, "a second one goes there");
    learner.types("gq");
    assert_eq!(at(learner.app()), 1, "leaving the list changes nothing");
    assert!(
        learner.screen().contains("Which number"),
        "{}",
        learner.screen()
    );
    learner.gets_up();
}

#[test]
fn searching_looks_alike_in_large_and_small_terminals() {
    for (width, height) in [(80, 24), (60, 20)] {
        let folder = TempDir::new().unwrap();
        let mut learner = at_home(&folder, (width, height));
        learner.types("/paper");
        insta::assert_snapshot!(format!("search-{width}x{height}"), learner.screen());
        learner.gets_up();
    }
}

#[test]
fn a_picture_can_be_seen_as_large_as_the_terminal() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_third(&folder);
    learner.types("80<enter><enter>").waits_for("Run ");
    learner.types("<enter>").waits_for("printed digits?");
    learner.types("70<enter>").waits_for("not handwriting");
    learner.types("v");
    insta::assert_snapshot!("peek-80x24", learner.screen());
    let first = learner.screen();
    learner.types("<right>");
    assert_ne!(learner.screen(), first, "the next picture");
    learner.resizes(160, 50);
    insta::assert_snapshot!("peek-160x50", learner.screen());
    learner.types("q");
    assert!(
        learner.screen().contains("not handwriting"),
        "{}",
        learner.screen()
    );
    // Where there is no picture, nothing happens.
    learner.types("<enter>v");
    assert!(
        learner.screen().contains("The end is near"),
        "{}",
        learner.screen()
    );
    learner.gets_up();
}
