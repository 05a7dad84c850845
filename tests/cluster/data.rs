//! Data that does not ship, on its way to workers.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use async_nats::jetstream::object_store::ObjectInfo;
use futures_util::StreamExt;
use mindgap::cluster::{Address, Engine as Link, Others, Replicas, envelope};
use mindgap::cluster::{Said, Working};
use mindgap::dataset::import::{self, Request};
use mindgap::dataset::{CLASS, Catalogue, Library, LiveDigit, LiveDigits};
use mindgap::train::{Event, Experiment, RunId, RunStore, Status, Trainer};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::engine::Engine;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(120);

fn link(engine: &Engine, name: &str) -> Arc<Link> {
    let address = Address {
        servers: engine.url().parse().unwrap(),
        credentials: None,
        authority: None,
        names: "class".parse().unwrap(),
    };
    Arc::new(Link::connect(&address, name).unwrap())
}

/// A front host's trainer, with data that others do not have.
struct Front {
    _folder: TempDir,
    link: Arc<Link>,
    trainer: Trainer,
}

impl Front {
    fn begins(engine: &Engine, library: &Library) -> Self {
        let folder = TempDir::new().unwrap();
        let link = link(engine, "front");
        let replicas = Replicas::start(&link, folder.path()).unwrap();
        let others = Others::meet(&link, "front", folder.path(), &replicas).unwrap();
        let store = RunStore::open(folder.path().join("runs")).unwrap();
        Self {
            trainer: Trainer::elsewhere(others.carrier(), store, library),
            link,
            _folder: folder,
        }
    }

    /// Trains to the end; the weights.
    fn trains(&self, experiment: &Experiment) -> (RunId, Vec<u8>) {
        trains(&self.trainer, experiment)
    }

    /// What of data is in the engine.
    fn sent(&self) -> Vec<ObjectInfo> {
        self.link.wait(async {
            let store = self.link.jetstream();
            let store = store.get_object_store("mindgap_class_data").await.unwrap();
            let all = store.list().await.unwrap();
            all.map(Result::unwrap).collect().await
        })
    }
}

/// A worker in this process, and what it says.
struct Host {
    working: Option<Working>,
    said: Receiver<Said>,
    folder: TempDir,
}

impl Host {
    fn begins(engine: &Engine, name: &str) -> Self {
        Self::begins_in(TempDir::new().unwrap(), engine, name)
    }

    fn begins_in(folder: TempDir, engine: &Engine, name: &str) -> Self {
        let store = RunStore::open(folder.path().join("runs")).unwrap();
        let trainer = Trainer::new(store, Library::builtin());
        let (says, said) = mpsc::channel();
        let says = move |what| drop(says.send(what));
        let data = folder.path().join("data");
        let working = Working::begin(&link(engine, name), trainer, (name, 1), &data, says).unwrap();
        Self {
            working: Some(working),
            said,
            folder,
        }
    }

    /// Ends it; its folder.
    fn ends(mut self) -> TempDir {
        self.working.take().unwrap().end();
        self.folder
    }

    /// Waits until it says that it has taken a run.
    fn takes(&self, run: &RunId) {
        self.says(|said| matches!(said, Said::Takes { run: taken, .. } if taken == run));
    }

    fn says(&self, is: impl Fn(&Said) -> bool) -> Said {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let said = self.said.recv_timeout(left).expect("a word");
            if is(&said) {
                return said;
            }
        }
    }
}

fn trains(trainer: &Trainer, experiment: &Experiment) -> (RunId, Vec<u8>) {
    let (handle, events) = trainer.start(experiment.clone()).unwrap();
    loop {
        match events.recv_timeout(PATIENCE).expect("the run to go on") {
            Event::Done(ending) => {
                assert_eq!(ending.status, Status::Finished);
                break;
            }
            Event::Failed { message } => panic!("{message}"),
            _ => {}
        }
    }
    let record = trainer.store().known(&handle.id).unwrap();
    let folder = trainer.store().root().join(handle.id.as_str());
    let weights = fs::read(folder.join(record.weights.unwrap().file)).unwrap();
    (handle.id, weights)
}

/// The same, trained on one host alone.
fn trained_alone(library: &Library, experiments: &[&Experiment]) -> Vec<u8> {
    let folder = TempDir::new().unwrap();
    let store = RunStore::open(folder.path()).unwrap();
    let trainer = Trainer::new(store, library);
    let trained = |_, one: &&Experiment| trains(&trainer, one).1;
    experiments.iter().fold(Vec::new(), trained)
}

