//! Settings of a dial, in a line, for whoever has to read them.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize};

use super::dial::Turn;
use crate::dataset::Selector;
use crate::eval::SliceSpec;

/// Settings of a dial whose pictures people read: `{ from: "pendigits:1", turn: flag, at: [0.2, 0.6 at 80], sample: 4 }`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The pictures that are turned, as the dial has them.
    pub from: Selector,
    /// What is turned.
    pub turn: Turn,
    /// The settings: a value each, with an angle behind it where the dial has two axes (`0.6 at 80`).
    pub at: Vec<Setting>,
    /// How many pictures of each.
    pub sample: usize,
    /// Decides which; every setting draws others, so that nobody reads one from memory.
    #[serde(default = "default_seed")]
    pub seed: u64,
}

fn default_seed() -> u64 {
    7
}

/// A setting as it is written: `0.2`, or with an angle, `0.6 at 80`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting(pub String);

impl Settings {
    /// A slice for each setting that the dial has, under the name that texts call it by.
    pub fn slices(&self) -> Vec<SliceSpec> {
        let settings = self.at.iter().zip(self.seed..);
        let slices = settings.filter_map(|(setting, seed)| {
            let place = self.turn.place(&setting.0)?;
            let plain = SliceSpec {
                sample: Some(self.sample),
                seed,
                ..SliceSpec::whole(self.from.clone())
            };
            let slice = self.turn.turned(plain, place);
            let name = self.turn.names(place).into_iter().next();
            Some(SliceSpec {
                name: name.unwrap_or_default(),
                ..slice
            })
        });
        slices.collect()
    }
}

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

/// A number, or a text.
struct Written;

impl Visitor<'_> for Written {
    type Value = Setting;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a setting, such as 0.2 or \"0.6 at 80\"")
    }

    fn visit_u64<E>(self, value: u64) -> Result<Setting, E> {
        Ok(Setting(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Setting, E> {
        Ok(Setting(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Setting, E> {
        Ok(Setting(value.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Setting, E> {
        Ok(Setting(text.to_owned()))
    }
}

impl JsonSchema for Setting {
    fn schema_name() -> Cow<'static, str> {
        "Setting".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A setting of a dial: 0.2, or with an angle, 0.6 at 80.",
            "type": ["number", "string"],
        })
    }
}
