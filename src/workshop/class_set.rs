//! The class set: digits that learners draw become, with their consent, a labelled test set of the
//! room. It is kept on the host, and leaves it only as what the instructor exports.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fs, io};

use image::{GrayImage, ImageFormat};
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::base::clock::unix_seconds;
use crate::base::file::{self, write_to_hand_on};
use crate::lesson::step::Written;
use crate::progress::{connect, cure};
use crate::say;
use crate::words::Words;

/// The side of a picture, as a network sees it.
const SIDE: u32 = 28;
/// Digits of one learner at most.
const MAX_DIGITS_EACH: i64 = 500;
/// What goes out with an export.
const TERMS: &str = "\
Digits that were drawn by the learners of a workshop with mindgap. Each of them was asked and
agreed that what they draw may become part of the class's test set. The pictures carry no names;
class-groups.txt says with a number which of them are by one learner.

Licence: what the learners agreed to is a test set of this class. To publish it, ask them again,
and write here under which licence.
";

/// Why the set cannot be used.
#[derive(Debug, Error)]
pub enum SetError {
    /// The database fails.
    #[error("{}: {source}; {}", path.display(), cure(source))]
    Database {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// A file cannot be written.
    #[error("{}: {source}; {}", path.display(), file::cure(source))]
    File {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
}

/// How often a digit, or a learner's digits, were read correctly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The digit, or the learner.
    pub(super) of: String,
    /// How many were drawn.
    pub(super) drawn: usize,
    /// How many of them were read correctly, by the model for which they were drawn.
    pub(super) read: usize,
}

/// The digits of a class.
pub struct ClassSet {
    path: PathBuf,
    database: Mutex<Connection>,
}

impl ClassSet {
    /// Opens the set in this folder, which has to exist; it is made where it is missing.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn open(folder: &Path) -> Result<Self, SetError> {
        let path = folder.join("class-set.sqlite");
        let prepare = || -> rusqlite::Result<Connection> {
            let database = connect(&path)?;
            database.execute_batch(
                "CREATE TABLE IF NOT EXISTS drawing (
                     id INTEGER PRIMARY KEY,
                     learner TEXT NOT NULL, lesson TEXT NOT NULL, step INTEGER NOT NULL,
                     place INTEGER NOT NULL, digit INTEGER NOT NULL, read INTEGER NOT NULL,
                     pixels BLOB NOT NULL, at INTEGER NOT NULL,
                     UNIQUE (learner, lesson, step, place)
                 ) STRICT;",
            )?;
            Ok(database)
        };
        match prepare() {
            Ok(database) => Ok(Self {
                path,
                database: Mutex::new(database),
            }),
            Err(source) => Err(SetError::Database { path, source }),
        }
    }

    /// Takes what a learner wrote in a step, digit by digit; the same place again replaces what stood
    /// there. What is empty is no digit.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn record(
        &self,
        learner: &str,
        (lesson, step): (&str, usize),
        written: &[Written<'_>],
    ) -> Result<(), SetError> {
        let mut database = self.database();
        let write = |database: &mut Connection| -> rusqlite::Result<()> {
            let all = database.transaction()?;
            let before: i64 = all.query_row(
                "SELECT count(*) FROM drawing WHERE learner = ?1",
                params![learner],
                |row| row.get(0),
            )?;
            let room = usize::try_from(MAX_DIGITS_EACH - before).unwrap_or(0);
            for (place, one) in written.iter().enumerate().take(room) {
                let Some(seen) = one.handed_in.seen() else {
                    continue;
                };
                all.execute(
                    "INSERT INTO drawing (learner, lesson, step, place, digit, read, pixels, at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                     ON CONFLICT (learner, lesson, step, place) DO UPDATE SET
                       digit = excluded.digit, read = excluded.read, pixels = excluded.pixels,
                       at = excluded.at",
                    params![
                        learner,
                        lesson,
                        step as i64,
                        place as i64,
                        one.digit,
                        one.read_as().0,
                        seen.as_raw(),
                        unix_seconds() as i64
                    ],
                )?;
            }
            all.commit()
        };
        let done = write(&mut database);
        self.told(done)
    }

    /// By digit, and by learner.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn tables(&self) -> Result<(Vec<Row>, Vec<Row>), SetError> {
        let database = self.database();
        let table = |column: &str| -> rusqlite::Result<Vec<Row>> {
            let mut statement = database.prepare(&format!(
                "SELECT CAST({column} AS TEXT), count(*), sum(digit = read) FROM drawing
                 GROUP BY {column} ORDER BY {column}"
            ))?;
            let rows = statement.query_map([], |row| {
                Ok(Row {
                    of: row.get(0)?,
                    drawn: row.get::<_, i64>(1)? as usize,
                    read: row.get::<_, i64>(2)? as usize,
                })
            })?;
            rows.collect()
        };
        let tables = table("digit").and_then(|digits| Ok((digits, table("learner")?)));
        self.told(tables)
    }

    /// How many digits the class drew, and how many were read correctly.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn total(&self) -> Result<(usize, usize), SetError> {
        let (digits, _) = self.tables()?;
        let sum = |of: fn(&Row) -> usize| digits.iter().map(of).sum();
        Ok((sum(|row| row.drawn), sum(|row| row.read)))
    }

    /// Writes the set into a folder: a PNG each in a folder a digit, the same in MNIST's IDX form with a number for
    /// the learner of each, and the terms. Without names. Returns how many digits.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub(super) fn export(&self, folder: &Path) -> Result<usize, SetError> {
        let all = self.numbered()?;
        let file = |path: &Path, source| SetError::File {
            path: path.to_owned(),
            source,
        };
        for (place, (learner, digit, picture)) in all.iter().enumerate() {
            let digit = folder.join("png").join(digit.to_string());
            fs::create_dir_all(&digit).map_err(|source| file(&digit, source))?;
            let path = digit.join(format!("{learner:03}-{place:05}.png"));
            picture
                .save_with_format(&path, ImageFormat::Png)
                .map_err(|error| file(&path, io::Error::other(error)))?;
        }
        fs::create_dir_all(folder).map_err(|source| file(folder, source))?;
        // IDX: two zeros, 8 for bytes, the number of sides, each side, the bytes (MNIST's own form).
        let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let mut images = vec![0, 0, 8, 3];
        for side in [count, SIDE, SIDE] {
            images.extend_from_slice(&side.to_be_bytes());
        }
        let mut labels = vec![0, 0, 8, 1];
        labels.extend_from_slice(&count.to_be_bytes());
        let mut groups = String::new();
        for (learner, digit, picture) in &all {
            images.extend_from_slice(picture.as_raw());
            labels.push(*digit);
            groups.push_str(&format!("learner {learner}\n"));
        }
        let files = [
            ("class-images-idx3-ubyte", images),
            ("class-labels-idx1-ubyte", labels),
            ("class-groups.txt", groups.into_bytes()),
            ("TERMS.txt", TERMS.as_bytes().to_vec()),
        ];
        for (name, bytes) in files {
            let path = folder.join(name);
            write_to_hand_on(&path, &bytes).map_err(|source| file(&path, source))?;
        }
        Ok(all.len())
    }

    /// All digits with a number for their learner, by these: numbers and order come from the pictures alone, and so
    /// tell nothing of names, nor of who came when.
    fn numbered(&self) -> Result<Vec<(usize, u8, GrayImage)>, SetError> {
        let read = || -> rusqlite::Result<Vec<(String, u8, Vec<u8>)>> {
            let database = self.database();
            let mut statement = database
                .prepare("SELECT learner, digit, pixels FROM drawing ORDER BY digit, pixels")?;
            let rows =
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            rows.collect()
        };
        let mut by_learner = BTreeMap::<String, Vec<(u8, Vec<u8>)>>::new();
        for (learner, digit, pixels) in self.told(read())? {
            by_learner.entry(learner).or_default().push((digit, pixels));
        }
        let mut drawn: Vec<Vec<(u8, Vec<u8>)>> = by_learner.into_values().collect();
        drawn.sort_by_cached_key(|digits| {
            let mut hasher = Sha256::new();
            for (digit, pixels) in digits {
                hasher.update([*digit]);
                hasher.update(pixels);
            }
            hasher.finalize().to_vec()
        });
        let numbered = (1..).zip(drawn).flat_map(|(learner, digits)| {
            let whole = digits.into_iter().filter_map(move |(digit, pixels)| {
                Some((learner, digit, GrayImage::from_raw(SIDE, SIDE, pixels)?))
            });
            whole.collect::<Vec<_>>()
        });
        Ok(numbered.collect())
    }

    fn database(&self) -> MutexGuard<'_, Connection> {
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn told<T>(&self, result: rusqlite::Result<T>) -> Result<T, SetError> {
        result.map_err(|source| SetError::Database {
            path: self.path.clone(),
            source,
        })
    }
}