/// Imports digits into a folder, under a name: pictures and labels.
fn imported(folder: &Path, name: &str, pictures: &[u8], labels: &[u8]) -> Library {
    let idx = |sides: &[u32], bytes: &[u8]| {
        let mut file = vec![0, 0, 8, sides.len() as u8];
        file.extend(sides.iter().flat_map(|side| side.to_be_bytes()));
        file.extend(bytes);
        file
    };
    let n = labels.len() as u32;
    let source = folder.join("source");
    fs::create_dir_all(&source).unwrap();
    let write = |name: &str, file| fs::write(source.join(name), file).unwrap();
    write("train-images-idx3-ubyte", idx(&[n, 28, 28], pictures));
    write("train-labels-idx1-ubyte", idx(&[n], labels));
    let (request, sets) = (Request::new(&source, name), folder.join("sets"));
    let go_on = |_| ControlFlow::Continue(());
    import::run(&request, &sets, Catalogue::builtin(), go_on).unwrap();
    Library::builtin().with_imported(sets)
}

/// A set of 300 digits, every so-manieth of MNIST.
fn with_own(folder: &Path, every: usize) -> Library {
    let mnist = Library::builtin().open("mnist/train").unwrap();
    let places = || (0..300).map(|place| place * every);
    let pictures = places().flat_map(|place| mnist.picture(place).unwrap().to_vec());
    let labels = places().map(|place| mnist.label(place).unwrap());
    let (pictures, labels): (Vec<u8>, Vec<u8>) = (pictures.collect(), labels.collect());
    imported(folder, "ours", &pictures, &labels)
}

/// A set of 12,000 pictures that no packing makes smaller, 9 MB.
fn with_noise(folder: &Path) -> Library {
    const N: usize = 12_000;
    let mut state = 1_u64;
    let mut byte = || {
        // Knuth's MMIX generator: nothing here rests on it being a good one.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    let pictures: Vec<u8> = (0..N * 784).map(|_| byte()).collect();
    let labels: Vec<u8> = (0..N).map(|place| (place % 10) as u8).collect();
    imported(folder, "noise", &pictures, &labels)
}

fn recipe(set: &str, train: usize, seed: u64) -> Experiment {
    let experiment = json!({
        "data": { "set": set, "train": train, "validation": 10 },
        "model": "mlp",
        "recipe": { "epochs": 2, "seed": seed },
    });
    serde_json::from_value(experiment).unwrap()
}

#[test]
fn an_imported_set_travels_once_and_gives_the_same_weights_as_on_one_host() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let own = TempDir::new().unwrap();
    let library = with_own(own.path(), 7);
    let front = Front::begins(&engine, &library);
    let worker = Host::begins(&engine, "worker");
    let first = recipe("ours", 200, 1);
    let (run, weights) = front.trains(&first);
    worker.takes(&run);
    assert!(weights == trained_alone(&library, &[&first]));
    let sent = front.sent();
    assert_eq!(sent.len(), 1);
    let there = || fs::read_dir(worker.folder.path().join("data")).unwrap();
    let kept: Vec<_> = there().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(kept, [sent[0].name.as_str()], "known by its digest");

    let second = recipe("ours", 150, 2);
    let (run, weights) = front.trains(&second);
    worker.takes(&run);
    assert!(weights == trained_alone(&library, &[&second]));
    let again = front.sent();
    assert_eq!((again.len(), &again[0].nuid), (1, &sent[0].nuid), "once");

    // Another set of the same name is another one.
    let other = TempDir::new().unwrap();
    let others = with_own(other.path(), 11);
    let elsewhere = Front::begins(&engine, &others);
    let (run, weights) = elsewhere.trains(&first);
    worker.takes(&run);
    assert!(weights == trained_alone(&others, &[&first]));
    assert_eq!(front.sent().len(), 2);
}

