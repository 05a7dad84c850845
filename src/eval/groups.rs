//! How each group of pictures fared: each writer, each family of typefaces; and how several networks did on pictures
//! that may come in groups.

use schemars::JsonSchema;
use serde::Serialize;

use super::clusters::{by_name, clustered};
use super::evaluation::Evaluation;
use super::interval::Proportion;
use super::spread::Spread;

/// How one group fared.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GroupMetrics {
    /// Its name.
    pub name: String,
    /// Of its pictures, those that were read correctly.
    pub accuracy: Proportion,
}

/// Each group of the slice, the one with the lowest accuracy first; equal ones by name. None where
/// the data names no groups.
pub fn by_group(evaluation: &Evaluation) -> Vec<GroupMetrics> {
    let counts = by_name(evaluation.by_group());
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

/// How networks of one recipe spread on a slice, from the evaluation of each; where its pictures come in enough
/// groups, beside the interval over these. None of no network.
pub fn spread(networks: &[&Evaluation]) -> Option<Spread> {
    let accuracies: Vec<f64> = networks.iter().map(|network| network.accuracy).collect();
    let answers = networks.iter().flat_map(|network| network.by_group());
    let over_groups = clustered(networks.iter().map(|network| network.n).sum(), answers);
    Some(Spread::of(&accuracies, networks.first()?.n)?.in_groups(over_groups))
}
