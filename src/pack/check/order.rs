//! The lessons of a pack beside each other: what has to be done before what, and titles.

use std::collections::{BTreeMap, BTreeSet};

/// A lesson among others: its file, its title, and the files of those that should be done before.
pub(crate) struct Neighbour<'a> {
    pub(crate) file: &'a str,
    pub(crate) title: &'a str,
    pub(crate) needs: &'a [String],
}

/// What is wrong among the lessons of a pack: the file, the path in it, and what.
pub(crate) fn out_of_order(lessons: &[Neighbour<'_>]) -> Vec<(String, String, String)> {
    let needs: BTreeMap<&str, &[String]> =
        lessons.iter().map(|one| (one.file, one.needs)).collect();
    let mut found = Vec::new();
    // A circle is told once, of its first lesson.
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for (lesson, place) in lessons.iter().zip(0..) {
        for (needed, number) in lesson.needs.iter().zip(1..) {
            if needed != lesson.file
                && let Some(way) = way(needed, lesson.file, &needs)
                && !way.iter().any(|file| told.contains(file))
            {
                let problem = format!(
                    "neither could be done first: {} needs {}; take one of them out",
                    lesson.file,
                    way.join(", which needs ")
                );
                found.push((lesson.file.to_owned(), format!("needs {number}"), problem));
                told.extend(way);
            }
        }
        let mut earlier = lessons.iter().take(place);
        if let Some(other) = earlier.find(|other| other.title.trim() == lesson.title.trim()) {
            let problem = format!(
                "{} has the same title; learners could not tell them apart",
                other.file
            );
            found.push((lesson.file.to_owned(), "lesson".to_owned(), problem));
        }
    }
    found
}

/// The lessons from one to another along what they need, if there is such a way.
fn way<'a>(
    from: &'a str,
    to: &'a str,
    needs: &BTreeMap<&'a str, &'a [String]>,
) -> Option<Vec<&'a str>> {
    let mut came: BTreeMap<&str, &str> = BTreeMap::new();
    let mut waiting = vec![from];
    while let Some(at) = waiting.pop() {
        if at == to {
            let mut way = vec![to];
            let mut back = to;
            while back != from {
                back = came.get(back)?;
                way.push(back);
            }
            way.reverse();
            return Some(way);
        }
        for next in needs.get(at).copied().unwrap_or_default() {
            let next = next.as_str();
            if next != from && !came.contains_key(next) {
                came.insert(next, at);
                waiting.push(next);
            }
        }
    }
    None
}
