//! What a `solve` step can get wrong.

use super::checking::Checking;
use super::texts;
use crate::pack::schema::solve::normal;
use crate::pack::schema::{CorrectAnswer, Solve};

pub(super) fn check(solve: &Solve, checking: &mut Checking<'_>) {
    texts::asks_something("question", &solve.question, checking);
    texts::explains("why", &solve.why, checking);
    match &solve.answer {
        CorrectAnswer::Number(number) => {
            if !number.is.is_finite() {
                checking.problem("answer.number.is", "it is not finite; give a finite number");
            }
            if !number.within.is_finite() || number.within < 0.0 {
                checking.problem("answer.number.within", "it is a distance; give 0 or more");
            }
        }
        CorrectAnswer::Text(accepted) => {
            if accepted.is_empty() {
                checking.problem(
                    "answer.text",
                    "the list is empty; give at least one right answer",
                );
            }
            let mut known: Vec<String> = Vec::new();
            for (text, number) in accepted.iter().zip(1..) {
                let normal = normal(text);
                if normal.is_empty() {
                    checking.problem(
                        format!("answer.text {number}"),
                        format!("of {text:?} nothing is left to compare; give letters or digits"),
                    );
                } else if known.contains(&normal) {
                    checking.problem(
                        format!("answer.text {number}"),
                        format!("{text:?} means the same as another one; take it out"),
                    );
                }
                known.push(normal);
            }
        }
    }
}
