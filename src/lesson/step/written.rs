//! Digits that were handed in, what a network made of them, and how many it read correctly: in all, digit by digit,
//! and by what they were written with.

use crate::eval::{Proportion, difference_of};
use crate::lesson::handed_in::HandedIn;
use crate::lesson::tool::Tool;
use crate::model::classifier::argmax;
use crate::say;
use crate::words::Words;

/// One digit that was handed in, and what a network made of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Written<'a> {
    /// What was to be written.
    pub digit: u8,
    /// What was handed in.
    pub handed_in: &'a HandedIn,
    /// The probabilities of the classes.
    pub answer: &'a [f32],
}

impl Written<'_> {
    /// The most probable class, and its probability.
    pub fn read_as(&self) -> (u8, f32) {
        argmax(self.answer)
    }

    fn is_read(&self) -> bool {
        self.read_as().0 == self.digit
    }
}

/// How many were read correctly, with the interval.
pub fn score(written: &[Written<'_>]) -> Proportion {
    let right = written.iter().filter(|one| one.is_read());
    Proportion::of(right.count(), written.len())
}

/// Of those that are of a kind, how many were read correctly; none where there are none.
fn score_of(written: &[Written<'_>], is_it: impl Fn(&Written<'_>) -> bool) -> Option<Proportion> {
    let of_it: Vec<Written<'_>> = written.iter().filter(|one| is_it(one)).copied().collect();
    (!of_it.is_empty()).then(|| score(&of_it))
}

/// Digit by digit: how many of how many were read correctly.
pub fn by_digit(written: &[Written<'_>]) -> String {
    let digits = (0..10).filter_map(|digit| {
        let score = score_of(written, |one| one.digit == digit)?;
        Some(format!("{digit}:{}/{}", score.count, score.n))
    });
    digits.collect::<Vec<_>>().join(" ")
}

/// How many were read correctly of what each tool wrote; nothing where all was written with one.
pub fn by_tool(written: &[Written<'_>]) -> Vec<(Tool, Proportion)> {
    let scores = Tool::ALL.into_iter().filter_map(|tool| {
        let score = score_of(written, |one| one.handed_in.tool() == tool)?;
        Some((tool, score))
    });
    let scores: Vec<(Tool, Proportion)> = scores.collect();
    match scores.len() {
        0 | 1 => Vec::new(),
        _ => scores,
    }
}

/// The same in words, a line each; of two tools, also how far apart they are.
pub fn told_by_tool(written: &[Written<'_>], words: Words) -> Vec<String> {
    let scores = by_tool(written);
    let told = scores.iter().map(|(tool, score)| {
        let of = say!(words, "n-of-n", n = score.count, all = score.n);
        let between = score.interval.percent(words.lang);
        format!("{}: {of} ({between} %)", tool.shown(words))
    });
    let mut lines: Vec<String> = told.collect();
    if let [(one, first), (other, second)] = scores.as_slice()
        && let (Some(p), Some(q)) = (first.share, second.share)
    {
        let apart = difference_of((q, second.interval), (p, first.interval));
        let points = |share: f64| words.lang.signed(share * 100.0, 0);
        let told = say!(
            words,
            "tools-apart",
            one = other.shown(words),
            other = one.shown(words),
            points = points(q - p),
            low = points(apart.low),
            high = points(apart.high)
        );
        lines.push(match apart.contains(0.0) {
            true => say!(words, "tools-unclear", apart = told),
            false => told,
        });
    }
    lines
}
