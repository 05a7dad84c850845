//! A folder with a sub-folder a class, and a PNG, JPEG or WebP file a picture in each.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use image::{DynamicImage, ImageDecoder, ImageError, ImageReader};

use super::error::{ImportError, Remedy, Setting};
use super::request::Limits;
use super::stream::{Labelled, Stream};
use crate::dataset::Shape;
use crate::picture::jpeg::first_missing_row;

/// Ends of the names of picture files.
const EXTENSIONS: [&str; 4] = ["png", "jpg", "jpeg", "webp"];

/// Memory that one picture may take while it is decoded: 512 MiB.
const DECODED: u64 = 512 << 20;

/// What a folder holds: files and sub-folders in the order of their names, numbers by value. Hidden
/// ones are left out, and what file managers leave behind.
pub(super) struct Listing {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) folders: Vec<PathBuf>,
}

/// Lists a folder.
pub(super) fn list(folder: &Path) -> Result<Listing, ImportError> {
    let reading = |error| ImportError::reading(folder, error);
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder).map_err(reading)? {
        let path = entry.map_err(reading)?.path();
        let name = name(&path);
        if name.starts_with('.') || name == "Thumbs.db" || name == "__MACOSX" {
            continue;
        }
        let about = fs::metadata(&path).map_err(|error| ImportError::reading(&path, error))?;
        match about.is_dir() {
            true => folders.push(path),
            false => files.push(path),
        }
    }
    for paths in [&mut files, &mut folders] {
        paths.sort_by_cached_key(|path| order(&name(path)));
    }
    Ok(Listing { files, folders })
}

/// Sorts names: numbers by value, before words.
pub(super) fn order(name: &str) -> (u64, String) {
    let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
    (digits.parse().unwrap_or(u64::MAX), name.to_owned())
}

/// A path's last part.
pub(super) fn name(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// The pictures of the sub-folders, a class at a time taking its turn: any beginning has as many of
/// each class.
pub(super) struct Folder {
    waiting: VecDeque<(u8, VecDeque<PathBuf>)>,
    last: PathBuf,
    limits: Limits,
    /// Whether pictures will be made smaller, so that they may be large.
    fitted: bool,
}

impl Folder {
    /// Lists the files of all classes. Each sub-folder must be called as one of the classes.
    pub(crate) fn open(
        folder: &Path,
        classes: &[String],
        limits: &Limits,
        fitted: bool,
    ) -> Result<Self, ImportError> {
        let mut waiting = VecDeque::new();
        let mut count = 0;
        for path in list(folder)?.folders {
            let name = name(&path);
            let place = classes.iter().position(|class| *class == name);
            let label = place.and_then(|place| u8::try_from(place).ok());
            let label = label.ok_or_else(|| {
                let why = format!(
                    "no class is called {name}, and those that were named are {}",
                    classes.join(",")
                );
                ImportError::whole(&path, why).but(
                    "for a class to each folder, ",
                    Setting::Classes,
                    Remedy::Set,
                )
            })?;
            let files = pictures(&path)?;
            count += files.len();
            limits.check_count(folder, count)?;
            waiting.push_back((label, files));
        }
        Ok(Self {
            waiting,
            last: folder.to_owned(),
            limits: *limits,
            fitted,
        })
    }
}

fn pictures(folder: &Path) -> Result<VecDeque<PathBuf>, ImportError> {
    let Listing { files, folders } = list(folder)?;
    if let Some(path) = folders.first() {
        let why =
            "it is a folder inside a class's folder; put the pictures of a class side by side";
        return Err(ImportError::whole(path, why));
    }
    for path in &files {
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        if !EXTENSIONS.iter().any(|known| ending == *known) {
            let why = "it is no PNG, JPEG or WebP file; take it out of the folder";
            return Err(ImportError::whole(path, why));
        }
    }
    if files.is_empty() {
        let why = "the folder is empty; put this class's pictures into it or take it away";
        return Err(ImportError::whole(folder, why));
    }
    Ok(files.into())
}

impl Stream for Folder {
    fn next(&mut self) -> Result<Option<Labelled>, ImportError> {
        let Some((label, mut files)) = self.waiting.pop_front() else {
            return Ok(None);
        };
        let Some(path) = files.pop_front() else {
            return self.next();
        };
        let most = match self.fitted {
            true => u32::MAX,
            false => u32::try_from(self.limits.side).unwrap_or(u32::MAX),
        };
        let (shape, pixels) = decode(&path, most)?;
        self.last = path;
        if !files.is_empty() {
            self.waiting.push_back((label, files));
        }
        Ok(Some(Labelled {
            shape,
            pixels,
            label,
        }))
    }

    fn place(&self) -> (&Path, String) {
        (&self.last, String::new())
    }
}

/// A picture file as it is to be seen (turned as its camera says): its shape, and its pixels, grey
/// or red, green and blue.
///
/// # Errors
/// When it is damaged, a side has more than `most` pixels, or one can see through it.
pub(super) fn decode(path: &Path, most: u32) -> Result<(Shape, Vec<u8>), ImportError> {
    let reading = |error| ImportError::reading(path, error);
    let mut bytes = Vec::new();
    // No file of so many pixels at most has more bytes.
    let mut file = File::open(path).map_err(reading)?.take(DECODED);
    file.read_to_end(&mut bytes).map_err(reading)?;
    let wrong = |error: ImageError| {
        let why = format!("it cannot be decoded ({error}); save it again");
        ImportError::whole(path, why)
    };
    let reader = ImageReader::new(Cursor::new(&bytes)).with_guessed_format();
    let reader = reader.map_err(reading)?;
    let mut decoder = reader.into_decoder().map_err(wrong)?;
    let (width, height) = decoder.dimensions();
    if width > most || height > most {
        let why = format!("it is {width}x{height} pixels, and a side may have {most}");
        return Err(ImportError::whole(path, why).but(
            "to have it made smaller, ",
            Setting::Fit,
            Remedy::SetTo("28x28"),
        ));
    }
    if decoder.total_bytes() > DECODED {
        let why = format!("it is {width}x{height} pixels, too many to decode; save it smaller");
        return Err(ImportError::whole(path, why));
    }
    let orientation = decoder.orientation().map_err(wrong)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(wrong)?;
    if let Some(row) = first_missing_row(&bytes, &picture) {
        let height = picture.height();
        let why = format!(
            "the file ends early: of its {height} rows, those from row {row} on are missing; save or copy it again"
        );
        return Err(ImportError::whole(path, why));
    }
    picture.apply_orientation(orientation);
    if picture.color().has_alpha() && picture.to_rgba8().pixels().any(|pixel| pixel.0[3] < 255) {
        let why =
            "one can see through it, and nobody knows onto what; save it without transparency";
        return Err(ImportError::whole(path, why));
    }
    let shape = Shape {
        width: picture.width() as usize,
        height: picture.height() as usize,
        channels: if picture.color().has_color() { 3 } else { 1 },
    };
    let pixels = match shape.channels {
        1 => picture.into_luma8().into_raw(),
        _ => picture.into_rgb8().into_raw(),
    };
    Ok((shape, pixels))
}
