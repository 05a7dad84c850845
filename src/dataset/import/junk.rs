//! What operating systems, file managers and browsers leave in folders and archives, and what of it was left out.

/// Names in full, in lower case.
const NAMES: [&str; 9] = [
    "thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "__macosx",
    "@eadir",
    "#recycle",
    "$recycle.bin",
    "system volume information",
    "icon\r",
];

/// What Windows' downloads have behind their name where their file system does not keep it out of sight.
const STREAM: &str = ":zone.identifier";

/// Whether a file or folder of this name is none of the user's: hidden ones (`.DS_Store`, `._1.png`) and those of the
/// lists above.
pub(super) fn is_junk(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    name.starts_with('.') || NAMES.contains(&lower.as_str()) || lower.ends_with(STREAM)
}

/// What is told where so many were left out; nothing where there were none.
pub(super) fn told(left_out: usize) -> Option<String> {
    let what = match left_out {
        0 => return None,
        1 => "1 file or folder was".to_owned(),
        many => format!("{many} files and folders were"),
    };
    Some(format!(
        "{what} left out, since operating systems put such there (.DS_Store, Thumbs.db, desktop.ini and the like)"
    ))
}
