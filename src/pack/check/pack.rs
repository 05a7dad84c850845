//! What a pack's own file can get wrong although its form is right.

use std::collections::{BTreeMap, BTreeSet};

use icu_normalizer::ComposingNormalizerBorrowed as ComposingNormalizer;

use super::super::scaffold::is_name;
use super::super::schema::{PackData, PackFile, Shared};
use super::checking::{NOT_ONE_LINE, is_one_line};
use super::{slices, train};
use crate::base::closest;
use crate::dataset::{Catalogue, Library, Part};

/// A path in `pack.yaml`, and what is wrong there.
type Problem = (String, String);

/// What keeps a pack from working apart from its lessons and data.
pub(crate) fn pack_problems(pack: &PackFile) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut problem = |path: &str, problem: String| found.push((path.to_owned(), problem));
    if !is_name(&pack.name) {
        let name = &pack.name;
        problem(
            "name",
            format!("{name:?} is no name; use up to 64 lower-case letters, digits and hyphens"),
        );
    }
    for (key, text) in [("title", &pack.title), ("licence", &pack.licence)] {
        if text.trim().is_empty() {
            problem(
                key,
                "it is empty; learners and instructors need to know it".to_owned(),
            );
        }
        if !is_one_line(text) {
            problem(key, NOT_ONE_LINE.to_owned());
        }
    }
    if pack.lessons.is_empty() {
        let text = "the list is empty; name at least one lesson file";
        problem("lessons", text.to_owned());
    }
    let mut known = BTreeSet::new();
    for (name, number) in pack.lessons.iter().zip(1..) {
        if !known.insert(name) {
            problem(
                &format!("lessons {number}"),
                format!("{name} stands in the list twice; take one out"),
            );
        }
    }
    let mut known = BTreeSet::new();
    for (data, number) in pack.data.iter().zip(1..) {
        if !known.insert(&data.name) {
            problem(
                &format!("data {number}.name"),
                format!("{} names other data too; choose another name", data.name),
            );
        }
    }
    for (word, meaning) in &pack.glossary {
        if word.trim().is_empty() || meaning.trim().is_empty() {
            let text = "a word of the glossary and what it means must not be empty; write both, or take it out";
            problem(&format!("glossary.{word}"), text.to_owned());
        }
    }
    found
}

/// What is wrong with what lessons share, whether they use it or not.
pub(crate) fn shared_problems(shared: &Shared, library: &Library) -> Vec<Problem> {
    let mut found = Vec::new();
    for (name, recipe) in &shared.recipes {
        for fault in recipe.faults() {
            let fault = fault.to_string();
            let key = train::recipe_key(&fault).replacen("recipe", "", 1);
            found.push((format!("shared.recipes.{name}{key}"), fault));
        }
    }
    for (name, model) in &shared.models {
        let mut parts = library.catalogue().parts();
        let fault = |part: &Part| model.parameters(part.shape, part.classes.len()).err();
        let Some((_, first)) = parts.next() else {
            continue;
        };
        // One that fits any data fits some lesson.
        if let Some(error) = fault(first)
            && parts.all(|(_, part)| fault(part).is_some())
        {
            found.push((format!("shared.models.{name}"), error.to_string()));
        }
    }
    for (name, slice) in &shared.slices {
        if let Some((key, problem)) = slices::undrawable(slice, library) {
            found.push((format!("shared.slices.{name}.{key}"), problem));
        }
    }
    found
}

/// What is wrong with the parts of a pack's own data.
pub(crate) fn data_problems(data: &[PackData], catalogue: &Catalogue) -> Vec<Problem> {
    let mut found = Vec::new();
    for (data, number) in data.iter().zip(1..) {
        let parts = parts_of(data, catalogue);
        let [first, others @ ..] = parts.as_slice() else {
            continue;
        };
        for other in others {
            let what = match (first.shape == other.shape, first.classes == other.classes) {
                (true, true) => continue,
                (false, _) => format!(
                    "pictures of {}, and {} of {}",
                    first.shape, other.name, other.shape
                ),
                (true, false) => format!(
                    "the classes {}, and {} {}",
                    first.classes.join(", "),
                    other.name,
                    other.classes.join(", ")
                ),
            };
            let problem = format!(
                "{} has {what}; what is learned on one could not be measured on the other, so give them the same",
                first.name
            );
            found.push((format!("data {number}.path"), problem));
        }
    }
    found
}

/// What may have been overlooked in a pack's own data: pictures that are in two of its parts, classes that one of them
/// lacks, classes whose names differ in nothing that readers would see.
pub(crate) fn data_warnings(data: &[PackData], library: &Library) -> Vec<Problem> {
    let catalogue = library.catalogue();
    let (mut found, mut names) = (Vec::new(), BTreeSet::new());
    for (data, number) in data.iter().zip(1..) {
        // What cannot be read is told elsewhere.
        let set = catalogue.sets.iter().find(|set| set.name == data.name);
        let set = set.filter(|_| names.insert(&data.name));
        let remarks = set.and_then(|set| library.remarks(set).ok());
        let remarks = remarks.into_iter().flatten();
        found.extend(remarks.map(|remark| (format!("data {number}.path"), remark)));
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        let parts = parts_of(data, catalogue);
        let classes: BTreeSet<&String> = parts.iter().flat_map(|part| &part.classes).collect();
        for class in classes {
            let Some(other) = known.insert(alike(class), class.clone()) else {
                continue;
            };
            // Letters are classes of their own.
            if class.chars().count() > 1 {
                let problem = format!(
                    "the classes {other:?} and {class:?} read the same but for capitals, spaces or the form of accents; if they \
                     are one class, give both one name"
                );
                found.push((format!("data {number}.path"), problem));
            }
        }
    }
    found
}

fn parts_of<'a>(data: &PackData, catalogue: &'a Catalogue) -> Vec<&'a Part> {
    let parts = catalogue.parts().filter(|(set, _)| set.name == data.name);
    parts.map(|(_, part)| part).collect()
}

/// What of a name readers tell it by: without capitals, spaces around it, and the form in which accents are written.
fn alike(name: &str) -> String {
    let composed = ComposingNormalizer::new_nfkc();
    composed.normalize(name.trim()).to_lowercase()
}

/// What is wrong with the names that a translation has for classes: each of some data that lessons may use.
pub(crate) fn class_problems(
    names: &BTreeMap<String, String>,
    library: &Library,
) -> Vec<(String, String)> {
    let parts = || library.catalogue().parts();
    let known: BTreeSet<&str> = parts()
        .flat_map(|(_, part)| part.classes.iter().map(String::as_str))
        .collect();
    let problems = names.iter().filter_map(|(class, called)| {
        let problem = match (known.contains(class.as_str()), called.trim().is_empty()) {
            (false, _) => {
                let close = closest(class, known.iter().copied());
                let close = close.map_or(String::new(), |close| format!("; did you mean {close}?"));
                format!("no data has a class called {class}{close}")
            }
            (true, true) => "it is empty; write what learners read, or take it out".to_owned(),
            (true, false) => return None,
        };
        Some((format!("classes.{class}"), problem))
    });
    problems.collect()
}
