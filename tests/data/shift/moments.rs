//! The corruptions of MNIST-C against an implementation that shares no code with ours (`moments.py`,
//! whose figures are in `moments.csv`): the same digits must come out with the same moments.

use mindgap::shift::{Canvas, Family, Shift, find};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;
use serde::Deserialize;

use super::tools::*;

/// As many as `moments.py` takes.
const PICTURES: usize = 500;
const DRAWS: usize = 8;
/// How far apart two implementations may be, in standard errors of the difference.
const ERRORS: f64 = 4.0;
/// What rounding may do besides, as a share of the figure: ours computes in 32 bits and the other in 64, and
/// the last bit decides whether a pixel lies on an edge.
const ROUNDING: f64 = 0.0005;

/// A line of the file: means over all pictures and draws, and their standard errors.
#[derive(Deserialize)]
struct Figures {
    corruption: String,
    mean: f64,
    square: f64,
    across: f64,
    down: f64,
    mean_se: f64,
    square_se: f64,
    across_se: f64,
    down_se: f64,
}

fn reference() -> Vec<Figures> {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(&include_bytes!("moments.csv")[..])
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

/// Mean pixel, mean of squares, and mean squared difference of neighbours along rows and down columns.
fn moments_of(picture: &Canvas) -> [f64; 4] {
    let value = |x, y| f64::from(at(picture, x, y).clamp(0.0, 1.0));
    let places = |width, height| (0..height).flat_map(move |y| (0..width).map(move |x| (x, y)));
    let mean = |width: usize, height: usize, of: &dyn Fn(usize, usize) -> f64| {
        let sum: f64 = places(width, height).map(|(x, y)| of(x, y)).sum();
        sum / (width * height) as f64
    };
    let (width, height) = (picture.width(), picture.height());
    [
        mean(width, height, &value),
        mean(width, height, &|x, y| value(x, y).powi(2)),
        mean(width - 1, height, &|x, y| {
            (value(x + 1, y) - value(x, y)).powi(2)
        }),
        mean(width, height - 1, &|x, y| {
            (value(x, y + 1) - value(x, y)).powi(2)
        }),
    ]
}

/// The mean over all pictures and draws of one corruption at its default severity, moment by moment, with
/// its standard error: the pictures are given, so only the draws vary.
fn measured(name: &str, digits: &[Canvas]) -> [(f64, f64); 4] {
    let shift = Shift::new(name, None).unwrap();
    let of_a_picture = |(index, digit): (usize, &Canvas)| {
        let draws = [(); DRAWS].iter().zip((index * DRAWS) as u64..);
        let draws = draws.map(|((), seed)| {
            moments_of(&shift.apply(digit, &mut ChaCha8Rng::seed_from_u64(seed)))
        });
        let draws: Vec<_> = draws.collect();
        [0, 1, 2, 3].map(|moment| {
            let values = || draws.iter().map(|draw| draw[moment]);
            let mean = values().sum::<f64>() / DRAWS as f64;
            let squares: f64 = values().map(|value| (value - mean).powi(2)).sum();
            (mean, squares / (DRAWS - 1) as f64 / DRAWS as f64)
        })
    };
    let pictures: Vec<_> = digits.par_iter().enumerate().map(of_a_picture).collect();
    [0, 1, 2, 3].map(|moment| {
        let sum =
            |of: fn((f64, f64)) -> f64| pictures.iter().map(|all| of(all[moment])).sum::<f64>();
        let n = pictures.len() as f64;
        (
            sum(|(mean, _)| mean) / n,
            sum(|(_, variance)| variance).sqrt() / n,
        )
    })
}

#[test]
fn every_corruption_of_mnist_c_has_the_moments_of_an_independent_implementation() {
    let digits = canvases(PICTURES);
    let reference = reference();
    let mut known = Family::MnistC.corruptions();
    assert!(known.all(|one| reference.iter().any(|row| row.corruption == one.name)));
    let mut apart = Vec::new();
    for row in &reference {
        let name = find(&row.corruption).unwrap().name;
        let theirs = [
            ("mean", row.mean, row.mean_se),
            ("square", row.square, row.square_se),
            ("across", row.across, row.across_se),
            ("down", row.down, row.down_se),
        ];
        for ((moment, theirs, error), (ours, our_error)) in
            theirs.into_iter().zip(measured(name, &digits))
        {
            let (far, error) = ((ours - theirs).abs(), error.hypot(our_error));
            let told = format!(
                "{name}, {moment}: ours {ours:.6}, theirs {theirs:.6}, standard error {error:.6}, {:+.4} of it",
                ours / theirs - 1.0
            );
            println!("{told}");
            if far > ERRORS * error + ROUNDING * theirs {
                apart.push(told);
            }
        }
    }
    assert!(apart.is_empty(), "{apart:#?}");
}
