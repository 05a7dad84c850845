//! What an `ask` step can get wrong.

use super::checking::Checking;
use super::texts;
use crate::pack::schema::solve::normal;
use crate::pack::schema::{Ask, RightChoices};

/// Choices at most: each has a number key.
const MAX_CHOICES: usize = 9;

pub(super) fn check(ask: &Ask, checking: &mut Checking<'_>) {
    texts::asks_something("question", &ask.question, checking);
    match ask.text {
        Some(_) => written(ask, checking),
        None => chosen(ask, checking),
    }
    replies(ask, checking);
    if ask.is_scored() {
        texts::explains("why", &ask.why, checking);
    }
}

/// A question that is answered in the learner's own words.
fn written(ask: &Ask, checking: &mut Checking<'_>) {
    let others = [
        ("choices", !ask.choices.is_empty()),
        ("answer", ask.answer.is_some()),
        ("poll", ask.poll.is_some()),
    ];
    for (key, _) in others.into_iter().filter(|(_, is_there)| *is_there) {
        let remedy = match key {
            "answer" => "write what is right under `accept`, or take `text` out",
            _ => "take it out, or `text`",
        };
        let problem = format!("a text is written here (`text`), so nothing is chosen; {remedy}");
        checking.problem(key, problem);
    }
    let mut known: Vec<String> = Vec::new();
    for (text, number) in ask.accept.iter().zip(1..) {
        let normal = normal(text);
        let path = format!("accept {number}");
        if normal.is_empty() {
            let problem = format!("of {text:?} nothing is left to compare; give letters or digits");
            checking.problem(path, problem);
        } else if known.contains(&normal) {
            let problem = format!("{text:?} means the same as another one; take it out");
            checking.problem(path, problem);
        }
        known.push(normal);
    }
}

/// A question with choices.
fn chosen(ask: &Ask, checking: &mut Checking<'_>) {
    if ask.choices.len() < 2 {
        checking.problem("choices", "a question needs at least two");
    }
    if ask.choices.len() > MAX_CHOICES {
        checking.problem(
            "choices",
            "more than nine do not fit the number keys; take some out",
        );
    }
    for (choice, number) in ask.choices.iter().zip(1..) {
        let mut earlier = ask.choices.iter().take(number - 1);
        let path = format!("choices {number}");
        if choice.trim().is_empty() {
            checking.problem(path, "it is empty; write what can be chosen");
        } else if earlier.any(|other| other.trim() == choice.trim()) {
            let problem = format!(
                "{:?} stands there twice; learners could not tell which is right",
                choice.trim()
            );
            checking.problem(path, problem);
        }
    }
    if !ask.accept.is_empty() {
        checking.problem(
            "accept",
            "these are answers that are written; add `text: line`, or take them out",
        );
    }
    right(ask, checking);
}

/// Which choices are right.
fn right(ask: &Ask, checking: &mut Checking<'_>) {
    let choices = ask.choices.len();
    let elsewhere = |number: &usize| !(1..=choices).contains(number);
    let is_not_there = |number| {
        format!("{number} is not among the choices, which are counted from 1 to {choices}")
    };
    match (&ask.answer, ask.poll) {
        (Some(_), Some(_)) => checking.problem(
            "answer",
            "nothing is right in a poll; take `answer` out, or `poll`",
        ),
        (None, Some(_)) => {}
        (None, None) => checking.problem(
            "answer",
            "no choice is marked as right; write its number (`answer: 2`), all of them (`answer: [1, 3]`), or `poll: one` if none is",
        ),
        (Some(RightChoices::One(number)), None) => {
            if elsewhere(number) {
                checking.problem("answer", is_not_there(*number));
            }
        }
        (Some(RightChoices::Several(several)), None) => {
            if several.is_empty() {
                checking.problem(
                    "answer",
                    "no choice is marked as right; write the numbers of all that are, or `poll: several` if none is",
                );
            }
            for (number, place) in several.iter().zip(1..) {
                let path = format!("answer {place}");
                if elsewhere(number) {
                    checking.problem(path, is_not_there(*number));
                } else if several.iter().take(place - 1).any(|other| other == number) {
                    checking.problem(path, format!("{number} stands there twice; take one out"));
                }
            }
        }
    }
}

fn replies(ask: &Ask, checking: &mut Checking<'_>) {
    for (to, reply) in &ask.replies {
        let path = format!("replies.{to}");
        if !(1..=ask.choices.len()).contains(to) {
            let problem = match ask.choices.len() {
                0 => "there are no choices to reply to; take it out".to_owned(),
                all => {
                    format!("there is no choice {to} to reply to; they are counted from 1 to {all}")
                }
            };
            checking.problem(path, problem);
        } else if reply.trim().is_empty() {
            checking.problem(path, "it says nothing; write a reply, or take it out");
        }
    }
}
