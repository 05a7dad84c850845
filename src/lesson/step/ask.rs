//! Answering a question.

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use crate::base::terminal::is_printable;
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::gate::Gate;
use crate::lesson::given::Given;
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Note, Order, Report};
use crate::pack::text::Figure;
use crate::pack::{Ask, Asked, TextForm};
use crate::say;
use crate::words::Words;

/// Characters of an answer of one line at most.
const MAX_LINE: usize = 200;
/// Characters of an answer of several lines at most.
const MAX_CHARS: usize = 2_000;
/// Lines of it at most.
const MAX_LINES: usize = 40;

/// How far a question is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AskState {
    /// The choices that were tried one by one, counted from 1, in order.
    pub tried: Vec<usize>,
    /// The choices that were handed in together, each time in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marked: Vec<Vec<usize>>,
    /// What was written, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub written: Vec<String>,
    /// How many hints were shown.
    pub hints: usize,
    /// Whether it is answered: rightly, where something is right.
    pub solved: bool,
}

/// How far marked choices are from the right ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Off {
    /// Those that are not right, counted from 1.
    pub too_much: Vec<usize>,
    /// How many right ones are not among them.
    pub missing: usize,
}

impl Off {
    /// How far these are; none where they are exactly the right ones.
    pub fn of(ask: &Ask, marked: &[usize]) -> Option<Self> {
        let right = ask.right();
        let too_much = marked.iter().filter(|one| !right.contains(one));
        let too_much: Vec<usize> = too_much.copied().collect();
        let missing = right.iter().filter(|one| !marked.contains(one)).count();
        (missing > 0 || !too_much.is_empty()).then_some(Self { too_much, missing })
    }

    /// The same in words, a sentence each.
    pub fn told(&self, ask: &Ask, words: Words) -> Vec<String> {
        let too_much = ask.listed(&self.too_much);
        let too_much =
            (!too_much.is_empty()).then(|| say!(words, "marked-too-much", choices = too_much));
        let missing = (self.missing > 0).then(|| say!(words, "marked-missing", n = self.missing));
        too_much.into_iter().chain(missing).collect()
    }
}

impl AskState {
    /// Characters that an answer may have at most.
    pub const fn most_chars(form: TextForm) -> usize {
        match form {
            TextForm::Line => MAX_LINE,
            TextForm::Lines => MAX_CHARS,
        }
    }

    /// Hints that can still be shown.
    pub fn hints_left(&self, ask: &Ask) -> usize {
        ask.hints.len().saturating_sub(self.hints)
    }

