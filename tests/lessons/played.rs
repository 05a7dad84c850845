//! Whole lessons in the whole app, played by keys, read off the screen. Each test begins with an
//! empty folder and a learner at a screen; trainings and measurements are real.

use crate::common::{Learner, TINY};
use tempfile::TempDir;

/// From the list of lessons to the question.
const TO_QUESTION: &str = "<enter><enter>";

fn sit(folder: &TempDir) -> Learner {
    Learner::at(folder.path(), TINY, (80, 24))
}

/// Up to the finished training.
fn train(learner: &mut Learner) {
    learner.types(TO_QUESTION).types("2<enter><enter>");
    learner.types("80<enter><enter>").waits_for("you said 80 %");
}

/// Up to the reveal's result.
fn reveal(learner: &mut Learner) {
    train(learner);
    learner
        .types("<enter>70<right><enter>")
        .waits_for("Printed digits are not");
}

#[test]
fn a_lesson_can_be_played_from_its_first_step_to_its_end() {
    let folder = TempDir::new().unwrap();
    let mut learner = sit(&folder);
    reveal(&mut learner);
    learner.types("<enter>").waits_for("The end is near.");
    learner
        .types("<enter>")
        .waits_for("The end of “A short walk”");
    let end = learner.screen();
    for said in [
        "you said 80 %, sure 3/5   it was",
        "you said 70 %, sure 4/5   it was",
    ] {
        assert!(end.contains(said), "{end}");
    }
    assert!(!end.contains("not measured"), "{end}");
    learner
        .types("<enter>")
        .waits_for("● 1. A short walk   finished")
        .waits_for("your 2 predictions came true");
    learner.resizes(60, 20);
    let small = learner.screen();
    assert!(
        small.contains("2. ") && !small.contains("predictions came true"),
        "{small}"
    );
    learner.gets_up();
}

#[test]
fn nothing_is_shown_before_the_learner_has_said_a_number() {
    let folder = TempDir::new().unwrap();
    let mut learner = sit(&folder);
    train(&mut learner);
    learner.types("<enter>");
    for keys in ["<enter>", "<right><right>", "<down>", "w", "s", "p"] {
        learner.types(keys);
        let screen = learner.screen();
        assert!(
            screen.contains("say a number") || screen.contains("Type a number"),
            "{screen}"
        );
        for shown in [" %", "accuracy", "confidence"] {
            assert!(!screen.contains(shown), "{shown}\n{screen}");
        }
        learner.types("<backspace><backspace><backspace>");
    }
    learner.gets_up();
}

#[test]
fn whoever_leaves_comes_back_to_the_same_step_with_everything_as_it_was() {
    let folder = TempDir::new().unwrap();
    let mut learner = sit(&folder);
    reveal(&mut learner);
    let before = learner.screen();
    learner.types("q").gets_up();

    let mut again = sit(&folder);
    assert!(
        again.screen().contains("at step 4 of 5"),
        "{}",
        again.screen()
    );
    again.types("<enter>").waits_for("Printed digits are not");
    assert_eq!(
        again.screen(),
        before,
        "the same run gives the same numbers"
    );
    again.types("b").waits_for("replayed");
    again.types("b");
    assert!(again.screen().contains("✓ 2. 3"), "{}", again.screen());
    again.gets_up();
}

#[test]
fn a_training_that_was_left_goes_on_where_it_was_and_ends_with_the_same_numbers() {
    let undisturbed = TempDir::new().unwrap();
    let mut learner = sit(&undisturbed);
    train(&mut learner);
    let expected = epochs(&learner);
    learner.gets_up();

    let folder = TempDir::new().unwrap();
    let mut learner = sit(&folder);
    learner
        .types(TO_QUESTION)
        .types("2<enter><enter>80<enter><enter>");
    learner.gets_up();

    let mut again = sit(&folder);
    again.types("<enter>").waits_for("you said 80 %");
    assert_eq!(epochs(&again), expected);
    again.gets_up();
}

/// The table of epochs without the speed.
fn epochs(learner: &Learner) -> Vec<String> {
    let screen = learner.screen();
    let rows = screen
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>());
    let epochs = rows.filter(|row| row.len() == 6 && row[0].parse::<u32>().is_ok());
    let rows: Vec<String> = epochs.map(|row| row[..5].join(" ")).collect();
    assert!(!rows.is_empty(), "{screen}");
    rows
}

