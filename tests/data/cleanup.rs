//! What the clean-up of photos promises, on pages whose light, ink and lines are known, and on the
//! photos that ship.

use std::fs;
use std::path::Path;

use image::{DynamicImage, GrayImage, Luma, imageops};
use mindgap::dataset::Library;
use mindgap::picture::cleanup::{Cleaned, Found, Step};
use mindgap::picture::{Cleanup, Photo, glyph, mnistify, open};
use proptest::prelude::*;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
const PAPER: u8 = 230;
const INK: u8 = 40;

/// A digit of a typeface that looks written, ink bright on black, about 120 pixels high.
fn digit(digit: char) -> GrayImage {
    let font = fs::read(format!("{DATA}/fonts/patrick-hand-latin-400-normal.ttf")).unwrap();
    glyph::draw(&font, digit, 240.0).unwrap()
}

/// Flat paper of a size.
fn paper(width: u32, height: u32) -> GrayImage {
    GrayImage::from_pixel(width, height, Luma([PAPER]))
}

/// Writes a digit on a page, its left upper corner at a place.
fn write(page: &mut GrayImage, what: char, left: u32, top: u32) {
    for (x, y, ink) in digit(what).enumerate_pixels() {
        let share = f64::from(ink.0[0]) / 255.0;
        let pixel = page.get_pixel_mut(left + x, top + y);
        let mixed = f64::from(pixel.0[0]) * (1.0 - share) + f64::from(INK) * share;
        pixel.0[0] = mixed.round() as u8;
    }
}

/// A page of 300x300 with one digit in its middle.
fn page_of(what: char) -> GrayImage {
    let mut page = paper(300, 300);
    let size = digit(what).dimensions();
    write(&mut page, what, 150 - size.0 / 2, 150 - size.1 / 2);
    page
}

fn cleaned_by(cleanup: Cleanup, page: &GrayImage) -> Cleaned {
    cleanup.run(&Photo::from(DynamicImage::from(page.clone())))
}

fn cleaned(page: &GrayImage) -> Cleaned {
    cleaned_by(Cleanup::default(), page)
}

/// The only digit that is found.
#[track_caller]
fn only_digit(cleaned: &Cleaned) -> &GrayImage {
    match cleaned.digits.as_slice() {
        [digit] => &digit.picture,
        digits => panic!("{} digits: {:?}", digits.len(), about(cleaned)),
    }
}

fn about(cleaned: &Cleaned) -> Vec<&str> {
    let stages = cleaned.stages.iter();
    stages.map(|stage| stage.about.as_str()).collect()
}

fn steps(cleaned: &Cleaned) -> Vec<Step> {
    cleaned.stages.iter().map(|stage| stage.step).collect()
}

/// The mean difference of two pictures of one size, in grey levels, when one is moved by at most a
/// pixel each way: the centre of mass of the same digit may fall just beside a pixel's edge.
fn distance(one: &GrayImage, other: &GrayImage) -> f64 {
    let moved = |x, y| {
        let mut moved = GrayImage::new(one.width(), one.height());
        imageops::replace(&mut moved, one, x, y);
        difference(&moved, other)
    };
    let moves = (-1..=1).flat_map(|x| (-1..=1).map(move |y| (x, y)));
    moves
        .map(|(x, y)| moved(x, y))
        .fold(f64::INFINITY, f64::min)
}

/// The mean difference of two pictures of one size, in grey levels.
fn difference(one: &GrayImage, other: &GrayImage) -> f64 {
    assert_eq!(one.dimensions(), other.dimensions());
    let pixels = one.pixels().zip(other.pixels());
    let sum: u64 = pixels
        .map(|(a, b)| u64::from(a.0[0].abs_diff(b.0[0])))
        .sum();
    sum as f64 / f64::from(one.width() * one.height())
}

/// A digit of the typeface in MNIST's form, made of black and white ink as MNIST's were.
fn as_mnist(what: char) -> GrayImage {
    let mut ink = digit(what);
    for pixel in ink.pixels_mut() {
        pixel.0[0] = if pixel.0[0] >= 128 { 255 } else { 0 };
    }
    mnistify(&ink).unwrap()
}

/// Which of the ten digits of the typeface a picture shows: the closest one.
fn read(picture: &GrayImage) -> char {
    let away = |what: &char| distance(picture, &as_mnist(*what));
    ('0'..='9')
        .min_by(|one, other| away(one).total_cmp(&away(other)))
        .unwrap()
}

