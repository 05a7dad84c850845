//! Which digit belongs in which box.
//!
//! In no order that one could learn by heart, and never beside or below the same digit: five times the same in a row
//! become copies of the first one, while a digit between others is written as it comes in a number.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::layout::{BOXES, GRID, Id};

/// How often each digit is on a sheet.
const EACH: usize = BOXES / 10;

/// The digits of a sheet's boxes, in the order of reading. What chance decides comes from the cipher's own words by
/// the steps below, and from nothing that a library might do otherwise one day: a sheet that was printed today is to be
/// read in ten years.
pub fn order(id: Id) -> Vec<u8> {
    let mut seed = [0; 32];
    for (to, from) in seed
        .iter_mut()
        .zip([id.seed.to_le_bytes(), id.copy().to_le_bytes()].concat())
    {
        *to = from;
    }
    let mut words = ChaCha20Rng::from_seed(seed);
    loop {
        if let Some(order) = drawn(&mut words) {
            return order;
        }
    }
}

/// Draws box after box from what is left and is no neighbour's; none where only neighbours' are left.
fn drawn(words: &mut ChaCha20Rng) -> Option<Vec<u8>> {
    let mut left: Vec<u8> = (0..10)
        .flat_map(|digit| std::iter::repeat_n(digit, EACH))
        .collect();
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
        let fits = |digit: u8| Some(digit) != beside && Some(digit) != above;
        let fitting: Vec<usize> = (0..left.len())
            .filter(|&at| left.get(at).is_some_and(|&digit| fits(digit)))
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
                assert_eq!(n, EACH);
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
}
