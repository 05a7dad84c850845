//! Runs that workers train.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use mindgap::cluster::{Address, Engine as Link, Others, Replicas, Stage, Trainings};
use mindgap::dataset::Library;
use mindgap::train::{Event, Experiment, RunId, RunStore, Status, Trainer};
use serde_json::json;
use tempfile::TempDir;

use crate::engine::Engine;
use crate::machine::Machine;
use crate::worker::Worker;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(120);

/// A front host's trainer, in this process.
struct Front {
    _folder: TempDir,
    trainer: Trainer,
    trainings: Arc<Trainings>,
}

impl Front {
    fn begins(engine: &Engine, name: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let address = Address {
            servers: engine.url().parse().unwrap(),
            credentials: None,
            authority: None,
            names: "class".parse().unwrap(),
        };
        let link = Arc::new(Link::connect(&address, name).unwrap());
        let replicas = Replicas::start(&link, folder.path()).unwrap();
        let others = Others::meet(&link, name, folder.path(), &replicas).unwrap();
        let store = RunStore::open(folder.path().join("runs")).unwrap();
        Self {
            trainer: Trainer::elsewhere(others.carrier(), store, Library::builtin()),
            trainings: Trainings::begin(&link).unwrap(),
            _folder: folder,
        }
    }

    /// The weights of a run that has come here.
    fn weights(&self, run: &RunId) -> Vec<u8> {
        weights(self.trainer.store(), run)
    }
}

fn weights(store: &RunStore, run: &RunId) -> Vec<u8> {
    let record = store.known(run).unwrap();
    let file = record.weights.unwrap().file;
    std::fs::read(store.root().join(run.as_str()).join(file)).unwrap()
}

/// So many epochs over so many pictures.
fn recipe(model: &str, train: usize, epochs: usize, seed: u64) -> Experiment {
    let experiment = json!({
        "data": { "set": "mnist", "train": train, "validation": 100 },
        "model": model,
        "recipe": { "epochs": epochs, "seed": seed },
    });
    serde_json::from_value(experiment).unwrap()
}

/// What a run told until its end, and how it ended.
fn all(events: &Receiver<Event>) -> (Vec<Event>, Status) {
    let mut told = Vec::new();
    loop {
        match events.recv_timeout(PATIENCE).expect("the run to go on") {
            Event::Done(ending) => return (told, ending.status),
            Event::Failed { message } => panic!("{message}"),
            event => told.push(event),
        }
    }
}

fn epochs(told: &[Event]) -> usize {
    let epoch = |event: &&Event| matches!(event, Event::Epoch(_));
    told.iter().filter(epoch).count()
}

/// The same, trained here.
fn trained_here(experiment: &Experiment) -> Vec<u8> {
    let folder = TempDir::new().unwrap();
    let store = RunStore::open(folder.path()).unwrap();
    let trainer = Trainer::new(store, Library::builtin());
    let (handle, events) = trainer.start(experiment.clone()).unwrap();
    assert_eq!(all(&events).1, Status::Finished);
    weights(trainer.store(), &handle.id)
}

#[test]
fn a_recipe_that_is_asked_for_at_two_hosts_is_trained_once_and_is_the_same_as_here() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let (one, other) = (
        Front::begins(&engine, "one"),
        Front::begins(&engine, "other"),
    );
    let experiment = recipe("mlp", 640, 2, 7);
    let (run, events) = one.trainer.start(experiment.clone()).unwrap();
    let (_same, joined) = other.trainer.start(experiment.clone()).unwrap();
    let worker = Worker::begins(&engine, "worker");
    let (told, status) = all(&events);
    assert_eq!((epochs(&told), status), (2, Status::Finished));
    let shows = |is: fn(&Event) -> bool| told.iter().any(is);
    assert!(shows(
        |event| matches!(event, Event::Started(start) if start.train == 640)
    ));
    assert!(shows(|event| matches!(event, Event::Specimens(_))));
    assert!(shows(|event| matches!(event, Event::Glance(_))));
    let (told, status) = all(&joined);
    assert_eq!((epochs(&told), status), (2, Status::Finished));

    let state = one.trainings.state(&run.id).unwrap();
    assert_eq!((state.takes, state.stage), (1, Stage::Finished));
    let here = trained_here(&experiment);
    assert!(one.weights(&run.id) == here && other.weights(&run.id) == here);

    // Whoever comes later, at a host that was not there, is shown it again, with no worker at hand.
    drop(worker);
    let third = Front::begins(&engine, "third");
    let (_shown, events) = third.trainer.start(experiment).unwrap();
    let (told, status) = all(&events);
    assert_eq!((epochs(&told), status), (2, Status::Finished));
    let is_replay =
        |event: &Event| matches!(event, Event::Started(start) if start.replayed_from.is_some());
    assert!(told.iter().any(is_replay));
    assert!(third.weights(&run.id) == here);
}

