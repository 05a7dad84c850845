//! The digits that learners write and agree to keep: a labelled set of a workshop's class, or, where somebody learns
//! alone, of their own. It is kept on this machine, or those that host the class together, and leaves them only as what somebody
//! exports. Consent is given and withdrawn at any time; withdrawn, the learner's digits are gone. `live` hands them to lessons, `export` to whoever takes
//! them along, and `person` gives to one person what they wrote under two names.

pub(super) mod export;
pub(super) mod live;
mod person;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::replica::{Policy, Shared, Table};
use super::{Place, ProgressError, connect};
use crate::base::clock::unix_seconds;
use crate::lesson::KeptDigit;
use crate::say;
use crate::words::Words;

/// Digits of one learner at most.
const MAX_DIGITS_EACH: i64 = 500;
/// The database's name in its folder.
const FILE: &str = "class-set.sqlite";

/// What all hosts of a workshop have the same of it.
pub static SHARED: Shared = Shared {
    file: FILE,
    name: "rows_set",
    tables: &[
        Table {
            name: "drawing",
            key: &["learner", "lesson", "step", "place"],
            policy: Policy::Latest("at"),
            learner: Some("learner"),
            unique: None,
        },
        Table {
            name: "consent",
            key: &["learner"],
            policy: Policy::Latest("at"),
            learner: Some("learner"),
            unique: None,
        },
    ],
    // Also of what was drawn on another host while it could not be reached.
    tidy: Some(
        "DELETE FROM drawing WHERE learner IN (SELECT learner FROM consent WHERE NOT given)",
    ),
};

/// How often a digit, or a learner's digits, were read correctly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// The digit, or the learner.
    pub(crate) of: String,
    /// How many were drawn.
    pub(crate) drawn: usize,
    /// How many of them were read correctly, by the model for which they were drawn.
    pub(crate) read: usize,
}

/// The digits of a class.
pub struct ClassSet {
    path: PathBuf,
    database: Mutex<Connection>,
    /// Whether digits are kept of whoever has not said anything.
    keeps_unasked: bool,
}

