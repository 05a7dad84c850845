//! Walks a lesson through with its own answers, without a learner, and says what does not hold.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use thiserror::Error;

use super::Session;
use super::hand::Hand;
use crate::base::Lang;
use crate::eval::{Evaluation, Spread};
use crate::lesson::spread::range;
use crate::lesson::step::{ExerciseState, RevealState};
use crate::lesson::{Action, Guess, NamedSpread, News, Said, Stage, StepState, Walk};
use crate::pack::text::Quantity;
use crate::pack::{Exercise, Range, Reveal, Step};
use crate::progress::ProgressError;
use crate::words::Words;

/// Nothing that a lesson waits for is silent for longer.
const TIMEOUT: Duration = Duration::from_secs(600);
/// Things done in a step at most; more is a step that has no end.
const MAX_TURNS: usize = 1_000;

/// How a rehearsal went.
#[derive(Debug, Clone, Default)]
pub struct Rehearsal {
    /// What does not hold: the step, from 1, its kind, and what happened.
    pub problems: Vec<(usize, &'static str, String)>,
    /// What the reveals measured, and what the solutions of exercises reached.
    pub measured: Vec<Measured>,
    /// What the texts hang on.
    pub conditions: Vec<Held>,
    /// What the runs had seen in training of what they were measured on: the step, from 1, and what is told there.
    pub seen: Vec<(usize, &'static str, String)>,
    /// Seconds that the program needed, without anybody who reads.
    pub seconds: f64,
}

/// What a reveal measured on a slice, or the solution of an exercise reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The step, from 1.
    pub step: usize,
    /// The slice.
    pub slice: String,
    /// The accuracy, in percent.
    pub percent: f64,
    /// What was expected, if anything was.
    pub expected: Option<Range>,
    /// How the networks spread that were trained beside it, where there are such.
    pub spread: Option<Spread>,
}

/// A condition in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The step, from 1.
    pub step: usize,
    /// The condition, as it is written.
    pub condition: String,
    /// Whether it holds; none where what it hangs on was not measured.
    pub holds: Option<bool>,
}

impl Measured {
    /// Whether it is as expected.
    pub fn holds(&self) -> bool {
        self.expected.is_none_or(|range| range.holds(self.percent))
    }
}

