//! What pictures are put through while a network learns from them, each time anew, so that it does
//! not take one way of writing for the only one.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::json;

use super::canvas::Canvas;
use super::mix::{Mix, USUAL_P};
use super::registry::{Shift, ShiftError, registry};
use super::transform::{affine, background, elastic, erase, marks, stroke};
use crate::base::closest;
use crate::dataset::{Catalogue, DataError, Selector};

/// One augmentation with its ranges. Written as its name, or as `{ name: { range: value } }`; a
/// corruption that is not for evaluation only is one too, as `{ name: severity }`.
#[derive(Debug, Clone, PartialEq)]
pub enum Augmentation {
    /// Turned, scaled, sheared and moved, each by a uniform draw.
    Affine {
        /// At most so many degrees either way.
        rotation: f32,
        /// At most so much smaller or larger: .2 is .8 to 1.2.
        scale: f32,
        /// At most so far to the side for each pixel down, either way.
        shear: f32,
        /// At most so many pixels along each axis, either way.
        shift: f32,
    },
    /// Bent as by a soft hand (Simard, Steinkraus and Platt 2003): a random displacement of each
    /// pixel, blurred and scaled.
    Elastic {
        /// Standard deviation of the blur in pixels.
        sigma: f32,
        /// The scale in pixels.
        alpha: f32,
    },
    /// Strokes thinner by a pixel, thicker by a pixel, or as they are: each with the same probability.
    Stroke,
    /// A border on one side, a blob, or a fragment of something else beside.
    Marks {
        /// How probably.
        p: f32,
    },
    /// A rectangle of noise (Zhong et al. 2017).
    Erase {
        /// How probably.
        p: f32,
        /// At most this share of the picture, at least a tenth of that.
        most: f32,
    },
    /// Dark on light, or a ground that grows lighter to one side: each half of the time.
    Background {
        /// How probably.
        p: f32,
    },
    /// A corruption of the registry.
    Corruption(Shift),
    /// Pictures of other data, written as `{ mix: { from: fonts/open, p: 0.3 } }`.
    Mix(Mix),
}

/// A range of an augmentation: its name, the value where nobody chooses, the largest that makes a difference, and what
/// it is.
type Range = (&'static str, f32, f32, &'static str);

/// How probably a picture is put through it.
const P: &str = "the probability with which a picture is put through it";

/// Names, what they do, and their ranges in order.
const NAMES: [(&str, &str, &[Range]); 7] = [
    (
        "affine",
        "Turned, scaled, sheared and moved, each by a uniform draw.",
        &[
            (
                "rotation",
                15.0,
                MAX_RANGE,
                "at most so many degrees either way",
            ),
            (
                "scale",
                0.2,
                MAX_SCALE,
                "at most this share smaller or larger, so that 0.2 is 0.8 to 1.2 times the size",
            ),
            (
                "shear",
                0.3,
                MAX_RANGE,
                "at most so many pixels to the side for each pixel down, either way",
            ),
            (
                "shift",
                3.0,
                MAX_RANGE,
                "at most so many pixels along each axis, either way",
            ),
        ],
    ),
    (
        "elastic",
        "Bent as by a soft hand (Simard, Steinkraus and Platt 2003): each pixel is moved at random, neighbours alike.",
        &[
            (
                "sigma",
                4.0,
                MAX_RANGE,
                "the standard deviation, in pixels, of the blur that makes neighbours move alike",
            ),
            (
                "alpha",
                34.0,
                MAX_RANGE,
                "the scale, in pixels, of the movements once they are blurred",
            ),
        ],
    ),
    (
        "stroke",
        "Strokes thinner by a pixel, thicker by a pixel, or as they are: each with the same probability.",
        &[],
    ),
    (
        "marks",
        "A border on one side, a blob, or a fragment of something else beside.",
        &[("p", 0.3, 1.0, P)],
    ),
    (
        "erase",
        "A rectangle of noise (Zhong et al. 2017).",
        &[
            ("p", 0.3, 1.0, P),
            (
                "most",
                0.2,
                1.0,
                "at most this share of the picture, and at least a tenth of it",
            ),
        ],
    ),
    (
        "background",
        "Dark on light, or a ground that grows lighter to one side: each half of the time.",
        &[("p", 0.3, 1.0, P)],
    ),
    (
        "mix",
        "Pictures of other data in the place of some, which `from` names, such as `fonts/open`.",
        &[(
            "p",
            USUAL_P,
            1.0,
            "the probability with which a picture of the other data is taken",
        )],
    ),
];