#[test]
fn a_training_can_be_paused_resumed_and_stopped_and_then_used() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), LONG, (80, 24));
    learner
        .types("<enter>50<enter><enter>")
        .waits_for("epoch 1");
    learner.types("p").waits_for("paused");
    learner.types("p").waits_for("epoch ");
    learner.types("s").waits_for("stopped after");
    learner.types("<enter>60<enter>").waits_for("accuracy");
    learner.gets_up();
}

/// A pack whose training nobody waits for.
const LONG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/long");

#[test]
fn going_back_and_on_again_changes_no_answer() {
    let folder = TempDir::new().unwrap();
    let mut learner = sit(&folder);
    learner.types(TO_QUESTION).types("1<enter>2<enter>");
    let solved = learner.screen();
    learner.types("<enter>bb<enter>");
    let back = learner.screen();
    assert_eq!(back.replace('▸', " "), solved.replace('▸', " "));
    learner.types("13");
    assert_eq!(learner.screen(), back, "a solved question stays as it is");
    learner.gets_up();
}

#[test]
fn starting_over_forgets_answers_but_not_runs() {
    let folder = TempDir::new().unwrap();
    let mut learner = sit(&folder);
    train(&mut learner);
    // Once is a slip of the hand.
    learner.types("q<up>r");
    assert!(learner.screen().contains("Once more (r) forgets"));
    learner.types("<up>r");
    assert!(learner.screen().contains("Once more (r) forgets"));
    learner.types("r");
    assert!(
        learner.screen().contains("step 1 of 5"),
        "{}",
        learner.screen()
    );
    learner
        .types("<enter>2<enter><enter>75<enter><enter>")
        .waits_for("replayed");
    assert!(
        learner.screen().contains("you said 75 %"),
        "{}",
        learner.screen()
    );
    learner.gets_up();
}

#[test]
fn opening_a_finished_lesson_looks_through_it_and_forgets_nothing() {
    let folder = TempDir::new().unwrap();
    let mut learner = sit(&folder);
    reveal(&mut learner);
    while !learner.screen().contains("The end of") {
        learner.types("<enter>");
    }
    learner.types("<enter>").waits_for("finished");
    learner.types("<up><enter>");
    assert!(learner.screen().contains("step 1 of 5"));
    learner.types("<enter>");
    assert!(learner.screen().contains("✓ 2. 3"), "{}", learner.screen());
    learner.types("q");
    assert!(
        learner.screen().contains("finished"),
        "{}",
        learner.screen()
    );
    learner.gets_up();
}

#[test]
fn q_leads_home_and_then_out_and_ctrl_c_out_at_once() {
    let folder = TempDir::new().unwrap();
    let mut learner = sit(&folder);
    learner.types("<enter>q");
    assert!(!learner.has_left());
    learner.types("q");
    assert!(learner.has_left());
}

/// A lesson in which one says which, not how many.
const CHOICE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/choice");

#[test]
fn a_lesson_can_be_played_with_the_mouse_alone() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), CHOICE, (100, 30));
    learner.clicks("1. Which one").waits_for("1 epoch,");
    learner
        .clicks("enter")
        .waits_for("finished in")
        .clicks("enter");
    learner.clicks("2. Printed").clicks("say it").waits_for("◀");
    assert!(
        learner.screen().contains("▸MNIST test"),
        "{}",
        learner.screen()
    );
    learner.clicks("Printed ").waits_for("▸Printed");
    learner.gets_up();
}

#[test]
fn which_slice_is_lowest_is_said_first_and_then_measured() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), CHOICE, (100, 30));
    learner.types("<enter><enter>").waits_for("finished in");
    learner
        .types("<enter><enter>")
        .waits_for("Choose one first");
    learner
        .types("2<right><enter>")
        .waits_for("you said   Printed, sure");
    learner.waits_for("it was     Printed");
    learner.gets_up();
}

#[test]
fn a_range_can_be_said_and_confidence_is_measured_too() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), CHOICE, (100, 30));
    learner.types("<enter><enter>").waits_for("finished in");
    learner.types("<enter>1<enter>").waits_for("◀");
    learner.types("<enter>60-").waits_for("60 ± 3");
    learner
        .types("<enter>")
        .waits_for("you said   60 ± 3 %, sure");
    let screen = learner.screen();
    let found = screen.split_once("it was").unwrap().1.trim_start();
    let found = found.split_once(" %").unwrap().0;
    let told = screen.split_once(" % when wrong").unwrap().0;
    assert_eq!(told.rsplit(' ').next(), Some(found), "{screen}");
    learner.gets_up();
}
