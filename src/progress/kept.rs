//! What is remembered of one learner in one lesson, whole: as it is taken along, and brought back.

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Place, Progress, ProgressError, put_note, put_walk};
use crate::lesson::{Note, Saved};
use crate::train::RunId;

/// What is remembered of one learner in one lesson.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Where they are, and what they did.
    pub saved: Saved,
    /// When that was saved, in Unix seconds.
    pub changed: u64,
    /// What they said and what was measured of it, oldest first.
    pub notes: Vec<Dated>,
}

/// Something that a learner said, or that was measured of it, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dated {
    /// In Unix seconds.
    pub at: u64,
    /// What was said or measured.
    #[serde(flatten)]
    pub note: Note,
}

/// What is remembered of a learner in a pack's lessons with networks of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sitting {
    /// The run of a model of their own that stood in for the lessons' networks, if one did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub brought: Option<RunId>,
    /// The lessons that were opened, by their files' names.
    pub lessons: Vec<(String, Kept)>,
}

impl Progress {
    /// All that is remembered of a learner in a lesson; none where they have not been there.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn kept(&self, place: &Place) -> Result<Option<Kept>, ProgressError> {
        let Some(saved) = self.walk(place)? else {
            return Ok(None);
        };
        let key = params![place.learner, place.pack, place.lesson];
        let changed = self.database.query_row(
            "SELECT changed FROM walk WHERE learner = ?1 AND pack = ?2 AND lesson = ?3",
            key,
            |row| row.get::<_, i64>(0),
        );
        let changed = self.told(changed.optional())?.unwrap_or_default();
        let read = || -> rusqlite::Result<Vec<(i64, String)>> {
            let mut statement = self.database.prepare(
                "SELECT at, note FROM note WHERE learner = ?1 AND pack = ?2 AND lesson = ?3 ORDER BY id",
            )?;
            let rows = statement.query_map(key, |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        let notes = self.told(read())?.into_iter().filter_map(|(at, text)| {
            let note = serde_json::from_str(&text).ok()?;
            let at = u64::try_from(at).unwrap_or_default();
            Some(Dated { at, note })
        });
        Ok(Some(Kept {
            saved,
            changed: u64::try_from(changed).unwrap_or_default(),
            notes: notes.collect(),
        }))
    }

    /// All that is remembered of a learner in a pack with these lessons: with networks of the lessons' own first, then
    /// with each model that they brought.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn sittings(
        &self,
        learner: &str,
        pack: &str,
        lessons: &[String],
    ) -> Result<Vec<Sitting>, ProgressError> {
        let brought = self.brought(learner, pack)?.into_iter().map(Some);
        let mut sittings = Vec::new();
        for brought in std::iter::once(None).chain(brought) {
            let mut sitting = Sitting {
                brought,
                lessons: Vec::new(),
            };
            for lesson in lessons {
                let kept = self.kept(&sitting.place(learner, pack, lesson))?;
                sitting
                    .lessons
                    .extend(kept.map(|kept| (lesson.clone(), kept)));
            }
            sittings.extend((!sitting.lessons.is_empty()).then_some(sitting));
        }
        Ok(sittings)
    }

    /// Puts this in the place of what is remembered of a learner in a lesson.
    ///
    /// # Errors
    /// When the database cannot be written; then nothing has changed.
    pub fn put_back(&mut self, place: &Place, kept: &Kept) -> Result<(), ProgressError> {
        let key = params![place.learner, place.pack, place.lesson];
        let mut put = || -> rusqlite::Result<()> {
            let changes = self.database.transaction()?;
            changes.execute(
                "DELETE FROM note WHERE learner = ?1 AND pack = ?2 AND lesson = ?3",
                key,
            )?;
            put_walk(&changes, place, &kept.saved, kept.changed)?;
            for Dated { at, note } in &kept.notes {
                put_note(&changes, place, note, *at)?;
            }
            changes.commit()
        };
        let done = put();
        self.told(done)
    }
}

impl Sitting {
    /// Where one of its lessons is remembered of this learner of this pack.
    pub fn place(&self, learner: &str, pack: &str, lesson: &str) -> Place {
        Place {
            learner: learner.to_owned(),
            pack: match &self.brought {
                Some(run) => Place::pack_with(pack, run),
                None => pack.to_owned(),
            },
            lesson: lesson.to_owned(),
        }
    }
}
