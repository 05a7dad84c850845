//! What a learner did, a row each: for spreadsheets and programs, numbers as numbers.

use schemars::JsonSchema;
use serde::Serialize;

use super::Learner;
use super::answers::answered;
use crate::lesson::tell::{found, said};
use crate::lesson::{Answered, Given, Note, Outcome, Said};
use crate::pack::text::on_screen;
use crate::pack::{Lesson, Pack, Step};
use crate::progress::Kept;
use crate::report::told::moment;
use crate::words::Words;

/// The kind of the row that tells how far somebody is in a lesson.
const LESSON: &str = "lesson";
/// The kind of the row of something that was said beforehand.
const PREDICTION: &str = "prediction";

/// One thing that a learner did: how far they are in a lesson, something that they said beforehand, or an answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Row {
    /// Who.
    pub learner: String,
    /// With whom they are counted: a name that the instructor gave, or the day on which they came first; in a workshop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cohort: Option<String>,
    /// The lesson, from 1.
    pub lesson: usize,
    /// Its title.
    pub title: String,
    /// `lesson` (how far they are in it), `prediction` (said beforehand), or the kind of the step that was answered, such
    /// as `ask`, `solve` or `exercise`.
    pub kind: String,
    /// The step, from 1; of a `lesson` the one at which they are.
    pub step: usize,
    /// How many steps the lesson has.
    pub steps: usize,
    /// Of a `lesson`, whether its end was reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished: Option<bool>,
    /// What was asked.
    pub question: String,
    /// What was said or answered, as people read it; of several tries the last.
    pub said: String,
    /// The number that was said, of 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said_number: Option<f64>,
    /// Half the width of the range that was said; 0 without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<f64>,
    /// How sure they said they were, 1 to 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// What it turned out to be, as people read it.
    pub measured: String,
    /// The number that was measured, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measured_percent: Option<f64>,
    /// On how many pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pictures: Option<usize>,
    /// Whether the prediction came true, or the answer is right; absent where that is not known, or nothing is right or
    /// wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right: Option<bool>,
    /// How often it was tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tries: Option<usize>,
    /// Everything that was tried, in order.
    pub tried: String,
    /// How many hints were shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hints: Option<usize>,
    /// The run that it was measured of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// The run of the model of their own that stood in for the lesson's network, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brought: Option<String>,
    /// When, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

impl Row {
    /// Whether it tells how far somebody is in a lesson.
    pub fn is_lesson(&self) -> bool {
        self.kind == LESSON
    }

    /// Whether it tells of something that was said beforehand.
    pub fn is_prediction(&self) -> bool {
        self.kind == PREDICTION
    }
}

/// Everything that a learner did in a pack: lesson by lesson, step by step.
pub fn rows(learner: &Learner, pack: &Pack, words: Words) -> Vec<Row> {
    let mut rows = Vec::new();
    for sitting in &learner.sittings {
        let lessons = pack.file.lessons.iter().zip(&pack.lessons).zip(1..);
        for ((file, lesson), number) in lessons {
            let known = sitting.lessons.iter().find(|(name, _)| name == file);
            let Some((_, kept)) = known else {
                continue;
            };
            let blank = Row {
                learner: learner.name.clone(),
                cohort: learner.cohort.clone(),
                lesson: number,
                title: lesson.title.clone(),
                steps: lesson.steps.len(),
                brought: sitting.brought.as_ref().map(ToString::to_string),
                ..Row::default()
            };
            of_lesson(lesson, kept, &blank, words, &mut rows);
        }
    }
    rows
}

fn of_lesson(lesson: &Lesson, kept: &Kept, blank: &Row, words: Words, rows: &mut Vec<Row>) {
    rows.push(Row {
        kind: LESSON.to_owned(),
        step: kept.saved.at.saturating_add(1).min(lesson.steps.len()),
        finished: Some(kept.saved.finished),
        at: moment(kept.changed),
        ..blank.clone()
    });
    for ((step, state), at) in kept.saved.shown(lesson, words.lang).zip(0..) {
        let blank = Row {
            step: at + 1,
            ..blank.clone()
        };
        let answered = state.answered(&step);
        rows.extend(answered.iter().map(|answered| Row {
            at: when(kept, |note| is_guess(note, at, answered.question)),
            run: measured_of(kept, at, answered.question),
            ..predicted(answered, &blank, words)
        }));
        let given = state.given(&step, words);
        rows.extend(given.map(|given| Row {
            at: when(kept, |note| is_answer(note, at)),
            ..answer(&step, given, &blank)
        }));
    }
}

fn predicted(answered: &Answered<'_>, blank: &Row, words: Words) -> Row {
    let (said_number, margin) = match answered.guess.said {
        Said::Number { value, margin } => (Some(value), Some(margin)),
        Said::Choice { .. } => (None, None),
    };
    let (measured_percent, pictures) = match answered.outcome {
        Some(Outcome::Number { percent, n, .. }) => (Some(*percent), *n),
        Some(Outcome::Choice { .. }) | None => (None, None),
    };
    Row {
        kind: PREDICTION.to_owned(),
        question: on_screen(answered.question).trim().to_owned(),
        said: said(answered, words),
        said_number,
        margin,
        confidence: Some(answered.guess.confidence),
        measured: found(answered, words).unwrap_or_default(),
        measured_percent,
        pictures,
        right: answered.came_true(),
        ..blank.clone()
    }
}

fn answer(step: &Step, given: Given, blank: &Row) -> Row {
    Row {
        kind: step.spec().kind().to_owned(),
        question: on_screen(&given.question).trim().to_owned(),
        said: given.tried.last().cloned().unwrap_or_default(),
        right: given.is_right,
        tries: Some(given.tried.len()),
        tried: given.tried.join(" → "),
        hints: Some(given.hints),
        ..blank.clone()
    }
}

/// When the last note was made that is one of these.
fn when(kept: &Kept, is_it: impl Fn(&Note) -> bool) -> Option<String> {
    let mut notes = kept.notes.iter().rev();
    moment(notes.find(|dated| is_it(&dated.note))?.at)
}

fn is_guess(note: &Note, at: usize, asked: &str) -> bool {
    matches!(note, Note::Guess { step, question, .. } if *step == at && question == asked)
}

fn is_answer(note: &Note, at: usize) -> bool {
    answered(note).is_some_and(|(step, ..)| step == at)
}

/// The run of which something was measured.
fn measured_of(kept: &Kept, at: usize, asked: &str) -> Option<String> {
    let mut notes = kept.notes.iter().rev();
    notes.find_map(|dated| match &dated.note {
        Note::Outcome {
            step,
            question,
            run,
            ..
        } if *step == at && question == asked => Some(run.to_string()),
        _ => None,
    })
}