/// What a picture of MNIST's form may differ by in the mean and still be the same digit, in grey
/// levels. Two different digits of the typeface are never this close: the 4 and the 9, which are the
/// closest, differ by 13.
const SAME: f64 = 6.0;

#[track_caller]
fn assert_same(one: &GrayImage, other: &GrayImage) {
    let away = distance(one, other);
    assert!(away <= SAME, "they differ by {away}");
}

#[test]
fn the_ten_digits_of_the_typeface_are_further_apart_than_what_counts_as_the_same() {
    let all: Vec<GrayImage> = ('0'..='9').map(as_mnist).collect();
    for (at, one) in all.iter().enumerate() {
        for other in &all[at + 1..] {
            assert!(distance(one, other) > 2.0 * SAME);
        }
    }
}

mod stages {
    use super::*;

    #[test]
    fn every_digit_on_plain_paper_comes_out_as_mnist_would_show_it() {
        for what in '0'..='9' {
            let cleaned = cleaned(&page_of(what));
            assert_same(only_digit(&cleaned), &as_mnist(what));
        }
    }

    #[test]
    fn uneven_light_makes_no_difference() {
        let flat = page_of('5');
        let mut lit = flat.clone();
        // From a third of the light on the left to all of it on the right.
        for (x, _, pixel) in lit.enumerate_pixels_mut() {
            let light = 1.0 / 3.0 + f64::from(x) / 299.0 * 2.0 / 3.0;
            pixel.0[0] = (f64::from(pixel.0[0]) * light).round() as u8;
        }
        let (flat, lit) = (cleaned(&flat), cleaned(&lit));
        let ink = |cleaned: &Cleaned| {
            let stage = cleaned.stages.iter().find(|stage| stage.step == Step::Otsu);
            stage.unwrap().picture.to_luma8()
        };
        // Of a picture of which about a tenth is ink.
        assert!(difference(&ink(&flat), &ink(&lit)) <= 0.005 * 255.0);
        assert_same(only_digit(&flat), only_digit(&lit));
    }

    #[test]
    fn a_soft_shadow_makes_no_difference() {
        let mut shaded = page_of('3');
        for (x, y, pixel) in shaded.enumerate_pixels_mut() {
            let edge = (f64::from(x + y) - 300.0) / 60.0;
            let light = 0.45 + 0.55 / (1.0 + (-edge).exp());
            pixel.0[0] = (f64::from(pixel.0[0]) * light).round() as u8;
        }
        assert_same(
            only_digit(&cleaned(&shaded)),
            only_digit(&cleaned(&page_of('3'))),
        );
    }

    #[test]
    fn bright_ink_on_a_dark_ground_gives_the_same_as_dark_ink_on_bright_paper() {
        for what in ['0', '1', '4', '8'] {
            let dark = page_of(what);
            let mut bright = dark.clone();
            imageops::invert(&mut bright);
            assert_eq!(cleaned(&dark).digits, cleaned(&bright).digits);
        }
    }

    #[test]
    fn faint_ink_is_ink() {
        let mut faint = page_of('2');
        for pixel in faint.pixels_mut() {
            // A quarter of the contrast is left.
            pixel.0[0] = PAPER - (PAPER - pixel.0[0]) / 4;
        }
        assert_eq!(read(only_digit(&cleaned(&faint))), '2');
    }

    #[test]
    fn a_frame_at_the_border_is_removed_and_the_digit_stays() {
        for thickness in [3, 12, 30] {
            let mut framed = page_of('6');
            for (x, y, pixel) in framed.enumerate_pixels_mut() {
                if x < thickness || y < thickness || x >= 300 - thickness || y >= 300 - thickness {
                    pixel.0[0] = INK;
                }
            }
            assert_same(
                only_digit(&cleaned(&framed)),
                only_digit(&cleaned(&page_of('6'))),
            );
        }
    }

    #[test]
    fn a_frame_that_does_not_touch_the_border_is_removed_too() {
        let mut framed = page_of('9');
        for (x, y, pixel) in framed.enumerate_pixels_mut() {
            let inside = |low: u32, high: u32| (low..high).contains(&x) && (low..high).contains(&y);
            if inside(20, 280) && !inside(24, 276) {
                pixel.0[0] = INK;
            }
        }
        assert_same(
            only_digit(&cleaned(&framed)),
            only_digit(&cleaned(&page_of('9'))),
        );
    }

