//! What every kind of step says of itself: asked once, here, by the checks, the walk and every shell.

use super::knob::Knob;
use crate::eval::{Score, SliceSpec};
use crate::model::Architecture;
use crate::pack::text::{PEOPLE, Promised, Quantity};
use crate::train::DataChoice;
use crate::words::Words;

/// What a lesson says of a step, whatever its kind.
pub trait Spec {
    /// The kind's name, as lessons write it.
    fn kind(&self) -> &'static str;

    /// The text that says best what it is about.
    fn about(&self) -> &str;

    /// Its texts in Markdown, with their keys.
    fn texts(&self) -> Vec<(&'static str, &str)>;

    /// What is said to each choice of a question, in Markdown, by the choice's number.
    fn replies(&self) -> Vec<(usize, &str)> {
        Vec::new()
    }

    /// The same and everything else that learners read in it, to be filled with what was measured.
    fn texts_mut(&mut self) -> Vec<&mut String>;

    /// What it is going to measure, as its own text and those of later steps may call it.
    fn figures(&self) -> Vec<Promised>;

    /// Its hints, where it is something that one can be stuck at.
    fn hints(&self) -> Option<&[String]>;

    /// What is asked before it shows anything, in this order.
    fn questions(&self) -> Vec<Question<'_>>;

    /// A few pictures of what it is going to show, for whoever says something of it first; of some kinds, none.
    fn specimens(&self) -> Vec<SliceSpec> {
        Vec::new()
    }

    /// What later steps call the run that it trains, if it trains one for them.
    fn trains(&self) -> Option<&str>;

    /// The names of the runs that it uses, the one that it is most about last.
    fn uses(&self) -> Vec<&str>;

    /// Trains with other seeds, the first time (0) with its own: what is trained once with the next one, what is
    /// trained with several with the next so many.
    fn reseed(&mut self, times: u64);

    /// Everything in it that takes the longer the more of it there is.
    fn amounts(&mut self) -> Vec<Amount<'_>>;
}

/// What is asked before something is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Question<'a> {
    /// Text above the question, in Markdown.
    pub say: &'a str,
    /// What is asked, in Markdown.
    pub text: &'a str,
    /// What can be answered; a number of 100 if there are no choices.
    pub choices: Vec<Choice>,
}

/// One of the answers that a question offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What it is called by whatever is remembered.
    pub name: String,
    /// What learners read, where the lesson says that.
    pub title: Option<String>,
}

impl Choice {
    /// What learners read.
    pub fn shown(&self, words: Words) -> String {
        let title = self.title.clone();
        title.unwrap_or_else(|| words.name(&self.name).into_owned())
    }
}

/// What learners read of the choice with this name among these.
pub fn shown_choice(name: &str, choices: &[Choice], words: Words) -> String {
    let named = choices.iter().find(|choice| choice.name == name);
    named.map_or_else(|| name.to_owned(), |choice| choice.shown(words))
}

/// A choice that the lesson names and nothing else.
impl From<String> for Choice {
    fn from(name: String) -> Self {
        Self { name, title: None }
    }
}

/// A slice to choose.
impl From<&SliceSpec> for Choice {
    fn from(slice: &SliceSpec) -> Self {
        Self {
            name: slice.name.clone(),
            title: Some(slice.title().to_owned()),
        }
    }
}

impl<'a> Question<'a> {
    /// The question for a number, if one is asked.
    pub(super) fn number(say: &'a str, text: Option<&'a String>) -> Vec<Self> {
        Self::choice(say, text, Vec::<Choice>::new())
    }

    /// The question for one of these, if one is asked.
    pub(super) fn choice(
        say: &'a str,
        text: Option<&'a String>,
        choices: impl IntoIterator<Item = impl Into<Choice>>,
    ) -> Vec<Self> {
        let choices: Vec<Choice> = choices.into_iter().map(Into::into).collect();
        let text = text.into_iter();
        text.map(|text| Self {
            say,
            text,
            choices: choices.clone(),
        })
        .collect()
    }
}

/// Something of which there can be more or less.
#[derive(Debug)]
pub enum Amount<'a> {
    /// A network that is trained, and what it learns from.
    Trained(&'a mut Architecture, &'a mut DataChoice),
    /// A knob of what is trained, and its values.
    Varied(&'a mut Knob),
    /// Pictures that a network reads.
    Measured(&'a mut SliceSpec),
    /// Pictures that a learner reads.
    Read(&'a mut SliceSpec),
    /// Pictures of each setting of a dial that a learner reads.
    ReadTurned(&'a mut usize),
    /// Pictures that are turned, setting by setting.
    Turned(&'a mut usize),
    /// Digits that a learner draws.
    Drawn(&'a mut usize),
}

/// What is going to be known of these slices, as this run reads them; of its seeds where it has several.
pub(super) fn promised(slices: &[SliceSpec], by: &str) -> Vec<Promised> {
    let measured = slices.iter().map(|slice| Promised {
        quantities: [
            &Quantity::OF_READERS[..],
            &Quantity::OF_CONFIDENCE,
            &Quantity::OF_SEEDS,
        ]
        .concat(),
        of: slice.name.clone(),
        by: Some(by.to_owned()),
    });
    measured.chain(cited(slices)).collect()
}

/// What sources tell of the people who read such slices.
pub(super) fn cited(slices: &[SliceSpec]) -> impl Iterator<Item = Promised> {
    slices.iter().filter_map(|slice| {
        let score = slice.people.as_ref()?.score;
        Some(Promised {
            quantities: match score {
                Score::Counted(_) => Quantity::OF_READERS.to_vec(),
                Score::Share(_) => Quantity::OF_SHARES.to_vec(),
            },
            of: slice.name.clone(),
            by: Some(PEOPLE.to_owned()),
        })
    })
}

/// Of every slice, how many pictures a network reads.
pub(super) fn measured(slices: &mut [SliceSpec]) -> Vec<Amount<'_>> {
    slices.iter_mut().map(Amount::Measured).collect()
}
