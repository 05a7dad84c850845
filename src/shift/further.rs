//! The corruptions of MNIST-C's authors that MNIST-C does not use.

use super::registry::Corruption;

/// In the registry's order.
pub(super) const CORRUPTIONS: &[Corruption] = &[];
