//! What the clean-up promises of whole pages: photos of sheets that failed once, and pages of really written digits
//! that are made and photographed, one hard condition at a time. All conditions, and how often each fails, are what
//! `benches/pages.rs` measures.

use std::path::Path;

use image::{DynamicImage, Rgb, RgbImage, imageops};
use mindgap::dataset::Library;
use mindgap::picture::cleanup::{Bounds, Cleaned, Step};
use mindgap::picture::{Cleanup, Photo, open};
use mindgap::shift::camera::Print;
use mindgap::shift::page::{Light, MOST, PagePhoto, Pen, Scene, Table, photograph_page};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/pages");

/// A photo that failed once, cleaned up. Its digits stand in its name.
fn case(name: &str) -> Cleaned {
    Cleanup::default().run(&open(&Path::new(CASES).join(name)).unwrap())
}

/// What a stage said of a clean-up.
#[track_caller]
fn about(cleaned: &Cleaned, step: Step) -> &str {
    let stage = cleaned.stages.iter().find(|stage| stage.step == step);
    &stage.unwrap().about
}

#[test]
fn a_sheet_on_a_table_is_found_and_straightened_and_every_digit_on_it_found_and_nothing_else() {
    for (name, digits) in [
        ("sheet-on-desk-0123456789.jpg", 10),
        ("sheet-60-percent-0123456789.jpg", 10),
        ("sheet-a4-314159265358.jpg", 12),
        ("sheet-a4-8.jpg", 1),
        ("white-desk-0123456789.jpg", 10),
        ("pencil-23568.jpg", 5),
        ("grid-shadow-537619598686348317266284195879.jpg", 30),
    ] {
        let cleaned = case(name);
        let paper = about(&cleaned, Step::Paper);
        assert!(paper.contains("a sheet found"), "{name}: {paper}");
        assert_eq!(
            cleaned.digits.len(),
            digits,
            "{name}: {:?}",
            cleaned.left_out
        );
    }
}

#[test]
fn digits_have_their_places_on_the_straightened_sheet_too() {
    let cleaned = case("sheet-on-desk-0123456789.jpg");
    let groups = cleaned.stages.iter().find(|s| s.step == Step::Groups);
    let ink = groups.unwrap().picture.to_luma8();
    assert_eq!(ink.dimensions(), cleaned.page);
    let is_inside = |x: u32, y: u32| {
        cleaned.digits.iter().any(|digit| {
            let Bounds {
                left,
                top,
                width,
                height,
            } = digit.on_page;
            (left..left + width).contains(&x) && (top..top + height).contains(&y)
        })
    };
    let all = ink
        .enumerate_pixels()
        .filter(|(.., value)| value.0[0] > 127);
    let places: Vec<bool> = all.map(|(x, y, _)| is_inside(x, y)).collect();
    assert!(places.len() > 1_000 && places.into_iter().all(|inside| inside));
}

#[test]
fn strokes_on_transparency_are_laid_on_the_ground_that_shows_them() {
    for (name, ground) in [
        ("white-strokes-transparent-5.png", "laid on black"),
        ("black-strokes-transparent-5.png", "laid on white"),
    ] {
        let cleaned = case(name);
        assert!(about(&cleaned, Step::Grey).contains(ground), "{name}");
        assert_eq!(cleaned.digits.len(), 1, "{name}");
    }
    let [white, black] =
        ["white", "black"].map(|of| case(&format!("{of}-strokes-transparent-5.png")));
    assert_eq!(white.digits[0].picture, black.digits[0].picture);
}

/// A photo in two colours, of the digits of one that is black on white.
fn coloured(ink: [u8; 3], paper: [u8; 3]) -> Cleaned {
    let black = open(&Path::new(CASES).join("black-strokes-transparent-5.png")).unwrap();
    let strokes = black.picture.to_luma_alpha8();
    let mut page = RgbImage::from_pixel(900, 800, Rgb(paper));
    for (x, y, pixel) in strokes.enumerate_pixels() {
        let share = f32::from(pixel.0[1]) / 255.0;
        let mix = |of: usize| f32::from(paper[of]).mul_add(1.0 - share, f32::from(ink[of]) * share);
        page.put_pixel(200 + x, 100 + y, Rgb([0, 1, 2].map(|of| mix(of) as u8)));
    }
    Cleanup::default().run(&Photo::from(DynamicImage::from(page)))
}

#[test]
fn ink_that_differs_from_its_paper_by_colour_alone_is_found_in_the_channel_that_shows_it() {
    let yellow = coloured([255, 238, 100], [255, 255, 255]);
    assert!(about(&yellow, Step::Grey).contains("the blue channel"));
    assert_eq!(yellow.digits.len(), 1);
    let red_on_green = coloured([216, 72, 47], [58, 154, 58]);
    assert!(about(&red_on_green, Step::Grey).contains("the red channel"));
    assert_eq!(red_on_green.digits.len(), 1);
    let blue = coloured([20, 30, 120], [250, 250, 245]);
    assert!(about(&blue, Step::Grey).starts_with("grey"));
    assert_eq!(blue.digits.len(), 1);
}

