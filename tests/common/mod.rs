//! A whole app without a terminal: keys as text go in, screens as text come out. Trainings and
//! measurements are real, on small data.

#![allow(dead_code, reason = "each test file uses what it needs")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may fail"
)]

pub mod host;
pub mod script;
#[cfg(unix)]
pub mod window;

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use mindgap::dataset::Library;
use mindgap::engine::Session;
use mindgap::engine::door::Door;
use mindgap::pack::Pack;
use mindgap::progress::{ClassSet, LOCAL_LEARNER, Progress};
use mindgap::train::{RunStore, Trainer};
use mindgap::tui::look::Look;
use mindgap::tui::page::Hit;
use mindgap::tui::preview::Preview;
use mindgap::tui::shell::Shell;
use mindgap::tui::theme::{Depth, Theme};
use mindgap::tui::{App, AppEvent};
use mindgap::words::Lang;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;

/// The pack that most tests play: every kind of step, seconds of work.
pub const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/tiny");

/// Longer than anything here may take on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(120);

/// A trainer that keeps its runs below `folder`.
pub fn trainer(folder: &Path) -> Trainer {
    let store = RunStore::open(folder.join("runs")).unwrap();
    Trainer::new(store, Library::builtin())
}

/// The built-in pack with little to train and little to measure.
pub fn quick() -> Pack {
    quick_in(Lang::English)
}

/// The same in another language.
pub fn quick_in(lang: Lang) -> Pack {
    let mut pack = Pack::built_in(lang).unwrap();
    for lesson in &mut pack.lessons {
        *lesson = Arc::new(lesson.shortened(&pack.library));
    }
    pack
}

/// A learner at a screen.
pub struct Learner {
    shell: Option<Shell>,
    events: Receiver<AppEvent>,
    size: Size,
    left: bool,
}

impl Learner {
    /// Sits down at a screen of this size, with what is remembered below `folder`.
    pub fn at(folder: &Path, pack: &str, size: (u16, u16)) -> Self {
        Self::seeing(folder, pack, size, Theme::dark(Depth::Mono))
    }

    /// The same on a terminal with these colours.
    pub fn seeing(folder: &Path, pack: &str, size: (u16, u16), theme: Theme) -> Self {
        let pack = Pack::open(Path::new(pack), Library::builtin(), Lang::English).unwrap();
        Self::playing(folder, pack, size, Look::still(theme))
    }

    /// The same with a pack that is at hand already.
    pub fn playing(folder: &Path, mut pack: Pack, (width, height): (u16, u16), look: Look) -> Self {
        let progress = Progress::open(folder).unwrap();
        let class = Arc::new(ClassSet::of_one(folder).unwrap());
        pack.library = pack.library.with_class(class.clone());
        let trainer = trainer(folder).drawing_from(&pack.library);
        let session = Session::new(LOCAL_LEARNER, pack, trainer, progress).keeping(class);
        Self::in_session(session, (width, height), look)
    }

    /// The same where the learner's phone can come in.
    pub fn with_door(folder: &Path, pack: &str, size: (u16, u16), door: Box<dyn Door>) -> Self {
        let pack = Pack::open(Path::new(pack), Library::builtin(), Lang::English).unwrap();
        let progress = Progress::open(folder).unwrap();
        let session = Session::new(LOCAL_LEARNER, pack, trainer(folder), progress);
        let session = session.receiving(folder.join("photos")).with_door(door);
        Self::in_session(session, size, Look::still(Theme::dark(Depth::Mono)))
    }

    fn in_session(session: Session, (width, height): (u16, u16), look: Look) -> Self {
        let (sender, events) = mpsc::channel();
        let phone = sender.clone();
        let size = Size::new(width, height);
        let listener = Arc::new(move |news| sender.send(AppEvent::News(news)).is_ok());
        let mut shell = Shell::new(session, None, look, size, listener).unwrap();
        shell.set_phone_listener(Arc::new(move |what| {
            phone.send(AppEvent::Phone(what)).is_ok()
        }));
        Self {
            shell: Some(shell),
            events,
            size,
            left: false,
        }
    }

