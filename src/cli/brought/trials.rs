//! What is written down of the forms that were tried.

use crate::eval::trial::FormTrial;
use crate::train::brought::Tried;

/// What other forms gave, for the record.
pub(in super::super) fn tried(trials: &[FormTrial]) -> Option<Tried> {
    let (best, others) = trials.split_first()?;
    // Those that were tried on fewer pictures are told by the share that they read.
    let of = |trial: &FormTrial| (trial.accuracy() * best.n as f64).round() as usize;
    Some(Tried {
        n: best.n,
        correct: best.correct,
        others: others
            .iter()
            .map(|trial| (trial.form.clone(), of(trial)))
            .collect(),
    })
}
