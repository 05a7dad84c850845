//! The real program on a pseudo-terminal: keys go in as bytes, screens come out of a terminal
//! emulator. What `lessons/played.rs` promises of the app is here promised of the program around it: that it
//! gives the terminal back on every way out, and loses nothing.

use std::fs;

use crate::common::window::{USUAL, Window, at_once, program};
use mindgap::pack::scaffold;
use tempfile::TempDir;

/// Every kind of step, seconds of work.
const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/tiny");
/// A training whose end nobody waits for.
const LONG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/long");

fn open(folder: &TempDir, pack: &str) -> Window {
    let mut window = Window::open(folder, pack, USUAL);
    window.waits_for("enter open");
    window
}

/// Up to a training that goes on.
fn training(folder: &TempDir) -> Window {
    let mut window = open(folder, LONG);
    window.types("<enter>").waits_for("after one epoch?");
    window.types("50<enter>").waits_for("enter train");
    window.types("<enter>").waits_for("p pause");
    window
}

#[test]
fn a_lesson_can_be_played_from_the_list_to_its_end() {
    let folder = TempDir::new().unwrap();
    let mut window = open(&folder, TINY);
    window.types("<enter>").waits_for("long enough");
    window.types("<enter>").waits_for("Which number");
    window.types("2<enter>").waits_for("Because");
    window.types("<enter>").waits_for("after two epochs?");
    window.types("80<enter><enter>").waits_for("you said 80 %");
    window.types("<enter>").waits_for("printed digits?");
    window
        .types("70<right><enter>")
        .waits_for("Printed digits are not");
    window.types("<enter>").waits_for("The end is near.");
    window
        .types("<enter>")
        .waits_for("The end of “A short walk”");
    window.types("<enter>").waits_for("finished");
    window.types("q");
    assert!(window.ends().success());
    window.is_given_back();
}

#[test]
fn the_terminal_is_given_back_after_q_after_ctrl_c_and_after_a_signal() {
    type Leave = fn(&mut Window);
    let ways: [(&str, Leave, u32); 6] = [
        ("q", |window| window.presses("q"), 0),
        ("ctrl-c", |window| window.presses("<ctrl-c>"), 0),
        ("SIGTERM", |window| window.signals("TERM"), 143),
        ("SIGINT", |window| window.signals("INT"), 130),
        ("SIGHUP", |window| window.signals("HUP"), 129),
        ("SIGQUIT", |window| window.signals("QUIT"), 131),
    ];
    at_once(ways, |(way, leave, code)| {
        let folder = TempDir::new().unwrap();
        let mut window = open(&folder, TINY);
        assert!(window.emulator.screen().alternate_screen());
        assert!(!window.discipline().contains("ICANON"), "not raw");
        leave(&mut window);
        let status = window.ends();
        assert_eq!(status.exit_code(), code, "{way}: {status:?}");
        window.is_given_back();
    });
}

#[test]
fn a_training_is_ended_and_kept_when_the_program_is_told_to_end() {
    let folder = TempDir::new().unwrap();
    let mut window = training(&folder);
    window.waits_for("epoch 2 ");
    window.signals("TERM");
    assert_eq!(window.ends().exit_code(), 143);
    window.is_given_back();
    let mut again = open(&folder, LONG);
    again.types("<enter>").waits_for("p pause");
    again.types("<ctrl-c>");
    assert!(again.ends().success());
}

#[test]
fn a_window_that_is_closed_ends_the_program_and_loses_nothing() {
    let folder = TempDir::new().unwrap();
    let mut window = open(&folder, TINY);
    window.types("<enter>").waits_for("long enough");
    window.types("<enter>").waits_for("Which number");
    window.closes();
    let status = window.ends();
    assert!(
        [0, 1, 129].contains(&status.exit_code()) && status.signal().is_none(),
        "{status:?}"
    );

    let mut again = open(&folder, TINY);
    assert!(
        again.screen().contains("at step 2 of 5"),
        "{}",
        again.screen()
    );
    again.types("<enter>").waits_for("Which number");
    again.types("<ctrl-c>");
    assert!(again.ends().success());
}

#[test]
fn a_training_in_a_window_that_is_closed_is_put_away_before_the_program_ends() {
    let folder = TempDir::new().unwrap();
    let mut window = training(&folder);
    window.waits_for("epoch 2 ");
    window.closes();
    let status = window.ends();
    assert!(
        [0, 1, 129].contains(&status.exit_code()) && status.signal().is_none(),
        "{status:?}"
    );
    let runs = mindgap::train::RunStore::open(folder.path().join("runs")).unwrap();
    let runs = runs.list().unwrap().records;
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].status, mindgap::train::Status::Stopped);
}

