//! A class set as data that lessons measure on and learn from, as it is now.

use std::path::PathBuf;

use super::{ClassSet, FILE};
use crate::dataset::{LiveDigit, LiveDigits};

impl LiveDigits for ClassSet {
    fn digits(&self) -> Result<Vec<LiveDigit>, String> {
        let read = || -> rusqlite::Result<Vec<(String, LiveDigit)>> {
            let database = self.database();
            let mut statement = database.prepare(
                // By what all hosts of a class have the same: a run's id counts the order.
                "SELECT learner, pixels, digit, apart FROM drawing WHERE apart IS NOT NULL
                 ORDER BY at, learner, lesson, step, place",
            )?;
            let rows = statement.query_map([], |row| {
                let digit = LiveDigit {
                    pixels: row.get(1)?,
                    label: row.get(2)?,
                    writer: 0,
                    is_apart: row.get(3)?,
                };
                Ok((row.get(0)?, digit))
            })?;
            rows.collect()
        };
        let digits = self.told(read()).map_err(|error| error.to_string())?;
        // By who wrote first.
        let mut writers: Vec<String> = Vec::new();
        let numbered = digits.into_iter().map(|(learner, mut digit)| {
            let known = writers.iter().position(|known| *known == learner);
            let place = known.unwrap_or_else(|| {
                writers.push(learner);
                writers.len() - 1
            });
            digit.writer = u16::try_from(place + 1).unwrap_or(u16::MAX);
            digit
        });
        Ok(numbered.collect())
    }
}

/// The set in a folder, opened whenever it is asked for; there may be none.
pub struct SetIn(pub PathBuf);

impl LiveDigits for SetIn {
    fn digits(&self) -> Result<Vec<LiveDigit>, String> {
        match self.0.join(FILE).is_file() {
            true => ClassSet::open(&self.0)
                .map_err(|error| error.to_string())?
                .digits(),
            false => Ok(Vec::new()),
        }
    }
}
