//! Typefaces: of each, the digits 0 to 9, drawn and brought into MNIST's form; and which of them have strokes
//! that are thinner than a pixel there.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};

use image::GrayImage;

use super::error::ImportError;
use super::request::Limits;
use super::stream::{Labelled, Stream};
use crate::dataset::Shape;
use crate::dataset::format::fonts::{self, DIGITS, GlyphError};
use crate::picture::{BOX, is_held_by_thin_strokes};

/// Ends of the names of typefaces' files.
const EXTENSIONS: [&str; 2] = ["ttf", "otf"];
/// Bytes of a typeface at most; more than the largest that holds Latin letters.
const MAX_BYTES: u64 = 32 << 20;

/// Strokes thinner than this are told of, in pixels of the finished picture: none of its pixels is covered by
/// one of them. MNIST's own are 2 to 3 pixels wide.
const THIN: f64 = 1.0;
/// Faces that are named at most where their strokes are thin.
const NAMED: usize = 5;

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
    /// Faces that thin strokes hold together, and in how many of their digits.
    thin: Vec<(String, usize)>,
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
            thin: Vec::new(),
        })
    }

    /// A digit of the face in MNIST's form; remembers whether its strokes are thin.
    fn draw(&mut self, digit: char) -> Result<GrayImage, GlyphError> {
        let large = fonts::large(&self.face, digit)?;
        let pixel = f64::from(large.width().max(large.height())) / f64::from(BOX);
        if is_held_by_thin_strokes(&large, THIN * pixel) {
            let name = self.last.file_name().unwrap_or_default();
            let name = name.to_string_lossy();
            match self.thin.last_mut() {
                Some((face, digits)) if *face == name => *digits += 1,
                _ => self.thin.push((name.into_owned(), 1)),
            }
        }
        fonts::reduced(&large, digit)
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
        let picture = self.draw(digit).map_err(|why| {
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

    fn remark(&self) -> Option<String> {
        let named = self.thin.iter().take(NAMED);
        let mut faces: Vec<String> = named
            .map(|(face, digits)| format!("{face} ({digits} of {})", DIGITS.count()))
            .collect();
        match self.thin.len().saturating_sub(NAMED) {
            0 => {}
            more => faces.push(format!("{more} more")),
        }
        (!faces.is_empty()).then(|| {
            format!(
                "digits of these faces were found to be held together by strokes thinner than \
                 {THIN} pixel of the finished picture and paler in it than thicker ones (MNIST's are 2 to 3 \
                 pixels wide): {}",
                faces.join(", ")
            )
        })
    }
}
