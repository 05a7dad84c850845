//! A front host in a process of its own, and those who come in.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use assert_cmd::cargo::cargo_bin;
use portable_pty::CommandBuilder;
use tempfile::TempDir;

use crate::common::TINY;
use crate::common::window::{USUAL, Window};
use crate::engine::Engine;

/// The file, in its folder, into which it writes what it warns of.
const WARNED: &str = "warned";

/// A front host.
pub struct Front {
    pub folder: TempDir,
    server: Child,
    pub port: u16,
    /// What it said before it was ready.
    pub said: String,
}

impl Front {
    /// Hosts the tiny pack for everybody, with others in this engine.
    pub fn begins(engine: &Engine, name: &str) -> Self {
        Self::begins_in(TempDir::new().unwrap(), engine, name, &[])
    }

    /// The same with what was kept in this folder, and more arguments.
    pub fn begins_in(folder: TempDir, engine: &Engine, name: &str, more: &[&str]) -> Self {
        let mut server = Self::command(&folder, engine, name, TINY)
            .args(["--access", "open"])
            .args(more)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(folder.path().join(WARNED)).unwrap())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains("Ctrl-C ends") {
            let read = lines.read_line(&mut said).unwrap();
            let warned = || fs::read_to_string(folder.path().join(WARNED));
            assert!(read > 0, "the host said only {said:?}, and {:?}", warned());
        }
        // Somebody has to read on, or the host would wait.
        mindgap::base::thread::start("lines", move || {
            std::io::copy(&mut lines, &mut std::io::sink())
        })
        .unwrap();
        let port = said.split("ssh -p ").nth(1).unwrap();
        let port = port.split(' ').next().unwrap().parse().unwrap();
        Self {
            folder,
            server,
            port,
            said,
        }
    }

    /// What it has warned of.
    pub fn warned(&self) -> String {
        fs::read_to_string(self.folder.path().join(WARNED)).unwrap()
    }

    /// The command that hosts a pack.
    pub fn command(folder: &TempDir, engine: &Engine, name: &str, pack: &str) -> Command {
        let mut command = Command::new(cargo_bin!("mindgap"));
        command
            .args(["serve", pack, "--listen", "127.0.0.1:0"])
            .args([
                "--cluster",
                &engine.url(),
                "--host-name",
                name,
                "--data-dir",
            ])
            .arg(folder.path())
            .env("LC_ALL", "C.UTF-8");
        command
    }

    /// Ends it at once, as a power cut does.
    pub fn is_killed(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }

    /// Somebody comes in at this host with their key.
    pub fn connects(&self, people: &People, name: &str) -> Window {
        people.connect(self.port, name)
    }

    /// A new learner comes in, and is in front of the lessons.
    pub fn welcomes(&self, people: &People, name: &str) -> Window {
        let mut window = self.connects(people, name);
        window.waits_for("your name:").types("<enter>");
        window.waits_for("Your code is").types("<enter>");
        window.waits_for("enter open  ");
        window
    }

    /// The instructor sits down at this host.
    pub fn desk(&self) -> Window {
        let key = self.folder.path().join("workshop/instructor_key");
        let mut window = connect(self.port, "desk", key);
        window.waits_for("The class");
        window
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Those who come in, each with a key.
pub struct People(TempDir);

impl People {
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// Somebody connects to a port.
    pub fn connect(&self, port: u16, name: &str) -> Window {
        let key = self.0.path().join(name);
        if !key.exists() {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(&key)
                .status();
            assert!(made.expect("apt install openssh-client").success());
        }
        connect(port, name, key)
    }
}

fn connect(port: u16, name: &str, key: PathBuf) -> Window {
    let mut command = CommandBuilder::new("ssh");
    command.args(["-F", "none", "-i"]);
    command.arg(key);
    for option in [
        "LogLevel=ERROR",
        "StrictHostKeyChecking=no",
        "UserKnownHostsFile=/dev/null",
        "IdentitiesOnly=yes",
        "IdentityAgent=none",
    ] {
        command.args(["-o", option]);
    }
    command.args(["-p", &port.to_string(), &format!("{name}@127.0.0.1")]);
    command.env("TERM", "xterm-256color");
    Window::running(command, USUAL).answering()
}
