//! Files of a pack are plain files inside its folder: links, pipes and devices are refused before they are opened,
//! since whoever made the pack may not be whoever opens it.

use std::borrow::Cow;
use std::fs::{self, FileType};
use std::io;
use std::path::Path;

use super::inside::is_inside;

/// A lesson file larger than this is not a lesson.
const MAX_BYTES: u64 = 1 << 20;
/// A picture in a text that is larger is no help to a terminal.
const MAX_PICTURE_BYTES: u64 = 16 << 20;
/// Files of a set that are looked at.
pub(super) const MAX_FILES: usize = 250_000;

/// The bytes of a file of the pack in this folder.
///
/// # Errors
/// When it is not there, no plain file, or too large.
pub(super) fn read(folder: &Path, name: &str) -> io::Result<Cow<'static, [u8]>> {
    let too_large = "a lesson may be";
    bounded(folder, name, MAX_BYTES, too_large).map(Cow::Owned)
}

/// The bytes of a picture of the pack in this folder.
///
/// # Errors
/// When it is not there, no plain file, or too large.
pub(super) fn read_picture(folder: &Path, name: &str) -> io::Result<Vec<u8>> {
    bounded(
        folder,
        name,
        MAX_PICTURE_BYTES,
        "a picture in a text may be",
    )
}

fn bounded(folder: &Path, name: &str, most: u64, what: &str) -> io::Result<Vec<u8>> {
    let refused = |problem: String| io::Error::new(io::ErrorKind::InvalidData, problem);
    if let Some(problem) = not_plain(folder, name)? {
        return Err(refused(problem));
    }
    let path = folder.join(name);
    let about = fs::symlink_metadata(&path)?;
    if about.is_dir() {
        return Err(refused("it is a folder; name a file in it".to_owned()));
    }
    if about.len() > most {
        return Err(refused(format!(
            "it is larger than {what} ({most} bytes); make it {}",
            if most == MAX_BYTES {
                "shorter"
            } else {
                "smaller"
            }
        )));
    }
    fs::read(path)
}

/// Why this name, or something on the way to it, is neither a folder nor a plain file of the pack; none if it is.
///
/// # Errors
/// When it is not there or cannot be looked at.
pub(super) fn not_plain(folder: &Path, name: &str) -> io::Result<Option<String>> {
    let mut path = folder.to_owned();
    for part in Path::new(name).components() {
        path.push(part);
        let kind = fs::symlink_metadata(&path)?.file_type();
        if let Some(problem) = what_it_is(kind) {
            return Ok(Some(problem.to_owned()));
        }
    }
    Ok(None)
}

/// The first thing below this folder or file of a pack that is neither a folder nor a plain file, and why it is
/// refused.
pub(super) fn first_below(folder: &Path, name: &str) -> Option<(String, String)> {
    let mut waiting = vec![name.trim_end_matches('/').to_owned()];
    let mut looked_at = 0;
    while let Some(name) = waiting.pop() {
        looked_at += 1;
        if looked_at > MAX_FILES || !is_inside(&name) {
            return None;
        }
        // What is not there is told by whoever reads it.
        let Ok(about) = fs::symlink_metadata(folder.join(&name)) else {
            continue;
        };
        if let Some(problem) = what_it_is(about.file_type()) {
            return Some((name, problem.to_owned()));
        }
        if about.is_dir()
            && let Ok(entries) = fs::read_dir(folder.join(&name))
        {
            let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
            waiting.extend(names.map(|inner| format!("{name}/{inner}")));
        }
    }
    None
}

fn what_it_is(kind: FileType) -> Option<&'static str> {
    match (kind.is_symlink(), kind.is_file() || kind.is_dir()) {
        (true, _) => Some("it is a link, which nobody else would have; put a copy in its place"),
        (false, true) => None,
        (false, false) => {
            Some("it is a pipe, a socket or a device and no plain file; put a file in its place")
        }
    }
}
