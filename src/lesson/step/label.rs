//! Reading pictures oneself.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use crate::dataset::Shape;
use crate::eval::{Evaluation, Prediction, Proportion, SliceSpec};
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::control::LearnerRead;
use crate::lesson::figures::{of_people, of_reader};
use crate::lesson::gate::Gate;
use crate::lesson::measuring::Measuring;
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Order, Report};
use crate::pack::Label;
use crate::pack::text::{Figure, LEARNER, Quantity, Value};
use crate::say;
use crate::words::Words;

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
    /// The place of its slice.
    pub slice: usize,
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
                slice,
                pixels: result.pictures.picture(prediction.index),
                prediction,
                said: self.said.get(at).copied().flatten(),
            })
        });
        read.collect()
    }

    /// How many the learner and the network read correctly. What nobody could tell is not right.
    pub fn scores(&self, label: &Label) -> (Proportion, Proportion) {
        scores(self.pictures(label).iter())
    }

    /// What learner or network read wrongly; the learner alone, where nothing is said of the network.
    pub fn differing<'a>(&'a self, label: &Label) -> Vec<Read<'a>> {
        let mut pictures = self.pictures(label);
        let is_misread = |read: &Read<'_>| !label.alone && !read.prediction.is_correct();
        pictures.retain(|read| is_misread(read) || read.said != Some(read.prediction.label));
        pictures
    }

    /// The names of the classes, once the pictures are there.
    pub fn classes(&self) -> &[String] {
        let first = self.measuring.results.first();
        first.map_or(&[], |(_, result)| result.pictures.dataset().classes())
    }

    /// The name of a class; a question mark while the pictures are not there.
    pub fn class_name(&self, class: u8, words: Words) -> Cow<'_, str> {
        let first = self.measuring.results.first();
        first.map_or(Cow::Borrowed("?"), |(_, result)| {
            words.name(result.pictures.dataset().class_name(class))
        })
    }

    /// The pictures' shape, once they are there.
    pub fn shape(&self) -> Option<Shape> {
        let (_, result) = self.measuring.results.first()?;
        Some(result.pictures.dataset().shape())
    }

    /// What is to be done, and the first picture.
    fn tell_task(&self, label: &Label, words: Words) -> Vec<Block> {
        let classes = words.names(self.classes()).into_iter().enumerate();
        let classes = classes.map(|(class, name)| match name == class.to_string() {
            true => name,
            false => format!("{class} {name}"),
        });
        let classes: Vec<String> = classes.collect();
        let mut blocks = vec![
            Block::Authored(label.say.clone()),
            Block::Text(say!(words, "nobody-times-you")),
            Block::Text(classes.join(", ")),
        ];
        blocks.extend(self.tell_picture(label, words));
        blocks
    }

    fn tell_picture(&self, label: &Label, words: Words) -> Option<Block> {
        let pictures = self.pictures(label);
        let (at, all) = (self.said.len(), pictures.len());
        let caption = say!(words, "what-is-it", n = at + 1, all = all);
        Block::picture(caption, pictures.get(at)?.pixels, self.shape()?)
    }

    /// Both scores, and what was read wrongly.
    fn tell_scores(&self, label: &Label, words: Words) -> Vec<Block> {
        let (mine, its) = self.scores(label);
        let score = |score: &Proportion| {
            let of = say!(words, "n-of-n", n = score.count, all = score.n);
            let share = words.lang.percent(score.share.unwrap_or(0.0));
            format!("{share} % ({}) · {of}", score.interval.percent(words.lang))
        };
        let mut scores = vec![(say!(words, "you"), score(&mine))];
        let beside = label.reads_beside();
        scores.extend(beside.map(|run| (run.to_owned(), score(&its))));
        let name = |class: u8| self.class_name(class, words).into_owned();
        let differing = self.differing(label);
        let told = differing.iter().zip(1_usize..).map(|(read, number)| {
            let said = self.said(read, words);
            let prediction = read.prediction;
            if label.alone {
                let truth = name(prediction.label);
                let text = say!(words, "explained-alone", n = number, truth = truth);
                return Block::Text(format!("{text}; {said}"));
            }
            let sure = words.lang.whole_percent(f64::from(prediction.confidence));
            let (truth, answer) = (name(prediction.label), name(prediction.answer));
            let text = say!(
                words,
                "explained",
                n = number,
                truth = truth,
                answer = answer,
                sure = sure
            );
            Block::Text(format!("{text}; {said}"))
        });
        let alike = misread(label, differing.len(), words);
        let mut blocks = vec![Block::Facts(scores), Block::Text(alike)];
        blocks.extend(told);
        blocks.push(Block::Authored(label.takeaway.clone()));
        blocks
    }

    /// What the learner said of a picture.
    pub fn said(&self, read: &Read<'_>, words: Words) -> String {
        match read.said {
            Some(class) => say!(words, "you-read", class = self.class_name(class, words)),
            None => say!(words, "you-could-not-tell"),
        }
    }

    fn count(&self) -> usize {
        self.measuring.evaluations().map(|result| result.n).sum()
    }
}

/// How many pictures are misread.
pub fn misread(label: &Label, n: usize, words: Words) -> String {
    match label.alone {
        true => say!(words, "not-read-as-labelled", n = n),
        false => say!(words, "not-read-alike", n = n),
    }
}

