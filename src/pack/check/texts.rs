//! Every text of a step, and the marks in it.

use super::checking::Checking;
use crate::pack::schema::Step;
use crate::pack::text::{Named, Reference, parse, references, speaks_of_guess};

/// Every text that a learner reads in a step, with its key.
pub(super) fn all(step: &Step) -> Vec<(String, &str)> {
    let spec = step.spec();
    let texts = spec.texts().into_iter();
    let texts = texts.map(|(key, text)| (key.to_owned(), text));
    let questions = spec.questions().into_iter();
    let questions = questions.map(|question| ("predict".to_owned(), question.text));
    let hints = spec.hints().unwrap_or_default().iter().zip(1..);
    let hints = hints.map(|(hint, number)| (format!("hints {number}"), hint.as_str()));
    let replies = spec.replies().into_iter();
    let replies = replies.map(|(to, reply)| (format!("replies.{to}"), reply));
    let told = texts.chain(questions).chain(hints);
    told.chain(replies).collect()
}

/// Texts that are read once the step has shown what it measures.
pub(super) const AFTERWARDS: [&str; 3] = ["takeaway", "why", "ask"];

/// Whether the marks of its texts can be understood, and what they speak of is measured by then.
pub(super) fn check(step: &Step, checking: &mut Checking<'_>) {
    let own = step.spec().figures();
    let questions = step.spec().questions();
    let is_asked = !questions.is_empty();
    let is_listed = matches!(step, Step::Train(_));
    for (question, number) in questions.iter().zip(1..) {
        let path = match is_listed {
            true => format!("predict {number}.question"),
            false => "predict.question".to_owned(),
        };
        asks_something(&path, question.text, checking);
    }
    for (hint, number) in step.spec().hints().unwrap_or_default().iter().zip(1..) {
        if hint.trim().is_empty() {
            checking.problem(
                format!("hints {number}"),
                "it says nothing; write a hint, or take it out",
            );
        }
    }
    for (key, text) in all(step) {
        let pieces = match parse(text) {
            Ok(pieces) => pieces,
            Err(error) => {
                checking.problem(key, error.to_string());
                continue;
            }
        };
        let is_afterwards = AFTERWARDS.contains(&key.as_str());
        if speaks_of_guess(&pieces) && !(is_afterwards && is_asked) {
            checking.problem(&key, NO_GUESS);
        }
        for named in references(&pieces).into_iter().flat_map(Reference::needs) {
            let is_own = own
                .iter()
                .any(|promised| checking.is_promised(named, promised));
            if checking.is_measured(named) || is_own && is_afterwards {
                continue;
            }
            match is_own {
                true => checking.problem(&key, too_early(named)),
                false => checking.not_measured(&key, named, &own),
            }
        }
    }
    checking.figures.extend(own);
}

/// Whether a question asks something.
pub(super) fn asks_something(path: &str, question: &str, checking: &mut Checking<'_>) {
    if question.trim().is_empty() {
        checking.problem(path, "it asks nothing; write a question");
    }
}

/// Whether a right answer is explained.
pub(super) fn explains(path: &str, why: &str, checking: &mut Checking<'_>) {
    if why.trim().is_empty() {
        checking.problem(
            path,
            "it explains nothing; write why the right answer is right",
        );
    }
}

const NO_GUESS: &str = "here nothing was said beforehand; a guess can be spoken of in the takeaway of a step that asks for one";

fn too_early(named: &Named) -> String {
    format!("{named} is measured in this very step; speak of it in the takeaway")
}
