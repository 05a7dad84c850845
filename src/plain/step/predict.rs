//! Saying beforehand what is expected.

use super::Reply;
use crate::lesson::{Said, Walk};
use crate::plain::guess::{choice, number};
use crate::plain::paper::Paper;
use crate::say;

pub(super) fn tell(paper: &mut Paper, walk: &Walk) {
    let words = paper.words;
    let Some(question) = walk.question() else {
        return;
    };
    paper.markdown(question.say);
    paper.line(match question.choices.is_empty() {
        true => say!(words, "say-a-number"),
        false => say!(words, "say-a-choice"),
    });
    paper.markdown(question.text);
    for (choice, number) in question.choices.iter().zip(1..) {
        paper.item(&format!("{number}. "), choice);
    }
}

pub(super) fn hint(walk: &Walk) -> &'static str {
    match walk.question() {
        Some(question) if !question.choices.is_empty() => "plain-hint-choice",
        _ => "plain-hint-number",
    }
}

pub(super) fn obey(walk: &Walk, line: &str) -> Reply {
    let Some(question) = walk.question() else {
        return Reply::Unknown;
    };
    let choices = question.choices;
    let said = match choices.is_empty() {
        true => number(line),
        false => choice(line, &choices)
            .and_then(|place| choices.get(place).cloned())
            .map(|choice| Said::Choice { choice }),
    };
    said.map_or(Reply::Unknown, Reply::Asks)
}
