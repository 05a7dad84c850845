//! An error in one line.

use crate::base::terminal::message;

/// What went wrong and why, as it may be shown. Causes that are told already are not told again.
pub fn told(error: &anyhow::Error) -> String {
    // SQLite's numbers say nothing more than its words.
    let causes = error
        .chain()
        .filter(|cause| !cause.is::<rusqlite::ffi::Error>());
    let causes = causes.map(ToString::to_string);
    let text = causes.fold(String::new(), |text, cause| match text.as_str() {
        "" => cause,
        told if told.contains(&cause) => text,
        told => format!("{told}: {cause}"),
    });
    message(&text)
}
