//! A training: what will be trained, a line an epoch, and how it ended.

use super::{Heard, Plain, Reply};
use crate::eval::text::{loss, percent};
use crate::lesson::step::{Kind, TrainState};
use crate::lesson::tell::{ended, recipe, said, said_and_found};
use crate::lesson::{Action, Stage};
use crate::pack::Train;
use crate::plain::paper::Paper;
use crate::say;
use crate::train::State;

impl Plain for TrainState {
    type Spec = Train;

    fn tell(&self, paper: &mut Paper, train: &Train, stage: Stage) {
        let words = paper.words;
        match stage {
            Stage::Begin => {
                paper.markdown(&train.say);
                for (name, value) in recipe(&train.experiment(), words) {
                    paper.line(format!("{name}: {value}"));
                }
                for (asked, guess) in train.predict.iter().zip(&self.guesses) {
                    let after = say!(words, "after-epoch", n = asked.after);
                    let you_said = say!(words, "you-said");
                    paper.line(format!("{you_said} {}, {after}", said(guess, words)));
                }
            }
            Stage::Watch => paper.line(say!(words, "plain-training")),
            _ => {
                if let Some((story, ending)) = self
                    .story
                    .as_ref()
                    .and_then(|story| Some((story, story.ending()?)))
                {
                    paper.line(ended(ending, story, words));
                }
                for (answered, asked) in self.answered(train).iter().zip(&train.predict) {
                    let after = say!(words, "after-epoch", n = asked.after);
                    paper.line(format!("{after}: {}", said_and_found(answered, words)));
                }
                paper.markdown(&train.takeaway);
            }
        }
    }

    fn hint(&self, _train: &Train, stage: Stage) -> Option<&'static str> {
        match stage {
            Stage::Begin => Some("plain-hint-begin"),
            Stage::Look if self.can_train_on() => Some("plain-hint-stopped"),
            _ => None,
        }
    }

    fn obey(&self, _paper: &mut Paper, train: &Train, line: &str) -> Reply {
        match (self.stage(train), line) {
            (Stage::Begin, "") => Reply::Acts(vec![Action::Begin]),
            (Stage::Look, "t") if self.can_train_on() => Reply::Acts(vec![Action::Begin]),
            _ => Reply::Unknown,
        }
    }

    fn progress(&self, paper: &mut Paper, _train: &Train, heard: &Heard) {
        let Heard::Epoch(record) = heard else { return };
        let words = paper.words;
        let held_out = record.validation_accuracy.map_or("–".to_owned(), percent);
        paper.line(say!(
            words,
            "plain-epoch",
            epoch = record.epoch,
            loss = loss(record.train_loss),
            training = percent(record.train_accuracy),
            held = held_out
        ));
    }

    fn failure(&self) -> Option<&str> {
        match &self.story.as_ref()?.state {
            State::Failed(message) => Some(message),
            _ => None,
        }
    }
}
