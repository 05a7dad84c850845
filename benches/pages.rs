//! Whole pages: how many digits the clean-up finds on photos of sheets, how many of its finds are none, how many the
//! network of the first lesson then reads correctly, one condition at a time; and how long a clean-up takes.
//!
//! `cargo bench --bench pages` trains that network and prints `docs/pages.md`; how many pages of each condition are
//! made, ten by default, can be given behind `--`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench may fail")]

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use image::DynamicImage;
use image::imageops::{self, FilterType};
use mindgap::dataset::Library;
use mindgap::eval::wilson;
use mindgap::model::{Classifier, device};
use mindgap::picture::cleanup::Bounds;
use mindgap::picture::dial::Strokes;
use mindgap::picture::{Cleanup, Photo, open};
use mindgap::shift::camera::Print;
use mindgap::shift::page::{Light, MOST, Pen, Scene, Table, photograph_page};
use mindgap::train::RunStore;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// Two boxes are the same digit if so much of both together is in both.
const SAME: f64 = 0.5;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let pages = arguments.find_map(|argument| argument.parse().ok());
    let pages: u64 = pages.unwrap_or(10);
    let strokes = Library::builtin().strokes("pendigits").unwrap();
    let classifier = trained();
    println!(
        "# Whole pages\n\n\
         Written by `cargo bench --bench pages`: photos of sheets of A5 with ten digits each, strokes of pendigits' \
         writers smoothed, drawn with a pen, photographed on a table (1600x1200 pixels, JPEG 88), made by this \
         program and not validated against photographs. The usual page is blank, written with a ballpoint, on a \
         brown table, under a lamp, tilted by 10 degrees, and takes 70 % of the photo's width; each row changes \
         what it says. {pages} pages of each, with the seeds 0 to {}. *Found*: the digits whose box and a found one \
         have at least half in common. *False*: finds that are no digit, of 100 digits. *Read*: found and read \
         correctly by the network of lesson 1 (cnn, 58,000 pictures, 3 epochs, seed 7). With 95 % intervals (Wilson); \
         digits of a page are not independent, so that they are too narrow.\n\n\
         | page | found % | false | read % |\n|---|---:|---:|---:|",
        pages - 1
    );
    for (name, scene) in scenes() {
        let made = (0..pages).map(|seed| measure(&page(&scene, seed, &strokes), &classifier));
        let made: Vec<Measured> = made.collect();
        let sum = |of: fn(&Measured) -> usize| made.iter().map(of).sum::<usize>();
        let all = made.len() * MOST;
        println!(
            "| {name} | {} | {:.1} | {} |",
            share(sum(|page| page.found), all),
            sum(|page| page.none) as f64 * 100.0 / all as f64,
            share(sum(|page| page.read), all),
        );
    }
    println!(
        "\n## Other photos\n\n\
         Times are medians of five, in a {} build.\n\n\
         | photo | digits on it | finds | clean-up, ms |\n|---|---:|---:|---:|",
        if cfg!(debug_assertions) {
            "debug"
        } else {
            "release"
        },
    );
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/photos");
    let sudoku = open(&data.join("sudoku.png")).unwrap().picture;
    row("`data/photos/sudoku.png`", 26, sudoku);
    let usual = page(&Scene::default(), 0, &strokes).picture;
    row("the first page", MOST, usual.clone());
    // 48 megapixels, as a phone's best camera has.
    let large = imageops::resize(&usual.to_rgb8(), 8000, 6000, FilterType::Triangle);
    row(
        "the first page, enlarged to 48 megapixels",
        MOST,
        large.into(),
    );
}