/// Walks through the lesson with this place in the session's pack, from its beginning to its end.
/// `tell` hears of every step that begins. Where learners write, the strokes are those of one writer of pendigits.
/// None where there is no such lesson.
///
/// # Errors
/// When what is remembered cannot be read or written.
pub fn rehearse(
    session: &mut Session,
    lesson: usize,
    mut tell: impl FnMut(usize, &'static str),
) -> Result<Option<Rehearsal>, ProgressError> {
    let start = Instant::now();
    let (sender, news) = mpsc::channel();
    let opened = session.open(lesson, true, move |news| sender.send(news).is_ok())?;
    let Some((mut walk, orders)) = opened else {
        return Ok(None);
    };
    session.carry_out(orders, &walk)?;
    let mut rehearsal = Rehearsal::default();
    let mut hand = Hand::of(session.library());
    let (mut at, mut turns) = (usize::MAX, 0);
    while !walk.is_finished() {
        let Some((step, _)) = walk.current() else {
            break;
        };
        let kind = step.kind();
        if at != walk.at() {
            (at, turns) = (walk.at(), 0);
            tell(at + 1, kind);
        }
        if let Some(action) = hand.draws(&walk) {
            let orders = walk.act(action);
            session.carry_out(orders, &walk)?;
            continue;
        }
        let orders = match turn(&walk, &news) {
            Ok(Turn::Act(_)) if turns > MAX_TURNS => Err(Stuck::Endless),
            Ok(Turn::Act(action)) => {
                turns += 1;
                if action == Action::Next {
                    rehearsal.look(&walk);
                }
                let stage = walk.stage();
                match (walk.act(action.clone()), stage, action) {
                    (orders, Stage::Choose, Action::Write(answer)) if orders.is_empty() => {
                        Err(Stuck::OwnAnswer(answer))
                    }
                    (orders, ..) => Ok(orders),
                }
            }
            Ok(Turn::Hear(heard)) => Ok(walk.hear(heard)),
            Err(problem) => Err(problem),
        };
        match orders {
            Ok(orders) => session.carry_out(orders, &walk)?,
            Err(problem) => {
                rehearsal.problems.push((at + 1, kind, problem.to_string()));
                break;
            }
        }
    }
    session.close();
    rehearsal.seconds = start.elapsed().as_secs_f64();
    Ok(Some(rehearsal))
}

/// Why a lesson does not go on.
#[derive(Debug, Error)]
enum Stuck {
    #[error("it has no end")]
    Endless,
    #[error("its own answer, {0}, is not taken for right")]
    OwnAnswer(String),
    #[error("nothing happened for ten minutes")]
    Silence,
    #[error("the work ended without a word")]
    Gone,
    #[error("{0}")]
    Failed(String),
    #[error("it cannot be solved")]
    Unsolvable,
    #[error("it could not be done")]
    Undone,
}

enum Turn {
    Act(Action),
    Hear(News),
}

/// What comes next, or why nothing can.
fn turn(walk: &Walk, news: &Receiver<News>) -> Result<Turn, Stuck> {
    let hear = || match news.recv_timeout(TIMEOUT) {
        Ok(heard) => Ok(Turn::Hear(heard)),
        Err(RecvTimeoutError::Timeout) => Err(Stuck::Silence),
        Err(RecvTimeoutError::Disconnected) => Err(Stuck::Gone),
    };
    if let Some(failure) = walk.failure() {
        return Err(Stuck::Failed(failure.to_owned()));
    }
    let action = match walk.stage() {
        Stage::Predict => Action::Predict(Guess {
            said: match walk
                .question()
                .and_then(|asked| asked.choices.into_iter().next())
            {
                Some(choice) => Said::Choice {
                    choice: choice.name,
                },
                None => Said::Number {
                    value: 50.0,
                    margin: 0.0,
                },
            },
            confidence: 3,
        }),
        Stage::Begin => walk.solution().unwrap_or(Action::Begin),
        Stage::Choose | Stage::Draw | Stage::Label => match walk.solution() {
            Some(action) => action,
            None => return Err(Stuck::Unsolvable),
        },
        Stage::Watch | Stage::Wait => return hear(),
        Stage::Look if walk.waits() => return hear(),
        Stage::Look => walk.solution().unwrap_or(Action::Next),
        Stage::Retry => return Err(Stuck::Undone),
    };
    Ok(Turn::Act(action))
}

impl Rehearsal {
    /// Holds what the present step measured against what it expects and what its texts hang on.
    fn look(&mut self, walk: &Walk) {
        let step = walk.at() + 1;
        let conditions = walk.conditions(walk.at()).into_iter();
        // What hangs on a guess is no learner's here.
        let conditions = conditions.filter(|(condition, _)| !condition.is_about_guess());
        self.conditions
            .extend(conditions.map(|(condition, holds)| Held {
                step,
                condition: condition.to_string(),
                holds,
            }));
        if let (Some((kind, _)), Some(seen)) = (walk.current(), walk.seen_before(Words::default()))
        {
            self.seen.push((step, kind.kind(), seen));
        }
        if let Some((Step::Reveal(reveal), StepState::Reveal(state))) = walk.current() {
            self.measured.extend(revealed(step, reveal, state));
        }
        if let Some((Step::Exercise(exercise), StepState::Exercise(state))) = walk.current() {
            self.measured.extend(solved(step, exercise, state));
        }
    }

    /// Whether everything went as it should; with what was expected, unless only the walk is tried.
    pub fn is_as_it_should_be(&self, with_expectations: bool) -> bool {
        let holds = |measured: &Measured| measured.holds() || !with_expectations;
        self.problems.is_empty() && self.measured.iter().all(holds)
    }
}

/// What a reveal measured, slice by slice.
fn revealed(step: usize, reveal: &Reveal, state: &RevealState) -> Vec<Measured> {
    let of_slice = |result: &Evaluation| {
        let mut expected = reveal.expect.iter();
        let expected = expected.find(|expected| expected.slice == result.slice);
        Measured {
            step,
            slice: result.slice.clone(),
            percent: result.accuracy * 100.0,
            expected: expected.map(|expected| expected.accuracy),
            spread: NamedSpread::find(&state.spreads, &result.slice).cloned(),
        }
    };
    state.measuring.evaluations().map(of_slice).collect()
}

/// What an exercise's own solution reached of its goal, part by part, then what it did on the test.
fn solved(step: usize, exercise: &Exercise, state: &ExerciseState) -> Vec<Measured> {
    let solved_at = exercise.solved_at();
    let own = state.tries.iter().find(|tried| tried.knobs == solved_at);
    let parts = exercise.goal.parts.iter().map(|part| Measured {
        step,
        slice: match part.is_validation {
            true => format!("{} of {}", Quantity::ValidationAccuracy.name(), part.of),
            false => part.of.clone(),
        },
        // What it has not reached at all is none.
        percent: own
            .and_then(|tried| tried.reached(exercise, part))
            .unwrap_or(0.0)
            * 100.0,
        expected: Some(part.range),
        spread: None,
    });
    let tested = state.test_results().map(|result| Measured {
        step,
        slice: result.slice.clone(),
        percent: result.accuracy * 100.0,
        expected: None,
        spread: None,
    });
    parts.chain(tested).collect()
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            step,
            slice,
            expected,
            spread,
            ..
        } = self;
        let measured = Lang::English.decimal(self.percent, 1);
        write!(f, "step {step}: {slice}: {measured} %")?;
        if let Some(spread) = spread {
            let words = Words::default();
            write!(f, ", {} seeds {}", spread.networks, range(spread, words))?;
        }
        match expected {
            Some(expected) => write!(f, ", expected {expected}"),
            None => Ok(()),
        }
    }
}
