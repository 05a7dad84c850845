//! A worker in a process of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use assert_cmd::cargo::cargo_bin;
use mindgap::train::{RunId, RunStore};
use serde_json::Value;
use tempfile::TempDir;

use crate::engine::Engine;
use crate::machine::Machine;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(120);

/// A worker in a process of its own, and what it says.
pub struct Worker {
    folder: TempDir,
    process: Child,
    said: Receiver<Value>,
}

impl Worker {
    pub fn begins(engine: &Engine, name: &str) -> Self {
        Self::training(engine, name, 1)
    }

    /// One that trains so many runs at once.
    pub fn training(engine: &Engine, name: &str, at_once: usize) -> Self {
        Self::on(&Machine::here(), engine, name, at_once)
    }

    /// The same on another machine.
    pub fn on(machine: &Machine, engine: &Engine, name: &str, at_once: usize) -> Self {
        Self::with(machine, engine, name, &["--at-once", &at_once.to_string()])
    }

    /// The same with these arguments.
    pub fn with(machine: &Machine, engine: &Engine, name: &str, more: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        let mut process = machine
            .command(cargo_bin!("mindgap"))
            .args(["worker", "--json", "--host-name", name])
            .args(more)
            .args(["--cluster", &engine.url(), "--data-dir"])
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let (says, said) = mpsc::channel();
        mindgap::base::thread::start("lines", move || {
            for line in lines.map_while(Result::ok) {
                let _ = says.send(serde_json::from_str(&line).unwrap());
            }
        })
        .unwrap();
        Self {
            folder,
            process,
            said,
        }
    }

    /// Waits until it says this of a run.
    pub fn says(&self, what: &str, run: &RunId) -> Value {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let said = self.said.recv_timeout(left).expect(what);
            if said["what"] == what && said["run"] == run.as_str() {
                return said;
            }
        }
    }

    /// What it has said and nobody has heard yet.
    pub fn heard(&self) -> Vec<Value> {
        self.said.try_iter().collect()
    }

    pub fn is_killed(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    pub fn is_told_to_end(&mut self) {
        let id = self.process.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(told.success());
    }

    /// Runs in its own store.
    pub fn runs(&self) -> RunStore {
        RunStore::open(self.folder.path().join("worker/runs")).unwrap()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
