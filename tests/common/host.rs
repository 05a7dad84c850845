//! `mindgap serve` in a process of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

/// A host that lets learners in.
pub struct Host {
    pub process: Child,
    /// Where they come in.
    pub at: SocketAddr,
    /// What it said before it was ready.
    pub said: String,
}

impl Host {
    /// Runs the command until somebody can come in.
    #[track_caller]
    pub fn begins(command: &mut Command) -> Self {
        let mut process = command
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains("Ctrl-C ends") {
            let read = lines.read_line(&mut said).unwrap();
            assert!(read > 0, "the host said only {said:?}");
        }
        // Somebody has to read on, or the host would wait.
        mindgap::base::thread::start("lines", move || {
            std::io::copy(&mut lines, &mut std::io::sink())
        })
        .unwrap();
        let told = said.split("ssh -p ").nth(1).unwrap();
        let mut told = told.split_whitespace();
        let port = told.next().unwrap().parse().unwrap();
        let host = told.next().unwrap().parse().unwrap();
        Self {
            process,
            at: SocketAddr::new(host, port),
            said,
        }
    }

    /// Ends it at once, as a power cut does.
    pub fn is_killed(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Host {
    /// A failed test leaves no host behind.
    fn drop(&mut self) {
        self.is_killed();
    }
}
