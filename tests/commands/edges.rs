//! What the program does to a terminal that answers late, wrongly, in pieces or never, that is resized, put
//! to sleep or taken away: it starts, it types nothing by itself, and it leaves no trace.

use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use tempfile::TempDir;

use crate::common::window::{Persona, USUAL, Window, at_once, program};

/// Every kind of step, seconds of work.
const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/tiny");

/// What is asked at the start.
const NAME: &str = "\x1b[>q";
const GROUND: &str = "\x1b]11;?\x1b\\";
const CELL: &str = "\x1b[16t";
const MODEL: &str = "\x1b[>c";
const ATTRIBUTES: &str = "\x1b[c";
const SIZE: &str = "\x1b[18t";

const WHITE: (&str, &str) = (GROUND, "\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
const BLACK: (&str, &str) = (GROUND, "\x1b]11;rgb:0000/0000/0000\x07");
const SIMPLE: (&str, &str) = (ATTRIBUTES, "\x1b[?62;22c");

fn kitty() -> Persona {
    Persona::answering(&[
        (NAME, "\x1bP>|kitty(0.42.1)\x1b\\"),
        BLACK,
        (CELL, "\x1b[6;20;10t"),
        (MODEL, "\x1b[>1;4000;42c"),
        SIMPLE,
    ])
}

/// The lessons in a terminal that goes by this name, with more in its environment.
fn lessons(folder: &TempDir, term: &str, more: &[(&str, &str)]) -> CommandBuilder {
    let mut command = program(folder, term);
    for name in ["TERM_PROGRAM", "COLORTERM", "COLORFGBG", "TMUX", "STY"] {
        command.env_remove(name);
    }
    for (name, value) in more {
        command.env(name, value);
    }
    command.args(["learn", TINY]);
    command
}

fn opens(folder: &TempDir, persona: Persona) -> Window {
    let command = lessons(folder, "xterm-256color", &[]);
    let mut window = Window::running(command, USUAL).like(persona);
    window.waits_for("enter open");
    window
}

/// A screen as it looks: a cell at the end of a line may be empty or hold a space.
fn look(screen: &str) -> String {
    let lines: Vec<&str> = screen.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

/// Leaves by a key, which has to be the first that is pressed.
#[track_caller]
fn leaves(mut window: Window) {
    window.types("q");
    assert!(window.ends().success());
    window.is_given_back();
}

/// The theme by the colour of the program's name: 255 on dark ground, 16 on bright.
#[track_caller]
fn theme(window: &Window) -> &'static str {
    let cell = window.emulator.screen().cell(0, 1).unwrap();
    assert_eq!(cell.contents(), "m");
    match cell.fgcolor() {
        vt100::Color::Idx(16) => "light",
        vt100::Color::Idx(255) => "dark",
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_terminal_that_never_answers_costs_no_key_and_little_time() {
    let silent: [(&str, &[(&str, &str)]); 8] = [
        ("foot", &[]),
        ("xterm-kitty", &[]),
        ("xterm-ghostty", &[]),
        ("mlterm", &[]),
        ("xterm-256color", &[("TERM_PROGRAM", "WezTerm")]),
        ("xterm-256color", &[("TERM_PROGRAM", "iTerm.app")]),
        ("linux", &[]),
        ("vt100", &[]),
    ];
    at_once(silent, |(term, more)| {
        let folder = TempDir::new().unwrap();
        let mut window = Window::running(lessons(&folder, term, more), USUAL);
        window.waits_for("enter open");
        // Long after whatever waits for an answer has given up.
        window.reads_for(Duration::from_millis(800));
        leaves(window);
    });
}

#[test]
fn keys_that_are_pressed_before_the_first_frame_are_not_lost() {
    let folder = TempDir::new().unwrap();
    let mut window = Window::running(lessons(&folder, "xterm-256color", &[]), USUAL);
    // The question is out, and nobody answers.
    let until = Instant::now() + Duration::from_secs(60);
    while !window.has_written(ATTRIBUTES) && Instant::now() < until {
        window.reads_for(Duration::from_millis(10));
    }
    window.types("<enter>").waits_for("step 1 of");
    window.types("<ctrl-c>");
    assert!(window.ends().success());
    window.is_given_back();
}

#[test]
fn answers_that_come_late_type_nothing_and_count_all_the_same() {
    let folder = TempDir::new().unwrap();
    let persona = Persona::answering(&[WHITE, SIMPLE]).late(Duration::from_secs(2));
    let mut window = opens(&folder, persona);
    assert_eq!(theme(&window), "dark");
    let before = look(&window.screen());
    let until = Instant::now() + Duration::from_secs(60);
    while theme(&window) != "light" && Instant::now() < until {
        window.reads_for(Duration::from_millis(100));
    }
    assert_eq!(theme(&window), "light");
    assert_eq!(look(&window.screen()), before);
    leaves(window);
}

#[test]
fn answers_that_come_after_the_end_do_not_reach_the_shell_raw() {
    let folder = TempDir::new().unwrap();
    let persona = Persona::answering(&[WHITE, SIMPLE]).late(Duration::from_millis(1500));
    leaves(opens(&folder, persona));
}

#[test]
fn answers_in_pieces_are_put_together() {
    // Also behind their ESC, where some clients cut them.
    let folder = TempDir::new().unwrap();
    let persona = Persona::answering(&[WHITE, SIMPLE]).in_pieces(Duration::from_millis(100));
    let mut window = opens(&folder, persona);
    window.reads_for(Duration::from_secs(1));
    assert_eq!(theme(&window), "light");
    assert!(
        !window.screen().contains("draw the whole screen"),
        "help was opened"
    );
    leaves(window);
}

#[test]
fn wrong_answers_type_nothing() {
    let all = [
        "\x1bP>|\x1b\\",
        "\x1b]11;rgb:zz/zz/zz\x07",
        "\x1b[?1;2y\x1b[?2026;0$y",
        "\x1b_Gi=31;ENOENT\x1b\\",
        "\x1b[6;0;0t",
        "\x1b[99999999999999999999999;1t",
    ];
    at_once(all, |nonsense| {
        let folder = TempDir::new().unwrap();
        let persona = Persona::answering(&[(CELL, nonsense), SIMPLE]);
        let mut window = opens(&folder, persona);
        window.reads_for(Duration::from_millis(500));
        assert!(window.screen().contains("enter open"), "{nonsense:?}");
        leaves(window);
    });
}

#[test]
fn the_theme_follows_the_ground() {
    for (ground, expected) in [(WHITE, "light"), (BLACK, "dark")] {
        let folder = TempDir::new().unwrap();
        let window = opens(&folder, Persona::answering(&[ground, SIMPLE]));
        assert_eq!(theme(&window), expected);
        leaves(window);
    }
    // What the learner says comes first, and what the terminal says before its environment.
    let folder = TempDir::new().unwrap();
    let command = lessons(&folder, "xterm-256color", &[("MINDGAP_THEME", "dark")]);
    let mut window = Window::running(command, USUAL).like(Persona::answering(&[WHITE, SIMPLE]));
    assert_eq!(theme(window.waits_for("enter open")), "dark");
    leaves(window);
    let folder = TempDir::new().unwrap();
    let command = lessons(&folder, "xterm-256color", &[("COLORFGBG", "15;0")]);
    let mut window = Window::running(command, USUAL).like(Persona::answering(&[WHITE, SIMPLE]));
    assert_eq!(theme(window.waits_for("enter open")), "light");
    leaves(window);
}

#[test]
fn what_stood_on_the_only_screen_of_a_terminal_is_not_mixed_into_the_pages() {
    let folder = TempDir::new().unwrap();
    let command = lessons(&folder, "screen", &[]);
    let persona = Persona::answering(&[(MODEL, "\x1b[>83;40900;0c"), SIMPLE]).on_one_screen();
    let mut window = Window::running(command, USUAL).like(persona);
    window
        .emulator
        .process("old text\r\n".repeat(23).as_bytes());
    window.waits_for("enter open");
    assert!(!window.screen().contains("old"), "{}", window.screen());
    leaves(window);
}

#[test]
fn ctrl_l_repaints_every_cell_in_every_place_and_asks_the_size_anew() {
    let folder = TempDir::new().unwrap();
    let mut window = opens(&folder, Persona::answering(&[BLACK, SIMPLE]));
    let repaints = |window: &mut Window| {
        // A frame can come in several pieces.
        window.reads_for(Duration::from_millis(300));
        let before = look(&window.screen());
        window.emulator.process(b"\x1b[5;5Hsomebody wrote over it");
        assert_ne!(look(&window.screen()), before);
        window.types("<ctrl-l>");
        window.waits_until("the same screen", |screen| look(screen) == before);
    };
    repaints(&mut window);
    window.types("?").waits_for("draw the whole screen");
    repaints(&mut window);
    window.types("?/").waits_for("esc");
    window.types("short");
    repaints(&mut window);
    window.types("<ctrl-c>");
    assert!(window.ends().success());
    window.is_given_back();
}

/// A shell with job control, and the lessons in it.
fn in_a_shell(folder: &TempDir) -> Window {
    let lessons = lessons(folder, "xterm-256color", &[("PS1", "ready> "), ("ENV", "")]);
    let mut shell = CommandBuilder::new("sh");
    shell.args(["-i"]);
    for (name, value) in lessons.iter_full_env_as_str() {
        shell.env(name, value);
    }
    let mut window = Window::running(shell, USUAL).like(Persona::answering(&[BLACK, SIMPLE]));
    window.waits_for("ready>");
    let mindgap = lessons.get_argv()[0].to_str().unwrap();
    window.types(&format!("{mindgap} learn {TINY}<enter>"));
    window.waits_for("enter open");
    window
}

/// Waits until the shell reads again: older prompts are there as soon as the lessons' screen goes, and what is typed
/// before the program has ended is lost.
fn prompts(window: &mut Window) {
    window.waits_until("the prompt", |screen| screen.trim_end().ends_with("ready>"));
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_brings_every_cell_back() {
    let folder = TempDir::new().unwrap();
    let mut window = in_a_shell(&folder);
    // The frame may come in pieces.
    window.reads_for(Duration::from_millis(500));
    let before = look(&window.screen());
    window.types("<ctrl-z>").waits_for("Stopped");
    window.is_given_back_by_signs();
    window.types("echo $((6 * 7))<enter>").waits_for("42");
    window.types("fg<enter>");
    window.waits_until("the lessons again", |screen| look(screen) == before);
    assert!(window.emulator.screen().alternate_screen());
    window.types("<enter>").waits_for("step 1 of");
    // And once more, from within a step. The shell's screen still tells of the first time.
    window.types("<ctrl-z>");
    window.waits_until("stopped again", |screen| {
        screen.matches("Stopped").count() == 2
    });
    window.types("fg<enter>").waits_for("step 1 of");
    window.types("<ctrl-c>");
    prompts(&mut window);
    window.is_given_back_by_signs();
    window.types("exit<enter>");
    window.ends();
}

#[test]
fn nothing_is_written_while_a_shell_has_the_terminal() {
    let folder = TempDir::new().unwrap();
    let mut window = in_a_shell(&folder);
    window.types("<ctrl-z>").waits_for("Stopped");
    // In the background it wants the terminal back, and waits for it.
    window.types("bg<enter>");
    window.reads_for(Duration::from_secs(1));
    window.forgets();
    window.types("echo $((6 * 7))<enter>").waits_for("42");
    window.reads_for(Duration::from_secs(1));
    assert!(!window.has_written("enter open"), "{}", window.screen());
    assert!(!window.has_written("\x1b[?1049h"));
    window.types("fg<enter>").waits_for("enter open");
    window.types("q");
    prompts(&mut window);
    window.types("exit<enter>");
    window.ends();
}

#[test]
fn a_program_that_was_stopped_from_outside_draws_everything_when_it_goes_on() {
    let folder = TempDir::new().unwrap();
    let mut window = opens(&folder, Persona::answering(&[BLACK, SIMPLE]));
    let before = look(&window.screen());
    window.signals("STOP");
    window.emulator.process(b"\x1b[2J\x1b[1;1Hready> ");
    window.signals("CONT");
    window.waits_until("the same screen", |screen| look(screen) == before);
    leaves(window);
}

#[test]
fn pictures_are_drawn_as_the_terminal_says_that_it_can() {
    let folder = TempDir::new().unwrap();
    let mut window = opens(&folder, kitty());
    window.types("<enter>").waits_for("step 1 of");
    window.types("<ctrl-c>");
    assert!(window.ends().success());
    window.is_given_back();
    // Where the digit belongs is asked as well.
    let cursor = ("\x1b[6n", "\x1b[20;1R");
    // Nobody is told to draw pixels who has not said so.
    let doctor = |persona: Persona, more: &[(&str, &str)]| {
        let folder = TempDir::new().unwrap();
        let mut command = lessons(&folder, "xterm-256color", more);
        command.get_argv_mut().truncate(1);
        command.args(["doctor", "--quick"]);
        let mut window = Window::running(command, (100, 50)).like(persona.and(cursor));
        assert!(window.ends().success(), "{}", window.screen());
        window.is_given_back();
        window.screen()
    };
    let told = |screen: &str, words: &[&str]| {
        for words in words {
            assert!(screen.contains(words), "no {words:?} in\n{screen}");
        }
    };
    told(
        &doctor(kitty(), &[]),
        &[
            "kitty(0.42.1)",
            "kitty's protocol",
            "10x20",
            "dark: the ground is dark (OSC 11)",
        ],
    );
    let sixel = [
        (NAME, "\x1bP>|foot(1.16.2)\x1b\\"),
        WHITE,
        (CELL, "\x1b[6;18;9t"),
        (ATTRIBUTES, "\x1b[?62;4;22c"),
    ];
    told(
        &doctor(Persona::answering(&sixel), &[]),
        &[
            "foot(1.16.2)",
            "by sixel",
            "9x18",
            "light: the ground is bright (OSC 11)",
        ],
    );
    told(
        &doctor(Persona::default(), &[]),
        &["half-blocks", "does not tell how bright"],
    );
    told(
        &doctor(Persona::default(), &[("COLORFGBG", "0;15")]),
        &["bright (COLORFGBG)"],
    );
    let tmux = [
        (NAME, "\x1bP>|tmux 3.4\x1b\\"),
        (MODEL, "\x1b[>84;0;0c"),
        SIMPLE,
    ];
    told(
        &doctor(Persona::answering(&tmux), &[]),
        &["inside tmux", "half-blocks"],
    );
    told(
        &doctor(
            Persona::answering(&[(MODEL, "\x1b[>83;40900;0c"), SIMPLE]),
            &[],
        ),
        &["inside GNU screen", "start mindgap outside"],
    );
    told(
        &doctor(Persona::answering(&[(MODEL, "\x1b[>1;10;0c"), SIMPLE]), &[]),
        &["inside mosh", "ssh"],
    );
    told(
        &doctor(Persona::default(), &[("ZELLIJ", "0")]),
        &["inside Zellij"],
    );
}

#[test]
fn pictures_follow_the_pixels_of_a_cell_when_these_change_alone() {
    let folder = TempDir::new().unwrap();
    let mut window = opens(&folder, kitty());
    // The size in cells stays; everything is drawn anew all the same.
    window.resizes_to(USUAL, (80 * 8, 24 * 16));
    window.forgets();
    window.resizes_to(USUAL, (80 * 16, 24 * 32));
    window.reads_for(Duration::from_millis(800));
    assert!(window.has_written("enter"), "nothing was drawn");
    leaves(window);
}

#[test]
fn a_terminal_that_is_too_small_says_so_within_its_bounds_and_q_leaves() {
    at_once([(40, 10), (20, 5), (12, 3)], |size| {
        let folder = TempDir::new().unwrap();
        let command = lessons(&folder, "xterm-256color", &[]);
        let mut window = Window::running(command, size).like(Persona::answering(&[SIMPLE]));
        window.waits_for("60x20");
        window.waits_until("all of it", |screen| {
            let words: Vec<&str> = screen.split_whitespace().collect();
            words.contains(&"q") && words.iter().any(|word| word.starts_with("leave"))
        });
        leaves(window);
    });
    // Also out of a field in which a q would be a letter.
    let folder = TempDir::new().unwrap();
    let mut window = opens(&folder, Persona::answering(&[SIMPLE]));
    window.types("/").waits_for("esc");
    window.resizes((30, 8)).waits_for("60x20");
    leaves(window);
}

#[test]
fn the_size_is_asked_only_of_whom_it_helps() {
    // The system tells a local terminal's size; the question is for clients behind SSH.
    let folder = TempDir::new().unwrap();
    let mut window = opens(&folder, Persona::answering(&[SIMPLE]));
    window
        .types("<ctrl-l>")
        .reads_for(Duration::from_millis(300));
    assert!(!window.has_written(SIZE));
    leaves(window);
}
