//! What a robustness kit finds, as people say it: attacks, thresholds, other shares of the classes.

use super::block::Block;
use super::results::{answer, class};
use crate::eval::attack_curve::{BUDGETS, misled_first};
use crate::eval::guarantee::fewest;
use crate::eval::label_shift::LabelShift;
use crate::eval::validation::{DELTA, TARGET_ACCURACY, ValidationCalibration};
use crate::eval::{
    Attack, Evaluation, MetricError, OperatingPoint, Prediction, Proportion, RiskCoverage,
};
use crate::say;
use crate::words::Words;

/// How many shares of pictures a risk-coverage curve is told at.
pub(crate) const COVERAGES: usize = 10;

/// Places of the pictures that were read correctly before an attack, the most easily misled first.
pub(crate) fn misled(budgets: &[&Evaluation]) -> Vec<usize> {
    let answers = budgets.iter().map(|result| result.predictions.as_slice());
    misled_first(&answers.collect::<Vec<&[Prediction]>>())
}

/// A budget, and what it comes to in bytes.
pub(crate) fn budget(budget: f64, words: Words) -> String {
    let bytes = Attack::fgsm(budget).map_or(0, Attack::bytes);
    let budget = words.lang.decimal(budget, 2);
    say!(words, "attack-budget", budget = budget, bytes = bytes)
}

/// A share with its interval, both in percent.
pub(crate) fn share(proportion: &Proportion, words: Words) -> String {
    let percent = words.lang.percent(proportion.share.unwrap_or(0.0));
    format!("{percent} % ({})", proportion.interval.percent(words.lang))
}

/// Of which pictures an attack tells, and what kind of thing it is.
pub(crate) fn attack_explained(clean: &Evaluation, all: usize, words: Words) -> String {
    let (n, all) = (words.lang.count(clean.n), words.lang.count(all));
    say!(words, "attack-explained", n = n, all = all)
}

/// Accuracy at each budget, and how the most easily misled picture looks before and after.
pub(super) fn attack(budgets: &[&Evaluation], all: usize, words: Words) -> Vec<Block> {
    let Some(clean) = budgets.first() else {
        return Vec::new();
    };
    let lines = BUDGETS.iter().zip(budgets).map(|(&size, result)| {
        let right = Proportion::of(result.correct, result.n);
        format!("{}: {}", budget(size, words), share(&right, words))
    });
    let mut blocks = vec![
        Block::Items(lines.collect()),
        Block::Text(attack_explained(clean, all, words)),
    ];
    blocks.extend(most_easily_misled(budgets, words));
    blocks
}

/// The picture that the smallest budget misleads, before and after; where none is, that.
fn most_easily_misled(budgets: &[&Evaluation], words: Words) -> Vec<Block> {
    let place = misled(budgets).into_iter().next();
    let at = |result: &Evaluation| result.predictions.get(place?).copied();
    let mut sizes = BUDGETS.iter().zip(budgets);
    let after = sizes.find_map(|(&size, result)| {
        let prediction = at(result).filter(|prediction| !prediction.is_correct())?;
        Some((size, *result, prediction))
    });
    let before = budgets.first().and_then(|clean| Some((clean, at(clean)?)));
    let (Some((clean, before)), Some((size, result, after))) = (before, after) else {
        return vec![Block::Text(say!(words, "attack-misleads-none"))];
    };
    let number = before.index + 1;
    let before = answer(clean, before, number, words);
    let after = answer(result, after, number, words);
    let under = say!(words, "attack-after", budget = budget(size, words));
    let before = [Block::Text(say!(words, "attack-before"))]
        .into_iter()
        .chain(before);
    before.chain([Block::Text(under)]).chain(after).collect()
}

/// The points of a risk-coverage curve at tenths of the pictures, those of most answers first, each once.
pub(crate) fn coverages(result: &Evaluation) -> Result<Vec<OperatingPoint>, MetricError> {
    let curve = RiskCoverage::of(&result.judged())?;
    let wanted = (1..=COVERAGES).rev();
    let points = wanted.map(|tenth| curve.at_coverage(tenth as f64 / COVERAGES as f64));
    let mut points: Vec<OperatingPoint> = points.collect();
    points.dedup_by_key(|point| point.coverage.count);
    Ok(points)
}

/// The least confidence that is answered, in percent. Those that matter lie close to 100, where one decimal would
/// say the same of all of them.
pub(crate) fn sure(threshold: f64, words: Words) -> String {
    words.lang.decimal(threshold * 100.0, 3)
}

