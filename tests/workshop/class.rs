//! A workshop as its learners meet it: the real server, the real OpenSSH client on a pseudo-terminal.

mod browser;
mod people;
mod phones;
mod votes;

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::common::host::Host;
use crate::common::window::{Persona, TIMEOUT, USUAL, Window};
use assert_cmd::cargo::cargo_bin;
use portable_pty::CommandBuilder;
use tempfile::TempDir;

/// Every kind of step, seconds of work.
const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/tiny");
/// A training whose end nobody waits for.
const LONG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/long");

/// The pack that ships.
const SHIPS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/lessons/mind-the-gap");

/// A server, and what its clients keep.
struct Class {
    folder: TempDir,
    host: Host,
}

impl Class {
    /// Hosts a pack for everybody.
    fn open(pack: &str) -> Self {
        Self::hosts(TempDir::new().unwrap(), pack, &["--access", "open"])
    }

    /// Hosts a pack; what it remembers is in `folder`.
    fn hosts(folder: TempDir, pack: &str, arguments: &[&str]) -> Self {
        let host = Host::begins(
            Command::new(cargo_bin!("mindgap"))
                .args(["serve", pack, "--listen", "127.0.0.1:0"])
                .args(arguments)
                .arg("--data-dir")
                .arg(folder.path().join("host")),
        );
        Self { folder, host }
    }

    /// Ends the server at once, as a power cut does, and hosts the same again.
    fn dies_and_comes_back(mut self, pack: &str, arguments: &[&str]) -> Self {
        self.host.is_killed();
        let folder = std::mem::replace(&mut self.folder, TempDir::new().unwrap());
        drop(self);
        Self::hosts(folder, pack, arguments)
    }

    /// What `ssh` has to be told to reach it as somebody, with their key if they have one.
    fn options(&self, user: &str, key: Option<&Path>) -> Vec<String> {
        let known = self.folder.path().join("known_hosts");
        let mut options = vec![
            "-F".into(),
            "none".into(),
            "-o".into(),
            format!("Port={}", self.host.at.port()),
            "-o".into(),
            format!("User={user}"),
            "-o".into(),
            "StrictHostKeyChecking=accept-new".into(),
            "-o".into(),
            format!("UserKnownHostsFile={}", known.display()),
            "-o".into(),
            "IdentityAgent=none".into(),
            "-o".into(),
            "IdentitiesOnly=yes".into(),
            "-o".into(),
            "LogLevel=ERROR".into(),
        ];
        let identity = key.map_or("none".to_owned(), |key| key.display().to_string());
        options.extend(["-i".into(), identity]);
        options
    }

    /// Somebody's key.
    fn key(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        if !path.exists() {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"])
                .arg(&path)
                .status();
            assert!(made.expect("apt install openssh-client").success());
        }
        path
    }

    /// Somebody connects from a terminal.
    fn connects(&self, user: &str, key: Option<&Path>) -> Window {
        Window::running(self.client(user, key), USUAL).answering()
    }

    /// The client that they use.
    fn client(&self, user: &str, key: Option<&Path>) -> CommandBuilder {
        let mut command = CommandBuilder::new("ssh");
        command.args(self.options(user, key));
        command.arg("127.0.0.1");
        command.env("TERM", "xterm-256color");
        command
    }

    /// A new learner, in front of the list of lessons.
    fn welcomes(&self, name: &str, key: Option<&Path>) -> (Window, String) {
        let mut window = self.connects(name, key);
        window.waits_for("your name:").waits_for(name);
        window.types("<enter>").waits_for("Your code is");
        let screen = window.screen();
        let code = screen.split("Your code is ").nth(1).unwrap();
        let code = code.split('.').next().unwrap().to_owned();
        window.types("<enter>").waits_for("enter open");
        (window, code)
    }

