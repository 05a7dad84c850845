//! Softmax and cross-entropy with their gradient, added up in one fixed order: sums over vectors of eight and
//! of sixteen lanes differ in their last bits, and after a few hundred steps of training in their first.

/// What a batch costs.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossEntropy {
    /// The mean over the pictures of -ln(p of the true class), in nats.
    pub loss: f32,
    /// Its gradient with respect to the logits, `[n, classes]`: (p - 1 for the true class) / n.
    pub gradient: Vec<f32>,
}

/// Mean cross-entropy of logits `[n, classes]`, row by row, with a label below `classes` for each row. What is
/// not finite stays so.
pub fn cross_entropy(logits: &[f32], labels: &[u8]) -> CrossEntropy {
    let n = labels.len().max(1);
    let classes = logits.len() / n;
    let mut gradient = Vec::with_capacity(logits.len());
    let mut powers = Vec::with_capacity(classes);
    let mut loss = 0.0;
    for (row, &label) in logits.chunks_exact(classes.max(1)).zip(labels) {
        let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        // In f64, and not by the system's library: each processor's own has last bits of its own.
        let shifted = |logit: f32| f64::from(logit) - f64::from(largest);
        powers.clear();
        powers.extend(row.iter().map(|&logit| libm::exp(shifted(logit))));
        let sum: f64 = powers.iter().sum();
        for (class, power) in powers.iter().enumerate() {
            let truth = f64::from(u8::from(class == usize::from(label)));
            gradient.push(((power / sum - truth) / n as f64) as f32);
        }
        let truth = row.get(usize::from(label)).copied().unwrap_or(f32::NAN);
        loss += libm::log(sum) - shifted(truth);
    }
    CrossEntropy {
        loss: (loss / n as f64) as f32,
        gradient,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn near(values: &[f32], expected: &[f64]) {
        assert_eq!(values.len(), expected.len());
        for (value, expected) in values.iter().zip(expected) {
            assert!((f64::from(*value) - expected).abs() < 1e-6, "{values:?}");
        }
    }

    #[test]
    fn loss_and_gradient_are_those_worked_out_by_hand() {
        // Row 1: p = 1/2, 1/2, loss ln 2. Row 2: logits ln 3 and 0, so p = 3/4, 1/4, loss -ln 1/4 = ln 4.
        let found = cross_entropy(&[5.0, 5.0, 3.0_f32.ln(), 0.0], &[0, 1]);
        near(&[found.loss], &[(2.0_f64.ln() + 4.0_f64.ln()) / 2.0]);
        near(&found.gradient, &[-0.25, 0.25, 0.375, -0.375]);
    }

    #[test]
    fn large_logits_do_not_overflow_and_what_is_no_number_stays_so() {
        let found = cross_entropy(&[1e4, -1e4], &[1]);
        near(&[found.loss], &[2e4]);
        near(&found.gradient, &[1.0, -1.0]);
        assert!(cross_entropy(&[f32::NAN, 0.0], &[1]).loss.is_nan());
        assert!(cross_entropy(&[f32::INFINITY, 0.0], &[1]).loss.is_nan());
    }
}