/// A picture would be nothing, or turned around.
const MAX_SCALE: f32 = 0.9;

/// No range is larger than this: what is meant by more is a mistake.
const MAX_RANGE: f32 = 180.0;

impl Augmentation {
    fn new(name: &str, values: &BTreeMap<String, Value>) -> Result<Self, ShiftError> {
        let Some((.., known)) = NAMES.iter().find(|(known, ..)| *known == name) else {
            return Err(unknown(name));
        };
        let (ranges, from) = told_apart(name, values)?;
        let unknown = |range: &&&str| !known.iter().any(|(name, ..)| name == *range);
        if let Some(range) = ranges.keys().find(unknown) {
            let names: Vec<&str> = known.iter().map(|(name, ..)| *name).collect();
            return Err(ShiftError::Text(match names.as_slice() {
                [] => format!("{name} has no ranges, so no {range:?}"),
                names => format!("{name} has no {range:?}; it has {}", names.join(", ")),
            }));
        }
        if let Some((range, value)) = ranges.iter().find(|(_, v)| !(0.0..=MAX_RANGE).contains(*v)) {
            return Err(ShiftError::Text(format!(
                "{name}: {range} is {value}; it must be between 0 and {MAX_RANGE}"
            )));
        }
        let range = |name: &str| {
            let usual = known.iter().find(|(known, ..)| *known == name);
            let usual = usual.map_or(0.0, |(_, value, ..)| *value);
            ranges.get(name).copied().unwrap_or(usual)
        };
        let p = range("p");
        if p > 1.0 {
            return Err(ShiftError::Text(format!(
                "{name}: p is {p}; a probability is between 0 and 1"
            )));
        }
        Ok(match name {
            "affine" => Self::Affine {
                rotation: range("rotation"),
                scale: range("scale").min(MAX_SCALE),
                shear: range("shear"),
                shift: range("shift"),
            },
            "elastic" => Self::Elastic {
                sigma: range("sigma"),
                alpha: range("alpha"),
            },
            "marks" => Self::Marks { p },
            "erase" => Self::Erase {
                p,
                most: range("most").min(1.0),
            },
            "background" => Self::Background { p },
            "mix" => Self::Mix(Mix::new(from.unwrap_or_default(), p)?),
            _ => Self::Stroke,
        })
    }

    /// Its name and its ranges.
    fn written(&self) -> (&'static str, Vec<f32>) {
        match *self {
            Self::Mix(Mix { p, .. }) => ("mix", vec![p]),
            Self::Affine {
                rotation,
                scale,
                shear,
                shift,
            } => ("affine", vec![rotation, scale, shear, shift]),
            Self::Elastic { sigma, alpha } => ("elastic", vec![sigma, alpha]),
            Self::Stroke => ("stroke", vec![]),
            Self::Marks { p } => ("marks", vec![p]),
            Self::Erase { p, most } => ("erase", vec![p, most]),
            Self::Background { p } => ("background", vec![p]),
            Self::Corruption(shift) => (shift.corruption.name, vec![]),
        }
    }

    /// The picture after it. What mixes other pictures in needs them: see [`super::Augmenter`].
    pub(super) fn apply(&self, canvas: &Canvas, random: &mut ChaCha8Rng) -> Canvas {
        match *self {
            Self::Affine {
                rotation,
                scale,
                shear,
                shift,
            } => affine(canvas, [rotation, scale, shear, shift], random),
            Self::Elastic { sigma, alpha } => elastic(canvas, sigma, alpha, random),
            Self::Stroke => stroke(canvas, random.random_range(0..3)),
            Self::Marks { p } if random.random_bool(p.into()) => marks(canvas, random),
            Self::Erase { p, most } if random.random_bool(p.into()) => erase(canvas, most, random),
            Self::Background { p } if random.random_bool(p.into()) => background(canvas, random),
            Self::Marks { .. } | Self::Erase { .. } | Self::Background { .. } | Self::Mix(_) => {
                canvas.clone()
            }
            Self::Corruption(shift) => shift.apply(canvas, random),
        }
    }
}

