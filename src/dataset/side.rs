//! The two sides of a set, by their names.

/// A side of a set that is parted. Both together are the whole set, and no picture is on both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// A network may learn from these.
    Learn,
    /// These are kept apart, to be measured on.
    Apart,
}

impl Side {
    /// As selectors write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Learn => "learn",
            Self::Apart => "apart",
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Learn => Self::Apart,
            Self::Apart => Self::Learn,
        }
    }
}
