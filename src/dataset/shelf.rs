//! The imported sets of a user: a folder with a folder a set, `NAME/set.yaml` and the files that it
//! lists. One that cannot be read is remembered with the reason, and keeps none of the others away.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use thiserror::Error;

use super::files::Files;
use super::{CLASS, Catalogue, DataError, Finding, Set};

/// The description of an imported set, in the form of one entry of the catalogue.
pub(super) const SET: &str = "set.yaml";

/// What imported sets there are, and where.
pub(super) struct Shelf {
    files: Files,
    /// Each set's name, with what is wrong if it cannot be read.
    sets: BTreeMap<String, Option<String>>,
    /// Why the folder itself cannot be read.
    folder: Option<String>,
}

/// Reads the descriptions of all sets in a folder: the readable ones in the order of their names.
/// None of them may hide a set of `taken`. A folder that is not there holds no set.
pub(super) fn read(folder: PathBuf, taken: &Catalogue) -> (Shelf, Vec<Set>) {
    let mut shelf = Shelf {
        files: Files::Imported(folder.clone()),
        sets: BTreeMap::new(),
        folder: None,
    };
    let names = match names(&folder) {
        Ok(names) => names,
        Err(why) => {
            shelf.folder = Some(format!("the folder cannot be read: {why}"));
            Vec::new()
        }
    };
    let mut sets = Vec::new();
    for name in names {
        let problem = match read_set(&shelf.files, &name, taken) {
            Ok(set) => {
                sets.push(set);
                None
            }
            Err(error) => Some(error.to_string()),
        };
        shelf.sets.insert(name, problem);
    }
    (shelf, sets)
}

/// The folders' names, sorted, but for hidden ones: imports that have not ended.
pub(super) fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() && !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Why the description of a set is of no use.
#[derive(Debug, Error)]
enum SetError {
    #[error(transparent)]
    Data(#[from] DataError),
    #[error("mindgap ships data of this name, which is what {name} opens; {remedy}")]
    Hidden { name: String, remedy: String },
}

fn read_set(files: &Files, name: &str, taken: &Catalogue) -> Result<Set, SetError> {
    let path = format!("{name}/{SET}");
    let damaged = |why: String| files.damaged(&path, why);
    let bytes = files.read(&path)?;
    let text = str::from_utf8(&bytes).map_err(|error| damaged(error.to_string()))?;
    let set: Set = serde_yaml::from_str(text).map_err(|error| damaged(error.to_string()))?;
    if set.name != name {
        let why = format!("it calls the set {} and not {name}", set.name);
        return Err(damaged(why).into());
    }
    if is_taken(name, taken) {
        return Err(SetError::Hidden {
            name: name.to_owned(),
            remedy: files.remedy(&path),
        });
    }
    misplaced(&set).map_err(damaged)?;
    Ok(set)
}

/// Whether everything of a set is below its name.
///
/// # Errors
/// Says what is elsewhere.
pub(super) fn misplaced(set: &Set) -> Result<(), String> {
    let name = &set.name;
    for part in &set.parts {
        let rest = part.name.strip_prefix(name);
        if !rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            return Err(format!("its part {} is not named after it", part.name));
        }
    }
    for file in set.files() {
        let inside = Path::new(&file.path)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !inside || !file.path.starts_with(&format!("{name}/")) {
            return Err(format!("its file {} is elsewhere", file.path));
        }
    }
    Ok(())
}

/// Whether shipped data would be hidden by a set of this name.
pub(super) fn is_taken(name: &str, shipped: &Catalogue) -> bool {
    let stem = |part: &str| part.split('/').next() == Some(name);
    name == CLASS
        || shipped.sets.iter().any(|set| set.name == name)
        || shipped.parts().any(|(_, part)| stem(&part.name))
}

impl Shelf {
    /// Whether the set is one of these and can be read.
    pub(super) fn holds(&self, set: &str) -> bool {
        self.sets.get(set).is_some_and(Option::is_none)
    }

    /// Where the files of the sets are.
    pub(super) fn files(&self) -> &Files {
        &self.files
    }

    /// The sets that cannot be read.
    pub(super) fn unreadable(&self) -> Vec<Finding> {
        let folder = self.folder.iter().map(|why| Finding {
            subject: self.files.locate("").display().to_string(),
            problem: why.clone(),
        });
        let sets = self.sets.iter().filter_map(|(name, problem)| {
            Some(Finding {
                subject: name.clone(),
                problem: problem.clone()?,
            })
        });
        folder.chain(sets).collect()
    }

    /// What keeps the data of this name from being opened, if it belongs to one of these sets.
    pub(super) fn explain(&self, name: &str) -> Option<DataError> {
        let set = name.split('/').next()?;
        let problem = self.sets.get(set)?.as_ref()?;
        Some(DataError::Imported {
            name: set.to_owned(),
            problem: problem.clone(),
        })
    }
}
