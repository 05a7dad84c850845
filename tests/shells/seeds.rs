//! What is seen of the networks that are trained beside the first: a row each, in small terminals too. What the app
//! hears is written by hand.

use std::path::Path;
use std::sync::Arc;

use crate::common::pressed;
use mindgap::dataset::Library;
use mindgap::lesson::{News, Report, Walk};
use mindgap::pack::{Lesson, Pack, Step};
use mindgap::train::{Ending, EpochRecord, Event, RunId, Start, Status};
use mindgap::tui::look::Look;
use mindgap::tui::theme::{Depth, Theme};
use mindgap::tui::{App, AppEvent};
use mindgap::words::Lang;
use ratatui::layout::Size;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/seeds");

/// Somebody who has begun a training with so many seeds.
fn training(seeds: u64) -> App {
    let size = Size::new(80, 24);
    let pack = Pack::open(Path::new(PACK), Library::builtin(), Lang::English).unwrap();
    let mut lesson = Lesson::clone(&pack.lessons[0]);
    if let Step::Train(train) = &mut lesson.steps[0] {
        train.seeds = seeds;
    }
    let look = Look::still(Theme::dark(Depth::Mono));
    let mut app = App::new(pack, vec![None], look, size);
    app.enter(0, Walk::new(Arc::new(lesson), Lang::English));
    for key in pressed("<enter>") {
        app.update(AppEvent::Key(key));
    }
    app
}

fn hears(app: &mut App, part: usize, event: Event) {
    let report = Report::Run { part, event };
    app.update(AppEvent::News(News { step: 0, report }));
}

/// The network in this place has trained for its epoch, and got so many of 1 right.
fn learns(app: &mut App, part: usize, accuracy: f64) -> RunId {
    let run: RunId = format!("{part:012x}").parse().unwrap();
    let start = Start {
        run: run.clone(),
        parameters: 7850,
        train: 320,
        validation: 100,
        epochs: 1,
        steps: 10,
        seed: 11 + part as u64,
        resumed_at: 0.0,
        replayed_from: None,
    };
    hears(app, part, Event::Started(start));
    let record = EpochRecord {
        epoch: 1,
        train_loss: 0.75,
        train_accuracy: 0.7,
        validation_loss: Some(0.8),
        validation_accuracy: Some(accuracy),
        images_per_second: 1234.4,
    };
    hears(app, part, Event::Epoch(record));
    run
}

fn ends(app: &mut App, part: usize, accuracy: f64, status: Status) {
    let run = learns(app, part, accuracy);
    let ending = Ending {
        run,
        status,
        divergence: None,
        epochs: 1,
        kept_epoch: (status != Status::Diverged).then_some(1),
        seconds: 1.0,
    };
    hears(app, part, Event::Done(ending));
}

fn at(app: &mut App, width: u16, height: u16) -> String {
    let size = Size::new(width, height);
    app.update(AppEvent::Resize(size));
    crate::common::screen(app, size)
}

#[test]
fn each_network_beside_the_first_is_a_row_and_the_largest_number_of_them_fits() {
    let mut app = training(5);
    ends(&mut app, 0, 0.88, Status::Finished);
    ends(&mut app, 1, 0.86, Status::Finished);
    learns(&mut app, 2, 0.5);
    let message = "the disk is full; make room".to_owned();
    hears(&mut app, 3, Event::Failed { message });
    insta::assert_snapshot!("beside_80x24", at(&mut app, 80, 24));
    insta::assert_snapshot!("beside_60x20", at(&mut app, 60, 20));
    for size in [(1, 1), (30, 10), (200, 60)] {
        at(&mut app, size.0, size.1);
    }
    ends(&mut app, 2, 0.87, Status::Stopped);
    ends(&mut app, 4, 0.1, Status::Diverged);
    insta::assert_snapshot!("beside_over_80x24", at(&mut app, 80, 24));
    // Ten is what a lesson may ask for.
    let mut app = training(10);
    ends(&mut app, 0, 0.88, Status::Finished);
    let screen = at(&mut app, 60, 20);
    for seed in 12..=20 {
        assert!(screen.contains(&format!("seed {seed} ")), "{screen}");
    }
}
