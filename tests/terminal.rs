//! The real program on a pseudo-terminal: keys go in as bytes, screens come out of a terminal
//! emulator. What `lesson.rs` promises of the app is here promised of the program around it: that it
//! gives the terminal back on every way out, and loses nothing.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may fail"
)]

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use assert_cmd::cargo::cargo_bin;
use portable_pty::{
    ChildKiller, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system,
};
use tempfile::TempDir;

/// Every kind of step, seconds of work.
const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/tiny");
/// A training whose end nobody waits for.
const LONG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/long");

/// Longer than anything here may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// The usual terminal, in columns and rows.
const USUAL: (u16, u16) = (80, 24);

/// A program in a terminal window.
struct Window {
    /// None once the window is closed.
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    emulator: vt100::Parser,
    /// What the program writes; ends with the program.
    output: Receiver<Vec<u8>>,
    closing: Arc<AtomicBool>,
    id: u32,
    killer: Box<dyn ChildKiller + Send + Sync>,
    status: Receiver<ExitStatus>,
    ended: Option<ExitStatus>,
}

impl Window {
    /// Opens the lessons of a pack, with what is remembered below `folder`.
    fn open(folder: &TempDir, pack: &str, size: (u16, u16)) -> Self {
        Self::called(folder, pack, size, "xterm-256color")
    }

    /// The same in a terminal that goes by this name.
    fn called(folder: &TempDir, pack: &str, size: (u16, u16), term: &str) -> Self {
        let pair = native_pty_system().openpty(pty_size(size)).unwrap();
        let mut command = CommandBuilder::new(cargo_bin!("mindgap"));
        command.args(["learn", pack, "--data-dir"]);
        command.arg(folder.path());
        command.env("TERM", term);
        command.env("LC_ALL", "C.UTF-8");
        command.cwd(Path::new(env!("CARGO_MANIFEST_DIR")));
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let id = child.process_id().unwrap();
        let killer = child.clone_killer();
        let (tell_status, status) = mpsc::channel();
        thread::spawn(move || tell_status.send(child.wait().unwrap()));

        let closing = Arc::new(AtomicBool::new(false));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = mpsc::channel();
        let until = closing.clone();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while !until.load(Ordering::Relaxed)
                && let Ok(length @ 1..) = reader.read(&mut buffer)
                && sender.send(buffer[..length].to_vec()).is_ok()
            {}
        });
        Self {
            writer: Some(pair.master.take_writer().unwrap()),
            master: Some(pair.master),
            emulator: vt100::Parser::new(size.1, size.0, 0),
            output,
            closing,
            id,
            killer,
            status,
            ended: None,
        }
    }

    /// What is on the screen.
    fn screen(&self) -> String {
        self.emulator.screen().contents()
    }

    /// Presses keys: letters and digits as they are, others by name, as in `90<enter>`.
    fn types(&mut self, keys: &str) -> &mut Self {
        self.presses(keys);
        self
    }

    fn presses(&mut self, keys: &str) {
        let bytes = keys
            .replace("<enter>", "\r")
            .replace("<right>", "\x1b[C")
            .replace("<ctrl-c>", "\x03");
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(bytes.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Makes the window larger or smaller.
    fn resizes(&mut self, size: (u16, u16)) -> &mut Self {
        self.emulator.screen_mut().set_size(size.1, size.0);
        self.master
            .as_ref()
            .unwrap()
            .resize(pty_size(size))
            .unwrap();
        self
    }

    /// Waits until the screen says this.
    #[track_caller]
    fn waits_for(&mut self, text: &str) -> &mut Self {
        self.waits_until(text, |screen| screen.contains(text))
    }

    #[track_caller]
    fn waits_until(&mut self, what: &str, reached: impl Fn(&str) -> bool) -> &mut Self {
        let until = Instant::now() + PATIENCE;
        while !reached(&self.screen()) {
            let left = until.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.emulator.process(&bytes),
                Err(error) => panic!(
                    "never saw {what:?} ({error}); the screen is\n{}",
                    self.screen()
                ),
            }
        }
        self
    }

    /// Sends the program a signal.
    fn signals(&self, signal: &str) {
        // The shell's own kill: not every system has the program.
        let sent = std::process::Command::new("sh")
            .args(["-c", &format!("kill -{signal} {}", self.id)])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Closes the window, as somebody does who clicks it away.
    fn closes(&mut self) {
        self.closing.store(true, Ordering::Relaxed);
        // The reader holds the terminal too, and looks up only when the program draws something.
        let until = Instant::now() + PATIENCE;
        let mut columns = 100;
        while Instant::now() < until {
            match self.output.recv_timeout(Duration::from_millis(100)) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => {
                    columns = 220 - columns;
                    self.resizes((columns, 30));
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.writer = None;
        self.master = None;
    }

    /// Waits until the program has ended.
    #[track_caller]
    fn ends(&mut self) -> ExitStatus {
        while let Ok(bytes) = self.output.recv_timeout(PATIENCE) {
            self.emulator.process(&bytes);
        }
        let status = self.status.recv_timeout(PATIENCE);
        let status = status.expect("the program goes on for ever");
        self.ended = Some(status.clone());
        status
    }

    /// How the terminal treats keys: raw or as lines, with or without an echo.
    fn discipline(&self) -> String {
        let settings = self.master.as_ref().unwrap().get_termios().unwrap();
        format!("{:?} {:?}", settings.local_flags, settings.input_flags)
    }

    /// The terminal is as a shell expects it.
    #[track_caller]
    fn is_given_back(&self) {
        let screen = self.emulator.screen();
        assert!(!screen.alternate_screen(), "on the alternate screen");
        assert!(!screen.hide_cursor(), "without a cursor");
        let discipline = self.discipline();
        assert!(
            discipline.contains("ICANON") && discipline.contains("ECHO "),
            "raw: {discipline}"
        );
    }
}

impl Drop for Window {
    /// A failed test leaves no program behind.
    fn drop(&mut self) {
        if self.ended.is_none() && matches!(self.status.try_recv(), Err(TryRecvError::Empty)) {
            let _ = self.killer.kill();
        }
    }
}

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize {
        rows,
        cols,
        ..PtySize::default()
    }
}

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
    window.types("2").waits_for("Because");
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
    let ways: [(&str, Leave); 4] = [
        ("q", |window| window.presses("q")),
        ("ctrl-c", |window| window.presses("<ctrl-c>")),
        ("SIGTERM", |window| window.signals("TERM")),
        ("SIGINT", |window| window.signals("INT")),
    ];
    for (way, leave) in ways {
        let folder = TempDir::new().unwrap();
        let mut window = open(&folder, TINY);
        assert!(window.emulator.screen().alternate_screen());
        assert!(!window.discipline().contains("ICANON"), "not raw");
        leave(&mut window);
        let status = window.ends();
        assert!(status.success(), "{way}: {status:?}");
        window.is_given_back();
    }
}

#[test]
fn a_training_is_ended_and_kept_when_the_program_is_told_to_end() {
    let folder = TempDir::new().unwrap();
    let mut window = training(&folder);
    window.waits_for("epoch 2 ");
    window.signals("TERM");
    assert!(window.ends().success());
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
        status.exit_code() <= 1 && status.signal().is_none(),
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
        status.exit_code() <= 1 && status.signal().is_none(),
        "{status:?}"
    );
    let runs = mindgap::train::RunStore::open(folder.path().join("runs")).unwrap();
    let runs = runs.list().unwrap();
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
        .waits_for("“perhaps” cannot be said here")
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
