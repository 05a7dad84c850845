//! Names in a pack lead to files inside it.

use std::path::{Component, Path};

/// Whether a file's name stays in the pack's folder.
pub(super) fn is_inside(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    !name.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)))
}
