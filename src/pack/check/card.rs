//! What a `card` step can get wrong.

use super::checking::Checking;
use super::slices;
use crate::pack::schema::Card;

pub(super) fn check(card: &Card, checking: &mut Checking<'_>) {
    let run = checking.run("of", &card.of);
    slices::check(&card.slices, run, checking);
    if let Some(predict) = &card.predict {
        slices::named("slice", &predict.slice, &card.slices, checking);
    }
    if card.ask.trim().is_empty() {
        checking.problem(
            "ask",
            "it is empty; write what the learner shall sum up in a sentence",
        );
    }
}
