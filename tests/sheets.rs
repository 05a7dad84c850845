//! The contact sheets of `mnist-c` and `further`: a row for each, its name, one digit as it is, and the same
//! digit at severities 1 to 5.
//!
//! `cargo test --test sheets -- --ignored`
//!
//! writes them to `docs/`.

#![allow(clippy::unwrap_used, reason = "tests may fail")]

use std::path::Path;

use image::imageops::{self, FilterType};
use image::{GrayImage, ImageBuffer, Luma};
use mindgap::dataset::{Library, Split};
use mindgap::picture::glyph;
use mindgap::shift::{Family, Severity, Shift, alter};

const FONT: &[u8] = include_bytes!("../data/fonts/LiberationSans-Regular.ttf");
/// How many pixels a pixel of a digit gets.
const ZOOM: u32 = 3;
const GAP: u32 = 6;
/// The height of a line of text, and the room beside the pictures.
const LINE: f32 = 20.0;
const MARGIN: u32 = 190;
/// The digit, by its place in the test set, and the seed.
const DIGIT: usize = 61;
const SEED: u64 = 7;

#[test]
#[ignore = "writes pictures; run it by hand when a corruption has changed"]
fn the_contact_sheets_show_each_corruption_at_each_severity() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    for family in [Family::MnistC, Family::Further] {
        let file = docs.join(format!("corruptions-{}.png", family.name()));
        sheet(family).save(file).unwrap();
    }
}

fn sheet(family: Family) -> GrayImage {
    let test = Library::builtin().open("mnist/test").unwrap();
    let digit = Split::whole(test).pick([DIGIT]);
    let side = 28 * ZOOM;
    let rows = u32::try_from(family.corruptions().count()).unwrap();
    let head = LINE as u32 + 2 * GAP;
    let mut sheet = GrayImage::from_pixel(
        MARGIN + 6 * (side + GAP),
        head + rows * (side + GAP),
        Luma([60]),
    );
    for (title, column) in ["original", "1", "2", "3", "4", "5"].iter().zip(0..) {
        write(&mut sheet, title, MARGIN + column * (side + GAP), GAP);
    }
    for (corruption, row) in family.corruptions().zip(0..) {
        let top = head + row * (side + GAP);
        write(&mut sheet, corruption.name, GAP, top + side / 2 - GAP);
        let mut column = 0;
        let mut put = |picture: &Split| {
            let bytes = picture.picture(0).to_vec();
            let small: GrayImage = ImageBuffer::from_raw(28, 28, bytes).unwrap();
            let large = imageops::resize(&small, side, side, FilterType::Nearest);
            let left = MARGIN + column * (side + GAP);
            imageops::replace(&mut sheet, &large, left.into(), top.into());
            column += 1;
        };
        put(&digit);
        for severity in Severity::ALL {
            let shift = Shift {
                corruption,
                severity,
            };
            if corruption.graded || severity == Severity::ALL[0] {
                put(&alter(&digit, &[shift], SEED));
            }
        }
    }
    sheet
}

/// Writes a line of text whose letters stand on one base line.
fn write(sheet: &mut GrayImage, text: &str, left: u32, top: u32) {
    let base = top + LINE as u32 * 3 / 4;
    let mut x = left;
    for character in text.chars() {
        // An underscore has no height to speak of, and hangs below the line.
        let Ok(ink) = glyph::draw(FONT, character, LINE) else {
            x += 6;
            continue;
        };
        let below = match character {
            'g' | 'j' | 'p' | 'q' | 'y' => 4,
            '_' => 3,
            _ => 0,
        };
        let y = (base + below).saturating_sub(ink.height());
        for (dx, dy, ink) in ink.enumerate_pixels() {
            if let Some(pixel) = sheet.get_pixel_mut_checked(x + dx, y + dy) {
                pixel.0[0] = pixel.0[0].max(ink.0[0]);
            }
        }
        x += ink.width() + 2;
    }
}
