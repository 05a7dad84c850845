//! A real NATS server with JetStream, on loopback, for one test.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::machine::Machine;

/// Room that it says to have, whatever the disk has: it sets gigabytes aside for a class, and a test fills none of it.
pub const PLENTY: &str = "64GB";
/// How long it may take to begin.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that keeps what it is told in a folder of its own.
pub struct Engine {
    program: PathBuf,
    machine: Machine,
    folder: TempDir,
    port: u16,
    server: Option<Child>,
}

impl Engine {
    /// Begins one; none, and a word about it, where there is no program.
    pub fn begins() -> Option<Self> {
        Self::on(Machine::here(), PLENTY)
    }

    /// One that has no more room than this, as its own settings say it.
    pub fn with_room(room: &str) -> Option<Self> {
        Self::on(Machine::here(), room)
    }

    /// One on this machine, with so much room.
    pub fn on(machine: Machine, room: &str) -> Option<Self> {
        let Some(program) = program() else {
            eprintln!(
                "skipped: there is no nats-server (2.10 or newer) on the path or in MINDGAP_TEST_NATS_SERVER"
            );
            return None;
        };
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut engine = Self {
            program,
            machine,
            folder: TempDir::new().unwrap(),
            port: free.local_addr().unwrap().port(),
            server: None,
        };
        drop(free);
        let stored = engine.folder.path().join("stored");
        std::fs::write(
            engine.settings(),
            format!("jetstream {{ store_dir: {stored:?}, max_file_store: {room} }}"),
        )
        .unwrap();
        engine.begins_again();
        Some(engine)
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("nats://{}", self.at())
    }

    fn at(&self) -> SocketAddr {
        SocketAddr::new(self.machine.address, self.port)
    }

    /// Ends it at once, as a power cut does; what it has stored stays.
    pub fn is_killed(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().unwrap();
            server.wait().unwrap();
        }
    }

    fn settings(&self) -> PathBuf {
        self.folder.path().join("settings")
    }

    /// Begins it anew with what it has stored.
    pub fn begins_again(&mut self) {
        let server = self
            .machine
            .command(&self.program)
            .args(["-a", &self.machine.address.to_string()])
            .args(["-p", &self.port.to_string(), "-c"])
            .arg(self.settings())
            .arg("-l")
            .arg(self.folder.path().join("log"))
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        self.server = Some(server);
        let until = Instant::now() + PATIENCE;
        while TcpStream::connect(self.at()).is_err() {
            assert!(Instant::now() < until, "nats-server does not begin");
            sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.is_killed();
    }
}

fn program() -> Option<PathBuf> {
    let named = std::env::var_os("MINDGAP_TEST_NATS_SERVER").map(PathBuf::from);
    let named = named.filter(|path| path.is_file());
    named.or_else(|| {
        let told = Command::new("nats-server").arg("--version").output().ok()?;
        told.status
            .success()
            .then(|| Path::new("nats-server").to_owned())
    })
}
