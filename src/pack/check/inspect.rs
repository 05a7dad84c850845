//! What an `inspect` step can get wrong.

use super::checking::{Checking, did_you_mean};
use super::slices;
use crate::pack::schema::{Among, Inspect, InspectView as View};

pub(super) fn check(inspect: &Inspect, checking: &mut Checking<'_>) {
    let run = checking.run("of", &inspect.of);
    match inspect.show.contains(&View::Ood) {
        true => slices::check_told_from_first(&inspect.slices, run, checking),
        false => slices::check(&inspect.slices, run, checking),
    }
    if inspect.show.is_empty() {
        checking.problem(
            "show",
            "the list is empty; name what to show: confusion, worst, groups, calibration, ood, saliency",
        );
    }
    let Some(predict) = &inspect.predict else {
        return;
    };
    if !(2..=9).contains(&predict.among.len()) {
        checking.problem(
            "predict.among",
            format!(
                "{} to choose from; there have to be 2 to 9",
                predict.among.len()
            ),
        );
    }
    let first = inspect.slices.first();
    let part = first.and_then(|slice| checking.library.resolve(&slice.from).ok());
    let Some((_, part)) = part else { return };
    let names: Vec<&str> = match predict.lowest {
        Among::Class => part.classes.iter().map(String::as_str).collect(),
        Among::Group => part.group_names(),
    };
    for (name, number) in predict.among.iter().zip(1..) {
        if !names.contains(&name.as_str()) {
            checking.problem(
                format!("predict.among {number}"),
                format!(
                    "{} has no {name}{}",
                    part.name,
                    did_you_mean(name, names.iter().copied())
                ),
            );
        }
    }
}
