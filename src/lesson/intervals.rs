//! What an interval is, as people say it; alike under every shell.

use super::block::Block;
use crate::eval::samples::{SAMPLES, samples, seed, sizes};
use crate::eval::{Evaluation, Proportion};
use crate::say;
use crate::words::Words;

/// How many intervals contain what all pictures come to, of samples of one size.
pub(crate) fn caught(result: &Evaluation, drawn: &[Proportion], words: Words) -> String {
    let size = drawn.first().map_or(0, |sample| sample.n);
    let holding = drawn
        .iter()
        .filter(|sample| sample.interval.contains(result.accuracy));
    say!(
        words,
        "interval-caught",
        caught = holding.count(),
        samples = SAMPLES,
        size = words.lang.count(size),
        accuracy = words.lang.percent(result.accuracy)
    )
}

/// What is shown, and with which seed it was drawn.
pub(crate) fn drawn_from(result: &Evaluation, draw: u64, words: Words) -> String {
    say!(
        words,
        "interval-drawn",
        samples = SAMPLES,
        n = words.lang.count(result.n),
        seed = seed(draw).to_string()
    )
}

/// Why no samples are drawn, where there are too few pictures.
pub(crate) fn too_few(words: Words) -> String {
    say!(words, "interval-too-few")
}

/// Samples of each size, from the first draw: what they come to, and how often their intervals are right.
pub(super) fn intervals(result: &Evaluation, words: Words) -> Vec<Block> {
    let sizes = sizes(result.n);
    let mut blocks = vec![Block::Heading(3, say!(words, "tab-interval"))];
    if sizes.is_empty() {
        blocks.push(Block::Text(too_few(words)));
        return blocks;
    }
    blocks.push(Block::Text(drawn_from(result, 0, words)));
    let told = sizes.into_iter().map(|size| {
        let drawn = samples(&result.correct_ones(), size, 0);
        let shares = || drawn.iter().filter_map(|sample| sample.share);
        let lowest = shares().fold(1.0, f64::min);
        let highest = shares().fold(0.0, f64::max);
        let range = words.lang.percent_range(lowest, highest);
        let spread = say!(
            words,
            "plain-interval-spread",
            size = words.lang.count(size),
            range = range
        );
        format!("{spread} {}", caught(result, &drawn, words))
    });
    blocks.push(Block::Items(told.collect()));
    blocks
}
