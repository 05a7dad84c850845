//! The model card of a run (Mitchell et al. 2019, Model Cards for Model Reporting): what it is, what it is for, what it
//! learned from, what was measured of it, and what was not.

mod details;
mod figures;
pub mod page;
mod prose;

use super::part::Part;
use super::sentence::WrittenCard;
use super::told::made;
use crate::dataset::Library;
use crate::eval::{Evaluation, SliceSpec, Spread};
use crate::lesson::Block;
use crate::model::Classifier;
use crate::say;
use crate::train::RunRecord;
use crate::words::Words;

/// All that a card is made of.
pub struct Card<'a> {
    /// The run.
    pub record: &'a RunRecord,
    /// The runs that it goes on from, the nearest first.
    pub ancestors: &'a [RunRecord],
    /// What answers for it.
    pub classifier: &'a Classifier,
    /// The data.
    pub library: &'a Library,
    /// What was measured, in this order.
    pub slices: &'a [CardSlice],
    /// Networks of the same recipe with other seeds that are kept and were not measured for it.
    pub unmeasured_seeds: usize,
    /// What looks with several recipes do to the best of them.
    pub looked: &'a [String],
    /// The card that the learner filled in of this run in a lesson.
    pub written: Option<&'a WrittenCard>,
    /// What whoever asks for the card says of it.
    pub sentence: Option<&'a str>,
    /// The licence of the network, which only whoever gives it away can say.
    pub licence: Option<&'a str>,
}

/// A slice that was measured for a card.
pub struct CardSlice {
    /// What it is.
    pub spec: SliceSpec,
    /// How the run did.
    pub evaluation: Evaluation,
    /// How the networks of its recipe spread, where others were measured.
    pub spread: Option<Spread>,
}

impl Card<'_> {
    pub(super) fn parts(&self, words: Words) -> Vec<Part> {
        let mut parts = vec![Part::heading(1, self.title(words))];
        parts.extend(self.headline(words).map(Part::Headline));
        parts.extend(made("card-made", words).map(Part::text));
        let sections = [
            ("card-details", self.details(words)),
            ("card-use", self.intended_use(words)),
            ("card-factors", self.factors(words)),
            ("card-metrics", self.metrics(words)),
            ("card-evaluation-data", self.evaluation_data(words)),
            ("card-training-data", self.training_data(words)),
            ("card-training", self.training(words)),
            ("card-analyses", self.analyses(words)),
            ("card-ethics", self.ethics(words)),
            ("card-caveats", self.caveats(words)),
            ("card-not-measured-here", self.not_measured(words)),
            ("card-sentence", self.sentence(words)),
        ];
        for (id, section) in sections {
            parts.push(Part::heading(2, words.text(id)));
            parts.extend(section);
        }
        parts
    }

    fn title(&self, words: Words) -> String {
        let name = self.name();
        say!(words, "model-card", run = name)
    }

    /// What the network is called: as somebody named it, or by its layers and its data.
    pub(super) fn name(&self) -> String {
        match &self.record.name {
            Some(name) => name.clone(),
            None => {
                let learned = self.learned_from().into_iter().rev();
                let sets: Vec<&str> = learned.map(|set| set.name.as_str()).collect();
                let sets = match sets.is_empty() {
                    true => self.record.set().to_owned(),
                    false => sets.join(" → "),
                };
                format!("{} · {sets}", self.record.model())
            }
        }
    }

    fn sentence(&self, words: Words) -> Vec<Part> {
        let quote = |text: &str| Part::Told(Block::Quote(text.to_owned()));
        match (self.sentence, self.written) {
            (Some(sentence), _) => vec![quote(sentence)],
            (None, Some(written)) => {
                let lesson = written.lesson.as_str();
                vec![
                    Part::Context(written.ask.clone()),
                    quote(&written.sentence),
                    Part::text(say!(words, "card-sentence-from", lesson = lesson)),
                ]
            }
            (None, None) => vec![Part::text(say!(words, "card-no-sentence"))],
        }
    }
}
