//! The picture that is looked at, and what is said of it.

use std::borrow::Cow;

use crate::dataset::Shape;
use crate::eval::{Evaluation, softmax};
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
    /// What the network makes of it, where that may be known.
    pub(crate) answer: Option<Probabilities>,
    /// Where two networks are compared: what both are called, and what the other one makes of it.
    pub(crate) other: Option<Other>,
}

/// What another network makes of a picture.
pub(in crate::tui) struct Other {
    /// What the network beside it is called, and itself.
    pub(crate) names: [String; 2],
    /// What it makes of the picture.
    pub(crate) answer: Probabilities,
}

/// What a network makes of a picture.
pub(in crate::tui) struct Probabilities {
    /// The names of its classes.
    pub(crate) classes: Vec<String>,
    /// Their probabilities, 0..1.
    pub(crate) shares: Vec<f64>,
    /// The class that it is, where it is one of them.
    pub(crate) truth: Option<usize>,
}

impl Probabilities {
    /// That of a slice's picture, by its place among the answers.
    fn answered(result: &Evaluation, place: usize, words: Words) -> Option<Self> {
        let logits = result.logits.rows().nth(place)?;
        let classes = result.pictures.dataset().classes();
        let truth = usize::from(result.predictions.get(place)?.label);
        Some(Self {
            classes: words.names(classes.get(..logits.len()).unwrap_or(classes)),
            shares: softmax(logits, 1.0),
            truth: (truth < logits.len()).then_some(truth),
        })
    }

    /// Those of a picture of a digit.
    pub(super) fn of_digit(answer: &[f32], truth: Option<u8>) -> Self {
        Self {
            classes: (0..answer.len()).map(|digit| digit.to_string()).collect(),
            shares: answer.iter().copied().map(f64::from).collect(),
            truth: truth.map(usize::from),
        }
    }
}

impl<'a> Looked<'a> {
    /// One of the pictures of a slice, by its place among the answers.
    pub(super) fn answered(result: &'a Evaluation, place: usize, words: Words) -> Option<Self> {
        let prediction = result.predictions.get(place)?;
        let dataset = result.pictures.dataset();
        let name = |class: u8| words.name(dataset.class_name(class));
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
            answer: Probabilities::answered(result, place, words),
            other: None,
        })
    }

    /// The same of two networks that were asked of the same pictures: what the second makes of it, and the first.
    pub(super) fn compared(
        (names, results): ([&str; 2], [&'a Evaluation; 2]),
        place: usize,
        words: Words,
    ) -> Option<Self> {
        let [first, second] = results;
        let looked = Self::answered(second, place, words)?;
        let prediction = first.predictions.get(place)?;
        let answer = first.pictures.dataset().class_name(prediction.answer);
        let sure = format!("{:.0}", prediction.confidence * 100.0);
        let caption = say!(
            words,
            "explained-by-two",
            explained = looked.caption,
            second = names[1],
            first = names[0],
            answer = words.name(answer),
            sure = sure
        );
        let other = Probabilities::answered(first, place, words).map(|answer| Other {
            names: [names[1], names[0]].map(str::to_owned),
            answer,
        });
        Some(Self {
            caption,
            other,
            ..looked
        })
    }
}
