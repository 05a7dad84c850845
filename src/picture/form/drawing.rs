//! What is on a sheet, as shapes: the same for every way of putting it on paper.

use ab_glyph::{Font, FontRef, InvalidFont, ScaleFont};
use qrcode::bits::Bits;
use qrcode::types::QrError;
use qrcode::{Color, EcLevel, QrCode, Version};
use thiserror::Error;

use super::labels::Labels;
use super::layout::{BOXES, Corner, Id, Place};
use super::order::order_of;

/// The width of a box's outline, mm.
const OUTLINE: f32 = 0.4;
/// How bright an outline is, 0..1: dark enough to be found in a photo, so that it is known where a box is, and pale
/// enough not to be taken for ink.
const OUTLINE_GREY: f32 = 0.55;
/// How bright the hints are. They stand outside of the boxes, where nothing is read.
const HINT_GREY: f32 = 0.55;
/// The height of a hint's letters, mm.
const HINT: f32 = 7.0;
/// From the middle of a hint to its box, mm.
const BESIDE: f32 = 5.0;
/// From its end to the box at the least, mm: nothing is dark where a box's outline is sought.
const BEFORE: f32 = 2.6;
/// How wide it is at most, mm: what is longer has smaller letters.
const WIDEST: f32 = 11.0;
/// The height of the headline's letters, mm, and of the other lines'.
const HEADLINE: f32 = 5.2;
const LINE: f32 = 3.6;
/// From one line to the next, mm.
const LEADING: f32 = 5.4;
/// The share of the letters' height that a digit has.
const DIGIT: f32 = 0.7;
/// Characters of a full code.
const FULL: usize = 16;
/// Modules along a side of a code.
pub(super) const MODULES: usize = 21;

/// Which modules of a code are dark, row by row. It survives the loss of a quarter of it.
pub(super) fn modules(text: &str) -> Result<Vec<bool>, QrError> {
    let (version, level) = (Version::Normal(1), EcLevel::Q);
    let code = match text.len() {
        // What is full has no room for more than one segment.
        FULL => {
            let mut bits = Bits::new(version);
            bits.push_alphanumeric_data(text.as_bytes())?;
            bits.push_terminator(level)?;
            QrCode::with_bits(bits, level)?
        }
        _ => QrCode::with_version(text, version, level)?,
    };
    let colours = code.into_colors().into_iter();
    Ok(colours.map(|colour| colour == Color::Dark).collect())
}

/// What is written on a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// What to do, in a few words.
    pub headline: String,
    /// How to do it, a line each.
    pub lines: Vec<String>,
    /// What stands before the line for the writer's number.
    pub writer: String,
    /// Which sheet it is.
    pub name: String,
    /// What to do with the photo, two lines at most.
    pub foot: Vec<String>,
}

/// Why a sheet could not be drawn.
#[derive(Debug, Error)]
pub enum DrawError {
    /// The typeface's bytes are none.
    #[error("the typeface cannot be read")]
    Font(#[from] InvalidFont),
    /// The typeface has no such character.
    #[error(
        "the typeface of the sheet has no `{character}`, as in `{label}`; choose another label"
    )]
    Character {
        /// The character.
        character: char,
        /// The label that it is in.
        label: String,
    },
    /// A code has no room for what it has to say.
    #[error("a corner's code cannot be made ({0})")]
    Code(#[from] QrError),
    /// The picture cannot be packed.
    #[error("the picture cannot be made ({0})")]
    Png(#[from] png::EncodingError),
}

/// Something black or grey.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// A filled rectangle of this brightness, 0..1.
    Filled(Place, f32),
    /// A line of text.
    Text(Text),
}

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Text {
    /// Where it begins, mm.
    pub(super) left: f32,
    /// Where its letters stand, mm.
    pub(super) baseline: f32,
    /// The em, mm.
    pub(super) size: f32,
    /// Its brightness, 0..1.
    pub(super) grey: f32,
    pub(super) text: String,
}

/// A sheet's shapes, and the typeface of its texts.
pub struct Drawing<'f> {
    pub(super) id: Id,
    pub(super) shapes: Vec<Shape>,
    pub(super) font: FontRef<'f>,
}

impl<'f> Drawing<'f> {
    /// Draws a sheet that asks for these labels with a typeface, the bytes of a TrueType or OpenType file.
    ///
    /// # Errors
    /// When the bytes are no typeface, or it lacks a label's character.
    pub fn of(id: Id, labels: &Labels, texts: &Texts, font: &'f [u8]) -> Result<Self, DrawError> {
        let id = id.asking(labels);
        let mut drawing = Self {
            id,
            shapes: Vec::new(),
            font: FontRef::try_from_slice(font)?,
        };
        drawing.check(labels)?;
        for corner in Corner::ALL {
            drawing.add_code(corner)?;
        }
        drawing.add_texts(texts);
        for (place, label) in (0..BOXES).zip(order_of(id, labels)) {
            let hint = labels.names().get(usize::from(label));
            drawing.add_box(id.box_place(place), hint.map_or("", String::as_str));
        }
        Ok(drawing)
    }

