//! Looks at test data: a command that measures counts them, and tells what they do to the best of several recipes.

use std::cell::{Cell, RefCell};
use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use super::output::{COLUMNS, say, warn};
use super::text::count;
use crate::dataset::Selector;
use crate::eval::{Interval, Looks, optimism};
use crate::lesson::results::looked_at;
use crate::say;
use crate::train::{Looked, RunRecord, TrainError, Trainer};
use crate::words::Words;

/// How often data has been looked at.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Looks")]
pub(super) struct LooksLine {
    /// The data: a set or its part, whatever was taken of it and done to it.
    data: String,
    /// Recipes of which a run was measured on it: those that differ in more than their seed.
    recipes: usize,
    /// Runs that were measured on it.
    runs: usize,
    /// By how much the best of so many recipes looks better than it is, on average and at most, 0..1: the highest of
    /// so many standard normals times the standard error of what was measured here. Absent where nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    optimism: Option<f64>,
}

impl From<Looked> for LooksLine {
    fn from(looked: Looked) -> Self {
        Self {
            data: looked.data,
            recipes: looked.recipes,
            runs: looked.runs,
            optimism: None,
        }
    }
}

/// Counts the looks of a command.
pub(super) struct Looking<'a> {
    pub(super) trainer: &'a Trainer,
    looks: RefCell<Looks>,
    has_warned: Cell<bool>,
}

impl<'a> Looking<'a> {
    /// Nothing has been looked at yet.
    pub(super) fn new(trainer: &'a Trainer) -> Self {
        Self {
            trainer,
            looks: RefCell::default(),
            has_warned: Cell::new(false),
        }
    }

    /// Counts that these runs were measured on a slice of some data, where the first one came to this interval, and
    /// says how often that has been looked at by now; none where it is no test of any of them, or that cannot be
    /// counted, of which is told once.
    ///
    /// # Errors
    /// When the warning cannot be written.
    pub(super) fn at<'r>(
        &self,
        data: &Selector,
        runs: impl IntoIterator<Item = &'r RunRecord>,
        interval: Interval,
    ) -> io::Result<Option<LooksLine>> {
        let (store, library) = (self.trainer.store(), self.trainer.library());
        let mut newest = None;
        for run in runs {
            match store.look(run, data, library) {
                Ok(looked) => newest = looked.or(newest),
                Err(error) if !self.has_warned.replace(true) => warn(uncounted(&error))?,
                Err(_) => {}
            }
        }
        self.looks.borrow_mut().add(newest.clone(), interval);
        Ok(newest.map(|looked| LooksLine {
            optimism: Some(optimism(looked.recipes, interval)),
            ..looked.into()
        }))
    }

    /// What has been counted.
    pub(super) fn looks(&self) -> std::cell::Ref<'_, Looks> {
        self.looks.borrow()
    }

    /// Says of data that several recipes were measured on what that does to the best of them.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub(super) fn tell(&self) -> io::Result<()> {
        for told in looked_at(&self.looks.borrow(), Words::default()) {
            say(textwrap::fill(&told, COLUMNS))?;
        }
        Ok(())
    }
}

/// Why looks cannot be counted.
pub(super) fn uncounted(error: &TrainError) -> String {
    say!(Words::default(), "looks-uncounted", why = error.to_string())
}

/// How often each test data has been looked at, for people; none where nothing has been.
pub(super) fn in_words(all: &[Looked]) -> Option<String> {
    let each = all.iter().map(|one| {
        let recipes = plural(one.recipes, "recipe");
        format!("{} with {recipes} ({})", one.data, plural(one.runs, "run"))
    });
    let each: Vec<String> = each.collect();
    (!each.is_empty()).then(|| {
        let told = format!("test data that was looked at: {}", each.join(", "));
        textwrap::fill(&told, COLUMNS)
    })
}

fn plural(n: usize, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        n => format!("{} {what}s", count(n)),
    }
}