    /// Runs a client that has no terminal.
    fn runs(&self, program: &str, arguments: &[&str]) -> Output {
        let key = self.key("other");
        Command::new(program)
            .args(self.options("other", Some(&key)))
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    fn signals(&self, signal: &str) {
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -{signal} {}", self.host.process.id())])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Waits until the server has ended.
    fn ends(&mut self) {
        let until = Instant::now() + TIMEOUT;
        while self.host.process.try_wait().unwrap().is_none() {
            assert!(Instant::now() < until, "the server goes on for ever");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_learner_with_nothing_but_ssh_plays_a_lesson_to_its_end() {
    let class = Class::open(TINY);
    let key = class.key("ada");
    let (mut window, _) = class.welcomes("Ada", Some(&key));
    window.types("<enter>").waits_for("long enough");
    window
        .resizes((100, 30))
        .waits_until("a larger screen", |screen| {
            let rows: Vec<&str> = screen.lines().collect();
            rows.len() == 30 && rows[29].contains("? keys")
        });
    window
        .resizes((50, 30))
        .waits_for("needs 60x20; this is 50x30.");
    window.resizes(USUAL).waits_for("long enough");
    window.types("<enter>").waits_for("Which number");
    window.types("2<enter>").waits_for("Because");
    window.types("<enter>").waits_for("after two epochs?");
    window.types("80<enter><enter>").waits_for("you said 80 %");
    window.types("<enter>").waits_for("printed digits?");
    window
        .types("70<right><enter>")
        .waits_for("Printed digits are not");
    window.types("<enter>").waits_for("The end is near.");
    window
        .types("<enter>")
        .waits_for("The end of “A short walk”");
    window.types("<enter>").waits_for("finished");
    // The list of runs holds the runs of the whole class: no key opens it.
    assert!(!window.screen().contains("n runs"), "{}", window.screen());
    window
        .types("n?")
        .waits_for("open the lesson, where you left it");
    window.types("?q");
    assert!(window.ends().success());
    assert!(window.screen().contains("See you."), "{}", window.screen());
    window.is_given_back();
}

#[test]
fn over_ssh_the_theme_follows_the_ground_and_ctrl_l_repaints_at_the_size_that_the_terminal_tells() {
    let class = Class::open(TINY);
    let key = class.key("ada");
    let terminal = Persona::answering(&[
        ("\x1b[5n", "\x1b[0n"),
        ("\x1b]11;?\x1b\\", "\x1b]11;rgb:ff/ff/ff\x1b\\"),
        ("\x1b[c", "\x1b[?62;22c"),
        ("\x1b[18t", "\x1b[8;30;100t"),
    ]);
    let client = class.client("Ada", Some(&key));
    let mut window = Window::running(client, USUAL).like(terminal);
    window.waits_for("your name:").waits_for("Ada");
    window.types("<enter>").waits_for("Your code is");
    window.types("<enter>").waits_for("enter open");
    // Perhaps between clearing and drawing.
    window.reads_for(Duration::from_millis(500));
    let title = window.emulator.screen().cell(0, 1).unwrap().fgcolor();
    assert_eq!(
        title,
        vt100::Color::Idx(16),
        "not the colour for a bright ground"
    );
    window.emulator.process(b"\x1b[5;5Hsomebody wrote over it");
    // The client did not tell of a larger window, as some never do.
    window.emulator.screen_mut().set_size(30, 100);
    window.types("<ctrl-l>");
    window.waits_until("a whole larger screen", |screen| {
        let rows: Vec<&str> = screen.lines().collect();
        !screen.contains("wrote over") && rows.len() == 30 && rows[29].contains("? keys")
    });
    window.types("<ctrl-c>");
    assert!(window.ends().success());
    window.is_given_back();
}

/// With fewer pictures, as an instructor would let a large class train; every step is the one that ships.
#[test]
fn the_first_lesson_that_ships_is_played_over_ssh_to_its_end() {
    let folder = TempDir::new().unwrap();
    let few = ["--access", "open", "--pictures", "2000"];
    let class = Class::hosts(folder, SHIPS, &few);
    let (mut window, _) = class.welcomes("Ada", Some(&class.key("ada")));
    window
        .types("<enter>")
        .waits_for("The ritual · step 1 of 11");
    let end = "The end of “The ritual”";
    let until = Instant::now() + 4 * TIMEOUT;
    while !window.screen().contains(end) {
        assert!(Instant::now() < until, "no end:\n{}", window.screen());
        let before = window.screen();
        let bar = before.lines().last().unwrap_or_default();
        match bar {
            bar if bar.contains("enter say it") => window.types("80<enter>"),
            bar if bar.contains("enter choose") => {
                // Those that were tried are crossed out.
                let next = before.matches('✗').count() + 1;
                window.types(&format!("{next}<enter>"))
            }
            bar if bar.contains("0-9 it is") => window.types("3"),
            bar if bar.contains("enter go on") || bar.contains("enter train") => {
                window.types("<enter>")
            }
            _ => window.reads_for(Duration::from_millis(100)),
        };
        window.reads_for(Duration::from_millis(200));
    }
    for said in ["you said 80 %", "it was"] {
        assert!(window.screen().contains(said), "{}", window.screen());
    }
    window.types("<enter>").waits_for("finished");
}

#[test]
fn a_learner_who_was_dropped_is_where_they_were_also_after_the_server_was_killed() {
    let class = Class::open(TINY);
    let key = class.key("ada");
    let (mut window, code) = class.welcomes("Ada", Some(&key));
    window.types("<enter>").waits_for("long enough");
    window.types("<enter>").waits_for("Which number");
    // The key is enough, and the very screen is there: the seat was kept.
    window.signals("KILL");
    drop(window);
    let mut again = class.connects("anybody", Some(&key));
    again.waits_for("Which number");
    again.types("2<enter>").waits_for("Because");
    again.signals("KILL");
    drop(again);

    let class = class.dies_and_comes_back(TINY, &["--access", "open"]);
    let mut again = class.connects("anybody", Some(&key));
    again.waits_for("at step 2 of 5");
    again.types("<enter>").waits_for("Because");
    again.types("q").waits_for("at step 2 of 5");
    again.types("q");
    assert!(again.ends().success());

    // From another machine by name and code; from then on by that machine's key too.
    let other = class.key("another machine");
    let mut elsewhere = class.connects("ADA", Some(&other));
    elsewhere.waits_for("your name:").waits_for("ADA");
    elsewhere.types("<enter>").waits_for("has been here before");
    elsewhere.types("000-000<enter>").waits_for("not the code");
    elsewhere.types("<esc>").waits_for("your name:");
    // Some terminals send 0x08 for the backspace key.
    elsewhere.types("Adx\x08a<enter>").waits_for("your code:");
    elsewhere.types(&code);
    elsewhere.types("<enter>").waits_for("at step 2 of 5");
    elsewhere.types("<ctrl-c>");
    assert!(elsewhere.ends().success());
    let mut elsewhere = class.connects("x", Some(&other));
    elsewhere.waits_for("at step 2 of 5");
}

#[test]
fn whoever_comes_in_twice_sits_where_they_came_last() {
    let class = Class::open(LONG);
    let key = class.key("ada");
    let (mut first, _) = class.welcomes("Ada", Some(&key));
    first.types("<enter>").waits_for("after one epoch?");
    first.types("50<enter>").waits_for("enter train");
    first.types("<enter>").waits_for("epoch 2 ");
    let mut second = class.connects("Ada", Some(&key));
    // The training has not been interrupted.
    second.waits_for("p pause");
    assert!(first.ends().success());
    assert!(
        first.screen().contains("come in from somewhere else"),
        "{}",
        first.screen()
    );
    first.is_given_back();
    second.types("p").waits_for("paused");
}

/// Somebody connects without a terminal on the other side: their own one does the lines.
fn talks(class: &Class, user: &str, key: &Path) -> Window {
    let mut command = class.client(user, Some(key));
    command.arg("-T");
    Window::running(command, USUAL)
}

#[test]
fn without_a_terminal_lessons_come_line_by_line_to_their_end() {
    let class = Class::open(TINY);
    let key = class.key("ada");
    let mut ada = talks(&class, "Ada", &key);
    ada.waits_for("your name: [Ada]");
    ada.types("<enter>").waits_for("Your code is");
    ada.waits_for("May yours?");
    ada.types("y<enter>").waits_for("1. A short walk (");
    ada.types("1<enter>").waits_for("long enough");
    ada.types("<enter>").waits_for("Which number");
    ada.types("5<enter>").waits_for("cannot be said here");

    // Whoever comes in with a terminal sits where they were, and the other way round.
    let mut seated = class.connects("Ada", Some(&key));
    assert!(ada.ends().success());
    assert!(ada.screen().contains("come in from somewhere else"));
    seated.waits_for("at step 2 of 5");
    seated.types("<enter>").waits_for("Which number");
    let mut ada = talks(&class, "Ada", &key);
    assert!(seated.ends().success());
    seated.is_given_back();
    ada.waits_for("at step 2 of 5");

    // The instructor sees them, and reaches them.
    let mut desk = desk(&class, (100, 30));
    desk.waits_for("1 here, 0 away");
    ada.types("1<enter>").waits_for("Which number");
    desk.waits_for("2/5 question");
    ada.types("Call what is an epoch?<enter>")
        .waits_for("you are next");
    desk.waits_for("1 asks for help");
    desk.types("a").waits_for("to Ada:");
    desk.types("One time through.<enter>")
        .waits_until("nobody asks", |screen| !screen.contains("asks for help"));
    ada.waits_for("The instructor, to you: One time through.");
    ada.types("call<enter>").waits_for("you are next");
    ada.types("call<enter>")
        .waits_for("You ask for help no longer.");
    desk.types("mFive more minutes!<enter>");
    ada.waits_for("Five more minutes!");
    desk.types("e").waits_for("eyes on you");
    ada.waits_for("Eyes on the instructor");
    desk.types("e");

    ada.types("2<enter>").waits_for("Because");
    ada.types("<enter>").waits_for("after two epochs?");
    ada.types("80<enter>").waits_for("how sure");
    ada.types("3<enter>").waits_for("enter: train");
    // A line that comes while something goes on is not taken for what comes next.
    ada.types("<enter>")
        .waits_until("what it learned, and a prompt", |screen| {
            let (_, after) = screen
                .split_once("It learned something.")
                .unwrap_or_default();
            after.contains("enter: go on")
        });
    ada.types("<enter>").waits_for("printed digits?");
    ada.types("70<enter>").waits_for("how sure?");
    ada.types("3<enter>").waits_for("from which picture on");
    ada.types("<enter>").waits_for("The end is near.");
    ada.types("<enter>").waits_for("The end of “A short walk”");
    ada.types("q<enter>").waits_for("(finished)");
    ada.types("q<enter>");
    assert!(ada.ends().success());
    assert!(ada.screen().contains("See you."), "{}", ada.screen());
}

#[test]
fn a_terminal_that_cannot_be_drawn_on_is_told_how_to_come_in() {
    let class = Class::open(TINY);
    let mut command = class.client("Ada", Some(&class.key("ada")));
    command.env("TERM", "dumb");
    let mut window = Window::running(command, USUAL);
    window.waits_for("ssh -T");
    assert_eq!(window.ends().exit_code(), 1);
}

#[test]
fn who_does_not_know_the_code_of_the_class_does_not_come_in() {
    let folder = TempDir::new().unwrap();
    let class = Class::hosts(folder, TINY, &["--code", "blue-whale"]);
    assert!(
        class.host.said.contains("blue-whale"),
        "{}",
        class.host.said
    );
    let mut stranger = class.connects("eve", None);
    for asked in 1..=3 {
        // What is typed before it asks again, the client throws away.
        stranger.waits_until("the question", |screen| {
            screen.matches("code of the class:").count() == asked
        });
        stranger.types("red-whale<enter>");
    }
    assert!(!stranger.ends().success());
    assert!(
        stranger.screen().contains("Permission denied"),
        "{}",
        stranger.screen()
    );
    // Who knows it is asked once, and known by their key ever after.
    let key = class.key("ada");
    let mut learner = class.connects("Ada", Some(&key));
    learner.waits_for("code of the class:");
    learner.types("Blue Whale<enter>").waits_for("your name:");
    learner.types("<enter>").waits_for("Your code is");
    learner.types("<enter>").waits_for("enter open");
    learner.types("q");
    assert!(learner.ends().success());
    class.connects("Ada", Some(&key)).waits_for("enter open");
}

#[test]
fn a_class_can_be_a_list_of_keys() {
    let folder = TempDir::new().unwrap();
    let list = folder.path().join("class.pub");
    fs::write(&list, "").unwrap();
    let serve = |list: &Path| {
        Command::new(cargo_bin!("mindgap"))
            .args(["serve", TINY, "--listen", "127.0.0.1:0", "--access", "keys"])
            .arg(list)
            .arg("--data-dir")
            .arg(folder.path().join("refused"))
            .output()
            .unwrap()
    };
    assert!(text(&serve(&list)).contains("class.pub: no public keys in it"));
    fs::write(&list, "# the class\nssh-ed25519 nonsense\n").unwrap();
    assert!(text(&serve(&list)).contains("class.pub:2: no public key"));
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-f"])
        .arg(folder.path().join("ada"))
        .status();
    assert!(made.unwrap().success());
    fs::copy(folder.path().join("ada.pub"), &list).unwrap();
    let arguments = ["--access", "keys", list.to_str().unwrap()];
    let class = Class::hosts(folder, TINY, &arguments);
    class.welcomes("Ada", Some(&class.key("ada")));
    let mut stranger = class.connects("eve", Some(&class.key("eve")));
    assert!(!stranger.ends().success());
    assert!(stranger.screen().contains("Permission denied"));
}

#[test]
fn there_is_no_shell_no_command_no_file_and_no_way_through() {
    let class = Class::open(TINY);
    let listed = class.runs("ssh", &["127.0.0.1", "ls"]);
    assert_eq!(listed.status.code(), Some(1));
    assert!(text(&listed).contains("not commands"), "{}", text(&listed));
    assert!(listed.stdout.is_empty());
    // Nobody types anything: the lessons are told, line by line, to whoever reads.
    let piped = class.runs("ssh", &["-T", "127.0.0.1"]);
    let told = String::from_utf8_lossy(&piped.stdout).into_owned();
    assert!(told.contains("your name: [other]"), "{told}");
    let copied = class.folder.path().join("copied");
    let copied = copied.to_str().unwrap();
    for way in ["-s", "-O"] {
        let scp = class.runs("scp", &[way, "127.0.0.1:/etc/passwd", copied]);
        assert!(!scp.status.success());
        assert!(!Path::new(copied).exists());
    }
    let forwarded = class.runs(
        "ssh",
        &[
            "-N",
            "-o",
            "ExitOnForwardFailure=yes",
            "-R",
            "0:127.0.0.1:1",
            "127.0.0.1",
        ],
    );
    assert!(!forwarded.status.success());
    assert!(
        text(&forwarded).contains("forwarding failed"),
        "{}",
        text(&forwarded)
    );
    let through = class.runs("ssh", &["-W", "127.0.0.1:22", "127.0.0.1"]);
    assert!(!through.status.success());
    assert!(
        text(&through).contains("forwarding failed"),
        "{}",
        text(&through)
    );
    // What was tried is written down.
    let log = class.folder.path().join("host/workshop/log");
    let mut written = String::new();
    for file in fs::read_dir(log).unwrap() {
        let mut file = fs::File::open(file.unwrap().path()).unwrap();
        file.read_to_string(&mut written).unwrap();
    }
    assert!(written.contains("a command was refused"), "{written}");
}

#[test]
fn when_the_workshop_ends_everybody_is_told_and_has_their_terminal_back() {
    let mut class = Class::open(LONG);
    let (mut window, _) = class.welcomes("Ada", Some(&class.key("ada")));
    window.types("<enter>").waits_for("after one epoch?");
    window.types("50<enter>").waits_for("enter train");
    window.types("<enter>").waits_for("epoch 2 ");
    let mut door = class.connects("Bo", None);
    door.waits_for("your name:");
    class.signals("TERM");
    for window in [&mut window, &mut door] {
        window.ends();
        assert!(
            window.screen().contains("The workshop has ended."),
            "{}",
            window.screen()
        );
        window.is_given_back();
    }
    class.ends();
    let runs = class.folder.path().join("host/workshop/runs");
    let runs = mindgap::train::RunStore::open(runs).unwrap();
    let runs = runs.list().unwrap().records;
    assert_eq!(runs[0].status, mindgap::train::Status::Stopped);
}

#[test]
fn the_host_is_known_again_and_keeps_its_key_to_itself() {
    let class = Class::open(TINY);
    let key = class.folder.path().join("host/workshop/host_key");
    let mode = fs::metadata(&key).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let fingerprint = |said: &str| {
        let said = said.split("SHA256:").nth(1).unwrap();
        said.split_whitespace().next().unwrap().to_owned()
    };
    let before = fingerprint(&class.host.said);
    let mut class = class.dies_and_comes_back(TINY, &["--access", "open"]);
    assert_eq!(fingerprint(&class.host.said), before);
    class.signals("INT");
    class.ends();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let refused = Command::new(cargo_bin!("mindgap"))
        .args(["serve", TINY, "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(class.folder.path().join("host"))
        .output()
        .unwrap();
    assert!(!refused.status.success());
    assert!(text(&refused).contains("chmod 600"), "{}", text(&refused));
}

/// What lies between a key and its frame, in bytes, at a terminal that reads slowly while much happens.
fn behind(answers: bool, pace: u32, seconds: u64) -> usize {
    let class = Class::open(LONG);
    let key = class.key("ada");
    let (mut window, _) = class.welcomes("Ada", Some(&key));
    window.types("<enter>").waits_for("after one epoch?");
    window.types("50<enter>").waits_for("enter train");
    window.types("<enter>").waits_for("epoch 2 ");
    // The same learner, from a terminal that reads slowly.
    let mut slow = match answers {
        true => {
            let client = class.client("ada", Some(&key));
            Window::running_slowly(client, (160, 50), Some(pace)).answering()
        }
        // Behind a pipe, the client reads on although nobody reads it.
        false => {
            let options = class.options("ada", Some(&key)).join("' '");
            let mut client = CommandBuilder::new("sh");
            client.args(["-c", &format!("ssh -tt '{options}' 127.0.0.1 | cat")]);
            client.env("TERM", "xterm-256color");
            Window::running_slowly(client, (160, 50), Some(pace))
        }
    };
    slow.waits_for("p pause");
    let until = Instant::now() + Duration::from_secs(seconds);
    while Instant::now() < until {
        // Another screen each time, there and back.
        for _ in 0..2 {
            slow.types("?").reads_for(Duration::from_millis(100));
        }
    }
    slow.types("q");
    slow.bytes_until("enter open")
}

#[test]
fn a_terminal_that_reads_slowly_gets_the_newest_frame_and_no_queue() {
    // A frame may be on its way, and the answer is another; each holds a screen of 160x50.
    let behind = behind(true, 4096, 8);
    assert!(behind < 60_000, "{behind} bytes behind");
}

#[test]
fn a_terminal_that_reads_slowly_and_never_answers_has_a_short_queue() {
    // The pipe holds 64 KB, `cat` as much, and as much and a frame may be unread by the client; without a
    // bound it would be the client's whole window, 1 MB.
    let behind = behind(false, 16_384, 12);
    assert!(behind < 320_000, "{behind} bytes behind");
}

/// The instructor sits down at their desk.
fn desk(class: &Class, size: (u16, u16)) -> Window {
    let mut command = CommandBuilder::new(cargo_bin!("mindgap"));
    command.args(["desk", "--data-dir"]);
    command.arg(class.folder.path().join("host"));
    command.env("TERM", "xterm-256color");
    command.env("LC_ALL", "C.UTF-8");
    let mut window = Window::running(command, size).answering();
    window.waits_for("The class");
    window
}

#[test]
fn the_instructor_sees_who_is_where_and_sets_the_pace() {
    let class = Class::open(TINY);
    let (mut ada, _) = class.welcomes("Ada", Some(&class.key("ada")));
    let (mut bo, _) = class.welcomes("Bo", Some(&class.key("bo")));
    ada.types("<enter>").waits_for("long enough");
    ada.types("<enter>").waits_for("Which number");
    let mut desk = desk(&class, (100, 30));
    desk.waits_for("2 here, 0 away");
    desk.waits_until("where Ada is", |screen| {
        let row = screen.lines().find(|line| line.contains("Ada"));
        row.is_some_and(|row| row.contains("A short walk") && row.contains("2/5 question"))
    });

    desk.types("h").waits_until("no names", |screen| {
        !screen.contains("Ada") && screen.contains("#1")
    });
    desk.types("h").waits_for("Ada");

    // Eyes on the instructor: keys do nothing until they are let go.
    desk.types("e").waits_for("eyes on you");
    ada.waits_for("Eyes on the instructor");
    ada.types("2<enter>");
    desk.types("e")
        .waits_until("let go", |screen| !screen.contains("eyes on you"));
    ada.waits_until("the question again", |screen| {
        screen.contains("Which number") && !screen.contains("Eyes on")
    });
    assert!(!ada.screen().contains("Because"));

    // What is said comes over what is on screen, and the key that puts it away does nothing else.
    desk.types("mFive more minutes!<enter>");
    // Whoever types when it comes means the page.
    ada.waits_for("Five more minutes!").types("1");
    ada.waits_for("any key goes on");
    bo.waits_for("Five more minutes!")
        .waits_for("any key goes on");
    ada.types("2").waits_until("the question again", |screen| {
        screen.contains("Which number") && !screen.contains("Five more")
    });
    ada.types("2<enter>").waits_for("Because");

    desk.types("+").waits_for("4:5");
    ada.waits_for("4:5");
    desk.types("-")
        .waits_until("no clock", |screen| !screen.contains("4:5"));

    bo.types(" ");
    desk.types("l").waits_for("lessons 1 to 1 are open");
    bo.waits_for("has not opened this lesson");
    desk.types("o")
        .waits_until("all are open", |screen| !screen.contains("are open"));
    bo.waits_until("all are open", |screen| !screen.contains("has not opened"));

    // What Ada says beforehand, and what is measured of it, is there to be shown.
    ada.types("<enter>").waits_for("after two epochs?");
    ada.types("80<enter><enter>").waits_for("you said 80 %");
    desk.types("\t\t").waits_for("What the class said");
    desk.waits_until("Ada's guess against what was measured", |screen| {
        screen.contains("How many of 100 after two epochs?") && screen.contains("measured")
    });
    desk.types("x").waits_for("written.");
    let exported = fs::read_dir(class.folder.path().join("host/workshop")).unwrap();
    let exported = exported
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| {
            path.file_name()
                .unwrap()
                .to_string_lossy()
                .starts_with("export-")
        })
        .unwrap();
    let read = |name: &str| fs::read_to_string(exported.join(name)).unwrap();
    assert!(
        read("class.csv").contains(",1,A short walk,lesson,3,5,no,"),
        "{}",
        read("class.csv")
    );
    assert!(read("class.csv").contains("How many of 100 after two epochs?"));
    assert!(read("class.html").contains("80–89 %"));
    assert!(
        !read("class.html").contains("Ada"),
        "the document has no names"
    );

    // Whoever is sent away may come back; whoever is shut out may not.
    desk.types("\t\t\t\t").waits_for("The class");
    desk.types("k").waits_for("Once more (k)");
    desk.types("k");
    ada.ends();
    assert!(
        ada.screen().contains("has closed your seat"),
        "{}",
        ada.screen()
    );
    let mut ada = class.connects("Ada", Some(&class.key("ada")));
    ada.waits_for("at step 3 of 5");
    desk.waits_for("2 here");
    desk.types("b").waits_for("Once more (b)");
    desk.types("b");
    ada.ends();
    let mut ada = class.connects("Ada", Some(&class.key("ada")));
    ada.ends();
    assert!(
        ada.screen().contains("does not let you in"),
        "{}",
        ada.screen()
    );
    desk.types("q");
    assert!(desk.ends().success());
    desk.is_given_back();
}

#[test]
fn the_instructor_sees_what_the_class_answered_and_takes_it_along() {
    let class = Class::open(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/packs/valid/ask"
    ));
    let (mut ada, _) = class.welcomes("Ada", Some(&class.key("ada")));
    let (mut bo, _) = class.welcomes("Bo", Some(&class.key("bo")));
    for (window, tries) in [(&mut ada, "1<enter>2<enter>"), (&mut bo, "2<enter>")] {
        window.types("<enter>").waits_for("prime");
        window.types(tries);
        window.waits_for("exactly two").types("<enter>");
        window.waits_for("change a picture");
        window.types("13<enter>").waits_for("stays what it was");
        window.types("<enter>").waits_for("learn to write");
        window.types("2<enter>").waits_for("were taught");
    }
    ada.types("<enter>").waits_for("in a week");
    ada.types("13<enter>")
        .waits_for("grows thicker")
        .types("<enter>");
    ada.waits_for("says 7").types("overconfident<enter>");
    ada.waits_for("higher than").types("<enter>");
    ada.waits_for("Where would").types("=1+1 on cheques<enter>");
    ada.waits_for("to the discussion");
    let mut desk = desk(&class, (100, 30));
    desk.waits_for("2 here, 0 away");
    // The newest question first: what was written, without a name.
    desk.types("\t\t").waits_until("what Ada wrote", |screen| {
        screen.contains("question 6 of 6")
            && screen.contains("• =1+1 on cheques")
            && screen.contains("One learner has answered.")
            && !screen.contains("Ada")
    });
    // Upwards to the poll of which both have made a choice, and to the first question, where the first answer counts.
    desk.types("\x1b[A\x1b[A\x1b[A")
        .waits_until("the poll", |screen| {
            screen.contains("██   2  2. at home") && screen.contains("0  1. at school")
        });
    desk.types("\x1b[A\x1b[A")
        .waits_until("the first answers", |screen| {
            screen.contains("   1  1. 9")
                && screen.contains("   1  2. 11 ◂ right")
                && screen.contains("2 learners have answered.")
        });
    desk.types("x").waits_for("written.");
    let exported = fs::read_dir(class.folder.path().join("host/workshop")).unwrap();
    let exported = exported
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.join("class.csv").exists())
        .unwrap();
    let mut table = csv::Reader::from_path(exported.join("class.csv")).unwrap();
    let head = table.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let cells = |row: &csv::StringRecord| {
        ["learner", "step", "kind", "said", "tried", "right"].map(|name| {
            let place = head.iter().position(|column| column == name).unwrap();
            row[place].to_owned()
        })
    };
    let rows: Vec<[String; 6]> = rows.iter().map(cells).collect();
    for row in [
        ["Ada", "1", "ask", "11", "9 → 11", "yes"],
        ["Bo", "3", "ask", "at home", "at home", ""],
        [
            "Ada",
            "4",
            "ask",
            "a ballpoint pen, a fountain pen",
            "a ballpoint pen, a fountain pen",
            "",
        ],
        // No spreadsheet takes it for a formula.
        [
            "Ada",
            "6",
            "ask",
            "'=1+1 on cheques",
            "'=1+1 on cheques",
            "",
        ],
    ] {
        assert!(
            rows.iter().any(|known| known.iter().eq(row.iter())),
            "{row:?}\n{rows:?}"
        );
    }
    let html = fs::read_to_string(exported.join("class.html")).unwrap();
    assert!(
        html.contains("on cheques") && !html.contains("Ada"),
        "{html}"
    );
    desk.types("q");
    assert!(desk.ends().success());
}

#[test]
fn pictures_in_texts_are_seen_over_ssh_and_in_the_notes_at_the_desk() {
    let class = Class::open(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/packs/valid/pictures"
    ));
    let (mut ada, _) = class.welcomes("Ada", Some(&class.key("ada")));
    ada.types("<enter>").waits_until("the picture", |screen| {
        let drawn = screen.lines().filter(|line| line.contains(['▀', '▄', '▌']));
        drawn.count() >= 8 && screen.contains("A cat that looks past the camera")
    });
    let mut desk = desk(&class, (100, 30));
    desk.waits_for("1 here");
    desk.types("\t\t\t\t").waits_until("the note", |screen| {
        let drawn = screen.lines().filter(|line| line.contains(['▀', '▄', '▌']));
        drawn.count() >= 8 && screen.contains("Ask what they see before you tell.")
    });
    desk.types("q");
    assert!(desk.ends().success());
}

/// Somebody who comes in, says whether their digits may be kept, and trains the first lesson's network.
fn trains(class: &Class, name: &str, agrees: bool) -> Window {
    let mut window = class.connects(name, Some(&class.key(name)));
    window.waits_for("your name:").waits_for(name);
    window.types("<enter>").waits_for("[ ] Mine may");
    if agrees {
        window.types(" ").waits_for("[x] Mine may");
    }
    window.types("<enter>").waits_for("enter open");
    window.types("<enter>").waits_for("enter train");
    window.types("<enter>").waits_for("enter go on");
    window
}

/// Writes as many digits as are asked for.
fn writes(window: &mut Window, all: usize) {
    window.waits_for(&format!("1 of {all}"));
    for digit in 1..=all {
        window.types(" ");
        window.types(&"\x1b[B".repeat(12));
        window.types(" <enter>");
        let next = match digit == all {
            true => "accuracy".to_owned(),
            false => format!("{} of {all}", digit + 1),
        };
        window.waits_for(&next);
    }
}

#[test]
fn a_lesson_learns_from_a_half_of_what_the_class_wrote_and_is_measured_on_the_other() {
    let class = Class::open(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/packs/valid/class"
    ));
    let mut last = None;
    // Cy has not agreed.
    for (name, agrees) in [("Cy", false), ("Bo", true), ("Ada", true)] {
        let mut window = trains(&class, name, agrees);
        window.types("<enter>");
        writes(&mut window, 4);
        last = Some(window);
    }
    let mut ada = last.unwrap();
    ada.types("<enter>").waits_for("enter train");
    ada.types("<enter>").waits_for("enter go on");
    ada.types("<enter>").waits_for("How many of 100?");
    ada.types("50<enter>").waits_for("4 were kept apart.");
}

#[test]
fn whoever_asks_for_help_waits_in_order_and_is_answered_alone() {
    let class = Class::open(TINY);
    let (mut ada, _) = class.welcomes("Ada", Some(&class.key("ada")));
    let (mut bo, _) = class.welcomes("Bo", Some(&class.key("bo")));
    ada.types("<enter>").waits_for("long enough");
    let mut desk = desk(&class, USUAL);
    desk.waits_for("2 here, 0 away");
    bo.types("<ctrl-g>")
        .waits_for("What do you need help with?");
    bo.types("<enter>").waits_for("you are next");
    ada.types("<ctrl-g>what is an epoch?<enter>")
        .waits_for("1 before you");
    desk.waits_for("2 ask for help");
    desk.types("\t").waits_for("what is an epoch?");
    desk.waits_until("both, in their order", |screen| {
        let place = |name: &str| screen.lines().position(|line| line.contains(name));
        place("Bo").is_some() && place("Bo") < place("Ada") && screen.contains("A short walk 1/5")
    });
    // The first one, since nobody is marked; without a text, somebody is coming.
    desk.types("a").waits_for("to Bo:");
    desk.types("<enter>").waits_for("1 asks for help");
    bo.waits_for("The instructor is coming to you.")
        .waits_for("any key goes on");
    ada.waits_for("you are next");
    desk.types("aOne time through all pictures.<enter>")
        .waits_for("Nobody asks for help.");
    ada.waits_for("The instructor, to you: One time through all pictures.")
        .waits_for("any key goes on");
    assert!(!bo.screen().contains("One time through"), "{}", bo.screen());
    ada.types(" ")
        .waits_until("no help any more", |screen| !screen.contains("help:"));
    // Whoever needs none any more asks no longer.
    bo.types(" <ctrl-g><enter>").waits_for("you are next");
    bo.types("<ctrl-g>")
        .waits_for("You ask for help no longer.");
    desk.waits_until("nobody waits", |screen| !screen.contains("1 asks for help"));
}

#[test]
fn the_desk_knows_everybody_who_was_ever_here() {
    let class = Class::open(TINY);
    let (mut ada, code) = class.welcomes("Ada", Some(&class.key("ada")));
    ada.types("<ctrl-c>");
    ada.ends();
    let (_bo, _) = class.welcomes("Bo", Some(&class.key("bo")));
    let mut desk = desk(&class, USUAL);
    desk.types("\t\t\t\t\t").waits_for("Everybody who was here");
    desk.waits_for("Ada").waits_for("0 of 2").waits_for("here");
    // Another name: everything stays, and the code opens under it.
    desk.types("r").waits_for("Ada is called:");
    desk.types("Ada-B<enter>").waits_for("Ada-B");
    let mut back = class.connects("Ada-B", Some(&class.key("new")));
    back.waits_for("your name:").types("<enter>");
    back.waits_for("has been here before")
        .types(&format!("{code}<enter>"));
    back.waits_for("enter open");
    // Shut out, and let in again.
    desk.types("b").waits_for("Once more (b) shuts Ada-B");
    desk.types("b").waits_for("shut out");
    back.ends();
    desk.types("i").waits_for("Ada-B may come in again.");
    class
        .connects("Ada-B", Some(&class.key("new")))
        .waits_for("enter open");
    // A new code only when it is asked for twice.
    desk.types("c").waits_for("Once more (c)");
    desk.types("c").waits_for("new code is");
}

#[test]
fn the_code_of_the_class_survives_a_restart_and_one_server_has_a_folder_for_itself() {
    let folder = TempDir::new().unwrap();
    let class = Class::hosts(folder, TINY, &[]);
    let code = |said: &str| {
        let code = said.split("code of the class").nth(1).unwrap();
        code.lines().next().unwrap().trim().to_owned()
    };
    let first = code(&class.host.said);
    assert_eq!(first.split('-').count(), 3, "{first}");
    let mut second = Command::new(cargo_bin!("mindgap"));
    second.args(["serve", TINY, "--listen", "127.0.0.1:0", "--data-dir"]);
    let said = second
        .arg(class.folder.path().join("host"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.contains("another mindgap uses"), "{said}");
    let class = class.dies_and_comes_back(TINY, &[]);
    assert_eq!(code(&class.host.said), first);
    let class = class.dies_and_comes_back(TINY, &["--new-code"]);
    assert_ne!(code(&class.host.said), first);
}

#[test]
fn what_a_class_draws_and_agrees_to_becomes_a_test_set_of_the_room() {
    let class = Class::open(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/packs/valid/draw"
    ));
    let draws = |name: &str, agrees: bool| {
        let mut window = trains(&class, name, agrees);
        window.types("<enter>").waits_for("How many of 100?");
        window.types("50<enter>");
        writes(&mut window, 3);
        window
    };
    let mut ada = draws("Ada", true);
    let mut bo = draws("Bo", false);
    let mut desk = desk(&class, USUAL);
    desk.types("\t\t\t").waits_for("Your class wrote 3 digits");
    assert!(desk.screen().contains("Ada") && !desk.screen().contains("Bo"));
    desk.types("s");
    ada.waits_for("Learner by learner, without names:");
    ada.waits_for("Your class wrote 3 digits")
        .waits_for("Of yours:");
    bo.waits_for("Your class wrote 3 digits");
    for window in [&mut ada, &mut bo] {
        window.waits_for("any key goes on");
    }
    assert!(!bo.screen().contains("Of yours:"));
    desk.types("x").waits_for("written.");
    let workshop = fs::read_dir(class.folder.path().join("host/workshop")).unwrap();
    let exported = workshop
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| {
            path.file_name()
                .unwrap()
                .to_string_lossy()
                .starts_with("export-")
        })
        .unwrap()
        .join("class-set");
    let labels = fs::read(exported.join("class-labels-idx1-ubyte")).unwrap();
    assert_eq!(labels.len(), 8 + 3);
    assert!(exported.join("TERMS.txt").exists());
    // Whoever changes their mind takes their digits along, and whoever agrees later brings theirs.
    ada.types("<enter>").types("y");
    ada.waits_for("the 3 digits that were kept are forgotten");
    desk.waits_for("has not drawn anything");
    bo.types("<enter>").types("y");
    bo.waits_for("kept in the set of this class");
    desk.waits_for("Your class wrote 3 digits");
    assert!(desk.screen().contains("Bo") && !desk.screen().contains("Ada"));
    // Another room can measure on it.
    let imported = Command::new(cargo_bin!("mindgap"))
        .args(["data", "import", "--name", "room", "--inputs", "real"])
        .args(["--licence", "the class agreed", "--origin", "a class"])
        .arg(exported.join("png"))
        .arg("--data-dir")
        .arg(class.folder.path().join("other"))
        .output()
        .unwrap();
    assert!(imported.status.success(), "{}", text(&imported));
}

/// Needs the machine's own sshd, which most machines for development have not; `.ci/run` runs it where
/// there is one.
#[test]
#[ignore = "needs sshd: apt install openssh-server"]
fn behind_an_sshd_that_forces_it_a_learner_is_in_the_lessons() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    for name in ["host", "ada"] {
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-f", &at(name)])
            .status();
        assert!(made.unwrap().success());
    }
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let program = cargo_bin!("mindgap").display().to_string();
    let config = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nStrictModes no\n\
         UsePAM no\nPidFile none\nPermitRootLogin yes\nSetEnv LC_ALL=C.UTF-8\n\
         ForceCommand {program} learn {TINY} --data-dir {}\n\
         PermitTTY yes\nAllowTcpForwarding no\nX11Forwarding no\nPermitTunnel no\n",
        at("host"),
        at("ada.pub"),
        at("data"),
    );
    fs::write(at("sshd_config"), config).unwrap();
    let mut sshd = Command::new("/usr/sbin/sshd")
        .args(["-D", "-e", "-f", &at("sshd_config")])
        .stderr(Stdio::null())
        .spawn()
        .expect("apt install openssh-server");
    let until = Instant::now() + TIMEOUT;
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < until, "sshd does not come up");
        std::thread::sleep(Duration::from_millis(50));
    }
    let client = |arguments: &[&str]| {
        let mut command = CommandBuilder::new("ssh");
        command.args(["-F", "none", "-o", "StrictHostKeyChecking=no", "-o"]);
        command.arg(format!("UserKnownHostsFile={}", at("known")));
        command.args([
            "-o",
            "IdentitiesOnly=yes",
            "-o",
            "LogLevel=ERROR",
            "-i",
            &at("ada"),
        ]);
        command.args(["-p", &port.to_string()]);
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        Window::running(command, USUAL)
    };
    let mut window = client(&["127.0.0.1"]);
    window.waits_for("enter open");
    window.types("<enter>").waits_for("long enough");
    window.types("<enter>").waits_for("Which number");
    window
        .resizes((100, 30))
        .waits_until("a larger screen", |screen| screen.lines().count() == 30);
    // The line is cut; nothing is lost.
    window.signals("KILL");
    drop(window);
    let mut again = client(&["127.0.0.1"]);
    again.waits_for("at step 2 of 5");
    again.types("q");
    assert!(again.ends().success());
    again.is_given_back();
    // A command that is asked for is not what is run: without a terminal, lessons go line by line.
    let mut asked = client(&["-T", "127.0.0.1", "ls", "/"]);
    asked.waits_for("A short walk");
    assert!(!asked.screen().contains("etc"), "{}", asked.screen());
    drop(asked);
    sshd.kill().unwrap();
    sshd.wait().unwrap();
}

