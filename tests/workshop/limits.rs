//! What a workshop promises about connections that say nothing, hang, or stay too long. The limits are
//! short here, so that nobody waits; the client is the real one of OpenSSH.

use std::io::Read;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::common::TINY;
use crate::common::window::{TIMEOUT, USUAL, Window};
use mindgap::dataset::Library;
use mindgap::pack::Pack;
use mindgap::progress::ClassSet;
use mindgap::train::{RunStore, Trainer};
use mindgap::words::Lang;
use mindgap::workshop::access::Access;
use mindgap::workshop::roster::Roster;
use mindgap::workshop::{Limits, Settings, Workshop, host_key};
use portable_pty::CommandBuilder;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A workshop on a thread of its own.
struct Hosted {
    folder: TempDir,
    workshop: Arc<Workshop>,
    at: SocketAddr,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Hosted {
    fn with(limits: Limits) -> Self {
        let folder = TempDir::new().unwrap();
        let pack = Pack::open(Path::new(TINY), Library::builtin(), Lang::English).unwrap();
        let store = RunStore::open(folder.path().join("runs")).unwrap();
        let workshop = Workshop::new(Settings {
            trainer: Trainer::new(store, &pack.library),
            pack,
            roster: Roster::open(folder.path()).unwrap(),
            set: ClassSet::open(folder.path()).unwrap(),
            instructors: Vec::new(),
            folder: folder.path().to_owned(),
            access: Access::Open,
            limits,
            lang: Lang::English,
            phones: None,
        });
        let key = host_key::open(&folder.path().join("host_key")).unwrap();
        let (end, ended) = oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let hosted = workshop.clone();
        let thread = mindgap::base::thread::start("server", move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let end = async { drop(ended.await) };
                hosted.serve(listener, key, end).await;
            });
        })
        .unwrap();
        Self {
            folder,
            workshop,
            at: told.recv().unwrap(),
            end: Some(end),
            thread: Some(thread),
        }
    }

    /// Somebody connects, always with the same key.
    fn connects(&self) -> Window {
        let key = self.folder.path().join("key");
        if !key.exists() {
            let mut made = Command::new("ssh-keygen");
            made.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key);
            assert!(made.status().unwrap().success());
        }
        let mut command = CommandBuilder::new("ssh");
        command.args(["-F", "none", "-o", "LogLevel=ERROR", "-i"]);
        command.arg(&key);
        for option in [
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "IdentityAgent=none",
            "IdentitiesOnly=yes",
        ] {
            command.args(["-o", option]);
        }
        command.args(["-p", &self.at.port().to_string(), "Ada@127.0.0.1"]);
        command.env("TERM", "xterm-256color");
        Window::running(command, USUAL).answering()
    }

    /// A new learner in front of the lessons.
    fn welcomes(&self) -> Window {
        let mut window = self.connects();
        window.waits_for("your name:").types("<enter>");
        window.waits_for("Your code is").types("<enter>");
        window.waits_for("enter open");
        window
    }

    /// Waits until so many are there, and for so many others a seat is kept.
    fn waits_for(&self, attendance: (usize, usize)) {
        let until = Instant::now() + TIMEOUT;
        while self.workshop.attendance() != attendance {
            assert!(
                Instant::now() < until,
                "{:?} instead of {attendance:?}",
                self.workshop.attendance()
            );
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Hosted {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(ended.is_ok() || thread::panicking());
        }
    }
}

#[test]
fn a_connection_whose_other_end_hangs_is_noticed_and_the_seat_is_kept() {
    let hosted = Hosted::with(Limits {
        keepalive: Duration::from_secs(1),
        ..Limits::default()
    });
    let mut window = hosted.welcomes();
    window.types("<enter>").waits_for("long enough");
    window.types("<enter>").waits_for("Which number");
    hosted.waits_for((1, 0));
    // A client that stands still: its connection is there, and nobody behind it.
    window.signals("STOP");
    hosted.waits_for((0, 1));
    let mut again = hosted.connects();
    again.waits_for("Which number");
    hosted.waits_for((1, 0));
    window.signals("KILL");
}

#[test]
fn a_seat_to_which_nobody_comes_back_is_given_away() {
    let hosted = Hosted::with(Limits {
        kept: Duration::from_millis(500),
        ..Limits::default()
    });
    let mut window = hosted.welcomes();
    window.types("<enter>").waits_for("long enough");
    window.signals("KILL");
    hosted.waits_for((0, 0));
    hosted.connects().waits_for("at step 1 of 5");
}

#[test]
fn whoever_says_nothing_for_long_is_told_and_has_their_terminal_back() {
    let hosted = Hosted::with(Limits {
        idle: Duration::from_secs(5),
        ..Limits::default()
    });
    let mut window = hosted.welcomes();
    assert!(window.ends().success());
    assert!(
        window.screen().contains("Nobody has touched a key"),
        "{}",
        window.screen()
    );
    window.is_given_back();
    hosted.waits_for((0, 1));
}

#[test]
fn a_connection_that_does_not_say_who_it_is_is_closed() {
    let hosted = Hosted::with(Limits {
        grace: Duration::from_millis(500),
        ..Limits::default()
    });
    let mut silent = TcpStream::connect(hosted.at).unwrap();
    silent.set_read_timeout(Some(TIMEOUT)).unwrap();
    // What the server says of itself comes; then the end.
    let mut said = Vec::new();
    silent.read_to_end(&mut said).unwrap();
    assert!(said.starts_with(b"SSH-2.0-mindgap"), "{said:?}");
}

#[test]
fn no_more_connections_come_in_than_there_may_be() {
    let hosted = Hosted::with(Limits {
        per_address: 2,
        ..Limits::default()
    });
    let greeted = |stream: &mut TcpStream| {
        let mut greeting = [0; 4];
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        stream.read_exact(&mut greeting).is_ok()
    };
    let mut first = TcpStream::connect(hosted.at).unwrap();
    let mut second = TcpStream::connect(hosted.at).unwrap();
    assert!(greeted(&mut first) && greeted(&mut second));
    let mut third = TcpStream::connect(hosted.at).unwrap();
    assert!(!greeted(&mut third));
    // Whoever leaves makes room.
    drop(first);
    let until = Instant::now() + TIMEOUT;
    while !greeted(&mut TcpStream::connect(hosted.at).unwrap()) {
        assert!(Instant::now() < until, "there is no room any more");
        thread::sleep(Duration::from_millis(50));
    }
}
