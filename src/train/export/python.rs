//! What scripts and notebooks have in common: pieces of Python, filled in.

use std::io::Write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::json;

use super::measured::Measured;
use crate::dataset::Split;
use crate::dataset::export::stem;
use crate::model::NetworkClassifier;
use crate::model::torch::torch_layers;
use crate::train::error::TrainError;

/// Reads what `mindgap data export` writes.
const IDX: &str = include_str!("idx.py");

/// A Python text with gaps, each a name in double braces.
pub(super) struct Text(String);

impl Text {
    pub(super) fn new(template: &str) -> Self {
        Self(template.to_owned())
    }

    /// Fills gaps.
    pub(super) fn fill<const N: usize>(mut self, gaps: [(&str, String); N]) -> Self {
        for (name, value) in gaps {
            self.0 = self.0.replace(&format!("{{{{{name}}}}}"), &value);
        }
        self
    }

    /// Fills what is said of every network, its layers behind so many spaces.
    ///
    /// # Errors
    /// When the layers do not fit the pictures.
    pub(super) fn about(
        self,
        classifier: &NetworkClassifier,
        indent: usize,
    ) -> Result<Self, TrainError> {
        let config = classifier.config();
        let layers = torch_layers(config)?;
        let width = layers.len().saturating_sub(1).to_string().len();
        let layers = layers.iter().enumerate();
        let layers: Vec<String> = layers
            .map(|(at, layer)| {
                let layer = format!("{layer},");
                format!("{:indent$}{layer:<60}# {at:>width$}", "")
            })
            .collect();
        let shape = config.shape;
        Ok(self.fill([
            ("layers", layers.join("\n")),
            ("depth", capital(&config.architecture.depth().to_string())),
            ("classes", json!(config.classes).to_string()),
            ("n_classes", config.classes.len().to_string()),
            (
                "input",
                format!("{}, {}, {}", shape.channels, shape.height, shape.width),
            ),
            ("mean", format!("{:?}", config.normalisation.mean)),
            ("std", format!("{:?}", config.normalisation.std)),
            ("idx", IDX.to_owned()),
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ]))
    }

    /// Fills what was measured.
    pub(super) fn measured(self, measured: &Measured) -> Self {
        let Measured { split, right, .. } = measured;
        let dataset = split.dataset();
        let is_whole = split.len() == dataset.len();
        let share = *right as f64 / split.len().max(1) as f64;
        self.fill([
            ("test", measured.on()),
            ("part", literal(&stem(dataset.name()))),
            ("digest", literal(dataset.digest())),
            (
                "places",
                match is_whole {
                    true => "None".to_owned(),
                    false => literal(&mask(dataset.len(), [split])),
                },
            ),
            ("right", right.to_string()),
            ("n", split.len().to_string()),
            ("percent", format!("{:.2}", 100.0 * share)),
        ])
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

/// Of each of `n` pictures which of these splits it is in, from 1; packed, as text.
pub(super) fn mask<const N: usize>(n: usize, splits: [&Split; N]) -> String {
    let mut roles = vec![0u8; n];
    for (split, role) in splits.iter().zip(1..) {
        for &index in split.indices() {
            if let Some(place) = roles.get_mut(index as usize) {
                *place = role;
            }
        }
    }
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    // Writing into memory does not fail.
    let written = packed.write_all(&roles).and_then(|()| packed.finish());
    BASE64_STANDARD.encode(written.unwrap_or_default())
}

/// A text as Python writes it: as JSON does.
pub(super) fn literal(text: &str) -> String {
    json!(text).to_string()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
