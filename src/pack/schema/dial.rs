//! `dial`: one trait of a picture under the learner's keys.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::glimpse::Glimpse;
use super::spec::{Amount, Question, Spec};
use crate::base::closest;
use crate::dataset::Selector;
use crate::eval::SliceSpec;
use crate::pack::text::{Promised, Quantity};
use crate::picture::dial::Dial as Trait;
use crate::shift::{Corruption, Severity, Shift, find, registry};

/// A corruption's severity, or a trait of pen strokes, under the learner's keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dial {
    /// The name of a run that was trained in an earlier step.
    pub of: String,
    /// Text above the question, in Markdown.
    #[serde(default)]
    pub say: String,
    /// The pictures that are turned; for a trait, those of the digit that has it, with pen strokes.
    pub from: Selector,
    /// How many of them.
    #[serde(default = "default_sample", alias = "take")]
    pub sample: usize,
    /// Decides which, and everything random in a corruption.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// What is turned.
    pub turn: Turn,
    /// The class whose share of the answers is followed, by its name or its label; the commonest mistake, if absent.
    #[serde(default)]
    pub watch: Option<String>,
    /// What the learner says beforehand.
    #[serde(default)]
    pub predict: Option<DialPrediction>,
    /// Shown with the result, in Markdown.
    #[serde(default)]
    pub takeaway: String,
}

impl Dial {
    /// The label of the class that is watched, among these: by its name, or else by its number from 0.
    pub(crate) fn watched_among(&self, classes: &[String]) -> Option<usize> {
        let watch = self.watch.as_deref()?;
        let named = classes.iter().position(|class| class == watch);
        let numbered = || watch.parse().ok().filter(|&label| label < classes.len());
        named.or_else(numbered)
    }
}

impl Spec for Dial {
    fn kind(&self) -> &'static str {
        "dial"
    }

    fn about(&self) -> &str {
        match &self.predict {
            Some(asked) => &asked.question,
            None => &self.say,
        }
    }

    fn texts(&self) -> Vec<(&'static str, &str)> {
        vec![("say", &self.say), ("takeaway", &self.takeaway)]
    }

    fn texts_mut(&mut self) -> Vec<&mut String> {
        let mut texts = vec![&mut self.say, &mut self.takeaway];
        texts.extend(self.predict.as_mut().map(|asked| &mut asked.question));
        texts
    }

    fn figures(&self) -> Vec<Promised> {
        let places = self.places();
        let names = places.flat_map(|place| self.turn.names(place));
        let of_setting = names.map(|of| Promised {
            quantities: [&Quantity::OF_READERS[..], &Quantity::OF_CONFIDENCE].concat(),
            of,
            by: Some(self.of.clone()),
        });
        of_setting.collect()
    }

    fn hints(&self) -> Option<&[String]> {
        None
    }

    fn questions(&self) -> Vec<Question<'_>> {
        Question::choice(
            &self.say,
            self.predict.as_ref().map(|asked| &asked.question),
            self.choices(),
        )
    }

    /// The same digit at the settings that can be said, along the row that it begins in.
    fn specimens(&self) -> Vec<SliceSpec> {
        let Some(asked) = &self.predict else {
            return Vec::new();
        };
        let row = self.turn.first_row();
        let columns = self.turn.columns().into_iter().enumerate();
        let settings = columns.map(|(column, shown)| SliceSpec {
            title: Some(shown),
            ..self.slice(column, row)
        });
        let settings: Vec<SliceSpec> = settings.collect();
        asked.specimens.of(None, settings.iter())
    }

    fn trains(&self) -> Option<&str> {
        None
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.of]
    }

    fn reseed(&mut self, _times: u64) {}

    fn amounts(&mut self) -> Vec<Amount<'_>> {
        vec![Amount::Turned(&mut self.sample)]
    }
}

fn default_sample() -> usize {
    100
}

fn default_seed() -> u64 {
    7
}

