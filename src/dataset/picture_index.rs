//! Which pictures are among others: the same bytes, or nearly the same picture.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hasher};

use rayon::prelude::*;

use super::sketch::{Pooled, Sketch};
use super::sketch_tree::SketchTree;
use super::{Shape, Split};

/// Pictures in which others are looked for.
pub struct PictureIndex {
    sources: Vec<Split>,
    /// The first picture with a hash of its bytes.
    exact: HashMap<u64, Place>,
    near: SketchTree<Place>,
}

/// A picture that is among others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    /// Which of the sources it is in.
    pub source: usize,
    /// Its place there.
    pub place: usize,
    /// Whether it is the same, byte by byte, and not only nearly so.
    pub is_exact: bool,
}

/// A source, and a place in it.
type Place = (usize, usize);

/// What is filed of a picture.
type Filed = (u64, Option<Sketch>, Place);

impl PictureIndex {
    /// All pictures of these. Where one is in several of them, it is found in the first.
    pub fn of(sources: Vec<Split>) -> Self {
        let mut index = Self {
            sources,
            exact: HashMap::new(),
            near: SketchTree::of(Vec::new()),
        };
        let places: Vec<Place> = (index.sources.iter().enumerate())
            .flat_map(|(source, split)| (0..split.len()).map(move |place| (source, place)))
            .collect();
        let filed: Vec<Filed> = places.par_iter().map(|&place| index.filed(place)).collect();
        let mut near = Vec::new();
        for (hash, sketch, place) in filed {
            // What is there already is found once.
            if let Entry::Vacant(entry) = index.exact.entry(hash) {
                entry.insert(place);
                near.extend(sketch.map(|sketch| (sketch, place)));
            }
        }
        index.near = SketchTree::of(near);
        index
    }

    /// Where each picture of a split is among these, place by place; none where it is not.
    pub fn find(&self, split: &Split) -> Vec<Option<Duplicate>> {
        let places = (0..split.len()).into_par_iter();
        places
            .map(|place| self.find_one(split.picture(place), split.dataset().shape()))
            .collect()
    }

    fn find_one(&self, pixels: &[u8], shape: Shape) -> Option<Duplicate> {
        let duplicate = |(source, place): Place, is_exact| Duplicate {
            source,
            place,
            is_exact,
        };
        let is_same = |place: &&Place| self.picture(**place) == Some((pixels, shape));
        if let Some(&place) = self.exact.get(&hash(pixels)).filter(is_same) {
            return Some(duplicate(place, true));
        }
        let pooled = Pooled::of(pixels, shape)?;
        let sketch = pooled.sketch();
        let mut first: Option<Place> = None;
        self.near.near(&sketch, &mut |place| {
            let theirs = self.picture(place).filter(|(_, other)| *other == shape);
            let theirs = theirs.and_then(|(theirs, _)| Pooled::of(theirs, shape));
            if theirs.is_some_and(|theirs| pooled.is_near(&theirs)) {
                first = Some(first.map_or(place, |first| first.min(place)));
            }
        });
        first.map(|place| duplicate(place, false))
    }

    fn filed(&self, place: Place) -> Filed {
        match self.picture(place) {
            Some((pixels, shape)) => {
                let sketch = Pooled::of(pixels, shape).map(|pooled| pooled.sketch());
                (hash(pixels), sketch, place)
            }
            None => (0, None, place),
        }
    }

    fn picture(&self, (source, place): Place) -> Option<(&[u8], Shape)> {
        let split = self.sources.get(source)?;
        Some((split.get(place)?.0, split.dataset().shape()))
    }
}

/// To find equal pictures by; whether they are is looked at.
fn hash(pixels: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(pixels);
    hasher.finish()
}
