//! Which label belongs in which box.
//!
//! In no order that one could learn by heart, and never beside or below the same label: five times the same in a row
//! become copies of the first one, while a digit between others is written as it comes in a number.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::labels::Labels;
use super::layout::{BOXES, GRID, Id};

/// So many orders are drawn before one may have neighbours that are the same: of few labels, not every draw ends.
const TRIES: usize = 10_000;

/// The labels of a sheet's boxes, in the order of reading, by their places among those that its mark stands for; empty
/// where a reader has to be told which those are.
pub fn order(id: Id) -> Vec<u8> {
    let known = id.mark().known();
    known.map_or_else(Vec::new, |labels| order_of(id, &labels))
}

/// The same of a sheet that asks for these labels. What chance decides comes from the cipher's own words by
/// the steps below, and from nothing that a library might do otherwise one day: a sheet that was printed today is to be
/// read in ten years.
pub fn order_of(id: Id, labels: &Labels) -> Vec<u8> {
    let mut seed = [0; 32];
    for (to, from) in seed
        .iter_mut()
        .zip([id.seed.to_le_bytes(), id.copy().to_le_bytes()].concat())
    {
        *to = from;
    }
    let mut words = ChaCha20Rng::from_seed(seed);
    let left = boxes(labels.names().len(), &mut words);
    let drawn_apart = (0..TRIES).find_map(|_| drawn(left.clone(), true, &mut words));
    let order = drawn_apart.or_else(|| drawn(left, false, &mut words));
    order.unwrap_or_default()
}

/// As many of each of so many labels as there are boxes for all of them, and one more of some, by lot.
fn boxes(n: usize, words: &mut ChaCha20Rng) -> Vec<u8> {
    let mut labels: Vec<u8> = (0..=u8::MAX).take(n).collect();
    let each = BOXES / n.max(1);
    let mut boxes: Vec<u8> = (labels.iter())
        .flat_map(|label| std::iter::repeat_n(*label, each))
        .collect();
    while boxes.len() < BOXES && !labels.is_empty() {
        let drawn = words.next_u32() as usize % labels.len();
        boxes.push(labels.swap_remove(drawn));
    }
    boxes
}

/// Draws box after box from what is left and is no neighbour's, if those are to be apart; none where only neighbours'
/// are left.
fn drawn(mut left: Vec<u8>, apart: bool, words: &mut ChaCha20Rng) -> Option<Vec<u8>> {
    let mut order: Vec<u8> = Vec::with_capacity(BOXES);
    while !left.is_empty() {
        let beside = match order.len() % GRID.0 {
            0 => None,
            _ => order.last().copied(),
        };
        let above = order
            .len()
            .checked_sub(GRID.0)
            .and_then(|above| order.get(above).copied());
        let fits = |label: u8| !apart || (Some(label) != beside && Some(label) != above);
        let fitting: Vec<usize> = (0..left.len())
            .filter(|&at| left.get(at).is_some_and(|&label| fits(label)))
            .collect();
        let n = u32::try_from(fitting.len()).ok().filter(|&n| n > 0)?;
        let drawn = fitting.get((words.next_u32() % n) as usize)?;
        order.push(left.remove(*drawn));
    }
    Some(order)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::super::layout::Paper;
    use super::*;

    #[test]
    fn every_digit_comes_five_times_and_never_beside_or_below_itself() {
        for copy in 1..200 {
            let order = order(Id::new(Paper::A4, 7, copy).unwrap());
            for digit in 0..10 {
                let n = order.iter().filter(|other| **other == digit).count();
                assert_eq!(n, 5);
            }
            for (at, digit) in order.iter().enumerate() {
                assert!(at % GRID.0 == 0 || order[at - 1] != *digit);
                assert!(at < GRID.0 || order[at - GRID.0] != *digit);
            }
        }
    }

    /// Printed sheets say no more than seed and page: their order may never change.
    #[test]
    fn the_order_of_a_sheet_is_for_ever_the_same() {
        let text = |seed, copy| -> String {
            let order = order(Id::new(Paper::A4, seed, copy).unwrap());
            order.iter().map(u8::to_string).collect()
        };
        assert_eq!(
            text(0, 1),
            "60619150282416919540247597010487348985235676832373"
        );
        assert_eq!(
            text(7, 3),
            "46367505207495890279473460161793958425103123886821"
        );
    }

    #[test]
    fn of_any_number_of_labels_each_comes_as_often_as_any_other_or_once_more_and_not_beside_itself()
    {
        for n in 2..=BOXES {
            let labels = Labels::of((0..n).map(|label| format!("l{label}")).collect()).unwrap();
            for copy in 1..20 {
                let id = Id::new(Paper::A4, 3, copy).unwrap().asking(&labels);
                let order = order_of(id, &labels);
                assert_eq!(order.len(), BOXES);
                for label in 0..n {
                    let often = order
                        .iter()
                        .filter(|other| usize::from(**other) == label)
                        .count();
                    let each = BOXES / n;
                    assert!(often == each || often == each + 1, "{n}: {label} {often}");
                }
                let is_apart = (0..BOXES).all(|at| {
                    (at % GRID.0 == 0 || order[at - 1] != order[at])
                        && (at < GRID.0 || order[at - GRID.0] != order[at])
                });
                assert!(is_apart, "{n} labels, page {copy}: {order:?}");
            }
        }
    }
}
