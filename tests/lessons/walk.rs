//! What a walk through a lesson promises: nothing is shown before a number was said, nothing is asked
//! of the world twice, and what was done is still there when one comes back, even to a changed
//! lesson. No screen, no clock, no training: orders and news only.

use std::path::Path;
use std::sync::Arc;

use crate::common::TINY;
use mindgap::dataset::{Library, Shape};
use mindgap::lesson::{
    Action, Can, Guess, News, Note, Order, Outcome, Report, Said, Saved, Specimens, SpecimensOf,
    Stage, StepState, Walk, Work, calibration,
};
use mindgap::pack::{Lesson, Pack, Step};
use mindgap::train::{Ending, EpochRecord, Event, RunId, Start, Status};
use mindgap::words::Lang;

fn lesson() -> Arc<Lesson> {
    Pack::open(Path::new(TINY), Library::builtin(), Lang::English)
        .unwrap()
        .lessons[0]
        .clone()
}

fn guess() -> Guess {
    Guess::number(80.0, 3)
}

const TRAIN: usize = 2;
const REVEAL: usize = 3;

fn run() -> RunId {
    "0123456789ab".parse().unwrap()
}

fn event(event: Event) -> News {
    News {
        step: TRAIN,
        report: Report::Run { part: 0, event },
    }
}

fn started() -> News {
    event(Event::Started(Start {
        run: run(),
        parameters: 1,
        train: 1,
        validation: 1,
        epochs: 2,
        steps: 1,
        seed: 3,
        resumed_at: 0.0,
        replayed_from: None,
    }))
}

fn epoch(epoch: usize, accuracy: f64) -> News {
    event(Event::Epoch(EpochRecord {
        epoch,
        train_loss: 1.0,
        train_accuracy: 0.5,
        validation_loss: Some(1.0),
        validation_accuracy: Some(accuracy),
        images_per_second: 1.0,
    }))
}

fn done(status: Status, kept_epoch: Option<usize>) -> News {
    event(Event::Done(Ending {
        run: run(),
        status,
        divergence: None,
        epochs: 2,
        kept_epoch,
        seconds: 1.0,
    }))
}

/// At the training, with everything said and begun.
fn training() -> Walk {
    let mut walk = Walk::new(lesson(), Lang::English);
    for action in [
        Action::Next,
        Action::Choose(2),
        Action::Next,
        Action::Predict(guess()),
        Action::Begin,
    ] {
        let said = format!("{action:?}");
        assert!(!walk.act(action).is_empty(), "{said} did nothing");
    }
    walk
}

/// At the reveal's question.
fn before_reveal() -> Walk {
    let mut walk = training();
    for news in [
        started(),
        epoch(1, 0.7),
        epoch(2, 0.88),
        done(Status::Finished, Some(2)),
    ] {
        walk.hear(news);
    }
    walk.act(Action::Next);
    assert_eq!(walk.stage(), Stage::Predict);
    walk
}

#[test]
fn a_question_stands_with_pictures_of_what_it_is_about_and_nothing_else_does() {
    let mut walk = before_reveal();
    assert!(walk.awaits_specimens() && walk.specimens().is_empty());
    walk.act(Action::Back);
    assert!(!walk.awaits_specimens(), "nothing is asked there any more");
    let orders = walk.act(Action::Next);
    let shows = |order: &&Order| {
        matches!(
            order,
            Order::Work {
                step: REVEAL,
                work: Work::Show { .. }
            }
        )
    };
    assert!(orders.iter().filter(shows).count() <= 1, "{orders:?}");
    let specimens = Specimens {
        of: SpecimensOf::Slice("Printed".to_owned()),
        shape: Shape {
            width: 1,
            height: 1,
            channels: 1,
        },
        pictures: vec![vec![0]],
    };
    let report = Report::Shown {
        specimens: vec![specimens],
    };
    let orders = walk.hear(News {
        step: REVEAL,
        report,
    });
    assert!(orders.is_empty() && !walk.awaits_specimens());
    assert_eq!(walk.specimens().len(), 1);
    assert_eq!(walk.stage(), Stage::Predict);
    walk.act(Action::Predict(guess()));
    assert!(walk.specimens().is_empty());
}

