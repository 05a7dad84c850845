//! Several networks that answer together: the mean of their probabilities.

use super::error::MetricError;
use super::interval::Proportion;
use super::logits::{Logits, right, softmax};

/// The mean over networks of the probabilities of each class (Lakshminarayanan, Pritzel and Blundell 2017), a
/// row a picture, from the logits of each network on the same pictures.
///
/// # Errors
/// When there is no network, or they have different numbers of pictures or classes.
pub fn mean_probabilities(networks: &[&Logits]) -> Result<Vec<Vec<f64>>, MetricError> {
    let what = "an ensemble";
    let Some(first) = networks.first() else {
        return Err(MetricError::Empty { what });
    };
    let shape = |logits: &Logits| format!("{} rows of {}", logits.len(), logits.classes());
    let mut sums = vec![vec![0.0; first.classes()]; first.len()];
    for logits in networks {
        if shape(logits) != shape(first) {
            return Err(MetricError::Lengths {
                what,
                first: shape(first),
                second: shape(logits),
            });
        }
        for (sums, row) in sums.iter_mut().zip(logits.rows()) {
            for (sum, value) in sums.iter_mut().zip(softmax(row, 1.0)) {
                *sum += value / networks.len() as f64;
            }
        }
    }
    Ok(sums)
}

/// How the ensemble does: of all pictures, those whose true class has the largest mean probability; of equal
/// ones the first class counts.
///
/// # Errors
/// As [`mean_probabilities`], and when there is not a label for each picture.
pub fn ensemble(networks: &[&Logits], labels: &[u8]) -> Result<Proportion, MetricError> {
    let right = right(&mean_probabilities(networks)?, labels)?;
    Ok(Proportion::of(right, labels.len()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;

    fn logits(rows: &[[f64; 2]]) -> Logits {
        let values = rows.iter().flatten().map(|share| share.ln() as f32);
        Logits::new(2, values.collect()).unwrap()
    }

    #[test]
    fn a_sure_network_outvotes_a_doubtful_one() {
        // Means: (.1 + .6) / 2 = .35 for class 0, so class 1; and (.2 + .9) / 2 = .55, so class 0.
        let sure = logits(&[[0.1, 0.9], [0.2, 0.8]]);
        let other = logits(&[[0.6, 0.4], [0.9, 0.1]]);
        let means = mean_probabilities(&[&sure, &other]).unwrap();
        assert!((means[0][0] - 0.35).abs() < 1e-6 && (means[1][0] - 0.55).abs() < 1e-6);
        let together = ensemble(&[&sure, &other], &[1, 1]).unwrap();
        assert_eq!((together.count, together.n), (1, 2));
    }

    #[test]
    fn an_ensemble_of_one_is_that_network() {
        let one = logits(&[[0.1, 0.9], [0.7, 0.3], [0.5, 0.5]]);
        assert_eq!(ensemble(&[&one], &[1, 1, 0]).unwrap().count, 2);
    }

    #[test]
    fn networks_of_other_pictures_or_none_are_refused() {
        let one = logits(&[[0.1, 0.9]]);
        let two = logits(&[[0.1, 0.9], [0.7, 0.3]]);
        assert!(ensemble(&[&one, &two], &[1]).is_err());
        assert!(ensemble(&[&two], &[1]).is_err());
        assert!(ensemble(&[], &[]).is_err());
    }
}
