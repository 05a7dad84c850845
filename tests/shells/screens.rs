//! Every screen at 80x24, and the ones that have to give way at 60x20 and 160x50, as snapshots.
//! What the app hears is written by hand here, so the numbers are the same on every machine; real
//! trainings are in `lessons/played.rs`.

use std::path::Path;
use std::sync::Arc;

use crate::common::{TINY, pressed};
use mindgap::dataset::{Library, Split};
use mindgap::eval::{Evaluation, Logits, Prediction, wilson, worst_first};
use mindgap::lesson::{News, Report, Walk};
use mindgap::model::Filters;
use mindgap::pack::Pack;
use mindgap::train::{
    Answer, CurvePoint, Divergence, Ending, EpochRecord, Event, Glance, RunId, Start, Status,
    StepMetrics,
};
use mindgap::tui::look::Look;
use mindgap::tui::theme::{Depth, Theme};
use mindgap::tui::{App, AppEvent};
use mindgap::words::Lang;
use ratatui::layout::Size;

const NORMAL: Size = Size::new(80, 24);
const SMALL: Size = Size::new(60, 20);
const LARGE: Size = Size::new(160, 50);

/// The steps of the tiny lesson, from 0.
const TRAIN: usize = 2;
const REVEAL: usize = 3;

struct Screen {
    app: App,
}

impl Screen {
    fn home() -> Self {
        let pack = Pack::open(Path::new(TINY), Library::builtin(), Lang::English).unwrap();
        let look = Look::still(Theme::dark(Depth::Mono));
        Self {
            app: App::new(pack, vec![None, None], look, NORMAL),
        }
    }

    fn lesson(keys: &str) -> Self {
        let mut screen = Self::home();
        let lesson = screen.app.pack().lessons[0].clone();
        screen.app.enter(0, Walk::new(lesson, Lang::English));
        screen.keys(keys);
        screen
    }

    fn keys(&mut self, keys: &str) -> &mut Self {
        for key in pressed(keys) {
            self.app.update(AppEvent::Key(key));
        }
        self
    }

    fn hear(&mut self, event: Event) -> &mut Self {
        self.report(TRAIN, Report::Run { part: 0, event })
    }

    fn report(&mut self, step: usize, report: Report) -> &mut Self {
        self.app.update(AppEvent::News(News { step, report }));
        self
    }

    fn at(&mut self, size: Size) -> String {
        self.app.update(AppEvent::Resize(size));
        crate::common::screen(&self.app, size)
    }
}

fn training() -> Screen {
    let mut screen = Screen::lesson("<enter>2<enter><enter>80<enter><enter>");
    screen.hear(Event::Started(Start {
        run: run(),
        parameters: 7850,
        train: 640,
        validation: 200,
        epochs: 2,
        steps: 20,
        seed: 3,
        resumed_at: 0.0,
        replayed_from: None,
    }));
    screen.hear(Event::Specimens(digits()));
    screen.hear(Event::Glance(Glance {
        answers: (0..10)
            .map(|label| Answer {
                label,
                answer: if label == 1 { 7 } else { label },
                confidence: 0.5 + 0.05 * f32::from(label),
            })
            .collect(),
        filters: filters().into(),
    }));
    screen
}

fn run() -> RunId {
    "0123456789ab".parse().unwrap()
}

/// Three filters of 3x3: an edge, a blur, and next to nothing.
fn filters() -> Filters {
    let edge = [-1.0, 0.0, 1.0].repeat(3);
    let blur = vec![0.3; 9];
    let nothing = vec![0.01; 9];
    Filters {
        units: 3,
        width: 3,
        height: 3,
        values: [edge, blur, nothing].concat(),
    }
}

/// The ten digits of a typeface.
fn digits() -> Split {
    let fonts = Library::builtin().select(&"fonts".parse().unwrap());
    fonts.unwrap().pick(150..160)
}

fn step(epoch: usize, step: usize) -> Event {
    let at = (epoch - 1) as f64 + step as f64 / 20.0;
    Event::Step(StepMetrics {
        epoch,
        step,
        images_per_second: 1234.4,
        points: vec![CurvePoint {
            at,
            loss: 2.0 / (1.0 + 4.0 * at),
            accuracy: 1.0 - 0.8 / (1.0 + 3.0 * at),
        }],
    })
}

fn epoch(epoch: usize) -> Event {
    Event::Epoch(EpochRecord {
        epoch,
        train_loss: 0.75 / epoch as f64,
        train_accuracy: 0.7 + 0.1 * epoch as f64,
        validation_loss: Some(0.8 / epoch as f64),
        validation_accuracy: Some(0.68 + 0.1 * epoch as f64),
        images_per_second: 1234.4,
    })
}

fn done(status: Status) -> Event {
    Event::Done(Ending {
        run: run(),
        status,
        divergence: None,
        epochs: 2,
        kept_epoch: Some(2),
        seconds: 12.3,
    })
}

