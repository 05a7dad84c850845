//! How long each built-in lesson takes when nobody has to read, and how much memory: every lesson is
//! played from its first step to its last, at its full size, in a process of its own.
//! `cargo bench --bench lessons`, or `-- 3` for the third alone.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a bench may fail")]

use std::env;
use std::fs;
use std::io::{Cursor, sink};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use mimalloc::MiMalloc;
use mindgap::engine::Session;
use mindgap::pack::Pack;
use mindgap::plain::{self, Alone, Input};
use mindgap::progress::{ClassSet, LOCAL_LEARNER, Progress};
use mindgap::train::{RunStore, Trainer};
use mindgap::words::{Lang, Words};
use tempfile::TempDir;

#[path = "../tests/common/script.rs"]
mod script;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Tells a process of this bench which lesson to play.
const LESSON: &str = "MINDGAP_BENCH_LESSON";

fn main() {
    if let Ok(place) = env::var(LESSON) {
        return play(place.parse().unwrap());
    }
    let chosen: Vec<usize> = env::args().filter_map(|word| word.parse().ok()).collect();
    let lessons = Pack::built_in(Lang::English).unwrap().lessons;
    for place in 0..lessons.len() {
        if chosen.is_empty() || chosen.contains(&(place + 1)) {
            let myself = env::current_exe().unwrap();
            let status = Command::new(myself).env(LESSON, place.to_string()).status();
            assert!(status.unwrap().success(), "lesson {}", place + 1);
        }
    }
}

/// Plays one lesson to its end, and says what that took.
fn play(place: usize) {
    let mut pack = Pack::built_in(Lang::English).unwrap();
    let lesson = pack.lessons[place].clone();
    let mut lines = script::answers(&lesson);
    lines.extend([String::new(), "q".to_owned()]);
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let folder = TempDir::new().unwrap();
    let store = RunStore::open(folder.path().join("runs")).unwrap();
    let progress = Progress::open(folder.path()).unwrap();
    let class = Arc::new(ClassSet::of_one(folder.path()).unwrap());
    pack.library = pack.library.with_class(class.clone());
    let trainer = Trainer::new(store, &pack.library);
    let session = Session::new(LOCAL_LEARNER, pack, trainer, progress).keeping(class);
    let input = Input::script("the bench", Cursor::new(text));
    let start = Instant::now();
    plain::run(
        session,
        Some(place),
        input,
        &mut sink(),
        Words::default(),
        &mut Alone,
    )
    .unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!(
        "{:>2}  {:<40} {seconds:>6.1} s   peak {}",
        place + 1,
        lesson.title,
        peak.unwrap_or("unknown").trim()
    );
}