/// Asks at which setting, from the second, fewer than half are read right for the first time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DialPrediction {
    /// What is asked; the answer is one of the settings, or `never`.
    pub question: String,
    /// What is chosen where that does not happen.
    #[serde(default = "default_never")]
    pub never: String,
    /// How many pictures of what is asked about stand with the question.
    #[serde(default, skip_serializing_if = "Glimpse::is_usual")]
    pub specimens: Glimpse,
}

fn default_never() -> String {
    "never".to_owned()
}

/// What is turned.
#[derive(Debug, Clone, Copy)]
pub enum Turn {
    /// The flag of 1s: its length, and its angle.
    Flag,
    /// The bar of 7s: its length.
    Bar,
    /// The top of 4s: how far it is open.
    Top,
    /// A corruption: its severity.
    Corruption(&'static Corruption),
}

/// Lengths of a flag and widths of a 4's top, as shares of the digit's height.
const LENGTHS: [f32; 7] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
/// Lengths of a 7's bar.
const BARS: [f32; 9] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
/// Angles between flag and stem, in degrees.
const ANGLES: [f32; 7] = [20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0];
/// The angle that it begins at: as most of pendigits' writers put the flag of a 1.
const FIRST_ANGLE: usize = 2;

impl Turn {
    fn name(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Bar => "bar",
            Self::Top => "top",
            Self::Corruption(corruption) => corruption.name,
        }
    }

    /// The settings along the first axis, the first of which changes nothing: how they are shown.
    pub fn columns(self) -> Vec<String> {
        let shown = |values: &[f32]| values.iter().map(f32::to_string).collect();
        match self {
            Self::Flag | Self::Top => shown(&LENGTHS),
            Self::Bar => shown(&BARS),
            Self::Corruption(corruption) => match corruption.graded {
                true => (0..=Severity::ALL.len())
                    .map(|level| level.to_string())
                    .collect(),
                false => vec!["0".to_owned(), "1".to_owned()],
            },
        }
    }

    /// The settings along the second axis, in degrees; none for most.
    pub fn rows(self) -> &'static [f32] {
        match self {
            Self::Flag => &ANGLES,
            _ => &[],
        }
    }

    /// The row that it begins in.
    pub fn first_row(self) -> usize {
        match self {
            Self::Flag => FIRST_ANGLE,
            _ => 0,
        }
    }

    /// Where a setting stands in the grid, by its column and, where there are two axes, perhaps its row: `0.6`, or
    /// `0.6 at 80`.
    pub(crate) fn place(self, setting: &str) -> Option<(usize, usize)> {
        let (value, angle) = match setting.split_once(" at ") {
            Some((value, angle)) => (value, Some(angle)),
            None => (setting, None),
        };
        let value: f64 = value.trim().parse().ok()?;
        let column = (self.columns().iter()).position(|shown| shown.parse() == Ok(value))?;
        let Some(angle) = angle else {
            return Some((column, self.first_row()));
        };
        let angle: f32 = angle.trim().parse().ok()?;
        let row = self.rows().iter().position(|&known| known == angle)?;
        Some((column, row))
    }

    /// How texts call a setting: `bar 0.3`; with a second axis, `flag 0.2 at 40`, and without it that of
    /// the row that it begins in, first.
    pub(crate) fn names(self, (column, row): (usize, usize)) -> Vec<String> {
        let columns = self.columns();
        let value = columns.get(column).map_or("", String::as_str);
        let short = format!("{} {value}", self.name());
        let long = self.rows().get(row);
        let long = long.map(|angle| format!("{short} at {angle}"));
        let short = (row == self.first_row()).then_some(short);
        short.into_iter().chain(long).collect()
    }

    /// These pictures at a place of the grid.
    pub(super) fn turned(self, plain: SliceSpec, (column, row): (usize, usize)) -> SliceSpec {
        let Self::Corruption(corruption) = self else {
            return SliceSpec {
                dial: self.at(column, row),
                ..plain
            };
        };
        let severity = Severity::ALL.get(column.wrapping_sub(1));
        let shift = severity.map(|&severity| Shift {
            corruption,
            severity: if corruption.graded {
                severity
            } else {
                corruption.default
            },
        });
        plain.altered(shift.into_iter().collect())
    }

    /// The trait at a place of the grid, where a trait is turned. Kept within the grid.
    pub(crate) fn at(self, column: usize, row: usize) -> Option<Trait> {
        let within = |values: &[f32], place: usize| values.get(place).copied().unwrap_or(0.0);
        match self {
            Self::Flag => Some(Trait::Flag {
                length: within(&LENGTHS, column),
                angle: within(&ANGLES, row),
            }),
            Self::Bar => Some(Trait::Bar {
                length: within(&BARS, column),
            }),
            Self::Top => Some(Trait::Top {
                gap: within(&LENGTHS, column),
            }),
            Self::Corruption(_) => None,
        }
    }
}

