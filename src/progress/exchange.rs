//! Lessons that change hands: where one person has come under two names, the lessons that they did further under the
//! first are those of the second, and the other way round. Nothing is overwritten, so that it can be taken back.

use rusqlite::params;

use super::{Progress, ProgressError};

/// A lesson of a pack, by their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonOf {
    /// The pack.
    pub pack: String,
    /// The lesson's file.
    pub lesson: String,
}

impl Progress {
    /// The lessons in which one learner has come further than another: to the end, or with more said and measured, or, if
    /// both are the same, later.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn further(&self, one: &str, other: &str) -> Result<Vec<LessonOf>, ProgressError> {
        let read = || -> rusqlite::Result<Vec<LessonOf>> {
            let mut statement = self.database.prepare(
                "WITH far AS (
                     SELECT learner, pack, lesson, finished, changed,
                            (SELECT count(*) FROM note WHERE note.learner = walk.learner
                             AND note.pack = walk.pack AND note.lesson = walk.lesson) AS said
                     FROM walk
                 )
                 SELECT one.pack, one.lesson FROM far AS one
                 LEFT JOIN far AS other ON other.learner = ?2
                     AND other.pack = one.pack AND other.lesson = one.lesson
                 WHERE one.learner = ?1 AND (other.learner IS NULL
                     OR (one.finished, one.said, one.changed) > (other.finished, other.said, other.changed))
                 ORDER BY one.pack, one.lesson",
            )?;
            let rows = statement.query_map(params![one, other], |row| {
                Ok(LessonOf {
                    pack: row.get(0)?,
                    lesson: row.get(1)?,
                })
            })?;
            rows.collect()
        };
        self.told(read())
    }

    /// In these lessons each of two learners has what the other had.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn exchange(
        &mut self,
        one: &str,
        other: &str,
        lessons: &[LessonOf],
    ) -> Result<(), ProgressError> {
        // No learner's id: it is on no keyboard.
        const NOBODY: &str = "\u{1}";
        let mut write = || -> rusqlite::Result<()> {
            let all = self.database.transaction()?;
            for table in ["walk", "note"] {
                let mut hand = all.prepare(&format!(
                    "UPDATE {table} SET learner = ?2 WHERE learner = ?1 AND pack = ?3 AND lesson = ?4"
                ))?;
                for LessonOf { pack, lesson } in lessons {
                    for (from, to) in [(one, NOBODY), (other, one), (NOBODY, other)] {
                        hand.execute(params![from, to, pack, lesson])?;
                    }
                }
            }
            all.commit()
        };
        let written = write();
        self.told(written)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;
    use crate::lesson::{Note, Saved};
    use crate::progress::Place;

    #[test]
    fn whoever_came_further_gives_the_lesson_and_gets_it_back() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut progress = Progress::open(folder.path()).unwrap();
        let place = |learner: &str, lesson: &str| Place {
            learner: learner.to_owned(),
            pack: "mind-the-gap".to_owned(),
            lesson: lesson.to_owned(),
        };
        let at = |at: usize, finished: bool| Saved {
            at,
            furthest: at,
            finished,
            steps: Vec::new(),
            figures: Vec::new(),
        };
        let said = |choice: usize| Note::Answer {
            step: 1,
            choice,
            right: true,
        };
        progress
            .save_walk(&place("ann", "a.yaml"), &at(4, true))
            .unwrap();
        progress
            .keep_note(&place("ann", "a.yaml"), &said(2))
            .unwrap();
        progress
            .save_walk(&place("anna", "a.yaml"), &at(2, false))
            .unwrap();
        progress
            .keep_note(&place("anna", "a.yaml"), &said(1))
            .unwrap();
        progress
            .save_walk(&place("anna", "b.yaml"), &at(3, true))
            .unwrap();
        progress
            .save_walk(&place("ann", "c.yaml"), &at(1, false))
            .unwrap();
        let lessons = progress.further("ann", "anna").unwrap();
        let names: Vec<&str> = lessons.iter().map(|one| one.lesson.as_str()).collect();
        assert_eq!(names, ["a.yaml", "c.yaml"]);
        let steps = |progress: &Progress, learner: &str| {
            ["a.yaml", "b.yaml", "c.yaml"].map(|lesson| {
                let place = place(learner, lesson);
                let walk = progress.walk(&place).unwrap();
                (walk.map(|walk| walk.at), progress.notes(&place).unwrap())
            })
        };
        let before = (steps(&progress, "ann"), steps(&progress, "anna"));
        progress.exchange("ann", "anna", &lessons).unwrap();
        assert_eq!(
            steps(&progress, "anna"),
            [
                (Some(4), vec![said(2)]),
                (Some(3), vec![]),
                (Some(1), vec![])
            ]
        );
        assert_eq!(steps(&progress, "ann")[0], (Some(2), vec![said(1)]));
        progress.exchange("ann", "anna", &lessons).unwrap();
        assert_eq!((steps(&progress, "ann"), steps(&progress, "anna")), before);
    }
}
