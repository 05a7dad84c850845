//! Figures: what a step of a lesson measured, by the names that texts call it by.

use serde::{Deserialize, Serialize};

use crate::base::Lang;
use crate::eval::{Interval, difference_of};

/// What can be measured of something, as texts name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// The share of right answers.
    Accuracy,
    /// The share of wrong answers.
    ErrorRate,
    /// How many wrong answers.
    Errors,
    /// How many right answers.
    Correct,
    /// Of how many pictures.
    Pictures,
    /// The accuracy's 95 % interval.
    Interval,
    /// The mean confidence over all answers.
    Confidence,
    /// The mean confidence over the wrong answers.
    ConfidenceWhenWrong,
    /// The mean confidence less the accuracy, in points.
    Overconfidence,
    /// The lowest accuracy among the seeds of a group.
    LowestOverSeeds,
    /// The highest accuracy among the seeds of a group.
    HighestOverSeeds,
    /// The mean accuracy of the seeds of a group.
    MeanOverSeeds,
    /// How many seeds a group has.
    Seeds,
    /// The accuracy on validation pictures.
    ValidationAccuracy,
    /// The mean loss on validation pictures, in nats.
    ValidationLoss,
    /// The mean corruption error of a run against another one, over the corruptions that both were measured on.
    CorruptionError,
    /// The same of what each loses against clean pictures.
    RelativeCorruptionError,
    /// The id of a run, as commands take it.
    Run,
    /// The accuracy of two networks on the same pictures, the first less the second, in points.
    Difference,
}

/// How texts name a quantity; where one begins like another, the longer stands first.
const NAMES: [(&str, Quantity); 19] = [
    ("accuracy", Quantity::Accuracy),
    ("error rate", Quantity::ErrorRate),
    ("errors", Quantity::Errors),
    ("correct answers", Quantity::Correct),
    ("pictures", Quantity::Pictures),
    ("interval", Quantity::Interval),
    ("confidence when wrong", Quantity::ConfidenceWhenWrong),
    ("confidence", Quantity::Confidence),
    ("overconfidence", Quantity::Overconfidence),
    ("lowest accuracy over seeds", Quantity::LowestOverSeeds),
    ("highest accuracy over seeds", Quantity::HighestOverSeeds),
    ("mean accuracy over seeds", Quantity::MeanOverSeeds),
    ("seeds", Quantity::Seeds),
    ("validation accuracy", Quantity::ValidationAccuracy),
    ("validation loss", Quantity::ValidationLoss),
    ("mean corruption error", Quantity::CorruptionError),
    (
        "relative corruption error",
        Quantity::RelativeCorruptionError,
    ),
    ("run", Quantity::Run),
    ("difference", Quantity::Difference),
];

impl Quantity {
    /// What is known wherever pictures were read.
    pub const OF_READERS: [Self; 6] = [
        Self::Accuracy,
        Self::ErrorRate,
        Self::Errors,
        Self::Correct,
        Self::Pictures,
        Self::Interval,
    ];

    /// What is known of a share of nobody says how many.
    pub const OF_SHARES: [Self; 2] = [Self::Accuracy, Self::ErrorRate];

    /// What is known besides where it was said how sure the answers are.
    pub const OF_CONFIDENCE: [Self; 3] = [
        Self::Confidence,
        Self::ConfidenceWhenWrong,
        Self::Overconfidence,
    ];

    /// What is known of a group of seeds besides.
    pub const OF_SEEDS: [Self; 4] = [
        Self::LowestOverSeeds,
        Self::HighestOverSeeds,
        Self::MeanOverSeeds,
        Self::Seeds,
    ];

