//! What paper, pens and cameras do to a digit.

use super::registry::Corruption;

/// In the registry's order.
pub(super) const CORRUPTIONS: &[Corruption] = &[];
