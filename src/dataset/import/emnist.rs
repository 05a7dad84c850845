//! EMNIST, whose pictures are stored with rows and columns exchanged: how it is recognised, and the classes that its
//! mapping names.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::error::ImportError;
use super::folder::{list, name};

/// What a mapping's name ends with.
const MAPPING: &str = "mapping.txt";
/// Bytes of a mapping at most: a line for each of 256 classes, and more.
const MAX_BYTES: u64 = 1 << 16;

/// What is known of a file of EMNIST's.
pub(super) struct Emnist {
    /// How it was recognised.
    pub(super) by: String,
    /// The classes' names in the order of their labels, where a mapping lies beside it.
    pub(super) classes: Option<Vec<String>>,
}

/// Whether a file of pictures is one of EMNIST's: by its name, or by the mapping beside it.
///
/// # Errors
/// When the folder cannot be read.
pub(super) fn recognise(pictures: &Path) -> Result<Option<Emnist>, ImportError> {
    let own = name(pictures).to_ascii_lowercase();
    let mapping = mapping_beside(pictures)?;
    let classes = mapping.as_deref().map(classes).transpose()?.flatten();
    let by = match (own.contains("emnist"), &mapping, &classes) {
        (true, ..) => format!("by its name, {}", name(pictures)),
        (false, Some(mapping), Some(_)) => format!("by {} beside it", name(mapping)),
        _ => return Ok(None),
    };
    Ok(Some(Emnist { by, classes }))
}

/// The mapping of a file: the one whose name begins as the file's does, or the only one.
fn mapping_beside(pictures: &Path) -> Result<Option<PathBuf>, ImportError> {
    let folder = match pictures.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) if folder.is_dir() => folder,
        _ => return Ok(None),
    };
    let own = name(pictures);
    let mut mappings = list(folder)?.files;
    mappings.retain(|file| name(file).ends_with(MAPPING));
    let fits = |file: &&PathBuf| {
        let begins = name(file);
        let begins = begins.trim_end_matches(MAPPING);
        !begins.is_empty() && own.starts_with(begins)
    };
    Ok(match (mappings.iter().find(fits), mappings.as_slice()) {
        (Some(mapping), _) => Some(mapping.clone()),
        (None, [only]) => Some(only.clone()),
        _ => None,
    })
}

/// The names of a mapping: a line a class, its label and the codes of its characters. None where it is no mapping.
fn classes(mapping: &Path) -> Result<Option<Vec<String>>, ImportError> {
    let reading = |error| ImportError::reading(mapping, error);
    let mut text = Vec::new();
    let file = File::open(mapping).map_err(reading)?;
    file.take(MAX_BYTES)
        .read_to_end(&mut text)
        .map_err(reading)?;
    let text = String::from_utf8_lossy(&text);
    let line = |line: &str| {
        let mut numbers = line.split_whitespace().map(str::parse::<u8>);
        let (label, code) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
        let is_whole = numbers.all(|number| number.is_ok());
        (is_whole && code.is_ascii_graphic())
            .then(|| (usize::from(label), char::from(code).to_string()))
    };
    let lines = text
        .lines()
        .filter(|text| !text.trim().is_empty())
        .map(line);
    let Some(lines) = lines
        .collect::<Option<Vec<_>>>()
        .filter(|lines| !lines.is_empty())
    else {
        return Ok(None);
    };
    let highest = lines
        .iter()
        .map(|(label, _)| *label)
        .max()
        .unwrap_or_default();
    // EMNIST's letters are counted from 1.
    let mut classes: Vec<String> = (0..=highest).map(|label| format!("no {label}")).collect();
    for (label, name) in lines {
        if let Some(class) = classes.get_mut(label) {
            *class = name;
        }
    }
    Ok(Some(classes))
}