fn trained() -> Screen {
    let mut screen = training();
    for at in 1..=20 {
        screen.hear(step(1, at));
    }
    screen.hear(epoch(1));
    for at in 1..=20 {
        screen.hear(step(2, at));
    }
    screen.hear(epoch(2)).hear(done(Status::Finished));
    screen
}

fn revealed() -> Screen {
    let mut screen = trained();
    screen.keys("<enter>70<right><enter>");
    for (slice, wrong) in [("MNIST test", 2), ("Printed", 6)] {
        let result = Arc::new(evaluation(slice, wrong));
        let report = Report::Measured {
            run: run(),
            result,
            looked: Ok(None),
        };
        screen.report(REVEAL, report);
    }
    screen
}

/// Of ten digits, the first `wrong` are taken for the next one, the higher the surer.
fn evaluation(slice: &str, wrong: u8) -> Evaluation {
    let pictures = digits();
    let predictions: Vec<Prediction> = (0..10)
        .map(|label| Prediction {
            index: usize::from(label),
            label,
            answer: if label < wrong { label + 1 } else { label },
            confidence: 0.5 + 0.05 * f32::from(label),
        })
        .collect();
    let correct = 10 - usize::from(wrong);
    Evaluation {
        slice: slice.to_owned(),
        title: slice.to_owned(),
        note: (slice == "Printed").then(|| "Drawn from typefaces.".to_owned()),
        inputs: pictures.dataset().inputs(),
        digest: "0123456789abcdef".to_owned(),
        n: 10,
        correct,
        accuracy: correct as f64 / 10.0,
        interval: wilson(correct, 10),
        clustered: None,
        mean_confidence: 0.725,
        mean_confidence_wrong: Some(0.5 + 0.025 * f64::from(wrong - 1)),
        worst_first: worst_first(&predictions),
        predictions,
        logits: Logits::default(),
        pictures,
        overlap: None,
    }
}

#[test]
fn the_list_of_lessons() {
    insta::assert_snapshot!("home", Screen::home().at(NORMAL));
    insta::assert_snapshot!("home_60x20", Screen::home().at(SMALL));
    insta::assert_snapshot!("home_moved", Screen::home().keys("<down>").at(NORMAL));
}

#[test]
fn a_text() {
    insta::assert_snapshot!("say", Screen::lesson("").at(NORMAL));
    insta::assert_snapshot!("say_60x20", Screen::lesson("").at(SMALL));
}

#[test]
fn a_question() {
    let mut screen = Screen::lesson("<enter>");
    insta::assert_snapshot!("ask", screen.at(NORMAL));
    insta::assert_snapshot!("ask_wrong_then_hint", screen.keys("1<enter>h").at(NORMAL));
    insta::assert_snapshot!("ask_solved", screen.keys("2<enter>").at(NORMAL));
}

#[test]
fn saying_a_number() {
    let mut screen = Screen::lesson("<enter>2<enter><enter>");
    insta::assert_snapshot!("predict_nothing_yet", screen.at(NORMAL));
    insta::assert_snapshot!(
        "predict_enter_without_number",
        screen.keys("<enter>").at(NORMAL)
    );
    insta::assert_snapshot!("predict", screen.keys("80<right>").at(NORMAL));
    insta::assert_snapshot!("predict_60x20", screen.at(SMALL));
    insta::assert_snapshot!("before_training", screen.keys("<enter>").at(NORMAL));
}

#[test]
fn a_training_from_its_first_word_to_its_last() {
    let mut screen = Screen::lesson("<enter>2<enter><enter>80<enter><enter>");
    insta::assert_snapshot!("training_preparing", screen.at(NORMAL));
    screen.hear(Event::Queued {
        ahead: 2,
        seconds: Some(95),
    });
    insta::assert_snapshot!("training_queued", screen.at(NORMAL));
    let mut screen = training();
    for at in 1..=10 {
        screen.hear(step(1, at));
    }
    insta::assert_snapshot!("training", screen.at(NORMAL));
    insta::assert_snapshot!("training_60x20", screen.at(SMALL));
    insta::assert_snapshot!("training_160x50", screen.at(LARGE));
    insta::assert_snapshot!("training_paused", screen.hear(Event::Paused).at(NORMAL));
    let mut screen = trained();
    insta::assert_snapshot!("trained", screen.at(NORMAL));
    insta::assert_snapshot!("trained_60x20", screen.at(SMALL));
}

#[test]
fn the_filters_of_the_first_layer_are_one_key_away_while_it_trains() {
    let mut screen = training();
    screen.hear(step(1, 10)).keys("i");
    insta::assert_snapshot!("training_filters", screen.at(NORMAL));
    insta::assert_snapshot!("training_filters_160x50", screen.at(LARGE));
    screen.keys("i");
    assert!(screen.at(NORMAL).contains("70%"), "{}", screen.at(NORMAL));
}