#[test]
fn when_a_worker_is_killed_another_goes_on_from_its_checkpoint() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let front = Front::begins(&engine, "front");
    let mut first = Worker::begins(&engine, "first");
    let experiment = recipe("lenet5", 2_000, 4, 7);
    let (run, events) = front.trainer.start(experiment.clone()).unwrap();
    first.says("takes", &run.id);
    while !matches!(events.recv_timeout(PATIENCE).unwrap(), Event::Epoch(_)) {}
    first.is_killed();
    let second = Worker::begins(&engine, "second");
    let said = second.says("takes", &run.id);
    assert_eq!(said["note"], "it had been with a worker before");
    let (told, status) = all(&events);
    assert_eq!(status, Status::Finished);
    let resumed = told.iter().find_map(|event| match event {
        Event::Started(start) => Some(start.resumed_at),
        _ => None,
    });
    assert!(resumed.unwrap() >= 1.0, "{resumed:?}");
    let state = front.trainings.state(&run.id).unwrap();
    assert_eq!((state.takes, state.attempt), (2, 1));
    assert!(front.weights(&run.id) == trained_here(&experiment));
    assert!(second.runs().known(&run.id).unwrap().status.is_final());
}

#[test]
fn a_worker_that_ends_gives_back_what_it_has_not_finished() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let front = Front::begins(&engine, "front");
    let mut first = Worker::begins(&engine, "first");
    let experiment = recipe("lenet5", 2_000, 4, 8);
    let (run, events) = front.trainer.start(experiment.clone()).unwrap();
    first.says("takes", &run.id);
    first.is_told_to_end();
    first.says("gives back", &run.id);
    let second = Worker::begins(&engine, "second");
    // At once, and not only when it would count as dead.
    second.says("takes", &run.id);
    assert_eq!(all(&events).1, Status::Finished);
    assert!(front.weights(&run.id) == trained_here(&experiment));
}

#[test]
fn a_training_goes_on_while_the_engine_is_away_and_nothing_of_it_is_lost_or_told_twice() {
    let Some(mut engine) = Engine::begins() else {
        return;
    };
    let front = Front::begins(&engine, "front");
    // Its other slot is free to be given the job again.
    let worker = Worker::training(&engine, "worker", 2);
    let experiment = recipe("lenet5", 12_000, 30, 9);
    let (run, events) = front.trainer.start(experiment).unwrap();
    worker.says("takes", &run.id);
    engine.is_killed();
    while !matches!(events.recv_timeout(PATIENCE).unwrap(), Event::Apart) {}
    // For longer than an engine waits for a word about a job.
    std::thread::sleep(Duration::from_secs(17));
    engine.begins_again();
    let (told, status) = all(&events);
    assert_eq!(status, Status::Finished);
    let begun = told
        .iter()
        .rposition(|event| matches!(event, Event::Started(_)));
    let told = told[begun.unwrap()..]
        .iter()
        .filter_map(|event| match event {
            Event::Epoch(record) => Some(record.epoch),
            _ => None,
        });
    assert_eq!(told.collect::<Vec<_>>(), (1..=30).collect::<Vec<_>>());
    let state = front.trainings.state(&run.id).unwrap();
    assert_eq!((state.takes, state.stage), (1, Stage::Finished));
}

