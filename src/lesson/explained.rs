//! Which pixels an answer depends on, in words.

use super::block::Block;
use super::results::{answer, most};
use crate::eval::Evaluation;
use crate::eval::saliency::Explanation;
use crate::say;
use crate::words::Words;

/// Where the pixels are that an answer depends on; or why that is not known.
pub(super) fn tell_why(
    result: &Evaluation,
    explanation: Result<&Explanation, Option<&str>>,
    picture: usize,
    words: Words,
) -> Vec<Block> {
    let place = result.worst_first.get(picture);
    let prediction = place.and_then(|&place| result.predictions.get(place));
    let (explanation, prediction) = match (explanation, prediction) {
        (Ok(explanation), Some(prediction)) => (explanation, prediction),
        (Err(Some(why)), _) => return vec![Block::Text(why.to_owned())],
        (Ok(_) | Err(None), _) => {
            return vec![Block::Text(say!(words, "plain-no-more-pictures"))];
        }
    };
    let shape = result.pictures.dataset().shape();
    let size = (shape.width, shape.height);
    let covering = explanation.occlusion.iter();
    let gradient: Vec<f32> = explanation.gradient.iter().map(|v| v.abs()).collect();
    let spoke_for: Vec<f32> = covering.clone().map(|v| v.max(0.0)).collect();
    let against: Vec<f32> = covering.map(|v| (-v).max(0.0)).collect();
    let lines = [
        ("plain-by-gradient", gradient),
        ("plain-by-covering", spoke_for),
        ("plain-against", against),
    ];
    let lines = lines.into_iter().filter_map(|(id, values)| {
        let place = most(&values, size, words)?;
        Some(Block::Text(say!(words, id, place = place)))
    });
    let answer = answer(result, *prediction, picture + 1, words);
    answer.into_iter().chain(lines).collect()
}
