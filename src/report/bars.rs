//! The bars of measured slices: their rows in words, and one bar as SVG.

use super::part::{Bar, Bars};
use crate::eval::Interval;
use crate::say;
use crate::words::Words;

/// Bars without rows yet; `said` tells whether a mark shows what somebody said beforehand.
pub(super) fn bars(caption: String, is_said: bool, words: Words) -> Bars {
    let legend = match is_said {
        true => say!(words, "bars-legend-said"),
        false => say!(words, "bars-legend"),
    };
    Bars {
        caption,
        head: ["bars-slice", "bars-accuracy", "bars-interval", "bars-right"]
            .map(|id| words.text(id)),
        rows: Vec::new(),
        legend,
    }
}

/// The row of a slice: accuracy with its interval, and how many were read correctly of how many.
pub(super) fn bar(
    name: String,
    (accuracy, interval): (f64, Interval),
    (correct, n): (usize, usize),
    words: Words,
) -> Bar {
    let (right, all) = (words.lang.count(correct), words.lang.count(n));
    Bar {
        name,
        accuracy,
        interval,
        told: [
            format!("{} %", words.lang.percent(accuracy)),
            interval.percent(words.lang),
            say!(words, "n-of-n", n = right, all = all),
        ],
        said: None,
        about: Vec::new(),
    }
}

/// A bar over the whole width: the accuracy, its interval, and the mark of what was said. What it shows stands in
/// words beside it.
pub(super) fn svg(bar: &Bar) -> String {
    let at = |share: f64| 100.0 * share.clamp(0.0, 1.0);
    let (low, high) = (at(bar.interval.low), at(bar.interval.high));
    // An interval that is narrower than a pixel is seen all the same.
    let width = (high - low).max(0.6);
    let said = bar.said.map(|said| {
        let left = (at(said) - 0.4).clamp(0.0, 99.2);
        format!("<rect class=\"said\" x=\"{left:.2}\" width=\".8\" height=\"12\"/>")
    });
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 12\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <rect class=\"track\" y=\"2\" width=\"100\" height=\"8\"/>\
         <rect class=\"model\" y=\"2\" width=\"{:.2}\" height=\"8\"/>\
         <rect class=\"between\" x=\"{:.2}\" y=\"5\" width=\"{width:.2}\" height=\"2\"/>{}</svg>",
        at(bar.accuracy),
        low.min(100.0 - width),
        said.unwrap_or_default(),
    )
}