#[test]
fn a_run_is_held_and_stopped_by_whoever_is_alone_with_it() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let (one, other) = (
        Front::begins(&engine, "one"),
        Front::begins(&engine, "other"),
    );
    let worker = Worker::begins(&engine, "worker");
    let experiment = recipe("lenet5", 12_000, 50, 10);
    let (mine, events) = one.trainer.start(experiment.clone()).unwrap();
    while !matches!(events.recv_timeout(PATIENCE).unwrap(), Event::Started(_)) {}
    assert!(mine.pause());
    while !matches!(events.recv_timeout(PATIENCE).unwrap(), Event::Paused) {}
    // Somebody else wants it: it is held for nobody.
    let (theirs, joined) = other.trainer.start(experiment.clone()).unwrap();
    while !matches!(events.recv_timeout(PATIENCE).unwrap(), Event::Resumed) {}
    drop((mine, events));
    while !matches!(joined.recv_timeout(PATIENCE).unwrap(), Event::Step(_)) {}
    assert!(theirs.stop());
    assert_eq!(all(&joined).1, Status::Stopped);
    let state = other.trainings.state(&theirs.id).unwrap();
    assert_eq!(state.stage, Stage::Stopped);

    // Asked for again, it goes on from there, at a worker that has never seen it.
    drop((theirs, joined, worker));
    let _second = Worker::begins(&engine, "second");
    let third = Front::begins(&engine, "third");
    let (again, events) = third.trainer.start(experiment).unwrap();
    let resumed_at = loop {
        if let Event::Started(start) = events.recv_timeout(PATIENCE).unwrap() {
            break start.resumed_at;
        }
    };
    assert!(resumed_at > 0.0, "{resumed_at}");
    assert!(again.stop());
    assert_eq!(all(&events).1, Status::Stopped);
}

#[test]
fn when_one_of_two_who_wait_for_a_run_goes_the_other_has_it() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let (one, other) = (
        Front::begins(&engine, "one"),
        Front::begins(&engine, "other"),
    );
    let experiment = recipe("mlp", 640, 1, 11);
    let (mine, events) = one.trainer.start(experiment.clone()).unwrap();
    let (theirs, waits) = other.trainer.start(experiment).unwrap();
    // No worker is there, which both are told.
    for events in [&events, &waits] {
        while !matches!(events.recv_timeout(PATIENCE).unwrap(), Event::Apart) {}
    }
    drop((mine, events));
    let until = Instant::now() + PATIENCE;
    let was_asked_again = || {
        let state = other.trainings.state(&theirs.id).unwrap();
        (state.attempt, state.stage) == (2, Stage::Queued)
    };
    while !was_asked_again() {
        assert!(
            Instant::now() < until,
            "{:?}",
            other.trainings.state(&theirs.id)
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    let _worker = Worker::begins(&engine, "worker");
    assert_eq!(all(&waits).1, Status::Finished);
}

#[test]
fn whoever_comes_back_to_a_run_that_is_being_stopped_has_it_go_on() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let front = Front::begins(&engine, "front");
    let experiment = recipe("mlp", 640, 1, 12);
    let (left, events) = front.trainer.start(experiment.clone()).unwrap();
    // No worker is there; it waits.
    while !matches!(events.recv_timeout(PATIENCE).unwrap(), Event::Apart) {}
    drop((left, events));
    let (_again, events) = front.trainer.start(experiment).unwrap();
    let _worker = Worker::begins(&engine, "worker");
    assert_eq!(all(&events).1, Status::Finished);
}

#[test]
fn prometheus_hears_how_a_worker_is() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = free.local_addr().unwrap();
    drop(free);
    let more = ["--at-once", "3", "--metrics", &at.to_string()];
    let _worker = Worker::with(&Machine::here(), &engine, "worker", &more);
    let front = Front::begins(&engine, "front");
    let (_run, events) = front.trainer.start(recipe("mlp", 640, 1, 13)).unwrap();
    assert_eq!(all(&events).1, Status::Finished);
    let mut line = TcpStream::connect(at).unwrap();
    write!(line, "GET /metrics HTTP/1.0\r\n\r\n").unwrap();
    let mut told = String::new();
    line.read_to_string(&mut told).unwrap();
    for figure in [
        "worker_slots 3",
        "worker_trainings_taken_total 1",
        "worker_engine_away_seconds 0",
    ] {
        assert!(told.contains(&format!("\nmindgap_{figure}\n")), "{told}");
    }
}
