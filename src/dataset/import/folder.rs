//! A folder with a sub-folder a class, and a file of any common format a picture in each.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader};

use super::error::{ImportError, Remedy, Setting};
use super::input::{beginning, instead};
use super::junk::is_junk;
use super::request::{Limits, On, Request};
use super::stream::{Labelled, Stream};
use crate::dataset::Shape;
use crate::picture::jpeg::first_missing_row;
use crate::picture::{FORMATS, ground, is_heic};

/// Memory that one picture may take while it is decoded: 512 MiB.
const DECODED: u64 = 512 << 20;

/// What a folder holds: files and sub-folders in the order of their names, numbers by value.
pub(super) struct Listing {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) folders: Vec<PathBuf>,
    /// How many are hidden, or left behind by operating systems, and stand in neither.
    pub(crate) junk: usize,
}

/// Lists a folder.
pub(super) fn list(folder: &Path) -> Result<Listing, ImportError> {
    let reading = |error| ImportError::reading(folder, error);
    let (mut files, mut folders, mut junk) = (Vec::new(), Vec::new(), 0);
    for entry in fs::read_dir(folder).map_err(reading)? {
        let path = entry.map_err(reading)?.path();
        if is_junk(&name(&path)) {
            junk += 1;
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
    Ok(Listing {
        files,
        folders,
        junk,
    })
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
    /// What shows through them.
    on: Option<On>,
    laid: Laid,
    left_out: usize,
}

impl Folder {
    /// Lists the files of all classes. Each sub-folder must be called as one of the classes.
    pub(crate) fn open(
        folder: &Path,
        classes: &[String],
        request: &Request,
    ) -> Result<Self, ImportError> {
        let limits = &request.limits;
        let mut waiting = VecDeque::new();
        let mut count = 0;
        let Listing {
            folders,
            junk: mut left_out,
            ..
        } = list(folder)?;
        for path in folders {
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
            let (files, junk) = pictures(&path)?;
            left_out += junk;
            count += files.len();
            limits.check_count(folder, count)?;
            waiting.push_back((label, files));
        }
        Ok(Self {
            waiting,
            last: folder.to_owned(),
            limits: *limits,
            fitted: request.fit.is_some(),
            on: request.on,
            laid: Laid::default(),
            left_out,
        })
    }
}

/// The files of a class, and how many of what is in its folder were left out.
fn pictures(folder: &Path) -> Result<(VecDeque<PathBuf>, usize), ImportError> {
    let Listing {
        files,
        folders,
        junk,
    } = list(folder)?;
    if let Some(path) = folders.first() {
        let why =
            "it is a folder inside a class's folder; put the pictures of a class side by side";
        return Err(ImportError::whole(path, why));
    }
    for path in &files {
        if ImageFormat::from_path(path).is_ok_and(|format| format.reading_enabled()) {
            continue;
        }
        let beginning = beginning(path)?;
        if !image::guess_format(&beginning).is_ok_and(|format| format.reading_enabled()) {
            return Err(no_picture(path, &beginning, "take it out of the folder"));
        }
    }
    if files.is_empty() {
        let why = "the folder is empty; put this class's pictures into it or take it away";
        return Err(ImportError::whole(folder, why));
    }
    Ok((files.into(), junk))
}

/// What is told of a file that is no picture which can be read.
pub(super) fn no_picture(path: &Path, beginning: &[u8], what_to_do: &str) -> ImportError {
    let why = if is_heic(beginning) {
        "it is a HEIC picture, which is not read here; save it as JPEG or PNG (an iPhone takes JPEG after Settings, \
         Camera, Formats, Most Compatible)"
            .to_owned()
    } else {
        format!("it is no picture that is read here ({FORMATS}); {what_to_do}")
    };
    ImportError::whole(path, why)
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
        let (shape, pixels) = decode(&path, most, self.on, &mut self.laid)?;
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

    fn remark(&self) -> Option<String> {
        self.laid.told()
    }

    fn left_out(&self) -> usize {
        self.left_out
    }
}

/// How many pictures that one could see through were laid on what.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Laid {
    white: usize,
    black: usize,
}

impl Laid {
    /// In words; none where there were none.
    pub(crate) fn told(self) -> Option<String> {
        let one = |n, ground| match n {
            0 => None,
            1 => Some(format!("1 was laid on {ground}")),
            many => Some(format!("{many} were laid on {ground}")),
        };
        let told: Vec<String> = [one(self.white, "white"), one(self.black, "black")]
            .into_iter()
            .flatten()
            .collect();
        (!told.is_empty()).then(|| {
            format!(
                "of the pictures that one can see through {}",
                told.join(" and ")
            )
        })
    }
}

/// A picture file as it is to be seen (turned as its camera says): its shape, and its pixels, grey
/// or red, green and blue. Where one can see through it, it is laid `on` something, which `laid` counts.
///
/// # Errors
/// When it is damaged, a side has more than `most` pixels, or one can see through it and nothing is said of that.
pub(super) fn decode(
    path: &Path,
    most: u32,
    on: Option<On>,
    laid: &mut Laid,
) -> Result<(Shape, Vec<u8>), ImportError> {
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
    if let Some(what) = instead(&bytes) {
        return Err(ImportError::whole(path, what));
    }
    if !reader
        .format()
        .is_some_and(|format| format.reading_enabled())
    {
        return Err(no_picture(path, &bytes, "save it as one of these"));
    }
    let mut decoder = reader.into_decoder().map_err(wrong)?;
    let (width, height) = decoder.dimensions();
    if width > most || height > most {
        let why = format!("it is {width}x{height} pixels, and a side may have {most}");
        return Err(ImportError::whole(path, why).but(
            "to have it made smaller, ",
            Setting::Fit,
            Remedy::set_to("28x28"),
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
    if picture.color().has_alpha()
        && let Some(seen_on) = ground::under(&picture.to_luma_alpha8())
    {
        let under = match on {
            Some(On::White) => ground::WHITE,
            Some(On::Black) => ground::BLACK,
            Some(On::Auto) => seen_on,
            None => return Err(see_through(path, seen_on)),
        };
        match under {
            ground::BLACK => laid.black += 1,
            _ => laid.white += 1,
        }
        picture = ground::lay_on(&picture, under);
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

/// What is told of a picture that one can see through.
fn see_through(path: &Path, seen_on: u8) -> ImportError {
    let (strokes, ground) = match seen_on {
        ground::BLACK => ("bright", "black"),
        _ => ("dark", "white"),
    };
    let why = format!(
        "one can see through it, and nobody knows onto what (its strokes are {strokes}, which one sees on {ground}); \
         save it without transparency"
    );
    ImportError::whole(path, why).but(
        "or, to lay it on white, black, or what its strokes are seen on, ",
        Setting::On,
        Remedy::set_to("auto"),
    )
}
