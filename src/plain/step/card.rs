//! A model card: what was measured, what was not, and the learner's sentence.

use super::{Heard, Plain, Reply, figures, tell_measured, tell_said};
use crate::eval::text::percent;
use crate::lesson::step::CardState;
use crate::lesson::{Action, Stage};
use crate::pack::Card;
use crate::plain::paper::Paper;
use crate::say;

impl Plain for CardState {
    type Spec = Card;

    fn tell(&self, paper: &mut Paper, card: &Card, _stage: Stage) {
        let words = paper.words;
        // Where something was asked, this was read with the question.
        if card.predict.is_none() {
            paper.markdown(&card.say);
        }
        tell_said(paper, self.guess.as_ref(), self.outcome.as_ref());
        paper.line(say!(words, "model-card", run = card.of.as_str()));
        paper.gap();
        paper.line(format!("{}:", say!(words, "card-measured")));
        for result in self.measuring.evaluations() {
            let mut text = format!("{}: {}", result.slice, figures(result, words));
            text = format!("{text} · {}", result.inputs);
            if let Some(sure) = result.mean_confidence_wrong {
                let sure = say!(words, "percent-sure", percent = percent(sure));
                text = format!("{text} · {} {sure}", say!(words, "if-wrong"));
            }
            paper.item("- ", text);
        }
        paper.gap();
        paper.line(format!("{}:", say!(words, "card-not-measured")));
        for item in &card.not_measured {
            paper.item("- ", item);
        }
        paper.item("- ", say!(words, "card-everything-else"));
        paper.markdown(&card.ask);
        if !self.sentence.is_empty() {
            paper.line(say!(words, "plain-sentence", text = self.sentence.as_str()));
        }
    }

    fn hint(&self, _card: &Card, _stage: Stage) -> Option<&'static str> {
        Some("plain-hint-card")
    }

    fn obey(&self, _paper: &mut Paper, _card: &Card, line: &str) -> Reply {
        match line.is_empty() {
            true => Reply::Unknown,
            false => Reply::Acts(vec![Action::Write(line.to_owned())]),
        }
    }

    fn remark(&self, paper: &mut Paper, _card: &Card, done: Option<&Action>) {
        if done.is_some() {
            let words = paper.words;
            paper.line(say!(words, "plain-sentence", text = self.sentence.as_str()));
        }
    }

    fn progress(&self, paper: &mut Paper, card: &Card, heard: &Heard) {
        if let Heard::Measured = heard {
            let done = self.measuring.results.len();
            let name = self.measuring.evaluations().last();
            let name = name.map(|result| result.slice.as_str());
            tell_measured(paper, done, card.slices.len(), name);
        }
    }

    fn failure(&self) -> Option<&str> {
        self.measuring.failure.as_deref()
    }
}
