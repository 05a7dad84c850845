//! A folder with a sub-folder a class, and a file of any common format a picture in each.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};

use image::ImageFormat;

use super::decode::{Laid, decode, most_pixels, no_picture};
use super::error::{ImportError, Remedy, Setting};
use super::input::beginning;
use super::junk::is_junk;
use super::request::{On, Request};
use super::stream::{Labelled, Stream};

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
    /// The pixels that a side may have.
    most: u32,
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
            most: most_pixels(request),
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
    if files.is_empty() {
        let why = "the folder is empty; put this class's pictures into it or take it away";
        return Err(ImportError::whole(folder, why));
    }
    Ok((files.into(), junk))
}

/// Makes sure that a file is a picture, by its name or by what it begins with.
fn check(path: &Path) -> Result<(), ImportError> {
    if ImageFormat::from_path(path).is_ok_and(|format| format.reading_enabled()) {
        return Ok(());
    }
    let beginning = beginning(path)?;
    if image::guess_format(&beginning).is_ok_and(|format| format.reading_enabled()) {
        return Ok(());
    }
    let why = no_picture(&beginning, "take it out of the folder");
    Err(ImportError::whole(path, why).damage())
}

impl Stream for Folder {
    fn next(&mut self) -> Result<Option<Labelled>, ImportError> {
        let Some((label, mut files)) = self.waiting.pop_front() else {
            return Ok(None);
        };
        let Some(path) = files.pop_front() else {
            return self.next();
        };
        if !files.is_empty() {
            self.waiting.push_back((label, files));
        }
        self.last = path;
        check(&self.last)?;
        let (shape, pixels) = decode(&self.last, self.most, self.on, &mut self.laid)?;
        Ok(Some(Labelled {
            shape,
            pixels,
            label,
        }))
    }

    fn place(&self) -> (&Path, String) {
        (&self.last, String::new())
    }

    fn goes_on(&self) -> bool {
        true
    }

    fn remark(&self) -> Option<String> {
        self.laid.told()
    }

    fn left_out(&self) -> usize {
        self.left_out
    }
}
