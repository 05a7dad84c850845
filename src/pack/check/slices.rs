//! What can be wrong with the slices of any step that measures.

use std::collections::BTreeSet;

use super::{Checking, Run, did_you_mean};
use crate::dataset::{Format, Library, Part};
use crate::eval::{SliceSpec, check_dial};

/// Checks that there are slices, that they can be told apart, and that the run can read each.
pub(super) fn check(slices: &[SliceSpec], run: Option<Run<'_>>, checking: &mut Checking<'_>) {
    if slices.is_empty() {
        checking.problem("slices: the list is empty; name some data");
    }
    let names: BTreeSet<&str> = slices.iter().map(|slice| slice.name.as_str()).collect();
    if names.len() < slices.len() {
        checking.problem("slices: two have the same name; learners could not tell them apart");
    }
    let trained_on = run.and_then(|run| run.part);
    for slice in slices {
        if let Some(text) = problem(slice, trained_on, checking.library) {
            checking.problem(format!("slices: {}: {text}", slice.name));
        }
    }
}

/// Checks that the slice which `key` of the prediction names is one of these.
pub(super) fn named(key: &str, name: &str, slices: &[SliceSpec], checking: &mut Checking<'_>) {
    let names = slices.iter().map(|slice| slice.name.as_str());
    if !names.clone().any(|known| known == name) {
        checking.problem(format!(
            "predict: {key}: none of the slices is called {name}{}",
            did_you_mean(name, names)
        ));
    }
}

/// What keeps a model that was trained on this part from being measured on the slice.
fn problem(slice: &SliceSpec, trained_on: Option<&Part>, library: &Library) -> Option<String> {
    let part = match library.resolve(&slice.from) {
        Ok((_, part)) => part,
        Err(error) => return Some(format!("from: {error}")),
    };
    if let Some(dial) = slice.dial {
        if let Err(error) = check_dial(&slice.from, dial) {
            return Some(format!("from: {error}"));
        }
        if part.format != Format::Strokes {
            return Some(format!(
                "from: {} has no pen strokes to write anew; use pendigits",
                part.name
            ));
        }
    }
    match slice.take {
        Some(0) => return Some("take: 0 pictures cannot be measured".to_owned()),
        Some(n) if n > part.count => {
            return Some(format!(
                "take: {n} are more than the {} of {}",
                part.count, part.name
            ));
        }
        _ => {}
    }
    let trained_on = trained_on?;
    if trained_on.shape != part.shape {
        return Some(format!(
            "from: {} has pictures of {}, but the run reads {}",
            part.name, part.shape, trained_on.shape
        ));
    }
    (trained_on.classes != part.classes).then(|| {
        format!(
            "from: {} has other classes than {}",
            part.name, trained_on.name
        )
    })
}