/// The numbers and the data that a map gives.
fn told_apart<'a>(
    name: &str,
    values: &'a BTreeMap<String, Value>,
) -> Result<(BTreeMap<&'a str, f32>, Option<&'a str>), ShiftError> {
    let (mut ranges, mut from) = (BTreeMap::new(), None);
    for (key, value) in values {
        match (name, key.as_str(), value) {
            ("mix", "from", Value::Text(text)) => from = Some(text.as_str()),
            ("mix", "from", Value::Number(_)) => break,
            (_, range, Value::Number(value)) => drop(ranges.insert(range, *value)),
            (_, range, Value::Text(text)) => {
                return Err(ShiftError::Text(format!(
                    "{name}: {range} is {text:?}; it must be a number"
                )));
            }
        }
    }
    match (name, from) {
        ("mix", None) => Err(ShiftError::Text(
            "mix needs the data to mix in, such as { mix: { from: fonts/open } }".to_owned(),
        )),
        _ => Ok((ranges, from)),
    }
}

/// What is said of a name that is no augmentation.
fn unknown(name: &str) -> ShiftError {
    let data = name.parse().ok().map(|selector: Selector| {
        let set = selector.set().to_owned();
        (Catalogue::builtin().learnable(&set), set)
    });
    let hint = match data {
        Some((Err(error @ DataError::EvaluationOnly { .. }), _)) => {
            return ShiftError::Text(error.to_string());
        }
        Some((Ok(_), _)) => format!("to mix pictures in, write {{ mix: {{ from: {name} }} }}"),
        _ => {
            let corruptions = registry().filter(|corruption| !corruption.evaluation_only);
            let names = NAMES.iter().map(|(name, ..)| *name);
            match closest(name, names.chain(corruptions.map(|c| c.name))) {
                Some(close) => format!("did you mean {close}?"),
                None => "there are affine, elastic, stroke, marks, erase, background, mix, and every corruption that is not for evaluation only".to_owned(),
            }
        }
    };
    ShiftError::Unknown {
        name: name.to_owned(),
        hint,
    }
}

impl Augmentation {
    /// Its name with all of its ranges: two that differ in any of them read differently.
    pub fn with_ranges(&self) -> String {
        let (name, values) = match self {
            // Its severity is in its name.
            Self::Corruption(shift) => return shift.to_string(),
            Self::Mix(mix) => (format!("mix {}", mix.from), vec![mix.p]),
            _ => {
                let (name, values) = self.written();
                (name.to_owned(), values)
            }
        };
        let known = NAMES.iter().find(|(known, ..)| *known == self.written().0);
        let names = known.map_or([].as_slice(), |(.., ranges)| ranges).iter();
        let ranges = names.zip(values);
        let ranges: Vec<String> = ranges
            .map(|((range, ..), value)| format!("{range} {value}"))
            .collect();
        match ranges.is_empty() {
            true => name,
            false => format!("{name} ({})", ranges.join(", ")),
        }
    }
}

impl fmt::Display for Augmentation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Corruption(shift) => write!(f, "{shift}"),
            Self::Mix(mix) => write!(f, "mix:{}", mix.from),
            _ => f.write_str(self.written().0),
        }
    }
}

/// As YAML and JSON write it.
#[derive(Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "an augmentation is written as its name, as { name: { range: value } }, or as { corruption: severity }"
)]
enum Written {
    Name(String),
    Severity(BTreeMap<String, u8>),
    Values(BTreeMap<String, BTreeMap<String, Value>>),
}

/// A range, or the name of data.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Value {
    Number(f32),
    Text(String),
}

impl Serialize for Augmentation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Self::Corruption(shift) = self {
            return shift.serialize(serializer);
        }
        let (name, values) = self.written();
        let known = NAMES.iter().find(|(known, ..)| *known == name);
        let names = known.map_or([].as_slice(), |(.., ranges)| ranges).iter();
        let ranges = names.zip(values);
        let ranges = ranges.map(|((range, ..), value)| ((*range).to_owned(), Value::Number(value)));
        let mut values: BTreeMap<_, _> = ranges.collect();
        if let Self::Mix(mix) = self {
            values.insert("from".to_owned(), Value::Text(mix.from.to_string()));
        }
        Written::Values([(name.to_owned(), values)].into()).serialize(serializer)
    }
}

