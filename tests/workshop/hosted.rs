//! A workshop in this process, on a thread of its own, and the real client of OpenSSH.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::common::TINY;
use crate::common::window::{TIMEOUT, USUAL, Window};
use mindgap::dataset::Library;
use mindgap::pack::Pack;
use mindgap::progress::ClassSet;
use mindgap::progress::votes::Votes;
use mindgap::train::{RunStore, Trainer};
use mindgap::words::Lang;
use mindgap::workshop::access::{Access, read_keys};
use mindgap::workshop::roster::Roster;
use mindgap::workshop::{Board, Limits, Settings, Workshop, host_key};
use portable_pty::CommandBuilder;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A workshop on a thread of its own.
pub struct Hosted {
    pub folder: TempDir,
    pub workshop: Arc<Workshop>,
    pub at: SocketAddr,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Hosted {
    /// Everybody may come in.
    pub fn with(limits: Limits) -> Self {
        Self::guarded(|_| Access::Open, limits)
    }

    /// Whoever may come in, and whoever has the key called `teacher` may sit at the desk.
    pub fn guarded(access: impl FnOnce(&Path) -> Access, limits: Limits) -> Self {
        let folder = TempDir::new().unwrap();
        make_key(folder.path(), "teacher");
        let instructors = read_keys(&folder.path().join("teacher.pub")).unwrap();
        let pack = Pack::open(Path::new(TINY), Library::builtin(), Lang::English).unwrap();
        let store = RunStore::open(folder.path().join("runs")).unwrap();
        let workshop = Workshop::new(Settings {
            trainer: Trainer::new(store, &pack.library),
            pack,
            roster: Roster::open(folder.path()).unwrap(),
            set: ClassSet::open(folder.path()).unwrap(),
            board: Board::open(folder.path()).unwrap(),
            votes: Arc::new(Votes::open(folder.path(), 300).unwrap()),
            instructors,
            folder: folder.path().to_owned(),
            access: access(folder.path()),
            limits,
            lang: Lang::English,
            phones: None,
            elsewhere: None,
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
    pub fn connects(&self) -> Window {
        self.connects_as("Ada", &["key"], &[])
    }

    /// Somebody connects by this name with these keys, in this order, and more options.
    pub fn connects_as(&self, user: &str, keys: &[&str], more: &[&str]) -> Window {
        let mut command = CommandBuilder::new("ssh");
        command.args(self.client(user, keys, more));
        command.env("TERM", "xterm-256color");
        Window::running(command, USUAL).answering()
    }

    /// The arguments of a client.
    pub fn client(&self, user: &str, keys: &[&str], more: &[&str]) -> Vec<String> {
        let mut arguments = vec!["-F".to_owned(), "none".to_owned()];
        for key in keys {
            let key = make_key(self.folder.path(), key);
            arguments.extend(["-i".to_owned(), key.display().to_string()]);
        }
        let usual = [
            "LogLevel=ERROR",
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "IdentitiesOnly=yes",
        ];
        // The first value of an option counts.
        for option in more.iter().chain(&usual).chain(&["IdentityAgent=none"]) {
            arguments.extend(["-o".to_owned(), (*option).to_owned()]);
        }
        let port = self.at.port().to_string();
        arguments.extend(["-p".to_owned(), port, format!("{user}@127.0.0.1")]);
        arguments
    }

    /// A new learner in front of the lessons.
    pub fn welcomes(&self) -> Window {
        let mut window = self.connects();
        window.waits_for("your name:").types("<enter>");
        window.waits_for("Your code is").types("<enter>");
        window.waits_for("enter open");
        window
    }

    /// Waits until so many are there, and for so many others a seat is kept.
    pub fn waits_for(&self, attendance: (usize, usize)) {
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

/// A pair of keys of this name; the private one's file.
pub fn make_key(folder: &Path, name: &str) -> PathBuf {
    let key = folder.join(name);
    if !key.exists() {
        let mut made = Command::new("ssh-keygen");
        made.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key);
        assert!(made.status().unwrap().success());
    }
    key
}
