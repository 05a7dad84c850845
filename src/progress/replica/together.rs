//! Several databases and one place where rows are stored, tried together: whatever is written where, lost on the way, or
//! begun anew, in the end all are the same, and nothing that somebody said is missing.

#![allow(clippy::panic, clippy::unwrap_used, reason = "tests may fail")]

use std::collections::{BTreeMap, HashMap, HashSet};

use proptest::prelude::*;
use rusqlite::{Connection, params};

use super::{Change, Entry, Policy, Record, Replica, Shared, Table};

const TABLES: &str = "
    CREATE TABLE person (id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE, a INTEGER NOT NULL, b BLOB) STRICT;
    CREATE TABLE said (
        id INTEGER PRIMARY KEY, who TEXT NOT NULL, about TEXT, text TEXT NOT NULL, at INTEGER NOT NULL,
        UNIQUE (who, about)
    ) STRICT;
    CREATE TABLE place (who TEXT PRIMARY KEY, state INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;";

static SHARED: Shared = Shared {
    file: "",
    name: "tried",
    tables: &[
        Table {
            name: "person",
            key: &["id"],
            policy: Policy::Merge,
            learner: Some("id"),
            unique: Some("login"),
        },
        Table {
            name: "said",
            key: &["who", "about"],
            policy: Policy::Latest("at"),
            learner: Some("who"),
            unique: None,
        },
        Table {
            name: "place",
            key: &["who"],
            policy: Policy::Fenced("at"),
            learner: Some("who"),
            unique: None,
        },
    ],
    tidy: None,
};

const HOSTS: usize = 3;

/// Where rows are stored.
#[derive(Default)]
struct Bucket {
    log: Vec<Entry>,
    last: HashMap<String, usize>,
}

impl Bucket {
    /// The revision under which it is stored; none if something else is there.
    fn put(&mut self, change: &Change) -> Option<u64> {
        let there = self
            .last
            .get(&change.key)
            .map_or(0, |at| self.log[*at].revision);
        if there != change.revision {
            return None;
        }
        let revision = self.log.len() as u64 + 1;
        self.last.insert(change.key.clone(), self.log.len());
        self.log.push(Entry {
            key: change.key.clone(),
            revision,
            record: change.record.clone(),
        });
        Some(revision)
    }

    fn get(&self, key: &str) -> Entry {
        self.log[self.last[key]].clone()
    }

    fn is_last(&self, at: usize) -> bool {
        self.last[&self.log[at].key] == at
    }
}

struct Host {
    replica: Replica,
    /// How much of what is stored it has been told.
    heard: usize,
    /// What it has sent and has no answer to yet, with the answer.
    sent: Vec<(Change, Option<u64>)>,
}

impl Host {
    fn new() -> Self {
        let database = Connection::open_in_memory().unwrap();
        database.execute_batch(TABLES).unwrap();
        Self {
            replica: Replica::over(database, &SHARED).unwrap(),
            heard: 0,
            sent: Vec::new(),
        }
    }

    /// Writes; what the tables do not allow is not written.
    fn write(&self, sql: &str, with: impl rusqlite::Params) {
        self.writes(sql, with);
    }

    /// Writes; how many rows.
    fn writes(&self, sql: &str, with: impl rusqlite::Params) -> usize {
        self.replica.database.execute(sql, with).unwrap_or(0)
    }

    /// Sends what there is to store, once there are answers to all that was sent before; of so many, there never will be.
    fn send(
        &mut self,
        bucket: &mut Bucket,
        most: usize,
        lost: usize,
        fence: &dyn Fn(&str) -> Option<u64>,
    ) {
        self.answer(bucket, fence);
        let changes = self.replica.changes(fence, most).unwrap();
        let sent = changes.into_iter().map(|change| {
            let revision = bucket.put(&change);
            (change, revision)
        });
        self.sent = sent.skip(lost).collect();
    }

    fn answer(&mut self, bucket: &Bucket, fence: &dyn Fn(&str) -> Option<u64>) {
        for (change, revision) in std::mem::take(&mut self.sent) {
            match revision {
                Some(revision) => self.replica.stored(&change, revision).unwrap(),
                None => {
                    let there = bucket.get(&change.key);
                    self.replica.apply(&[there], fence).unwrap();
                }
            }
        }
    }

    /// Stores what there is to store.
    fn push(&mut self, bucket: &mut Bucket, fence: &dyn Fn(&str) -> Option<u64>) {
        self.send(bucket, usize::MAX >> 1, 0, fence);
        self.answer(bucket, fence);
    }

    fn hear(
        &mut self,
        bucket: &Bucket,
        most: usize,
        every: bool,
        fence: &dyn Fn(&str) -> Option<u64>,
    ) {
        let until = bucket.log.len().min(self.heard + most);
        let told = (self.heard..until).filter(|at| every || bucket.is_last(*at));
        let told: Vec<Entry> = told.map(|at| bucket.log[at].clone()).collect();
        self.replica.apply(&told, fence).unwrap();
        self.heard = until;
    }

    /// As after a crash: only the database is left.
    fn restart(&mut self, bucket: &Bucket, fence: &dyn Fn(&str) -> Option<u64>) {
        let empty = Replica::over(
            {
                let database = Connection::open_in_memory().unwrap();
                database.execute_batch(TABLES).unwrap();
                database
            },
            &SHARED,
        );
        let before = std::mem::replace(&mut self.replica, empty.unwrap());
        self.replica = Replica::over(before.database, &SHARED).unwrap();
        (self.heard, self.sent) = (0, Vec::new());
        self.hear(bucket, usize::MAX, false, fence);
        self.replica
            .restore(&bucket.last.keys().cloned().collect())
            .unwrap();
    }

    /// All rows, without their numbers.
    fn rows(&self) -> Vec<String> {
        let mut all = Vec::new();
        for sql in [
            "SELECT json_array('person', id, login, a, hex(b)) FROM person",
            "SELECT json_array('said', who, about, text, at) FROM said",
            "SELECT json_array('place', who, state, at) FROM place",
        ] {
            let mut rows = self.replica.database.prepare(sql).unwrap();
            let rows = rows.query_map([], |row| row.get::<_, String>(0)).unwrap();
            all.extend(rows.map(Result::unwrap));
        }
        all.sort();
        all
    }
}

#[derive(Debug, Clone)]
enum Act {
    Enrol(u8),
    Rename(u8, u8),
    SetA(u8),
    SetB(u8),
    Leave(u8),
    Say(u8),
    Measure(u8, u8),
    HandOver(u8, u8),
    TakeSeat(u8),
    Walk(u8),
    Begin(u8),
    Send { most: usize, lost: usize },
    Answer,
    Hear { most: usize, every: bool },
    Restart,
}

fn act() -> impl Strategy<Value = Act> {
    let who = || 0u8..3;
    prop_oneof![
        who().prop_map(Act::Enrol),
        (who(), who()).prop_map(|(one, name)| Act::Rename(one, name)),
        who().prop_map(Act::SetA),
        who().prop_map(Act::SetB),
        who().prop_map(Act::Leave),
        who().prop_map(Act::Say),
        (who(), 0u8..2).prop_map(|(one, about)| Act::Measure(one, about)),
        (who(), who()).prop_map(|(from, to)| Act::HandOver(from, to)),
        who().prop_map(Act::TakeSeat),
        who().prop_map(Act::Walk),
        who().prop_map(Act::Begin),
        (1usize..6, prop_oneof![3 => Just(0usize), 1 => 1usize..4])
            .prop_map(|(most, lost)| Act::Send { most, lost }),
        (1usize..9, any::<bool>()).prop_map(|(most, every)| Act::Hear { most, every }),
        (1usize..6, Just(0usize)).prop_map(|(most, lost)| Act::Send { most, lost }),
        Just(Act::Answer),
        Just(Act::Restart),
    ]
}

fn name(one: u8) -> String {
    // Also a name that is empty, and one that is no letter of a key.
    ["", "ada", "Zoë *.>"][usize::from(one)].to_owned()
}

/// The seats, and what was written by whom.
#[derive(Default)]
struct World {
    seats: BTreeMap<String, (usize, u64)>,
    token: u64,
    time: i64,
    said: HashSet<String>,
    /// What the one who is on one host only has been set to.
    set: Option<i64>,
    /// By learner: who wrote where they are last, and what.
    walked: BTreeMap<String, (usize, i64)>,
}

impl World {
    fn play(&mut self, hosts: &mut [Host], bucket: &mut Bucket, at: usize, act: &Act) {
        self.time += 1;
        // Clocks are not the same.
        let now = self.time + [0, 25, -40][at];
        let seats = self.seats.clone();
        let fence = |who: &str| {
            seats
                .get(who)
                .filter(|(host, _)| *host == at)
                .map(|(_, token)| *token)
        };
        let host = &mut hosts[at];
        match act {
            // One of them is on one host only.
            Act::Enrol(0) | Act::SetA(0) | Act::Leave(0) if at > 0 => {}
            Act::Leave(0) => {}
            Act::Enrol(one) => host.write(
                "INSERT INTO person VALUES (?1, ?1, 0, ?2) ON CONFLICT DO NOTHING",
                params![name(*one), [at as u8]],
            ),
            Act::Rename(one, to) => host.write(
                "UPDATE OR IGNORE person SET login = ?2 WHERE id = ?1",
                params![name(*one), name(*to)],
            ),
            // Also to what it was before.
            Act::SetA(one) => {
                let is_set = host.writes(
                    "UPDATE person SET a = ?2 WHERE id = ?1",
                    params![name(*one), self.time % 2],
                );
                if is_set > 0 && *one == 0 {
                    self.set = Some(self.time % 2);
                }
            }
            Act::SetB(one) => host.write(
                "UPDATE person SET b = ?2 WHERE id = ?1",
                params![name(*one), self.time.to_le_bytes()],
            ),
            Act::Leave(one) => host.write("DELETE FROM person WHERE id = ?1", params![name(*one)]),
            Act::Say(one) => {
                let text = format!("{at} {}", self.time);
                host.write(
                    "INSERT INTO said (who, text, at) VALUES (?1, ?2, ?3)",
                    params![name(*one), text, now],
                );
                self.said.insert(text);
            }
            Act::Measure(one, about) => host.write(
                "INSERT INTO said (who, about, text, at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (who, about) DO UPDATE SET text = excluded.text, at = excluded.at",
                params![
                    name(*one),
                    name(*about),
                    format!("measured {}", self.time),
                    now
                ],
            ),
            Act::HandOver(from, to) => host.write(
                "UPDATE OR IGNORE said SET who = ?2 WHERE who = ?1",
                params![name(*from), name(*to)],
            ),
            Act::TakeSeat(one) => {
                self.token += 1;
                self.seats.insert(name(*one), (at, self.token));
            }
            Act::Walk(one) => {
                if fence(&name(*one)).is_some() {
                    host.write(
                        "INSERT INTO place VALUES (?1, ?2, ?3)
                         ON CONFLICT (who) DO UPDATE SET state = excluded.state, at = excluded.at",
                        params![name(*one), self.time, now],
                    );
                    self.walked.insert(name(*one), (at, self.time));
                }
            }
            Act::Begin(one) => {
                if fence(&name(*one)).is_some() {
                    host.write("DELETE FROM place WHERE who = ?1", params![name(*one)]);
                    self.walked.remove(&name(*one));
                }
            }
            Act::Send { most, lost } => host.send(bucket, *most, *lost, &fence),
            Act::Answer => host.answer(bucket, &fence),
            Act::Hear { most, every } => host.hear(bucket, *most, *every, &fence),
            Act::Restart => host.restart(bucket, &fence),
        }
    }

    /// All links are there, and nobody writes.
    fn come_to_rest(&self, hosts: &mut [Host], bucket: &mut Bucket) {
        for _ in 0..40 {
            for (at, host) in hosts.iter_mut().enumerate() {
                let fence = |who: &str| {
                    self.seats
                        .get(who)
                        .filter(|(host, _)| *host == at)
                        .map(|(_, token)| *token)
                };
                host.push(bucket, &fence);
                host.hear(bucket, usize::MAX >> 1, true, &fence);
            }
            let rests =
                |host: &Host| host.replica.is_stored().unwrap() && host.heard == bucket.log.len();
            if hosts.iter().all(rests) {
                return;
            }
        }
        panic!(
            "they store and tell each other for ever: {:#?}",
            bucket.log.iter().rev().take(6).collect::<Vec<_>>()
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_all_hosts_end_with_the_same_and_nothing_that_was_said_is_lost(
        acts in proptest::collection::vec((0..HOSTS, act()), 1..70)
    ) {
        let mut hosts: Vec<Host> = (0..HOSTS).map(|_| Host::new()).collect();
        let (mut bucket, mut world) = (Bucket::default(), World::default());
        for (at, act) in &acts {
            world.play(&mut hosts, &mut bucket, *at, act);
        }
        world.come_to_rest(&mut hosts, &mut bucket);
        let rows = hosts[0].rows();
        for host in &hosts[1..] {
            prop_assert_eq!(&host.rows(), &rows);
        }
        let stored = bucket.last.values().filter(|at| bucket.log[**at].record.row.is_some());
        prop_assert_eq!(stored.count(), rows.len());
        let all = rows.join("\n");
        for text in &world.said {
            prop_assert!(all.contains(&format!("\"{text}\"")), "{text} is lost");
        }
        if let Some(set) = world.set {
            let own = rows.iter().find(|row| row.starts_with("[\"person\",\"\","));
            prop_assert!(own.is_some_and(|own| own.contains(&format!(",{set},"))), "{own:?} was set to {set}");
        }
        // Whoever has the seat is who said where its learner is.
        for (who, (host, state)) in &world.walked {
            if world.seats[who].0 == *host {
                let state = format!("[\"place\",{},{state},", serde_json::to_string(who).unwrap());
                prop_assert!(all.contains(&state), "{state} is not in {all}");
            }
        }
    }
}

#[test]
fn what_a_row_became_on_two_hosts_at_once_is_merged_by_column() {
    let nobody = |_: &str| None;
    let (mut one, mut other, mut bucket) = (Host::new(), Host::new(), Bucket::default());
    one.write("INSERT INTO person VALUES ('ada', 'ada', 1, x'01')", []);
    one.push(&mut bucket, &nobody);
    other.hear(&bucket, 10, true, &nobody);
    one.write("UPDATE person SET a = 2", []);
    other.write("UPDATE person SET b = x'02'", []);
    assert!(one.replica.is_pending("ada").unwrap() && !one.replica.is_pending("bo").unwrap());
    for host in [&mut one, &mut other] {
        host.push(&mut bucket, &nobody);
        host.push(&mut bucket, &nobody);
    }
    one.hear(&bucket, 10, true, &nobody);
    assert_eq!(one.rows(), [r#"["person","ada","ada",2,"02"]"#]);
    assert_eq!(other.rows(), one.rows());
    assert!(!one.replica.is_pending("ada").unwrap());
}

#[test]
fn a_name_that_two_hosts_enrol_at_once_is_whose_was_stored_first() {
    let nobody = |_: &str| None;
    let (mut one, mut other, mut bucket) = (Host::new(), Host::new(), Bucket::default());
    one.write("INSERT INTO person VALUES ('ada', 'ada', 1, x'01')", []);
    other.write("INSERT INTO person VALUES ('ada', 'ada', 2, x'02')", []);
    one.push(&mut bucket, &nobody);
    other.push(&mut bucket, &nobody);
    assert_eq!(other.rows(), [r#"["person","ada","ada",1,"01"]"#]);
    assert!(other.replica.is_stored().unwrap());
}

#[test]
fn what_the_engine_has_lost_is_stored_anew_and_what_a_newer_program_wrote_stays() {
    let nobody = |_: &str| None;
    let (mut one, mut bucket) = (Host::new(), Bucket::default());
    one.write("INSERT INTO place VALUES ('ada', 1, 1)", []);
    one.push(&mut bucket, &nobody);
    let mut newer: Record = bucket.log[0].record.clone();
    newer.by = "newer".to_owned();
    newer
        .row
        .as_mut()
        .unwrap()
        .insert("mood".to_owned(), "good".into());
    let mut change = change_of(&mut one);
    (change.revision, change.record) = (1, newer);
    bucket.put(&change).unwrap();
    one.hear(&bucket, 10, true, &nobody);
    one.write("UPDATE place SET state = 3, at = 3", []);
    one.push(&mut bucket, &nobody);
    let row = bucket.get(&change.key).record.row.unwrap();
    assert_eq!(
        (row["mood"].as_str(), row["state"].as_i64()),
        (Some("good"), Some(3))
    );

    let mut bucket = Bucket::default();
    one.restart(&bucket, &nobody);
    one.push(&mut bucket, &nobody);
    assert_eq!(bucket.log.len(), 1);
    assert!(one.replica.is_stored().unwrap());
}

/// A change of the only row.
fn change_of(host: &mut Host) -> Change {
    host.write("UPDATE place SET state = 2", []);
    let changes = host.replica.changes(&|_| None, 1).unwrap();
    host.write("UPDATE place SET state = 1", []);
    changes[0].clone()
}
