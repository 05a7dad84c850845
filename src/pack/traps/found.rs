//! A trap that was found, and where.

use std::ops::Range;

use super::quotes::quoted;

/// More are not looked for: nobody reads on.
pub(super) const MAX_TRAPS: usize = 200;

/// Something that means something else to YAML than to whoever wrote it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::pack) struct Trap {
    /// Where it stands in the text.
    pub(in crate::pack) bytes: Range<usize>,
    /// Whether it may have been meant.
    pub(in crate::pack) may_be_meant: bool,
    /// What it is and what to write instead.
    pub(in crate::pack) problem: String,
    /// What to put in its place; none where only its author knows.
    pub(in crate::pack) cure: Option<String>,
    /// Whether nothing can be read of a text with it; in one that can be read, it is no trap.
    pub(in crate::pack) breaks: bool,
}

impl Trap {
    /// One without which the text cannot be read.
    pub(super) fn breaking(bytes: Range<usize>, problem: String, cure: Option<String>) -> Self {
        Self {
            bytes,
            may_be_meant: false,
            problem,
            cure,
            breaks: true,
        }
    }

    /// One with which something else is read.
    pub(super) fn silent(bytes: Range<usize>, problem: String, cure: Option<String>) -> Self {
        Self {
            breaks: false,
            ..Self::breaking(bytes, problem, cure)
        }
    }

    /// A text that has to stand in quotes, and why.
    pub(super) fn unquoted(bytes: Range<usize>, written: &str, why: &str) -> Self {
        Self::meaning(bytes, written, written, why)
    }

    /// The same, where what is meant is written otherwise.
    pub(super) fn meaning(bytes: Range<usize>, written: &str, meant: &str, why: &str) -> Self {
        let line = meant.split_whitespace().collect::<Vec<_>>().join(" ");
        let problem = format!("{why}; write {}", quoted(&line));
        // As many lines as there were, or all that follows would stand elsewhere.
        let cure = match written.contains('\n') {
            true => quoted(meant),
            false => quoted(&line),
        };
        Self::breaking(bytes, problem, Some(cure))
    }
}
