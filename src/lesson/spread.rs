//! How far networks of one recipe spread over their seeds, as people say it; alike under every shell and in reports.

use serde::{Deserialize, Serialize};

use crate::eval::{RestsOn, SliceSpec, Spread};
use crate::say;
use crate::words::Words;

/// How networks of one recipe spread on something that has a name: a slice, or a value of a sweep. It is remembered,
/// for the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NamedSpread {
    /// The name.
    pub name: String,
    /// How they spread on it.
    pub spread: Spread,
}

impl NamedSpread {
    /// The one with this name.
    pub fn find<'a>(all: &'a [Self], name: &str) -> Option<&'a Spread> {
        let mut all = all.iter();
        all.find(|one| one.name == name).map(|one| &one.spread)
    }

    /// A line for each of these slices: what learners read of it, and what its spread says.
    pub(super) fn lines(all: &[Self], slices: &[SliceSpec], words: Words) -> Vec<String> {
        let lines = all.iter();
        lines
            .map(|one| {
                let title = SliceSpec::title_of(&one.name, slices);
                format!("{title}: {}", sentence(&one.spread, words))
            })
            .collect()
    }
}

/// From the lowest to the highest, in percent, and whether the networks differ by more than other pictures would
/// make one of them.
pub fn sentence(spread: &Spread, words: Words) -> String {
    let id = match spread.rests_on {
        RestsOn::Seeds => "spread-over-seeds",
        RestsOn::Pictures => "spread-over-pictures",
        RestsOn::OneSeed => "spread-one-seed",
    };
    let percent = |share: f64| words.lang.percent(share);
    say!(
        words,
        id,
        n = spread.networks,
        low = percent(spread.lowest),
        high = percent(spread.highest),
        mean = percent(spread.mean)
    )
}

/// From the lowest to the highest, in percent.
pub fn range(spread: &Spread, words: Words) -> String {
    words.lang.percent_range(spread.lowest, spread.highest)
}
