//! How well a learner knows what they know: how often things turned out as said, by how sure they were.

use super::gate::Answered;
use super::guess::Guess;
use super::step::StepState;
use crate::eval::Proportion;
use crate::pack::Lesson;

/// How often things turned out as said: one proportion for each confidence from 1 to 5.
pub(super) type Calibration = [Proportion; 5];

/// Counts what was said in these lessons and is known to have turned out one way or the other.
pub fn calibration<'a>(
    lessons: impl IntoIterator<Item = (&'a Lesson, &'a [StepState])>,
) -> Calibration {
    let mut counted = [(0, 0); 5];
    for (lesson, states) in lessons {
        let steps = lesson.steps.iter().zip(states);
        for answered in steps.flat_map(|(step, state)| state.answered(step)) {
            if let (Some(hit), Some((hits, n))) =
                (hit(&answered), level(answered.guess, &mut counted))
            {
                *n += 1;
                *hits += usize::from(hit);
            }
        }
    }
    counted.map(|(hits, n)| Proportion::of(hits, n))
}

fn hit(answered: &Answered<'_>) -> Option<bool> {
    Some(answered.guess.hits(answered.outcome?))
}

fn level<'a>(
    guess: &Guess,
    counted: &'a mut [(usize, usize); 5],
) -> Option<&'a mut (usize, usize)> {
    counted.get_mut(usize::from(guess.confidence).checked_sub(1)?)
}