    /// From now on, the pack is one that is being written.
    pub fn writes(&mut self) -> &mut Self {
        self.shell().set_preview();
        self
    }

    /// The pack in this folder was saved.
    pub fn has_saved(&mut self, pack: &Path) {
        let preview = Preview {
            folder: pack.to_owned(),
            stock: Library::builtin().into(),
            lang: Lang::English,
        };
        let written = preview.read().map_err(|error| error.diagnoses);
        self.tells(AppEvent::Written(Box::new(written)));
    }

    fn shell(&mut self) -> &mut Shell {
        self.shell.as_mut().unwrap()
    }

    pub fn app(&self) -> &App {
        self.shell.as_ref().unwrap().app()
    }

    /// Whether the program has ended.
    pub fn has_left(&self) -> bool {
        self.left
    }

    /// Presses keys: letters and digits as they are, others by name, as in `90<enter>`.
    pub fn types(&mut self, keys: &str) -> &mut Self {
        for key in pressed(keys) {
            self.tells(AppEvent::Key(key));
        }
        self
    }

    /// Clicks on the first place on the screen that says this.
    pub fn clicks(&mut self, text: &str) -> &mut Self {
        let (column, row) = find(self.app(), self.size, text);
        self.mouse(MouseEventKind::Down(MouseButton::Left), column, row);
        self.mouse(MouseEventKind::Up(MouseButton::Left), column, row);
        self
    }

    /// Pastes a text, or drops a file on the window.
    pub fn pastes(&mut self, text: &str) -> &mut Self {
        self.tells(AppEvent::Paste(text.to_owned()));
        self
    }

    /// Turns the wheel, down or up, in the middle of the screen.
    pub fn turns_the_wheel(&mut self, down: bool) -> &mut Self {
        let kind = match down {
            true => MouseEventKind::ScrollDown,
            false => MouseEventKind::ScrollUp,
        };
        self.mouse(kind, self.size.width / 2, self.size.height / 2);
        self
    }

    /// Drags the mouse from one cell to another.
    pub fn drags(&mut self, from: (u16, u16), to: (u16, u16)) -> &mut Self {
        self.mouse(MouseEventKind::Down(MouseButton::Left), from.0, from.1);
        self.mouse(MouseEventKind::Drag(MouseButton::Left), to.0, to.1);
        self.mouse(MouseEventKind::Up(MouseButton::Left), to.0, to.1);
        self
    }

    fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) {
        let hits = draw(self.app(), self.size).1;
        self.shell().drawn(hits);
        let modifiers = KeyModifiers::NONE;
        self.tells(AppEvent::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers,
        }));
    }

    /// Makes the terminal larger or smaller.
    pub fn resizes(&mut self, width: u16, height: u16) -> &mut Self {
        self.size = Size::new(width, height);
        self.tells(AppEvent::Resize(self.size));
        self
    }

    /// Looks at the screen in a small and in a large terminal: what is above and below is there,
    /// whatever else gives way.
    pub fn fits_elsewhere(&mut self) {
        let usual = self.size;
        for (width, height) in [(60, 20), (160, 50)] {
            self.resizes(width, height);
            let screen = self.screen();
            let keys = screen.lines().last().unwrap_or_default();
            assert!(
                screen.starts_with(" mindgap") && screen.lines().count() == usize::from(height),
                "{screen}"
            );
            assert!(keys.contains("enter ") || keys.contains(" q "), "{screen}");
        }
        self.resizes(usual.width, usual.height);
    }

    pub fn tells(&mut self, event: AppEvent) {
        if self.shell().handle(event).is_break() {
            self.left = true;
        }
    }

    /// Waits, as long as it takes, until the screen says this.
    pub fn waits_for(&mut self, text: &str) -> &mut Self {
        let until = Instant::now() + TIMEOUT;
        while !self.screen().contains(text) {
            let left = until.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left) {
                Ok(event) => self.tells(event),
                Err(_) => panic!("never saw {text:?}; the screen is\n{}", self.screen()),
            }
        }
        self
    }

    /// Waits until this is so of the app.
    pub fn waits_until(&mut self, what: &str, is_so: impl Fn(&App) -> bool) -> &mut Self {
        let until = Instant::now() + TIMEOUT;
        while !is_so(self.app()) {
            let left = until.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left) {
                Ok(event) => self.tells(event),
                Err(_) => panic!("never {what}; the screen is\n{}", self.screen()),
            }
        }
        self
    }

    /// Takes in what has happened meanwhile, and looks at the screen as a terminal does.
    pub fn goes_on(&mut self) {
        while let Ok(event) = self.events.try_recv() {
            self.tells(event);
        }
        if !self.left && self.size.width > 0 && self.size.height > 0 {
            let hits = draw(self.app(), self.size).1;
            self.shell().drawn(hits);
        }
    }

    /// What is on the screen, a line a row.
    pub fn screen(&self) -> String {
        screen(self.app(), self.size)
    }

    /// The words on the screen, however they are wrapped.
    pub fn reads(&self) -> String {
        let screen = self.screen();
        screen.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Gets up as somebody does who presses q: everything is put away.
    pub fn gets_up(&mut self) {
        if let Some(shell) = self.shell.take() {
            shell.finish();
        }
    }
}

/// The cells that an app draws on a terminal of this size.
pub fn cells(app: &App, size: Size) -> Buffer {
    draw(app, size).0
}

fn draw(app: &App, size: Size) -> (Buffer, Vec<Hit>) {
    let mut terminal = Terminal::new(TestBackend::new(size.width, size.height)).unwrap();
    let mut hits = Vec::new();
    terminal.draw(|frame| hits = app.draw(frame)).unwrap();
    (terminal.backend().buffer().clone(), hits)
}

/// Column and row of the first place that says this.
fn find(app: &App, size: Size, text: &str) -> (u16, u16) {
    let screen = screen(app, size);
    let place = screen.lines().enumerate().find_map(|(row, line)| {
        let before = line.split_once(text)?.0.chars().count();
        Some((u16::try_from(before).unwrap(), u16::try_from(row).unwrap()))
    });
    place.unwrap_or_else(|| panic!("nothing says {text:?} on\n{screen}"))
}

/// What an app shows on a terminal of this size, a line a row.
pub fn screen(app: &App, size: Size) -> String {
    let buffer = cells(app, size);
    let rows = buffer.content.chunks(usize::from(size.width));
    let lines = rows.map(|row| {
        let line: String = row.iter().map(|cell| cell.symbol()).collect();
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Keys as text: letters and digits as they are, others by name, as in `90<enter>`.
pub fn pressed(keys: &str) -> Vec<KeyEvent> {
    let mut rest = keys;
    let mut events = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (code, length) = match rest.strip_prefix('<').and_then(|r| r.split_once('>')) {
            Some((name, _)) => (named(name), name.len() + 2),
            None => (KeyCode::Char(first), first.len_utf8()),
        };
        rest = &rest[length..];
        events.push(KeyEvent::new(code, KeyModifiers::NONE));
    }
    events
}

fn named(name: &str) -> KeyCode {
    match name {
        "enter" => KeyCode::Enter,
        "tab" => KeyCode::Tab,
        "esc" => KeyCode::Esc,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "pgdn" => KeyCode::PageDown,
        "pgup" => KeyCode::PageUp,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "backspace" => KeyCode::Backspace,
        "delete" => KeyCode::Delete,
        other => panic!("no key is called {other:?}"),
    }
}
