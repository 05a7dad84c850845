//! A learning curve: how a run that goes on from another does after so many new pictures, on what was kept apart
//! and on what the other one was measured on.

use schemars::JsonSchema;
use serde::Serialize;

use super::output::{COLUMNS, name_column};
use super::text::{count, interval, percent};
use crate::base::Lang;
use crate::dataset::Inputs;
use crate::eval::{Evaluation, Spread, spread};

/// A point of the curve: some runs, each of which learned from so many new pictures, drawn by its seed.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct LearningPoint {
    /// The run that they go on from.
    pub(super) from: String,
    /// What they learned from.
    pub(super) data: String,
    /// How many pictures of it.
    pub(super) pictures: usize,
    /// The runs; for no pictures, the one that the others go on from.
    pub(super) runs: Vec<String>,
    /// Their seeds, which drew the pictures and their order.
    pub(super) seeds: Vec<u64>,
    /// How they did on what was kept apart, and then on the test part of what the first run learned from, where
    /// there is one.
    pub(super) measured: Vec<SliceSpread>,
}

/// How some runs did on the same pictures.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(super) struct SliceSpread {
    /// The slice's name.
    pub(super) slice: String,
    /// Real, rendered, simulated, or attacked.
    pub(super) inputs: Inputs,
    /// Digest of the slice's pictures and labels, hexadecimal SHA-256.
    pub(super) digest: String,
    /// Pictures.
    pub(super) n: usize,
    /// The accuracy of each run, 0..1, in the order of the runs.
    pub(super) accuracies: Vec<f64>,
    /// How they spread.
    pub(super) spread: Spread,
}

impl SliceSpread {
    /// Of the evaluations of one slice; none where there is none.
    pub(super) fn of(evaluations: &[Evaluation]) -> Option<Self> {
        let first = evaluations.first()?;
        let accuracies: Vec<f64> = evaluations.iter().map(|one| one.accuracy).collect();
        let spread = spread(&Vec::from_iter(evaluations))?;
        Some(Self {
            slice: first.slice.clone(),
            inputs: first.inputs,
            digest: first.digest.clone(),
            n: first.n,
            spread,
            accuracies,
        })
    }

    /// What is measured on, as a line says it once.
    pub(super) fn about(&self) -> String {
        format!(
            "  {} n = {}, {}, digest {}",
            name_column(&self.slice),
            count(self.n),
            self.inputs,
            self.digest.get(..8).unwrap_or(&self.digest)
        )
    }

    /// Two columns: the mean and, of several runs, the lowest and the highest; of one, its interval.
    fn columns(&self) -> String {
        let around = match self.accuracies.len() {
            1 => interval(self.spread.over_pictures),
            _ => Lang::English.percent_range(self.spread.lowest, self.spread.highest),
        };
        format!("{:>6}  {around:>13}", percent(self.spread.mean))
    }
}

/// The head of the curve's table, for rows of [`row`]; 80 columns.
pub(super) fn head(slices: &[SliceSpread]) -> String {
    let name = |slice: &SliceSpread| {
        let name: String = slice.slice.chars().take(NAME).collect();
        format!("  {name:>NAME$}")
    };
    let names: String = slices.iter().map(name).collect();
    let lost = if slices.len() > 1 { "  points" } else { "" };
    format!("pictures{names}{lost}")
}

/// Columns of a slice's figures.
const NAME: usize = 21;
/// Cells of a bar from 0 to 100 %.
const BAR: f64 = 16.0;

/// A row of the table: how many pictures, how the runs did, by how many points that differs on the old data from
/// `before`, and a bar for what was kept apart.
pub(super) fn row(pictures: usize, measured: &[SliceSpread], before: &[SliceSpread]) -> String {
    let columns = measured
        .iter()
        .map(|slice| format!("  {}", slice.columns()));
    let columns: String = columns.collect();
    let lost = match (measured.get(1), before.get(1)) {
        (Some(now), Some(before)) => {
            let points = (now.spread.mean - before.spread.mean) * 100.0;
            // No minus before a zero.
            let points = if points.abs() < 0.05 { 0.0 } else { points };
            format!("  {points:>+6.1}")
        }
        _ => String::new(),
    };
    let cells = measured
        .first()
        .map_or(0.0, |slice| slice.spread.mean * BAR);
    let bar = "█".repeat(cells.round() as usize);
    format!("{:>8}{columns}{lost}  {bar}", count(pictures))
        .trim_end()
        .to_owned()
}

/// What the table's numbers are.
pub(super) fn legend(draws: usize, has_old: bool) -> String {
    let spread = match draws {
        1 => "With each accuracy stands its 95 % interval.".to_owned(),
        n => format!(
            "0 pictures: the run itself and its 95 % interval; else the mean of {n} draws, the lowest and the \
             highest."
        ),
    };
    let old = match has_old {
        true => {
            " Points: what that is more or less than the run itself on what it was measured on before."
        }
        false => "",
    };
    let text = format!("{spread}{old} The bar is what was kept apart, from 0 to 100 %.");
    textwrap::fill(&text, COLUMNS)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    fn spread(slice: &str, accuracies: &[f64]) -> SliceSpread {
        SliceSpread {
            slice: slice.to_owned(),
            inputs: Inputs::Real,
            digest: "0123456789".to_owned(),
            n: 100,
            spread: Spread::of(accuracies, 100).unwrap(),
            accuracies: accuracies.to_vec(),
        }
    }

    #[test]
    fn a_row_says_mean_spread_and_what_was_lost_and_fits_the_usual_terminal() {
        let before = [
            spread("pendigits@apart", &[0.8]),
            spread("mnist/test", &[0.98]),
        ];
        let after = [
            spread("pendigits@apart", &[0.88, 0.92]),
            spread("mnist/test", &[0.96, 0.97]),
        ];
        assert_eq!(
            head(&before),
            "pictures        pendigits@apart             mnist/test  points"
        );
        assert_eq!(
            row(0, &before, &before),
            "       0    80.0    71.1 – 86.7    98.0    93.0 – 99.4    +0.0  █████████████"
        );
        assert_eq!(
            row(1_000, &after, &before),
            "   1,000    90.0    88.0 – 92.0    96.5    96.0 – 97.0    -1.5  ██████████████"
        );
        let full = [spread("a", &[1.0, 1.0]), spread("b", &[1.0, 1.0])];
        assert!(row(60_000, &full, &before).chars().count() <= 80);
        assert_eq!(
            row(5, &after[..1], &before[..1]),
            "       5    90.0    88.0 – 92.0  ██████████████"
        );
    }
}