    /// How texts name it.
    pub fn name(self) -> &'static str {
        let named = NAMES.iter().find(|(_, quantity)| *quantity == self);
        named.map_or("", |(name, _)| name)
    }

    /// Every name.
    pub(super) fn names() -> impl Iterator<Item = &'static str> + Clone {
        NAMES.iter().map(|(name, _)| *name)
    }

    /// The quantity that texts name so.
    pub(super) fn named(name: &str) -> Option<Self> {
        let named = NAMES.iter().find(|(known, _)| *known == name);
        named.map(|(_, quantity)| *quantity)
    }

    /// Between which bounds it lies, as texts write it: percent, points, nats or pictures. None where it is no
    /// number.
    pub(super) fn bounds(self) -> Option<(f64, f64)> {
        Some(match self {
            Self::Run | Self::Interval => return None,
            Self::Overconfidence | Self::Difference => (-100.0, 100.0),
            Self::RelativeCorruptionError => (f64::NEG_INFINITY, f64::INFINITY),
            Self::Errors
            | Self::Correct
            | Self::Pictures
            | Self::Seeds
            | Self::ValidationLoss
            | Self::CorruptionError => (0.0, f64::INFINITY),
            Self::Accuracy
            | Self::ErrorRate
            | Self::Confidence
            | Self::ConfidenceWhenWrong
            | Self::LowestOverSeeds
            | Self::HighestOverSeeds
            | Self::MeanOverSeeds
            | Self::ValidationAccuracy => (0.0, 100.0),
        })
    }
}

/// A figure's value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A share, 0..1.
    Share(f64),
    /// So many.
    Count(usize),
    /// A share, 0..1, and its 95 % interval.
    Accuracy(f64, Interval),
    /// Nats.
    Nats(f64),
    /// An interval of a share, both ends in 0..1.
    Between(Interval),
    /// A difference of two shares, in points, and its 95 % interval.
    Points(f64, Option<Interval>),
    /// A name, which is no number.
    Name(String),
}

impl Value {
    /// The number that a range is held against: percent, points, nats, or how many.
    pub(super) fn number(&self) -> Option<f64> {
        match *self {
            Self::Share(share) | Self::Accuracy(share, _) => Some(share * 100.0),
            Self::Count(count) => Some(count as f64),
            Self::Nats(nats) => Some(nats),
            Self::Points(points, _) => Some(points),
            Self::Between(_) | Self::Name(_) => None,
        }
    }

    /// As a language writes it, without a unit.
    pub(super) fn shown(&self, lang: Lang) -> String {
        match self {
            Self::Share(share) | Self::Accuracy(share, _) => lang.percent(*share),
            Self::Count(count) => lang.count(*count),
            Self::Nats(nats) => lang.decimal(*nats, 3),
            Self::Points(points, _) => lang.decimal(*points, 1),
            Self::Name(name) => name.clone(),
            Self::Between(interval) => interval.percent(lang),
        }
    }

    /// An accuracy less another one of other pictures. Of what is shown, so that whoever takes the one from
    /// the other finds the same.
    pub(super) fn less(&self, other: &Self) -> Option<Self> {
        let (&Self::Accuracy(one, around_one), &Self::Accuracy(two, around_two)) = (self, other)
        else {
            return None;
        };
        let points = (tenths(one) - tenths(two)) / 10.0;
        let interval = difference_of((one, around_one), (two, around_two));
        Some(Self::Points(points, Some(interval)))
    }
}

/// A share in tenths of a percent, as it is shown.
pub(crate) fn tenths(share: f64) -> f64 {
    (share * 1_000.0).round()
}

/// Something that a step measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What was measured.
    pub quantity: Quantity,
    /// Of what: a slice, a run, a setting.
    pub of: String,
    /// By which run, `you` or `people`; none where that is said already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What it came to.
    pub value: Value,
}

/// Figures that a step is going to have.
#[derive(Debug, Clone, PartialEq)]
pub struct Promised {
    /// What is measured.
    pub quantities: Vec<Quantity>,
    /// Of what.
    pub of: String,
    /// By which run, `you` or `people`.
    pub by: Option<String>,
}

/// How texts call the learner, where it matters who read something.
pub const LEARNER: &str = "you";

/// How texts call people elsewhere, of whom a source tells. They are meant only where they are named.
pub const PEOPLE: &str = "people";
