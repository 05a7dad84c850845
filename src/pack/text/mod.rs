//! The texts of a lesson. One thing is said on a screen and another to whoever reads line by line:
//! `Walk through them {{screen}}with ← →{{plain}}by their numbers{{end}}.` A figure stands where it was
//! measured: `{{accuracy of Pen strokes}} %`. And some things are said only where they hold:
//! `{{if accuracy of Pen strokes below 90}}It fell.{{else}}It held.{{end}}`

mod condition;
mod figure;
mod fill;
mod medium;
mod paper;
pub mod pictures;
mod template;

pub use condition::{Condition, ConditionError, Known, Named, Reference, Test, Verdict};
pub(crate) use figure::tenths;
pub use figure::{Figure, LEARNER, PEOPLE, Promised, Quantity, Value};
pub(crate) use fill::filled;
pub use fill::{in_plain, on_screen, read};
pub use medium::Medium;
pub use paper::on_paper;
pub use template::TextError;
pub(crate) use template::{bare, conditions, foreign, parse, references, speaks_of_guess};
