//! A lesson that is being checked, step by step, and what is found in it.

use std::collections::BTreeSet;

use super::super::diagnosis::Severity;
use crate::base::closest;
use crate::base::terminal::is_printable;
use crate::dataset::{Library, Part};
use crate::model::Architecture;
use crate::pack::schema::Range;
use crate::pack::text::{Named, Promised, Quantity};

/// Something that is wrong although its form is right.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    /// How bad it is.
    pub(crate) severity: Severity,
    /// The step, from 1; none where the lesson as a whole is meant.
    pub(crate) step: Option<usize>,
    /// The step's kind.
    pub(crate) kind: &'static str,
    /// The key that it is about, below the step: keys with dots between them, places in lists after a
    /// space and from 1.
    pub(crate) path: String,
    /// What is wrong and what to do.
    pub(crate) problem: String,
}

/// A lesson that is being checked, step by step.
pub(super) struct Checking<'a> {
    pub(super) library: &'a Library,
    /// The runs that earlier steps train.
    pub(super) runs: Vec<Run<'a>>,
    /// What earlier steps measure.
    pub(super) figures: Vec<Promised>,
    /// Names of runs whose steps could not be read in full.
    pub(super) unread: BTreeSet<&'a str>,
    /// Whether the name of every run of an earlier step could be read.
    pub(super) knows_all_runs: bool,
    /// Whether every earlier step could be read in full.
    pub(super) knows_all_figures: bool,
    /// The step that is being checked: its place, from 1, and kind.
    pub(super) place: (usize, &'static str),
    pub(super) found: Vec<Found>,
}

/// A run that a step trains, its layers, the data that it is trained on, if there is such data, and how many of its
/// pictures are held out for validation.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    pub(super) name: &'a str,
    pub(super) model: &'a Architecture,
    /// How many networks with seeds of their own.
    pub(super) seeds: u64,
    pub(super) part: Option<&'a Part>,
    pub(super) validation: usize,
}

impl<'a> Checking<'a> {
    /// A lesson of which nothing was checked yet.
    pub(super) fn new(library: &'a Library) -> Self {
        Self {
            library,
            runs: Vec::new(),
            unread: BTreeSet::new(),
            figures: Vec::new(),
            knows_all_runs: true,
            knows_all_figures: true,
            place: (0, ""),
            found: Vec::new(),
        }
    }

    /// Of the runs from this one on, only the names are known.
    pub(super) fn forget_since(&mut self, known: usize) {
        let names = self.runs.drain(known..).map(|run| run.name);
        self.unread.extend(names);
    }

    /// Something is wrong with this key of the present step.
    pub(super) fn problem(&mut self, path: impl Into<String>, problem: impl Into<String>) {
        let (step, kind) = self.place;
        self.found.push(Found {
            severity: Severity::Error,
            step: Some(step),
            kind,
            path: path.into(),
            problem: problem.into(),
        });
    }

    /// Whether an earlier step measures this.
    pub(super) fn is_measured(&self, named: &Named) -> bool {
        let mut known = self.figures.iter();
        known.any(|promised| self.is_promised(named, promised))
    }

    /// Whether a step that promises this will have it: of a run's seeds only where it has several.
    pub(super) fn is_promised(&self, named: &Named, promised: &Promised) -> bool {
        let of_seeds = Quantity::OF_SEEDS.contains(&named.quantity);
        let has_one = |name: &String| {
            let mut runs = self.runs.iter();
            runs.any(|run| run.name == name && run.seeds == 1)
        };
        let is_missing = of_seeds && promised.by.as_ref().is_some_and(has_one);
        named.is_among(promised) && !is_missing
    }

    /// Neither an earlier step nor the present one, which measures `own`, measures what `key` speaks of.
    pub(super) fn not_measured(&mut self, key: &str, named: &Named, own: &[Promised]) {
        if !self.knows_all_figures {
            return;
        }
        let known = || self.figures.iter().chain(own);
        let of_it = || known().filter(|promised| promised.of == named.of);
        let hint = match of_it().next() {
            None => {
                let names: BTreeSet<&str> = known().map(|promised| promised.of.as_str()).collect();
                did_you_mean(&named.of, names.iter().copied())
            }
            Some(_) if of_it().all(|promised| !promised.quantities.contains(&named.quantity)) => {
                let quantities = of_it().flat_map(|promised| &promised.quantities);
                let names: BTreeSet<&str> = quantities.map(|known| known.name()).collect();
                let names: Vec<&str> = names.into_iter().collect();
                format!("; of {} there are {}", named.of, names.join(", "))
            }
            Some(_) => {
                let readers = of_it().filter_map(|promised| promised.by.as_deref());
                let readers: BTreeSet<&str> = readers.collect();
                let wanted = named.by.as_deref().unwrap_or_default();
                did_you_mean(wanted, readers.iter().copied())
            }
        };
        self.problem(
            key,
            format!("neither this step nor an earlier one measures the {named}{hint}"),
        );
    }

    /// The present step trains this run.
    pub(super) fn add_run(&mut self, run: Run<'a>) {
        let name = run.name;
        if name.trim().is_empty() {
            self.problem("as", "it is empty; give the run a name");
        }
        if self.runs.iter().any(|run| run.name == name) {
            self.problem(
                "as",
                format!("{name} names an earlier run too; choose another name"),
            );
        }
        self.runs.push(run);
    }

    /// The run that `key` of the present step names; a problem if no earlier step trains it.
    pub(super) fn run(&mut self, key: &str, name: &str) -> Option<Run<'a>> {
        let run = self.runs.iter().find(|run| run.name == name).copied();
        if run.is_none() && self.knows_all_runs && !self.unread.contains(name) {
            let known = self.runs.iter().map(|run| run.name);
            let known = known.chain(self.unread.iter().copied());
            let hint = did_you_mean(name, known);
            self.problem(key, format!("no earlier train step is called {name}{hint}"));
        }
        run
    }
}

/// A hint at the closest of the possible names, or a list of them.
pub(super) fn did_you_mean<'a>(
    wrong: &str,
    possible: impl Iterator<Item = &'a str> + Clone,
) -> String {
    match closest(wrong, possible.clone()) {
        Some(name) => format!("; did you mean {name}?"),
        None => match possible.collect::<Vec<_>>() {
            names if names.is_empty() => String::new(),
            names => format!("; there are {}", names.join(", ")),
        },
    }
}

/// Whether a title can stand in a list, a line each.
pub(super) fn is_one_line(title: &str) -> bool {
    title.trim().chars().all(is_printable)
}

/// What is wrong with a title that cannot.
pub(super) const NOT_ONE_LINE: &str =
    "it has line ends or characters that cannot be shown; write it on one line, without them";

/// What is wrong with a range of percentages that is written as one of shares, if it is.
pub(super) fn written_as_shares(range: Range) -> Option<String> {
    let percent = range.of_shares()?;
    Some(format!(
        "percentages go from 0 to 100, so {range} is hardly meant; write {percent}"
    ))
}
