//! What stands before everything that is shown: a question, what was said, how sure, and what it turned
//! out to be.

use serde::{Deserialize, Serialize};

use super::around::Around;
use super::guess::{Guess, Outcome};
use super::talk::{Note, Order};
use crate::pack::{Choice, Question, shown_choice};
use crate::train::RunId;
use crate::words::Words;

/// What was said to the questions of a step, in their order, and what it turned out to be.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Remembered", into = "Remembered")]
pub struct Gate {
    said: Vec<(Guess, Option<Outcome>)>,
}

/// Something said beforehand, and what it turned out to be, if that is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered<'a> {
    /// What was asked, in Markdown.
    pub question: &'a str,
    /// What was said.
    pub guess: &'a Guess,
    /// What could be answered, if it was a choice.
    pub choices: Vec<Choice>,
    /// What was measured.
    pub outcome: Option<&'a Outcome>,
}

impl Answered<'_> {
    /// What a choice is called on screen, by its name.
    pub fn shown(&self, choice: &str, words: Words) -> String {
        shown_choice(choice, &self.choices, words)
    }

    /// Whether it turned out as said; none before it is known.
    pub fn came_true(&self) -> Option<bool> {
        Some(self.guess.hits(self.outcome?))
    }
}

/// How it is remembered. What was remembered of steps with one question stood in fields of their own.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Remembered {
    guesses: Vec<Guess>,
    outcomes: Vec<Option<Outcome>>,
    #[serde(skip_serializing)]
    guess: Option<Guess>,
    #[serde(skip_serializing)]
    outcome: Option<Outcome>,
}

impl From<Remembered> for Gate {
    fn from(remembered: Remembered) -> Self {
        let Remembered {
            guesses,
            outcomes,
            guess,
            outcome,
        } = remembered;
        let outcomes = outcomes
            .into_iter()
            .chain([outcome])
            .chain(std::iter::repeat(None));
        let said = guesses.into_iter().chain(guess).zip(outcomes);
        Self {
            said: said.collect(),
        }
    }
}

impl From<Gate> for Remembered {
    fn from(gate: Gate) -> Self {
        let (guesses, outcomes) = gate.said.into_iter().unzip();
        Self {
            guesses,
            outcomes,
            ..Self::default()
        }
    }
}

impl Gate {
    /// How many questions were answered.
    pub fn passed(&self) -> usize {
        self.said.len()
    }

    /// What was said, question by question.
    pub fn guesses(&self) -> impl Iterator<Item = &Guess> {
        self.said.iter().map(|(guess, _)| guess)
    }

    /// The first of these questions, if it was answered.
    pub fn first<'a>(&'a self, questions: Vec<Question<'a>>) -> Option<Answered<'a>> {
        self.answered(questions).into_iter().next()
    }

    /// What was said to the first question.
    pub fn guess(&self) -> Option<&Guess> {
        self.guesses().next()
    }

    /// What the first question turned out to be.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.said.first()?.1.as_ref()
    }

    /// What was said to each of these questions, as far as it was.
    pub fn answered<'a>(&'a self, questions: Vec<Question<'a>>) -> Vec<Answered<'a>> {
        let said = questions.into_iter().zip(&self.said);
        said.map(|(question, (guess, outcome))| Answered {
            question: question.text,
            guess,
            choices: question.choices,
            outcome: outcome.as_ref(),
        })
        .collect()
    }

    /// Takes the answer to the next question in, and says what has to follow.
    pub(crate) fn say(&mut self, question: &str, guess: Guess, around: &Around) -> Vec<Order> {
        self.said.push((guess.clone(), None));
        let note = Note::Guess {
            step: around.step,
            question: question.to_owned(),
            guess,
        };
        vec![Order::Note(note), Order::Save]
    }

    /// Takes in what one of these questions (its place, from 0) turned out to be. Nothing follows where
    /// it was not answered, or that is known already.
    pub(crate) fn settle(
        &mut self,
        questions: &[Question<'_>],
        place: usize,
        outcome: Outcome,
        run: &RunId,
        around: &Around,
    ) -> Vec<Order> {
        let (Some(question), Some((_, known))) = (questions.get(place), self.said.get_mut(place))
        else {
            return Vec::new();
        };
        if known.as_ref() == Some(&outcome) {
            return Vec::new();
        }
        *known = Some(outcome.clone());
        let note = Note::Outcome {
            step: around.step,
            question: question.text.to_owned(),
            outcome,
            run: run.clone(),
        };
        vec![Order::Note(note), Order::Save]
    }
}
