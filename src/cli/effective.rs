//! `mindgap reveal --line`: a run against the line of other runs, clean accuracy against shifted accuracy.

use anyhow::{Result, bail};

use super::compared::points;
use super::details::{fill, whole};
use super::json::{EffectiveLine, Line, OtherRun};
use super::output::name_column;
use super::text::{interval, percent};
use crate::eval::effective::{Both, EffectiveRobustness, FEWEST_RUNS, effective_robustness};
use crate::eval::{Evaluation, MetricError, Proportion};
use crate::train::{RunRecord, RunStore, Status};

/// The word that stands for all runs of the store.
pub(super) const ALL: &str = "all";

/// The runs of the line: those that were named, or all others that learned from the same data to the end.
///
/// # Errors
/// When a run is unknown, is the run itself, or there are fewer than three.
pub(super) fn others(
    wanted: &[String],
    record: &RunRecord,
    store: &RunStore,
) -> Result<Vec<RunRecord>> {
    let mut others: Vec<RunRecord> = Vec::new();
    for name in wanted {
        match name.as_str() {
            ALL => others.extend(store.list()?.records.into_iter().filter(|other| {
                let is_done = matches!(other.status, Status::Finished | Status::EarlyStopped);
                let is_alike = other.set() == record.set();
                other.id != record.id && is_done && is_alike
            })),
            name => others.push(store.find(name)?),
        }
    }
    if others.iter().any(|other| other.id == record.id) {
        bail!(
            "--line names run {} itself, which is held against the line; leave it out",
            record.id
        );
    }
    others.sort_by(|a, b| a.id.cmp(&b.id));
    others.dedup_by(|a, b| a.id == b.id);
    if !wanted.is_empty() && others.len() < FEWEST_RUNS {
        return Err(MetricError::FewRuns {
            n: others.len(),
            least: FEWEST_RUNS,
        }
        .into());
    }
    Ok(others)
}

/// How the runs did on one slice: this one first, then those of the line.
pub(super) struct SliceAccuracies {
    slice: String,
    accuracies: Vec<Proportion>,
}

impl SliceAccuracies {
    /// This run's evaluation with those of the others, in their order.
    pub(super) fn of(this: &Evaluation, others: &[Evaluation]) -> Self {
        let all = std::iter::once(this).chain(others);
        Self {
            slice: this.slice.clone(),
            accuracies: all.map(|one| Proportion::of(one.correct, one.n)).collect(),
        }
    }
}

/// A shifted slice against the clean one.
pub(super) struct Effective {
    clean: String,
    slice: String,
    this: Both,
    others: Vec<(String, Both)>,
    line: EffectiveRobustness,
}

impl Effective {
    /// The run on a shifted slice.
    ///
    /// # Errors
    /// As [`effective_robustness`].
    pub(super) fn of(
        clean: &SliceAccuracies,
        shifted: &SliceAccuracies,
        runs: &[RunRecord],
    ) -> Result<Self, MetricError> {
        let pairs = clean.accuracies.iter().zip(&shifted.accuracies);
        let mut pairs = pairs.map(|(&clean, &shifted)| Both { clean, shifted });
        let this = pairs.next().ok_or(MetricError::Empty {
            what: "effective robustness",
        })?;
        let others: Vec<Both> = pairs.collect();
        let line = effective_robustness(&this, &others)?;
        let ids = runs.iter().map(|run| run.id.to_string());
        Ok(Self {
            clean: clean.slice.clone(),
            slice: shifted.slice.clone(),
            this,
            others: ids.zip(others).collect(),
            line,
        })
    }

    /// Its line of JSON.
    pub(super) fn line<'a>(&'a self, run: &'a str, seed: u64) -> Line<'a> {
        let others = self.others.iter().map(|(run, both)| OtherRun {
            run,
            clean_accuracy: both.clean,
            accuracy: both.shifted,
        });
        Line::EffectiveRobustness(EffectiveLine {
            run,
            seed,
            clean: &self.clean,
            clean_accuracy: self.this.clean,
            slice: &self.slice,
            accuracy: self.this.shifted,
            others: others.collect(),
            line: self.line,
        })
    }

    fn row(&self) -> String {
        let line = &self.line;
        let outside = if line.extrapolated { "  outside" } else { "" };
        format!(
            "{} {:>6}  {:>8}  {:<13}  {:>9}  {:>6.2}{outside}",
            name_column(&self.slice),
            percent(self.this.shifted.share.unwrap_or_default()),
            percent(line.expected),
            interval(line.expected_interval),
            points(line.effective),
            line.slope,
        )
    }
}

/// The shifted slices as a table of at most 80 columns; nothing for none.
pub(super) fn text(all: &[Effective]) -> Option<String> {
    let first = all.first()?;
    let ids: Vec<&str> = first.others.iter().map(|(run, _)| run.as_str()).collect();
    let head = format!(
        "effective robustness: accuracy less what the line expects of a run that reads {} of {}. The line: least \
         squares on the logits of {} other runs ({}); the interval: where 95 of 100 further such runs would \
         lie, if they scatter alike. outside: no run of the line does as badly, or none as well, on clean pictures",
        whole(&format!(
            "{} %",
            percent(first.this.clean.share.unwrap_or_default())
        )),
        first.clean,
        first.line.runs,
        ids.join(", "),
    );
    let mut lines = vec![
        String::new(),
        fill(&head),
        "slice              acc. %  expected  95 % interval  effective   slope".to_owned(),
    ];
    lines.extend(all.iter().map(Effective::row));
    Some(lines.join("\n"))
}
