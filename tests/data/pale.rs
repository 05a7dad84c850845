//! What somebody with a pale pen is promised: what is too pale is not read and not passed over, an empty page is no pale
//! one, and colours that differ are read even where they are as bright as the paper.

use image::{DynamicImage, Rgb, RgbImage};
use mindgap::dataset::Library;
use mindgap::picture::cleanup::Cleaned;
use mindgap::picture::dial::Strokes;
use mindgap::picture::form::Paper;
use mindgap::picture::{Cleanup, Photo};
use mindgap::shift::camera::Print;
use mindgap::shift::page::{Light, MOST, Pen, Scene, photograph_page};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::sheets::{Shot, filled};

/// A page with ten digits, or with none.
fn page(scene: &Scene, is_written: bool, seed: u64) -> RgbImage {
    let strokes = Library::builtin().strokes("pendigits").unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let drawn: Vec<&Strokes> = (0..MOST)
        .map(|_| &strokes[random.random_range(0..strokes.len())].0)
        .collect();
    let drawn = if is_written { drawn } else { Vec::new() };
    photograph_page(&drawn, scene, &mut random).unwrap().picture
}

fn cleaned(photo: RgbImage) -> Cleaned {
    Cleanup::default().run(&Photo::from(DynamicImage::from(photo)))
}

/// A pen that takes so many hundredths of the light.
fn taking(percent: u8) -> Scene {
    Scene {
        pen: Pen::Leaving([100 - percent; 3]),
        ..Scene::default()
    }
}

#[test]
fn digits_that_are_too_pale_are_not_read_and_told() {
    let cleaned = cleaned(page(&taking(18), true, 1));
    assert!(cleaned.digits.len() < 3, "{}", cleaned.digits.len());
    assert!(cleaned.left_out.pale >= 7, "{:?}", cleaned.left_out);
    let told = cleaned.left_out.told();
    assert!(told.contains("too pale to be read (press harder"), "{told}");
}

#[test]
fn what_can_be_read_and_what_is_empty_is_not_pale() {
    let written = cleaned(page(&Scene::default(), true, 2));
    assert_eq!((written.digits.len(), written.left_out.pale), (MOST, 0));
    for (print, light) in [
        (Print::Blank, Light::Shadow),
        (Print::Squared, Light::Shadow),
        (Print::Blank, Light::Lamp),
        (Print::Blank, Light::Dark),
    ] {
        let scene = Scene {
            print,
            light,
            ..Scene::default()
        };
        let empty = cleaned(page(&scene, false, 3));
        assert_eq!(
            (empty.digits.len(), empty.left_out.pale),
            (0, 0),
            "{print:?}, {light:?}"
        );
    }
}

#[test]
fn colours_as_bright_as_the_paper_are_read() {
    // Yellow leaves red and green alone.
    let yellow = Scene {
        pen: Pen::Leaving([98, 92, 25]),
        ..Scene::default()
    };
    assert_eq!(cleaned(page(&yellow, true, 4)).digits.len(), MOST);
    // Red on green, of one brightness.
    let scene = Scene {
        light: Light::Even,
        fill: 1.15,
        ..Scene::default()
    };
    let mut red = page(&scene, true, 4);
    for pixel in red.pixels_mut() {
        let [r, g, b] = pixel.0.map(f32::from);
        let ink = (1.0 - (r + g + b) / (3.0 * 228.0)).clamp(0.0, 1.0);
        let mixed = |paper: f32, ink_is: f32| (paper + ink * (ink_is - paper)) as u8;
        *pixel = Rgb([
            mixed(120.0, 222.0),
            mixed(176.0, 142.0),
            mixed(120.0, 120.0),
        ]);
    }
    let read = cleaned(red);
    assert!(read.digits.len() >= MOST - 1, "{}", read.digits.len());
}

#[test]
fn boxes_that_are_written_too_pale_are_told_from_empty_ones() {
    let shot = Shot {
        scene: Scene {
            fill: 0.85,
            ..taking(20)
        },
        ..Shot::default()
    };
    let sheet = filled(&shot, Paper::A4, 70);
    let read = crate::sheets::cleaned(&sheet.photo);
    let read = read.sheet.unwrap().unwrap();
    assert!(read.pale.len() >= 10, "{read:?}");
    for place in &read.pale {
        assert!(sheet.written[*place].is_some(), "box {place} is empty");
    }
    let told = read.told();
    assert!(told.contains("written too pale to be read"), "{told}");
}

/// `cargo test --test data pale -- --ignored --nocapture` prints the table of `docs/pages.md`.
#[test]
#[ignore = "a measurement"]
fn how_pale_is_too_pale() {
    println!(
        "| a pen of 0.6 mm takes of the light | digits found, of 40 | told to be too pale | boxes read, of 48 | told to be too pale |\n\
         |---|---:|---:|---:|---:|"
    );
    for percent in [0, 5, 8, 10, 12, 15, 20, 25, 30, 40] {
        let pages = (0..4).map(|seed| cleaned(page(&taking(percent), percent > 0, seed)));
        let pages: Vec<Cleaned> = pages.collect();
        let found: usize = pages.iter().map(|page| page.digits.len()).sum();
        let pale: usize = pages.iter().map(|page| page.left_out.pale).sum();
        let shot = Shot {
            scene: Scene {
                fill: 0.85,
                ..taking(percent)
            },
            ..Shot::default()
        };
        let sheet = filled(&shot, Paper::A4, 70);
        let read = crate::sheets::cleaned(&sheet.photo).sheet.unwrap().unwrap();
        let boxes = (read.written.len(), read.pale.len());
        println!(
            "| {percent} % | {found} | {pale} | {} | {} |",
            boxes.0, boxes.1
        );
    }
}
