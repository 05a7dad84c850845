//! What lies in a pack's folder under a name that nobody looks for.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::base::closest;
use crate::words::Lang;

/// The file that somebody meant who wrote this name, which is not there: one of another ending, in other capitals, or
/// with a slip.
pub(super) fn meant(folder: &Path, name: &str) -> Option<String> {
    let path = Path::new(name);
    let inner = path.parent().unwrap_or(Path::new(""));
    let wanted = path.file_name()?.to_str()?;
    let there = names_in(&folder.join(inner));
    let bare = |name: &str| {
        let name = name.to_lowercase();
        let endings = [".txt", ".yaml", ".yml"];
        endings
            .iter()
            .fold(name, |name, ending| match name.strip_suffix(ending) {
                Some(rest) => rest.to_owned(),
                None => name,
            })
    };
    let alike = there.iter().find(|other| bare(other) == bare(wanted));
    let found = alike
        .map(String::as_str)
        .or_else(|| closest(wanted, there.iter().map(String::as_str)))?;
    Some(inner.join(found).to_string_lossy().replace('\\', "/"))
}

/// Translations that no learner ever sees, each with the reason.
pub(super) fn unreachable(folder: &Path, pack: &str, lessons: &[String]) -> Vec<(String, String)> {
    let mut rooms: BTreeSet<&Path> = BTreeSet::from([Path::new("")]);
    rooms.extend(
        lessons
            .iter()
            .filter_map(|lesson| Path::new(lesson).parent()),
    );
    let mut found = Vec::new();
    for room in rooms {
        for name in names_in(&folder.join(room)) {
            let whole = room.join(&name).to_string_lossy().replace('\\', "/");
            let Some((stem, code)) = language_of(&whole) else {
                continue;
            };
            let speaks = Lang::ALL.into_iter().any(|lang| lang.code() == code);
            let original = format!("{stem}.yaml");
            let has_original = original == pack || lessons.contains(&original);
            let problem = match (has_original, speaks, whole.ends_with(".yml")) {
                (true, true, false) => continue,
                (true, true, true) => {
                    format!("nobody looks for it under this name; rename it to {stem}.{code}.yaml")
                }
                (true, false, _) => format!(
                    "nobody will read it: mindgap speaks {}",
                    Lang::ALL.map(Lang::code).join(" and ")
                ),
                (false, _, _) => {
                    let close = closest(&original, lessons.iter().map(String::as_str));
                    let hint = close.map_or(String::new(), |close| {
                        format!("; did you mean the translation of {close}?")
                    });
                    format!("nobody will read it: no lesson of the pack is called {original}{hint}")
                }
            };
            found.push((whole, problem));
        }
    }
    found.sort();
    found
}

/// What stands before the language in a translation's name, and the language.
fn language_of(name: &str) -> Option<(&str, &str)> {
    let rest = name
        .strip_suffix(".yaml")
        .or_else(|| name.strip_suffix(".yml"))?;
    let (stem, code) = rest.rsplit_once('.')?;
    let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase());
    is_code.then_some((stem, code))
}

/// The names in a folder, in their order; none where it cannot be read.
fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort_unstable();
    names
}
