//! A program in a terminal window: a pseudo-terminal, and an emulator that shows what it draws.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may fail"
)]

use std::io::{Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, TryRecvError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use assert_cmd::cargo::cargo_bin;
use portable_pty::{
    ChildKiller, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system,
};
use tempfile::TempDir;

/// Longer than anything here may take on a busy machine.
pub const TIMEOUT: Duration = Duration::from_secs(120);

/// The usual terminal, in columns and rows.
pub const USUAL: (u16, u16) = (80, 24);

/// A program in a terminal window.
pub struct Window {
    /// None once the window is closed.
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Arc<Mutex<Box<dyn Write + Send>>>>,
    pub emulator: vt100::Parser,
    /// What the program writes; ends with the program.
    output: Receiver<Vec<u8>>,
    closing: Arc<AtomicBool>,
    id: u32,
    killer: Box<dyn ChildKiller + Send + Sync>,
    status: Receiver<ExitStatus>,
    ended: Option<ExitStatus>,
    persona: Persona,
    /// Bytes that were shown.
    read: usize,
    /// Everything that the program wrote.
    pub written: Vec<u8>,
    /// How much of it was looked through for questions.
    heard: usize,
}

/// What a terminal answers to questions, and how.
#[derive(Default, Clone)]
pub struct Persona {
    /// Questions and their answers.
    answers: Vec<(&'static str, &'static str)>,
    /// How long it thinks about each.
    late: Duration,
    /// How long it pauses between two bytes of an answer, if it does.
    pieces: Option<Duration>,
    /// It has no other screen, as GNU screen by default.
    has_one_screen: bool,
}

/// Device status report, as every real terminal answers it.
const WELL: (&str, &str) = ("\x1b[5n", "\x1b[0n");

impl Persona {
    /// A terminal that answers these questions.
    pub fn answering(answers: &[(&'static str, &'static str)]) -> Self {
        Self {
            answers: answers.to_vec(),
            ..Self::default()
        }
    }

    /// The same, with one more question that it answers if it answers any.
    pub fn and(mut self, answer: (&'static str, &'static str)) -> Self {
        if !self.answers.is_empty() {
            self.answers.push(answer);
        }
        self
    }

    /// The same without another screen to draw on.
    pub fn on_one_screen(mut self) -> Self {
        self.has_one_screen = true;
        self
    }

    /// The same, after so long.
    pub fn late(mut self, late: Duration) -> Self {
        self.late = late;
        self
    }

    /// The same, byte by byte with so long in between.
    pub fn in_pieces(mut self, pause: Duration) -> Self {
        self.pieces = Some(pause);
        self
    }
}

/// Tries all of these at once: while one waits for its terminal, the others have the processor.
pub fn at_once<T: Send>(cases: impl IntoIterator<Item = T>, try_it: impl Fn(T) + Sync) {
    thread::scope(|scope| {
        for case in cases {
            scope.spawn(|| try_it(case));
        }
    });
}

/// The program, with what is remembered below `folder`, in a terminal that goes by this name.
pub fn program(folder: &TempDir, term: &str) -> CommandBuilder {
    let mut command = CommandBuilder::new(cargo_bin!("mindgap"));
    command.env("MINDGAP_DATA_DIR", folder.path());
    command.env("TERM", term);
    command.env("LC_ALL", "C.UTF-8");
    command
}

impl Persona {
    /// The first question in these bytes that it answers: where it ends, and the answer.
    fn next(&self, bytes: &[u8]) -> Option<(usize, &'static str)> {
        let asked = self.answers.iter().filter_map(|(question, answer)| {
            let mut windows = bytes.windows(question.len());
            let at = windows.position(|part| part == question.as_bytes())?;
            Some((at + question.len(), *answer))
        });
        asked.min_by_key(|(end, _)| *end)
    }
}

impl Window {
    /// Opens the lessons of a pack, with what is remembered below `folder`.
    pub fn open(folder: &TempDir, pack: &str, size: (u16, u16)) -> Self {
        Self::called(folder, pack, size, "xterm-256color")
    }

    /// The same in a terminal that goes by this name.
    pub fn called(folder: &TempDir, pack: &str, size: (u16, u16), term: &str) -> Self {
        let mut command = program(folder, term);
        command.args(["learn", pack]);
        Self::running(command, size)
    }

    /// Runs any program.
    pub fn running(command: CommandBuilder, size: (u16, u16)) -> Self {
        Self::running_slowly(command, size, None)
    }

    /// Runs any program in a window that reads so many bytes a second at most.
    pub fn running_slowly(
        mut command: CommandBuilder,
        size: (u16, u16),
        pace: Option<u32>,
    ) -> Self {
        let pair = native_pty_system().openpty(pty_size(size)).unwrap();
        command.cwd(Path::new(env!("CARGO_MANIFEST_DIR")));
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let id = child.process_id().unwrap();
        let killer = child.clone_killer();
        let (tell_status, status) = mpsc::channel();
        mindgap::base::thread::start("child", move || tell_status.send(child.wait().unwrap()))
            .unwrap();

        let closing = Arc::new(AtomicBool::new(false));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = mpsc::channel();
        let until = closing.clone();
        mindgap::base::thread::start("output", move || {
            let mut buffer = vec![0; if pace.is_some() { 256 } else { 4096 }];
            while !until.load(Ordering::Relaxed)
                && let Ok(length @ 1..) = reader.read(&mut buffer)
                && sender.send(buffer[..length].to_vec()).is_ok()
            {
                if let Some(pace) = pace {
                    thread::sleep(Duration::from_secs(1) * length as u32 / pace);
                }
            }
        })
        .unwrap();
        Self {
            writer: Some(Arc::new(Mutex::new(pair.master.take_writer().unwrap()))),
            master: Some(pair.master),
            emulator: vt100::Parser::new(size.1, size.0, 0),
            output,
            closing,
            id,
            killer,
            status,
            ended: None,
            persona: Persona::default(),
            read: 0,
            written: Vec::new(),
            heard: 0,
        }
    }

    /// From now on, it answers when it is asked whether it is well, as real terminals do.
    pub fn answering(mut self) -> Self {
        self.persona = Persona::answering(&[WELL]);
        self
    }

    /// From now on, it answers like this.
    pub fn like(mut self, persona: Persona) -> Self {
        self.persona = persona;
        self
    }

    /// Shows what has come, and says how many bytes came until the screen said this.
    #[track_caller]
    pub fn bytes_until(&mut self, text: &str) -> usize {
        let before = self.read;
        self.waits_for(text);
        self.read - before
    }

    /// Shows what the program wrote.
    pub fn takes_in(&mut self, bytes: &[u8]) {
        self.read += bytes.len();
        self.written.extend_from_slice(bytes);
        match self.persona.has_one_screen {
            true => {
                let text = String::from_utf8_lossy(bytes).replace("\x1b[?1049h", "");
                self.emulator.process(text.as_bytes());
            }
            false => self.emulator.process(bytes),
        }
        // In the order in which they were asked.
        while let Some((after, answer)) = self.persona.next(&self.written[self.heard..]) {
            self.heard += after;
            self.replies(answer);
        }
    }

    /// Answers, as late and in as many pieces as this terminal does.
    fn replies(&self, answer: &'static str) {
        let writer = self.writer.clone().unwrap();
        let (late, pieces) = (self.persona.late, self.persona.pieces);
        let write = move || {
            thread::sleep(late);
            let size = pieces.map_or(answer.len(), |_| 1);
            for piece in answer.as_bytes().chunks(size) {
                let mut writer = writer.lock().unwrap();
                // A program that has ended needs no answer.
                let _ = writer.write_all(piece).and_then(|()| writer.flush());
                drop(writer);
                thread::sleep(pieces.unwrap_or_default());
            }
        };
        match late.is_zero() {
            true => write(),
            false => drop(mindgap::base::thread::start("reply", write).unwrap()),
        }
    }

    /// What is on the screen.
    pub fn screen(&self) -> String {
        self.emulator.screen().contents()
    }

    /// Presses keys: letters and digits as they are, others by name, as in `90<enter>`.
    pub fn types(&mut self, keys: &str) -> &mut Self {
        self.presses(keys);
        self
    }

    pub fn presses(&mut self, keys: &str) {
        let bytes = keys
            .replace("<enter>", "\r")
            .replace("<right>", "\x1b[C")
            .replace("<up>", "\x1b[A")
            .replace("<down>", "\x1b[B")
            .replace("<ctrl-u>", "\x15")
            .replace("<ctrl-x>", "\x18")
            .replace("<ctrl-c>", "\x03")
            .replace("<ctrl-d>", "\x04")
            .replace("<ctrl-g>", "\x07")
            .replace("<ctrl-l>", "\x0c")
            .replace("<ctrl-z>", "\x1a")
            .replace("<esc>", "\x1b");
        let mut writer = self.writer.as_ref().unwrap().lock().unwrap();
        writer.write_all(bytes.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Makes the window larger or smaller.
    pub fn resizes(&mut self, size: (u16, u16)) -> &mut Self {
        self.emulator.screen_mut().set_size(size.1, size.0);
        self.master
            .as_ref()
            .unwrap()
            .resize(pty_size(size))
            .unwrap();
        self
    }

    /// Makes the window this large in pixels as well.
    pub fn resizes_to(&mut self, size: (u16, u16), pixels: (u16, u16)) -> &mut Self {
        self.emulator.screen_mut().set_size(size.1, size.0);
        let size = PtySize {
            pixel_width: pixels.0,
            pixel_height: pixels.1,
            ..pty_size(size)
        };
        self.master.as_ref().unwrap().resize(size).unwrap();
        self
    }

    /// Forgets what the program wrote.
    pub fn forgets(&mut self) -> &mut Self {
        self.written.clear();
        self.heard = 0;
        self
    }

    /// Whether the program has written this.
    pub fn has_written(&self, bytes: &str) -> bool {
        let mut parts = self.written.windows(bytes.len());
        parts.any(|part| part == bytes.as_bytes())
    }

    /// Waits until the screen says this.
    #[track_caller]
    pub fn waits_for(&mut self, text: &str) -> &mut Self {
        self.waits_until(text, |screen| screen.contains(text))
    }

    #[track_caller]
    pub fn waits_until(&mut self, what: &str, reached: impl Fn(&str) -> bool) -> &mut Self {
        let until = Instant::now() + TIMEOUT;
        while !reached(&self.screen()) {
            let left = until.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.takes_in(&bytes),
                Err(error) => panic!(
                    "never saw {what:?} ({error}); the screen is\n{}",
                    self.screen()
                ),
            }
        }
        self
    }

    /// Shows whatever comes for so long.
    pub fn reads_for(&mut self, time: Duration) -> &mut Self {
        let until = Instant::now() + time;
        while let Ok(bytes) = self
            .output
            .recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            self.takes_in(&bytes);
        }
        self
    }

    /// Sends the program a signal.
    pub fn signals(&self, signal: &str) {
        // The shell's own kill: not every system has the program.
        let sent = std::process::Command::new("sh")
            .args(["-c", &format!("kill -{signal} {}", self.id)])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Closes the window, as somebody does who clicks it away.
    pub fn closes(&mut self) {
        self.closing.store(true, Ordering::Relaxed);
        // The reader holds the terminal too, and looks up only when the program draws something.
        let until = Instant::now() + TIMEOUT;
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
    pub fn ends(&mut self) -> ExitStatus {
        while let Ok(bytes) = self.output.recv_timeout(TIMEOUT) {
            self.takes_in(&bytes);
        }
        let status = self.status.recv_timeout(TIMEOUT);
        let status = status.expect("the program goes on for ever");
        self.ended = Some(status.clone());
        status
    }

    /// Whether the program has ended.
    pub fn is_over(&mut self) -> bool {
        if self.ended.is_none() {
            self.ended = self.status.try_recv().ok();
        }
        self.ended.is_some()
    }

    /// How the terminal treats keys: raw or as lines, with or without an echo.
    pub fn discipline(&self) -> String {
        let settings = self.master.as_ref().unwrap().get_termios().unwrap();
        format!("{:?} {:?}", settings.local_flags, settings.input_flags)
    }

    /// What the program drew on is left, for what stood there before.
    #[track_caller]
    pub fn is_given_back_by_signs(&self) {
        let screen = self.emulator.screen();
        assert!(!screen.alternate_screen(), "on the alternate screen");
        assert!(!screen.hide_cursor(), "without a cursor");
        assert!(!screen.bracketed_paste(), "with bracketed paste");
        let mouse = screen.mouse_protocol_mode();
        assert_eq!(mouse, vt100::MouseProtocolMode::None);
    }

    /// The terminal is as a shell expects it.
    #[track_caller]
    pub fn is_given_back(&self) {
        self.is_given_back_by_signs();
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
