//! A class set written into a folder, as pictures and in MNIST's form, without names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use image::{GrayImage, ImageFormat};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::ClassSet;
use crate::base::file::{self, write_to_hand_on};
use crate::progress::ProgressError;

/// The side of a picture, as a network sees it.
const SIDE: u32 = 28;
/// What goes out with an export.
const TERMS: &str = "\
Digits that were written by the learners of a workshop with mindgap. Each of them was asked and
agreed that what they write may become part of the class's set. The pictures carry no names;
class-groups.txt says with a number which of them are by one learner, class-kinds.txt what each
was written with.

Licence: what the learners agreed to is a set of this class. To publish it, ask them again,
and write here under which licence.
";

/// Why the set cannot be written out.
#[derive(Debug, Error)]
pub enum SetError {
    /// The database fails.
    #[error(transparent)]
    Database(#[from] ProgressError),
    /// A file cannot be written.
    #[error("{}: {source}; {}", path.display(), file::cure(source))]
    File {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
}

impl ClassSet {
    /// Writes the set into a folder: a PNG each in a folder a digit, the same in MNIST's IDX form with a number for
    /// the learner and what it was written with, of each, and the terms. Without names. Returns how many digits.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub(crate) fn export(&self, folder: &Path) -> Result<usize, SetError> {
        let all = self.numbered()?;
        let file = |path: &Path, source| SetError::File {
            path: path.to_owned(),
            source,
        };
        for (place, (learner, digit, kind, picture)) in all.iter().enumerate() {
            let digit = folder.join("png").join(digit.to_string());
            fs::create_dir_all(&digit).map_err(|source| file(&digit, source))?;
            let path = digit.join(format!("{learner:03}-{place:05}-{kind}.png"));
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
        let (mut groups, mut kinds) = (String::new(), String::new());
        for (learner, digit, kind, picture) in &all {
            images.extend_from_slice(picture.as_raw());
            labels.push(*digit);
            groups.push_str(&format!("learner {learner}\n"));
            kinds.push_str(&format!("{kind}\n"));
        }
        let files = [
            ("class-images-idx3-ubyte", images),
            ("class-labels-idx1-ubyte", labels),
            ("class-groups.txt", groups.into_bytes()),
            ("class-kinds.txt", kinds.into_bytes()),
            ("TERMS.txt", TERMS.as_bytes().to_vec()),
        ];
        for (name, bytes) in files {
            let path = folder.join(name);
            write_to_hand_on(&path, &bytes).map_err(|source| file(&path, source))?;
        }
        Ok(all.len())
    }

    /// All digits with a number for their learner and what they were written with, by these: numbers and order come
    /// from the pictures alone, and so tell nothing of names, nor of who came when.
    pub(super) fn numbered(&self) -> Result<Vec<(usize, u8, String, GrayImage)>, ProgressError> {
        type Drawn = (u8, Vec<u8>, String);
        let read = || -> rusqlite::Result<Vec<(String, Drawn)>> {
            let database = self.database();
            let mut statement = database.prepare(
                "SELECT learner, digit, pixels, kind FROM drawing ORDER BY digit, pixels",
            )?;
            let rows = statement.query_map([], |row| {
                Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?)))
            })?;
            rows.collect()
        };
        let mut by_learner = BTreeMap::<String, Vec<Drawn>>::new();
        for (learner, drawn) in self.told(read())? {
            by_learner.entry(learner).or_default().push(drawn);
        }
        let mut drawn: Vec<Vec<Drawn>> = by_learner.into_values().collect();
        drawn.sort_by_cached_key(|digits| {
            let mut hasher = Sha256::new();
            for (digit, pixels, _) in digits {
                hasher.update([*digit]);
                hasher.update(pixels);
            }
            hasher.finalize().to_vec()
        });
        let numbered = (1..).zip(drawn).flat_map(|(learner, digits)| {
            let whole = digits.into_iter().filter_map(move |(digit, pixels, kind)| {
                let picture = GrayImage::from_raw(SIDE, SIDE, pixels)?;
                Some((learner, digit, kind, picture))
            });
            whole.collect::<Vec<_>>()
        });
        Ok(numbered.collect())
    }
}
