//! One file of a pack, to be handed on: a gzip-compressed tar with a list of its files and their digests
//! in front. The same pack makes the same bytes, wherever and whenever.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::GzBuilder;
use flate2::read::GzDecoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tar::{Archive, Builder, EntryType, Header};
use thiserror::Error;

use super::bare_photo;
use super::inside::is_inside;
use super::schema::PackFile;
use crate::base::file::Unfinished;
use crate::base::terminal::is_printable;
use crate::dataset::hex;
use crate::words::Lang;

/// The end of an archive's name.
pub const EXTENSION: &str = "mindgap";
/// The list of files, the first thing in an archive.
const MANIFEST: &str = "mindgap.json";
/// Bytes of the list at most.
const MANIFEST_BYTES: u64 = 64 << 20;
/// Files of a pack at most.
const MAX_FILES: usize = 250_000;
/// Bytes of all its files, unpacked, at most: 1 GiB.
const MAX_UNPACKED_BYTES: u64 = 1 << 30;
/// Bytes of a file's name at most.
const MAX_NAME_BYTES: usize = 240;

/// Why a pack cannot be packed or unpacked.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The archive is damaged, or nobody should unpack it.
    #[error("{}: {problem}", path.display())]
    Content {
        /// The archive.
        path: PathBuf,
        /// What is wrong and what to do.
        problem: String,
    },
    /// The pack has something that cannot be packed.
    #[error("{file}: {problem}")]
    Pack {
        /// The file in the pack.
        file: String,
        /// What is wrong and what to do.
        problem: String,
    },
}

/// What stands in front of an archive.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// The version of the archive's form.
    archive: u32,
    /// The pack's name.
    name: String,
    /// Its files, in their order.
    files: BTreeMap<String, Listed>,
}

/// A file of an archive.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    bytes: u64,
    sha256: String,
}

/// What was packed.
#[derive(Debug)]
pub struct Packed {
    /// How many files.
    pub files: usize,
    /// Bytes of the archive.
    pub bytes: u64,
    /// SHA-256 of the archive, in hex.
    pub sha256: String,
    /// Files of the folder that belong to no lesson and no data, and were left out.
    pub left_out: Vec<String>,
}

/// Packs the pack in a folder, which was checked before, into `archive`. What is there is replaced, in
/// one go at the end.
///
/// # Errors
/// When a file cannot be read, is no plain file, or is too much; or when the archive cannot be written.
pub fn build(
    folder: &Path,
    pack: &PackFile,
    pictures: &BTreeSet<String>,
    archive: &Path,
) -> Result<Packed, ArchiveError> {
    let writing = |source: io::Error| ArchiveError::File {
        path: archive.to_owned(),
        source,
    };
    let all = files_below(folder)?;
    let (mut wanted, mut left_out): (Vec<String>, Vec<String>) = all
        .into_iter()
        .partition(|name| belongs(name, pack) || pictures.contains(name));
    wanted.sort_unstable();
    left_out.sort_unstable();
    let mut files = BTreeMap::new();
    let mut total = 0;
    for name in &wanted {
        let path = folder.join(name);
        let listed = match handed_on(&path)? {
            Some(bare) => Listed::of(&bare),
            None => listed(&path)?,
        };
        total += listed.bytes;
        if total > MAX_UNPACKED_BYTES {
            return Err(ArchiveError::Pack {
                file: name.clone(),
                problem: format!(
                    "with it, the pack has more than {} MiB; leave some of its data out",
                    MAX_UNPACKED_BYTES >> 20
                ),
            });
        }
        files.insert(name.clone(), listed);
    }
    let manifest = Manifest {
        archive: 1,
        name: pack.name.clone(),
        files,
    };
    let mut unfinished = Unfinished::to_hand_on(archive).map_err(writing)?;
    // No time and no name in the gzip header either.
    let gzip = GzBuilder::new()
        .mtime(0)
        .write(&mut unfinished, Compression::best());
    let mut tar = Builder::new(gzip);
    let list = serde_json::to_vec_pretty(&manifest).map_err(|error| writing(error.into()))?;
    add(&mut tar, MANIFEST, list.len() as u64, list.as_slice()).map_err(writing)?;
    for (name, listed) in &manifest.files {
        let path = folder.join(name);
        if let Some(bare) = handed_on(&path)? {
            add(&mut tar, name, listed.bytes, bare.as_slice()).map_err(writing)?;
            continue;
        }
        let file = File::open(&path).map_err(|source| ArchiveError::File {
            path: path.clone(),
            source,
        })?;
        // A file that grows meanwhile would break the archive.
        add(&mut tar, name, listed.bytes, file.take(listed.bytes)).map_err(writing)?;
    }
    let gzip = tar.into_inner().map_err(writing)?;
    gzip.finish().map_err(writing)?.flush().map_err(writing)?;
    unfinished.finish().map_err(writing)?;
    let Listed { bytes, sha256 } = listed(archive)?;
    Ok(Packed {
        files: manifest.files.len(),
        bytes,
        sha256,
        left_out,
    })
}