#[test]
fn what_a_machine_can_carry_is_measured_beforehand() {
    let folder = TempDir::new().unwrap();
    let planned = Command::new(cargo_bin!("mindgap"))
        .args(["serve", TINY, "--plan", "3", "--data-dir"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(planned.status.success(), "{}", text(&planned));
    let said = String::from_utf8_lossy(&planned.stdout);
    assert!(said.contains("3 learners on"), "{said}");
    let row = said.lines().find(|line| line.contains("small")).unwrap();
    let clocks = row.split_whitespace().filter(|word| word.contains(':'));
    assert!(clocks.count() >= 2, "{row}");
    let kept = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(kept, 0, "planning keeps nothing");
}

#[test]
fn the_size_of_trainings_can_be_made_to_fit_the_class_and_learners_are_told() {
    let folder = TempDir::new().unwrap();
    let arguments = ["--access", "open", "--pictures", "128"];
    let class = Class::hosts(folder, TINY, &arguments);
    let (mut window, _) = class.welcomes("Ada", Some(&class.key("ada")));
    window.waits_for("learn from 128 pictures at most");
    window.types("<enter>").waits_for("long enough");
    window.types("<enter>").waits_for("Which number");
    window.types("2<enter>").waits_for("Because");
    window.types("<enter>").waits_for("after two epochs?");
    window.types("80<enter>").waits_for("mnist: 128 pictures");
}

#[test]
fn the_hosts_files_are_no_learners_business() {
    let class = Class::open(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/packs/valid/photo"
    ));
    let (mut window, _) = class.welcomes("Ada", Some(&class.key("ada")));
    window.types("<enter>").waits_for("enter train");
    window.types("<enter>").waits_for("enter go on");
    window.types("<enter>").waits_for("own photo");
    let secret = class.folder.path().join("host/workshop/host_key");
    window.types(&format!("\x1b[200~{}\x1b[201~", secret.display()));
    window.waits_for("on your own machine");
}
