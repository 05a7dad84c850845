//! Filled sheets: of how many photos the boxes are read, one condition at a time, and whether any box is taken for
//! another.
//!
//! `cargo bench --bench sheets` prints a section for `docs/pages.md`; how many photos of each
//! condition are made, four by default, can be given behind `--`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench may fail")]

#[path = "../tests/common/sheets.rs"]
mod sheets;

use std::time::Instant;

use image::RgbImage;
use mindgap::picture::cleanup::SheetError;
use mindgap::picture::form::{BOXES, Corner, Paper};
use mindgap::shift::page::{Light, Pen, Scene, Table};

use sheets::{Shot, as_mnist, cleaned, filled, is_own, without};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let photos = arguments.find_map(|argument| argument.parse().ok());
    let photos: u64 = photos.unwrap_or(4);
    println!(
        "## Filled sheets\n\n\
         Written by `cargo bench --bench sheets`: photos of sheets of `mindgap sheet`, filled in with strokes of \
         pendigits' writers but for two boxes each, made as the pages above. The usual photo has 1200x1600 pixels, a \
         blur of 0.8 of them, a tilt of 10 degrees, and shows a sheet of A4 that takes 85 % of its width; each row \
         changes what it says. {photos} photos of each, with seeds of their own. *Read*: photos whose boxes were \
         read; of the others, how many said truly which corners are missing. *Right*: boxes whose digit is that \
         which was written in this box (it resembles what was written there, and nothing that was written in another \
         box clearly more), or which are empty and were told to be. *Wrong*: boxes that show anything else, were \
         taken for empty or for written. *Not seen*: boxes that were not read, and told. Times are medians, in a {} \
         build, of the whole clean-up.\n\n\
         | photo | read | corners told | boxes right | wrong | not seen | ms |\n|---|---:|---:|---:|---:|---:|---:|",
        if cfg!(debug_assertions) {
            "debug"
        } else {
            "release"
        },
    );
    for (row, (name, shot, cut)) in conditions().into_iter().enumerate() {
        let made = (0..photos).map(|photo| measure(&shot, cut, 100 * row as u64 + photo));
        let made: Vec<Measured> = made.collect();
        let sum = |of: fn(&Measured) -> usize| made.iter().map(of).sum::<usize>();
        let mut times: Vec<u128> = made.iter().map(|photo| photo.ms).collect();
        times.sort_unstable();
        println!(
            "| {name} | {} of {photos} | {} | {} | {} | {} | {} |",
            sum(|photo| usize::from(photo.read)),
            sum(|photo| usize::from(photo.told)),
            sum(|photo| photo.right),
            sum(|photo| photo.wrong),
            sum(|photo| photo.hidden),
            times[times.len() / 2],
        );
    }
}

/// The photos, by what is unusual about them, and the corners that are cut off.
fn conditions() -> Vec<(&'static str, Shot, &'static [Corner])> {
    let usual = Shot::default();
    let scene = usual.scene;
    let with = |scene: Scene| Shot { scene, ..usual };
    let tilted = |tilt: f32| Scene {
        tilt,
        fill: 0.75,
        ..scene
    };
    vec![
        ("the usual photo", usual, &[]),
        ("tilted by 25 degrees", with(tilted(25.0)), &[]),
        ("tilted by 35 degrees", with(tilted(35.0)), &[]),
        (
            "a soft shadow, a fine pen, 0.3 mm",
            with(Scene {
                light: Light::Shadow,
                pen: Pen::Fine,
                ..scene
            }),
            &[],
        ),
        (
            "little light, a pencil",
            with(Scene {
                light: Light::Dark,
                pen: Pen::Pencil,
                ..scene
            }),
            &[],
        ),
        (
            "blurred by 1.8 pixels, a felt pen, a white table",
            Shot {
                blur: 1.8,
                ..with(Scene {
                    pen: Pen::Felt,
                    table: Table::White,
                    ..scene
                })
            },
            &[],
        ),
        (
            "a megapixel, 900x1200",
            Shot {
                photo: (900, 1200),
                ..usual
            },
            &[],
        ),
        (
            "12 megapixels, 3000x4000, blurred by 2.5 of them, tilted by 35 degrees",
            Shot {
                photo: (3000, 4000),
                blur: 2.5,
                ..with(tilted(35.0))
            },
            &[],
        ),
        (
            "a corner cut off, tilted by 25 degrees",
            with(tilted(25.0)),
            &[Corner::LowerRight],
        ),
        (
            "two corners cut off",
            usual,
            &[Corner::UpperRight, Corner::LowerLeft],
        ),
    ]
}

/// What became of a photo.
#[derive(Default)]
struct Measured {
    read: bool,
    /// Whether it is said which corners cannot be seen, and it is those.
    told: bool,
    right: usize,
    wrong: usize,
    hidden: usize,
    ms: u128,
}

fn measure(shot: &Shot, cut: &[Corner], seed: u64) -> Measured {
    let sheet = filled(shot, Paper::A4, seed);
    let cutting = |photo: RgbImage, corner: &Corner| without(&photo, *corner, 0.27);
    let photo = cut.iter().fold(sheet.photo, cutting);
    let begun = Instant::now();
    let cleaned = cleaned(&photo);
    let ms = begun.elapsed().as_millis();
    let read = match cleaned.sheet {
        Some(Ok(read)) => read,
        Some(Err(SheetError::Corners { missing, .. })) => {
            return Measured {
                told: missing == cut,
                ms,
                ..Measured::default()
            };
        }
        _ => {
            return Measured {
                ms,
                ..Measured::default()
            };
        }
    };
    let wrote: Vec<_> = sheet
        .written
        .iter()
        .map(|strokes| strokes.as_ref().map(as_mnist))
        .collect();
    let shown = read.written.iter().zip(&cleaned.digits);
    let right = shown
        .filter(|(place, digit)| is_own(&digit.picture, **place, &wrote))
        .count();
    let empty = read.empty.iter().filter(|place| wrote[**place].is_none());
    let right = right + empty.count();
    Measured {
        read: read.id == sheet.id,
        told: read.unseen == cut,
        right,
        wrong: BOXES - right - read.hidden.len(),
        hidden: read.hidden.len(),
        ms,
    }
}
