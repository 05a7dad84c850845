//! A class: who did which lessons, what they said beforehand and what was measured of it, and what they answered; as
//! rows for machines, and as a document. The learners of a workshop and those who sent a hand-in are told of alike.

mod answers;
mod asked;
mod document;
mod rows;
mod summary;
mod table;

use crate::progress::Sitting;

pub use answers::{Answers, answers};
pub use asked::{Asked, asked};
pub use document::{one_by_one, overview, questions};
pub use rows::{Row, rows};
pub use summary::Summary;
pub use table::{csv, safe};

/// Somebody of the class, and what they did in a pack.
#[derive(Debug, Clone, PartialEq)]
pub struct Learner {
    /// The name.
    pub name: String,
    /// With whom they are counted, in a workshop.
    pub cohort: Option<String>,
    /// What they did.
    pub sittings: Vec<Sitting>,
    /// What whoever reads of them should know first, such as that the file was changed; nothing, as a rule.
    pub remarks: Vec<String>,
}
