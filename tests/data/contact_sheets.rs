//! The pictures of the corruptions in `docs/`, made by the corruptions themselves:
//!
//! `cargo test --test data contact_sheets -- --ignored`
//!
//! They are not made in every test run: they are there to be looked at.

use std::path::Path;

use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};
use mindgap::dataset::{Library, Split};
use mindgap::picture::dial::{Dial, Strokes};
use mindgap::picture::glyph;
use mindgap::shift::{Canvas, Family, Severity, Shift, camera};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// The pen that draws MNIST's median stroke, in pixels.
const PEN: f32 = 2.4;
const SANS: &[u8] = include_bytes!("../../data/fonts/LiberationSans-Regular.ttf");
const SEED: u64 = 7;
/// Test digits that are shown: a 2 and a 4.
const DIGITS: [usize; 2] = [1, 4];
const PAPER: u8 = 236;
/// Pixels of a shown digit, from one to the next, of the names, of the head, between the digits.
const CELL: u32 = 84;
const STEP: u32 = 90;
const LABEL: u32 = 190;
const HEAD: u32 = 30;
const GAP: u32 = 20;

fn digit(index: usize) -> GrayImage {
    let test = Split::whole(Library::builtin().open("mnist/test").unwrap());
    GrayImage::from_raw(28, 28, test.picture(index).to_vec()).unwrap()
}

fn altered(index: usize, shift: Shift) -> GrayImage {
    let test = Split::whole(Library::builtin().open("mnist/test").unwrap());
    let canvas = Canvas::from_bytes(test.picture(index), test.dataset().shape());
    let bytes = shift
        .apply(&canvas, &mut ChaCha8Rng::seed_from_u64(SEED + index as u64))
        .to_bytes();
    GrayImage::from_raw(28, 28, bytes).unwrap()
}

/// Dark text; the baseline is `size` pixels below `top`.
fn write(sheet: &mut GrayImage, text: &str, left: u32, top: u32, size: u32) {
    let mut left = i64::from(left);
    for character in text.chars() {
        let Ok(drawn) = glyph::draw(SANS, character, size as f32) else {
            left += i64::from(size) / 4;
            continue;
        };
        let below = match character {
            'p' | 'g' | 'q' | 'y' | 'j' => size / 5,
            ',' => size / 10,
            _ => 0,
        };
        let top = i64::from(top + size + below) - i64::from(drawn.height());
        for (x, y, ink) in drawn.enumerate_pixels() {
            let (x, y) = (left + i64::from(x), top + i64::from(y));
            if let Some(pixel) = sheet.get_pixel_mut_checked(x as u32, y as u32) {
                pixel.0[0] = pixel.0[0].min(255 - ink.0[0]);
            }
        }
        left += i64::from(drawn.width()) + 1;
    }
}

fn paste(sheet: &mut GrayImage, picture: &GrayImage, left: u32, top: u32, side: u32) {
    let longer = picture.width().max(picture.height());
    let scaled = |length: u32| (length * side / longer).max(1);
    let (width, height) = (scaled(picture.width()), scaled(picture.height()));
    let large = imageops::resize(picture, width, height, FilterType::Nearest);
    imageops::replace(sheet, &large, i64::from(left), i64::from(top));
}

fn save(sheet: &GrayImage, name: &str) {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    sheet.save(docs.join(name)).unwrap();
}

#[test]
#[ignore = "writes a picture; run it by hand when a corruption has changed"]
fn every_corruption_at_every_severity() {
    for family in [Family::MnistC, Family::Further, Family::Paper] {
        let name = format!("corruptions-{}.png", family.name());
        save(&contact_sheet(family), &name);
    }
}

/// A row for each corruption, its name, the digits as they are, and at severities 1 to 5.
fn contact_sheet(family: Family) -> GrayImage {
    let rows = family.corruptions().count() as u32;
    let columns = 1 + Severity::ALL.len() as u32;
    let width = LABEL + DIGITS.len() as u32 * (columns * STEP + GAP);
    let mut sheet = GrayImage::from_pixel(width, HEAD + rows * STEP, Luma([PAPER]));
    for (group, &index) in (0..).zip(&DIGITS) {
        let left = LABEL + group * (columns * STEP + GAP);
        write(&mut sheet, "original", left, 6, 16);
        for (column, severity) in (1..).zip(Severity::ALL) {
            let level = severity.level().to_string();
            write(&mut sheet, &level, left + column * STEP + CELL / 2, 6, 16);
        }
        for (row, corruption) in (0..).zip(family.corruptions()) {
            let top = HEAD + row * STEP;
            write(&mut sheet, corruption.name, 6, top + CELL / 2 - 8, 16);
            paste(&mut sheet, &digit(index), left, top, CELL);
            let severities = Severity::ALL.into_iter().zip(1..);
            for (severity, column) in severities.filter(|&(_, at)| corruption.graded || at == 1) {
                let shift = Shift {
                    corruption,
                    severity,
                };
                let picture = altered(index, shift);
                paste(&mut sheet, &picture, left + column * STEP, top, CELL);
            }
        }
    }
    sheet
}

