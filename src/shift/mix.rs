//! Other pictures among those that a network learns from: printed digits beside written ones.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::augment::Augmentation;
use super::canvas::Canvas;
use super::registry::ShiftError;
use crate::dataset::{Catalogue, DataError, Library, Part, Selector, Split};

/// Puts a picture of the same label in a picture's place, drawn from other data. What is kept for
/// measuring is refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Mix {
    /// The other data, such as `fonts/open`.
    pub from: Selector,
    /// How probably.
    pub p: f32,
}

/// How probably, where nobody chooses.
pub(super) const USUAL_P: f32 = 0.3;

impl Mix {
    /// Pictures of this data, each with probability `p`.
    ///
    /// # Errors
    /// When `from` is no selector, or names what ships and is kept for measuring, with the reason.
    pub(super) fn new(from: &str, p: f32) -> Result<Self, ShiftError> {
        let told = |error: DataError| ShiftError::Text(format!("mix: from: {error}"));
        let from: Selector = from.parse().map_err(told)?;
        // Whether there is such data at all is known once the imported sets are.
        let known = Catalogue::builtin().learnable(from.set());
        if let Err(error @ DataError::Reserved { .. }) = known {
            return Err(told(error));
        }
        Ok(Self { from, p })
    }

    /// Whether its pictures can stand in for pictures of that part.
    ///
    /// # Errors
    /// When there is no such data, it is kept for measuring, or its size or classes are others.
    pub fn check(&self, library: &Library, like: &Part) -> Result<(), DataError> {
        library.resolve(&self.from)?;
        let part = library.catalogue().learnable(self.from.set())?;
        if (part.shape, &part.classes) == (like.shape, &like.classes) {
            return Ok(());
        }
        Err(DataError::Unlike {
            name: self.from.to_string(),
            other: like.name.clone(),
        })
    }
}

/// Augmentations with the pictures that they mix in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Augmenter {
    steps: Vec<(Augmentation, Pool)>,
}

/// Pictures to draw from, by label.
#[derive(Debug, Clone, Default)]
struct Pool(Vec<Vec<Canvas>>);

impl Augmenter {
    /// Opens what is mixed in. `like` is what the network learns from.
    ///
    /// # Errors
    /// As [`Mix::check`].
    pub(crate) fn new(
        augment: &[Augmentation],
        library: &Library,
        like: &Part,
    ) -> Result<Self, DataError> {
        let steps = augment.iter().map(|augmentation| {
            let pool = match augmentation {
                Augmentation::Mix(mix) => {
                    mix.check(library, like)?;
                    Pool::of(&library.select(&mix.from)?)
                }
                _ => Pool::default(),
            };
            Ok((augmentation.clone(), pool))
        });
        Ok(Self {
            steps: steps.collect::<Result<_, DataError>>()?,
        })
    }

    /// Whether pictures stay as they are.
    pub(crate) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The picture of this label after all of them, in their order.
    pub(crate) fn apply(&self, canvas: Canvas, label: u8, random: &mut ChaCha8Rng) -> Canvas {
        self.steps
            .iter()
            .fold(canvas, |canvas, (augmentation, pool)| match augmentation {
                Augmentation::Mix(mix) => match random.random_bool(mix.p.into()) {
                    true => pool.draw(label, random).unwrap_or(canvas),
                    false => canvas,
                },
                _ => augmentation.apply(&canvas, random),
            })
    }
}

impl Pool {
    fn of(split: &Split) -> Self {
        let shape = split.dataset().shape();
        let mut pool = vec![Vec::new(); split.dataset().classes().len()];
        for (picture, label) in split.iter() {
            if let Some(alike) = pool.get_mut(usize::from(label)) {
                alike.push(Canvas::from_bytes(picture, shape));
            }
        }
        Self(pool)
    }

    /// One of this label; none where there is none.
    fn draw(&self, label: u8, random: &mut ChaCha8Rng) -> Option<Canvas> {
        let alike = self.0.get(usize::from(label))?;
        let place = (!alike.is_empty()).then(|| random.random_range(0..alike.len()))?;
        alike.get(place).cloned()
    }
}
