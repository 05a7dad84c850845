//! Lessons line by line in a real terminal, as somebody plays them who hears them: every line has an answer,
//! also while something else goes on, and nothing that was typed is lost without a word.

use std::fs;
use std::time::Duration;

use tempfile::TempDir;

use crate::common::window::{USUAL, Window, program};

/// A pack with a training that takes longer than anybody waits.
fn pack(folder: &TempDir) -> String {
    let pack = folder.path().join("pack");
    fs::create_dir_all(&pack).unwrap();
    let file =
        "format: 1\nname: long\ntitle: Long\nabout: Patience.\nlicence: CC0\nlessons: [one.yaml]\n";
    fs::write(pack.join("pack.yaml"), file).unwrap();
    let lesson = "
lesson: Patience
minutes: 1
steps:
  - say: Patience{{screen}} in pictures{{plain}} in words{{end}}.
  - train:
      as: long
      data: { set: mnist, train: 20000, validation: 500 }
      model: cnn
      recipe: { epochs: 50, batch: 64, optimizer: adam, learning_rate: 0.001, seed: 7 }
      say: This takes long.
      predict:
        - { question: How many of 100?, after: 50 }
  - ask:
      question: Was it long?
      choices: [Yes, No]
      answer: 1
      why: It was.
      hints: [It was.]
";
    fs::write(pack.join("one.yaml"), lesson).unwrap();
    pack.display().to_string()
}

fn starts(folder: &TempDir) -> Window {
    let mut command = program(folder, "xterm-256color");
    command.args(["learn", "--plain", "--lesson", "1", &pack(folder)]);
    let mut window = Window::running(command, USUAL);
    window.waits_for("[enter: go on").forgets();
    window
}

/// Up to the training's first words.
fn trains(folder: &TempDir) -> Window {
    let mut window = starts(folder);
    window.types("<enter>").waits_for("How many of 100?");
    window.types("80<enter>").waits_for("how sure?");
    window.types("3<enter>").waits_for("[enter: train");
    window.types("<enter>").waits_for("Training …");
    window.waits_for("p: pause").forgets();
    window
}

#[test]
fn a_text_has_its_plain_words_and_not_its_screens() {
    let folder = TempDir::new().unwrap();
    let mut command = program(&folder, "xterm-256color");
    command.args(["learn", "--plain", "--lesson", "1", &pack(&folder)]);
    let mut window = Window::running(command, USUAL);
    window.waits_for("Patience in words.");
    assert!(!window.screen().contains("pictures"), "{}", window.screen());
    window.types("q<enter>").waits_for("1. Patience");
    window.types("q<enter>");
    assert!(window.ends().success());
    window.is_given_back();
}

#[test]
fn a_training_tells_every_few_seconds_how_far_it_is_without_being_asked() {
    let folder = TempDir::new().unwrap();
    let mut window = trains(&folder);
    window.waits_for("epoch 1 of 50, ").waits_for("left.");
    window.types("s<enter>").waits_for("stopped");
}

#[test]
fn an_empty_line_during_a_training_says_how_far_it_is() {
    let folder = TempDir::new().unwrap();
    let mut window = trains(&folder);
    window.types("<enter>").waits_for(" of 50");
    window.types("s<enter>").waits_for("stopped");
}

#[test]
fn help_during_a_training_says_what_can_be_typed_now() {
    let folder = TempDir::new().unwrap();
    let mut window = trains(&folder);
    window
        .types("?<enter>")
        .waits_for("- p: ")
        .waits_for("- s: ")
        .waits_for("- q: ");
    window.types("s<enter>").waits_for("stopped");
}

#[test]
fn what_is_typed_too_early_is_said_back() {
    let folder = TempDir::new().unwrap();
    let mut window = trains(&folder);
    window.types("92<enter>").waits_for("“92” comes too early");
    window.types("s<enter>").waits_for("stopped");
}

#[test]
fn a_training_that_is_paused_says_so_and_goes_on_when_it_is_told() {
    let folder = TempDir::new().unwrap();
    let mut window = trains(&folder);
    window
        .types("p<enter>")
        .waits_for("The training holds; g lets it go on.");
    window.forgets();
    window.reads_for(Duration::from_millis(500));
    window.types("<enter>").waits_for("The training holds");
    window.types("g<enter>").waits_for("The training goes on.");
    window.types("s<enter>").waits_for("stopped");
}

#[test]
fn a_step_can_be_said_again_during_its_training() {
    let folder = TempDir::new().unwrap();
    let mut window = trains(&folder);
    window.types("r<enter>").waits_for("Training …");
    window.types("s<enter>").waits_for("stopped");
}

#[test]
fn whoever_leaves_during_a_training_hears_that_it_goes_on_and_finds_it_again() {
    let folder = TempDir::new().unwrap();
    let mut window = trains(&folder);
    window
        .types("q<enter>")
        .waits_for("The training goes on as long as mindgap is open.");
    window.waits_for("1. Patience").forgets();
    window
        .types("1<enter>")
        .waits_for("Training …")
        .waits_for("p: pause");
    window.types("s<enter>").waits_for("stopped");
}

#[test]
fn ctrl_d_and_ctrl_c_end_a_training_that_is_kept() {
    for (key, status) in [("<ctrl-d>", 0), ("<ctrl-c>", 130)] {
        let folder = TempDir::new().unwrap();
        let mut window = trains(&folder);
        window.types(key);
        assert_eq!(window.ends().exit_code(), status, "{key}");
        window.is_given_back();
    }
}

#[test]
fn a_question_is_said_again_after_every_answer_that_does_not_lead_on() {
    let folder = TempDir::new().unwrap();
    let mut window = starts(&folder);
    window
        .types("<enter>")
        .waits_for("How many of 100?")
        .forgets();
    for line in ["many", "", "?"] {
        window.types(&format!("{line}<enter>"));
        window
            .waits_for("How many of 100?")
            .waits_for("[a number of 100")
            .forgets();
    }
    window.types("80<enter>").waits_for("how sure?").forgets();
    for line in ["very", "", "9"] {
        window
            .types(&format!("{line}<enter>"))
            .waits_for("how sure?")
            .forgets();
    }
    window
        .types("b<enter>")
        .waits_for("How many of 100?")
        .forgets();
    window.types("80<enter>").waits_for("how sure?");
    // Whoever leaves here leaves.
    window.types("q<enter>").waits_for("1. Patience");
}

#[test]
fn the_list_and_the_end_of_a_lesson_answer_every_line() {
    let folder = TempDir::new().unwrap();
    let mut command = program(&folder, "xterm-256color");
    command.args(["learn", "--plain", &pack(&folder)]);
    let mut window = Window::running(command, USUAL);
    window.waits_for("[a number: open").forgets();
    window
        .types("?<enter>")
        .waits_for("- n and a number: ")
        .forgets();
    window
        .types("7<enter>")
        .waits_for("“7” cannot be said here")
        .forgets();
    window.types("<enter>").waits_for("1. Patience");
}
