//! What a learner who trains several seeds is promised: the first is trained alone and watched; the others follow;
//! each can be held, ended and taken up again; and only those that came to their end are measured. Orders and news only.

use std::path::Path;
use std::sync::Arc;

use mindgap::dataset::Library;
use mindgap::lesson::{
    Action, Can, Guess, News, Order, Report, Saved, Stage, StepState, Walk, Work,
};
use mindgap::pack::{Lesson, Pack, Step};
use mindgap::train::{Ending, Event, RunId, Start, Status};
use mindgap::words::Lang;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/seeds");
const TRAIN: usize = 0;
const REVEAL: usize = 1;

fn lesson() -> Arc<Lesson> {
    Pack::open(Path::new(PACK), Library::builtin(), Lang::English)
        .unwrap()
        .lessons[0]
        .clone()
}

/// The run of the network in this place.
fn run(part: usize) -> RunId {
    format!("{part:012x}").parse().unwrap()
}

fn event(part: usize, event: Event) -> News {
    News {
        step: TRAIN,
        report: Report::Run { part, event },
    }
}

fn started(part: usize) -> News {
    let start = Start {
        run: run(part),
        parameters: 1,
        train: 1,
        validation: 1,
        epochs: 1,
        steps: 1,
        seed: 11 + part as u64,
        resumed_at: 0.0,
        replayed_from: None,
    };
    event(part, Event::Started(start))
}

fn done(part: usize, status: Status, kept_epoch: Option<usize>) -> News {
    let ending = Ending {
        run: run(part),
        status,
        divergence: None,
        epochs: 1,
        kept_epoch,
        seconds: 1.0,
    };
    event(part, Event::Done(ending))
}

/// What is trained: the places in the step, and the seeds.
fn trained(orders: &[Order]) -> Vec<(usize, u64)> {
    let trained = orders.iter().filter_map(|order| match order {
        Order::Work {
            step: TRAIN,
            work: Work::Train { part, experiment },
        } => Some((*part, experiment.recipe.seed)),
        _ => None,
    });
    trained.collect()
}

/// Which runs are measured.
fn measured(orders: &[Order]) -> Option<Vec<RunId>> {
    orders.iter().find_map(|order| match order {
        Order::Work {
            step: REVEAL,
            work: Work::Measure { runs, slices },
        } => {
            assert_eq!(slices.len(), 2);
            Some(runs.clone())
        }
        _ => None,
    })
}

/// The first is trained, and the others are begun.
fn with_the_first() -> Walk {
    let mut walk = Walk::new(lesson(), Lang::English);
    assert_eq!(trained(&walk.act(Action::Begin)), [(0, 11)]);
    assert_eq!(trained(&walk.hear(started(0))), []);
    let orders = walk.hear(done(0, Status::Finished, Some(1)));
    assert_eq!(trained(&orders), [(1, 12), (2, 13)]);
    walk
}

/// What a reveal measures when the learner goes on to it.
fn revealed(walk: &mut Walk) -> Vec<RunId> {
    walk.act(Action::Next);
    measured(&walk.act(Action::Predict(Guess::number(50.0, 3)))).unwrap()
}

#[test]
fn the_others_follow_the_first_and_all_are_waited_for_and_measured() {
    let mut walk = with_the_first();
    assert_eq!(walk.stage(), Stage::Watch);
    assert_eq!(walk.can_do(), [Can::Pause, Can::Stop]);
    for part in [2, 1] {
        assert_eq!(walk.act(Action::Next), []);
        walk.hear(started(part));
        let orders = walk.hear(done(part, Status::Finished, Some(1)));
        assert_eq!(orders, [Order::Save]);
    }
    assert_eq!(walk.can_do(), [Can::GoOn]);
    // By their seeds, whichever was over first.
    assert_eq!(revealed(&mut walk), [run(0), run(1), run(2)]);
}

