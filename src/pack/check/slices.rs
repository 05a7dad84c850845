//! What can be wrong with the slices of any step that measures.

use std::collections::BTreeSet;

use super::checking::{Checking, Run, did_you_mean};
use crate::dataset::{Format, Library, Part};
use crate::eval::{SliceSpec, check_dial};
use crate::pack::form::joined;

/// Checks that there are slices, that they can be told apart, and that the run can read each.
pub(super) fn check(slices: &[SliceSpec], run: Option<Run<'_>>, checking: &mut Checking<'_>) {
    check_all(slices, run, |_| Recognition::ClosedSet, checking);
}

/// The same, where a slice may also show nothing that the run has a class for.
pub(super) fn check_open_set(
    slices: &[SliceSpec],
    run: Option<Run<'_>>,
    checking: &mut Checking<'_>,
) {
    check_all(slices, run, |_| Recognition::OpenSet, checking);
}

/// The same, where the run has to know the classes of the first one, from which the others are told.
pub(super) fn check_told_from_first(
    slices: &[SliceSpec],
    run: Option<Run<'_>>,
    checking: &mut Checking<'_>,
) {
    if slices.len() < 2 {
        checking.problem(
            "slices",
            "`ood` tells the other slices from the first one; name another",
        );
    }
    let recognition = |number| match number {
        1 => Recognition::ClosedSet,
        _ => Recognition::OpenSet,
    };
    check_all(slices, run, recognition, checking);
}

/// Whether every picture is of a class that the run knows, or perhaps of none of them (Scheirer et al. 2013,
/// Toward Open Set Recognition).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Recognition {
    ClosedSet,
    OpenSet,
}

fn check_all(
    slices: &[SliceSpec],
    run: Option<Run<'_>>,
    recognition: impl Fn(usize) -> Recognition,
    checking: &mut Checking<'_>,
) {
    if slices.is_empty() {
        checking.problem("slices", "the list is empty; name some data");
    }
    let names: BTreeSet<&str> = slices.iter().map(|slice| slice.name.as_str()).collect();
    if names.len() < slices.len() {
        checking.problem(
            "slices",
            "two have the same name; learners could not tell them apart",
        );
    }
    let titled = slices.iter().filter(|slice| !slice.name.trim().is_empty());
    let titles: Vec<&str> = titled.map(|slice| slice.title().trim()).collect();
    let different: BTreeSet<&str> = titles.iter().copied().collect();
    if names.len() == slices.len() && (different.len() < titles.len() || different.contains("")) {
        checking.problem(
            "slices",
            "a title is empty, or two read the same; learners could not tell them apart",
        );
    }
    for (slice, number) in slices.iter().zip(1..) {
        if slice.name.trim().is_empty() {
            let path = format!("slices {number}.name");
            checking.problem(path, "it is empty; give the slice a name");
        }
        check_slice(
            &format!("slices {number}"),
            slice,
            run,
            recognition(number),
            checking,
        );
    }
}

/// Checks that the run can read the slice at this path.
pub(super) fn check_one(
    path: &str,
    slice: &SliceSpec,
    run: Option<Run<'_>>,
    checking: &mut Checking<'_>,
) {
    check_slice(path, slice, run, Recognition::ClosedSet, checking);
}

fn check_slice(
    path: &str,
    slice: &SliceSpec,
    run: Option<Run<'_>>,
    recognition: Recognition,
    checking: &mut Checking<'_>,
) {
    let trained_on = run.and_then(|run| run.part);
    if let Some((key, text)) = problem(slice, trained_on, recognition, checking.library) {
        checking.problem(joined(path, key), text);
    }
}

/// Checks that the slice which `key` of the prediction names is one of these.
pub(super) fn named(key: &str, name: &str, slices: &[SliceSpec], checking: &mut Checking<'_>) {
    is_one(&format!("predict.{key}"), name, slices, checking);
}

/// Checks that the slice which stands at this path is one of these.
pub(super) fn is_one(path: &str, name: &str, slices: &[SliceSpec], checking: &mut Checking<'_>) {
    let names = slices.iter().map(|slice| slice.name.as_str());
    if !names.clone().any(|known| known == name) {
        checking.problem(
            path,
            format!(
                "none of the slices is called {name}{}",
                did_you_mean(name, names)
            ),
        );
    }
}

/// What keeps a slice from being drawn, whichever network is to read it: the key, and why.
pub(super) fn undrawable(slice: &SliceSpec, library: &Library) -> Option<(&'static str, String)> {
    problem(slice, None, Recognition::OpenSet, library)
}

/// What keeps a model that was trained on this part from being measured on the slice.
fn problem(
    slice: &SliceSpec,
    trained_on: Option<&Part>,
    recognition: Recognition,
    library: &Library,
) -> Option<(&'static str, String)> {
    let part = match library.resolve(&slice.from) {
        Ok((_, part)) => part,
        Err(error) => return Some(("from", error.to_string())),
    };
    if let Some(dial) = slice.dial {
        if let Err(error) = check_dial(&slice.from, dial) {
            return Some(("from", error.to_string()));
        }
        if part.format != Format::Strokes {
            return Some((
                "from",
                format!(
                    "{} has no pen strokes to write anew; use pendigits",
                    part.name
                ),
            ));
        }
    }
    match slice.sample {
        Some(0) => return Some(("sample", "0 pictures cannot be measured".to_owned())),
        Some(n) if n > part.count && !library.is_live(&slice.from) => {
            return Some((
                "sample",
                format!("{n} are more than the {} of {}", part.count, part.name),
            ));
        }
        _ => {}
    }
    let trained_on = trained_on?;
    if trained_on.shape != part.shape {
        return Some((
            "from",
            format!(
                "{} has pictures of {}, but the run reads {}",
                part.name, part.shape, trained_on.shape
            ),
        ));
    }
    let is_known = part.classes == trained_on.classes;
    let is_unknown = || {
        let known = trained_on.classes.len();
        let chosen = slice.from.labels_in(part).ok().flatten();
        let chosen = chosen.map(|labels| labels.iter().all(|&label| usize::from(label) >= known));
        part.classes.starts_with(&trained_on.classes)
            && chosen.unwrap_or(part.format.shows_no_digits())
    };
    if slice.attack.is_some() && !is_known {
        let why = format!(
            "it leads away from the true class, and {} has other classes than {}; attack data with the same",
            part.name, trained_on.name
        );
        return Some(("attack", why));
    }
    let fits = is_known || (recognition == Recognition::OpenSet && is_unknown());
    (!fits).then(|| {
        let classes = format!("{} has other classes than {}", part.name, trained_on.name);
        ("from", classes)
    })
}