impl ClassSet {
    /// Opens the set of a class in this folder, which has to exist; it is made where it is missing. Nobody's digits are
    /// kept who has not agreed.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn open(folder: &Path) -> Result<Self, ProgressError> {
        let path = folder.join(FILE);
        let prepare = || -> rusqlite::Result<Connection> {
            let mut database = connect(&path)?;
            bring_up_to_date(&mut database)?;
            Ok(database)
        };
        match prepare() {
            Ok(database) => Ok(Self {
                path,
                database: Mutex::new(database),
                keeps_unasked: false,
            }),
            Err(source) => Err(ProgressError::Database { path, source }),
        }
    }

    /// The same for whoever learns alone: on their own machine, their digits are kept until they say otherwise.
    ///
    /// # Errors
    /// As [`ClassSet::open`].
    pub fn of_one(folder: &Path) -> Result<Self, ProgressError> {
        Ok(Self {
            keeps_unasked: true,
            ..Self::open(folder)?
        })
    }

    /// Whether what a learner writes is kept.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn keeps(&self, learner: &str) -> Result<bool, ProgressError> {
        let said = self.told(said(&self.database(), learner))?;
        Ok(said.unwrap_or(self.keeps_unasked))
    }

    /// Takes note of whether what a learner writes may be kept. If not, what was kept of it is forgotten; returns how
    /// many digits that were.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn set_consent(&self, learner: &str, consents: bool) -> Result<usize, ProgressError> {
        let mut database = self.database();
        let write = |database: &mut Connection| -> rusqlite::Result<usize> {
            let all = database.transaction()?;
            all.execute(
                "INSERT INTO consent (learner, given, at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (learner) DO UPDATE SET given = excluded.given, at = excluded.at",
                params![learner, consents, unix_seconds() as i64],
            )?;
            let forgotten = match consents {
                true => 0,
                false => all.execute("DELETE FROM drawing WHERE learner = ?1", params![learner])?,
            };
            all.commit()?;
            Ok(forgotten)
        };
        let done = write(&mut database);
        self.told(done)
    }

    /// Takes what a learner handed in in a step, digit by digit, if they agreed; the same place again replaces what
    /// stood there. Returns how many were taken.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn record(
        &self,
        place: &Place,
        step: usize,
        digits: &[KeptDigit],
    ) -> Result<usize, ProgressError> {
        let mut database = self.database();
        let write = |database: &mut Connection| -> rusqlite::Result<usize> {
            let all = database.transaction()?;
            if !said(&all, &place.learner)?.unwrap_or(self.keeps_unasked) {
                return Ok(0);
            }
            let before: i64 = all.query_row(
                "SELECT count(*) FROM drawing WHERE learner = ?1",
                params![place.learner],
                |row| row.get(0),
            )?;
            let room = usize::try_from(MAX_DIGITS_EACH - before).unwrap_or(0);
            let mut taken = 0;
            for (at, one) in digits.iter().enumerate().take(room) {
                taken += all.execute(
                    "INSERT INTO drawing (learner, lesson, step, place, digit, read, pixels, kind, at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                     ON CONFLICT (learner, lesson, step, place) DO UPDATE SET
                       digit = excluded.digit, read = excluded.read, pixels = excluded.pixels,
                       kind = excluded.kind, at = excluded.at",
                    params![
                        place.learner,
                        format!("{}/{}", place.pack, place.lesson),
                        step as i64,
                        at as i64,
                        one.digit,
                        one.read,
                        one.pixels,
                        one.tool.name(),
                        unix_seconds() as i64
                    ],
                )?;
            }
            take_sides(&all)?;
            all.commit()?;
            Ok(taken)
        };
        let done = write(&mut database);
        self.told(done)
    }

    /// What these learners drew: by digit, and by learner.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn tables(
        &self,
        learners: &HashSet<String>,
    ) -> Result<(Vec<Row>, Vec<Row>), ProgressError> {
        let read = || -> rusqlite::Result<Vec<(String, String, usize, usize)>> {
            let database = self.database();
            let mut statement = database.prepare(
                "SELECT CAST(digit AS TEXT), learner, count(*), sum(digit = read) FROM drawing
                 GROUP BY digit, learner",
            )?;
            let rows = statement.query_map([], |row| {
                let drawn: i64 = row.get(2)?;
                let read: i64 = row.get(3)?;
                Ok((row.get(0)?, row.get(1)?, drawn as usize, read as usize))
            })?;
            rows.collect()
        };
        let (mut digits, mut writers) = (BTreeMap::new(), BTreeMap::new());
        for (digit, learner, drawn, read) in self.told(read())? {
            if learners.contains(&learner) {
                add(&mut digits, digit, drawn, read);
                add(&mut writers, learner, drawn, read);
            }
        }
        Ok((
            digits.into_values().collect(),
            writers.into_values().collect(),
        ))
    }

    /// How many digits these learners drew, and how many were read correctly.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn total(
        &self,
        learners: &HashSet<String>,
    ) -> Result<(usize, usize), ProgressError> {
        let (digits, _) = self.tables(learners)?;
        let sum = |of: fn(&Row) -> usize| digits.iter().map(of).sum();
        Ok((sum(|row| row.drawn), sum(|row| row.read)))
    }

    fn database(&self) -> MutexGuard<'_, Connection> {
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn told<T>(&self, result: rusqlite::Result<T>) -> Result<T, ProgressError> {
        result.map_err(|source| ProgressError::Database {
            path: self.path.clone(),
            source,
        })
    }
}

/// Counts digits to what there is of somebody, or of a digit.
fn add(rows: &mut BTreeMap<String, Row>, of: String, drawn: usize, read: usize) {
    let row = rows.entry(of.clone()).or_insert(Row {
        of,
        drawn: 0,
        read: 0,
    });
    row.drawn += drawn;
    row.read += read;
}

