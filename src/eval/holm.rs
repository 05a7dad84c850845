//! Several tests at once.

/// p-values adjusted for their number, in the order given: so many tests together call something different by chance
/// in no more cases than one of them would (Holm 1979). The smallest is multiplied by their number, the next by one
/// less, and none gets smaller than the one before it. Values that are not finite stay as they are.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&one, &other| p_values[one].total_cmp(&p_values[other]));
    let mut adjusted = p_values.to_vec();
    let mut least = 0.0_f64;
    for (rank, &place) in order.iter().enumerate() {
        let factor = (p_values.len() - rank) as f64;
        if p_values[place].is_finite() {
            least = least.max((factor * p_values[place]).min(1.0));
            adjusted[place] = least;
        }
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn adjusts(p_values: &[f64], expected: &[f64]) {
        let adjusted = holm(p_values);
        assert_eq!(adjusted.len(), expected.len());
        for (adjusted, expected) in adjusted.iter().zip(expected) {
            assert!((adjusted - expected).abs() < 1e-12, "{adjusted} {expected}");
        }
    }

    #[test]
    fn values_are_those_worked_out_by_hand() {
        // In order: 4 x .005, 3 x .01, 2 x .03, and .04, which may not be less than .06.
        adjusts(&[0.01, 0.04, 0.03, 0.005], &[0.03, 0.06, 0.06, 0.02]);
        adjusts(&[0.02], &[0.02]);
        adjusts(&[0.6, 0.7], &[1.0, 1.0]);
        adjusts(&[], &[]);
    }
}
