//! What a verification of the data finds.

use std::fmt;

use serde::Serialize;

/// Something that is not as the catalogue says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file or part.
    pub subject: String,
    /// What is wrong with it.
    pub problem: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.subject, self.problem)
    }
}

/// How far a verification has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifyProgress<'a> {
    /// Files and parts that were checked so far, this one included.
    pub done: usize,
    /// Files and parts in all.
    pub total: usize,
    /// The file or part that was just checked.
    pub subject: &'a str,
}
