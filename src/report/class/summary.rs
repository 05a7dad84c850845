//! A learner in one row: how many lessons, how many predictions came true, how many answers are right.

use schemars::JsonSchema;
use serde::Serialize;

use super::Row;

/// How a learner did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Summary {
    /// Who.
    pub learner: String,
    /// Lessons whose end was reached.
    pub lessons_finished: usize,
    /// Lessons that were opened.
    pub lessons_opened: usize,
    /// What was said beforehand and measured since.
    pub predictions: usize,
    /// How many of these came true.
    pub came_true: usize,
    /// Questions and exercises that were answered.
    pub answers: usize,
    /// How many of these have a right answer.
    pub scored: usize,
    /// How many of those are right.
    pub right: usize,
    /// How many were right at the first try.
    pub right_at_once: usize,
    /// When something was saved last, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
}

impl Summary {
    /// Of everything that a learner did.
    pub fn of(learner: &str, rows: &[Row]) -> Self {
        let mut summary = Self {
            learner: learner.to_owned(),
            // Times in UTC are in order as texts.
            last: rows.iter().filter_map(|row| row.at.clone()).max(),
            ..Self::default()
        };
        for row in rows {
            let is_right = usize::from(row.right == Some(true));
            let is_scored = usize::from(row.right.is_some());
            if row.is_lesson() {
                summary.lessons_opened += 1;
                summary.lessons_finished += usize::from(row.finished == Some(true));
            } else if row.is_prediction() {
                summary.predictions += is_scored;
                summary.came_true += is_right;
            } else {
                summary.answers += 1;
                summary.scored += is_scored;
                summary.right += is_right;
                summary.right_at_once += is_right * usize::from(row.tries == Some(1));
            }
        }
        summary
    }
}
