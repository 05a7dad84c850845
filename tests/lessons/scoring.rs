//! What a learner is promised whose predictions are scored: a number counts where the rule says that it does, how sure
//! they are is how often that should come true, and the score is Brier's, worked out here by hand.

use std::path::Path;
use std::sync::Arc;

use crate::common::TINY;
use mindgap::dataset::Library;
use mindgap::eval::{Interval, wilson};
use mindgap::lesson::{Action, Order, Stage, Work};
use mindgap::lesson::{
    Guess, News, Outcome, Report, Said, Saved, StepState, Walk, calibration, trained_elsewhere,
};
use mindgap::pack::{Pack, Step};
use mindgap::train::{Ending, EpochRecord, Event, RunId, Start, Status};
use mindgap::words::{Lang, Words};

fn measured(percent: f64, interval: Interval) -> Outcome {
    Outcome::Number {
        percent,
        interval: Some(interval),
        n: None,
    }
}

#[test]
fn a_number_counts_within_five_points_or_inside_the_interval_and_a_range_if_it_contains_the_result()
{
    // 20 of 20: the interval begins at 83.9 %.
    let all = measured(100.0, wilson(20, 20));
    let said = |value| Guess::number(value, 3).hits(&all);
    assert!(said(84.0) && said(90.0) && said(100.0));
    assert!(!said(83.0));
    // Of 10,000, the interval is narrower than five points.
    let many = measured(98.0, wilson(9800, 10_000));
    assert!(Guess::number(93.0, 3).hits(&many));
    assert!(!Guess::number(92.9, 3).hits(&many));
    // A range is a claim of its own.
    let range = Guess {
        said: Said::Number {
            value: 90.0,
            margin: 5.0,
        },
        confidence: 3,
    };
    assert!(!range.hits(&all), "85 to 95 does not contain 100");
}

#[test]
fn each_confidence_is_a_frequency_and_the_first_is_a_coin_toss() {
    let frequencies = [1, 2, 3, 4, 5].map(Guess::probability);
    assert_eq!(frequencies, [0.5, 0.65, 0.8, 0.9, 0.98]);
}

/// What is remembered of the tiny lesson where 80 was said this sure, and this came of it.
fn remembered(pack: &Pack, confidence: u8, accuracy: f64) -> Saved {
    let mut walk = Walk::new(pack.lessons[0].clone(), Lang::English);
    for action in [
        Action::Next,
        Action::Choose(2),
        Action::Next,
        Action::Predict(Guess::number(80.0, confidence)),
        Action::Begin,
    ] {
        walk.act(action);
    }
    for event in trained(accuracy) {
        walk.hear(news(2, event));
    }
    walk.saved()
}

fn news(step: usize, event: Event) -> News {
    let report = Report::Run { part: 0, event };
    News { step, report }
}

fn run() -> RunId {
    "0123456789ab".parse().unwrap()
}

/// A training of two epochs that ends with this accuracy.
fn trained(accuracy: f64) -> [Event; 3] {
    [
        Event::Started(Start {
            run: run(),
            parameters: 1,
            train: 1,
            validation: 1,
            epochs: 2,
            steps: 1,
            seed: 3,
            resumed_at: 0.0,
            replayed_from: Some(1),
        }),
        Event::Epoch(EpochRecord {
            epoch: 2,
            train_loss: 1.0,
            train_accuracy: 0.5,
            validation_loss: Some(1.0),
            validation_accuracy: Some(accuracy),
            images_per_second: 1.0,
        }),
        Event::Done(Ending {
            run: run(),
            status: Status::Finished,
            divergence: None,
            epochs: 2,
            kept_epoch: Some(2),
            seconds: 1.0,
        }),
    ]
}

fn tiny() -> Pack {
    Pack::open(Path::new(TINY), Library::builtin(), Lang::English).unwrap()
}