/// Copies an archive to where it is handed on from, in one go at the end.
///
/// # Errors
/// When it cannot be read or written.
pub fn hand_on(archive: &Path, to: &Path) -> Result<(), ArchiveError> {
    let failed = |path: &Path, source| ArchiveError::File {
        path: path.to_owned(),
        source,
    };
    let mut from = File::open(archive).map_err(|source| failed(archive, source))?;
    let mut unfinished = Unfinished::to_hand_on(to).map_err(|source| failed(to, source))?;
    io::copy(&mut from, &mut unfinished).map_err(|source| failed(to, source))?;
    unfinished.finish().map_err(|source| failed(to, source))
}

fn add(
    tar: &mut Builder<impl Write>,
    name: &str,
    bytes: u64,
    content: impl Read,
) -> io::Result<()> {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_size(bytes);
    header.set_mode(0o644);
    header.set_mtime(0);
    header.set_uid(0);
    header.set_gid(0);
    tar.append_data(&mut header, name, content)
}

/// Whether a file of the folder is part of the pack.
fn belongs(name: &str, pack: &PackFile) -> bool {
    let translated = |file: &str| {
        Lang::ALL.iter().any(|lang| {
            let path = Path::new(file).with_extension(format!("{lang}.yaml"));
            path.to_string_lossy() == name
        })
    };
    let is_lesson = pack
        .lessons
        .iter()
        .any(|file| file == name || translated(file));
    let below = |path: &str| {
        let rest = name.strip_prefix(path.trim_end_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let is_data = pack.data.iter().any(|data| {
        let beside = data.labels_beside();
        let labels = data.labels.as_deref().or(beside.as_deref());
        below(&data.path)
            || labels.is_some_and(below)
            || data.groups_beside().as_deref() == Some(name)
    });
    let about = ["README", "LICENCE", "LICENSE", "COPYING", "AUTHORS"];
    let is_about = !name.contains('/') && about.iter().any(|start| name.starts_with(start));
    name == "pack.yaml" || translated("pack.yaml") || is_lesson || is_data || is_about
}

/// The files below a folder, by their names with forward slashes. Hidden ones are nobody's business.
fn files_below(folder: &Path) -> Result<Vec<String>, ArchiveError> {
    let mut found = Vec::new();
    let mut waiting = vec![String::new()];
    while let Some(inner) = waiting.pop() {
        let path = folder.join(&inner);
        let reading = |source: io::Error| ArchiveError::File {
            path: path.clone(),
            source,
        };
        for entry in fs::read_dir(&path).map_err(reading)? {
            let entry = entry.map_err(reading)?;
            let plain = entry.file_name().into_string();
            let Ok(plain) = plain else {
                let file = entry.file_name().to_string_lossy().into_owned();
                let problem = "its name is not UTF-8; rename it".to_owned();
                return Err(ArchiveError::Pack { file, problem });
            };
            if plain.starts_with('.') || is_junk(&plain) {
                continue;
            }
            let name = match inner.as_str() {
                "" => plain,
                inner => format!("{inner}/{plain}"),
            };
            let kind = entry.file_type().map_err(reading)?;
            if kind.is_dir() {
                waiting.push(name);
            } else if kind.is_file() {
                found.push(name);
            } else {
                let problem = "it is a link or no plain file; put a copy in its place".to_owned();
                return Err(ArchiveError::Pack {
                    file: name,
                    problem,
                });
            }
            if found.len() > MAX_FILES {
                let problem =
                    format!("more than {MAX_FILES} files; make the data one file, such as IDX");
                return Err(ArchiveError::Pack {
                    file: inner.clone(),
                    problem,
                });
            }
        }
    }
    Ok(found)
}

/// What systems and editors leave in folders, and nobody wrote.
fn is_junk(name: &str) -> bool {
    let lower = name.to_lowercase();
    let left = [
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "__macosx",
        "icon\r",
    ];
    let endings = ["~", ".swp", ".swo", ".tmp", ".bak", ".orig"];
    left.contains(&lower.as_str()) || endings.iter().any(|ending| lower.ends_with(ending))
}

impl Listed {
    fn of(content: &[u8]) -> Self {
        Self {
            bytes: content.len() as u64,
            sha256: hex(&Sha256::digest(content)),
        }
    }
}

/// What is handed on of a photo, where that is not the very file.
fn handed_on(path: &Path) -> Result<Option<Vec<u8>>, ArchiveError> {
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    if !["jpg", "jpeg", "png"].iter().any(|photo| ending == *photo) {
        return Ok(None);
    }
    let photo = fs::read(path).map_err(|source| ArchiveError::File {
        path: path.to_owned(),
        source,
    })?;
    Ok(bare_photo::bare(&photo))
}

fn listed(path: &Path) -> Result<Listed, ArchiveError> {
    let reading = |source: io::Error| ArchiveError::File {
        path: path.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(reading)?;
    let mut hasher = Sha256::new();
    let bytes = io::copy(&mut file, &mut Hashing(&mut hasher, io::sink())).map_err(reading)?;
    Ok(Listed {
        bytes,
        sha256: hex(&hasher.finalize()),
    })
}

/// The SHA-256 of a file, in hex.
///
/// # Errors
/// When it cannot be read.
pub fn digest(path: &Path) -> Result<String, ArchiveError> {
    Ok(listed(path)?.sha256)
}

/// Writes on, and hashes what it writes.
struct Hashing<'a, W>(&'a mut Sha256, W);

impl<W: Write> Write for Hashing<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.1.write(bytes)?;
        self.0.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.1.flush()
    }
}

