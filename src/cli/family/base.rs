//! What a family is measured on.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use crate::dataset::Selector;

/// What is measured on, beside the family.
pub(in super::super) struct Base<'a> {
    /// The pictures before they are altered.
    pub(in super::super) from: &'a Selector,
    /// Only so many of them.
    pub(in super::super) sample: Option<usize>,
    /// Decides the draw and everything random in the corruptions.
    pub(in super::super) seed: u64,
    /// One JSON object a measurement instead of a table.
    pub(in super::super) json: bool,
    /// No progress bar.
    pub(in super::super) quiet: bool,
    /// Set when somebody pressed Ctrl-C.
    pub(in super::super) interrupted: Arc<AtomicUsize>,
}
