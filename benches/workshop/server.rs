//! The server that the class is in: begun, looked at, killed and begun anew in the same place.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use mindgap::base::thread::start;

/// A server in a process of its own.
pub struct Server {
    child: Child,
    /// Where SSH comes in.
    pub at: SocketAddr,
    /// Where phones come in.
    pub address: String,
    /// The link by which they vote.
    pub link: String,
}

impl Server {
    /// Begins one that keeps everything in this folder, for so many learners.
    pub fn begins(folder: &Path, learners: usize) -> Self {
        Self::begins_at(("127.0.0.1:0", "127.0.0.1:0"), folder, learners)
    }

    /// Kills it, and begins another one in the same place with what it left.
    pub fn begins_anew(&mut self, folder: &Path, learners: usize) {
        self.ends();
        let (ssh, web) = (self.at.to_string(), self.address.replace("http://", ""));
        *self = Self::begins_at((&ssh, &web), folder, learners);
    }

    fn begins_at((ssh, web): (&str, &str), folder: &Path, learners: usize) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mindgap"))
            .args(["serve", "--access", "open", "--listen", ssh, "--web", web])
            .args(["--learners", &learners.to_string(), "--data-dir"])
            .arg(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains("Ctrl-C ends") {
            assert!(lines.read_line(&mut said).unwrap() > 0, "{said}");
        }
        start("lines", move || {
            std::io::copy(&mut lines, &mut std::io::sink())
        })
        .unwrap();
        let port = said.split("ssh -p ").nth(1).unwrap();
        let port = port.split(' ').next().unwrap();
        let told = |name: &str| {
            let mut lines = said.lines().map(str::trim);
            let told = lines.find_map(|line| line.strip_prefix(name));
            told.unwrap_or_else(|| panic!("no {name}: {said}"))
                .trim()
                .to_owned()
        };
        Self {
            at: format!("127.0.0.1:{port}").parse().unwrap(),
            link: told("votes"),
            address: told("phones"),
            child,
        }
    }

    /// The bytes of memory that it holds now.
    pub fn memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let mut lines = status.lines();
        let line = lines.find(|line| line.starts_with("VmRSS:")).unwrap();
        let kilobytes = line.split_whitespace().nth(1).unwrap();
        kilobytes.parse::<usize>().unwrap() * 1024
    }

    /// Whether it has ended by itself.
    pub fn has_crashed(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Kills it.
    pub fn ends(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
