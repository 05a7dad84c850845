//! The data that a pack brings along: imported once into a cache, and found again while its files do not
//! change.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use sha2::{Digest, Sha256};
use tempfile::TempDir;
use thiserror::Error;

use super::inside::is_inside;
use super::plain_file::{self, MAX_FILES};
use super::schema::{PackData, PackFile};
use crate::base::unused;
use crate::dataset::import::{self, Limits, Request, as_key};
use crate::dataset::{Library, hex};

/// What is too much for a pack's own data: learners have to download and decode it.
const LIMITS: Limits = Limits {
    pictures: 200_000,
    side: 512,
    bytes: 512 << 20,
};

/// What was imported for a pack and not used for so long is removed; it can be imported again.
const UNUSED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What packs may draw on: data that is there already, and a place for what they bring along.
#[derive(Clone)]
pub struct Stock {
    library: Library,
    cache: Option<PathBuf>,
}

impl Stock {
    /// This data; what packs bring along is imported below `cache`, and kept there.
    pub fn new(library: Library, cache: PathBuf) -> Self {
        let cache = Some(cache);
        Self { library, cache }
    }

    /// The same, with what packs bring along imported below another folder.
    pub fn kept_in(self, cache: PathBuf) -> Self {
        let cache = Some(cache);
        Self { cache, ..self }
    }
}

/// Without a place to keep anything, packs' own data is imported each time anew.
impl From<&Library> for Stock {
    fn from(library: &Library) -> Self {
        let library = library.clone();
        Self {
            library,
            cache: None,
        }
    }
}

/// A problem with what stands at a path of `pack.yaml`.
pub(super) type Problem = (String, String);

/// A library with a pack's own data, and where that is kept for as long as it is used.
#[derive(Clone)]
pub(super) struct Prepared {
    pub(super) library: Library,
    pub(super) kept: Option<Arc<TempDir>>,
}

/// Imports what the pack in this folder brings along, if that has not been done before.
pub(super) fn prepare(
    folder: &Path,
    file: &PackFile,
    stock: &Stock,
    problems: &mut Vec<Problem>,
) -> Prepared {
    let as_it_is = Prepared {
        library: stock.library.clone(),
        kept: None,
    };
    if file.data.is_empty() {
        return as_it_is;
    }
    let mut fail = |problem: String| problems.push(("data".to_owned(), problem));
    let (cache, kept) = match &stock.cache {
        Some(cache) => match fingerprint(folder, &file.data) {
            Ok(digest) => (cache.join(format!("{}-{digest}", file.name)), None),
            Err(error) => {
                fail(error.to_string());
                return as_it_is;
            }
        },
        None => match tempfile::tempdir() {
            Ok(temporary) => (temporary.path().to_owned(), Some(Arc::new(temporary))),
            Err(error) => {
                fail(format!("there is no room to decode it: {error}"));
                return as_it_is;
            }
        },
    };
    if let Err(error) = fs::create_dir_all(&cache) {
        fail(format!("{}: {error}", cache.display()));
        return as_it_is;
    }
    if let Some(all) = &stock.cache {
        unused::is_used(&cache);
        unused::remove_idle(all, UNUSED, |_| true);
    }
    for (data, number) in file.data.iter().zip(1..) {
        if cache.join(&data.name).join("set.yaml").is_file() {
            continue;
        }
        let path = format!("data {number}");
        match request(folder, data) {
            Err((key, problem)) => problems.push((format!("{path}.{key}"), problem)),
            Ok(request) => {
                problems.extend(
                    tested_only(&request.path).map(|problem| (format!("{path}.path"), problem)),
                );
                let shipped = stock.library.catalogue();
                let imported =
                    import::run(&request, &cache, shipped, |_| ControlFlow::Continue(()));
                let faults = imported.err().map(|error| error.each(&as_key));
                let faults = faults.into_iter().flatten();
                problems.extend(faults.map(|fault| (path.clone(), inside(&fault, folder))));
            }
        }
    }
    Prepared {
        library: stock.library.with_imported(&cache),
        kept,
    }
}

