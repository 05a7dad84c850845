//! Folders that the program made for itself and that nobody has used for long.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Takes note that a folder is used now.
pub fn is_used(folder: &Path) {
    // Where a folder's time cannot be set, it is removed too early, and made again.
    if let Ok(opened) = fs::File::open(folder) {
        let _ = opened.set_modified(SystemTime::now());
    }
}

/// Removes the folders in this one that have such a name and were not used for so long. What cannot be
/// looked at or removed is left: it is in nobody's way.
pub fn remove_idle(folder: &Path, idle: Duration, is_meant: impl Fn(&str) -> bool) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let is_idle = || -> Option<bool> {
            let about = entry.metadata().ok().filter(fs::Metadata::is_dir)?;
            let age = about.modified().ok()?.elapsed().ok()?;
            Some(age > idle && is_meant(entry.file_name().to_str()?))
        };
        if is_idle() == Some(true) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;

    #[test]
    fn only_folders_of_that_name_that_were_not_used_for_long_are_removed() {
        const HOUR: Duration = Duration::from_secs(3_600);
        let room = tempfile::tempdir().unwrap();
        for name in ["a-old", "a-used", "b-old"] {
            fs::create_dir(room.path().join(name)).unwrap();
            let folder = fs::File::open(room.path().join(name)).unwrap();
            folder.set_modified(SystemTime::now() - 2 * HOUR).unwrap();
        }
        fs::write(room.path().join("a-file"), "").unwrap();
        is_used(&room.path().join("a-used"));
        remove_idle(room.path(), HOUR, |name| name.starts_with("a-"));
        let is_there = |name: &str| room.path().join(name).exists();
        assert!(!is_there("a-old"));
        assert!(is_there("a-used") && is_there("b-old") && is_there("a-file"));
    }
}
