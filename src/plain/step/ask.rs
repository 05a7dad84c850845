//! A question: its choices by number or by their text, hints one at a time.

use super::{Plain, Reply};
use crate::lesson::step::AskState;
use crate::lesson::{Action, Stage};
use crate::pack::Ask;
use crate::plain::guess::choice;
use crate::plain::paper::Paper;
use crate::say;

impl Plain for AskState {
    type Spec = Ask;

    fn tell(&self, paper: &mut Paper, ask: &Ask, stage: Stage) {
        let words = paper.words;
        if stage == Stage::Look {
            let right = ask.answer.checked_sub(1).and_then(|at| ask.choices.get(at));
            let right = right.map_or("", |choice| choice.trim());
            paper.line(say!(words, "plain-right-answer", choice = right));
            return paper.markdown(&ask.why);
        }
        paper.markdown(&ask.question);
        for (choice, number) in ask.choices.iter().zip(1..) {
            let mark = match self.tried.contains(&number) {
                true => format!("{number}. {} ", say!(words, "plain-wrong")),
                false => format!("{number}. "),
            };
            paper.item(&mark, choice);
        }
    }

    fn hint(&self, _ask: &Ask, stage: Stage) -> Option<&'static str> {
        (stage == Stage::Choose).then_some("plain-hint-ask")
    }

    fn obey(&self, _paper: &mut Paper, ask: &Ask, line: &str) -> Reply {
        match line {
            "h" if !self.solved => Reply::Acts(vec![Action::Hint]),
            text if !self.solved => match choice(text, &ask.choices) {
                Some(place) => Reply::Acts(vec![Action::Choose(place + 1)]),
                None => Reply::Unknown,
            },
            _ => Reply::Unknown,
        }
    }

    fn remark(&self, paper: &mut Paper, ask: &Ask, done: Option<&Action>) {
        let words = paper.words;
        let left = self.hints_left(ask);
        match (done, self.hints.checked_sub(1)) {
            (Some(Action::Hint), Some(last)) => {
                let hint = ask.hints.get(last).map_or("", |hint| hint.trim());
                paper.line(format!("{} {hint}", say!(words, "hint")));
            }
            (Some(Action::Hint), None) => paper.line(say!(words, "plain-no-hint")),
            _ if left > 0 => paper.line(say!(words, "wrong-choice-hints", n = left)),
            _ => paper.line(say!(words, "wrong-choice")),
        }
    }
}
