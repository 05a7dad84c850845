//! A monkey at the keyboard: random keys, clicks, drags, pastes and sizes, from a seed that is shown.
//! Nothing panics, every screen can be drawn, and what was reached is never lost.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::common::Learner;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use mindgap::model::{Architecture, Preset};
use mindgap::pack::{Amount, Knob, Lesson, Pack};
use mindgap::progress::{LOCAL_LEARNER, Place, Progress};
use mindgap::tui::AppEvent;
use mindgap::tui::look::Look;
use mindgap::tui::theme::{Depth, Theme};
use mindgap::words::Lang;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use tempfile::TempDir;

/// How long each monkey plays.
const PLAYS: u64 = 20;

/// The built-in pack, its work cut down to moments.
fn quick() -> Pack {
    let mut pack = Pack::built_in(Lang::English).unwrap();
    for lesson in &mut pack.lessons {
        let mut short = Lesson::clone(lesson);
        for step in &mut short.steps {
            for amount in step.spec_mut().amounts() {
                match amount {
                    Amount::Trained(model, data) => {
                        data.train = Some(160);
                        data.validation = 50;
                        *model = Architecture::Preset(Preset::Linear);
                    }
                    Amount::Varied(knob) => match knob {
                        Knob::Train(pictures) => pictures.fill(160),
                        Knob::Model(models) => models.fill(Architecture::Preset(Preset::Linear)),
                        Knob::LearningRate(_)
                        | Knob::Batch(_)
                        | Knob::Epochs(_)
                        | Knob::Augment(_) => {}
                    },
                    Amount::Measured(slice) | Amount::Read(slice) => slice.sample = Some(3),
                    Amount::ReadTurned(pictures) | Amount::Turned(pictures) => *pictures = 2,
                    Amount::Drawn(_) => {}
                }
            }
        }
        *lesson = Arc::new(short);
    }
    pack
}

/// What the monkey does next. Enter and digits are what leads on, so they come more often.
fn event(random: &mut impl RngExt, size: (u16, u16)) -> AppEvent {
    let key = |code| AppEvent::Key(KeyEvent::new(code, KeyModifiers::NONE));
    let kinds = [
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Drag(MouseButton::Left),
        MouseEventKind::Up(MouseButton::Left),
        MouseEventKind::ScrollDown,
        MouseEventKind::ScrollUp,
    ];
    match random.random_range(0..100u32) {
        0..30 => key(KeyCode::Enter),
        30..45 => key(KeyCode::Char(char::from(
            b'0' + random.random_range(0..10u8),
        ))),
        45..65 => key([
            KeyCode::Up,
            KeyCode::Down,
            KeyCode::Left,
            KeyCode::Right,
            KeyCode::Tab,
            KeyCode::BackTab,
            KeyCode::PageDown,
            KeyCode::PageUp,
            KeyCode::Backspace,
            KeyCode::Home,
        ][random.random_range(0..10usize)]),
        // Not the one that starts a lesson over, which is meant to forget.
        65..78 => match char::from(random.random_range(b' '..=b'~')) {
            'r' => key(KeyCode::Esc),
            letter => key(KeyCode::Char(letter)),
        },
        78..80 => key(KeyCode::Esc),
        80..90 => AppEvent::Mouse(MouseEvent {
            kind: kinds[random.random_range(0..kinds.len())],
            column: random.random_range(0..size.0 + 3),
            // Not the help bar, whose last line can start a lesson over, which is meant to forget.
            row: random.random_range(0..size.1.max(2) - 1),
            modifiers: KeyModifiers::NONE,
        }),
        90..93 => AppEvent::Paste(
            ["", "/nowhere", "' \\", "x\u{0}\n"][random.random_range(0..4usize)].to_owned(),
        ),
        _ => key(KeyCode::Char('b')),
    }
}

/// The furthest step that was reached in each lesson that was begun.
fn reached(folder: &TempDir) -> Vec<Option<usize>> {
    let progress = Progress::open(folder.path()).unwrap();
    let pack = Pack::built_in(Lang::English).unwrap();
    let saved = pack.file.lessons.iter().map(|lesson| {
        let place = Place {
            learner: LOCAL_LEARNER.to_owned(),
            pack: pack.file.name.clone(),
            lesson: lesson.clone(),
        };
        progress.walk(&place).unwrap().map(|saved| saved.furthest)
    });
    saved.collect()
}

fn play(seed: u64) {
    let folder = TempDir::new().unwrap();
    let look = || Look::still(Theme::dark(Depth::True));
    let sit = || Learner::playing(folder.path(), quick(), (80, 24), look());
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut learner = sit();
    let mut size = (80, 24);
    let mut before = reached(&folder);
    // A longer play, for whoever has the time.
    let wanted = std::env::var("MONKEY_SECONDS").ok();
    let seconds = wanted.map_or(PLAYS, |seconds| seconds.parse().unwrap());
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut done = 0;
    while Instant::now() < until {
        done += 1;
        if random.random_range(0..60u32) == 0 {
            size = (random.random_range(0..220), random.random_range(0..70));
            learner.resizes(size.0, size.1);
        } else {
            learner.tells(event(&mut random, size));
        }
        learner.goes_on();
        if learner.has_left() {
            learner.gets_up();
            let now = reached(&folder);
            let lost = before.iter().zip(&now).any(|(before, now)| now < before);
            assert!(
                !lost,
                "seed {seed}, event {done}: {before:?} became {now:?}"
            );
            before = now;
            learner = sit();
            size = (80, 24);
        }
    }
    println!("seed {seed}: {done} events, reached {:?}", reached(&folder));
    learner.gets_up();
}

#[test]
fn random_keys_never_break_anything() {
    // A run may be exported, to wherever it is that this goes on.
    let elsewhere = TempDir::new().unwrap();
    std::env::set_current_dir(elsewhere.path()).unwrap();
    for seed in 1..=3 {
        play(seed);
    }
}
