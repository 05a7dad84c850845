//! A front host in a process of its own, and those who come in.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use assert_cmd::cargo::cargo_bin;
use portable_pty::CommandBuilder;
use tempfile::TempDir;

use crate::common::TINY;
use crate::common::host::Host;
use crate::common::window::{USUAL, Window};
use crate::engine::Engine;
use crate::machine::Machine;

/// The file, in its folder, into which it writes what it warns of.
const WARNED: &str = "warned";

/// A front host.
pub struct Front {
    pub folder: TempDir,
    host: Host,
}

impl Front {
    /// Hosts the tiny pack for everybody, with others in this engine.
    pub fn begins(engine: &Engine, name: &str) -> Self {
        Self::begins_in(TempDir::new().unwrap(), engine, name, &[])
    }

    /// The same with what was kept in this folder, and more arguments.
    pub fn begins_in(folder: TempDir, engine: &Engine, name: &str, more: &[&str]) -> Self {
        let mut command = Self::command(&folder, engine, name, TINY);
        command.args(["--access", "open"]).args(more);
        Self::runs(folder, command)
    }

    /// Runs a command that hosts in this folder.
    pub fn runs(folder: TempDir, mut command: Command) -> Self {
        let host = Host::begins(command.stderr(File::create(folder.path().join(WARNED)).unwrap()));
        Self { folder, host }
    }

    /// What it said before it was ready.
    pub fn said(&self) -> &str {
        &self.host.said
    }

    /// What it has warned of.
    pub fn warned(&self) -> String {
        fs::read_to_string(self.folder.path().join(WARNED)).unwrap()
    }

    /// Where learners come in.
    pub fn at(&self) -> SocketAddr {
        self.host.at
    }

    /// The command that hosts a pack.
    pub fn command(folder: &TempDir, engine: &Engine, name: &str, pack: &str) -> Command {
        Self::command_on(&Machine::here(), folder, engine, name, pack)
    }

    /// The same on another machine.
    pub fn command_on(
        machine: &Machine,
        folder: &TempDir,
        engine: &Engine,
        name: &str,
        pack: &str,
    ) -> Command {
        let mut command = machine.command(cargo_bin!("mindgap"));
        command
            .args(["serve", pack, "--listen"])
            .arg(SocketAddr::new(machine.address, 0).to_string())
            .args(["--cluster", &engine.url(), "--host-name", name])
            .arg("--data-dir")
            .arg(folder.path())
            .env("LC_ALL", "C.UTF-8");
        command
    }

    /// Ends it at once, as a power cut does; what it has kept stays.
    pub fn dies(self) -> TempDir {
        // Dropped, it is killed.
        self.folder
    }

    /// Somebody comes in at this host with their key.
    pub fn connects(&self, people: &People, name: &str) -> Window {
        people.connect(self.at(), name)
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
        let mut window = connect(self.at(), "desk", key);
        window.waits_for("The class");
        window
    }
}

/// Those who come in, each with a key.
pub struct People(TempDir);

impl People {
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// Somebody connects to this address.
    pub fn connect(&self, at: SocketAddr, name: &str) -> Window {
        let key = self.0.path().join(name);
        if !key.exists() {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(&key)
                .status();
            assert!(made.expect("apt install openssh-client").success());
        }
        connect(at, name, key)
    }
}

fn connect(at: SocketAddr, name: &str, key: PathBuf) -> Window {
    let mut command = CommandBuilder::new("ssh");
    command.args(["-F", "none", "-i"]);
    command.arg(key);
    for option in [
        "LogLevel=ERROR",
        "StrictHostKeyChecking=no",
        "UserKnownHostsFile=/dev/null",
        "IdentitiesOnly=yes",
        "IdentityAgent=none",
        // Who is cut off notices it.
        "ServerAliveInterval=2",
        "ServerAliveCountMax=2",
    ] {
        command.args(["-o", option]);
    }
    let host = at.ip();
    command.args(["-p", &at.port().to_string(), &format!("{name}@{host}")]);
    command.env("TERM", "xterm-256color");
    Window::running(command, USUAL).answering()
}
