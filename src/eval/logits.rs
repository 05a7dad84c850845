//! Everything that a model said of some pictures, in one block of memory: what calibration,
//! temperature and prediction sets are worked out from.

use super::error::MetricError;

/// Logits of n pictures, `[n, classes]`, row by row: 2.4 MB for 60,000 pictures of ten classes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Logits {
    classes: usize,
    values: Vec<f32>,
}

impl Logits {
    /// Logits from their values, row by row.
    ///
    /// # Errors
    /// When the values do not fill whole rows of `classes`, or there are no classes.
    pub fn new(classes: usize, values: Vec<f32>) -> Result<Self, MetricError> {
        if classes == 0 || !values.len().is_multiple_of(classes) {
            return Err(MetricError::Lengths {
                what: "logits",
                first: format!("{} values", values.len()),
                second: format!("{classes} classes"),
            });
        }
        Ok(Self { classes, values })
    }

    /// Classes, the length of a row.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Pictures, the number of rows.
    pub fn len(&self) -> usize {
        self.values.len() / self.classes.max(1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The rows in the order of the pictures.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> + Clone {
        self.values.chunks_exact(self.classes.max(1))
    }

    /// Checks that each picture has finite logits and a label among the classes, and that there is
    /// one.
    pub(super) fn check(&self, labels: &[u8], what: &'static str) -> Result<(), MetricError> {
        if self.is_empty() {
            return Err(MetricError::Empty { what });
        }
        if labels.len() != self.len() {
            return Err(MetricError::Lengths {
                what,
                first: format!("{} rows of logits", self.len()),
                second: format!("{} labels", labels.len()),
            });
        }
        for (place, (row, &label)) in self.rows().zip(labels).enumerate() {
            if !row.iter().all(|value| value.is_finite()) {
                return Err(MetricError::NotFinite { what, place });
            }
            if usize::from(label) >= self.classes {
                return Err(MetricError::Class {
                    what,
                    place,
                    class: label,
                    last: self.classes - 1,
                });
            }
        }
        Ok(())
    }
}

/// Softmax of a row of logits divided by a temperature: p_c = exp(z_c / T) / sum over k of
/// exp(z_k / T). Temperature 1 is the network's own answer.
pub fn softmax(logits: &[f32], temperature: f64) -> Vec<f64> {
    // The largest is taken off, so that no exponential overflows; it cancels.
    let largest = largest(logits);
    let mut values: Vec<f64> = logits
        .iter()
        .map(|&logit| ((f64::from(logit) - largest) / temperature).exp())
        .collect();
    let sum: f64 = values.iter().sum();
    values.iter_mut().for_each(|value| *value /= sum);
    values
}

/// How many rows have their largest probability at the label.
///
/// # Errors
/// When there is not one label for each row.
pub fn right(rows: &[Vec<f64>], labels: &[u8]) -> Result<usize, MetricError> {
    if rows.len() != labels.len() {
        return Err(MetricError::Lengths {
            what: "right answers",
            first: format!("{} rows of probabilities", rows.len()),
            second: format!("{} labels", labels.len()),
        });
    }
    let answer = |row: &Vec<f64>| {
        let classes = row.iter().enumerate();
        // Of equal ones the first, as in an answer.
        let largest = classes.max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
        largest.map(|(class, _)| class)
    };
    let pairs = rows.iter().zip(labels);
    let right = pairs.filter(|&(row, &label)| answer(row) == Some(usize::from(label)));
    Ok(right.count())
}

/// The largest logit of a row.
pub(super) fn largest(logits: &[f32]) -> f64 {
    f64::from(logits.iter().copied().fold(f32::NEG_INFINITY, f32::max))
}