#[test]
fn any_epoch_can_be_gone_back_to_and_the_end_again() {
    let mut screen = trained();
    let end = screen.at(NORMAL);
    insta::assert_snapshot!("scrubbed", screen.keys("<left><left>").at(NORMAL));
    insta::assert_snapshot!("scrubbed_160x50", screen.at(LARGE));
    let first = screen.at(NORMAL);
    assert!(first.contains("after epoch 1 of 2"), "{first}");
    assert_eq!(screen.keys("<left>").at(NORMAL), first);
    assert!(
        screen
            .keys("<right>")
            .at(NORMAL)
            .contains("after epoch 2 of 2")
    );
    assert_eq!(screen.keys("<right>").at(NORMAL), end);
}

#[test]
fn of_a_training_that_is_only_replayed_the_numbers_are_there() {
    let mut screen = Screen::lesson("<enter>2<enter><enter>80<enter><enter>");
    screen
        .hear(epoch(1))
        .hear(epoch(2))
        .hear(done(Status::Finished));
    let shown = screen.keys("<left>").at(NORMAL);
    assert!(shown.contains("after epoch 2 of 2"), "{shown}");
    assert!(shown.contains("only the numbers are kept"), "{shown}");
}

#[test]
fn a_training_that_did_not_end_well() {
    let mut screen = training();
    screen.hear(step(1, 10)).hear(done(Status::Stopped));
    insta::assert_snapshot!("training_stopped", screen.at(NORMAL));
    let mut screen = training();
    screen.hear(Event::Done(Ending {
        run: run(),
        status: Status::Diverged,
        divergence: Some(Divergence::NotFinite),
        epochs: 0,
        kept_epoch: None,
        seconds: 1.0,
    }));
    insta::assert_snapshot!("training_diverged", screen.at(NORMAL));
    let mut screen = training();
    screen.hear(Event::Failed {
        message: "data file mnist/train is damaged: it does not unpack; restore it".into(),
    });
    insta::assert_snapshot!("training_failed", screen.at(NORMAL));
}

#[test]
fn a_reveal() {
    let mut screen = trained();
    screen.keys("<enter>");
    insta::assert_snapshot!("reveal_predict", screen.at(NORMAL));
    screen.keys("70<enter>");
    let (done, total) = (150, 600);
    screen.report(REVEAL, Report::Measuring { done, total });
    insta::assert_snapshot!("reveal_measuring", screen.at(NORMAL));
    let mut screen = revealed();
    insta::assert_snapshot!("reveal", screen.at(NORMAL));
    insta::assert_snapshot!("reveal_60x20", screen.at(SMALL));
    insta::assert_snapshot!("reveal_160x50", screen.at(LARGE));
    // The axis is as narrow as what it shows; one key shows all of it, and back.
    let zoomed = screen.at(NORMAL);
    insta::assert_snapshot!("reveal_whole_axis", screen.keys("z").at(NORMAL));
    assert_eq!(screen.keys("z").at(NORMAL), zoomed);
    // The picture as large as can be, and all that the model says of it.
    insta::assert_snapshot!("reveal_large_picture", screen.keys("v").at(NORMAL));
    insta::assert_snapshot!("reveal_large_picture_60x20", screen.at(SMALL));
    screen.keys("v");
    insta::assert_snapshot!(
        "reveal_second_slice",
        screen.keys("<down><right>").at(NORMAL)
    );
    insta::assert_snapshot!("reveal_as_they_come", screen.keys("w").at(NORMAL));
    let far = "<right>".repeat(30) + &"<down>".repeat(9);
    insta::assert_snapshot!("reveal_last_picture", screen.keys(&far).at(NORMAL));
}

#[test]
fn a_reveal_that_could_not_be_measured() {
    let mut screen = trained();
    screen.keys("<enter>70<enter>");
    let message = "data file fonts/OCRB.otf is missing; restore it from a fresh checkout".into();
    screen.report(REVEAL, Report::Failed { message });
    insta::assert_snapshot!("reveal_failed", screen.at(NORMAL));
}

#[test]
fn the_end_and_the_way_there() {
    let mut screen = revealed();
    insta::assert_snapshot!("end", screen.keys("<enter><enter>").at(NORMAL));
}

#[test]
fn the_keys_of_every_screen_fit_and_are_told() {
    insta::assert_snapshot!("keys_of_home", Screen::home().keys("?").at(NORMAL));
    insta::assert_snapshot!("keys_of_reveal", revealed().keys("?").at(NORMAL));
    insta::assert_snapshot!("keys_of_reveal_60x20", revealed().keys("?").at(SMALL));
    insta::assert_snapshot!("keys_of_training", training().keys("?").at(NORMAL));
}

#[test]
fn any_size_is_drawn_and_a_useless_one_says_so() {
    let mut screens = [
        Screen::home(),
        Screen::lesson(""),
        training(),
        trained(),
        revealed(),
    ];
    for screen in &mut screens {
        for width in [1, 2, 59, 60, 61, 79, 200, 500] {
            for height in [1, 3, 19, 20, 21, 60, 200] {
                screen.at(Size::new(width, height));
            }
        }
    }
    insta::assert_snapshot!("too_small", Screen::home().at(Size::new(40, 10)));
}