    /// What is said to the choices that were made last: to those that are wrong, or to all once it is answered.
    pub fn replies<'a>(&self, ask: &'a Ask) -> Vec<&'a str> {
        let made = match self.marked.last() {
            Some(marked) => marked.as_slice(),
            None => self.tried.last().map_or(&[][..], std::slice::from_ref),
        };
        let right = ask.right();
        let made = made
            .iter()
            .filter(|one| self.solved || !right.contains(one));
        let replies = made.filter_map(|one| ask.replies.get(one));
        replies.map(String::as_str).collect()
    }

    /// What was answered in the end, as people read it; nothing before that.
    pub fn answered(&self, ask: &Ask) -> Option<String> {
        if !self.solved {
            return None;
        }
        match ask.asked() {
            Asked::Writes(_) => self.written.last().cloned(),
            Asked::Marks => Some(ask.listed(self.marked.last()?)),
            Asked::Chooses => Some(ask.choice(*self.tried.last()?)?.to_owned()),
        }
    }

    fn choose(&mut self, ask: &Ask, choice: usize, around: &Around) -> Vec<Order> {
        let possible = (1..=ask.choices.len()).contains(&choice);
        if self.solved || !possible || self.tried.contains(&choice) {
            return Vec::new();
        }
        self.tried.push(choice);
        let step = around.step;
        let is_right = ask.right() == [choice];
        self.solved = is_right || !ask.is_scored();
        let note = match ask.is_scored() {
            true => Note::Answer {
                step,
                choice,
                right: is_right,
            },
            false => Note::Marked {
                step,
                choices: vec![choice],
                right: None,
            },
        };
        vec![Order::Note(note), Order::Save]
    }

    fn mark(&mut self, ask: &Ask, mut choices: Vec<usize>, around: &Around) -> Vec<Order> {
        choices.sort_unstable();
        choices.dedup();
        let are_possible = choices
            .iter()
            .all(|one| (1..=ask.choices.len()).contains(one));
        if self.solved || choices.is_empty() || !are_possible || self.marked.contains(&choices) {
            return Vec::new();
        }
        let right = ask.is_scored().then(|| ask.right() == choices);
        self.solved = right.unwrap_or(true);
        self.marked.push(choices.clone());
        let note = Note::Marked {
            step: around.step,
            choices,
            right,
        };
        vec![Order::Note(note), Order::Save]
    }

    fn write(&mut self, ask: &Ask, form: TextForm, text: &str, around: &Around) -> Vec<Order> {
        let text = kept(text, form);
        if self.solved || text.is_empty() || self.written.contains(&text) {
            return Vec::new();
        }
        let right = ask.is_scored().then(|| ask.accepts(&text));
        self.solved = right.unwrap_or(true);
        self.written.push(text.clone());
        let note = Note::Written {
            step: around.step,
            text,
            right,
        };
        vec![Order::Note(note), Order::Save]
    }

    /// What was answered, as a report says it: every try, and what came of it.
    fn tries(&self, ask: &Ask) -> Vec<String> {
        match ask.asked() {
            Asked::Writes(_) => self.written.clone(),
            Asked::Marks => self
                .marked
                .iter()
                .map(|marked| ask.listed(marked))
                .collect(),
            Asked::Chooses => {
                let tried = self.tried.iter().filter_map(|choice| ask.choice(*choice));
                tried.map(str::to_owned).collect()
            }
        }
    }

    /// What was answered, and what is right.
    fn tell_answered(&self, ask: &Ask, words: Words) -> Vec<Block> {
        let answered = self.answered(ask).unwrap_or_default();
        let mut blocks = match (ask.is_scored(), ask.asked()) {
            (true, Asked::Writes(_)) => vec![Block::Text(say!(
                words,
                "plain-correct-answer",
                choice = answered
            ))],
            (true, _) => {
                let right = ask.listed(&ask.right());
                vec![Block::Text(say!(
                    words,
                    "plain-correct-answer",
                    choice = right
                ))]
            }
            (false, Asked::Writes(TextForm::Lines)) => {
                vec![
                    Block::Text(say!(words, "your-answer")),
                    Block::Quote(answered),
                ]
            }
            (false, _) => vec![Block::Text(format!(
                "{} {answered}",
                say!(words, "your-answer")
            ))],
        };
        blocks.extend(self.tell_replies(ask));
        blocks.push(Block::Authored(ask.why.clone()));
        blocks
    }

    fn tell_replies(&self, ask: &Ask) -> impl Iterator<Item = Block> {
        let replies = self.replies(ask).into_iter();
        replies.map(|reply| Block::Authored(reply.to_owned()))
    }
}

/// What is kept of a text: characters that can be shown, not too many, and no blanks around it or behind its lines.
fn kept(text: &str, form: TextForm) -> String {
    let printable = |line: &str| -> String {
        let line = line.replace('\t', " ");
        line.chars()
            .filter(|character| is_printable(*character))
            .collect()
    };
    let text = match form {
        TextForm::Line => printable(&text.lines().collect::<Vec<_>>().join(" ")),
        TextForm::Lines => {
            let lines = text.trim().lines().take(MAX_LINES);
            let lines = lines.map(|line| printable(line).trim_end().to_owned());
            lines.collect::<Vec<_>>().join("\n")
        }
    };
    let text: String = text
        .trim()
        .chars()
        .take(AskState::most_chars(form))
        .collect();
    text.trim_end().to_owned()
}

impl Kind for AskState {
    type Spec = Ask;

    fn stage(&self, _ask: &Ask) -> Stage {
        if self.solved {
            Stage::Look
        } else {
            Stage::Choose
        }
    }