/// The pages, by what is unusual about them.
fn scenes() -> Vec<(&'static str, Scene)> {
    let usual = Scene::default();
    vec![
        ("the usual page", usual),
        (
            "ruled paper",
            Scene {
                print: Print::Ruled,
                ..usual
            },
        ),
        (
            "squared paper",
            Scene {
                print: Print::Squared,
                ..usual
            },
        ),
        (
            "a fine pen, 0.3 mm",
            Scene {
                pen: Pen::Fine,
                ..usual
            },
        ),
        (
            "a pencil",
            Scene {
                pen: Pen::Pencil,
                ..usual
            },
        ),
        (
            "a felt pen, 1.8 mm",
            Scene {
                pen: Pen::Felt,
                ..usual
            },
        ),
        (
            "even light",
            Scene {
                light: Light::Even,
                ..usual
            },
        ),
        (
            "a soft shadow",
            Scene {
                light: Light::Shadow,
                ..usual
            },
        ),
        (
            "little light",
            Scene {
                light: Light::Dark,
                ..usual
            },
        ),
        (
            "a grey table",
            Scene {
                table: Table::Grey,
                ..usual
            },
        ),
        (
            "a white table",
            Scene {
                table: Table::White,
                ..usual
            },
        ),
        ("from straight above", Scene { tilt: 0.0, ..usual }),
        (
            "tilted by 20 degrees",
            Scene {
                tilt: 20.0,
                ..usual
            },
        ),
        (
            "tilted by 35 degrees",
            Scene {
                tilt: 35.0,
                ..usual
            },
        ),
        (
            "35 % of the width",
            Scene {
                fill: 0.35,
                ..usual
            },
        ),
        ("50 % of the width", Scene { fill: 0.5, ..usual }),
        ("90 % of the width", Scene { fill: 0.9, ..usual }),
        (
            "larger than the photo, 115 %",
            Scene {
                fill: 1.15,
                ..usual
            },
        ),
        (
            "squared paper in a soft shadow",
            Scene {
                print: Print::Squared,
                light: Light::Shadow,
                ..usual
            },
        ),
        (
            "a pencil on ruled paper, in a soft shadow, on a white table, tilted by 20 degrees, 50 % of the width",
            Scene {
                print: Print::Ruled,
                pen: Pen::Pencil,
                table: Table::White,
                light: Light::Shadow,
                tilt: 20.0,
                fill: 0.5,
            },
        ),
    ]
}

/// The network of the first lesson.
fn trained() -> Classifier {
    let folder = tempfile::tempdir().unwrap();
    let status = Command::new(env!("CARGO_BIN_EXE_mindgap"))
        .arg("--data-dir")
        .arg(folder.path())
        .args(["train", "--train", "58000", "--seed", "7", "--quiet"])
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let store = RunStore::open(folder.path().join("runs")).unwrap();
    let runs = store.list().unwrap();
    store.classifier(&runs.records[0], &device()).unwrap()
}

/// A page, where its digits are, and which.
struct Page {
    picture: DynamicImage,
    digits: Vec<Bounds>,
    labels: Vec<u8>,
}

/// A page of digits that the seed draws.
fn page(scene: &Scene, seed: u64, strokes: &[(Strokes, u8)]) -> Page {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let drawn: Vec<&(Strokes, u8)> = (0..MOST)
        .map(|_| &strokes[random.random_range(0..strokes.len())])
        .collect();
    let digits: Vec<&Strokes> = drawn.iter().map(|(strokes, _)| strokes).collect();
    let photo = photograph_page(&digits, scene, &mut random).unwrap();
    Page {
        picture: photo.picture.into(),
        digits: photo.digits,
        labels: drawn.iter().map(|(_, label)| *label).collect(),
    }
}

/// What became of a page.
struct Measured {
    found: usize,
    none: usize,
    read: usize,
}

fn measure(page: &Page, classifier: &Classifier) -> Measured {
    let photo = Photo::from(page.picture.clone());
    let cleaned = Cleanup::default().run(&photo);
    let pictures = cleaned
        .digits
        .iter()
        .map(|digit| digit.picture.as_raw().as_slice());
    let answers = classifier.probabilities(pictures, &device()).unwrap();
    let mut is_found = vec![false; page.digits.len()];
    let (mut none, mut read) = (0, 0);
    for (digit, answer) in cleaned.digits.iter().zip(answers) {
        let is_it =
            |place: &usize| !is_found[*place] && page.digits[*place].overlap(&digit.bounds) >= SAME;
        match (0..page.digits.len()).find(is_it) {
            Some(place) => {
                is_found[place] = true;
                let most = answer
                    .iter()
                    .enumerate()
                    .max_by(|one, other| one.1.total_cmp(other.1));
                read += usize::from(
                    most.is_some_and(|(class, _)| class == usize::from(page.labels[place])),
                );
            }
            None => none += 1,
        }
    }
    Measured {
        found: is_found.iter().filter(|found| **found).count(),
        none,
        read,
    }
}

fn share(n: usize, of: usize) -> String {
    let between = wilson(n, of);
    format!(
        "{:.1} ({:.1} – {:.1})",
        n as f64 * 100.0 / of as f64,
        between.low * 100.0,
        between.high * 100.0
    )
}

/// How many digits are found in a photo that shows so many, and how long that takes: the median of five.
fn row(name: &str, digits: usize, picture: DynamicImage) {
    let photo = Photo::from(picture);
    let mut finds = 0;
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let begun = Instant::now();
            finds = Cleanup::default().run(&photo).digits.len();
            begun.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("| {name} | {digits} | {finds} | {:.0} |", times[2]);
}
