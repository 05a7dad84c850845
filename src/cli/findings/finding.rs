//! What is asked, and of which networks.

use crate::eval::{Evaluation, SliceSpec};
use crate::train::RunId;

/// A finding: what is asked, and the slices that answer.
pub(super) struct Finding {
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    pub(super) slices: &'static [&'static str],
}

pub(super) const FINDINGS: [Finding; 5] = [
    Finding {
        title: "Other hands",
        about: "Digits that other people wrote, brought into MNIST's form the way MNIST was made.",
        slices: &["mnist/test", "optdigits", "pendigits"],
    },
    Finding {
        title: "A 1 with a flag, and a 9",
        about: "The 1s of 44 writers who mostly give them the flag that they learned at school, their 9s \
                and their crossed 7s, beside MNIST's own.",
        slices: &[
            "mnist/test:1",
            "pendigits:1",
            "mnist/test:9",
            "pendigits:9",
            "mnist/test:7",
            "pendigits:7",
        ],
    },
    Finding {
        title: "Printed digits",
        about: "Thirty typefaces, one picture a digit and face.",
        slices: &["mnist/test", "fonts"],
    },
    Finding {
        title: "A photograph, raw and cleaned up",
        about: "The printed digits of a sudoku that somebody photographed in a newspaper: merely \
                squashed to 28x28, and after the clean-up that a photo needs. Few pictures, so wide \
                intervals; and the clean-up was developed while looking at these very cells, so the \
                second row is no blind test.",
        slices: &["photos/sudoku", "photos/sudoku-cleaned"],
    },
    Finding {
        title: "Inverted, framed, moved, in fog",
        about: "MNIST's own test digits after changes.",
        slices: &[
            "mnist/test",
            "mnist/test+fog:3",
            "mnist/test+invert",
            "mnist/test+border:2",
            "mnist/test+translate:2",
            "mnist/test+translate:3",
            "mnist/test+translate:4",
        ],
    },
];

/// A network, and how it did on every slice.
pub(super) struct Network {
    pub(super) run: RunId,
    pub(super) seed: u64,
    pub(super) results: Vec<Evaluation>,
}

/// The networks after they went on with so many digits of other hands.
pub(super) struct Point {
    pub(super) pictures: usize,
    /// What each network does on what was kept apart, and on MNIST's test digits.
    pub(super) results: Vec<Vec<Evaluation>>,
}

impl Network {
    /// How it did on this slice.
    pub(super) fn result(&self, slice: &str) -> Option<&Evaluation> {
        // The name that a command wrote, with severities that were not named filled in.
        let name = slice.parse::<SliceSpec>().ok()?.name;
        self.results.iter().find(|result| result.slice == name)
    }
}