/// What is asked of the importer; or the key that is wrong, and why.
fn request(folder: &Path, data: &PackData) -> Result<Request, (&'static str, String)> {
    let inside = |key: &'static str, name: &str| {
        let is_there = || {
            let whole = fs::canonicalize(folder.join(name)).ok()?;
            whole
                .starts_with(fs::canonicalize(folder).ok()?)
                .then_some(whole)
        };
        if let Some((file, problem)) = plain_file::first_below(folder, name) {
            return Err((key, format!("{file}: {problem}")));
        }
        match (is_inside(name), is_there()) {
            (true, Some(whole)) => Ok(whole),
            (true, None) if !folder.join(name).exists() => Err((
                key,
                format!("there is no {name} in the pack; check the path"),
            )),
            _ => Err((
                key,
                format!("{name:?} leads out of the pack; name something inside it"),
            )),
        }
    };
    for (key, text) in [("licence", &data.licence), ("origin", &data.origin)] {
        if text.trim().is_empty() {
            return Err((
                key,
                "it is empty; whoever is handed the pack has to know it".to_owned(),
            ));
        }
    }
    let mut request = Request::new(inside("path", &data.path)?, data.name.as_str());
    request.labels = match &data.labels {
        Some(labels) => Some(inside("labels", labels)?),
        None => None,
    };
    // These are opened too, and need not be there.
    for beside in data.labels_beside().into_iter().chain(data.groups_beside()) {
        if let Some((file, problem)) = plain_file::first_below(folder, &beside) {
            return Err(("path", format!("{file}: {problem}")));
        }
    }
    Ok(Request {
        classes: data.classes.clone(),
        licence: Some(data.licence.clone()),
        origin: Some(data.origin.clone()),
        inputs: Some(data.inputs),
        shape: read("shape", data.shape.as_deref())?,
        label_column: read("label_column", data.label_column.as_deref())?,
        fit: read("fit", data.fit.as_deref())?,
        grey: data.grey,
        invert: data.invert,
        transpose: data.transpose,
        range: read("range", data.range.as_deref())?,
        on: read("on", data.on.as_deref())?,
        groups: read("groups", data.groups.as_deref())?,
        skip_damaged: data.skip_damaged,
        limits: LIMITS,
        ..request
    })
}

/// What is written under a key, if anything is; or the key, and why it cannot be that.
fn read<T: FromStr<Err: Display>>(
    key: &'static str,
    text: Option<&str>,
) -> Result<Option<T>, (&'static str, String)> {
    let read = text.map(str::parse).transpose();
    read.map_err(|why: T::Err| (key, why.to_string()))
}

/// What is wrong where a folder's `test` has classes that nothing in its `train` belongs to.
fn tested_only(folder: &Path) -> Option<String> {
    let classes = |side: &str| -> Option<BTreeSet<String>> {
        let entries = fs::read_dir(folder.join(side)).ok()?;
        let folders = entries.flatten().filter(|entry| entry.path().is_dir());
        Some(
            folders
                .filter_map(|entry| entry.file_name().into_string().ok())
                .collect(),
        )
    };
    let (learned, tested) = (classes("train")?, classes("test")?);
    let others: Vec<&str> = tested.difference(&learned).map(String::as_str).collect();
    (!others.is_empty() && !learned.is_empty()).then(|| {
        format!(
            "test has {}, and train has only {}; a network knows the classes that it learned from, so give both the same",
            others.join(", "),
            learned.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
        )
    })
}

/// A message with paths as they are in the pack's folder.
fn inside(problem: &str, folder: &Path) -> String {
    let whole = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    problem.replace(&format!("{}/", whole.display()), "")
}

/// Why it cannot be told whether data has changed.
#[derive(Debug, Error)]
enum FingerprintError {
    #[error("more than {MAX_FILES} files; make it one file, such as IDX")]
    TooMany,
    #[error(transparent)]
    Description(#[from] serde_json::Error),
    #[error(transparent)]
    Folder(#[from] io::Error),
}

/// What changes when a file of the data or its description does: names, sizes and times.
fn fingerprint(folder: &Path, data: &[PackData]) -> Result<String, FingerprintError> {
    let mut hasher = Sha256::new();
    let mut files = 0;
    for set in data {
        let described = serde_json::to_string(set)?;
        hasher.update(described);
        let path = folder.join(&set.path);
        let labels = set.labels.as_ref().map(|labels| folder.join(labels));
        let mut waiting = vec![
            labels.unwrap_or_else(|| import::named_as_labels(&path)),
            path,
        ];
        while let Some(path) = waiting.pop() {
            // What is not there is told by whoever reads it.
            let Ok(about) = fs::symlink_metadata(&path) else {
                continue;
            };
            files += 1;
            if files > MAX_FILES {
                return Err(FingerprintError::TooMany);
            }
            if about.is_dir() {
                let entries = fs::read_dir(&path)?;
                let mut inner: Vec<PathBuf> = entries
                    .filter_map(|entry| Some(entry.ok()?.path()))
                    .collect();
                inner.sort_unstable();
                waiting.extend(inner);
            }
            let changed = about.modified().ok();
            let changed = changed.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            let changed = changed.map_or(0, |time| time.as_nanos());
            // Where the pack lies makes no difference: it is moved when it is installed.
            let name = path
                .strip_prefix(folder)
                .unwrap_or(&path)
                .display()
                .to_string();
            hasher.update(format!("{name}\0{}\0{changed}\n", about.len()));
        }
    }
    let digest = hex(&hasher.finalize());
    Ok(digest.chars().take(16).collect())
}
