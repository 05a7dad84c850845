//! What a slice is, in a sentence: which data, how many of how many, and what was done to it.

use crate::dataset::{Inputs, Library};
use crate::eval::SliceSpec;
use crate::say;
use crate::words::Words;

/// A slice with the name of its data among people: `MNIST (mnist/test)`.
pub(super) fn named(spec: &SliceSpec, library: &Library) -> String {
    match library.resolve(&spec.from) {
        Ok((set, _)) => format!("{} ({})", set.title, spec.title()),
        Err(_) => spec.title().to_owned(),
    }
}

/// What a slice is. Data that is not there any more is told by its name alone.
pub(super) fn what_it_is(spec: &SliceSpec, library: &Library, words: Words) -> String {
    let known = library.resolve(&spec.from).ok();
    let mut told = match known {
        Some((set, _)) => format!("{} ({})", set.title, spec.from),
        None => spec.from.to_string(),
    };
    let all = library.count(&spec.from).ok();
    if let (Some(n), Some(all)) = (spec.sample, all)
        && n < all
    {
        let (n, all) = (words.lang.count(n), words.lang.count(all));
        let seed = spec.seed.to_string();
        let drawn = say!(words, "slice-drawn", n = n, all = all, seed = seed);
        told = format!("{told}: {drawn}");
    }
    let dial = spec.dial.map(|dial| dial.to_string());
    let shifts = spec.apply.iter().map(ToString::to_string);
    let attack = spec.attack.map(|attack| attack.to_string());
    let done: Vec<String> = dial.into_iter().chain(shifts).chain(attack).collect();
    if !done.is_empty() {
        let altered = say!(words, "slice-altered", how = done.join(" + "));
        told = format!("{told}, {altered}");
    }
    let inputs =
        known.map(
            |(set, _)| match (spec.attack, spec.apply.is_empty() && spec.dial.is_none()) {
                (Some(_), _) => Inputs::Attack,
                (None, false) => Inputs::Simulated,
                (None, true) => set.inputs,
            },
        );
    match inputs {
        Some(inputs) => format!("{told}; {}", words.text(kind(inputs))),
        None => told,
    }
}

/// The text that says whether the world made pictures.
fn kind(inputs: Inputs) -> &'static str {
    match inputs {
        Inputs::Real => "inputs-real",
        Inputs::Rendered => "inputs-rendered",
        Inputs::Simulated => "inputs-simulated",
        Inputs::Attack => "inputs-attack",
    }
}
