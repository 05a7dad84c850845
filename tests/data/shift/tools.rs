//! Pictures to alter, and what is measured on them.

use mindgap::dataset::{Library, Split};
use mindgap::shift::{Canvas, Corruption, Family, Shift};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// Both families.
pub fn all() -> impl Iterator<Item = &'static Corruption> {
    Family::MnistC
        .corruptions()
        .chain(Family::Further.corruptions())
}

/// A picture after a corruption.
pub fn put(name: &str, severity: u8, canvas: &Canvas, seed: u64) -> Canvas {
    let shift = Shift::new(name, Some(severity)).unwrap();
    shift.apply(canvas, &mut ChaCha8Rng::seed_from_u64(seed))
}

/// A grey picture, each value made from its column and row.
pub fn grey(width: usize, height: usize, value: impl Fn(f32, f32) -> f32) -> Canvas {
    Canvas::filled(width, height, 1, 0.0).map(|x, y, _| value(x as f32, y as f32))
}

/// A soft round blot.
pub fn blot(side: usize, (cx, cy): (f32, f32), sigma: f32) -> Canvas {
    grey(side, side, |x, y| {
        let square = (x - cx).powi(2) + (y - cy).powi(2);
        (-square / (2.0 * sigma * sigma)).exp()
    })
}

/// One bright pixel in the middle of black.
pub fn dot(side: usize) -> Canvas {
    let middle = (side / 2) as f32;
    grey(side, side, |x, y| {
        f32::from(u8::from(x == middle && y == middle))
    })
}

pub fn at(canvas: &Canvas, x: usize, y: usize) -> f32 {
    canvas.get(x as isize, y as isize, 0, f32::NAN)
}

pub fn mass(canvas: &Canvas) -> f64 {
    canvas.values().iter().map(|&value| f64::from(value)).sum()
}

pub fn mean(canvas: &Canvas) -> f64 {
    mass(canvas) / canvas.values().len() as f64
}

pub fn deviation(canvas: &Canvas) -> f64 {
    let mean = mean(canvas);
    let squares = canvas
        .values()
        .iter()
        .map(|&v| (f64::from(v) - mean).powi(2));
    (squares.sum::<f64>() / canvas.values().len() as f64).sqrt()
}

/// Centre of mass of a grey picture, and the deviation from it along rows and columns.
pub fn moments(canvas: &Canvas) -> ([f64; 2], [f64; 2]) {
    let (mut first, mut second) = ([0.0; 2], [0.0; 2]);
    for y in 0..canvas.height() {
        for x in 0..canvas.width() {
            let value = f64::from(at(canvas, x, y)) / mass(canvas);
            for (axis, place) in [x as f64, y as f64].into_iter().enumerate() {
                first[axis] += value * place;
                second[axis] += value * place * place;
            }
        }
    }
    // Where there is no spread, rounding may leave a little less than none.
    let spread = [0, 1].map(|axis| (second[axis] - first[axis] * first[axis]).max(0.0).sqrt());
    (first, spread)
}

pub fn distance(one: &Canvas, other: &Canvas) -> f64 {
    let pairs = one.values().iter().zip(other.values());
    let sum: f64 = pairs.map(|(a, b)| f64::from((a - b).abs())).sum();
    sum / one.values().len() as f64
}

pub fn digits(n: usize) -> Split {
    let test = Library::builtin().open("mnist/test").unwrap();
    Split::whole(test).first(n).unwrap()
}

/// The first digits of the test set.
pub fn canvases(n: usize) -> Vec<Canvas> {
    let digits = digits(n);
    let shape = digits.dataset().shape();
    let pictures = digits
        .iter()
        .map(|(picture, _)| Canvas::from_bytes(picture, shape));
    pictures.collect()
}

#[track_caller]
pub fn assert_near(value: f64, expected: f64, within: f64) {
    assert!(
        (value - expected).abs() <= within,
        "{value}, not {expected} within {within}"
    );
}

/// A column for each of the five.
pub fn severities() -> impl Iterator<Item = (u8, usize)> {
    (1..=5).zip(0..)
}