fn measures(orders: &[Order]) -> usize {
    orders
        .iter()
        .filter(|order| {
            let Order::Work { work, .. } = order else {
                return false;
            };
            matches!(work, Work::Measure { .. })
        })
        .count()
}

fn trains(orders: &[Order]) -> bool {
    matches!(
        orders[0],
        Order::Work {
            step: TRAIN,
            work: Work::Train { .. }
        }
    )
}

fn walk_can_resume(walk: &Walk) -> bool {
    match walk.current() {
        Some((_, StepState::Train(state))) => state.can_resume(),
        _ => false,
    }
}

#[test]
fn a_question_keeps_one_until_it_is_answered_rightly() {
    let mut walk = Walk::new(lesson(), Lang::English);
    walk.act(Action::Next);
    assert!(walk.act(Action::Next).is_empty());
    let wrong = walk.act(Action::Choose(1));
    assert!(matches!(
        wrong[0],
        Order::Note(Note::Answer {
            choice: 1,
            right: false,
            ..
        })
    ));
    assert!(
        walk.act(Action::Choose(1)).is_empty(),
        "the same wrong answer counts once"
    );
    assert!(walk.act(Action::Choose(0)).is_empty());
    assert!(walk.act(Action::Choose(4)).is_empty());
    assert!(walk.act(Action::Next).is_empty());
    walk.act(Action::Choose(2));
    assert!(!walk.act(Action::Next).is_empty());
}

#[test]
fn hints_come_one_at_a_time_and_then_no_more() {
    let mut walk = Walk::new(lesson(), Lang::English);
    walk.act(Action::Next);
    assert_eq!(walk.act(Action::Hint), [Order::Save]);
    assert_eq!(walk.act(Action::Hint), [Order::Save]);
    assert_eq!(walk.act(Action::Hint), []);
}

#[test]
fn what_can_be_done_is_what_the_step_is_ready_for() {
    let mut walk = Walk::new(lesson(), Lang::English);
    assert_eq!(walk.can_do(), [Can::GoOn]);
    walk.act(Action::Next);
    let elsewhere = [Can::Jump, Can::Back];
    let with = |own: &[Can]| [own, &elsewhere].concat();
    assert_eq!(walk.can_do(), with(&[Can::Choose, Can::Hint]));
    walk.act(Action::Hint);
    walk.act(Action::Hint);
    assert_eq!(walk.can_do(), with(&[Can::Choose]), "no hint is left");
    walk.act(Action::Choose(2));
    assert_eq!(walk.can_do(), with(&[Can::GoOn]));
    walk.act(Action::Next);
    assert_eq!(walk.can_do(), with(&[Can::PredictNumber]));
    walk.act(Action::Predict(guess()));
    assert_eq!(walk.can_do(), with(&[Can::Begin]));
    walk.act(Action::Begin);
    assert_eq!(walk.can_do(), with(&[Can::Pause, Can::Stop]));
    walk.hear(event(Event::Paused));
    assert_eq!(walk.can_do(), with(&[Can::Resume, Can::Stop]));
    walk.hear(done(Status::Stopped, Some(1)));
    assert_eq!(walk.can_do(), with(&[Can::GoOn, Can::ResumeTraining]));
}

#[test]
fn nothing_is_trained_or_measured_before_a_number_was_said() {
    let mut walk = Walk::new(lesson(), Lang::English);
    for action in [Action::Next, Action::Choose(2), Action::Next] {
        walk.act(action);
    }
    assert_eq!(walk.act(Action::Begin), []);
    for nonsense in [f64::NAN, -1.0, 100.5] {
        let guess = Guess::number(nonsense, 3);
        assert_eq!(walk.act(Action::Predict(guess)), []);
    }
    let choice = Said::Choice {
        choice: "Printed".into(),
    };
    for (said, confidence) in [(guess().said, 6), (choice, 3)] {
        assert_eq!(walk.act(Action::Predict(Guess { said, confidence })), []);
    }
    let mut walk = before_reveal();
    assert_eq!(walk.act(Action::Next), []);
    assert_eq!(measures(&walk.act(Action::Predict(guess()))), 1);
}

