//! A pack of somebody's own pictures: imported as `data import` does, made small, and kept as a folder a class.

use std::collections::BTreeMap;
use std::io::{self, Cursor};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use image::{DynamicImage, GrayImage, ImageFormat, RgbImage};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::{Begun, ScaffoldError};
use crate::base::terminal::message;
use crate::dataset::import::{self, Fit, Request};
use crate::dataset::{Catalogue, Dataset, Inputs, Library, Shape, Split};

const PACK: &str = include_str!("own/pack.yaml");
const LESSON: &str = include_str!("own/first-lesson.yaml");

/// What the set is called in the pack.
const SET: &str = "pictures";
/// Pictures that are this small and all of one size stay as they are.
const SMALL: usize = 64;
/// Larger ones become as small as CIFAR-10's where they have colours, and as MNIST's where they have none.
const COLOURS: (u32, u32) = (32, 32);
const GREY: (u32, u32) = (28, 28);
/// Files of a folder that an editor still shows; whoever has more has a set, not photos.
const MOST: usize = 20_000;
/// The fewest pictures of a class: one is for validation, and one for the test.
const FEWEST: usize = 5;
/// Of so many pictures of a class, one is tested on where nobody says which.
const ONE_IN: usize = 4;
/// What decides which.
const SEED: u64 = 7;
/// A few dozen pictures are known by heart long before: of forty-eight photos of four kinds, the validation loss was lowest
/// after 7 epochs.
const MOST_EPOCHS: usize = 20;
/// Pictures that a training reads in all its epochs, roughly: seconds.
const READ: usize = 4_000;

/// What a pack was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The pack's folder.
    pub folder: PathBuf,
    /// The classes' names.
    pub classes: Vec<String>,
    /// How many pictures are learned from and validated with.
    pub train: usize,
    /// How many are tested on.
    pub test: usize,
    /// How large they are.
    pub shape: Shape,
    /// The seed by which they were divided, where the folder does not say which are which.
    pub seed: Option<u64>,
}

/// Makes a pack of this name below `parent`, with a lesson about the pictures in a folder: one of each class, also in
/// parts called `train` and `test`, or anything else that can be imported.
///
/// # Errors
/// When the name cannot be one, something is there already, the pictures cannot be read or are too few or too many, or
/// nothing can be written.
pub fn from_pictures(parent: &Path, name: &str, pictures: &Path) -> Result<Made, ScaffoldError> {
    let begun = Begun::new(parent, name)?;
    let unusable = |problem: String| ScaffoldError::Pictures {
        path: pictures.to_owned(),
        problem,
    };
    let room = tempfile::tempdir().map_err(|source| ScaffoldError::Write {
        path: std::env::temp_dir(),
        source,
    })?;
    let parts = imported(pictures, room.path())?;
    let (train, test, seed) = divided(&parts, &unusable)?;
    let (shape, classes) = (train.dataset().shape(), train.dataset().classes().to_vec());
    if classes.len() < 2 {
        return Err(unusable(
            "they are all of one class, and there is nothing to tell apart; add a sub-folder"
                .to_owned(),
        ));
    }
    if train.len() + test.len() > MOST {
        return Err(unusable(format!(
            "there are more than {MOST}; import them with mindgap data import, and name the set in a lesson"
        )));
    }
    let made = Made {
        folder: begun.folder.clone(),
        classes,
        train: train.len(),
        test: test.len(),
        shape,
        seed,
    };
    for (part, split) in [("train", &train), ("test", &test)] {
        write_pictures(&begun, part, split, &made.classes)?;
    }
    let filled = |text: &str| filled(text, &made, pictures);
    begun.write_texts(&filled(PACK), &filled(LESSON))?;
    Ok(made)
}

