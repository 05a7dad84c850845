//! One, two and four workers on the same load: twelve learners who each ask for a training of their own at once, at a front
//! host, through a real NATS server on this machine; and the same on the front host alone. What the engine is told and tells
//! meanwhile is counted by itself.
//!
//! `MINDGAP_TEST_NATS_SERVER=PATH cargo bench --bench cluster` (or with `nats-server` on the path) prints what
//! `docs/cluster.md` quotes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a bench may fail"
)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use mindgap::cluster::{Address, Engine, Others, Replicas};
use mindgap::dataset::Library;
use mindgap::train::{Event, Experiment, RunStore, Trainer};
use serde_json::{Value, json};
use tempfile::TempDir;

const LEARNERS: usize = 12;
const WORKERS: [usize; 3] = [1, 2, 4];
/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Something that ends with the bench.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What came of a load.
struct Measured {
    /// Until the last training was over.
    all: Duration,
    /// Until each was begun, sorted.
    waits: Vec<Duration>,
}

fn main() {
    println!(
        "{LEARNERS} trainings (lenet5, 2 epochs of 12,000 pictures, a seed each), asked for at once"
    );
    let folder = TempDir::new().unwrap();
    let store = RunStore::open(folder.path()).unwrap();
    let alone = load(&Trainer::at_most(4, store, Library::builtin()));
    tell("the front host alone", &alone);
    for workers in WORKERS {
        let folder = TempDir::new().unwrap();
        let (_engine, port, looks) = engine(folder.path());
        let url = format!("nats://127.0.0.1:{port}");
        let _workers: Vec<Running> = (0..workers).map(|_| worker(&url, folder.path())).collect();
        let address = Address {
            servers: url.parse().unwrap(),
            credentials: None,
            authority: None,
            names: "class".parse().unwrap(),
        };
        let link = Arc::new(Engine::connect(&address, "bench").unwrap());
        let replicas = Replicas::start(&link, folder.path()).unwrap();
        let others = Others::meet(&link, "bench", folder.path(), &replicas).unwrap();
        let until = Instant::now() + PATIENCE;
        while !has_workers(&looks, workers) {
            assert!(Instant::now() < until, "the workers do not come");
            sleep(Duration::from_millis(50));
        }
        let store = RunStore::open(folder.path().join("runs")).unwrap();
        let trainer = Trainer::elsewhere(others.carrier(), store, Library::builtin());
        let before = counted(&looks);
        let measured = load(&trainer);
        let after = counted(&looks);
        tell(&format!("{workers} workers"), &measured);
        let a_training = |at: usize| (after[at] - before[at]) / LEARNERS as f64;
        println!(
            "{:22} a training: {:.0} messages and {:.0} kB to the engine, {:.0} and {:.0} kB from it",
            "",
            a_training(0),
            a_training(1) / 1e3,
            a_training(2),
            a_training(3) / 1e3
        );
    }
}

fn tell(what: &str, measured: &Measured) {
    let Measured { all, waits } = measured;
    println!(
        "{what:22} all over after {:.1} s; begun after {:.1} s (median), {:.1} s (the last)",
        all.as_secs_f64(),
        waits[waits.len() / 2].as_secs_f64(),
        waits[waits.len() - 1].as_secs_f64()
    );
}

/// Everybody asks for a training of their own.
fn load(trainer: &Trainer) -> Measured {
    let begun = Instant::now();
    let runs: Vec<_> = (0..LEARNERS)
        .map(|learner| {
            let experiment = json!({
                "data": { "set": "mnist", "train": 12_000, "validation": 0 },
                "model": "lenet5",
                "recipe": { "epochs": 2, "seed": learner },
            });
            let experiment: Experiment = serde_json::from_value(experiment).unwrap();
            let trainer = trainer.asked_by(&format!("learner {learner}"));
            trainer.start(experiment).unwrap()
        })
        .collect();
    let waiting: Vec<_> = runs
        .into_iter()
        .map(|(handle, events)| {
            mindgap::base::thread::start("learner", move || {
                let mut waited = None;
                for event in events {
                    match event {
                        Event::Started(_) => waited = Some(begun.elapsed()),
                        Event::Failed { message } => panic!("{message}"),
                        Event::Done(_) => break,
                        _ => {}
                    }
                }
                drop(handle);
                waited.unwrap()
            })
            .unwrap()
        })
        .collect();
    let mut waits: Vec<Duration> = waiting.into_iter().map(|one| one.join().unwrap()).collect();
    waits.sort_unstable();
    Measured {
        all: begun.elapsed(),
        waits,
    }
}

/// A NATS server, its port, and where it says how it is.
fn engine(folder: &Path) -> (Running, u16, String) {
    let program = std::env::var_os("MINDGAP_TEST_NATS_SERVER").unwrap_or("nats-server".into());
    let free = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let [port, looks] = free.map(|free| free.local_addr().unwrap().port());
    let settings = folder.join("settings");
    let stored = folder.join("stored");
    let text = format!(
        "listen: \"127.0.0.1:{port}\", http: \"127.0.0.1:{looks}\", jetstream {{ store_dir: {stored:?}, max_file_store: 64GB }}"
    );
    std::fs::write(&settings, text).unwrap();
    let server = Command::new(program)
        .arg("-c")
        .arg(settings)
        .arg("-l")
        .arg(folder.join("log"))
        .spawn();
    let server = Running(server.expect("name a nats-server with MINDGAP_TEST_NATS_SERVER"));
    let until = Instant::now() + PATIENCE;
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < until, "the engine does not begin");
        sleep(Duration::from_millis(20));
    }
    (server, port, format!("127.0.0.1:{looks}"))
}

/// A worker that trains one run at a time.
fn worker(url: &str, folder: &Path) -> Running {
    let own = TempDir::new_in(folder).unwrap().keep();
    let worker = Command::new(env!("CARGO_BIN_EXE_mindgap"))
        .args(["worker", "--at-once", "1", "--cluster", url, "--data-dir"])
        .arg(own)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn();
    Running(worker.unwrap())
}

/// Whether so many workers are connected, besides this process.
fn has_workers(looks: &str, workers: usize) -> bool {
    look(looks, "/varz")["connections"] == workers as u64 + 1
}

/// Messages and bytes to the engine, and from it.
fn counted(looks: &str) -> [f64; 4] {
    let told = look(looks, "/varz");
    ["in_msgs", "in_bytes", "out_msgs", "out_bytes"].map(|name| told[name].as_f64().unwrap())
}

/// What the engine says of itself.
fn look(looks: &str, page: &str) -> Value {
    let mut line = TcpStream::connect(looks).unwrap();
    write!(line, "GET {page} HTTP/1.0\r\n\r\n").unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap()
}
