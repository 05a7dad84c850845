//! The real program from outside: its arguments, its output, its exit codes, each with a data directory
//! of its own.

#![allow(dead_code, reason = "each test file uses what it needs")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may fail")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;
use tempfile::TempDir;

/// What is written where no terminal is has to fit the usual one.
pub const COLUMNS: usize = 80;

/// How a command ended and what it wrote.
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Said {
    /// Its JSON lines.
    pub fn json(&self) -> Vec<Value> {
        let lines = self.out.lines();
        lines
            .map(|line| match serde_json::from_str(line) {
                Ok(value) => value,
                Err(error) => panic!("{error}: {line}"),
            })
            .collect()
    }

    #[track_caller]
    pub fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.err);
        self
    }

    /// Failed with all of these words, and in a way that a person can read.
    #[track_caller]
    pub fn failed_with(&self, words: &[&str]) {
        assert!(matches!(self.code, Some(1 | 2)), "{:?}", self.code);
        for word in words {
            assert!(self.err.contains(word), "no {word:?} in: {}", self.err);
        }
        assert!(!self.err.contains("panicked"), "{}", self.err);
    }

    #[track_caller]
    pub fn fits_the_usual_terminal(&self) {
        for line in self.out.lines() {
            assert!(line.chars().count() <= COLUMNS, "too wide: {line}");
        }
    }
}

/// Where a user keeps runs and progress.
pub struct Home(TempDir);

impl Home {
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The program with arguments; those with spaces in them are added by the caller.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = mindgap();
        command.args(arguments.split_whitespace());
        command.arg("--data-dir").arg(self.path());
        command
    }

    pub fn run(&self, arguments: &str) -> Said {
        said(&mut self.command(arguments))
    }

    /// Trains and returns the run's id.
    pub fn trained(&self, arguments: &str) -> String {
        let said = self.run(&format!("{arguments} --quiet")).succeeded();
        said.out.trim().to_owned()
    }

    pub fn runs(&self) -> usize {
        let all = fs::read_dir(self.path().join("runs")).unwrap();
        all.filter(|entry| entry.as_ref().unwrap().path().is_dir())
            .count()
    }
}

/// The program as somebody starts it who has set nothing up.
pub fn mindgap() -> Command {
    let mut command = Command::new(cargo_bin!("mindgap"));
    command.env_remove("MINDGAP_DATA_DIR").env("COLUMNS", "80");
    command
}

pub fn said(command: &mut Command) -> Said {
    let output = command.stdin(Stdio::null()).output().unwrap();
    Said {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
