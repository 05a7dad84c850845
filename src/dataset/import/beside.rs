//! Which file has the labels of a file of pictures, by its name.

use std::path::{Path, PathBuf};

use super::error::{ImportError, Remedy, Setting};
use super::folder::name;
use super::request::Request;

/// What stands for pictures in a name, and what for labels in its place.
const WORDS: [(&str, &str); 4] = [
    ("images", "labels"),
    ("imgs", "labels"),
    ("x_", "y_"),
    ("X_", "y_"),
];

/// Where the labels of a file of pictures are, if they are called as MNIST's are, or QMNIST's, or Keras'; packed or
/// not, and each file in a folder of its own or not. If there is none, where MNIST's would be.
pub fn named_as_labels(path: &Path) -> PathBuf {
    let mut candidates = candidates(path);
    let there = candidates.iter().position(|candidate| candidate.is_file());
    candidates.swap_remove(there.unwrap_or(0))
}

/// All places; there is at least one.
fn candidates(path: &Path) -> Vec<PathBuf> {
    let own = name(path);
    let word = WORDS.iter().find(|(pictures, _)| own.contains(pictures));
    let labels = word.map_or(own.clone(), |(pictures, labels)| {
        own.replace(pictures, labels)
    });
    let mnist = labels.replace("idx3", "idx1");
    let mut names = vec![mnist.clone()];
    if labels.contains("idx3-ubyte") {
        names.push(labels.replace("idx3-ubyte", "idx2-int"));
    }
    for name in names.clone() {
        names.push(match name.strip_suffix(".gz") {
            Some(unpacked) => unpacked.to_owned(),
            None => format!("{name}.gz"),
        });
    }
    let beside = names.iter().map(|name| path.with_file_name(name));
    let around = path.parent().and_then(Path::parent).into_iter();
    let in_folders =
        around.flat_map(|around| names.iter().map(move |name| around.join(name).join(name)));
    beside.chain(in_folders).collect()
}

/// The file of labels: the one that was named, or the one whose name fits.
pub(super) fn labels_beside(
    path: &Path,
    request: &Request,
    what: &str,
) -> Result<PathBuf, ImportError> {
    if let Some(labels) = &request.labels {
        return Ok(labels.clone());
    }
    let beside = named_as_labels(path);
    if beside != path && beside.is_file() {
        return Ok(beside);
    }
    let hint = match beside != path {
        true => format!(", and there is no {} beside it", name(&beside)),
        false => String::new(),
    };
    let why = format!("it is {what}{hint}");
    Err(ImportError::whole(path, why).but("for its file of labels, ", Setting::Labels, Remedy::Set))
}
