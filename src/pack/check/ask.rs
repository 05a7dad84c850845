//! What an `ask` step can get wrong.

use super::checking::Checking;
use crate::pack::schema::Ask;

pub(super) fn check(ask: &Ask, checking: &mut Checking<'_>) {
    if ask.choices.len() < 2 {
        checking.problem("choices", "a question needs at least two");
    }
    if ask.choices.len() > 9 {
        checking.problem(
            "choices",
            "more than nine do not fit the number keys; take some out",
        );
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
}
