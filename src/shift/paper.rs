//! What paper, pens and cameras do to a digit: mindgap's own corruptions.
//!
//! Lengths are given in pixels of a 28x28 picture and grow with the shorter side of larger ones.
//! Where a length is physical, a digit is 8 mm high, which is 20 pixels in MNIST: 2.5 pixels a
//! millimetre. All severities were fixed before any model saw them.
//!
//! [`marks`] holds what lies on the paper, [`strokes`] what another pen does, [`tilt`] a page that is
//! not seen from straight above, [`camera`] the whole way of one digit through a phone, [`page`] that of a whole page.

pub mod camera;
pub mod filled;
mod ink;
mod marks;
pub mod page;
mod strokes;
mod texture;
mod tilt;

use super::corruption::{Corruption, Family, Severity};

/// Who defines these corruptions.
const SOURCE: &str = "mindgap";

/// What the corruptions of this family have in common.
const GRADED: Corruption = Corruption {
    name: "",
    family: Family::Paper,
    about: "",
    parameters: "",
    source: SOURCE,
    graded: true,
    default: Severity(3),
    evaluation_only: false,
    apply: |picture, _, _| picture.clone(),
};

/// In the registry's order.
pub(super) const CORRUPTIONS: &[Corruption] = &[
    Corruption {
        name: "border",
        about: "a frame along all four edges, as a poor crop leaves it",
        parameters: "1 1 1 2 3 px wide, opacity .4 .7 1 1 1",
        apply: marks::border,
        ..GRADED
    },
    Corruption {
        name: "crop",
        about: "a side of the digit is cut off",
        parameters: "5 10 15 20 25 % of its extent, at a random side",
        apply: marks::crop,
        ..GRADED
    },
    Corruption {
        name: "ruled_line",
        about: "a printed line through the picture",
        parameters: "1 1 1 1.5 2 px wide (.4 to .8 mm), opacity .2 .4 .6 .7 .8, at a random height",
        evaluation_only: true,
        apply: marks::ruled_line,
        ..GRADED
    },
    Corruption {
        name: "grid_paper",
        about: "squared paper",
        parameters: "lines 1 px wide every 12.5 px (5 mm), opacity .15 .3 .45 .6 .75, random phase",
        apply: marks::grid_paper,
        ..GRADED
    },
    Corruption {
        name: "stain",
        about: "a blot that the digit shows through",
        parameters: "mean radius 2 3 4 5 6 px, opacity .3 .4 .5 .6 .7, anywhere",
        apply: marks::stain,
        ..GRADED
    },
    Corruption {
        name: "shadow",
        about: "a shadow with a soft edge lies on a part of the page",
        parameters: "the light there times .9 .75 .6 .45 .3, edge 6 px wide, at most 8 px off the centre",
        apply: marks::shadow,
        ..GRADED
    },
    Corruption {
        name: "thin_stroke",
        about: "a finer pen: ink is taken off both sides of wide strokes",
        parameters: "strokes at most 2 1.5 1.25 1 .75 px wide (.8 to .3 mm)",
        apply: strokes::thin,
        ..GRADED
    },
    Corruption {
        name: "thick_stroke",
        about: "a felt pen: strokes grow on both sides",
        parameters: "by .25 .5 .75 1 1.25 px on each side (.1 to .5 mm)",
        apply: strokes::thick,
        ..GRADED
    },
    Corruption {
        name: "perspective",
        about: "the page is tilted away from the camera",
        parameters: "by 7 14 21 28 35 degrees about a random axis, seen from two picture sides away",
        apply: tilt::perspective,
        ..GRADED
    },
    Corruption {
        name: "invert",
        about: "ink and paper change places",
        parameters: "1 - x",
        graded: false,
        apply: marks::invert,
        ..GRADED
    },
    Corruption {
        name: "photo",
        about: "written with a pen, photographed with a phone, cleaned up again",
        parameters: "pen .9 .7 .5 .4 .3 mm at 8 mm height; paper, rules, light, shadow, tilt, \
                     14 11 9 7 5 px/mm, blur, noise, JPEG 95 85 70 50 30, a cut of 0 to 25 %",
        apply: camera::photo,
        ..GRADED
    },
];