#[test]
fn what_was_said_is_noted_and_so_is_what_came_of_it() {
    let mut walk = training();
    walk.hear(started());
    assert_eq!(
        walk.hear(epoch(1, 0.7)),
        [],
        "nobody was asked about the first epoch"
    );
    let orders = walk.hear(epoch(2, 0.88));
    let Some(Order::Note(Note::Outcome {
        outcome: Outcome::Number { percent, n, .. },
        run: of,
        ..
    })) = orders.first()
    else {
        panic!("{orders:?}");
    };
    assert_eq!((*percent, *n, of), (88.0, Some(1), &run()));
    assert!(orders.contains(&Order::Save));
}

#[test]
fn a_run_is_asked_for_once_and_again_only_after_it_failed_or_was_stopped() {
    let mut walk = training();
    assert_eq!(walk.act(Action::Begin), []);
    walk.hear(started());
    walk.hear(event(Event::Failed {
        message: "no".into(),
    }));
    assert_eq!(walk.stage(), Stage::Retry);
    assert!(trains(&walk.act(Action::Begin)));
    walk.hear(done(Status::Stopped, Some(1)));
    assert_eq!(walk.stage(), Stage::Look, "a stopped run can be used");
    assert!(walk_can_resume(&walk));
    assert!(trains(&walk.act(Action::Begin)));
    walk.hear(done(Status::Finished, Some(2)));
    assert!(!walk_can_resume(&walk));
    assert_eq!(walk.act(Action::Begin), []);
}

#[test]
fn a_diverged_run_leads_on_but_cannot_be_measured() {
    let mut walk = training();
    walk.hear(started());
    walk.hear(done(Status::Diverged, None));
    assert_eq!(walk.stage(), Stage::Look);
    walk.act(Action::Next);
    assert_eq!(measures(&walk.act(Action::Predict(guess()))), 0);
    assert_eq!(walk.stage(), Stage::Retry);
}

#[test]
fn a_walk_comes_back_where_it_was_and_asks_only_for_what_its_step_needs() {
    let mut walk = before_reveal();
    walk.act(Action::Predict(guess()));
    let (back, orders) = Walk::resume(lesson(), walk.saved(), Lang::English);
    assert_eq!(back.at(), REVEAL);
    assert_eq!(orders.len(), 1);
    assert_eq!(measures(&orders), 1);
    assert_eq!(back.saved(), walk.saved());

    let (back, orders) = Walk::resume(lesson(), training().saved(), Lang::English);
    assert_eq!(back.stage(), Stage::Watch);
    assert!(trains(&orders) && orders.len() == 1);
}

#[test]
fn a_lesson_that_changed_is_taken_up_before_its_first_new_step() {
    let saved = before_reveal().saved();
    let mut changed = Lesson::clone(&lesson());
    changed.steps.insert(1, Step::Say("New.".into()));
    let (walk, _) = Walk::resume(Arc::new(changed), saved.clone(), Lang::English);
    assert_eq!(walk.at(), 1);
    let mut shorter = Lesson::clone(&lesson());
    shorter.steps.truncate(1);
    let (walk, _) = Walk::resume(Arc::new(shorter), saved, Lang::English);
    assert_eq!(walk.at(), 0);
}

#[test]
fn what_is_remembered_survives_being_written_and_read() {
    let saved = before_reveal().saved();
    let text = serde_json::to_string(&saved).unwrap();
    assert_eq!(serde_json::from_str::<Saved>(&text).unwrap(), saved);
}

