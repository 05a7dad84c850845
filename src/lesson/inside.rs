//! What is inside a network, in words: its first filters, and what each layer makes of a picture.

use super::block::Block;
use super::results::{answer, class, most};
use crate::eval::Evaluation;
use crate::eval::activations::Inside;
use crate::model::{Filters, LayerOutput, PassedLayer};
use crate::say;
use crate::words::Words;

/// Units of a layer that are told, the most active first.
const TOLD: usize = 3;

/// What the network's layers make of a picture of a slice, a sentence a layer; or why that is not known.
pub(super) fn tell_inside(
    result: &Evaluation,
    inside: Result<&Inside, Option<&str>>,
    picture: usize,
    words: Words,
) -> Vec<Block> {
    let inside = match inside {
        Ok(inside) => inside,
        Err(Some(why)) => return vec![Block::Text(why.to_owned())],
        Err(None) => return vec![Block::Text(say!(words, "looking-inside"))],
    };
    let place = result.worst_first.get(picture);
    let prediction = place.and_then(|&place| result.predictions.get(place));
    let (Some(layers), Some(prediction)) = (inside.pictures.get(picture), prediction) else {
        return vec![Block::Text(say!(words, "plain-no-more-pictures"))];
    };
    let answer = answer(result, *prediction, picture + 1, words);
    let filters = first_layer(&inside.filters, words).map(Block::Text);
    let last = layers.len().saturating_sub(1);
    let told = layers.iter().enumerate().map(|(at, layer)| {
        let what = layer_called(layers, at, words);
        let text = match at == last {
            true => tell_logits(result, layer, words),
            false => tell_layer(layer, words),
        };
        format!("{what}: {text}")
    });
    let told = Block::Numbered(told.collect());
    answer.into_iter().chain(filters).chain([told]).collect()
}

/// What the first layer has, where its weights are those of pixels.
fn first_layer(filters: &Filters, words: Words) -> Option<String> {
    let n = filters.units;
    let (width, height) = (filters.width, filters.height);
    (n > 0).then(|| {
        say!(
            words,
            "plain-filters",
            n = n,
            width = width,
            height = height
        )
    })
}

/// What a layer is and gives: `convolution 3x3, 16 maps of 28x28`.
pub(crate) fn layer_called(layers: &[LayerOutput], at: usize, words: Words) -> String {
    let Some(layer) = layers.get(at) else {
        return String::new();
    };
    let name = match layer.layer {
        PassedLayer::Conv(side) => say!(words, "layer-conv", side = side),
        PassedLayer::MaxPool(side) => say!(words, "layer-max-pool", side = side),
        PassedLayer::Relu => "ReLU".to_owned(),
        PassedLayer::Dropout => "dropout".to_owned(),
        PassedLayer::Linear if at + 1 == layers.len() => say!(words, "layer-logits"),
        PassedLayer::Linear => say!(words, "layer-linear"),
    };
    let (n, width, height) = (layer.maps, layer.width, layer.height);
    let gives = match layer.is_maps() {
        true => say!(words, "layer-maps", n = n, width = width, height = height),
        false => say!(words, "layer-units", n = n),
    };
    format!("{name}, {gives}")
}

/// The lowest and the highest value; 0 and 0 of none.
pub(crate) fn extremes(values: &[f32]) -> (f32, f32) {
    let mut values = values.iter().copied();
    let Some(first) = values.next() else {
        return (0.0, 0.0);
    };
    values.fold((first, first), |(low, high), value| {
        (low.min(value), high.max(value))
    })
}

/// The range of a layer's values, how many of its maps are silent, and where the strongest is strongest.
fn tell_layer(layer: &LayerOutput, words: Words) -> String {
    let mut told = layer_range(layer, words);
    let highest = |plane: &[f32]| extremes(plane).1;
    let strongest = layer.planes().enumerate();
    let strongest = strongest.max_by(|one, other| highest(one.1).total_cmp(&highest(other.1)));
    let place = |plane: &[f32]| match layer.is_maps() {
        true => {
            let above: Vec<f32> = plane.iter().map(|value| value.max(0.0)).collect();
            most(&above, (layer.width, layer.height), words)
        }
        false => None,
    };
    if let Some((map, plane)) = strongest.filter(|(_, plane)| highest(plane) > 0.0) {
        let n = map + 1;
        told = match place(plane) {
            Some(place) => format!(
                "{told}; {}",
                say!(words, "plain-strongest-at", n = n, place = place)
            ),
            None => format!("{told}; {}", say!(words, "plain-strongest", n = n)),
        };
    }
    told
}

/// `-1.21 to 3.42, 4 of 16 zero throughout`.
pub(crate) fn layer_range(layer: &LayerOutput, words: Words) -> String {
    let (low, high) = extremes(&layer.values);
    let number = |value: f32| words.lang.decimal(f64::from(value), 2);
    let range = say!(words, "layer-range", low = number(low), high = number(high));
    let silent = |plane: &&[f32]| plane.iter().all(|&value| value == 0.0);
    match layer.planes().filter(silent).count() {
        0 => range,
        n => format!("{range}, {}", say!(words, "layer-silent", n = n)),
    }
}

/// The highest logits, by their classes.
fn tell_logits(result: &Evaluation, layer: &LayerOutput, words: Words) -> String {
    let mut logits: Vec<(usize, f32)> = layer.values.iter().copied().enumerate().collect();
    logits.sort_by(|one, other| other.1.total_cmp(&one.1));
    let told = logits.into_iter().take(TOLD).map(|(place, logit)| {
        let name = class(result, u8::try_from(place).unwrap_or(u8::MAX), words);
        format!("{name} {}", words.lang.signed(f64::from(logit), 2))
    });
    told.collect::<Vec<String>>().join(", ")
}
