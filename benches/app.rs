//! What stands between a key press and the next frame: looking the key up, changing the app, drawing
//! the screen. `cargo bench --bench app`.

#![allow(clippy::unwrap_used, reason = "a bench may fail")]

use std::path::Path;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use divan::Bencher;
use mimalloc::MiMalloc;
use mindgap::dataset::Library;
use mindgap::lesson::Walk;
use mindgap::pack::Pack;
use mindgap::tui::look::Look;
use mindgap::tui::theme::{Depth, Theme};
use mindgap::tui::{App, AppEvent};
use mindgap::words::Lang;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Size;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() {
    divan::main();
}

/// The longest text of the first lesson, after a key.
#[divan::bench(args = [(80, 24), (200, 60)])]
fn key_to_frame(bencher: Bencher, (width, height): (u16, u16)) {
    let pack = Pack::built_in(Lang::English).unwrap();
    let lesson = pack.lessons[0].clone();
    let size = Size::new(width, height);
    let mut app = App::new(
        pack,
        vec![None],
        Look::still(Theme::dark(Depth::Indexed)),
        size,
    );
    app.enter(0, Walk::new(lesson, Lang::English));
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let key = KeyEvent::new(KeyCode::Char('?'), KeyModifiers::NONE);
    bencher.bench_local(|| {
        app.update(AppEvent::Key(key));
        terminal.draw(|frame| drop(app.draw(frame))).unwrap();
    });
}

/// Reading and checking a pack, which every start of the program waits for.
#[divan::bench]
fn open_the_built_in_pack() -> Pack {
    Pack::built_in(Lang::English).unwrap()
}

/// The same from a folder.
#[divan::bench]
fn open_a_pack_in_a_folder() -> Pack {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/tiny");
    Pack::open(Path::new(folder), Library::builtin(), Lang::English).unwrap()
}
