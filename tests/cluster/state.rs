//! Folders of several hosts that are the same, whatever is away for a while.

use std::path::Path;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use mindgap::cluster::{Address, Engine as Connection, Replicas, ReplicasError};
use mindgap::lesson::{Note, Saved};
use mindgap::progress::{Place, Progress};
use tempfile::TempDir;

use super::engine::Engine;

const PATIENCE: Duration = Duration::from_secs(20);

/// A host's folder, and what keeps it the same as others.
struct Host {
    folder: TempDir,
    replicas: Option<Arc<Replicas>>,
}

impl Host {
    fn begins(engine: &Engine) -> Self {
        let mut host = Self {
            folder: TempDir::new().unwrap(),
            replicas: None,
        };
        host.begins_again(engine);
        host
    }

    fn begins_again(&mut self, engine: &Engine) {
        self.replicas = Some(begin(engine, "class", self.folder.path()).unwrap());
    }

    fn ends(&mut self) {
        self.replicas = None;
    }

    fn replicas(&self) -> &Replicas {
        self.replicas.as_ref().unwrap()
    }

    fn progress(&self) -> Progress {
        Progress::open(self.folder.path()).unwrap()
    }

    fn says(&self, learner: &str, text: &str) {
        let note = Note::Written {
            step: 1,
            text: text.to_owned(),
            right: None,
        };
        self.progress().keep_note(&place(learner), &note).unwrap();
    }

    fn is_at(&self, learner: &str, step: usize) {
        let saved = Saved {
            at: step,
            furthest: step,
            finished: false,
            steps: Vec::new(),
            figures: Vec::new(),
        };
        self.progress().save_walk(&place(learner), &saved).unwrap();
    }

    /// All that a learner said, in its order.
    fn said(&self, learner: &str) -> Vec<String> {
        let notes = self.progress().notes(&place(learner)).unwrap();
        let texts = notes.into_iter().filter_map(|note| match note {
            Note::Written { text, .. } => Some(text),
            _ => None,
        });
        texts.collect()
    }

    fn step(&self, learner: &str) -> Option<usize> {
        let saved = self.progress().walk(&place(learner)).unwrap();
        saved.map(|saved| saved.at)
    }

    /// Writes to the roster as a door does.
    fn roster(&self, sql: &str) -> usize {
        let database = rusqlite::Connection::open(self.folder.path().join("roster.sqlite"));
        let database = database.unwrap();
        database.busy_timeout(PATIENCE).unwrap();
        database.execute(sql, []).unwrap()
    }

    /// What the roster has, as one text.
    fn learners(&self) -> String {
        let database = rusqlite::Connection::open(self.folder.path().join("roster.sqlite"));
        let all = "SELECT coalesce(group_concat(id || ' ' || login || ' ' || hex(code), ', '), '')
                   FROM (SELECT * FROM learner ORDER BY id)";
        let database = database.unwrap();
        database.query_row(all, [], |row| row.get(0)).unwrap()
    }
}

fn begin(engine: &Engine, class: &str, folder: &Path) -> Result<Arc<Replicas>, ReplicasError> {
    let address = Address {
        servers: engine.url().parse().unwrap(),
        credentials: None,
        authority: None,
        names: class.parse().unwrap(),
    };
    let connection = Connection::connect(&address, "a test").unwrap();
    Replicas::start(&Arc::new(connection), folder)
}

fn place(learner: &str) -> Place {
    Place {
        learner: learner.to_owned(),
        pack: "pack".to_owned(),
        lesson: "lesson.yaml".to_owned(),
    }
}

fn waits_until(what: &str, is_so: impl Fn() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < until, "{what}");
        sleep(Duration::from_millis(10));
    }
}

fn enrol(id: &str, code: u8) -> String {
    format!(
        "INSERT INTO learner (id, name, code, came, seen, login) VALUES ('{id}', '{id}', x'{code:02x}', 1, 1, '{id}')"
    )
}

#[test]
fn what_is_written_on_one_host_is_on_all_also_on_one_that_comes_later() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let (one, other) = (Host::begins(&engine), Host::begins(&engine));
    one.is_at("ada", 3);
    for text in ["first", "second", "third"] {
        one.says("ada", text);
    }
    assert!(one.replicas().settled(PATIENCE));
    assert!(!one.replicas().pending("ada"));
    other.says("bo", "hello");
    let is_whole = |host: &Host| {
        host.said("ada") == ["first", "second", "third"]
            && host.step("ada") == Some(3)
            && host.said("bo") == ["hello"]
    };
    for host in [&one, &other] {
        waits_until("both have both", || is_whole(host));
    }
    // Goes on where it was.
    other.is_at("ada", 4);
    waits_until("it goes on at the other host", || {
        one.step("ada") == Some(4)
    });
    assert!(other.replicas().settled(PATIENCE));
    let late = Host::begins(&engine);
    assert_eq!(late.said("ada"), ["first", "second", "third"]);
    assert_eq!(late.step("ada"), Some(4));
}

