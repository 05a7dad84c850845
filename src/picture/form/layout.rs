//! Where what is on a sheet, in millimetres from its upper left corner, and what its codes say. Drawing and reading
//! share it. A change of a number here is another layout, and needs another [`LAYOUT`]: sheets outlive programs.

use std::fmt;
use std::str::FromStr;

use super::labels::{Labels, MOST, Mark};

/// What the codes of sheets for digits begin with: this program, and which layout.
const LAYOUT: &str = "MG1";
/// The same where the boxes ask for something else. Whoever knows the first one alone does not take it for digits.
const LABELLED: &str = "MG2";
/// Boxes in a row.
const COLUMNS: usize = 5;
/// Rows of boxes.
const ROWS: usize = 10;
/// How many digits a sheet takes.
pub const BOXES: usize = COLUMNS * ROWS;
const _: () = assert!(BOXES == MOST, "labels count boxes");
/// Around everything, mm: more than printers leave white.
const MARGIN: f32 = 10.0;
/// The side of a code without the white around it, mm: a module of a version 1 code (21 a side) is 1.3 mm, which is 3
/// pixels of a photo that is no more than a megapixel.
const CODE: f32 = 28.0;
/// From the codes to the boxes, mm: the four modules of white that a code needs around it.
const WHITE: f32 = 6.0;
/// A box, mm: as wide as people leave for a digit on squared paper and three times as high as most write one.
const BOX_WIDTH: f32 = 18.0;
/// Between two boxes of a column, mm.
const BETWEEN: f32 = 4.0;
/// From the left of a box's share of the row to the box, mm: the hint stands there.
const BEFORE_BOX: f32 = 14.0;

/// The paper that a sheet is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// ISO 216, 210 by 297 mm.
    A4,
    /// North America's, 8.5 by 11 inches.
    Letter,
}

impl Paper {
    /// Width and height, mm.
    pub fn size(self) -> (f32, f32) {
        match self {
            Self::A4 => (210.0, 297.0),
            Self::Letter => (215.9, 279.4),
        }
    }

    fn mark(self) -> char {
        match self {
            Self::A4 => 'A',
            Self::Letter => 'L',
        }
    }
}

/// A corner of a sheet that lies as it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corner {
    /// Beside the instructions, on the left.
    UpperLeft,
    /// Beside the instructions, on the right.
    UpperRight,
    /// Beside the sheet's name, on the left.
    LowerLeft,
    /// Beside the sheet's name, on the right.
    LowerRight,
}

impl Corner {
    /// All four.
    pub const ALL: [Self; 4] = [
        Self::UpperLeft,
        Self::UpperRight,
        Self::LowerLeft,
        Self::LowerRight,
    ];

    fn mark(self) -> char {
        match self {
            Self::UpperLeft => 'A',
            Self::UpperRight => 'B',
            Self::LowerLeft => 'C',
            Self::LowerRight => 'D',
        }
    }
}

impl fmt::Display for Corner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UpperLeft => "upper left",
            Self::UpperRight => "upper right",
            Self::LowerLeft => "lower left",
            Self::LowerRight => "lower right",
        })
    }
}

/// A rectangle on a sheet, mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// From the left edge of the paper.
    pub left: f32,
    /// From its upper edge.
    pub top: f32,
    /// How wide.
    pub width: f32,
    /// How high.
    pub height: f32,
}

impl Place {
    /// Its corners: left above, right above, right below, left below.
    pub fn corners(self) -> [(f32, f32); 4] {
        let (right, bottom) = (self.left + self.width, self.top + self.height);
        [
            (self.left, self.top),
            (right, self.top),
            (right, bottom),
            (self.left, bottom),
        ]
    }
}

/// Which sheet: everything that its page is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id {
    /// What it is printed on.
    pub paper: Paper,
    /// What the order of its labels is drawn from.
    pub seed: u32,
    /// Which page of this seed, from 1.
    copy: u32,
    /// Which labels its boxes ask for.
    mark: Mark,
}