/// As it was written before every question had its place behind one gate.
const SAVED_BEFORE: &str = r#"{
    "at": 3, "furthest": 3, "finished": false,
    "steps": [
        "say",
        {"ask": {"tried": [1, 2], "hints": 1, "solved": true}},
        {"train": {
            "guesses": [{"value": 80.0, "margin": 5.0, "sureness": 4}],
            "outcomes": [{"percent": 88.0, "interval": null, "n": 1}],
            "begun": true, "run": "0123456789ab", "trained": true
        }},
        {"reveal": {
            "guess": {"percent": 80.0, "sureness": 3},
            "outcome": {"percent": 82.5, "interval": {"low": 0.79, "high": 0.84}, "n": 1000}
        }}
    ]
}"#;

#[test]
fn what_was_said_and_turned_out_is_read_as_it_was_remembered_before() {
    let saved: Saved = serde_json::from_str(SAVED_BEFORE).unwrap();
    let lesson = lesson();
    let answered = saved.steps.iter().zip(&lesson.steps);
    let answered: Vec<_> = answered
        .flat_map(|(state, step)| state.answered(step))
        .collect();
    let range = Said::Number {
        value: 80.0,
        margin: 5.0,
    };
    assert_eq!(answered[0].guess.said, range);
    assert_eq!(answered[1].guess, &guess());
    let found = answered.iter().map(|answered| match answered.outcome {
        Some(Outcome::Number { percent, n, .. }) => (*percent, *n),
        other => panic!("{other:?}"),
    });
    assert_eq!(
        found.collect::<Vec<_>>(),
        [(88.0, Some(1)), (82.5, Some(1000))]
    );
    let (walk, _) = Walk::resume(lesson, saved.clone(), Lang::English);
    assert_eq!(walk.at(), 3);
    let written = serde_json::to_string(&walk.saved()).unwrap();
    assert_eq!(
        serde_json::from_str::<Saved>(&written).unwrap().steps[..4],
        saved.steps[..]
    );
}

#[test]
fn late_or_misplaced_news_do_no_harm() {
    let mut walk = Walk::new(lesson(), Lang::English);
    let before = walk.saved();
    for step in [0, 1, 4, 99] {
        let (event, message) = (Event::Paused, "late".to_owned());
        for report in [
            Report::Run { part: 0, event },
            Report::Measuring { done: 1, total: 2 },
            Report::Failed { message },
            Report::Shared,
        ] {
            assert_eq!(walk.hear(News { step, report }), []);
        }
    }
    assert_eq!(walk.saved(), before);
}

#[test]
fn a_learners_calibration_counts_what_turned_out_as_said_by_how_sure_they_were() {
    let lesson = lesson();
    let mut walk = training();
    walk.hear(started());
    let counted = |walk: &Walk| {
        let saved = walk.saved();
        let counted = calibration([(&*lesson, saved.steps.as_slice())]);
        counted.levels.map(|level| (level.count, level.n))
    };
    assert_eq!(counted(&walk), [(0, 0); 5], "nothing is known yet");
    walk.hear(epoch(2, 0.85));
    let as_said = [(0, 0), (0, 0), (1, 1), (0, 0), (0, 0)];
    assert_eq!(
        counted(&walk),
        as_said,
        "80 was said, five points off counts"
    );
    walk.hear(epoch(2, 0.86));
    let missed = [(0, 0), (0, 0), (0, 1), (0, 0), (0, 0)];
    assert_eq!(counted(&walk), missed, "six points off does not");
}

#[test]
fn a_range_holds_or_does_not_and_a_choice_is_right_or_wrong() {
    let range = |value, margin| Guess {
        said: Said::Number { value, margin },
        confidence: 1,
    };
    let share = Outcome::share;
    assert!(range(80.0, 10.0).hits(&share(0.9)));
    assert!(!range(80.0, 10.0).hits(&share(0.91)));
    assert!(
        !range(80.0, 1.0).hits(&share(0.82)),
        "a narrow range is a bolder claim"
    );
    let choice = |choice: &str| Said::Choice {
        choice: choice.to_owned(),
    };
    let said = |said| Guess {
        said,
        confidence: 1,
    };
    let printed = Outcome::Choice {
        choice: "Printed".into(),
    };
    assert!(said(choice("Printed")).hits(&printed));
    assert!(!said(choice("Written")).hits(&printed));
    assert!(!range(80.0, 0.0).hits(&printed));
}