/// Unpacks an archive into a folder that is there and empty. Nothing outside of the
/// folder is written, nothing but plain files, and nothing that the list in front does not name with
/// this size and digest.
///
/// # Errors
/// With the file of the archive that is wrong. What was unpacked then is of no use.
pub fn unpack(archive: &Path, folder: &Path) -> Result<(), ArchiveError> {
    let content = |problem: String| ArchiveError::Content {
        path: archive.to_owned(),
        problem,
    };
    let damaged = |error: io::Error| content(format!("it is no pack, or damaged: {error}"));
    let file = File::open(archive).map_err(|source| ArchiveError::File {
        path: archive.to_owned(),
        source,
    })?;
    // Whatever the archive claims, no more than this is ever unpacked.
    let bounded =
        GzDecoder::new(file).take(MAX_UNPACKED_BYTES + MANIFEST_BYTES + (MAX_FILES as u64) * 1_024);
    let mut tar = Archive::new(bounded);
    let mut entries = tar.entries().map_err(damaged)?;
    let first = entries
        .next()
        .ok_or_else(|| content("it is empty".to_owned()))?;
    let first = first.map_err(damaged)?;
    if first.path_bytes().as_ref() != MANIFEST.as_bytes() || first.size() > MANIFEST_BYTES {
        let problem = "it is no pack: the list of its files does not stand in front; make it with mindgap pack build";
        return Err(content(problem.to_owned()));
    }
    let manifest: Manifest = serde_json::from_reader(first)
        .map_err(|error| content(format!("the list of its files cannot be read: {error}")))?;
    if manifest.archive != 1 {
        let problem = format!(
            "its form, {}, is newer than this mindgap reads (1); install a newer mindgap",
            manifest.archive
        );
        return Err(content(problem));
    }
    check(&manifest).map_err(|problem| content(problem.to_string()))?;
    let mut missing: BTreeSet<&str> = manifest.files.keys().map(String::as_str).collect();
    for entry in entries {
        let mut entry = entry.map_err(damaged)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let listed = manifest.files.get(&name);
        let listed =
            listed.ok_or_else(|| content(format!("{name:?} is not in the list of its files")))?;
        if entry.header().entry_type() != EntryType::Regular {
            return Err(content(format!("{name} is a link or no plain file")));
        }
        if !missing.remove(name.as_str()) {
            return Err(content(format!("{name} is there twice")));
        }
        let path = folder.join(&name);
        let writing = |source: io::Error| ArchiveError::File {
            path: path.clone(),
            source,
        };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(writing)?;
        }
        let out = File::create_new(&path).map_err(writing)?;
        let mut hasher = Sha256::new();
        // One byte more than is listed tells that there is more.
        let mut bounded = (&mut entry).take(listed.bytes + 1);
        let bytes = io::copy(&mut bounded, &mut Hashing(&mut hasher, out)).map_err(damaged)?;
        if bytes != listed.bytes || hex(&hasher.finalize()) != listed.sha256 {
            return Err(content(format!(
                "{name} is not what the list says (size or digest); have the file sent again"
            )));
        }
    }
    match missing.first() {
        None => Ok(()),
        Some(name) => Err(content(format!(
            "{name} is in the list and not there; have the file sent again"
        ))),
    }
}

