//! What commands write to a terminal: pictures by what it replied, colours as many as it has, and never a wait
//! for an answer that does not come.

use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use tempfile::TempDir;

use crate::common::window::{Persona, USUAL, Window, at_once, program};
use crate::program::mindgap;

/// A photo of one digit.
const CELL: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/data/photos/sudoku-cells/cell00_label6.png"
);
const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/tiny");
/// What belongs to 256 colours and more.
const MANY_COLOURS: [&str; 4] = ["38;5;", "48;5;", "38;2;", "48;2;"];

/// A folder with a run.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let train = "train --train 600 --validation 200 --epochs 1 --model linear --quiet";
    let mut command = mindgap();
    command
        .args(train.split(' '))
        .env("MINDGAP_DATA_DIR", folder.path());
    assert!(command.status().unwrap().success());
    folder
}

/// The program with these arguments in a terminal that goes by this name, and nothing else said.
fn command(folder: &TempDir, term: &str, arguments: &str) -> CommandBuilder {
    let mut command = program(folder, term);
    for name in [
        "TERM_PROGRAM",
        "COLORTERM",
        "COLORFGBG",
        "NO_COLOR",
        "TMUX",
        "STY",
    ] {
        command.env_remove(name);
    }
    command.args(arguments.split_whitespace());
    command
}

/// What it writes there until it ends well, on a terminal that is like this.
#[track_caller]
fn written(command: CommandBuilder, persona: Persona) -> Window {
    let mut window = Window::running(command, (100, 60)).like(persona);
    assert!(window.ends().success(), "{}", window.screen());
    window.is_given_back();
    window
}

#[test]
fn predict_does_not_wait_for_a_terminal_that_says_nothing() {
    let folder = folder();
    let predict = format!("predict {CELL} --one");
    let terms = [
        "xterm-256color",
        "xterm-kitty",
        "foot",
        "vt100",
        "linux",
        "dumb",
    ];
    at_once(terms, |term| {
        let begun = Instant::now();
        let mut window = Window::running(command(&folder, term, &predict), USUAL);
        let before = window.discipline();
        assert!(window.ends().success());
        // The terminal's answer is waited for half a second; the rest is a busy machine.
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "{term}: {:?}",
            begun.elapsed()
        );
        assert_eq!(window.discipline(), before, "{term}");
        window.is_given_back();
        assert!(window.has_written("% confident"), "{term}");
    });
}

#[test]
fn a_picture_is_drawn_by_the_protocol_that_the_terminal_replied() {
    let folder = folder();
    let predict = format!("predict {CELL} --one");
    let cell = ("\x1b[16t", "\x1b[6;20;10t");
    let of = |name: &'static str, attributes: &'static str| {
        Persona::answering(&[("\x1b[>q", name), cell, ("\x1b[c", attributes)])
    };
    for (persona, sign) in [
        (of("\x1bP>|kitty(0.42.1)\x1b\\", "\x1b[?62;c"), "\x1b_Gq=2,"),
        (of("\x1bP>|foot(1.16.2)\x1b\\", "\x1b[?62;4;22c"), "\x1bP"),
        (
            of("\x1bP>|WezTerm 20240203\x1b\\", "\x1b[?62;4c"),
            "\x1b]1337;File=",
        ),
        (of("\x1bP>|VTE(7600)\x1b\\", "\x1b[?62;c"), "▀"),
    ] {
        let window = written(command(&folder, "xterm-256color", &predict), persona);
        assert!(
            window.has_written(sign),
            "no {sign:?} in {}",
            window.screen()
        );
        // What follows stands below the picture.
        assert!(
            window.screen().contains("% confident"),
            "{}",
            window.screen()
        );
    }
}

#[test]
fn terminals_without_256_colours_get_none_of_them() {
    let folder = folder();
    let reveal = "reveal --sample 200 --slice fonts";
    let broken = "pack check tests/packs";
    let terms = ["vt100", "vt220", "dumb", "linux", "ansi", "xterm-16color"];
    at_once(terms, |term| {
        for arguments in [
            &format!("predict {CELL} --one --stages"),
            reveal,
            "slices show stain",
            "doctor --quick",
        ] {
            let mut command = command(&folder, term, arguments);
            // Passed on by whatever the terminal was started from.
            command.env("COLORTERM", "truecolor");
            let window = written(command, Persona::default());
            for sign in MANY_COLOURS {
                assert!(!window.has_written(sign), "{term}: {arguments}: {sign}");
            }
        }
        let mut window = Window::running(command(&folder, term, broken), USUAL);
        assert_eq!(window.ends().exit_code(), 1);
        assert!(!window.has_written("\x1b["), "{term}: {broken}");
    });
    // Elsewhere there are some.
    let window = written(
        command(&folder, "xterm-256color", reveal),
        Persona::default(),
    );
    assert!(window.has_written("38;5;"));
}

#[test]
fn lessons_have_no_more_colours_than_their_terminal() {
    let terms = [("vt100", false), ("linux", false), ("xterm-256color", true)];
    at_once(terms, |(term, has_colours)| {
        let folder = TempDir::new().unwrap();
        let mut command = command(&folder, term, "learn");
        command.arg(TINY);
        let mut window = Window::running(command, USUAL);
        window.waits_for("enter open");
        window.types("<enter>").waits_for("step 1 of");
        window.types("<ctrl-c>");
        assert!(window.ends().success());
        let is_coloured = MANY_COLOURS.iter().any(|sign| window.has_written(sign));
        assert_eq!(is_coloured, has_colours, "{term}");
    });
}

#[test]
fn a_progress_bar_is_ascii_where_the_locale_is() {
    let folder = folder();
    for arguments in [
        "train --train 1500 --validation 100 --epochs 10 --model mlp --seed 3",
        "reveal --slice mnist/test+fog:3 --sample 1000 --details",
        "data verify optdigits",
        &format!("predict {CELL} --one --stages"),
    ] {
        let mut command = command(&folder, "xterm-256color", arguments);
        command.env("LC_ALL", "C");
        let window = written(command, Persona::default());
        let text = String::from_utf8_lossy(&window.written);
        let line = text.lines().find(|line| !line.is_ascii());
        assert!(line.is_none(), "{arguments}: {line:?}");
    }
}
