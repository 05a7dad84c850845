//! What a learner waits for after a key press, in the real program on a pseudo-terminal: from the byte
//! that is sent to the screen that answers it, idle and while a training takes every core; and what the
//! program does while nothing happens. `cargo bench --bench keys`.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench may fail")]

use std::cell::RefCell;
use std::fs;
use std::io::{Read, Write};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use divan::Bencher;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

/// A training whose end nobody waits for.
const LONG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/long");
/// Clock ticks a second in `/proc`, the same on every Linux that Rust runs on.
const TICKS_A_SECOND: f64 = 100.0;

fn main() {
    divan::main();
    idle();
}

/// The program in a terminal window.
struct Window {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    child: Box<dyn Child + Send + Sync>,
    _folder: TempDir,
}

impl Window {
    fn open() -> Self {
        let folder = TempDir::new().unwrap();
        let size = PtySize {
            rows: 50,
            cols: 160,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_mindgap"));
        command.args(["learn", LONG, "--images", "blocks", "--data-dir"]);
        command.arg(folder.path());
        command.env("TERM", "xterm-256color");
        command.env("LC_ALL", "C.UTF-8");
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = mpsc::channel();
        mindgap::base::thread::start("output", move || {
            let mut buffer = [0; 65536];
            while let Ok(length @ 1..) = reader.read(&mut buffer)
                && sender.send(buffer[..length].to_vec()).is_ok()
            {}
        })
        .unwrap();
        let mut window = Self {
            writer: pair.master.take_writer().unwrap(),
            master: pair.master,
            output,
            child,
            _folder: folder,
        };
        window.waits_for("Patience");
        window
    }

    fn types(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    /// Waits for a text that is drawn in one go.
    fn waits_for(&mut self, text: &str) {
        let until = Instant::now() + Duration::from_secs(20);
        let mut seen = Vec::new();
        while !seen.windows(text.len()).any(|part| part == text.as_bytes()) {
            let left = until.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => seen.extend(bytes),
                Err(_) => panic!("never saw {text:?}"),
            }
        }
    }

    /// Lets what is being drawn be drawn.
    fn settles(&mut self, time: Duration) {
        thread::sleep(time);
        self.output.try_iter().for_each(drop);
    }

    /// Begins the training.
    fn trains(&mut self) {
        for keys in ["\r", "90\r", "3\r", "\r"] {
            self.types(keys);
            self.settles(Duration::from_millis(300));
        }
        self.waits_for("1000");
    }

    /// Seconds of processor time that the program has taken.
    fn processor(&self) -> f64 {
        let id = self.child.process_id().unwrap();
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
        // The name in brackets may hold anything; user and system time are the 12th and 13th after it.
        let (_, after) = stat.rsplit_once(')').unwrap();
        let ticks = after.split_whitespace().skip(11).take(2);
        ticks
            .map(|ticks| ticks.parse::<f64>().unwrap())
            .sum::<f64>()
            / TICKS_A_SECOND
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // A terminal that is closed ends its program.
        let _ = self.writer.write_all(b"\x03");
        let _ = self.child.wait();
        let _ = self.master.get_size();
    }
}

/// Opens the help. The slowest of 300 bounds what 99 % have to stay below: 33 ms.
#[divan::bench(args = ["idle", "training"], sample_count = 300, sample_size = 1)]
fn key_to_screen(bencher: Bencher, doing: &str) {
    let mut window = Window::open();
    match doing {
        "training" => window.trains(),
        _ => window.types("\r"),
    }
    window.settles(Duration::from_millis(500));
    let window = RefCell::new(window);
    bencher
        .with_inputs(|| {
            // Closes the help of before; a learner does not press keys in step with the frames.
            let mut window = window.borrow_mut();
            window.types("\x1b");
            window.settles(Duration::from_millis(37));
        })
        .bench_local_values(|()| {
            let mut window = window.borrow_mut();
            window.types("?");
            window.waits_for("Keys");
        });
}

/// Says what share of a core the program takes while nothing happens.
fn idle() {
    let mut window = Window::open();
    window.settles(Duration::from_secs(1));
    let before = (Instant::now(), window.processor());
    window.settles(Duration::from_secs(10));
    let (seconds, used) = (
        before.0.elapsed().as_secs_f64(),
        window.processor() - before.1,
    );
    println!(
        "idle: {:.2} % of a core over {seconds:.0} s",
        100.0 * used / seconds
    );
}
