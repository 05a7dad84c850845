//! Puts pictures through augmentations while a network learns from them, and mixes other pictures in.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::augment::Augmentation;
use super::canvas::Canvas;
use crate::dataset::{DataError, Library, Part, Split};

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
