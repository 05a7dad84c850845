//! Two runs on a family, and the runs of a recipe: what the tables of comparisons are made of.

use std::io;

use anyhow::{Context, Result};

use super::super::compared::Compared;
use super::super::group::{GroupEvaluation, Slice};
use super::bench::line;
use super::measurement::{Measurement, Row};
use crate::dataset::Split;
use crate::eval::bootstrap::paired;
use crate::eval::{Clustered, Spread, clustered};
use crate::shift::Family;
use crate::train::RunRecord;

/// A measurement of one run, and how another did there.
pub(super) struct Pair<'a> {
    measurement: &'a Measurement,
    compared: Compared,
}

/// The clean pictures and then each corruption, at the severity that stands for it.
fn main<'a>(clean: &'a Measurement, rows: &'a [Row]) -> impl Iterator<Item = &'a Measurement> {
    [clean].into_iter().chain(rows.iter().filter_map(Row::main))
}

/// One run against another, picture by picture, adjusted for how many comparisons there are.
///
/// # Errors
/// When they were measured on different pictures.
pub(super) fn compared<'a>(
    (clean, rows): (&'a Measurement, &'a [Row]),
    (other, other_clean, other_rows): (&RunRecord, &Measurement, &[Row]),
    seed: u64,
) -> Result<Vec<Pair<'a>>> {
    let both = main(clean, rows).zip(main(other_clean, other_rows));
    let pairs = both.map(|(this, theirs)| {
        let right = |one: &Measurement| one.right.as_ref().and_then(|right| right.values(one.n));
        let answers = right(this)
            .zip(right(theirs))
            .filter(|_| this.digest == theirs.digest);
        let (ours, theirs) = answers.with_context(|| {
            format!(
                "{}: the two runs were measured on different pictures",
                this.slice()
            )
        })?;
        Ok(Pair {
            measurement: this,
            compared: Compared::new(other.id.as_str(), paired(&ours, &theirs, seed)?),
        })
    });
    let mut pairs = pairs.collect::<Result<Vec<_>>>()?;
    Compared::together(pairs.iter_mut().map(|pair| &mut pair.compared));
    Ok(pairs)
}

/// A line of JSON each.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn say_json(record: &RunRecord, family: Family, pairs: &[Pair<'_>]) -> io::Result<()> {
    for pair in pairs {
        line(record, pair.measurement, family, Some(&pair.compared)).say()?;
    }
    Ok(())
}

/// The table of two runs, at most 80 columns wide.
pub(super) fn text(record: &RunRecord, other: &RunRecord, pairs: &[Pair<'_>], seed: u64) -> String {
    let head = Compared::head(
        (record.id.as_str(), other.id.as_str()),
        pairs.len(),
        false,
        seed,
    );
    let rows = pairs.iter().map(|pair| {
        let name = name(pair.measurement);
        pair.compared.row(&name, pair.measurement.accuracy())
    });
    let lines: Vec<String> = [head].into_iter().chain(rows).collect();
    lines.join("\n")
}

/// A measurement in a table in which all are of the same pictures.
fn name(measurement: &Measurement) -> String {
    measurement
        .shift
        .map_or("none".to_owned(), |shift| shift.to_string())
}

/// How the runs of a recipe did, from the measurements of each; `clean` are the pictures before they were altered,
/// which keep their groups.
///
/// # Errors
/// When there is no run.
pub(super) fn slices(
    runs: &[(Measurement, Vec<Row>)],
    clean: &Split,
    seed: u64,
) -> Result<Vec<Slice>> {
    let of_runs: Vec<Vec<&Measurement>> = runs
        .iter()
        .map(|(clean, rows)| main(clean, rows).collect())
        .collect();
    let first = of_runs.first().context("a recipe without runs")?;
    let slices = first.iter().enumerate().map(|(place, one)| {
        let right: Vec<usize> = of_runs
            .iter()
            .filter_map(|run| Some(run.get(place)?.correct))
            .collect();
        let shares: Vec<f64> = right
            .iter()
            .map(|&right| right as f64 / one.n.max(1) as f64)
            .collect();
        Ok(Slice {
            name: one.slice(),
            label: name(one),
            note: None,
            inputs: one.inputs,
            digest: one.digest.clone(),
            n: one.n,
            seed,
            measured: GroupEvaluation {
                right,
                spread: Spread::of(&shares, one.n)
                    .context("a recipe without runs")?
                    .in_groups(over_groups(&of_runs, place, clean)),
                ensemble: None,
            },
            compared: None,
            looks: None,
        })
    });
    slices.collect()
}

/// The interval over groups of a recipe's mean accuracy on a slice.
fn over_groups(runs: &[Vec<&Measurement>], place: usize, clean: &Split) -> Option<Clustered> {
    let answers = runs.iter().map(|run| {
        let one = run.get(place)?;
        let right = one.right.as_ref()?.values(one.n)?;
        let groups = (0..one.n).map(|at| clean.group(at));
        Some(groups.zip(right).collect::<Vec<_>>())
    });
    let answers: Vec<_> = answers.collect::<Option<Vec<_>>>()?.concat();
    clustered(answers.len(), answers.into_iter())
}