    #[test]
    fn a_ruled_line_is_removed_and_the_digit_that_it_crosses_is_still_whole() {
        // Level, and with a slope of 1 in 20.
        for (what, slope) in ('0'..='9').zip([0.0, 0.05].into_iter().cycle()) {
            let mut ruled = page_of(what);
            for x in 0..300 {
                let y = (150.0 + slope * (f64::from(x) - 150.0)) as u32;
                for y in y..y + 3 {
                    let pixel = ruled.get_pixel_mut(x, y);
                    pixel.0[0] = pixel.0[0].min(120);
                }
            }
            let cleaned = cleaned(&ruled);
            assert!(
                about(&cleaned).contains(&"1 rule removed"),
                "{what}: {:?}",
                about(&cleaned)
            );
            assert_same(only_digit(&cleaned), &as_mnist(what));
        }
    }

    #[test]
    fn squared_paper_is_removed() {
        let mut squared = page_of('7');
        for (x, y, pixel) in squared.enumerate_pixels_mut() {
            if x % 60 < 2 || y % 60 < 2 {
                pixel.0[0] = pixel.0[0].min(150);
            }
        }
        assert_eq!(read(only_digit(&cleaned(&squared))), '7');
    }

    #[test]
    fn a_digit_that_was_cropped_too_closely_stays() {
        // Not the 8: so tightly cropped, more than half of the picture is its ink, which is then paper.
        for what in ['2', '4', '5'] {
            let size = digit(what).dimensions();
            let mut cropped = paper(size.0 + 2, size.1 + 2);
            write(&mut cropped, what, 1, 1);
            assert_same(only_digit(&cleaned(&cropped)), &as_mnist(what));
        }
    }

    #[test]
    fn specks_are_no_digits() {
        let mut specked = page_of('3');
        let mut random = ChaCha8Rng::seed_from_u64(1);
        for _ in 0..40 {
            let at = (random.random_range(20..280), random.random_range(20..280));
            specked.put_pixel(at.0, at.1, Luma([INK]));
        }
        assert_eq!(read(only_digit(&cleaned(&specked))), '3');
    }

    #[test]
    fn deskewing_makes_a_leaning_stroke_stand_upright() {
        let mut leaning = paper(300, 300);
        for y in 60..240 {
            for x in 0..14 {
                leaning.put_pixel(80 + x + (240 - y) / 2, y, Luma([INK]));
            }
        }
        let deskew = Cleanup {
            deskew: true,
            ..Cleanup::default()
        };
        let width = |picture: &GrayImage| {
            let columns = picture
                .enumerate_pixels()
                .filter(|pixel| pixel.2.0[0] > 100);
            let columns: std::collections::BTreeSet<u32> = columns.map(|(x, ..)| x).collect();
            columns.len()
        };
        let (before, after) = (cleaned(&leaning), cleaned_by(deskew, &leaning));
        assert!(width(only_digit(&before)) >= 9);
        assert!(width(only_digit(&after)) <= 3);
    }

    /// Turns a stage off.
    type Switch = fn(&mut Cleanup);

    #[test]
    fn a_switch_that_is_off_skips_its_stage_and_no_other() {
        let all = Cleanup {
            largest: true,
            deskew: true,
            ..Cleanup::default()
        };
        let page = page_of('4');
        let every = steps(&cleaned_by(all, &page));
        assert_eq!(
            every,
            [
                Step::Upright,
                Step::Paper,
                Step::Grey,
                Step::Polarity,
                Step::Background,
                Step::Sauvola,
                Step::Otsu,
                Step::Rules,
                Step::Border,
                Step::Groups,
                Step::Largest,
                Step::Deskew,
            ]
        );
        let switches: [(Step, Switch); 9] = [
            (Step::Upright, |cleanup| cleanup.upright = false),
            (Step::Polarity, |cleanup| cleanup.polarity = false),
            (Step::Background, |cleanup| cleanup.background = false),
            (Step::Sauvola, |cleanup| cleanup.sauvola = false),
            (Step::Otsu, |cleanup| cleanup.otsu = false),
            (Step::Rules, |cleanup| cleanup.rules = false),
            (Step::Border, |cleanup| cleanup.border = false),
            (Step::Largest, |cleanup| cleanup.largest = false),
            (Step::Deskew, |cleanup| cleanup.deskew = false),
        ];
        for (step, turn_off) in switches {
            let mut cleanup = all;
            turn_off(&mut cleanup);
            let cleaned = cleaned_by(cleanup, &page);
            let mut left = every.clone();
            left.retain(|other| *other != step);
            assert_eq!(steps(&cleaned), left);
            let digit = only_digit(&cleaned);
            // What was sheared is no digit of the typeface any more.
            if step == Step::Deskew {
                assert_eq!(read(digit), '4');
            }
        }
        let neither = Cleanup {
            sauvola: false,
            otsu: false,
            ..all
        };
        let cleaned = cleaned_by(neither, &page);
        assert!(steps(&cleaned).contains(&Step::Half));
        only_digit(&cleaned);
    }