/// The parts of what is there, as small as a network wants them.
fn imported(pictures: &Path, sets: &Path) -> Result<Vec<(String, Split)>, ScaffoldError> {
    let import = |fit: Option<Fit>, name: &str| {
        let request = Request {
            fit,
            inputs: Some(Inputs::Real),
            ..Request::new(pictures, name)
        };
        let set = import::run(&request, sets, Catalogue::builtin(), |_| {
            ControlFlow::Continue(())
        })?;
        let library = Library::builtin().with_imported(sets);
        let parts = set.parts.iter().map(|part| {
            let inner = part.name.split_once('/').map_or("", |(_, inner)| inner);
            Ok((inner.to_owned(), Split::whole(library.open(&part.name)?)))
        });
        parts.collect::<Result<Vec<_>, ScaffoldError>>()
    };
    let is_small = |shape: Shape| shape.width.max(shape.height) <= SMALL;
    // Sizes that differ are an error of the first.
    if let Ok(parts) = import(None, "as-they-are")
        && parts
            .iter()
            .all(|(_, split)| is_small(split.dataset().shape()))
    {
        return Ok(parts);
    }
    let squash = |(width, height): (u32, u32), colours: bool| {
        Some(Fit::Squash {
            width,
            height,
            colours,
        })
    };
    let parts = import(squash(COLOURS, true), "in-colours")?;
    match parts.iter().all(|(_, split)| is_grey(split.dataset())) {
        true => import(squash(GREY, false), "grey"),
        false => Ok(parts),
    }
}

fn is_grey(dataset: &Dataset) -> bool {
    let mut pixels = dataset.pixels().chunks_exact(3);
    dataset.shape().channels == 1
        || pixels.all(|pixel| matches!(pixel, [red, green, blue] if red == green && green == blue))
}

/// What is learned from, what is tested on, and the seed that decided it, if one did.
fn divided(
    parts: &[(String, Split)],
    unusable: &dyn Fn(String) -> ScaffoldError,
) -> Result<(Split, Split, Option<u64>), ScaffoldError> {
    let part = |wanted: &str| {
        parts
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, split)| split)
    };
    let (train, test, seed) = match (part("train"), part("test"), parts) {
        (Some(train), Some(test), _) => (train.clone(), test.clone(), None),
        (_, _, [(_, only)]) => {
            let (train, test) = split(only);
            (train, test, Some(SEED))
        }
        _ => {
            let names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
            return Err(unusable(format!(
                "its parts are {}; call those to learn from train, and those to test on test",
                names.join(", ")
            )));
        }
    };
    for (class, name) in train.dataset().classes().iter().enumerate() {
        let of_it = |split: &Split| {
            split
                .iter()
                .filter(|(_, label)| usize::from(*label) == class)
                .count()
        };
        let has = of_it(&train) + of_it(&test);
        if has < FEWEST || of_it(&test) == 0 {
            return Err(unusable(format!(
                "{} has {has} different pictures, and {FEWEST} are the least, some of them to test on; take more",
                message(name)
            )));
        }
    }
    Ok((train, test, seed))
}

/// Of each class, one in [`ONE_IN`] to test on, by the seed; equal pictures are on one side.
fn split(all: &Split) -> (Split, Split) {
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut by_class: BTreeMap<u8, BTreeMap<&[u8], Vec<usize>>> = BTreeMap::new();
    for (place, (picture, label)) in all.iter().enumerate() {
        let equal = by_class.entry(label).or_default().entry(picture);
        equal.or_default().push(place);
    }
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for different in by_class.into_values() {
        let mut different: Vec<Vec<usize>> = different.into_values().collect();
        // Not by what they show, but as they come.
        different.sort_unstable();
        different.shuffle(&mut random);
        let tested = different
            .len()
            .div_ceil(ONE_IN)
            .min(different.len().saturating_sub(1));
        for (number, places) in different.into_iter().enumerate() {
            match number < tested {
                true => test.extend(places),
                false => train.extend(places),
            }
        }
    }
    train.sort_unstable();
    test.sort_unstable();
    (all.pick(train), all.pick(test))
}