#[test]
fn the_score_is_briers() {
    let pack = tiny();
    let scored = |said: &[(u8, f64)]| {
        let saved: Vec<Saved> = said
            .iter()
            .map(|&(confidence, accuracy)| remembered(&pack, confidence, accuracy))
            .collect();
        let walked = saved.iter().map(|saved| (&*pack.lessons[0], &*saved.steps));
        calibration(walked)
    };
    let near = |score: Option<f64>, wanted: f64| (score.unwrap() - wanted).abs() < 1e-12;
    assert_eq!(scored(&[]).brier(), None);
    // A coin toss scores a quarter, whatever comes.
    assert!(near(scored(&[(1, 0.8)]).brier(), 0.25));
    assert!(near(scored(&[(1, 0.2)]).brier(), 0.25));
    // (1 - .9)^2 and (0 - .98)^2, and their mean.
    assert!(near(scored(&[(4, 0.8)]).brier(), 0.01));
    assert!(near(scored(&[(5, 0.2)]).brier(), 0.9604));
    let both = scored(&[(4, 0.8), (5, 0.2)]);
    assert!(near(both.brier(), 0.4852));
    assert_eq!(both.came_true(), (1, 2));
    let told = both.sentences(Words::default());
    assert_eq!(
        told,
        [
            "1 of your 2 predictions came true.",
            "Brier score 0.49 (0 is best; always saying 50 % gives 0.25)."
        ]
    );
}

#[test]
fn a_run_of_another_lesson_is_replayed_without_a_press() {
    let mut pack = tiny();
    // The second lesson trains the same, and asks nothing of it.
    let mut second = pack.lessons[0].as_ref().clone();
    second.title = "Again".to_owned();
    if let Step::Train(train) = &mut second.steps[2] {
        train.predict.clear();
    }
    pack.lessons[1] = Arc::new(second);
    let saved = [Some(remembered(&pack, 3, 0.8)), None];
    assert_eq!(trained_elsewhere(&pack, 1, &saved), [(2, run())]);
    assert_eq!(
        trained_elsewhere(&pack, 0, &saved),
        [],
        "its own run is no other lesson's"
    );

    let mut walk = Walk::new(pack.lessons[1].clone(), Lang::English);
    assert_eq!(walk.know(&[2]), []);
    walk.act(Action::Next);
    walk.act(Action::Choose(2));
    let orders = walk.act(Action::Next);
    let trains = |order: &Order| {
        matches!(
            order,
            Order::Work {
                step: 2,
                work: Work::Train { .. }
            }
        )
    };
    assert!(orders.iter().any(trains), "{orders:?}");
    assert_eq!(walk.stage(), Stage::Watch);
    for event in trained(0.8) {
        walk.hear(news(2, event));
    }
    assert_eq!(walk.stage(), Stage::Look);
    // It is remembered that it was known.
    let (mut walk, orders) = Walk::resume(pack.lessons[1].clone(), walk.saved(), Lang::English);
    assert!(orders.iter().any(trains), "{orders:?}");
    assert_eq!(walk.know(&[2]), [], "it is on its way");
    assert_eq!(walk.stage(), Stage::Watch);
}

#[test]
fn what_a_lesson_asks_of_a_training_is_asked_also_where_its_run_is_known() {
    let mut pack = tiny();
    pack.lessons[1] = pack.lessons[0].clone();
    let saved = [Some(remembered(&pack, 3, 0.8)), None];
    assert_eq!(trained_elsewhere(&pack, 1, &saved), [(2, run())]);
    let mut walk = Walk::new(pack.lessons[1].clone(), Lang::English);
    walk.know(&[2]);
    walk.act(Action::Next);
    walk.act(Action::Choose(2));
    walk.act(Action::Next);
    assert_eq!(walk.stage(), Stage::Predict);
}

#[test]
fn another_recipe_or_a_run_that_came_to_no_end_is_trained_as_ever() {
    let mut pack = tiny();
    let mut second = pack.lessons[0].as_ref().clone();
    let saved = remembered(&pack, 3, 0.8);
    let mut unfinished = saved.clone();
    if let StepState::Train(state) = &mut unfinished.steps[2] {
        state.trained = false;
    }
    pack.lessons[1] = Arc::new(second.clone());
    assert_eq!(trained_elsewhere(&pack, 1, &[Some(unfinished), None]), []);
    if let Step::Train(train) = &mut second.steps[2] {
        train.recipe.seed += 1;
    }
    pack.lessons[1] = Arc::new(second);
    assert_eq!(trained_elsewhere(&pack, 1, &[Some(saved), None]), []);
}
