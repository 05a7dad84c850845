//! What kind of data a file is, by what is in it and not by what it is called.

use std::path::{Path, PathBuf};

use super::archive;
use super::array;
use super::arrays;
use super::beside::labels_beside;
use super::decode::no_picture;
use super::emnist;
use super::error::{ImportError, Remedy, Setting};
use super::filled;
use super::input::{beginning, hexadecimal};
use super::parquet;
use super::request::Request;
use super::source::{Files, Found};
use crate::dataset::format::idx::{COLOURS, LABELS, PICTURES};
use crate::picture::form::Id;
use crate::picture::is_heic;

/// Looks into a file.
///
/// # Errors
/// When it is nothing that can be imported, with what can be.
pub(super) fn recognise_file(path: &Path, request: &Request) -> Result<Found, ImportError> {
    let bytes = beginning(path)?;
    let starts = |magic: u32| bytes.starts_with(&magic.to_be_bytes());
    if starts(PICTURES) || starts(COLOURS) {
        let labels = labels_beside(path, request, "an IDX file of pictures")?;
        let pictures = path.to_owned();
        return as_stored(
            path,
            Found::one("an IDX pair", Files::Idx { pictures, labels }),
            request,
        );
    }
    if starts(LABELS) {
        let why = "it holds labels, not pictures; name the file of pictures instead";
        return Err(ImportError::whole(path, why).but(
            "for these labels, ",
            Setting::Labels,
            Remedy::Set,
        ));
    }
    if bytes.starts_with(array::MAGIC) {
        let labels = labels_beside(path, request, "an NPY file of pictures")?;
        let pictures = path.to_owned();
        return Ok(Found::one("NPY arrays", Files::Npy { pictures, labels }));
    }
    if image::guess_format(&bytes).is_ok_and(|format| format.reading_enabled()) {
        // Whoever says how large a tile is has no photo.
        if request.shape.is_none()
            && let Some(id) = filled::shown(path)
        {
            return photos(vec![path.to_owned()], Some(id), request);
        }
        return Ok(Found::one("a sheet", Files::Sheet(path.to_owned())));
    }
    if bytes.starts_with(archive::MAGIC)
        && let Some(found) = arrays::of_archive(path)?
    {
        return Ok(found);
    }
    if bytes.starts_with(parquet::MAGIC) {
        return of_parquet(vec![path.to_owned()]);
    }
    if is_heic(&bytes) {
        return Err(ImportError::whole(path, no_picture(&bytes, "")));
    }
    if let Some(why) = known(&bytes) {
        return Err(ImportError::whole(path, why));
    }
    // Text has no zero byte. What is no UTF-8 the table's own reader tells, with the line.
    if !bytes.contains(&0) {
        return as_stored(
            path,
            Found::one("a CSV table", Files::Table(path.to_owned())),
            request,
        );
    }
    let why = format!(
        "it begins with {}, which is no kind of file that can be imported; there are IDX, NPY, NPZ, CSV, \
         Parquet, PNG, JPEG and WebP files, and folders of pictures with a sub-folder a class",
        hexadecimal(&bytes)
    );
    Err(ImportError::whole(path, why))
}

/// What is told of kinds of files that are known and not read.
fn known(bytes: &[u8]) -> Option<String> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let unpack = |what: &str| Some(format!("it is {what}; unpack it and name what was in it"));
    if bytes.is_empty() {
        return Some("it is empty; copy or download it again".to_owned());
    }
    if starts(archive::MAGIC) {
        return unpack("a ZIP archive");
    }
    // The name of the format stands behind the first member's own name and size.
    if bytes.get(257..262) == Some(b"ustar") {
        return unpack("a TAR archive");
    }
    if starts(b"7z\xbc\xaf\x27\x1c") {
        return unpack("a 7z archive");
    }
    if starts(b"Rar!") {
        return unpack("a RAR archive");
    }
    if starts(b"\xff\xfe") || starts(b"\xfe\xff") {
        return Some("it is UTF-16 text; save the file as CSV in UTF-8".to_owned());
    }
    let save = "save its pictures and labels with numpy.savez('digits.npz', x_train=pictures, y_train=labels)";
    if starts(b"PAR1") {
        return Some(format!(
            "it is a Parquet table; read it in Python and {save}"
        ));
    }
    if starts(b"\x89HDF\r\n\x1a\n") {
        return Some(format!("it is an HDF5 file; read it in Python and {save}"));
    }
    if starts(b"MATLAB ") {
        return Some(format!(
            "it is a MATLAB file; read it in Python (scipy.io.loadmat) and {save}"
        ));
    }
    // Protocols 2 to 5 of Python's pickle, which could run anything.
    if let [0x80, 2..=5, ..] = bytes {
        return Some(format!(
            "it is a Python pickle, which only Python reads; there {save}"
        ));
    }
    None
}

/// A table in one file or several.
pub(super) fn of_parquet(files: Vec<PathBuf>) -> Result<Found, ImportError> {
    let classes = files
        .first()
        .map(|file| parquet::classes(file))
        .transpose()?
        .flatten();
    Ok(Found {
        classes,
        ..Found::one("a Parquet table", Files::Parquet(files))
    })
}

/// Photos of filled sheets, of which this is the first one that is known.
pub(super) fn photos(
    files: Vec<PathBuf>,
    first: Option<Id>,
    request: &Request,
) -> Result<Found, ImportError> {
    let labels = filled::labels(&request.path, first, request.classes.as_deref())?;
    Ok(Found {
        classes: Some(labels.names().to_vec()),
        ..Found::one("photos of filled sheets", Files::Filled(files))
    })
}

/// What was found in files of pictures of which this is one, with what is known of EMNIST's own if it is one of these.
pub(super) fn as_stored(
    pictures: &Path,
    mut found: Found,
    request: &Request,
) -> Result<Found, ImportError> {
    if let Some(emnist) = emnist::recognise(pictures)? {
        found.is_transposed = true;
        found.classes = found.classes.or(emnist.classes);
        let done = match request.transpose {
            Some(false) => "as was asked, its pictures were left as they are".to_owned(),
            _ => format!(
                "its pictures were turned upright ({} leaves them as they are)",
                (request.naming)(Setting::Transpose, Some("no"))
            ),
        };
        found.told.push(format!(
            "it was taken for EMNIST {}, which stores rows as columns; {done}",
            emnist.by
        ));
    }
    Ok(found)
}