fn write_pictures(
    begun: &Begun,
    part: &str,
    split: &Split,
    classes: &[String],
) -> Result<(), ScaffoldError> {
    let mut numbers = vec![0_usize; classes.len()];
    for (pixels, label) in split.iter() {
        let class = usize::from(label);
        let (Some(number), Some(name)) = (numbers.get_mut(class), classes.get(class)) else {
            continue;
        };
        *number += 1;
        let path = format!("data/{SET}/{part}/{}/{number:04}.png", folder(name));
        let png = png(pixels, split.dataset().shape()).map_err(|source| ScaffoldError::Write {
            path: begun.folder.join(&path),
            source,
        })?;
        begun.write(&path, &png)?;
    }
    Ok(())
}

/// A class's name as a folder's.
fn folder(class: &str) -> String {
    let safe = |sign: char| match sign {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '-',
        sign if sign.is_control() => '-',
        sign => sign,
    };
    let name: String = class.chars().map(safe).collect();
    match name.trim_matches(['.', ' ']) {
        "" => "-".to_owned(),
        name => name.to_owned(),
    }
}

fn png(pixels: &[u8], shape: Shape) -> io::Result<Vec<u8>> {
    let side = |side: usize| u32::try_from(side).unwrap_or(0);
    let (width, height) = (side(shape.width), side(shape.height));
    let picture: Option<DynamicImage> = match shape.channels {
        1 => GrayImage::from_raw(width, height, pixels.to_vec()).map(Into::into),
        _ => RgbImage::from_raw(width, height, pixels.to_vec()).map(Into::into),
    };
    let picture = picture.ok_or_else(|| io::Error::other("its pixels do not fit its size"))?;
    let mut png = Cursor::new(Vec::new());
    picture
        .write_to(&mut png, ImageFormat::Png)
        .map_err(io::Error::other)?;
    Ok(png.into_inner())
}

/// A text about these pictures.
fn filled(text: &str, made: &Made, pictures: &Path) -> String {
    let validation = (made.train / 5).max(1);
    let learned = made.train - validation;
    let epochs = (READ / learned.max(1)).clamp(8, MOST_EPOCHS);
    let batch = (learned / 8).clamp(2, 32);
    let named = made.classes.iter().map(|class| {
        let plain = |sign: char| !matches!(sign, '`' | '{' | '}') && !sign.is_control();
        format!(
            "`{}`",
            class
                .chars()
                .filter(|sign| plain(*sign))
                .collect::<String>()
        )
    });
    let split = match made.seed {
        Some(seed) => format!(
            "Which are tested on was drawn (one of {ONE_IN} of a class, seed {seed}). Better take those another day, with \
             another\n# camera: that difference is what a lesson is about."
        ),
        None => "Those in test are never learned from.".to_owned(),
    };
    let called = pictures.file_name().unwrap_or_default().to_string_lossy();
    let from = format!("the pictures in a folder called {}", message(&called));
    // JSON's texts are YAML's.
    let from = serde_json::to_string(&from).unwrap_or_default();
    [
        ("KINDS", made.classes.len().to_string()),
        ("CLASSES", named.collect::<Vec<_>>().join(", ")),
        ("TRAIN", learned.to_string()),
        ("VALIDATION", validation.to_string()),
        ("EPOCHS", epochs.to_string()),
        ("BATCH", batch.to_string()),
        ("SIZE", made.shape.to_string()),
        ("SPLIT", split),
        ("FROM", from),
    ]
    .iter()
    .fold(text.to_owned(), |text, (mark, value)| {
        text.replace(mark, value)
    })
}

#[cfg(test)]
mod tests {
    use super::folder;

    #[test]
    fn a_class_is_a_folder_of_its_own_name_as_far_as_systems_have_such() {
        assert_eq!(folder("Kaffee Tasse"), "Kaffee Tasse");
        assert_eq!(folder("../a/b"), "-a-b");
        assert_eq!(folder("..."), "-");
    }
}