    #[test]
    fn the_switches_are_read_from_text_and_a_misspelled_one_is_refused() {
        let read = |text: &str| serde_json::from_str::<Cleanup>(text);
        assert_eq!(read("{}").unwrap(), Cleanup::default());
        let off = Cleanup {
            border: false,
            ..Cleanup::default()
        };
        assert_eq!(read(r#"{"border": false}"#).unwrap(), off);
        assert!(read(r#"{"boarder": false}"#).is_err());
    }

    #[test]
    fn every_stage_leaves_its_picture_and_says_what_it_did() {
        let cleaned = cleaned(&page_of('8'));
        for stage in &cleaned.stages {
            assert!(stage.picture.width() >= 300 && !stage.about.is_empty());
        }
        let picture = |step: Step| {
            let stage = cleaned.stages.iter().find(|stage| stage.step == step);
            stage.unwrap().picture.to_luma8()
        };
        for step in [Step::Sauvola, Step::Otsu, Step::Rules, Step::Groups] {
            let two = |value: &Luma<u8>| [0, 255].contains(&value.0[0]);
            assert!(picture(step).pixels().all(two), "{step} is black and white");
        }
    }
}

mod pages {
    use super::*;

    #[test]
    fn a_page_of_five_digits_has_five_digits_in_reading_order() {
        let mut page = paper(700, 460);
        let places = [
            ('3', 60, 40),
            ('1', 300, 70),
            ('4', 520, 30),
            ('1', 90, 280),
            ('5', 400, 270),
        ];
        for (what, left, top) in places {
            write(&mut page, what, left, top);
        }
        let cleaned = cleaned(&page);
        let found: String = cleaned
            .digits
            .iter()
            .map(|digit| read(&digit.picture))
            .collect();
        assert_eq!(found, "31415");
        for (found, (what, left, top)) in cleaned.digits.iter().zip(places) {
            let size = digit(what).dimensions();
            let close = |one: u32, other: u32| one.abs_diff(other) <= 4;
            assert!(close(found.bounds.left, left) && close(found.bounds.top, top));
            assert!(close(found.bounds.width, size.0) && close(found.bounds.height, size.1));
        }
        let one = cleaned_by(Cleanup::of_one_digit(), &page);
        assert_eq!(one.digits.len(), 1);
    }

    #[test]
    fn an_empty_page_has_none() {
        let flat = paper(400, 300);
        let mut lit = flat.clone();
        for (x, y, pixel) in lit.enumerate_pixels_mut() {
            pixel.0[0] = (90 + x / 4 + y / 8) as u8;
        }
        let mut noisy = flat.clone();
        let mut random = ChaCha8Rng::seed_from_u64(3);
        for pixel in noisy.pixels_mut() {
            pixel.0[0] = random.random_range(215..245);
        }
        let black = GrayImage::new(400, 300);
        let mut ruled = flat.clone();
        for (_, y, pixel) in ruled.enumerate_pixels_mut() {
            if y % 50 < 2 {
                pixel.0[0] = 120;
            }
        }
        for page in [flat, lit, noisy, black, ruled] {
            let cleaned = cleaned(&page);
            assert!(cleaned.digits.is_empty(), "{:?}", about(&cleaned));
            let told = about(&cleaned);
            assert!(told.contains(&"no group of a digit's shape"), "{told:?}");
        }
    }

    fn shipped(name: &str) -> Cleaned {
        Cleanup::default().run(&open(Path::new(&format!("{DATA}/photos/{name}"))).unwrap())
    }

    #[test]
    fn all_26_digits_of_the_photographed_sudoku_are_found_in_the_whole_picture() {
        let cleaned = shipped("sudoku.png");
        // Where they are was read off the photo: columns and rows of their middles.
        let middles = [
            (234, 108),
            (327, 108),
            (374, 106),
            (92, 151),
            (186, 151),
            (472, 141),
            (328, 194),
            (425, 192),
            (133, 239),
            (279, 239),
            (426, 238),
            (477, 235),
            (80, 287),
            (480, 285),
            (76, 335),
            (127, 336),
            (277, 336),
            (430, 335),
            (123, 387),
            (226, 387),
            (67, 438),
            (381, 440),
            (488, 440),
            (170, 493),
            (223, 493),
            (329, 492),
        ];
        for (x, y) in middles {
            let found = cleaned.digits.iter().filter(|digit| {
                let (left, top) = (digit.bounds.left, digit.bounds.top);
                (left..left + digit.bounds.width).contains(&x)
                    && (top..top + digit.bounds.height).contains(&y)
                    && digit.bounds.height <= 45
            });
            assert_eq!(found.count(), 1, "at {x},{y}");
        }
    }

    #[test]
    fn photos_without_digits_are_told_what_was_found_in_them() {
        for name in [
            "text.png",
            "page.png",
            "typewriter.png",
            "chelsea.png",
            "text_motion.jpg",
        ] {
            let cleaned = shipped(name);
            let last = cleaned.stages.last().unwrap();
            let n = cleaned.digits.len();
            let said = match n {
                0 => "no group".to_owned(),
                1 => "1 group of".to_owned(),
                n => format!("{n} groups of"),
            };
            assert!(last.about.starts_with(&said), "{name}: {}", last.about);
        }
    }

    /// Lesson 7 sends learners to these switches and says what they will find.
    #[test]
    fn without_the_three_stages_that_follow_the_light_no_digit_of_the_cells_is_found() {
        for name in [
            "cell00_label6.png",
            "cell08_label7.png",
            "cell12_label8.png",
        ] {
            let photo = open(&Path::new(DATA).join("photos/sudoku-cells").join(name)).unwrap();
            let all = Cleanup::of_one_digit();
            assert_eq!(all.run(&photo).digits.len(), 1, "{name}");
            let thinner = Cleanup {
                sauvola: false,
                otsu: false,
                ..all
            };
            let thin = thinner.run(&photo).digits;
            let ink = |digits: &[Found]| -> u32 {
                let picture = &digits.first().unwrap().picture;
                picture.pixels().map(|pixel| u32::from(pixel.0[0])).sum()
            };
            assert!(ink(&thin) < ink(&all.run(&photo).digits), "{name}");
            let blind = Cleanup {
                background: false,
                ..thinner
            };
            assert!(blind.run(&photo).digits.is_empty(), "{name}");
        }
    }

    #[test]
    fn mnists_own_digits_go_through_and_come_out_much_as_they_were() {
        let test = Library::builtin().open("mnist/test").unwrap();
        let n = 60;
        let close = (0..n).filter(|&index| {
            let before =
                GrayImage::from_raw(28, 28, test.picture(index).unwrap().to_vec()).unwrap();
            let after = cleaned_by(Cleanup::of_one_digit(), &before);
            let digit = after.digits.first();
            digit.is_some_and(|digit| distance(&digit.picture, &before) <= 2.0 * SAME)
        });
        let close = close.count();
        assert!(close >= n * 95 / 100, "{close} of {n}");
    }

    #[test]
    fn the_same_picture_is_cleaned_alike_on_one_thread_and_on_many() {
        let page = page_of('2');
        let pool = |threads| {
            rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap()
        };
        assert_eq!(
            pool(1).install(|| cleaned(&page)),
            pool(4).install(|| cleaned(&page))
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn whatever_a_picture_shows_what_is_found_lies_within_it(
            (width, height, bytes) in (1..40_u32, 1..40_u32).prop_flat_map(|(width, height)| {
                let n = (width * height) as usize;
                let pixel = prop_oneof![Just(0_u8), Just(255), any::<u8>()];
                (Just(width), Just(height), prop::collection::vec(pixel, n))
            }),
            deskew: bool,
            largest: bool,
        ) {
            let page = GrayImage::from_raw(width, height, bytes).unwrap();
            let cleaned = cleaned_by(Cleanup { deskew, largest, ..Cleanup::default() }, &page);
            prop_assert!(!largest || cleaned.digits.len() <= 1);
            for digit in &cleaned.digits {
                prop_assert_eq!(digit.picture.dimensions(), (28, 28));
                let bounds = digit.bounds;
                prop_assert!(bounds.left + bounds.width <= width && bounds.width > 0);
                prop_assert!(bounds.top + bounds.height <= height && bounds.height > 0);
            }
        }
    }

    #[test]
    fn long_and_narrow_pictures_and_none_at_all_are_no_trouble() {
        for (width, height) in [(1, 1), (1, 5_000), (5_000, 1), (3_000, 20), (0, 0), (0, 9)] {
            let cleaned = cleaned(&GrayImage::new(width, height));
            assert!(cleaned.digits.is_empty());
        }
    }
}
