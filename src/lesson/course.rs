//! The course of a training in words: what its curves show to the eye.

use std::cmp::Ordering;

use crate::say;
use crate::train::RunView;
use crate::words::Words;

/// Of the fall of the loss, the part that is over where it has become slow.
const MOST: f64 = 0.9;
/// Of the fall of the loss, a change that hardly shows on a curve.
const LITTLE: f64 = 0.05;

/// The training loss at the first point of the curve and, as single points are noisy, its mean over the last epoch.
#[derive(Clone, Copy)]
struct Fall {
    from: f64,
    to: f64,
}

impl Fall {
    fn of(run_view: &RunView) -> Option<Self> {
        Some(Self {
            from: run_view.curve.first()?.loss,
            to: run_view.epochs.last()?.train_loss,
        })
    }

    /// Whether the loss fell at all.
    fn is_one(self) -> bool {
        self.from > self.to
    }

    /// A change that hardly shows on the curve.
    fn little(self) -> f64 {
        LITTLE * (self.from - self.to)
    }
}

/// What the curves of a training show, a sentence each; nothing of a run without a complete epoch.
pub(super) fn course(run_view: &RunView, words: Words) -> Vec<String> {
    let Some(fall) = Fall::of(run_view) else {
        return Vec::new();
    };
    let mut told: Vec<String> = fell(run_view, fall, words).into_iter().collect();
    told.extend(flat(run_view, fall, words).filter(|_| fall.is_one()));
    told.extend(distance(run_view, words));
    told.extend(turn(run_view, fall, words).filter(|_| fall.is_one()));
    told
}

/// How the training loss of a run fell, in a sentence; nothing of a run without a complete epoch.
pub(super) fn loss_of(run_view: &RunView, words: Words) -> Option<String> {
    fell(run_view, Fall::of(run_view)?, words)
}

/// From where to where the training loss fell, and how soon most of it was done.
fn fell(run_view: &RunView, fall: Fall, words: Words) -> Option<String> {
    let (from, to) = (words.lang.loss(fall.from), words.lang.loss(fall.to));
    if !fall.is_one() {
        return Some(say!(words, "course-no-fall", from = from, to = to));
    }
    let mostly_done = fall.from - MOST * (fall.from - fall.to);
    let mut points = run_view.curve.iter();
    let soon = points.find(|point| point.loss <= mostly_done)?;
    let (soon, all) = (
        words.lang.decimal(soon.at, 1),
        words.lang.decimal(run_view.curve.last()?.at, 1),
    );
    Some(say!(
        words,
        "course-fall",
        from = from,
        to = to,
        soon = soon,
        all = all
    ))
}

/// From which epoch on the loss hardly changed, on validation pictures if there are any, where that is before the
/// last.
fn flat(run_view: &RunView, fall: Fall, words: Words) -> Option<String> {
    let epochs = run_view.epochs.iter();
    let losses = epochs.map(|epoch| epoch.validation_loss.unwrap_or(epoch.train_loss));
    let losses: Vec<f64> = losses.collect();
    let last = *losses.last()?;
    let moves = |loss: &f64| (loss - last).abs() > fall.little();
    let epoch = losses.iter().rposition(moves).map_or(1, |place| place + 2);
    (epoch < losses.len()).then(|| say!(words, "course-flat", epoch = epoch))
}

/// Whether the last epoch reads validation pictures worse or better than training pictures.
fn distance(run_view: &RunView, words: Words) -> Option<String> {
    let last = run_view.epochs.last()?;
    let validation = last.validation_loss?;
    let id = match validation.partial_cmp(&last.train_loss)? {
        Ordering::Greater => "course-above",
        Ordering::Less => "course-below",
        Ordering::Equal => return None,
    };
    let (validation, training) = (
        words.lang.loss(validation),
        words.lang.loss(last.train_loss),
    );
    Some(say!(
        words,
        id,
        validation = validation,
        training = training
    ))
}

/// After which epoch the validation loss was lowest, if it ended visibly higher.
fn turn(run_view: &RunView, fall: Fall, words: Words) -> Option<String> {
    let epochs = run_view.epochs.iter();
    let losses: Vec<f64> = epochs.filter_map(|epoch| epoch.validation_loss).collect();
    let (best, lowest) =
        (losses.iter().copied().enumerate()).min_by(|(_, one), (_, other)| one.total_cmp(other))?;
    let last = *losses.last()?;
    let rises = best + 1 < losses.len() && last - lowest > fall.little();
    rises.then(|| {
        let (lowest, last) = (words.lang.loss(lowest), words.lang.loss(last));
        say!(
            words,
            "course-turn",
            epoch = best + 1,
            lowest = lowest,
            last = last
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::{CurvePoint, EpochRecord};

    fn run(curve: &[(f64, f64)], epochs: &[(f64, f64)]) -> RunView {
        let curve = curve.iter().map(|&(at, loss)| CurvePoint {
            at,
            loss,
            accuracy: 0.5,
        });
        let epochs = epochs.iter().zip(1..);
        let epochs = epochs.map(|(&(train_loss, validation_loss), epoch)| EpochRecord {
            epoch,
            train_loss,
            train_accuracy: 0.5,
            validation_loss: Some(validation_loss),
            validation_accuracy: Some(0.5),
            images_per_second: 1.0,
        });
        RunView {
            curve: curve.collect(),
            epochs: epochs.collect(),
            ..RunView::default()
        }
    }

    fn told(curve: &[(f64, f64)], epochs: &[(f64, f64)]) -> String {
        course(&run(curve, epochs), Words::default()).join(" ")
    }

    #[test]
    fn a_healthy_training_falls_fast_and_is_flat_afterwards() {
        let curve = [(0.1, 2.3), (0.2, 0.4), (0.5, 0.3), (1.0, 0.2), (3.0, 0.1)];
        let text = told(&curve, &[(0.5, 0.2), (0.2, 0.11), (0.11, 0.1)]);
        // Nine tenths of 2.19 are done at a loss of .329, which is passed after half an epoch.
        for sentence in [
            "falls from 2.3000 to a mean of 0.1100 in the last epoch; nine tenths of that within the first 0.5 of 3.0 epochs.",
            "From epoch 1 on",
            "(0.1000) is below",
        ] {
            assert!(text.contains(sentence), "{sentence}: {text}");
        }
        assert!(!text.contains("rises"), "{text}");
    }

    #[test]
    fn a_validation_loss_that_turns_is_told_with_its_epoch() {
        let curve = [(0.1, 2.0), (4.0, 0.1)];
        let text = told(&curve, &[(1.0, 0.9), (0.6, 0.7), (0.3, 0.8), (0.1, 1.0)]);
        assert!(text.contains("lowest after epoch 2"), "{text}");
        assert!(text.contains("above"), "{text}");
    }

    #[test]
    fn a_loss_that_does_not_fall_is_no_fall_and_no_curve_is_nothing() {
        let text = told(&[(0.1, 2.3), (1.0, 5.0)], &[(5.0, 5.0)]);
        assert!(text.contains("does not fall"), "{text}");
        assert_eq!(told(&[], &[]), "");
    }
}
