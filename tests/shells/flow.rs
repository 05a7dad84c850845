//! Getting on without getting lost: what is typed is not lost, keys that look as if they did something do it, the list
//! says what is not in sight and marks what comes next, and a lesson's end says what the predictions scored.

use crate::common::{Learner, TINY, quick};
use mindgap::tui::look::Look;
use mindgap::tui::theme::{Depth, Theme};
use tempfile::TempDir;

const SOLVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/solve");

#[test]
fn what_was_typed_in_an_exercise_is_there_again_whichever_way_one_left() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), SOLVE, (80, 24));
    learner.types("<enter>").waits_for("your answer:");
    // Back to the step before, and on; or out to the list, and in again.
    for way in ["12<esc><esc><enter>", "<esc>q<enter>"] {
        learner.types(way).waits_for("your answer: 12");
    }
    learner.types("<backspace><backspace>130<enter>");
    assert!(learner.screen().contains("✓ 130"), "{}", learner.screen());
    learner.gets_up();
}

#[test]
fn more_than_a_hundred_is_refused_and_what_was_typed_stays() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), TINY, (80, 24));
    learner.types("<enter><enter>2<enter><enter><enter>101");
    let screen = learner.screen();
    assert!(screen.contains("of 100   10\n"), "{screen}");
    assert!(screen.contains("No more than 100 of 100."), "{screen}");
    learner.types("0");
    assert!(learner.screen().contains("of 100   100"));
    learner.gets_up();
}

#[test]
fn the_rule_and_the_meaning_of_how_sure_stand_where_one_guesses() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), TINY, (80, 24));
    learner.types("<enter><enter>2<enter><enter><enter>90");
    insta::assert_snapshot!("guess_80x24", learner.screen());
    learner.types("<right><right>");
    assert!(
        learner
            .screen()
            .contains("nearly certain: 98 of 100 such come true")
    );
    learner.resizes(60, 20);
    insta::assert_snapshot!("guess_60x20", learner.screen());
    learner.gets_up();
}

#[test]
fn a_digit_goes_to_that_step_in_the_list_of_steps() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), TINY, (80, 24));
    learner.types("<enter><enter>2<enter><enter><enter>g");
    assert!(learner.screen().contains("▸ ◐  3."), "{}", learner.screen());
    learner.types("2");
    assert!(learner.screen().contains("▸ ●  2."), "{}", learner.screen());
    // The fourth was not reached.
    learner.types("4");
    assert!(learner.screen().contains("▸ ●  2."), "{}", learner.screen());
    learner.types("1<enter>");
    assert!(
        learner.screen().contains("step 1 of 5"),
        "{}",
        learner.screen()
    );
    learner.gets_up();
}

#[test]
fn leaving_answers_no_to_the_question_whether_a_lesson_starts_over() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), TINY, (80, 24));
    learner.types("<enter>q");
    learner.types("r");
    assert!(learner.screen().contains("Once more (r)"));
    learner.types("q");
    assert!(!learner.has_left(), "that was a no");
    learner.types("q");
    assert!(learner.has_left());
    learner.gets_up();
}

#[test]
fn the_list_says_how_many_lessons_are_out_of_sight() {
    let folder = TempDir::new().unwrap();
    let look = Look::still(Theme::dark(Depth::Mono));
    let mut learner = Learner::playing(folder.path(), quick(), (80, 24), look);
    let lessons = quick().lessons.len();
    let seen = |screen: &str| screen.matches('○').count();
    let screen = learner.screen();
    let below = format!("↓ {} more below", lessons - seen(&screen));
    assert!(
        screen.contains(&below) && !screen.contains("more above"),
        "{screen}"
    );
    insta::assert_snapshot!("list_80x24", screen);
    learner.types(&"<down>".repeat(lessons));
    let screen = learner.screen();
    let above = format!("↑ {} more above", lessons - seen(&screen));
    assert!(
        screen.contains(&above) && !screen.contains("more below"),
        "{screen}"
    );
    learner.resizes(160, 50);
    let screen = learner.screen();
    assert!(
        !screen.contains("more above") && !screen.contains("more below"),
        "{screen}"
    );
    learner.gets_up();
}

#[test]
fn a_lesson_ends_with_its_score_and_the_next_one_is_marked() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), TINY, (80, 24));
    learner.types("<enter><enter>2<enter><enter><enter>90<enter><enter>");
    learner.waits_for("It learned something.");
    learner
        .types("<enter>90<enter>")
        .waits_for("Printed digits are not");
    learner.types("<enter><enter>").waits_for("The end of");
    let screen = learner.screen();
    assert!(
        screen.contains("of your 2 predictions came true."),
        "{screen}"
    );
    assert!(screen.contains("always saying 50 % gives 0.25"), "{screen}");
    learner.types("<enter>").waits_for("▸ ○ 2. A second one");
    learner.gets_up();
}
