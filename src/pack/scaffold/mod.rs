//! A pack to begin with: commented, working, with drawings of its own or with somebody's pictures.

mod own;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use image::{GrayImage, Luma};
use imageproc::drawing::{draw_filled_circle_mut, draw_polygon_mut};
use imageproc::point::Point;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use thiserror::Error;

use super::reference::{self, Kind};
use crate::dataset::DataError;
use crate::dataset::import::ImportError;

pub use own::{Made, from_pictures};

const PACK: &str = include_str!("shapes/pack.yaml");
const LESSON: &str = include_str!("shapes/first-lesson.yaml");

/// Pixels along a side of a drawing.
const SIDE: u32 = 28;
/// Drawings of a shape to learn from, and to measure on.
const DRAWINGS: [(&str, u32); 2] = [("train", 40), ("test", 20)];
/// The shapes, in the order of their folders.
const SHAPES: [&str; 3] = ["circle", "square", "triangle"];

/// Why there is no new pack.
#[derive(Debug, Error)]
pub enum ScaffoldError {
    /// The name cannot be one.
    #[error("{0:?} is no name for a pack; use up to 64 lower-case letters, digits and hyphens")]
    Name(String),
    /// Something is there already.
    #[error("{}: it is there already; choose another name, or remove it first", .0.display())]
    Exists(PathBuf),
    /// No pack can be made of these pictures.
    #[error("{}: {problem}", path.display())]
    Pictures {
        /// Where they are.
        path: PathBuf,
        /// What is wrong and what to do.
        problem: String,
    },
    /// They cannot be read.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// What was imported cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// It could not be written.
    #[error("{}: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Whether a pack may be called that.
pub fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=64).contains(&name.len()) && name.chars().all(plain) && !name.starts_with('-')
}

/// Makes a pack of this name in a folder of the same name below `parent`; its folder.
///
/// # Errors
/// When the name cannot be one, something is there already, or nothing can be written.
pub fn new(parent: &Path, name: &str) -> Result<PathBuf, ScaffoldError> {
    let begun = Begun::new(parent, name)?;
    begun.write_texts(PACK, LESSON)?;
    let mut random = ChaCha8Rng::seed_from_u64(7);
    for (part, count) in DRAWINGS {
        for shape in SHAPES {
            for number in 1..=count {
                let path = format!("data/shapes/{part}/{shape}/{number:02}.png");
                let mut png = io::Cursor::new(Vec::new());
                let drawn = drawing(shape, &mut random);
                drawn
                    .write_to(&mut png, image::ImageFormat::Png)
                    .map_err(|error| ScaffoldError::Write {
                        path: begun.folder.join(&path),
                        source: io::Error::other(error),
                    })?;
                begun.write(&path, png.get_ref())?;
            }
        }
    }
    Ok(begun.folder)
}

/// A pack's folder that is being filled.
struct Begun {
    name: String,
    folder: PathBuf,
}

impl Begun {
    /// A new folder of this name below `parent`.
    fn new(parent: &Path, name: &str) -> Result<Self, ScaffoldError> {
        if !is_name(name) {
            return Err(ScaffoldError::Name(name.to_owned()));
        }
        let folder = parent.join(name);
        if folder.exists() {
            return Err(ScaffoldError::Exists(folder));
        }
        Ok(Self {
            name: name.to_owned(),
            folder,
        })
    }

    /// Writes one of its files.
    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), ScaffoldError> {
        let path = self.folder.join(path);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| fs::write(&path, bytes))
            .map_err(|source| ScaffoldError::Write { path, source })
    }

    /// Writes its `pack.yaml` and its lesson, and what editors know them by.
    fn write_texts(&self, pack: &str, lesson: &str) -> Result<(), ScaffoldError> {
        let mut title = self.name.replace('-', " ");
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let filled = |text: &str| {
            text.replace("SCHEMA", ".schema")
                .replace("NAME", &self.name)
                .replace("TITLE", &title)
        };
        self.write("pack.yaml", filled(pack).as_bytes())?;
        self.write("first-lesson.yaml", filled(lesson).as_bytes())?;
        for (file, kind) in [("pack", Kind::Pack), ("lesson", Kind::Lesson)] {
            let schema = format!("{:#}\n", reference::schema(kind));
            self.write(&format!(".schema/{file}.schema.json"), schema.as_bytes())?;
        }
        Ok(())
    }
}

/// A bright shape on black, somewhere near the middle, of some size, turned a little.
fn drawing(shape: &str, random: &mut ChaCha8Rng) -> GrayImage {
    let mut picture = GrayImage::new(SIDE, SIDE);
    let ink = Luma([random.random_range(170..=255)]);
    let (x, y) = (
        random.random_range(11.0..17.0_f32),
        random.random_range(11.0..17.0_f32),
    );
    let radius = random.random_range(6.0..10.0_f32);
    let corners = match shape {
        "circle" => {
            let middle = (x.round() as i32, y.round() as i32);
            draw_filled_circle_mut(&mut picture, middle, radius.round() as i32, ink);
            return picture;
        }
        "square" => 4,
        _ => 3,
    };
    let turned = random.random_range(-0.3..0.3_f32);
    let points: Vec<Point<i32>> = (0..corners)
        .map(|corner| {
            let angle = turned + std::f32::consts::TAU * corner as f32 / corners as f32;
            Point::new(
                (x + radius * angle.cos()).round() as i32,
                (y + radius * angle.sin()).round() as i32,
            )
        })
        .collect();
    draw_polygon_mut(&mut picture, &points, ink);
    picture
}