/// How many of these the learner and the network read correctly.
fn scores<'a>(pictures: impl Iterator<Item = &'a Read<'a>>) -> (Proportion, Proportion) {
    let (mut mine, mut its, mut all) = (0, 0, 0);
    for read in pictures {
        all += 1;
        mine += usize::from(read.said == Some(read.prediction.label));
        its += usize::from(read.prediction.is_correct());
    }
    (Proportion::of(mine, all), Proportion::of(its, all))
}

impl Kind for LabelState {
    type Spec = Label;

    fn stage(&self, label: &Label) -> Stage {
        match self.measuring.stage(label.pictures().len()) {
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

    fn gate(&self) -> Option<&Gate> {
        None
    }

    fn gate_mut(&mut self) -> Option<&mut Gate> {
        None
    }

    fn measured(&self) -> Vec<&Evaluation> {
        self.measuring.all().collect()
    }

    fn failure(&self) -> Option<&str> {
        self.measuring.failure.as_deref()
    }

    fn remembered(&self) -> Self {
        Self {
            said: self.said.clone(),
            measuring: Measuring::default(),
        }
    }

    fn figures(&self, label: &Label) -> Vec<Figure> {
        if self.stage(label) != Stage::Look {
            return Vec::new();
        }
        let pictures = self.pictures(label);
        let slices = self.measuring.evaluations().enumerate();
        let slices = slices.map(|(slice, result)| (Some(slice), result.slice.as_str()));
        let all = [(None, Label::ALL)];
        let read = slices.chain(all).flat_map(|(slice, name)| {
            let (mine, its) = scores(
                pictures
                    .iter()
                    .filter(|read| slice.is_none_or(|slice| read.slice == slice)),
            );
            let mine = of_reader(name, LEARNER, mine);
            let its = label.reads_beside().map(|run| of_reader(name, run, its));
            mine.into_iter().chain(its.into_iter().flatten())
        });
        read.chain(of_people(&label.slices)).collect()
    }

    fn enter(&mut self, label: &Label, around: &Around) -> Vec<Order> {
        self.measuring
            .order(&[&label.of], &label.pictures(), around)
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
        self.measuring.hear(report, label.pictures().len());
        Vec::new()
    }

    fn tell(&self, label: &Label, words: Words) -> Vec<Block> {
        match self.stage(label) {
            Stage::Label => self.tell_task(label, words),
            _ => self.tell_scores(label, words),
        }
    }

    fn done(&self, label: &Label, _records: Records<'_>, words: Words) -> Vec<Block> {
        if self.said.is_empty() {
            return Vec::new();
        }
        let pictures = label.pictures();
        let names: Vec<&str> = pictures.iter().map(SliceSpec::title).collect();
        let told = self.said.iter().filter(|said| said.is_some()).count();
        let told = say!(words, "n-of-n", n = told, all = self.said.len());
        vec![
            Block::Heading(3, say!(words, "report-read")),
            Block::Facts(vec![(names.join(", "), told)]),
        ]
    }

    fn solution(&self, label: &Label) -> Option<Action> {
        (self.stage(label) == Stage::Label).then_some(Action::Label(None))
    }

    fn read(&self, label: &Label, figures: &[Figure]) -> Vec<LearnerRead> {
        let slices = label.pictures();
        let counts: Vec<usize> = slices.iter().filter_map(|slice| slice.sample).collect();
        let order = label.order(&counts);
        if self.said.len() < order.len() {
            return Vec::new();
        }
        let slices = slices.into_iter().enumerate();
        let read = slices.filter_map(|(place, slice)| {
            let is_it = |figure: &&Figure| {
                let is_mine = figure.by.as_deref() == Some(LEARNER) && figure.of == slice.name;
                is_mine && figure.quantity == Quantity::Correct
            };
            let Value::Count(right) = figures.iter().find(is_it)?.value else {
                return None;
            };
            let of_it = order.iter().zip(&self.said);
            let of_it = of_it.filter(|((of, _), _)| *of == place);
            let said = of_it.map(|(_, said)| *said).collect();
            Some(LearnerRead { slice, right, said })
        });
        read.collect()
    }

    fn is_begun(&self, label: &Label) -> bool {
        let slices = label.pictures().into_iter();
        let all: usize = slices.filter_map(|slice| slice.sample).sum();
        !self.said.is_empty() && self.said.len() < all
    }

    fn choices(&self, _label: &Label, words: Words) -> Vec<String> {
        words.names(self.classes())
    }

    fn asked(&self, label: &Label, words: Words) -> Vec<Block> {
        let picture = self.tell_picture(label, words);
        let picture = picture.filter(|_| self.stage(label) == Stage::Label);
        picture.into_iter().collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::misread;
    use crate::pack::{Label, parse};
    use crate::words::{Lang, Words};

    #[test]
    fn where_nothing_is_misread_nothing_is_announced() {
        for (alone, lang, said) in [
            (
                false,
                Lang::English,
                "You and the network read all of them correctly.",
            ),
            (
                false,
                Lang::German,
                "Du und das Netz habt alle richtig gelesen.",
            ),
            (
                true,
                Lang::English,
                "You read all of them as they are labelled.",
            ),
            (
                true,
                Lang::German,
                "Du hast alle so gelesen, wie sie beschriftet sind.",
            ),
        ] {
            let label: Label = parse(&format!("{{ of: r, alone: {alone} }}")).unwrap();
            assert_eq!(misread(&label, 0, Words::of(lang)), said);
        }
    }
}
