//! Pages of really written digits, made and photographed.

use std::path::{Path, PathBuf};

use mindgap::dataset::Library;
use mindgap::shift::page::{Pen, Scene, photograph_page};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// A photo of a page on which somebody wrote these digits, in a file of the folder.
pub fn page_of(digits: &[u8], folder: &Path) -> PathBuf {
    let strokes = Library::builtin().strokes("pendigits").unwrap();
    let written: Vec<_> = digits
        .iter()
        .enumerate()
        .map(|(place, digit)| {
            let mut of_digit = strokes.iter().filter(|(_, label)| label == digit);
            &of_digit.nth(40 + 30 * place).unwrap().0
        })
        .collect();
    let scene = Scene {
        pen: Pen::Felt,
        fill: 0.8,
        ..Scene::default()
    };
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let photo = photograph_page(&written, &scene, &mut random).unwrap();
    let path = folder.join(format!("page-{}.png", digits.len()));
    photo.picture.save(&path).unwrap();
    path
}
