//! Every text of a step, and the marks in it.

use super::checking::Checking;
use crate::pack::schema::Step;
use crate::pack::text::{Medium, read};

/// Every text that a learner reads in a step, with its key.
pub(super) fn all(step: &Step) -> Vec<(String, &str)> {
    let spec = step.spec();
    let texts = spec.texts().into_iter();
    let texts = texts.map(|(key, text)| (key.to_owned(), text));
    let questions = spec.questions().into_iter();
    let questions = questions.map(|question| ("predict".to_owned(), question.text));
    let hints = spec.hints().unwrap_or_default().iter().zip(1..);
    let hints = hints.map(|(hint, number)| (format!("hints {number}"), hint.as_str()));
    texts.chain(questions).chain(hints).collect()
}

/// Whether the marks of its texts can be understood.
pub(super) fn check(step: &Step, checking: &mut Checking<'_>) {
    for (key, text) in all(step) {
        if let Err(error) = read(text, Medium::Plain) {
            checking.problem(key, error.to_string());
        }
    }
}