/// A page of digits that people wrote, in their order in the set from a place that the seed draws.
fn page(scene: &Scene, seed: u64) -> PagePhoto {
    let strokes = Library::builtin().strokes("pendigits").unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let digits: Vec<_> = (0..MOST)
        .map(|_| &strokes[random.random_range(0..strokes.len())].0)
        .collect();
    photograph_page(&digits, scene, &mut random).unwrap()
}

fn cleaned(picture: &RgbImage) -> Cleaned {
    Cleanup::default().run(&Photo::from(DynamicImage::from(picture.clone())))
}

/// Every digit of a page is found where it is, and nothing else.
#[track_caller]
fn assert_all_found(scene: &Scene, page: &PagePhoto, cleaned: &Cleaned) {
    let places: Vec<usize> = cleaned
        .digits
        .iter()
        .map(|found| {
            let is_it = |digit: &Bounds| digit.overlap(&found.bounds) > 0.5;
            page.digits.iter().position(is_it).unwrap_or(MOST)
        })
        .collect();
    // In reading order, as they were written.
    assert_eq!(places, (0..MOST).collect::<Vec<_>>(), "{scene}");
}

#[test]
fn a_page_is_read_whole_whatever_it_is_written_with_and_on_and_lies_on() {
    let usual = Scene::default();
    for scene in [
        Scene {
            print: Print::Ruled,
            ..usual
        },
        Scene {
            print: Print::Squared,
            ..usual
        },
        Scene {
            pen: Pen::Pencil,
            ..usual
        },
        Scene {
            pen: Pen::Felt,
            ..usual
        },
        Scene {
            table: Table::White,
            ..usual
        },
    ] {
        let page = page(&scene, 1);
        assert_all_found(&scene, &page, &cleaned(&page.picture));
    }
}

#[test]
fn a_page_is_read_whole_in_any_light_from_any_side_and_however_much_of_the_photo_it_fills() {
    let usual = Scene::default();
    for scene in [
        Scene {
            light: Light::Shadow,
            ..usual
        },
        Scene {
            light: Light::Dark,
            ..usual
        },
        Scene {
            tilt: 35.0,
            ..usual
        },
        Scene {
            fill: 0.35,
            ..usual
        },
    ] {
        let page = page(&scene, 2);
        assert_all_found(&scene, &page, &cleaned(&page.picture));
    }
}

/// Pages that failed once: counters were taken for bright strokes, the bar of a 5 for a dash, a 6 for the frame of its own
/// spiral, the halves of a broken 4 for two digits.
#[test]
fn what_lies_between_strokes_is_no_ink_and_broken_digits_stay_whole() {
    let usual = Scene::default();
    let pencil = Scene {
        print: Print::Ruled,
        pen: Pen::Pencil,
        table: Table::White,
        light: Light::Shadow,
        tilt: 20.0,
        fill: 0.5,
    };
    let shadow = Scene {
        light: Light::Shadow,
        ..usual
    };
    let small = Scene {
        fill: 0.35,
        ..usual
    };
    for (scene, seed) in [(shadow, 4), (pencil, 0), (small, 6), (small, 8)] {
        let page = page(&scene, seed);
        assert_all_found(&scene, &page, &cleaned(&page.picture));
    }
}

#[test]
fn a_hand_on_a_corner_of_the_sheet_hides_no_other() {
    let scene = Scene::default();
    let mut page = page(&scene, 3);
    // A thumb as wide as a tenth of the photo, over the lower right corner of the sheet.
    let corner = page.digits.last().unwrap();
    let (x, y) = (corner.left + 260, corner.top + 170);
    for (px, py, pixel) in page.picture.enumerate_pixels_mut() {
        let (dx, dy) = (f64::from(px) - f64::from(x), f64::from(py) - f64::from(y));
        if dx.hypot(dy) < 80.0 || (dx > 0.0 && dy.abs() < 80.0) {
            *pixel = Rgb([205, 150, 125]);
        }
    }
    let cleaned = cleaned(&page.picture);
    assert!(about(&cleaned, Step::Paper).contains("a sheet found"));
    assert_all_found(&scene, &page, &cleaned);
}

#[test]
fn what_is_no_sheet_is_left_as_it_is() {
    // Paper that fills the photo; a frame that is printed on it; a dark block.
    let scene = Scene {
        fill: 1.4,
        tilt: 0.0,
        ..Scene::default()
    };
    let whole = page(&scene, 4);
    let middle = imageops::crop_imm(&whole.picture, 200, 150, 1200, 900).to_image();
    let mut framed = RgbImage::from_pixel(800, 600, Rgb([235, 235, 230]));
    let mut block = framed.clone();
    for (x, y, pixel) in framed.enumerate_pixels_mut() {
        let inside =
            |x: u32, y: u32, by: u32| (by..800 - by).contains(&x) && (by..600 - by).contains(&y);
        if inside(x, y, 100) && !inside(x, y, 106) {
            *pixel = Rgb([30, 30, 30]);
        }
    }
    for (x, y, pixel) in block.enumerate_pixels_mut() {
        if (250..550).contains(&x) && (100..500).contains(&y) {
            *pixel = Rgb([40, 40, 40]);
        }
    }
    for picture in [middle, framed, block] {
        let cleaned = cleaned(&picture);
        assert_eq!(
            about(&cleaned, Step::Paper),
            "no edge of a sheet: all of it is paper"
        );
    }
}
