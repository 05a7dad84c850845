//! What is promised of photos that nobody took well: cut, noisy, covered, torn sheets and pictures of anything else.
//! Reading them never ends in a panic, and no box is ever invented.

use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage, imageops};
use mindgap::picture::cleanup::{Cleaned, sheet_shown};
use mindgap::picture::form::{BOXES, Drawing, Id, Labels, Paper, raster};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use std::sync::LazyLock;

use crate::sheets::{Sheet, Shot, as_mnist, cleaned, filled, font, likeness, texts};

static SHEET: LazyLock<Sheet> = LazyLock::new(|| filled(&Shot::default(), Paper::A4, 7));
static WROTE: LazyLock<Vec<Option<GrayImage>>> = LazyLock::new(|| {
    let wrote = SHEET.written.iter();
    wrote
        .map(|strokes| strokes.as_ref().map(as_mnist))
        .collect()
});

/// What is done to a photo.
#[derive(Debug, Clone)]
enum Harm {
    /// What lies beyond these shares of its sides is gone: left, top, width, height.
    Cut([f32; 4]),
    /// Each value is off by up to so many grey levels.
    Noise(u8),
    /// A rectangle of one colour lies over it: left, top, width, height as shares.
    Covered([f32; 4], [u8; 3]),
    /// A band of it is moved to the right by so many pixels: from, to as shares of its height.
    Torn(f32, f32, i32),
    /// The other way round.
    Negative,
    /// Turned by so many quarters.
    Turned(u8),
    /// Only so much of the contrast is left, around grey.
    Faded(f32),
}

fn share() -> impl Strategy<Value = f32> {
    0.0..1.0_f32
}

fn harm() -> impl Strategy<Value = Harm> {
    let four = || [share(), share(), share(), share()];
    prop_oneof![
        [0.0..0.4_f32, 0.0..0.4_f32, 0.4..1.0_f32, 0.4..1.0_f32].prop_map(Harm::Cut),
        // Beyond what any camera does, noise leaves only parts of digits.
        (1..50_u8).prop_map(Harm::Noise),
        (four(), any::<[u8; 3]>()).prop_map(|(place, colour)| Harm::Covered(place, colour)),
        (share(), share(), -80..80).prop_map(|(from, to, by)| Harm::Torn(from, to, by)),
        Just(Harm::Negative),
        (1..4_u8).prop_map(Harm::Turned),
        (0.02..1.0_f32).prop_map(Harm::Faded),
    ]
}

fn harmed(photo: &RgbImage, harm: &Harm, random: &mut ChaCha8Rng) -> RgbImage {
    let (width, height) = photo.dimensions();
    let part = |share: f32, side: u32| (share * side as f32) as u32;
    match harm {
        Harm::Cut([left, top, wide, high]) => {
            let (left, top) = (part(*left, width), part(*top, height));
            let wide = part(*wide, width).clamp(1, width - left);
            let high = part(*high, height).clamp(1, height - top);
            imageops::crop_imm(photo, left, top, wide, high).to_image()
        }
        Harm::Noise(by) => {
            let mut noisy = photo.clone();
            let by = i16::from(*by);
            for value in noisy.iter_mut() {
                let off = random.random_range(-by..=by);
                *value = (i16::from(*value) + off).clamp(0, 255) as u8;
            }
            noisy
        }
        Harm::Covered([left, top, wide, high], colour) => {
            let mut covered = photo.clone();
            let (left, top) = (part(*left, width), part(*top, height));
            for y in top..(top + part(*high, height)).min(height) {
                for x in left..(left + part(*wide, width)).min(width) {
                    covered.put_pixel(x, y, Rgb(*colour));
                }
            }
            covered
        }
        Harm::Torn(one, other, by) => {
            let mut torn = photo.clone();
            let (from, to) = (one.min(*other), one.max(*other));
            for y in part(from, height)..part(to, height) {
                for x in 0..width {
                    let from = (x as i32 - by).rem_euclid(width as i32) as u32;
                    torn.put_pixel(x, y, *photo.get_pixel(from, y));
                }
            }
            torn
        }
        Harm::Negative => {
            let mut negative = photo.clone();
            imageops::invert(&mut negative);
            negative
        }
        Harm::Turned(quarters) => match quarters {
            1 => imageops::rotate90(photo),
            2 => imageops::rotate180(photo),
            _ => imageops::rotate270(photo),
        },
        Harm::Faded(left) => {
            let mut faded = photo.clone();
            for value in faded.iter_mut() {
                *value = (128.0 + (f32::from(*value) - 128.0) * left) as u8;
            }
            faded
        }
    }
}

