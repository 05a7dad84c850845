//! That a network has seen before what it was measured on, in words: the only place that has them.

use crate::eval::Evaluation;
use crate::say;
use crate::train::Overlap;
use crate::words::Words;

/// What is told of slices of which the network has seen something, by what readers call them; nothing where it has seen
/// none.
pub fn seen<'a>(
    slices: impl IntoIterator<Item = (&'a str, Overlap)>,
    words: Words,
) -> Option<String> {
    let mut told: Vec<String> = Vec::new();
    for (name, overlap) in slices
        .into_iter()
        .filter(|(_, overlap)| !overlap.is_clean())
    {
        let one = of_slice(name, overlap, words);
        if !told.contains(&one) {
            told.push(one);
        }
    }
    (!told.is_empty()).then(|| say!(words, "seen", slices = told.join("; ")))
}

/// The same of what was measured.
pub fn seen_of<'a>(
    results: impl IntoIterator<Item = &'a Evaluation>,
    words: Words,
) -> Option<String> {
    let slices = results.into_iter();
    seen(
        slices.filter_map(|result| Some((result.title.as_str(), result.overlap?))),
        words,
    )
}

fn of_slice(name: &str, overlap: Overlap, words: Words) -> String {
    let count = |n: usize| words.lang.count(n);
    let Overlap {
        n,
        learned,
        nearly,
        validated,
        may_be_more,
    } = overlap;
    let mut told = Vec::new();
    if learned > 0 {
        let nearly = match nearly {
            0 => String::new(),
            nearly => format!(" {}", say!(words, "seen-nearly", n = count(nearly))),
        };
        let learned = say!(words, "seen-learned", n = count(learned), all = count(n));
        told.push(format!("{learned}{nearly}"));
    }
    if validated > 0 {
        let validated = say!(
            words,
            "seen-validated",
            n = count(validated),
            all = count(n)
        );
        told.push(validated);
    }
    if may_be_more {
        told.push(say!(words, "seen-unknown"));
    }
    say!(words, "seen-slice", slice = name, what = told.join(", "))
}
