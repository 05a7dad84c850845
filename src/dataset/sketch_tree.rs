//! Sketches, filed so that those near one are found without looking at all: a k-d tree (Bentley 1975).

use super::sketch::{FEATURES, NEAR, Sketch};

/// So few are looked at one by one.
const LEAF: usize = 8;

/// Sketches, each of something.
pub(super) enum SketchTree<T> {
    Leaf(Vec<(Sketch, T)>),
    Branch {
        /// The feature by which both sides differ, and where they meet.
        feature: usize,
        meet: f32,
        low: Box<Self>,
        high: Box<Self>,
    },
}

impl<T: Copy> SketchTree<T> {
    /// Files sketches.
    pub(super) fn of(mut filed: Vec<(Sketch, T)>) -> Self {
        if filed.len() <= LEAF {
            return Self::Leaf(filed);
        }
        let feature = widest(&filed);
        let middle = filed.len() / 2;
        let (_, (sketch, _), _) = filed.select_nth_unstable_by(middle, |(one, _), (other, _)| {
            one.feature(feature).total_cmp(&other.feature(feature))
        });
        let meet = sketch.feature(feature);
        let high = filed.split_off(middle);
        Self::Branch {
            feature,
            meet,
            low: Box::new(Self::of(filed)),
            high: Box::new(Self::of(high)),
        }
    }

    /// Hands on everything that may be a near duplicate.
    pub(super) fn near(&self, sketch: &Sketch, each: &mut impl FnMut(T)) {
        match self {
            Self::Leaf(filed) => {
                let near = filed.iter().filter(|(other, _)| sketch.may_be_near(other));
                near.for_each(|(_, of)| each(*of));
            }
            Self::Branch {
                feature,
                meet,
                low,
                high,
            } => {
                let at = sketch.feature(*feature);
                if at - NEAR <= *meet {
                    low.near(sketch, each);
                }
                if at + NEAR >= *meet {
                    high.near(sketch, each);
                }
            }
        }
    }
}

/// The feature in which sketches differ most.
fn widest<T>(filed: &[(Sketch, T)]) -> usize {
    let mut ranges = [(f32::INFINITY, f32::NEG_INFINITY); FEATURES];
    for (sketch, _) in filed {
        for (feature, (low, high)) in ranges.iter_mut().enumerate() {
            let value = sketch.feature(feature);
            (*low, *high) = (low.min(value), high.max(value));
        }
    }
    let wide = |at: &usize| ranges[*at].1 - ranges[*at].0;
    let widest = (0..FEATURES).max_by(|one, other| wide(one).total_cmp(&wide(other)));
    widest.unwrap_or_default()
}