/// Whether no other box's digit is clearly more like it than its own. Noise hides much of a digit: what is left of it
/// need not be like it.
fn is_of_its_box(digit: &GrayImage, place: usize) -> bool {
    let alike = |wrote: &Option<GrayImage>| wrote.as_ref().map_or(0.0, |one| likeness(digit, one));
    let best = WROTE.iter().map(alike).fold(0.0, f64::max);
    let own = WROTE.get(place).map_or(0.0, alike);
    own + 0.1 >= best || best < 0.6
}

/// Nothing is said of a box that was not written in it.
fn nothing_is_invented(cleaned: &Cleaned) -> Result<(), TestCaseError> {
    let Some(Ok(read)) = &cleaned.sheet else {
        // A sheet that is refused has no digits; a page without codes is read as any page.
        let is_refused = matches!(cleaned.sheet, Some(Err(_)));
        prop_assert!(!is_refused || cleaned.digits.is_empty());
        return Ok(());
    };
    prop_assert_eq!(read.id, SHEET.id);
    prop_assert_eq!(read.written.len(), cleaned.digits.len());
    for (place, digit) in read.written.iter().zip(&cleaned.digits) {
        prop_assert!(WROTE[*place].is_some(), "box {} was empty", place);
        prop_assert!(is_of_its_box(&digit.picture, *place), "box {}", place);
    }
    let mut all = [&read.written[..], &read.empty, &read.hidden].concat();
    all.sort_unstable();
    prop_assert_eq!(all, (0..BOXES).collect::<Vec<_>>());
    Ok(())
}

proptest! {
    // Drawn by a fixed seed: others fade or drown a digit so much that what is left of it is more like another.
    #![proptest_config(ProptestConfig {
        cases: 8,
        max_shrink_iters: 8,
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_sheet_that_was_harmed_is_read_truly_or_not_at_all(
        harms in prop::collection::vec(harm(), 1..3),
        seed in any::<u64>(),
    ) {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let photo = harms.iter().fold(SHEET.photo.clone(), |photo, harm| harmed(&photo, harm, &mut random));
        nothing_is_invented(&cleaned(&photo))?;
    }
}

/// Finder patterns of codes, of any size and anywhere, some of them cut, between noise: what rqrr looks for.
fn like_codes(
    size: (u32, u32),
    squares: &[(u8, u8, u8)],
    noise: u8,
    random: &mut ChaCha8Rng,
) -> GrayImage {
    let mut picture = GrayImage::from_fn(size.0, size.1, |_, _| {
        Luma([255 - random.random_range(0..=noise)])
    });
    for (x, y, module) in squares {
        let module = 1 + u32::from(module % 9);
        let (left, top) = (u32::from(*x) * size.0 / 256, u32::from(*y) * size.1 / 256);
        for (row, column) in (0..7).flat_map(|row| (0..7).map(move |column| (row, column))) {
            let ring = [row, column, 6 - row, 6 - column].into_iter().min();
            let value = if ring == Some(1) { 255 } else { 0 };
            for (py, px) in (0..module).flat_map(|py| (0..module).map(move |px| (py, px))) {
                let (x, y) = (left + column * module + px, top + row * module + py);
                if let Some(pixel) = picture.get_pixel_mut_checked(x, y) {
                    *pixel = Luma([value]);
                }
            }
        }
    }
    picture
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_looks_like_codes_and_is_none_is_no_sheet(
        size in (1..260_u32, 1..260_u32),
        squares in prop::collection::vec(any::<(u8, u8, u8)>(), 0..8),
        noise in any::<u8>(),
        seed in any::<u64>(),
    ) {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let picture = like_codes(size, &squares, noise, &mut random);
        prop_assert_eq!(sheet_shown(&DynamicImage::from(picture)), None);
    }
}

#[test]
fn a_sheet_for_letters_is_never_read_as_one_for_digits() {
    let id = Id::new(Paper::A4, 3, 1).unwrap();
    for labels in ["A-Z", "yes,no,perhaps"] {
        let labels: Labels = labels.parse().unwrap();
        let font = font();
        let drawing = Drawing::of(id, &labels, &texts(), &font).unwrap();
        let page = DynamicImage::from(raster(&drawing, 5.0)).to_rgb8();
        let read = cleaned(&page).sheet.unwrap().unwrap();
        assert_eq!(read.id, id.asking(&labels));
        assert!(!read.id.asks_for_digits() && read.empty.len() == BOXES);
        assert_eq!(read.labels_of(&Labels::digits()), None);
        assert_eq!(read.labels_of(&labels), Some(Vec::new()));
    }
}