#[test]
fn a_name_that_is_enrolled_on_two_hosts_at_once_is_one_learners() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let hosts = [Host::begins(&engine), Host::begins(&engine)];
    std::thread::scope(|scope| {
        for (host, code) in hosts.iter().zip(1..) {
            scope.spawn(move || host.roster(&enrol("ada", code)));
        }
    });
    for host in &hosts {
        assert!(host.replicas().settled(PATIENCE));
    }
    waits_until("it is the same one", || {
        hosts[0].learners() == hosts[1].learners()
    });
    let first = hosts[0].learners();
    assert!(
        ["ada ada 01", "ada ada 02"].contains(&first.as_str()),
        "{first}"
    );
    // Two who come to be called the same are told apart in the same way everywhere.
    hosts[0].roster(&enrol("bo", 3));
    waits_until("bo is everywhere", || hosts[1].learners().contains("bo"));
    hosts[0].roster("UPDATE learner SET login = 'cy' WHERE id = 'bo'");
    hosts[1].roster(&enrol("cy", 4));
    for host in &hosts {
        waits_until("two are told apart", || {
            host.learners() == format!("{first}, bo cy#bo 03, cy cy 04")
        });
    }
}

#[test]
fn an_engine_that_is_killed_is_missed_by_nobody_and_gets_all_that_was_written_meanwhile() {
    let Some(mut engine) = Engine::begins() else {
        return;
    };
    let (one, other) = (Host::begins(&engine), Host::begins(&engine));
    one.says("ada", "before");
    assert!(one.replicas().settled(PATIENCE));
    engine.is_killed();
    one.says("ada", "meanwhile");
    one.is_at("ada", 5);
    other.says("bo", "meanwhile, too");
    assert!(!one.replicas().settled(Duration::from_millis(300)));
    assert!(one.replicas().pending("ada") && !one.replicas().pending("bo"));
    engine.begins_again();
    waits_until("all is there at the other host", || {
        other.said("ada") == ["before", "meanwhile"] && other.step("ada") == Some(5)
    });
    waits_until("all is there at this one", || {
        one.said("bo") == ["meanwhile, too"]
    });
    assert!(one.replicas().settled(PATIENCE));
    assert!(!one.replicas().pending("ada"));
}

#[test]
fn a_host_that_comes_back_after_a_day_has_what_it_missed_and_brings_what_it_did() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let (one, mut other) = (Host::begins(&engine), Host::begins(&engine));
    one.says("ada", "on the first day");
    one.roster(&enrol("ada", 1));
    waits_until("the other has it", || {
        other.said("ada").len() == 1 && other.learners() == "ada ada 01"
    });
    other.ends();
    one.says("ada", "on the second day");
    one.roster("UPDATE learner SET code = x'07'");
    one.is_at("ada", 2);
    other.says("bo", "alone");
    other.roster("UPDATE learner SET login = 'ada b.'");
    assert!(one.replicas().settled(PATIENCE));
    assert_eq!(other.said("ada").len(), 1);
    other.begins_again(&engine);
    // All of it before anybody comes in.
    assert_eq!(other.said("ada"), ["on the first day", "on the second day"]);
    assert_eq!(other.step("ada"), Some(2));
    for host in [&one, &other] {
        waits_until("what each changed of a learner is kept", || {
            host.learners() == "ada ada b. 07" && host.said("bo") == ["alone"]
        });
    }
}

#[test]
fn a_folder_of_another_class_is_refused_and_one_whose_engine_has_lost_all_brings_it_back() {
    let engines = [(); 3].map(|()| Engine::begins());
    let [Some(engine), Some(empty), Some(third_engine)] = engines else {
        return;
    };
    let mut host = Host::begins(&engine);
    host.says("ada", "hello");
    assert!(host.replicas().settled(PATIENCE));
    host.ends();
    let third = TempDir::new().unwrap();
    drop(begin(&third_engine, "third", third.path()).unwrap());
    let refused = begin(&engine, "class", third.path())
        .err()
        .unwrap()
        .to_string();
    assert!(
        refused.contains("is of another class than \"class\""),
        "{refused}"
    );
    assert!(refused.contains("--class NAME"), "{refused}");

    host.begins_again(&empty);
    assert!(host.replicas().settled(PATIENCE));
    assert_eq!(Host::begins(&empty).said("ada"), ["hello"]);
}
