//! Sheets that people filled in, and photos of them, for tests and benchmarks: all made, none a photograph.

use std::sync::LazyLock;

use image::{DynamicImage, GrayImage, Rgb, RgbImage};
use imageproc::filter::gaussian_blur_f32;
use mindgap::dataset::Library;
use mindgap::picture::cleanup::Cleaned;
use mindgap::picture::dial::Strokes;
use mindgap::picture::form::{BOXES, Corner, Drawing, Id, Labels, Paper, Texts, order_of, raster};
use mindgap::picture::{Cleanup, Photo, mnistify, pen};
use mindgap::shift::filled::{Printed, Written, photograph_sheet};
use mindgap::shift::page::Scene;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// Pixels of a printed page to a millimetre.
pub const PIXELS: f32 = 6.0;

pub fn font() -> Vec<u8> {
    let font = Library::builtin().file("fonts/LiberationSans-Regular.ttf");
    font.unwrap().into_owned()
}

pub fn texts() -> Texts {
    Texts {
        headline: "Write the grey digit into each box".to_owned(),
        lines: vec!["As you always write it.".to_owned()],
        writer: "Writer no.:".to_owned(),
        name: "Sheet".to_owned(),
        foot: vec!["mindgap data import".to_owned()],
    }
}

/// A page that asks for these labels, as a printer makes it.
pub fn printed(id: Id, labels: &Labels) -> GrayImage {
    raster(&Drawing::of(id, labels, &texts(), &font()).unwrap(), PIXELS)
}

/// How a sheet is photographed.
#[derive(Debug, Clone, Copy)]
pub struct Shot {
    pub scene: Scene,
    pub photo: (u32, u32),
    pub blur: f32,
}

impl Default for Shot {
    fn default() -> Self {
        Self {
            scene: Scene {
                fill: 0.85,
                ..Scene::default()
            },
            photo: (1200, 1600),
            blur: 0.8,
        }
    }
}

/// A sheet that somebody filled in, but for some boxes, and the photo of it.
pub struct Sheet {
    pub id: Id,
    /// What was written in each box.
    pub written: Vec<Option<Strokes>>,
    pub photo: RgbImage,
}

/// Digits that people wrote.
static KNOWN: LazyLock<Vec<(Strokes, u8)>> =
    LazyLock::new(|| Library::builtin().strokes("pendigits").unwrap());

/// Fills in a sheet with digits that people wrote, of which the seed draws which, and which boxes stay empty.
pub fn filled(shot: &Shot, paper: Paper, seed: u64) -> Sheet {
    filled_with(shot, paper, seed, &Labels::digits())
}

/// The same of a sheet that asks for these labels: for each a digit of its own, again and again from 0.
pub fn filled_with(shot: &Shot, paper: Paper, seed: u64, labels: &Labels) -> Sheet {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let id = Id::new(paper, seed as u32, 1 + seed as u32 % 30).unwrap();
    let id = id.asking(labels);
    let mut drawn = |digit: u8| loop {
        let (strokes, label) = &KNOWN[random.random_range(0..KNOWN.len())];
        if *label == digit {
            return strokes.clone();
        }
    };
    let left_empty = [seed as usize % BOXES, (7 * seed as usize + 13) % BOXES];
    let written: Vec<Option<Strokes>> = order_of(id, labels)
        .into_iter()
        .enumerate()
        .map(|(place, label)| (!left_empty.contains(&place)).then(|| drawn(label % 10)))
        .collect();
    let boxes = written.iter().enumerate().filter_map(|(place, strokes)| {
        let strokes = strokes.as_ref()?;
        let place = id.box_place(place);
        Some(Written { place, strokes })
    });
    let boxes: Vec<Written> = boxes.collect();
    let page = Printed {
        picture: &printed(id, labels),
        pixels: PIXELS,
    };
    let how = (shot.photo, shot.blur);
    let photo = photograph_sheet(page, &boxes, &shot.scene, how, &mut random).unwrap();
    Sheet { id, written, photo }
}

/// What the clean-up makes of a photo.
pub fn cleaned(photo: &RgbImage) -> Cleaned {
    Cleanup::default().run(&Photo::from(DynamicImage::from(photo.clone())))
}

/// What a pen of the usual width leaves of strokes, as MNIST would show it.
pub fn as_mnist(strokes: &Strokes) -> GrayImage {
    let lines: Vec<Vec<(f32, f32)>> = strokes
        .0
        .iter()
        .map(|line| {
            line.iter()
                .map(|(x, y)| (20.0 + x * 50.0, 10.0 + y * 50.0))
                .collect()
        })
        .collect();
    let ink = pen::draw(lines.iter().map(Vec::as_slice), 4.0, (140, 70));
    mnistify(&ink).unwrap()
}

/// How much two pictures are alike, 0..1: the cosine, at the best of the shifts by a pixel.
pub fn likeness(one: &GrayImage, other: &GrayImage) -> f64 {
    // A little blurred: the edges of strokes tell nothing.
    let [one, other] = [one, other].map(|picture| gaussian_blur_f32(picture, 1.0));
    let at = |x: i64, y: i64| {
        let inside = (0..28).contains(&x) && (0..28).contains(&y);
        if inside {
            f64::from(other.get_pixel(x as u32, y as u32).0[0])
        } else {
            0.0
        }
    };
    let square = |picture: &GrayImage| -> f64 {
        picture
            .pixels()
            .map(|pixel| f64::from(pixel.0[0]).powi(2))
            .sum()
    };
    let shifts = (-1..=1).flat_map(|y| (-1..=1).map(move |x| (x, y)));
    let products = shifts.map(|(dx, dy)| -> f64 {
        one.enumerate_pixels()
            .map(|(x, y, pixel)| f64::from(pixel.0[0]) * at(i64::from(x) + dx, i64::from(y) + dy))
            .sum()
    });
    products.fold(0.0, f64::max) / (square(&one) * square(&other)).sqrt()
}

/// The photo without what lies in a corner of it.
pub fn without(photo: &RgbImage, corner: Corner, share: f32) -> RgbImage {
    let (width, height) = photo.dimensions();
    let (w, h) = (
        (width as f32 * share) as u32,
        (height as f32 * share) as u32,
    );
    let (left, top) = match corner {
        Corner::UpperLeft => (0, 0),
        Corner::UpperRight => (width - w, 0),
        Corner::LowerLeft => (0, height - h),
        Corner::LowerRight => (width - w, height - h),
    };
    let mut covered = photo.clone();
    for (x, y) in (top..top + h).flat_map(|y| (left..left + w).map(move |x| (x, y))) {
        covered.put_pixel(x, y, Rgb([205, 150, 125]));
    }
    covered
}

/// Whether a digit is what was written in its box: alike, and no other box's digit is clearly more so. (Two digits of one
/// class, by one hand, may be as alike as two photos of one.)
pub fn is_own(digit: &GrayImage, place: usize, wrote: &[Option<GrayImage>]) -> bool {
    let alike = |wrote: &Option<GrayImage>| wrote.as_ref().map_or(0.0, |one| likeness(digit, one));
    let own = wrote.get(place).map_or(0.0, alike);
    let best = wrote.iter().map(alike).fold(0.0, f64::max);
    own >= 0.8 && own + 0.05 >= best
}