impl JsonSchema for Augmentation {
    fn schema_name() -> Cow<'static, str> {
        "Augmentation".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let shift = generator.subschema_for::<Shift>();
        let names: Vec<&str> = NAMES.iter().map(|(name, ..)| *name).collect();
        let forms = NAMES.iter().map(form);
        let name = json!({ "type": "string", "enum": names, "description": "With its ranges as they are usually." });
        let all: Vec<serde_json::Value> = [name].into_iter().chain(forms).collect();
        let all: Vec<serde_json::Value> = all.into_iter().chain([shift.into()]).collect();
        json_schema!({
            "description": "What is done to training pictures, each time anew: a name, a map with a name and its ranges, or a corruption that is not kept for measuring.",
            "anyOf": all,
        })
    }
}

/// An augmentation with its ranges as a schema, with what it does and what each range is.
fn form((name, about, ranges): &(&str, &str, &[Range])) -> serde_json::Value {
    let told = ranges.iter().map(|(range, usual, most, what)| {
        format!("`{range}`: {what} (0 to {most}; {usual} if left out)")
    });
    let told: Vec<String> = told.collect();
    let told = match told.is_empty() {
        true => (*about).to_owned(),
        false => format!("{about} {}.", told.join("; ")),
    };
    let properties = ranges.iter().map(|(range, usual, most, what)| {
        let range_schema = json!({
            "type": "number", "minimum": 0, "maximum": most, "default": usual, "description": what,
        });
        ((*range).to_owned(), range_schema)
    });
    let mut properties: BTreeMap<String, serde_json::Value> = properties.collect();
    if *name == "mix" {
        let what = "The data that is mixed in.";
        let from = json!({ "type": "string", "description": what });
        properties.insert("from".to_owned(), from);
    }
    let inner = json!({
        "type": "object", "properties": properties, "additionalProperties": false,
    });
    json!({
        "type": "object",
        "description": told,
        "properties": { (*name): inner },
        "required": [name],
        "additionalProperties": false,
    })
}

impl<'de> Deserialize<'de> for Augmentation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let one = || ShiftError::Text("one augmentation a line: a map with one key".to_owned());
        let read = match Written::deserialize(deserializer)? {
            Written::Name(name) => name.parse(),
            Written::Severity(map) => match map.into_iter().collect::<Vec<_>>().as_slice() {
                [(name, severity)] => corruption(name, Some(*severity)),
                _ => Err(one()),
            },
            Written::Values(map) => match map.into_iter().collect::<Vec<_>>().as_slice() {
                [(name, values)] => Self::new(name, values),
                _ => Err(one()),
            },
        };
        read.map_err(D::Error::custom)
    }
}

fn corruption(name: &str, severity: Option<u8>) -> Result<Augmentation, ShiftError> {
    let shift = Shift::new(name, severity)?;
    Ok(Augmentation::Corruption(shift.for_training()?))
}

/// As a command line writes it: `affine`, `shot_noise`, `shot_noise:3` or `mix:fonts/open`.
impl FromStr for Augmentation {
    type Err = ShiftError;

    fn from_str(text: &str) -> Result<Self, ShiftError> {
        let name = text.split(':').next().unwrap_or_default().trim();
        if let Some(from) = text.trim().strip_prefix("mix:") {
            return Ok(Self::Mix(Mix::new(from, USUAL_P)?));
        }
        if NAMES.iter().any(|(known, ..)| *known == name) {
            return match text.contains(':') {
                true => Err(ShiftError::Text(format!(
                    "{text:?}: {name} has no severity; its ranges can be set in a lesson"
                ))),
                false => Self::new(name, &BTreeMap::new()),
            };
        }
        if registry().any(|corruption| corruption.name == name) {
            let shift: Shift = text.parse()?;
            return Ok(Self::Corruption(shift.for_training()?));
        }
        Self::new(name, &BTreeMap::new())
    }
}