#[test]
fn keys_are_answered_while_a_network_learns() {
    let folder = TempDir::new().unwrap();
    let mut window = training(&folder);
    window.types("?").waits_for("hold the training");
    window.types("?").waits_for("p pause");
    window.types("p").waits_for("paused");
    window
        .types("p")
        .waits_until("no pause", |screen| !screen.contains("paused"));
    window.waits_for("epoch 2 ");
    window.types("s").waits_for("stopped after");
    window.types("q").waits_for("enter open");
    window.types("q");
    assert!(window.ends().success());
}

#[test]
fn every_size_at_any_moment_redraws_the_screen() {
    let folder = TempDir::new().unwrap();
    let mut window = training(&folder);
    for size in [(200, 60), (60, 20), (61, 21), (120, 20), (60, 50), USUAL] {
        window.resizes(size);
        // The keys stand in the last row, wherever that is now.
        window.waits_until("p pause, below", |screen| {
            let rows: Vec<&str> = screen.lines().collect();
            rows.len() == usize::from(size.1) && rows[rows.len() - 1].contains("p pause")
        });
    }
    for size in [(59, 24), (80, 19), (20, 5), (3, 2), (1, 1)] {
        window.resizes(size);
    }
    window.resizes(USUAL).waits_for("p pause");
    window.types("<ctrl-c>");
    assert!(window.ends().success());
}

#[test]
fn a_window_that_is_too_small_says_so_and_comes_back_when_it_is_larger() {
    let folder = TempDir::new().unwrap();
    let mut window = Window::open(&folder, TINY, (40, 10));
    window.waits_for("needs 60x20; this is 40x10.");
    window.resizes((59, 30)).waits_for("this is 59x30.");
    // Keys that would do something unseen do nothing. They have been read when the program has answered
    // twice since: without that, the last of them may come when the window is large enough again.
    window.types("<enter>?");
    window.resizes((58, 30)).waits_for("this is 58x30.");
    window.resizes((57, 30)).waits_for("this is 57x30.");
    window.resizes((60, 20)).waits_for("enter open");
    window.types("q");
    assert!(window.ends().success());
}

/// With crossterm's default event source, the later of two events that come at once waits until there
/// is a third; this is why it is built with `use-dev-tty`. Which one is later is luck, hence the rounds.
#[test]
fn a_key_that_comes_together_with_a_resize_is_answered_at_once() {
    let folder = TempDir::new().unwrap();
    let mut window = open(&folder, TINY);
    for round in 0..200 {
        let (size, help) = ((100 - round % 2, 40), round % 2 == 0);
        if round < 100 {
            window.resizes(size).types("?");
        } else {
            window.signals("STOP");
            window.types("?").resizes(size);
            window.signals("CONT");
        }
        window.waits_until("the help, or the list again", |screen| {
            screen.contains("show or hide this list") == help
        });
    }
    window.types("<ctrl-c>");
    assert!(window.ends().success());
}

#[test]
fn a_pack_that_is_saved_in_an_editor_is_on_the_screen_at_once() {
    let folder = TempDir::new().unwrap();
    let pack = scaffold::new(folder.path(), "shapes").unwrap();
    let mut command = program(&folder, "xterm-256color");
    command.args(["pack", "preview"]);
    command.arg(&pack);
    let mut window = Window::running(command, USUAL);
    window.waits_for("enter open");
    window.types("<enter>").waits_for("step 1 of 5");
    let lesson = pack.join("first-lesson.yaml");
    let text = fs::read_to_string(&lesson).unwrap();
    let changed = text.replace("What would help most?", "What would help you?");
    assert_ne!(changed, text);
    fs::write(&lesson, changed).unwrap();
    window.waits_for("What would help you?");
    window.types("q").waits_for("enter open").types("q");
    assert!(window.ends().success());
}

#[test]
fn on_a_dumb_terminal_lessons_go_line_by_line_and_nothing_is_lost_either() {
    let folder = TempDir::new().unwrap();
    let begin = || {
        let mut window = Window::called(&folder, LONG, USUAL, "dumb");
        window.waits_for("> ");
        window.types("1<enter>");
        window
    };
    let mut window = begin();
    window.waits_for("80-90").types("perhaps<enter>");
    window
        .waits_for("“perhaps” is neither a number from 0 to 100")
        .types("50-60<enter>");
    window.waits_for("how sure?").types("4<enter>");
    window.waits_for("55 ± 5 %, sure 4/5").types("<enter>");
    window.waits_for("Epoch 2:");
    assert!(!window.emulator.screen().alternate_screen());
    // Held and let go on, then told to end in its middle.
    window.types("p<enter>g<enter>").waits_for("Epoch 4:");
    window.types("<ctrl-c>");
    assert_eq!(window.ends().exit_code(), 130);
    window.is_given_back();

    let mut again = begin();
    again.waits_for("Epoch 4:").types("s<enter>");
    again.waits_for("stopped after").types("q<enter>");
    again.waits_for("at step 1 of").types("q<enter>");
    assert!(again.ends().success());
}