    fn can(&self, ask: &Ask) -> Vec<Can> {
        let mut can = Vec::new();
        if !self.solved {
            can.push(match ask.asked() {
                Asked::Chooses => Can::Choose,
                Asked::Marks => Can::Mark,
                Asked::Writes(TextForm::Line) => Can::Answer,
                Asked::Writes(TextForm::Lines) => Can::AnswerInLines,
            });
            can.extend((self.hints_left(ask) > 0).then_some(Can::Hint));
        }
        can
    }

    fn gate(&self) -> Option<&Gate> {
        None
    }

    fn gate_mut(&mut self) -> Option<&mut Gate> {
        None
    }

    fn failure(&self) -> Option<&str> {
        None
    }

    fn remembered(&self) -> Self {
        self.clone()
    }

    fn figures(&self, _ask: &Ask) -> Vec<Figure> {
        Vec::new()
    }

    fn act(&mut self, ask: &Ask, action: Action, around: &Around) -> Vec<Order> {
        match (action, ask.asked()) {
            (Action::Choose(choice), Asked::Chooses) => self.choose(ask, choice, around),
            (Action::Mark(choices), Asked::Marks) => self.mark(ask, choices, around),
            (Action::Write(text), Asked::Writes(form)) => self.write(ask, form, &text, around),
            (Action::Hint, _) if !self.solved && self.hints_left(ask) > 0 => {
                self.hints += 1;
                vec![Order::Save]
            }
            _ => Vec::new(),
        }
    }

    fn tell(&self, ask: &Ask, words: Words) -> Vec<Block> {
        if self.solved {
            return self.tell_answered(ask, words);
        }
        let mut blocks = vec![Block::Authored(ask.question.clone())];
        blocks.extend(what_counts(ask).map(|text| Block::Text(words.text(text))));
        if !ask.choices.is_empty() {
            let choices = ask.choices.iter().zip(1..);
            let choices = choices.map(|(choice, number)| match self.tried.contains(&number) {
                true => format!("{} {choice}", say!(words, "plain-wrong")),
                false => choice.clone(),
            });
            blocks.push(Block::Numbered(choices.collect()));
        }
        blocks
    }

    fn done(&self, ask: &Ask, _records: Records<'_>, words: Words) -> Vec<Block> {
        let tries = self.tries(ask);
        if tries.is_empty() {
            return Vec::new();
        }
        let mut blocks = vec![Block::Authored(ask.question.clone())];
        if !ask.choices.is_empty() {
            blocks.push(Block::Numbered(ask.choices.clone()));
        }
        let mut facts = Vec::new();
        match (ask.asked(), ask.is_scored()) {
            (Asked::Writes(_), false) => blocks.extend(tries.into_iter().map(Block::Quote)),
            _ => facts.push((say!(words, "report-said"), tries.join(" → "))),
        }
        if self.solved && ask.is_scored() {
            let right = match ask.asked() {
                Asked::Writes(_) => ask.accept.first().cloned().unwrap_or_default(),
                Asked::Marks | Asked::Chooses => ask.listed(&ask.right()),
            };
            facts.push((say!(words, "report-right"), right));
        }
        if ask.is_scored() || !ask.hints.is_empty() {
            let (hints, all) = (self.hints, ask.hints.len());
            let hints = say!(words, "n-of-n", n = hints, all = all);
            facts.push((say!(words, "report-hints"), hints));
        }
        blocks.extend((!facts.is_empty()).then_some(Block::Facts(facts)));
        if self.solved {
            blocks.extend(self.tell_replies(ask));
            blocks.extend((!ask.why.trim().is_empty()).then(|| Block::Authored(ask.why.clone())));
        }
        blocks
    }

    fn given(&self, ask: &Ask, _words: Words) -> Option<Given> {
        let (tried, is_right): (Vec<String>, bool) = match ask.asked() {
            Asked::Writes(_) => {
                let last = self.written.last()?;
                (self.written.clone(), ask.accepts(last))
            }
            Asked::Marks => {
                let last = self.marked.last()?;
                let tried = self.marked.iter().map(|marked| ask.listed(marked));
                (tried.collect(), Off::of(ask, last).is_none())
            }
            Asked::Chooses => {
                let last = self.tried.last()?;
                let tried = self
                    .tried
                    .iter()
                    .map(|choice| ask.choice(*choice).unwrap_or("?").to_owned());
                (tried.collect(), ask.right().contains(last))
            }
        };
        Some(Given {
            question: ask.question.clone(),
            tried,
            is_right: ask.is_scored().then_some(is_right),
            is_called_right: self.solved,
            hints: self.hints,
        })
    }