impl Dial {
    /// What is measured: row by row, the settings of the first axis.
    pub fn slices(&self) -> Vec<SliceSpec> {
        let places = self.places();
        places
            .map(|(column, row)| self.slice(column, row))
            .collect()
    }

    /// Every column and row, row by row.
    pub(crate) fn places(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let columns = self.turn.columns().len();
        let rows = self.turn.rows().len().max(1);
        (0..rows).flat_map(move |row| (0..columns).map(move |column| (column, row)))
    }

    fn slice(&self, column: usize, row: usize) -> SliceSpec {
        let plain = SliceSpec {
            sample: Some(self.sample),
            seed: self.seed,
            ..SliceSpec::whole(self.from.clone())
        };
        self.turn.turned(plain, (column, row))
    }

    /// What can be said beforehand: the settings of the first axis but for the first, or never.
    pub(crate) fn choices(&self) -> Vec<String> {
        let Some(predict) = &self.predict else {
            return Vec::new();
        };
        let settings = self.turn.columns().into_iter().skip(1);
        settings.chain([predict.never.clone()]).collect()
    }
}

impl PartialEq for Turn {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Serialize for Turn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Turn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match String::deserialize(deserializer)?.as_str() {
            "flag" => Self::Flag,
            "bar" => Self::Bar,
            "top" => Self::Top,
            name => match (
                find(name),
                closest(name, ["flag", "bar", "top"].into_iter()),
            ) {
                (Ok(corruption), _) => Self::Corruption(corruption),
                (Err(_), Some(close)) => {
                    let text = format!("{name:?} cannot be turned; did you mean {close}?");
                    return Err(D::Error::custom(text));
                }
                (Err(error), None) => {
                    let text = format!("{error}; or turn a trait: flag, bar or top");
                    return Err(D::Error::custom(text));
                }
            },
        })
    }
}

impl JsonSchema for Turn {
    fn schema_name() -> Cow<'static, str> {
        "Turn".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let range = |values: &[f32]| {
            let (low, high) = (values.first(), values.last());
            let [low, high] = [low, high].map(|value| value.copied().unwrap_or_default());
            format!("{low} to {high}")
        };
        let of_height = "of the digit's height";
        let traits = [
            (
                "flag",
                format!(
                    "the flag of a 1: its length, {} {of_height}, and along the second axis its angle to the stem, {} degrees.",
                    range(&LENGTHS),
                    range(&ANGLES)
                ),
            ),
            (
                "bar",
                format!(
                    "the bar across a 7: its length, {} {of_height}.",
                    range(&BARS)
                ),
            ),
            (
                "top",
                format!(
                    "the top of a 4: how wide it is open, {} {of_height}.",
                    range(&LENGTHS)
                ),
            ),
        ];
        let corruptions = registry().map(|corruption| {
            let least = match corruption.graded {
                true => "its severity, 0 (the picture as it is) to 5",
                false => "0 (the picture as it is) or 1",
            };
            (corruption.name, format!("{}: {least}.", corruption.about))
        });
        let all = traits.into_iter().chain(corruptions);
        let all =
            all.map(|(name, about)| serde_json::json!({ "const": name, "description": about }));
        let all: Vec<serde_json::Value> = all.collect();
        json_schema!({
            "description": "What is turned, and from where to where: a trait of pen strokes, or a corruption's severity.",
            "anyOf": all,
        })
    }
}
