//! Reading pictures oneself.

use serde::{Deserialize, Serialize};

use super::{Action, Around, Can, Kind, Order, Report, Stage};
use crate::dataset::Shape;
use crate::eval::{Prediction, Proportion};
use crate::lesson::measuring::Measuring;
use crate::pack::Label;

/// How far the reading is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LabelState {
    /// What was said of each picture, in the order in which they came; none where nobody could tell.
    pub said: Vec<Option<u8>>,
    /// The pictures, and what the network says of them.
    #[serde(skip)]
    pub measuring: Measuring,
}

/// A picture, what the learner said of it and what the network did.
#[derive(Debug, Clone, Copy)]
pub struct Read<'a> {
    /// The picture's bytes.
    pub pixels: &'a [u8],
    /// What the network says.
    pub prediction: Prediction,
    /// What the learner said; none where they could not tell, or have not yet.
    pub said: Option<u8>,
}

impl LabelState {
    /// Every picture in the order in which they come, once they are there.
    pub fn pictures<'a>(&'a self, label: &Label) -> Vec<Read<'a>> {
        let results: Vec<_> = self.measuring.evaluations().collect();
        let counts: Vec<usize> = results.iter().map(|result| result.n).collect();
        let order = label.order(&counts).into_iter().enumerate();
        let read = order.filter_map(|(at, (slice, place))| {
            let result = results.get(slice)?;
            let prediction = *result.predictions.get(place)?;
            Some(Read {
                pixels: result.pictures.picture(prediction.index),
                prediction,
                said: self.said.get(at).copied().flatten(),
            })
        });
        read.collect()
    }

    /// How many the learner and the network read rightly. What nobody could tell is not right.
    pub fn scores(&self, label: &Label) -> (Proportion, Proportion) {
        let pictures = self.pictures(label);
        let mine = pictures
            .iter()
            .filter(|read| read.said == Some(read.prediction.label));
        let its = pictures.iter().filter(|read| read.prediction.is_right());
        (
            Proportion::of(mine.count(), pictures.len()),
            Proportion::of(its.count(), pictures.len()),
        )
    }

    /// What learner or network read wrongly.
    pub fn differing<'a>(&'a self, label: &Label) -> Vec<Read<'a>> {
        let mut pictures = self.pictures(label);
        pictures
            .retain(|read| !read.prediction.is_right() || read.said != Some(read.prediction.label));
        pictures
    }

    /// The names of the classes, once the pictures are there.
    pub fn classes(&self) -> &[String] {
        let first = self.measuring.results.first();
        first.map_or(&[], |(_, result)| result.pictures.dataset().classes())
    }

    /// The pictures' shape, once they are there.
    pub fn shape(&self) -> Option<Shape> {
        let (_, result) = self.measuring.results.first()?;
        Some(result.pictures.dataset().shape())
    }

    fn count(&self) -> usize {
        self.measuring.evaluations().map(|result| result.n).sum()
    }
}

impl Kind for LabelState {
    type Spec = Label;

    fn stage(&self, label: &Label) -> Stage {
        match self.measuring.stage(label.slices.len()) {
            Stage::Look if self.said.len() < self.count() => Stage::Label,
            stage => stage,
        }
    }

    fn can(&self, label: &Label) -> Vec<Can> {
        if self.stage(label) != Stage::Label {
            return Vec::new();
        }
        let mut can = vec![Can::Label, Can::CannotTell];
        can.extend((!self.said.is_empty()).then_some(Can::TakeBack));
        can
    }

    fn remembered(&self) -> Self {
        Self {
            said: self.said.clone(),
            measuring: Measuring::default(),
        }
    }

    fn enter(&mut self, label: &Label, around: &Around) -> Vec<Order> {
        self.measuring.order(&[&label.of], &label.slices, around)
    }

    fn act(&mut self, label: &Label, action: Action, around: &Around) -> Vec<Order> {
        match (action, self.stage(label)) {
            (Action::Label(said), Stage::Label) => self.said.push(said),
            (Action::TakeBack, Stage::Label) if !self.said.is_empty() => drop(self.said.pop()),
            (Action::Begin, Stage::Retry) => {
                self.measuring.reset();
                return self.enter(label, around);
            }
            _ => return Vec::new(),
        }
        vec![Order::Save]
    }

    fn hear(&mut self, label: &Label, report: Report, _around: &Around) -> Vec<Order> {
        self.measuring.hear(report, label.slices.len());
        Vec::new()
    }
}
