//! Digits of one person who came under two names.

use rusqlite::{Connection, params};

use super::{ClassSet, said};
use crate::progress::ProgressError;

impl ClassSet {
    /// What one learner wrote is another's from now on, where nothing of theirs stands in its place, and what they agreed
    /// to, where the other has said nothing. Of whoever has not agreed, nothing is given anything. Returns which digits.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn hand_over(&self, from: &str, into: &str) -> Result<Vec<i64>, ProgressError> {
        let mut database = self.database();
        let write = |database: &mut Connection| -> rusqlite::Result<Vec<i64>> {
            let all = database.transaction()?;
            all.execute(
                "INSERT INTO consent (learner, given, at)
                 SELECT ?2, given, at FROM consent WHERE learner = ?1 ON CONFLICT DO NOTHING",
                params![from, into],
            )?;
            if !said(&all, into)?.unwrap_or(self.keeps_unasked) {
                return Ok(Vec::new());
            }
            let given = {
                let mut hand = all.prepare(
                    "UPDATE OR IGNORE drawing SET learner = ?2 WHERE learner = ?1 RETURNING id",
                )?;
                let rows = hand.query_map(params![from, into], |row| row.get(0))?;
                rows.collect::<rusqlite::Result<Vec<i64>>>()?
            };
            all.commit()?;
            Ok(given)
        };
        let done = write(&mut database);
        self.told(done)
    }

    /// Gives digits that were handed over back to this learner; those that are still there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn give_back(&self, digits: &[i64], to: &str) -> Result<(), ProgressError> {
        let mut database = self.database();
        let write = |database: &mut Connection| -> rusqlite::Result<()> {
            let all = database.transaction()?;
            for id in digits {
                all.execute(
                    "UPDATE OR IGNORE drawing SET learner = ?2 WHERE id = ?1",
                    params![id, to],
                )?;
            }
            all.commit()
        };
        let done = write(&mut database);
        self.told(done)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::lesson::{KeptDigit, Tool};
    use crate::progress::Place;

    #[test]
    fn digits_of_two_names_are_one_persons_until_they_are_given_back() {
        let folder = tempfile::TempDir::new().unwrap();
        let set = ClassSet::open(folder.path()).unwrap();
        let digit = |digit: u8| KeptDigit {
            digit,
            tool: Tool::Keys,
            pixels: vec![digit; 784],
            read: digit,
        };
        let place = |learner: &str| Place {
            learner: learner.to_owned(),
            pack: "p".to_owned(),
            lesson: "l.yaml".to_owned(),
        };
        let drawn = |learner: &str| {
            let class = HashSet::from([learner.to_owned()]);
            set.total(&class).unwrap().0
        };
        set.set_consent("ann", true).unwrap();
        set.record(&place("ann"), 2, &[digit(1), digit(2)]).unwrap();
        // Whoever has said no is given nothing.
        set.set_consent("anna", false).unwrap();
        assert!(set.hand_over("ann", "anna").unwrap().is_empty());
        assert_eq!((drawn("ann"), drawn("anna")), (2, 0));
        set.set_consent("anna", true).unwrap();
        set.record(&place("anna"), 2, &[digit(7)]).unwrap();
        // What stands in the same place stays where it is.
        let given = set.hand_over("ann", "anna").unwrap();
        assert_eq!(given.len(), 1);
        assert_eq!((drawn("ann"), drawn("anna")), (1, 2));
        set.give_back(&given, "ann").unwrap();
        assert_eq!((drawn("ann"), drawn("anna")), (2, 1));
        // Whoever has said nothing has agreed to what they agreed to under the other name.
        set.hand_over("ann", "an").unwrap();
        assert!(set.keeps("an").unwrap());
    }
}