/// What a learner has said of keeping their digits.
fn said(database: &Connection, learner: &str) -> rusqlite::Result<Option<bool>> {
    let mut statement = database.prepare_cached("SELECT given FROM consent WHERE learner = ?1")?;
    statement
        .query_row(params![learner], |row| row.get(0))
        .optional()
}

/// Makes the tables where they are missing. Sets that were begun before there was paper have digits of the canvas only.
fn bring_up_to_date(database: &mut Connection) -> rusqlite::Result<()> {
    let all = database.transaction()?;
    all.execute_batch(
        "CREATE TABLE IF NOT EXISTS drawing (
             id INTEGER PRIMARY KEY,
             learner TEXT NOT NULL, lesson TEXT NOT NULL, step INTEGER NOT NULL,
             place INTEGER NOT NULL, digit INTEGER NOT NULL, read INTEGER NOT NULL,
             pixels BLOB NOT NULL, at INTEGER NOT NULL,
             UNIQUE (learner, lesson, step, place)
         ) STRICT;
         CREATE TABLE IF NOT EXISTS consent (
             learner TEXT PRIMARY KEY, given INTEGER NOT NULL, at INTEGER NOT NULL
         ) STRICT;",
    )?;
    let has_kinds = all
        .prepare("SELECT 1 FROM pragma_table_info('drawing') WHERE name = 'kind'")?
        .exists([])?;
    if !has_kinds {
        all.execute_batch(
            "ALTER TABLE drawing ADD COLUMN kind TEXT NOT NULL DEFAULT 'canvas';
             ALTER TABLE drawing ADD COLUMN apart INTEGER;",
        )?;
    }
    take_sides(&all)?;
    all.commit()
}

/// Puts each new digit on a side, to learn from or kept apart, where it stays: on the one that has fewer of the
/// learner's digits of this label; of equally many, fewer with this tool; then fewer of all.
fn take_sides(all: &Transaction<'_>) -> rusqlite::Result<()> {
    let new: Vec<(i64, String, u8, String)> = {
        let mut statement = all.prepare(
            "SELECT id, learner, digit, kind FROM drawing WHERE apart IS NULL ORDER BY id",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    for (id, learner, digit, kind) in new {
        // How many more are to learn from than are kept apart.
        let surplus: [i64; 3] = all.query_row(
            "SELECT coalesce(sum((1 - 2 * apart) * (digit = ?2)), 0),
                    coalesce(sum((1 - 2 * apart) * (kind = ?3)), 0),
                    coalesce(sum(1 - 2 * apart), 0)
             FROM drawing WHERE learner = ?1 AND apart IS NOT NULL",
            params![learner, digit, kind],
            |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]),
        )?;
        let decides = surplus.into_iter().find(|more| *more != 0);
        let is_apart = decides.map_or(digit % 2 == 1, |more| more > 0);
        all.execute(
            "UPDATE drawing SET apart = ?2 WHERE id = ?1",
            params![id, is_apart],
        )?;
    }
    Ok(())
}

