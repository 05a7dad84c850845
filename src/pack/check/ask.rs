//! What an `ask` step can get wrong.

use super::checking::Checking;
use super::texts;
use crate::pack::schema::Ask;

pub(super) fn check(ask: &Ask, checking: &mut Checking<'_>) {
    texts::asks_something("question", &ask.question, checking);
    if ask.choices.len() < 2 {
        checking.problem("choices", "a question needs at least two");
    }
    if ask.choices.len() > 9 {
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
    if !(1..=ask.choices.len()).contains(&ask.answer) {
        checking.problem(
            "answer",
            format!(
                "{} is not among the choices, which are counted from 1 to {}",
                ask.answer,
                ask.choices.len()
            ),
        );
    }
    texts::explains("why", &ask.why, checking);
}