#[test]
fn the_others_are_held_and_ended_and_what_was_ended_is_left_out_until_it_goes_on() {
    let mut walk = with_the_first();
    let steer = |walk: &mut Walk, action| match &walk.act(action)[..] {
        [Order::Work { step: TRAIN, work }] => work.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(steer(&mut walk, Action::Pause), Work::Pause);
    for part in [1, 2] {
        walk.hear(event(part, Event::Paused));
    }
    assert_eq!(walk.can_do(), [Can::Resume, Can::Stop]);
    assert_eq!(steer(&mut walk, Action::Resume), Work::Resume);
    walk.hear(started(1));
    walk.hear(done(1, Status::Finished, Some(1)));
    assert_eq!(steer(&mut walk, Action::Stop), Work::Stop);
    walk.hear(started(2));
    walk.hear(done(2, Status::Stopped, Some(1)));
    // Not trained to its end, it is none of the recipe's networks.
    assert_eq!(walk.can_do(), [Can::GoOn, Can::ResumeTraining]);
    let mut other = walk.clone();
    assert_eq!(revealed(&mut other), [run(0), run(1)]);
    // Only that one is trained again.
    assert_eq!(trained(&walk.act(Action::Begin)), [(2, 13)]);
    walk.hear(started(2));
    walk.hear(done(2, Status::Finished, Some(1)));
    assert_eq!(revealed(&mut walk), [run(0), run(1), run(2)]);
}

#[test]
fn one_that_fails_or_has_no_weights_keeps_nobody_from_going_on() {
    let mut walk = with_the_first();
    let message = "the disk is full; make room".to_owned();
    walk.hear(event(1, Event::Failed { message }));
    walk.hear(started(2));
    walk.hear(done(2, Status::Diverged, None));
    assert_eq!(walk.can_do(), [Can::GoOn, Can::ResumeTraining]);
    let told = format!("{:?}", walk.tell(mindgap::words::Words::default()));
    assert!(told.contains("seed 12: the disk is full"), "{told}");
    assert!(told.contains("seed 13: diverged"), "{told}");
    assert_eq!(revealed(&mut walk), [run(0)]);
}

#[test]
fn a_first_that_is_stopped_begins_no_others_until_it_is_over() {
    let mut walk = Walk::new(lesson(), Lang::English);
    walk.act(Action::Begin);
    walk.hear(started(0));
    let orders = walk.hear(done(0, Status::Stopped, Some(1)));
    assert_eq!(trained(&orders), []);
    assert_eq!(walk.can_do(), [Can::GoOn, Can::ResumeTraining]);
    assert_eq!(trained(&walk.act(Action::Begin)), [(0, 11)]);
    walk.hear(started(0));
    let orders = walk.hear(done(0, Status::Finished, Some(1)));
    assert_eq!(trained(&orders), [(1, 12), (2, 13)]);
}

#[test]
fn who_comes_back_finds_all_of_them_again() {
    let mut walk = with_the_first();
    walk.hear(started(1));
    walk.hear(done(1, Status::Finished, Some(1)));
    // In the middle of the training: all are asked for again, and what is finished is replayed.
    let written = serde_json::to_string(&walk.saved()).unwrap();
    let saved: Saved = serde_json::from_str(&written).unwrap();
    assert_eq!(saved, walk.saved());
    let (mut back, orders) = Walk::resume(lesson(), saved, Lang::English);
    assert_eq!(trained(&orders), [(0, 11)]);
    back.hear(started(0));
    let orders = back.hear(done(0, Status::Finished, Some(1)));
    assert_eq!(trained(&orders), [(1, 12), (2, 13)]);
    // At the reveal: nothing is trained, and those that were over are measured.
    walk.hear(started(2));
    walk.hear(done(2, Status::Finished, Some(1)));
    revealed(&mut walk);
    let (_, orders) = Walk::resume(lesson(), walk.saved(), Lang::English);
    assert_eq!(trained(&orders), []);
    assert_eq!(measured(&orders), Some(vec![run(0), run(1), run(2)]));
}

#[test]
fn another_recipes_networks_are_not_beside_this_one() {
    let mut walk = with_the_first();
    for part in [1, 2] {
        walk.hear(started(part));
        walk.hear(done(part, Status::Finished, Some(1)));
    }
    let saved = walk.saved();
    // Fewer seeds than before.
    let mut fewer = Lesson::clone(&lesson());
    if let Step::Train(train) = &mut fewer.steps[TRAIN] {
        train.seeds = 2;
    }
    let (mut walk, _) = Walk::resume(Arc::new(fewer), saved.clone(), Lang::English);
    walk.hear(started(0));
    walk.hear(done(0, Status::Finished, Some(1)));
    walk.hear(done(1, Status::Finished, Some(1)));
    assert_eq!(revealed(&mut walk), [run(0), run(1)]);
    // Another run under the same name.
    let (mut walk, _) = Walk::resume(lesson(), saved, Lang::English);
    let News { report, .. } = started(0);
    let Report::Run {
        event: Event::Started(start),
        ..
    } = report
    else {
        panic!("it starts");
    };
    let start = Start {
        run: run(99),
        ..start
    };
    walk.hear(event(0, Event::Started(start)));
    let Some((_, StepState::Train(state))) = walk.current() else {
        panic!("it is a training");
    };
    assert_eq!((state.run.clone(), state.others.len()), (Some(run(99)), 0));
}
