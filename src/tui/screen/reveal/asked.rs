//! What was asked before a reveal, and what was said.

use crate::eval::Evaluation;
use crate::lesson::Said;
use crate::lesson::step::RevealState;
use crate::pack::{Measure, Reveal};

/// What the learner said of this slice, as a share, if they said a number of it.
pub(super) fn said_of(reveal: &Reveal, state: &RevealState, result: &Evaluation) -> Option<f64> {
    let asked = reveal.predict.slice.as_ref() == Some(&result.slice);
    match &state.gate.guess().filter(|_| asked)?.said {
        Said::Number { value, .. } => Some(value / 100.0),
        Said::Choice { .. } => None,
    }
}

/// Whether dots show how sure the network was where it was wrong, and not how much it read correctly.
pub(super) fn is_about_confidence(reveal: &Reveal) -> bool {
    reveal.predict.measure == Measure::ConfidenceWhenWrong
}
