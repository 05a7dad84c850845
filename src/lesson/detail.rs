//! What a learner can look at more closely without anything being done.

/// A detail of what a step shows; places are counted from 0.
#[derive(Debug, Clone, PartialEq)]
pub enum Detail {
    /// Some pictures of a slice, from this one on.
    Slice {
        /// Which slice.
        slice: usize,
        /// The first picture.
        first: usize,
    },
    /// Which pixels the answer to a picture of a slice depends on.
    Pixels {
        /// Which slice.
        slice: usize,
        /// Which picture.
        picture: usize,
    },
    /// What the network's layers make of a picture of a slice.
    Inside {
        /// Which slice.
        slice: usize,
        /// Which picture.
        picture: usize,
    },
    /// A setting of a dial, in its numbers: the first axis, the second if there is one, and the number
    /// of a picture, from 1.
    Setting(Vec<f64>),
    /// A digit that was found in a photo.
    Digit(usize),
}
