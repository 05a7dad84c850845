//! What a `dial` step can get wrong.

use super::checking::{Checking, did_you_mean};
use super::slices;
use crate::pack::schema::Dial;

pub(super) fn check(dial: &Dial, checking: &mut Checking<'_>) {
    let run = checking.run("of", &dial.of);
    // All settings are of the same pictures, so that one stands for all.
    let settings = dial.slices();
    if let Some(setting) = settings.last() {
        slices::check_one("", setting, run, checking);
    }
    if !(1..=MAX_PICTURES).contains(&dial.sample) {
        checking.problem(
            "sample",
            format!(
                "{}; every setting is drawn of every picture, so sample 1 to {MAX_PICTURES}",
                dial.sample
            ),
        );
    }
    if let (Some(watch), Some(part)) = (&dial.watch, run.and_then(|run| run.part)) {
        let classes = part.classes.iter().map(String::as_str);
        if dial.watched_among(&part.classes).is_none() {
            checking.problem(
                "watch",
                format!("no class is called {watch}{}", did_you_mean(watch, classes)),
            );
        }
    }
}

/// Pictures that are turned at most: fifty settings of each are kept in memory.
const MAX_PICTURES: usize = 500;