/// Why nobody should unpack what a list names.
#[derive(Debug, Error)]
enum ManifestError {
    #[error("{0:?} is no name for a pack")]
    Name(String),
    #[error("it has more than {MAX_FILES} files")]
    Files,
    #[error("its files have more than {} MiB", MAX_UNPACKED_BYTES >> 20)]
    Bytes,
    #[error("{0:?} is no name for a file of a pack")]
    File(String),
    #[error("{0} is there twice, but for capitals")]
    Twice(String),
}

/// Whether everything that the list names may be unpacked.
fn check(manifest: &Manifest) -> Result<(), ManifestError> {
    if !super::scaffold::is_name(&manifest.name) {
        return Err(ManifestError::Name(manifest.name.clone()));
    }
    if manifest.files.len() > MAX_FILES {
        return Err(ManifestError::Files);
    }
    let total = manifest
        .files
        .values()
        .try_fold(0_u64, |sum, file| sum.checked_add(file.bytes));
    if total.is_none_or(|total| total > MAX_UNPACKED_BYTES) {
        return Err(ManifestError::Bytes);
    }
    let mut known = BTreeSet::new();
    for name in manifest.files.keys() {
        let is_plain = !name.contains(['\\', ':', '\0']) && name.chars().all(is_printable);
        let is_hidden = name.split('/').any(|part| part.starts_with('.'));
        if !is_inside(name) || !is_plain || is_hidden || name.len() > MAX_NAME_BYTES {
            return Err(ManifestError::File(name.clone()));
        }
        // On some systems, these would be one file.
        if !known.insert(name.to_lowercase()) {
            return Err(ManifestError::Twice(name.clone()));
        }
    }
    Ok(())
}