    /// Whether the typeface has every character of the labels.
    fn check(&self, labels: &Labels) -> Result<(), DrawError> {
        for label in labels.names() {
            let is_missing = |character: &char| self.font.glyph_id(*character).0 == 0;
            if let Some(character) = label.chars().find(is_missing) {
                let label = label.clone();
                return Err(DrawError::Character { character, label });
            }
        }
        Ok(())
    }

    fn add_code(&mut self, corner: Corner) -> Result<(), QrError> {
        let place = self.id.code_place(corner);
        let text = self.id.code(corner);
        let module = place.width / MODULES as f32;
        for (row, line) in modules(&text)?.chunks(MODULES).enumerate() {
            let mut begin = 0;
            // What is dark side by side is one rectangle.
            for run in line.chunk_by(|one, other| one == other) {
                if run.first() == Some(&true) {
                    let dark = Place {
                        left: place.left + begin as f32 * module,
                        top: place.top + row as f32 * module,
                        width: run.len() as f32 * module,
                        height: module,
                    };
                    self.shapes.push(Shape::Filled(dark, 0.0));
                }
                begin += run.len();
            }
        }
        Ok(())
    }

    fn add_texts(&mut self, texts: &Texts) {
        let top = self.id.between_codes(true);
        let mut baseline = top.top + HEADLINE;
        self.add_line(&texts.headline, (top.left, baseline), HEADLINE);
        for line in &texts.lines {
            baseline += LEADING;
            self.add_line(line, (top.left, baseline), LINE);
        }
        let baseline = top.top + top.height;
        let wide = self.add_line(&texts.writer, (top.left, baseline), LINE);
        let rule = Place {
            left: top.left + wide + 2.0,
            top: baseline,
            width: (top.width - wide - 2.0).clamp(0.0, 30.0),
            height: OUTLINE / 2.0,
        };
        self.shapes.push(Shape::Filled(rule, 0.0));
        let foot = self.id.between_codes(false);
        let middle = foot.top + foot.height / 2.0;
        self.add_line(&texts.name, (foot.left, middle), HEADLINE);
        let mut baseline = middle;
        for line in &texts.foot {
            baseline += LEADING;
            let size = LINE * (foot.width / self.width(line, LINE)).min(1.0);
            self.add_line(line, (foot.left, baseline), size);
        }
    }

    /// Adds a black line of text, and says how wide it is.
    fn add_line(&mut self, text: &str, (left, baseline): (f32, f32), size: f32) -> f32 {
        self.shapes.push(Shape::Text(Text {
            left,
            baseline,
            size,
            grey: 0.0,
            text: text.to_owned(),
        }));
        self.width(text, size)
    }

    fn add_box(&mut self, place: Place, hint: &str) {
        let half = OUTLINE / 2.0;
        let Place {
            left,
            top,
            width,
            height,
        } = place;
        let line = |left: f32, top: f32, width: f32, height: f32| {
            let place = Place {
                left: left - half,
                top: top - half,
                width: width + OUTLINE,
                height: height + OUTLINE,
            };
            Shape::Filled(place, OUTLINE_GREY)
        };
        self.shapes.extend([
            line(left, top, width, 0.0),
            line(left, top + height, width, 0.0),
            line(left, top, 0.0, height),
            line(left + width, top, 0.0, height),
        ]);
        let size = HINT * (WIDEST / self.width(hint, HINT)).min(1.0);
        let wide = self.width(hint, size);
        let middle = left - BESIDE.max(wide / 2.0 + BEFORE);
        self.shapes.push(Shape::Text(Text {
            left: middle - wide / 2.0,
            baseline: top + height / 2.0 + size * DIGIT / 2.0,
            size,
            grey: HINT_GREY,
            text: hint.to_owned(),
        }));
    }

    /// How wide a line of text is, mm.
    fn width(&self, text: &str, size: f32) -> f32 {
        let em = self.em(size);
        let font = self.font.as_scaled(em);
        let advances = text
            .chars()
            .map(|character| font.h_advance(font.glyph_id(character)));
        advances.sum()
    }

    /// The scale at which the typeface's em is so large, in the same unit.
    pub(super) fn em(&self, size: f32) -> f32 {
        let units = self.font.units_per_em().unwrap_or(1000.0);
        size * self.font.height_unscaled() / units
    }
}
