//! How each group of pictures fared: each writer, each family of typefaces.

use std::collections::BTreeMap;

use super::clusters::{Clustered, by_name, over_groups};
use super::evaluation::Evaluation;
use super::interval::Proportion;

/// How one group fared.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupMetrics {
    /// Its name.
    pub name: String,
    /// Of its pictures, those that were read correctly.
    pub accuracy: Proportion,
}

/// Each group of the slice, the one with the lowest accuracy first; equal ones by name. None where
/// the data names no groups.
pub fn by_group(evaluation: &Evaluation) -> Vec<GroupMetrics> {
    let counts = counts(evaluation);
    let metrics = counts.into_iter().map(|(name, (right, n))| GroupMetrics {
        name: name.to_owned(),
        accuracy: Proportion::of(right, n),
    });
    let mut metrics: Vec<GroupMetrics> = metrics.collect();
    metrics.sort_by(|a, b| {
        let share = |metrics: &GroupMetrics| metrics.accuracy.share.unwrap_or(0.0);
        share(a).total_cmp(&share(b))
    });
    metrics
}

/// Right answers and pictures of each group.
fn counts(evaluation: &Evaluation) -> BTreeMap<&str, (usize, usize)> {
    let predictions = evaluation.predictions.iter();
    by_name(predictions.map(|prediction| {
        let group = evaluation.pictures.group(prediction.index);
        (group, prediction.is_correct())
    }))
}

/// The interval over groups of the mean accuracy of several networks on the same pictures, where each picture
/// belongs to a group and there are enough of these.
pub fn clustered_mean(networks: &[Evaluation]) -> Option<Clustered> {
    let mut sums = BTreeMap::<&str, (usize, usize)>::new();
    for network in networks {
        for (name, (right, n)) in counts(network) {
            let sum = sums.entry(name).or_default();
            *sum = (sum.0 + right, sum.1 + n);
        }
    }
    let sums: Vec<(usize, usize)> = sums.into_values().collect();
    let n: usize = sums.iter().map(|(_, n)| n).sum();
    let wanted: usize = networks.iter().map(|network| network.n).sum();
    (n == wanted).then(|| over_groups(&sums))?
}
