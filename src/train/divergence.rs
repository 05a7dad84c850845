//! When a training counts as diverged: it went wrong because its steps were too large, and more of them do
//! not help. A training that is slow, or that ends with a poor network, is not.

use super::event::{CurvePoint, Divergence};

/// A loss of so many times what guessing costs has exploded. By this factor over the lowest loss the learning
/// rate finders of fastai (`LRFinder`) and PyTorch Lightning (`early_stop_threshold`) stop; here it is held
/// against guessing, where every fresh network of this program begins.
const EXPLODED: f64 = 4.0;
/// Points of the curve by whose means the end is judged: a quarter of an epoch.
const END: usize = 10;
/// So little of the way from guessing to perfect is nothing.
const NOTHING: f64 = 0.1;
/// With a loss that is still exploded in the end, less than so much of that way is no use.
const LITTLE: f64 = 0.5;

/// How a training that is over diverged by its curve, whose points are means over steps, if it did.
///
/// It has if its loss exploded, that is, rose above [`EXPLODED`] times ln(classes), and
/// - in the end it knows [`NOTHING`], whatever the loss is then: dead units answer as somebody who guesses;
/// - or the loss is exploded in the end as well, and it knows [`LITTLE`].
///
/// Loss alone would not do: a linear network with large steps is certain of its few mistakes and pays
/// dearly for them, and is right four times of five.
pub(super) fn by_loss(curve: &[CurvePoint], classes: usize) -> Option<Divergence> {
    let chance = 1.0 / classes.max(1) as f64;
    let guessing = -chance.ln();
    let end = curve.len().div_ceil(2).min(END);
    let end = curve.get(curve.len() - end..).unwrap_or_default();
    let mean = |value: fn(&CurvePoint) -> f64| {
        end.iter().map(value).sum::<f64>() / end.len().max(1) as f64
    };
    let (last, accuracy) = (mean(|point| point.loss), mean(|point| point.accuracy));
    let highest = curve.iter().map(|point| point.loss).fold(0.0, f64::max);
    let is_exploded = |loss: f64| loss > EXPLODED * guessing;
    let knows_at_most = |share: f64| accuracy <= chance + share * (1.0 - chance);
    let has_diverged = is_exploded(highest) && knows_at_most(NOTHING)
        || is_exploded(last) && knows_at_most(LITTLE);
    // Of one class there is nothing to be learned.
    (classes > 1 && has_diverged).then_some(Divergence::Loss {
        highest,
        last,
        guessing,
        accuracy,
    })
}