    fn solution(&self, ask: &Ask) -> Option<Action> {
        if self.solved {
            return None;
        }
        let right = ask.right();
        Some(match ask.asked() {
            Asked::Chooses => Action::Choose(right.first().copied().unwrap_or(1)),
            Asked::Marks if right.is_empty() => Action::Mark(vec![1]),
            Asked::Marks => Action::Mark(right),
            Asked::Writes(_) => Action::Write(match ask.accept.first() {
                Some(right) => right.clone(),
                None => "…".to_owned(),
            }),
        })
    }

    fn hear(&mut self, _ask: &Ask, _report: Report, _around: &Around) -> Vec<Order> {
        Vec::new()
    }

    fn enter(&mut self, _ask: &Ask, _around: &Around) -> Vec<Order> {
        Vec::new()
    }

    fn choices(&self, ask: &Ask, _words: Words) -> Vec<String> {
        match self.solved {
            true => Vec::new(),
            false => ask.choices.clone(),
        }
    }

    fn asked(&self, ask: &Ask, words: Words) -> Vec<Block> {
        match self.solved {
            true => Vec::new(),
            false => self.tell(ask, words),
        }
    }

    fn remark(&self, ask: &Ask, done: Option<&Action>, words: Words) -> Vec<Block> {
        if done == Some(&Action::Hint) {
            let last = self
                .hints
                .checked_sub(1)
                .and_then(|last| ask.hints.get(last));
            return vec![match last {
                Some(hint) => Block::hint(hint, words),
                None => Block::Text(say!(words, "plain-no-hint")),
            }];
        }
        let off = self.marked.last().and_then(|marked| Off::of(ask, marked));
        let off = off.map_or_else(Vec::new, |off| off.told(ask, words));
        let mut blocks: Vec<Block> = off.into_iter().map(Block::Text).collect();
        blocks.extend(self.tell_replies(ask));
        let (none, some) = wrong(ask);
        // Where a field has the keys, it is another one that asks for a hint.
        let some = match ask.asked() {
            Asked::Writes(_) => "plain-wrong-answer",
            Asked::Marks | Asked::Chooses => some,
        };
        blocks.push(Block::Text(match self.hints_left(ask) {
            0 => say!(words, none),
            left => say!(words, some, n = left),
        }));
        blocks
    }
}

/// The ids of what is said to a wrong answer: where no hint is left, and where some are.
pub fn wrong(ask: &Ask) -> (&'static str, &'static str) {
    match ask.asked() {
        Asked::Chooses => ("wrong-choice", "wrong-choice-hints"),
        Asked::Marks => ("wrong-choices", "wrong-choices-hints"),
        Asked::Writes(_) => ("wrong-answer", "wrong-answer-hints"),
    }
}

/// The id of what has to be known of a question beyond itself, if anything.
pub fn what_counts(ask: &Ask) -> Option<&'static str> {
    match (ask.asked(), ask.is_scored()) {
        (Asked::Marks, true) => Some("asked-for-several"),
        (Asked::Marks, false) => Some("asked-in-poll-for-several"),
        (Asked::Chooses, false) => Some("asked-in-poll"),
        (Asked::Writes(_), false) => Some("asked-for-text"),
        (Asked::Chooses | Asked::Writes(_), true) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_text_is_kept_what_can_be_shown_and_not_too_much() {
        let line = |text: &str| kept(text, TextForm::Line);
        assert_eq!(line(" a\tb\r\nc\u{1b}[2J "), "a b c[2J");
        assert_eq!(line(&"ä".repeat(1_000)).chars().count(), MAX_LINE);
        let lines = |text: &str| kept(text, TextForm::Lines);
        assert_eq!(lines("\n one \r\n\n  two\u{7}\n\n"), "one\n\n  two");
        assert_eq!(lines(&"数\n".repeat(1_000)).lines().count(), MAX_LINES);
        assert_eq!(lines(&"数".repeat(9_000)).chars().count(), MAX_CHARS);
    }
}
