//! Typefaces: of each, the digits 0 to 9, drawn and brought into MNIST's form.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::ImportError;
use super::request::Limits;
use super::stream::{Labelled, Stream};
use crate::dataset::Shape;
use crate::dataset::format::fonts::{self, DIGITS};

/// Ends of the names of typefaces' files.
const EXTENSIONS: [&str; 2] = ["ttf", "otf"];
/// Bytes of a typeface at most; more than the largest that holds Latin letters.
const MAX_BYTES: u64 = 32 << 20;

/// Whether a file is one, by its name.
pub(super) fn is_one(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        EXTENSIONS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(ending))
    })
}

/// Face after face, 0 to 9 of each.
pub(super) struct Typefaces {
    waiting: VecDeque<PathBuf>,
    /// The face that is drawn, and the digits of it that are left.
    face: Vec<u8>,
    digits: VecDeque<(u8, char)>,
    last: PathBuf,
}

impl Typefaces {
    pub(crate) fn open(
        files: &[PathBuf],
        folder: &Path,
        limits: &Limits,
    ) -> Result<Self, ImportError> {
        limits.check_count(folder, files.len() * DIGITS.count())?;
        Ok(Self {
            waiting: files.iter().cloned().collect(),
            face: Vec::new(),
            digits: VecDeque::new(),
            last: folder.to_owned(),
        })
    }
}

impl Stream for Typefaces {
    fn next(&mut self) -> Result<Option<Labelled>, ImportError> {
        if self.digits.is_empty() {
            let Some(path) = self.waiting.pop_front() else {
                return Ok(None);
            };
            let reading = |error| ImportError::reading(&path, error);
            if fs::metadata(&path).map_err(reading)?.len() > MAX_BYTES {
                let why = format!(
                    "it has more than {} MiB; choose another file",
                    MAX_BYTES >> 20
                );
                return Err(ImportError::whole(&path, why));
            }
            self.face = fs::read(&path).map_err(reading)?;
            self.digits = (0..).zip(DIGITS).collect();
            self.last = path;
        }
        let Some((label, digit)) = self.digits.pop_front() else {
            return Ok(None);
        };
        let drawn = fonts::character(&self.face, digit);
        let picture = drawn.map_err(|why| {
            ImportError::whole(
                &self.last,
                format!("{why}; choose a typeface with the digits 0 to 9"),
            )
        })?;
        let shape = Shape {
            width: picture.width() as usize,
            height: picture.height() as usize,
            channels: 1,
        };
        Ok(Some(Labelled {
            shape,
            pixels: picture.into_raw(),
            label,
        }))
    }

    fn place(&self) -> (&Path, String) {
        (&self.last, String::new())
    }
}