/// What everybody is told of the set: in all, by digit, by learner without names, and their own share.
/// None where nothing was drawn or it cannot be read.
pub(super) fn told(set: &ClassSet, learner: &str, words: Words) -> Option<String> {
    let (digits, learners) = set.tables().ok()?;
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
    use std::ops::ControlFlow;

    use super::*;
    use crate::dataset::import::{self, Request};
    use crate::dataset::{Catalogue, Library};
    use crate::eval::clustered;
    use crate::lesson::{Drawing, HandedIn, Pen, Tool};

    fn stroke() -> Drawing {
        let mut drawing = Drawing::default();
        for pen in [Pen::Down(Tool::Mouse, (0.5, 0.2)), Pen::To((0.5, 0.8)), Pen::Up] {
            drawing.obey(pen);
        }
        drawing
    }

    #[test]
    fn what_a_class_drew_can_be_counted_and_taken_along_without_names() {
        let folder = tempfile::TempDir::new().unwrap();
        let set = ClassSet::open(folder.path()).unwrap();
        let (drawing, nothing) = (HandedIn::Drawn(stroke()), HandedIn::Drawn(Drawing::default()));
        let answer = |digit: usize| {
            let mut answer = [0.0; 10];
            answer[digit] = 1.0;
            answer
        };
        let (right, wrong) = (answer(1), answer(7));
        let written = |handed_in, answer| Written {
            digit: 1,
            handed_in,
            answer,
        };
        let ada = [written(&drawing, &right), written(&nothing, &right)];
        set.record("ada", ("l.yaml", 2), &ada).unwrap();
        // The same step again is not counted twice.
        set.record("ada", ("l.yaml", 2), &ada).unwrap();
        set.record("bo", ("l.yaml", 2), &[written(&drawing, &wrong)])
            .unwrap();
        assert_eq!(set.total().unwrap(), (2, 1));
        let (digits, learners) = set.tables().unwrap();
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
    }

    /// A stroke whose length depends on who draws it.
    fn stroke_of(learner: u8, digit: u8) -> Drawing {
        let mut drawing = Drawing::default();
        let (x, y) = (
            0.2 + f32::from(digit) / 20.0,
            0.4 + f32::from(learner) / 30.0,
        );
        for pen in [
            Pen::Down(Tool::Mouse, (x, 0.2)),
            Pen::To((x, y)),
            Pen::To((0.8, y)),
            Pen::Up,
        ] {
            drawing.obey(pen);
        }
        drawing
    }

    #[test]
    fn an_export_is_imported_with_its_learners_as_numbers() {
        let folder = tempfile::TempDir::new().unwrap();
        let set = ClassSet::open(folder.path()).unwrap();
        let mut answer = [0.0; 10];
        answer[0] = 1.0;
        for learner in 0..12 {
            let drawings: Vec<(u8, HandedIn)> = (0..10)
                .map(|digit| (digit, HandedIn::Drawn(stroke_of(learner, digit))))
                .collect();
            let written: Vec<Written<'_>> = drawings
                .iter()
                .map(|(digit, handed_in)| Written {
                    digit: *digit,
                    handed_in,
                    answer: &answer,
                })
                .collect();
            let name = format!("person-{learner}");
            set.record(&name, ("l.yaml", 0), &written).unwrap();
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
        let request = Request::new(&out, "class");
        let go_on = |_| ControlFlow::Continue(());
        import::run(&request, &sets, Catalogue::builtin(), go_on).unwrap();
        let library = Library::builtin().with_imported(sets);
        let all = library.select(&"class".parse().unwrap()).unwrap();
        let answers = (0..all.len()).map(|place| (all.group(place), all.label(place) == 0));
        // Each learner wrote ten digits, one of them a 0.
        let over_learners = clustered(all.len(), answers).unwrap();
        assert_eq!(over_learners.groups, 12);
        assert_eq!(over_learners.interval.low, 0.1);
        assert_eq!(all.group(0), Some("learner 1"));
    }
}
