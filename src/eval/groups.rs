//! How each group of pictures fared: each writer, each family of typefaces.

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
    let mut counts = std::collections::BTreeMap::<&str, (usize, usize)>::new();
    for prediction in &evaluation.predictions {
        if let Some(name) = evaluation.pictures.group(prediction.index) {
            let (right, n) = counts.entry(name).or_default();
            *right += usize::from(prediction.is_correct());
            *n += 1;
        }
    }
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
