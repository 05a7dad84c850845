//! What an `inspect` step can get wrong.

use super::checking::{Checking, Run, did_you_mean};
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
            "the list is empty; name what to show: confusion, worst, groups, interval, calibration, ood, attack, \
             threshold, label_shift, saliency, inside",
        );
    }
    check_validation(inspect, run, checking);
    check_attacks(inspect, checking);
    check_classes(inspect, run, checking);
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

/// Thresholds and temperatures are chosen on validation pictures.
fn check_validation(inspect: &Inspect, run: Option<Run<'_>>, checking: &mut Checking<'_>) {
    let views = [
        (View::Threshold, "threshold"),
        (View::LabelShift, "label_shift"),
    ];
    let (Some(run), Some(view)) = (run, shown(inspect, &views)) else {
        return;
    };
    if run.validation == 0 {
        let name = run.name;
        let problem = format!(
            "`{view}` needs validation pictures, and {name} is trained without any; set data: validation above 0"
        );
        checking.problem("show", problem);
    }
}

/// What is under attack already is not attacked once more.
fn check_attacks(inspect: &Inspect, checking: &mut Checking<'_>) {
    if !inspect.show.contains(&View::Attack) {
        return;
    }
    for (slice, number) in inspect.slices.iter().zip(1..) {
        if slice.attack.is_some() {
            checking.problem(
                format!("slices {number}.attack"),
                "`attack` attacks the pictures itself, at several budgets; leave this out",
            );
        }
    }
}

/// Attacks lead away from the true class, and shares are those of known classes.
fn check_classes(inspect: &Inspect, run: Option<Run<'_>>, checking: &mut Checking<'_>) {
    let views = [(View::Attack, "attack"), (View::LabelShift, "label_shift")];
    let trained_on = run.and_then(|run| run.part);
    let (Some(trained_on), Some(view)) = (trained_on, shown(inspect, &views)) else {
        return;
    };
    // Where others are not told from the first slice, classes that the run does not know are refused anyway.
    if !inspect.show.contains(&View::Ood) {
        return;
    }
    for (slice, number) in inspect.slices.iter().zip(1..).skip(1) {
        let Ok((_, part)) = checking.library.resolve(&slice.from) else {
            continue;
        };
        if part.classes != trained_on.classes {
            checking.problem(
                format!("slices {number}.from"),
                format!(
                    "`{view}` needs classes that the run knows, and {} has others than {}; show `{view}` in an \
                     inspect step of its own",
                    part.name, trained_on.name
                ),
            );
        }
    }
}

/// The first of these views that is shown.
fn shown(inspect: &Inspect, views: &[(View, &'static str)]) -> Option<&'static str> {
    let mut views = views.iter();
    let view = views.find(|(view, _)| inspect.show.contains(view));
    view.map(|(_, name)| *name)
}
