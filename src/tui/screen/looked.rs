//! The picture that is looked at, and what is said of it.

use std::borrow::Cow;

use crate::dataset::Shape;
use crate::eval::Evaluation;
use crate::say;
use crate::words::Words;

/// A picture, and what is said of it.
pub(in crate::tui) struct Looked<'a> {
    /// Rows of pixels, channels last.
    pub(crate) pixels: Cow<'a, [u8]>,
    /// Their shape.
    pub(crate) shape: Shape,
    /// A line under it.
    pub(crate) caption: String,
}

impl<'a> Looked<'a> {
    /// One of the pictures of a slice, by its place among the answers.
    pub(super) fn answered(result: &'a Evaluation, place: usize, words: Words) -> Option<Self> {
        let prediction = result.predictions.get(place)?;
        let dataset = result.pictures.dataset();
        let name = |class: u8| {
            let names = dataset.classes();
            names.get(usize::from(class)).map_or("?", String::as_str)
        };
        let sure = format!("{:.0}", prediction.confidence * 100.0);
        let caption = say!(
            words,
            "explained",
            n = place + 1,
            truth = name(prediction.label),
            answer = name(prediction.answer),
            sure = sure
        );
        Some(Self {
            pixels: Cow::Borrowed(result.pictures.picture(prediction.index)),
            shape: dataset.shape(),
            caption,
        })
    }
}
