//! Lines about how a run holds up: `reveal --ood`, `--line`, `--label-shift` and `--baseline`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::dataset::Inputs;
use crate::eval::Proportion;
use crate::eval::effective::EffectiveRobustness;
use crate::eval::label_shift::LabelShift;
use crate::eval::ood::Detection;
use crate::shift::Family;

/// How well a run's scores tell a slice from the pictures that it was made for.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct OodLine<'a> {
    /// The run.
    pub(in super::super) run: &'a str,
    /// Decided which pictures were drawn, and what is random in what was done to them.
    pub(in super::super) seed: u64,
    /// The in-distribution slice, the positive class.
    pub(in super::super) in_distribution: &'a str,
    /// Its pictures.
    pub(in super::super) in_distribution_n: usize,
    /// Digest of its pictures and labels, hexadecimal SHA-256.
    pub(in super::super) in_distribution_digest: &'a str,
    /// The out-of-distribution slice.
    pub(in super::super) slice: &'a str,
    /// Real, rendered, simulated, or attacked.
    pub(in super::super) inputs: Inputs,
    /// Its digest.
    pub(in super::super) digest: &'a str,
    /// Its pictures.
    pub(in super::super) n: usize,
    /// How each score tells them apart.
    pub(in super::super) scores: &'a [Detection],
}

/// A run on a shifted slice against the line of other runs.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct EffectiveLine<'a> {
    /// The run.
    pub(in super::super) run: &'a str,
    /// Decided which pictures were drawn, and what is random in what was done to them.
    pub(in super::super) seed: u64,
    /// The clean slice.
    pub(in super::super) clean: &'a str,
    /// The run's accuracy there.
    pub(in super::super) clean_accuracy: Proportion,
    /// The shifted slice.
    pub(in super::super) slice: &'a str,
    /// The run's accuracy there.
    pub(in super::super) accuracy: Proportion,
    /// The runs of the line and how they do.
    pub(in super::super) others: Vec<OtherRun<'a>>,
    /// The line, and how far this run lies off it.
    pub(in super::super) line: EffectiveRobustness,
}

/// A run that a line stands on.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct OtherRun<'a> {
    /// Its id.
    pub(in super::super) run: &'a str,
    /// Its accuracy on the clean slice.
    pub(in super::super) clean_accuracy: Proportion,
    /// Its accuracy on the shifted slice.
    pub(in super::super) accuracy: Proportion,
}

/// A slice's answers, corrected for other shares of the classes than in training.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct LabelShiftLine<'a> {
    /// The run.
    pub(in super::super) run: &'a str,
    /// Decided which pictures were drawn, and what is random in what was done to them.
    pub(in super::super) seed: u64,
    /// The slice.
    pub(in super::super) slice: &'a str,
    #[serde(flatten)]
    pub(in super::super) found: &'a LabelShift,
}

/// A run on a corruption against a baseline, over the severities that were measured.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct CorruptionErrorLine<'a> {
    /// The run.
    pub(in super::super) run: &'a str,
    /// The run that it is held against.
    pub(in super::super) baseline: &'a str,
    /// The pictures before they were altered.
    pub(in super::super) from: &'a str,
    /// The corruption's family.
    pub(in super::super) family: Family,
    /// The corruption.
    pub(in super::super) corruption: &'a str,
    /// How many severities were measured.
    pub(in super::super) severities: usize,
    /// The mean of the run's shares of wrong answers over these, 0..1.
    pub(in super::super) error: f64,
    /// The same of the baseline.
    pub(in super::super) baseline_error: f64,
    /// The corruption error: the sum of the run's errors divided by that of the baseline's; 1 is as wrong as the
    /// baseline; null where that makes no mistake.
    pub(in super::super) corruption_error: Option<f64>,
    /// The same of what is worse than on clean pictures; null where the baseline is no worse there.
    pub(in super::super) relative_corruption_error: Option<f64>,
}

/// The means of a family's corruption errors.
#[derive(Debug, Serialize, JsonSchema)]
pub(in super::super) struct MeanCorruptionErrorLine<'a> {
    /// The run.
    pub(in super::super) run: &'a str,
    /// The run that it is held against.
    pub(in super::super) baseline: &'a str,
    /// The pictures before they were altered.
    pub(in super::super) from: &'a str,
    /// The family.
    pub(in super::super) family: Family,
    /// The run's share of wrong answers on clean pictures, 0..1.
    pub(in super::super) clean_error: f64,
    /// The same of the baseline.
    pub(in super::super) baseline_clean_error: f64,
    /// mCE: the mean of the corruption errors, each divided before the mean is taken; null where there is none.
    pub(in super::super) mean_corruption_error: Option<f64>,
    /// Corruptions in this mean.
    pub(in super::super) of: usize,
    /// Corruptions that are not, since there is nothing to divide by.
    pub(in super::super) left_out: usize,
    /// Relative mCE, the mean of the relative ones; null where there is none.
    pub(in super::super) mean_relative_corruption_error: Option<f64>,
    /// Corruptions in this mean.
    pub(in super::super) relative_of: usize,
    /// Corruptions that are not.
    pub(in super::super) relative_left_out: usize,
}