#[test]
#[ignore = "writes a picture; run it by hand when the camera has changed"]
fn every_stage_of_a_photo() {
    const SIDE: u32 = 150;
    const COLUMN: u32 = SIDE + 8;
    const ROW: u32 = SIDE + 30;
    let shift = |severity| Shift::new("photo", Some(severity)).unwrap();
    let columns = camera::Step::ALL.len() as u32 + 2;
    let mut sheet = GrayImage::from_pixel(columns * COLUMN, 3 * ROW, Luma([PAPER]));
    for (row, level) in (0..).zip([1, 3, 5]) {
        let (top, shift) = (row * ROW, shift(level));
        let mut show = |column: u32, name: &str, picture: &GrayImage| {
            write(&mut sheet, name, column * COLUMN, top + 4, 14);
            paste(&mut sheet, picture, column * COLUMN, top + 26, SIDE);
        };
        let original = digit(DIGITS[1]);
        show(0, &format!("severity {level}"), &original);
        let mut random = ChaCha8Rng::seed_from_u64(SEED + DIGITS[1] as u64);
        let stages = camera::photograph(&original, shift.severity, &mut random);
        for (column, stage) in (1..).zip(&stages) {
            show(column, stage.step.name(), &stage.picture);
        }
        show(columns - 1, "cleaned up", &altered(DIGITS[1], shift));
    }
    save(&sheet, "photo-chain.png");
}

#[test]
#[ignore = "writes a picture; run it by hand when a dial has changed"]
fn every_dial_turned() {
    let strokes = Library::builtin().strokes("pendigits").unwrap();
    let lengths = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5];
    let angles = [15.0, 30.0, 45.0, 60.0, 75.0, 90.0];
    let dialled: [(&str, [Dial; 6]); 4] = [
        (
            "1: flag 0 to .5",
            lengths.map(|length| Dial::Flag {
                length,
                angle: 45.0,
            }),
        ),
        (
            "1: 15 to 90 deg",
            angles.map(|angle| Dial::Flag { length: 0.3, angle }),
        ),
        ("7: bar 0 to .5", lengths.map(|length| Dial::Bar { length })),
        ("4: gap 0 to .5", lengths.map(|gap| Dial::Top { gap })),
    ];
    // As written, then turned, two hands side by side.
    let width = LABEL + 2 * (7 * STEP + GAP);
    let mut sheet = GrayImage::from_pixel(width, HEAD + 5 * STEP, Luma([PAPER]));
    for (row, (name, dials)) in (0..).zip(dialled) {
        let top = HEAD + row * STEP;
        write(&mut sheet, name, 6, top + CELL / 2 - 8, 14);
        let of_digit = strokes
            .iter()
            .filter(|(_, label)| *label == dials[0].digit());
        let turnable = of_digit.filter(|(strokes, _)| dials[0].turn(strokes).is_some());
        for (hand, (written, _)) in (0..).zip(turnable.skip(5).step_by(40).take(2)) {
            let left = LABEL + hand * (7 * STEP + GAP);
            paste(&mut sheet, &written.draw(PEN).unwrap(), left, top, CELL);
            for (column, dial) in (1..).zip(dials) {
                let turned = dial.turn(written).unwrap().draw(PEN).unwrap();
                paste(&mut sheet, &turned, left + column * STEP, top, CELL);
            }
        }
    }
    let top = HEAD + 4 * STEP;
    write(&mut sheet, "pen 1 to 6 px", 6, top + CELL / 2 - 8, 14);
    let pens =
        |written: &Strokes| [1.0, 2.0, 3.0, 4.0, 5.0, 6.0].map(|pen| written.draw(pen).unwrap());
    for (hand, (written, _)) in (0..).zip(strokes.iter().skip(30).step_by(20).take(2)) {
        let left = LABEL + hand * (7 * STEP + GAP);
        paste(&mut sheet, &written.draw(PEN).unwrap(), left, top, CELL);
        for (column, picture) in (1..).zip(&pens(written)) {
            paste(&mut sheet, picture, left + column * STEP, top, CELL);
        }
    }
    save(&sheet, "dials.png");
}