/// What somebody is told of what this class wrote: in all, by digit, by learner without names, and their own share.
/// None where nothing was drawn or it cannot be read.
pub(crate) fn told(
    set: &ClassSet,
    learner: &str,
    class: &HashSet<String>,
    words: Words,
) -> Option<String> {
    let (digits, learners) = set.tables(class).ok()?;
    let sum = |of: fn(&Row) -> usize| digits.iter().map(of).sum::<usize>();
    let (drawn, read) = (sum(|row| row.drawn), sum(|row| row.read));
    if drawn == 0 {
        return None;
    }
    let share = |row: &Row| say!(words, "n-of-n", n = row.read, all = row.drawn);
    let by_digit = digits
        .iter()
        .map(|row| format!("{}: {}", row.of, share(row)));
    let by_digit: Vec<String> = by_digit.collect();
    let mut told = say!(words, "set-total", drawn = drawn, read = read);
    told.push_str(&format!("\n\n{}", by_digit.join(" · ")));
    // Sorted, so that no place says who it is.
    let mut sorted: Vec<&Row> = learners.iter().collect();
    sorted.sort_by_key(|row| (row.drawn.saturating_sub(row.read), row.drawn));
    let by_learner: Vec<String> = sorted.into_iter().map(share).collect();
    let by_learner = say!(words, "set-learners", shares = by_learner.join(" · "));
    told.push_str(&format!("\n\n{by_learner}"));
    if let Some(own) = learners.iter().find(|row| row.of == learner) {
        let own = say!(words, "set-own", read = own.read, drawn = own.drawn);
        told.push_str(&format!("\n\n{own}"));
    }
    Some(told)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use std::fs;
    use std::ops::ControlFlow;
    use std::sync::Arc;

    use super::*;
    use crate::dataset::import::{self, Request};
    use crate::dataset::{Catalogue, Library, LiveDigits};
    use crate::eval::clustered;
    use crate::lesson::Tool;

    fn place(learner: &str) -> Place {
        Place {
            learner: learner.to_owned(),
            pack: "p".to_owned(),
            lesson: "l.yaml".to_owned(),
        }
    }

    /// A digit with a line whose length depends on who writes it.
    fn digit(learner: u8, digit: u8, tool: Tool) -> KeptDigit {
        let mut pixels = vec![0; 784];
        let from = 28 * 4 + usize::from(digit) * 28;
        pixels[from..from + 6 + usize::from(learner)].fill(255);
        KeptDigit {
            digit,
            tool,
            pixels,
            read: digit,
        }
    }

    fn agreed(folder: &Path, learners: &[&str]) -> ClassSet {
        let set = ClassSet::open(folder).unwrap();
        for learner in learners {
            set.set_consent(learner, true).unwrap();
        }
        set
    }

    #[test]
    fn what_a_class_wrote_can_be_counted_and_taken_along_without_names() {
        let folder = tempfile::TempDir::new().unwrap();
        let set = agreed(folder.path(), &["ada", "bo"]);
        let ada = [digit(1, 1, Tool::Paper)];
        assert_eq!(set.record(&place("ada"), 2, &ada).unwrap(), 1);
        // The same step again is not counted twice.
        set.record(&place("ada"), 2, &ada).unwrap();
        let misread = KeptDigit {
            read: 7,
            ..digit(2, 1, Tool::Mouse)
        };
        set.record(&place("bo"), 2, &[misread]).unwrap();
        let class = HashSet::from(["ada", "bo"].map(str::to_owned));
        assert_eq!(set.total(&class).unwrap(), (2, 1));
        let (digits, learners) = set.tables(&class).unwrap();
        assert_eq!((digits.len(), digits[0].drawn, digits[0].read), (1, 2, 1));
        assert_eq!((learners[1].of.as_str(), learners[1].read), ("bo", 0));

        let out = folder.path().join("out");
        assert_eq!(set.export(&out).unwrap(), 2);
        let images = fs::read(out.join("class-images-idx3-ubyte")).unwrap();
        assert_eq!(images.len(), 16 + 2 * 784);
        assert_eq!(images[..8], [0, 0, 8, 3, 0, 0, 0, 2]);
        let labels = fs::read(out.join("class-labels-idx1-ubyte")).unwrap();
        assert_eq!(labels[8..], [1, 1]);
        let drawn = fs::read_dir(out.join("png/1")).unwrap().count();
        assert_eq!(drawn, 2);
        let groups = fs::read_to_string(out.join("class-groups.txt")).unwrap();
        assert_eq!(groups, "learner 1\nlearner 2\n");
        let kinds = fs::read_to_string(out.join("class-kinds.txt")).unwrap();
        let mut kinds: Vec<&str> = kinds.lines().collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["mouse", "paper"]);
    }

    #[test]
    fn nothing_is_kept_of_whoever_has_not_agreed_and_nothing_stays_of_whoever_withdraws() {
        let folder = tempfile::TempDir::new().unwrap();
        let set = agreed(folder.path(), &["ada"]);
        let ten = |learner| (0..10).map(move |of| digit(learner, of, Tool::Mouse));
        let (ada, bo): (Vec<_>, Vec<_>) = (ten(1).collect(), ten(2).collect());
        assert_eq!(set.record(&place("bo"), 0, &bo).unwrap(), 0);
        assert_eq!(set.record(&place("ada"), 0, &ada).unwrap(), 10);
        set.set_consent("bo", true).unwrap();
        set.record(&place("bo"), 0, &bo).unwrap();
        assert_eq!(set.digits().unwrap().len(), 20);
        assert_eq!(set.set_consent("ada", false).unwrap(), 10);
        assert_eq!(set.digits().unwrap().len(), 10);
        assert_eq!(set.record(&place("ada"), 0, &ada).unwrap(), 0);
        assert!(!set.keeps("ada").unwrap() && set.keeps("bo").unwrap());
        // On one's own machine, silence is consent.
        let own = tempfile::TempDir::new().unwrap();
        let own = ClassSet::of_one(own.path()).unwrap();
        assert!(own.keeps("me").unwrap());
        assert_eq!(own.record(&place("me"), 0, &ada).unwrap(), 10);
    }

    #[test]
    fn halves_are_balanced_by_digit_and_by_tool_and_a_digit_stays_on_its_side() {
        let folder = tempfile::TempDir::new().unwrap();
        let set = Arc::new(agreed(folder.path(), &["ada"]));
        let library = Library::builtin().with_class(set.clone());
        let select = |text: &str| library.select(&text.parse().unwrap()).unwrap();
        let order = [3, 7, 1, 0, 9, 2, 8, 5, 4, 6];
        let mouse = order.map(|of| digit(1, of, Tool::Mouse));
        set.record(&place("ada"), 0, &mouse).unwrap();
        let of_mouse: Vec<u8> = (0..5).map(|at| select("class@learn").label(at)).collect();
        let paper = order.map(|of| digit(2, of, Tool::Paper));
        set.record(&place("ada"), 1, &paper).unwrap();
        let (learn, apart) = (select("class@learn"), select("class@apart"));
        for side in [&learn, &apart] {
            let mut labels: Vec<u8> = (0..side.len()).map(|at| side.label(at)).collect();
            labels.sort_unstable();
            assert_eq!(labels, (0..10).collect::<Vec<u8>>());
        }
        let still: Vec<u8> = (0..5).map(|at| learn.label(at)).collect();
        assert_eq!(still, of_mouse);
        // A new digit on one side leaves the other what it was.
        let digest = |text: &str| library.declared_digest(&text.parse().unwrap()).unwrap();
        let before = (digest("class@learn"), digest("class@apart"));
        set.record(&place("ada"), 2, &[digit(3, 1, Tool::Mouse)])
            .unwrap();
        let after = (digest("class@learn"), digest("class@apart"));
        assert_eq!(
            [before.0 == after.0, before.1 == after.1]
                .iter()
                .filter(|same| **same)
                .count(),
            1
        );
    }

    #[test]
    fn hosts_that_have_the_same_digits_have_them_in_the_same_order() {
        let written = |order: &[&str]| {
            let folder = tempfile::TempDir::new().unwrap();
            let set = Arc::new(agreed(folder.path(), &["ada", "bo", "cy"]));
            for name in order {
                let of = name.len() as u8;
                set.record(&place(name), 1, &[digit(of, of, Tool::Mouse)])
                    .unwrap();
                set.record(&place(name), 0, &[digit(of, 0, Tool::Mouse)])
                    .unwrap();
            }
            // Ada wrote later than the others, wherever it was heard of first.
            let database = set.database();
            let at = "UPDATE drawing SET at = (learner = 'ada')";
            assert_eq!(database.execute(at, []).unwrap(), 2 * order.len());
            drop(database);
            let library = Library::builtin().with_class(set.clone());
            let digest = library.declared_digest(&"class".parse().unwrap());
            (set.digits().unwrap(), digest.unwrap())
        };
        let (digits, digest) = written(&["ada", "bo", "cy"]);
        assert_eq!(written(&["cy", "ada", "bo"]), (digits.clone(), digest));
        let who: Vec<u16> = digits.iter().map(|digit| digit.writer).collect();
        assert_eq!(who, [1, 1, 2, 2, 3, 3]);
        assert_eq!(digits[4].label, 0, "of Ada, the earlier step first");
    }

    #[test]
    fn a_set_with_too_few_digits_says_how_many_are_missing() {
        let folder = tempfile::TempDir::new().unwrap();
        let set = Arc::new(agreed(folder.path(), &["ada"]));
        let library = Library::builtin().with_class(set.clone());
        let class = || library.select(&"class".parse().unwrap());
        assert!(class().unwrap_err().to_string().contains("1 missing"));
        set.record(&place("ada"), 0, &[digit(1, 1, Tool::Mouse)])
            .unwrap();
        let told = class().unwrap().sample(20, 7).unwrap_err().to_string();
        assert!(
            told.contains("20 are asked for, 1 there, 19 missing"),
            "{told}"
        );
    }

    #[test]
    fn a_set_that_was_begun_before_there_was_paper_goes_on() {
        let folder = tempfile::TempDir::new().unwrap();
        let old = connect(&folder.path().join(FILE)).unwrap();
        old.execute_batch(
            "CREATE TABLE drawing (
                 id INTEGER PRIMARY KEY,
                 learner TEXT NOT NULL, lesson TEXT NOT NULL, step INTEGER NOT NULL,
                 place INTEGER NOT NULL, digit INTEGER NOT NULL, read INTEGER NOT NULL,
                 pixels BLOB NOT NULL, at INTEGER NOT NULL,
                 UNIQUE (learner, lesson, step, place)
             ) STRICT;
             INSERT INTO drawing VALUES (1, 'ada', 'l', 0, 0, 4, 4, zeroblob(784), 0);",
        )
        .unwrap();
        drop(old);
        let set = ClassSet::open(folder.path()).unwrap();
        assert_eq!(set.digits().unwrap().len(), 1);
        assert_eq!(set.numbered().unwrap()[0].2, "canvas");
    }

    #[test]
    fn an_export_is_imported_with_its_learners_as_numbers() {
        let folder = tempfile::TempDir::new().unwrap();
        let names: Vec<String> = (0..12).map(|learner| format!("person-{learner}")).collect();
        let all: Vec<&str> = names.iter().map(String::as_str).collect();
        let set = agreed(folder.path(), &all);
        for (name, learner) in names.iter().zip(0..) {
            let written: Vec<KeptDigit> =
                (0..10).map(|of| digit(learner, of, Tool::Mouse)).collect();
            set.record(&place(name), 0, &written).unwrap();
        }
        let out = folder.path().join("out");
        assert_eq!(set.export(&out).unwrap(), 120);
        for entry in fs::read_dir(&out).unwrap() {
            let path = entry.unwrap().path();
            let bytes = fs::read(&path).unwrap_or_default();
            let tells = bytes.windows(6).any(|bytes| bytes == b"person");
            assert!(!tells, "{}", path.display());
        }

        let sets = folder.path().join("sets");
        let request = Request::new(&out, "our-class");
        let go_on = |_| ControlFlow::Continue(());
        import::run(&request, &sets, Catalogue::builtin(), go_on).unwrap();
        let library = Library::builtin().with_imported(sets);
        let all = library.select(&"our-class".parse().unwrap()).unwrap();
        let answers = (0..all.len()).map(|place| (all.group(place), all.label(place) == 0));
        // Each learner wrote ten digits, one of them a 0.
        let over_learners = clustered(all.len(), answers).unwrap();
        assert_eq!(over_learners.groups, 12);
        assert_eq!(over_learners.interval.low, 0.1);
        assert_eq!(all.group(0), Some("learner 1"));
    }
}