impl Id {
    /// The most pages of a seed: its codes number them with two digits to the base of 36.
    pub const MOST: u32 = 36 * 36 - 1;

    /// A page of a seed for the ten digits, from 1; none where there are more than its codes can number.
    pub fn new(paper: Paper, seed: u32, copy: u32) -> Option<Self> {
        let id = Self {
            paper,
            seed,
            copy,
            mark: Mark::DIGITS,
        };
        (1..=Self::MOST).contains(&copy).then_some(id)
    }

    /// The same page for other labels.
    pub fn asking(self, labels: &Labels) -> Self {
        let mark = labels.mark();
        Self { mark, ..self }
    }

    /// Which labels its boxes ask for.
    pub fn mark(self) -> Mark {
        self.mark
    }

    /// Whether its boxes ask for the ten digits.
    pub fn asks_for_digits(self) -> bool {
        self.mark == Mark::DIGITS
    }

    /// The page of its seed, from 1.
    pub fn copy(self) -> u32 {
        self.copy
    }

    /// What the code in a corner says: 14 characters, and two of labels that are not digits; a code of version 1 that
    /// survives the loss of a quarter of it (level Q) takes 16.
    pub(super) fn code(self, corner: Corner) -> String {
        let (paper, corner) = (self.paper.mark(), corner.mark());
        let (seed, copy) = (to_36(self.seed, 7), to_36(self.copy, 2));
        match self.asks_for_digits() {
            true => format!("{LAYOUT}{paper}{corner}{seed}{copy}"),
            false => {
                let mark = to_36(self.mark.number(), 2);
                format!("{LABELLED}{paper}{corner}{seed}{copy}{mark}")
            }
        }
    }

    /// The sheet and the corner of a code, if it is one of a sheet's.
    pub(super) fn of_code(text: &str) -> Option<(Self, Corner)> {
        let number = |text: &str| u32::from_str_radix(text, 36).ok();
        let (text_of_page, mark) = match text.strip_prefix(LAYOUT) {
            Some(rest) => (rest, Mark::DIGITS),
            None => {
                let rest = text.strip_prefix(LABELLED)?;
                let (rest, mark) = rest.split_at_checked(rest.len().checked_sub(2)?)?;
                (rest, Mark::of_number(number(mark)?)?)
            }
        };
        let mut rest = text_of_page.chars();
        let (paper, corner) = (rest.next()?, rest.next()?);
        let paper = [Paper::A4, Paper::Letter]
            .into_iter()
            .find(|known| known.mark() == paper)?;
        let corner = Corner::ALL
            .into_iter()
            .find(|known| known.mark() == corner)?;
        let (seed, copy) = rest.as_str().split_at_checked(7)?;
        let id = Self::new(paper, number(seed)?, number(copy)?)?;
        let id = Self { mark, ..id };
        // Written back it is the same text: no sign, no lower case.
        (id.code(corner) == text).then_some((id, corner))
    }

    /// Where the code of a corner is.
    pub fn code_place(self, corner: Corner) -> Place {
        let (width, height) = self.paper.size();
        let (right, bottom) = (width - MARGIN - CODE, height - MARGIN - CODE);
        let (left, top) = match corner {
            Corner::UpperLeft => (MARGIN, MARGIN),
            Corner::UpperRight => (right, MARGIN),
            Corner::LowerLeft => (MARGIN, bottom),
            Corner::LowerRight => (right, bottom),
        };
        Place {
            left,
            top,
            width: CODE,
            height: CODE,
        }
    }

    /// Where a box is, in the order of reading, the middle of its outline.
    pub fn box_place(self, place: usize) -> Place {
        let (width, height) = self.paper.size();
        let top = MARGIN + CODE + WHITE;
        let pitch = (
            (width - 2.0 * MARGIN) / COLUMNS as f32,
            (height - 2.0 * top) / ROWS as f32,
        );
        let (column, row) = ((place % COLUMNS) as f32, (place / COLUMNS) as f32);
        Place {
            left: MARGIN + column * pitch.0 + BEFORE_BOX,
            top: top + row * pitch.1 + BETWEEN / 2.0,
            width: BOX_WIDTH,
            height: pitch.1 - BETWEEN,
        }
    }

