//! What kind of data a path leads to, and which options are of use for it.

use super::archive;
use super::arrays;
use super::error::{ImportError, Remedy, Setting};
use super::files::{photos, recognise_file};
use super::filled;
use super::folders::recognise_folder;
use super::input::beginning;
use super::request::Request;
use super::source::{Files, Found};

/// Looks at what the request's path leads to.
///
/// # Errors
/// When it is nothing that can be imported, with what can be.
pub(super) fn recognise(request: &Request) -> Result<Found, ImportError> {
    let path = &request.path;
    let is_folder = match archive::within(path) {
        Some(_) => false,
        None => std::fs::metadata(path)
            .map_err(|error| ImportError::reading(path, error))?
            .is_dir(),
    };
    let found = if !request.others.is_empty() {
        recognise_photos(request)?
    } else if is_folder {
        recognise_folder(path, request)?
    } else {
        recognise_file(path, request)?
    };
    check_use(&found, request)?;
    Ok(found)
}

/// Refuses options that what was found has no use for: whoever gave one expected something of it.
fn check_use(found: &Found, request: &Request) -> Result<(), ImportError> {
    let all = |fits: fn(&Files) -> bool| found.sources.iter().all(|source| fits(&source.files));
    let tables = all(|files| matches!(files, Files::Table(_)));
    let pairs = all(|files| matches!(files, Files::Idx { .. }));
    let numbers = all(|files| matches!(files, Files::Npy { .. } | Files::Table(_)));
    let files_of_pictures = all(|files| {
        matches!(
            files,
            Files::Folder(_) | Files::Sheet(_) | Files::Parquet(_)
        )
    });
    let sized = all(|files| {
        matches!(
            files,
            Files::Idx { .. }
                | Files::Folder(_)
                | Files::Parquet(_)
                | Files::Typefaces(..)
                | Files::Filled(_)
        )
    });
    let in_table = all(|files| matches!(files, Files::Parquet(_)));
    let filled = all(|files| matches!(files, Files::Filled(_)));
    let archive = found.kind == arrays::NPZ;
    let several = found.sources.len() > 1;
    let (why, setting) = if several && request.labels.is_some() {
        ("each part has its own labels", Setting::Labels)
    } else if archive && request.labels.is_some() {
        ("the labels are one of its arrays", Setting::Labels)
    } else if in_table && request.labels.is_some() {
        ("its labels are one of its columns", Setting::Labels)
    } else if filled && request.labels.is_some() {
        ("the boxes say what is in them", Setting::Labels)
    } else if filled && request.invert {
        ("its ink becomes bright by itself", Setting::Invert)
    } else if !tables && request.label_column.is_some() {
        ("only a CSV table has columns", Setting::LabelColumn)
    } else if sized && request.shape.is_some() {
        ("its files tell the size of the pictures", Setting::Shape)
    } else if !numbers && request.range.is_some() {
        ("what is black and white in it is known", Setting::Range)
    } else if !files_of_pictures && request.on.is_some() {
        ("one cannot see through its pictures", Setting::On)
    } else if !pairs && request.groups.is_some() {
        (
            "it tells no writers and no series of forms",
            Setting::Groups,
        )
    } else {
        return Ok(());
    };
    let why = format!("it is {}, and {why}", found.kind);
    Err(ImportError::whole(&request.path, why).but("", setting, Remedy::Omit))
}

/// Several files, which only photos may be.
fn recognise_photos(request: &Request) -> Result<Found, ImportError> {
    let files: Vec<_> = std::iter::once(&request.path)
        .chain(&request.others)
        .cloned()
        .collect();
    for file in &files {
        let about = std::fs::metadata(file).map_err(|error| ImportError::reading(file, error))?;
        if about.is_dir() || image::guess_format(&beginning(file)?).is_err() {
            let why = "it is no picture, and only photos of filled sheets can be imported together; import it alone";
            return Err(ImportError::whole(file, why));
        }
    }
    let first = files.iter().find_map(|file| filled::shown(file));
    photos(files, first, request)
}