/// What thresholds that were chosen on validation pictures come to on a slice, and what is promised.
pub(crate) fn thresholds(
    result: &Evaluation,
    validation: &ValidationCalibration,
    words: Words,
) -> Vec<String> {
    let curve = match RiskCoverage::of(&result.judged()) {
        Ok(curve) => curve,
        Err(error) => return vec![error.to_string()],
    };
    let (target, wrong) = (
        words.lang.whole_percent(TARGET_ACCURACY),
        words.lang.whole_percent(1.0 - TARGET_ACCURACY),
    );
    let certain = words.lang.whole_percent(1.0 - DELTA);
    let n = words.lang.count(validation.n);
    let plain = match &validation.operating {
        Some(chosen) => {
            let here = here(curve.at_threshold(chosen.threshold), words);
            let sure = sure(chosen.threshold, words);
            say!(
                words,
                "threshold-plain",
                target = target,
                n = n.as_str(),
                sure = sure,
                here = here
            )
        }
        None => say!(words, "threshold-none", target = target, n = n.as_str()),
    };
    let guaranteed = match &validation.guarantee {
        Ok(Some(chosen)) => {
            let here = here(curve.at_threshold(chosen.threshold), words);
            let (sure, bound) = (
                sure(chosen.threshold, words),
                words.lang.percent(chosen.bound),
            );
            say!(
                words,
                "threshold-guaranteed",
                bound = bound,
                certain = certain,
                sure = sure,
                here = here
            )
        }
        Ok(None) => {
            let least = words
                .lang
                .count(fewest(validation.n, 1.0 - TARGET_ACCURACY, DELTA));
            say!(
                words,
                "threshold-no-guarantee",
                wrong = wrong,
                certain = certain,
                n = n,
                least = least
            )
        }
        Err(error) => error.to_string(),
    };
    let chose = validation.chose_weights;
    let chose = chose.then(|| say!(words, "threshold-early-stop"));
    [plain, guaranteed, say!(words, "threshold-promise")]
        .into_iter()
        .chain(chose)
        .collect()
}

/// What a threshold comes to on a slice.
fn here(operating: OperatingPoint, words: Words) -> String {
    let coverage = share(&operating.coverage, words);
    match operating.accuracy.share {
        Some(_) => {
            let right = share(&operating.accuracy, words);
            say!(words, "threshold-here", coverage = coverage, right = right)
        }
        None => say!(words, "threshold-here-nothing"),
    }
}

/// Thresholds, and the risk-coverage curve.
pub(super) fn threshold(
    result: &Evaluation,
    validation: &ValidationCalibration,
    words: Words,
) -> Vec<Block> {
    let curve = match coverages(result) {
        Ok(points) => {
            let points = points.into_iter().map(|point| {
                let (coverage, right) = (
                    words.lang.percent(point.coverage.share.unwrap_or(0.0)),
                    share(&point.accuracy, words),
                );
                let sure = sure(point.threshold, words);
                say!(
                    words,
                    "plain-coverage",
                    coverage = coverage,
                    right = right,
                    sure = sure
                )
            });
            Block::Items(points.collect())
        }
        Err(error) => Block::Text(error.to_string()),
    };
    let thresholds = thresholds(result, validation, words);
    [curve]
        .into_iter()
        .chain(thresholds.into_iter().map(Block::Text))
        .collect()
}

/// The shares of the classes, and what a correction for them does.
pub(super) fn label_shift(result: &Evaluation, shift: &LabelShift, words: Words) -> Vec<Block> {
    let shares = shift.learned.iter().zip(&shift.estimated.shares);
    let shares = shares.zip(&shift.counted).zip(0..);
    let lines = shares.map(|(((learned, estimated), here), of)| {
        let percent = |share: &f64| words.lang.percent(*share);
        let name = class(result, of, words);
        let (learned, estimated, here) = (percent(learned), percent(estimated), percent(here));
        say!(
            words,
            "plain-shares",
            class = name,
            learned = learned,
            estimated = estimated,
            here = here
        )
    });
    let corrected = label_shift_corrected(shift, words);
    [Block::Items(lines.collect())]
        .into_iter()
        .chain(corrected.into_iter().map(Block::Text))
        .collect()
}

/// Accuracy before and after a correction, and what it rests on.
pub(crate) fn label_shift_corrected(shift: &LabelShift, words: Words) -> Vec<String> {
    let (plain, estimated, counted) = (
        share(&shift.plain, words),
        share(&shift.with_estimated, words),
        share(&shift.with_counted, words),
    );
    let unsettled = !shift.estimated.settled;
    let corrected = say!(
        words,
        "label-shift-corrected",
        plain = plain,
        estimated = estimated,
        counted = counted
    );
    [corrected, say!(words, "label-shift-explained")]
        .into_iter()
        .chain(unsettled.then(|| say!(words, "label-shift-unsettled")))
        .collect()
}
