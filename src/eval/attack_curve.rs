//! Accuracy under attack, as the attack's budget grows: the same pictures at each budget.

use super::attack::Attack;
use super::evaluation::Prediction;
use super::slice::SliceSpec;

/// The budgets, in intensity 0..1, the first of which is no attack. Goodfellow et al. 2015 attack MNIST with .25
/// and Madry et al. 2018 with .3; the others lead there from what nobody sees.
pub const BUDGETS: [f64; 5] = [0.0, 0.05, 0.1, 0.2, 0.3];
/// Pictures that are attacked at most: each costs a pass forwards and one backwards at each budget, and of 500 the
/// interval of an accuracy is at most 8.8 points wide.
pub const MOST_PICTURES: usize = 500;

/// A slice of n pictures as it is measured at each of [`BUDGETS`], with the fast gradient sign method. Of a larger
/// slice [`MOST_PICTURES`] are drawn, at each budget the same.
pub fn at_budgets(slice: &SliceSpec, n: usize) -> [SliceSpec; BUDGETS.len()] {
    let sample = match n > MOST_PICTURES {
        true => Some(MOST_PICTURES),
        false => slice.sample,
    };
    let clean = SliceSpec {
        sample,
        ..slice.clone()
    };
    BUDGETS.map(|budget| match Attack::fgsm(budget) {
        Some(attack) if budget > 0.0 => clean.clone().attacked(attack),
        _ => clean.clone(),
    })
}

/// Places of the pictures that are read correctly at the first of several budgets, those that the smallest budget
/// misleads in front. At each budget, answers to the same pictures.
pub fn misled_first(budgets: &[&[Prediction]]) -> Vec<usize> {
    let Some((clean, attacked)) = budgets.split_first() else {
        return Vec::new();
    };
    let is_right = |answers: &[Prediction], place: usize| {
        answers.get(place).is_some_and(Prediction::is_correct)
    };
    let right = (0..clean.len()).filter(|&place| is_right(clean, place));
    let mut places: Vec<usize> = right.collect();
    places.sort_by_key(|&place| {
        let misled = attacked
            .iter()
            .position(|answers| !is_right(answers, place));
        misled.unwrap_or(attacked.len())
    });
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_smallest_budget_misleads_comes_first_and_what_was_wrong_before_not_at_all() {
        let answers = |answers: [u8; 4]| {
            let answers = answers.into_iter().enumerate();
            let predictions = answers.map(|(index, answer)| Prediction {
                index,
                label: 1,
                answer,
                confidence: 0.9,
            });
            predictions.collect::<Vec<Prediction>>()
        };
        // The second is never misled, the third at once, the fourth at the last budget.
        let budgets = [
            answers([0, 1, 1, 1]),
            answers([0, 1, 0, 1]),
            answers([0, 1, 0, 0]),
        ];
        let budgets: Vec<&[Prediction]> = budgets.iter().map(Vec::as_slice).collect();
        assert_eq!(misled_first(&budgets), [2, 3, 1]);
        assert_eq!(misled_first(&[]), [0; 0]);
    }

    #[test]
    fn each_budget_attacks_the_same_pictures_and_the_first_none() {
        let slice: Result<SliceSpec, _> = "mnist/test".parse();
        let slices = slice.map(|slice| at_budgets(&slice, 10_000));
        let told = slices.map(|slices| {
            slices.map(|slice| (slice.name, slice.sample, slice.attack.map(Attack::bytes)))
        });
        let name = |name: &str| name.to_owned();
        // .05, .1, .2 and .3 of 255: 12.75, 25.5, 51 and 76.5, of which whole bytes count.
        assert_eq!(
            told.ok(),
            Some([
                (name("mnist/test"), Some(500), None),
                (name("mnist/test+fgsm:0.05"), Some(500), Some(12)),
                (name("mnist/test+fgsm:0.1"), Some(500), Some(25)),
                (name("mnist/test+fgsm:0.2"), Some(500), Some(51)),
                (name("mnist/test+fgsm:0.3"), Some(500), Some(76)),
            ])
        );
    }

    #[test]
    fn a_small_slice_stays_whole() {
        let slice: Result<SliceSpec, _> = "mnist/test".parse();
        let samples = slice.map(|slice| at_budgets(&slice, 500).map(|slice| slice.sample));
        assert_eq!(samples.ok(), Some([None; 5]));
    }
}