#[test]
fn data_that_a_worker_had_is_read_only_while_it_is_what_it_was() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let own = TempDir::new().unwrap();
    let library = with_own(own.path(), 7);
    let front = Front::begins(&engine, &library);
    let worker = Host::begins(&engine, "worker");
    front.trains(&recipe("ours", 200, 1));
    let folder = worker.ends();
    let digest = &front.sent()[0].name;
    let labels = folder
        .path()
        .join(format!("data/{digest}/ours/train-labels.idx.gz"));
    let kept = fs::read(&labels).unwrap();
    fs::write(&labels, b"something else").unwrap();

    let worker = Host::begins_in(folder, &engine, "worker");
    let experiment = recipe("ours", 200, 3);
    let (run, weights) = front.trains(&experiment);
    worker.takes(&run);
    assert!(weights == trained_alone(&library, &[&experiment]));
    assert!(fs::read(&labels).unwrap() == kept, "it has come again");
}

#[test]
fn a_worker_refuses_in_words_what_is_another_run_with_the_data_that_it_has() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let own = TempDir::new().unwrap();
    let library = with_own(own.path(), 7);
    let front = Front::begins(&engine, &library);
    let worker = Host::begins(&engine, "worker");
    let experiment = recipe("ours", 200, 1);
    front.trains(&experiment);
    let sent = front.sent()[0].name.clone();
    let told = |job: Value| {
        let job = envelope::seal(&job).unwrap();
        front.link.wait(async {
            let queue = front.link.jetstream();
            let published = queue.publish("mindgap.class.jobs.0", job.into()).await;
            published.unwrap().await.unwrap();
        });
        match worker.says(|said| matches!(said, Said::Trouble(_))) {
            Said::Trouble(told) => told,
            said => panic!("{said:?}"),
        }
    };
    let job = |run: &str, data: &[&str]| json!({ "run": run, "attempt": 1, "experiment": experiment, "data": data });
    let other = told(job("0123456789ab", &[&sent]));
    assert!(
        other.contains("here with the data that came for it"),
        "{other}"
    );
    let gone = told(job("ba9876543210", &[&"0".repeat(64)]));
    assert!(gone.contains("is not in the engine any more"), "{gone}");
    let outside = told(job("abcdef012345", &["../../away"]));
    assert!(outside.contains("this is no digest"), "{outside}");
}

/// Digits of two learners.
struct Written;

impl LiveDigits for Written {
    fn digits(&self) -> Result<Vec<LiveDigit>, String> {
        let mnist = Library::builtin().open("mnist/test").unwrap();
        let digits = (0..120).map(|place| LiveDigit {
            pixels: mnist.picture(place).unwrap().to_vec(),
            label: mnist.label(place).unwrap(),
            writer: 1 + place as u16 % 2,
            is_apart: place % 3 == 0,
        });
        Ok(digits.collect())
    }
}

#[test]
fn what_a_class_wrote_and_the_run_that_is_gone_on_from_travel_too() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let own = TempDir::new().unwrap();
    let library = with_own(own.path(), 7).with_class(Arc::new(Written));
    let front = Front::begins(&engine, &library);
    let parent = recipe("ours", 200, 1);
    let first = Host::begins(&engine, "first");
    let (run, _) = front.trains(&parent);
    drop(first.ends());

    // This worker has never seen the run, and needs nothing of what that learned from.
    let worker = Host::begins(&engine, "second");
    let tuned = Experiment {
        from: Some(run),
        ..recipe(&format!("{CLASS}@learn"), 60, 2)
    };
    let (run, weights) = front.trains(&tuned);
    worker.takes(&run);
    assert!(weights == trained_alone(&library, &[&parent, &tuned]));
    // What learners wrote may be withdrawn: nobody has it any more.
    let sent = front.sent();
    assert_eq!(sent.len(), 1);
    let kept = fs::read_dir(worker.folder.path().join("data")).unwrap();
    assert_eq!(kept.count(), 0);
}

#[test]
fn where_the_engine_has_no_room_for_data_it_is_trained_on_by_the_host_that_has_it() {
    // 512 MB in 64 parts, of which a set of random pictures takes more than there is.
    let Some(engine) = Engine::with_room("60MB") else {
        return;
    };
    let own = TempDir::new().unwrap();
    let library = with_noise(own.path());
    let front = Front::begins(&engine, &library);
    let worker = Host::begins(&engine, "worker");
    let experiment = recipe("noise", 100, 1);
    let (_, weights) = front.trains(&experiment);
    assert!(weights == trained_alone(&library, &[&experiment]));
    assert!(front.sent().is_empty());
    // What ships is still trained by it.
    let (run, _) = front.trains(&recipe("mnist", 100, 1));
    let said = worker.says(|said| matches!(said, Said::Takes { .. }));
    assert!(matches!(said, Said::Takes { run: taken, .. } if taken == run));
}
