//! The fifteen corruptions of MNIST-C (Mu and Gilmer 2019).

use super::registry::Corruption;

/// In the registry's order.
pub(super) const CORRUPTIONS: &[Corruption] = &[];