    /// What is free between the two codes at the top, or at the foot.
    pub(super) fn between_codes(self, is_top: bool) -> Place {
        let (left, right) = match is_top {
            true => (Corner::UpperLeft, Corner::UpperRight),
            false => (Corner::LowerLeft, Corner::LowerRight),
        };
        let (left, right) = (self.code_place(left), self.code_place(right));
        let begin = left.left + left.width + WHITE;
        Place {
            left: begin,
            width: right.left - WHITE - begin,
            ..left
        }
    }
}

/// As people name it: seed and page, as in `7-3`; and the mark of labels that are not digits, as in `7-3-01`.
impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.seed, self.copy)?;
        match self.asks_for_digits() {
            true => Ok(()),
            false => write!(f, "-{}", to_36(self.mark.number(), 2)),
        }
    }
}

/// A number to the base of 36 with so many digits.
fn to_36(mut number: u32, digits: usize) -> String {
    let mut text = Vec::new();
    for _ in 0..digits {
        text.extend(char::from_digit(number % 36, 36));
        number /= 36;
    }
    let text: String = text.into_iter().rev().collect();
    text.to_ascii_uppercase()
}

/// This is no paper that a sheet can be printed on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there are a4 and letter")]
pub struct NoPaper;

impl FromStr for Paper {
    type Err = NoPaper;

    fn from_str(text: &str) -> Result<Self, NoPaper> {
        match text {
            "a4" => Ok(Self::A4),
            "letter" => Ok(Self::Letter),
            _ => Err(NoPaper),
        }
    }
}

/// The columns and rows of boxes.
pub(super) const GRID: (usize, usize) = (COLUMNS, ROWS);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;
    use proptest::prelude::*;

    fn any_id() -> impl Strategy<Value = Id> {
        (
            any::<u32>(),
            1..=Id::MOST,
            prop::bool::ANY.prop_map(|is_a4| if is_a4 { Paper::A4 } else { Paper::Letter }),
            prop::sample::select(vec!["0-9", "A-Z", "a-z", "cat,dog", "yes,no,?"]),
        )
            .prop_map(|(seed, copy, paper, labels)| {
                let id = Id::new(paper, seed, copy).unwrap();
                id.asking(&labels.parse().unwrap())
            })
    }

    proptest! {
        #[test]
        fn a_code_says_which_sheet_and_corner_and_any_other_text_says_none(id in any_id(), other in ".{0,20}") {
            for corner in Corner::ALL {
                let code = id.code(corner);
                prop_assert!(code.len() <= 16);
                prop_assert_eq!(Id::of_code(&code), Some((id, corner)));
                prop_assert_eq!(Id::of_code(&code.to_ascii_lowercase()), None);
            }
            prop_assert_eq!(Id::of_code(&other), None);
        }
    }

    #[test]
    fn nothing_on_a_sheet_covers_anything_else_or_lies_in_its_margin() {
        for paper in [Paper::A4, Paper::Letter] {
            let id = Id::new(paper, 1, 1).unwrap();
            let (width, height) = paper.size();
            let codes = Corner::ALL.map(|corner| id.code_place(corner));
            let texts = [id.between_codes(true), id.between_codes(false)];
            let places: Vec<Place> = (0..BOXES)
                .map(|place| id.box_place(place))
                .chain(codes)
                .chain(texts)
                .collect();
            for (at, place) in places.iter().enumerate() {
                let right = place.left + place.width;
                let bottom = place.top + place.height;
                assert!(place.left >= MARGIN && place.top >= MARGIN);
                assert!(right <= width - MARGIN + 1e-3 && bottom <= height - MARGIN + 1e-3);
                for other in &places[at + 1..] {
                    let apart = other.left >= right
                        || other.left + other.width <= place.left
                        || other.top >= bottom
                        || other.top + other.height <= place.top;
                    assert!(apart, "{place:?} {other:?}");
                }
            }
        }
    }
}
