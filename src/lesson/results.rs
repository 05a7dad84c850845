//! What was measured, as people say it.

use std::collections::BTreeSet;

use super::block::{Block, Picture};
use super::measuring::Measuring;
use crate::eval::ood::{Detection, GroupedLogits, OodScore, detect};
use crate::eval::{Confusion, Evaluation, Looks, MetricError, Prediction, by_group, reliability};
use crate::picture::looks::Third;
use crate::say;
use crate::words::Words;

/// Pictures that are told at a time.
const PICTURES: usize = 3;
/// Mistakes and groups that are told, the worst first.
const WORST: usize = 8;
/// Bins of confidence: each as wide as a tenth of it, which people can read.
pub(crate) const BINS: usize = 10;

/// The accuracy on a slice, with its interval.
pub(super) fn metrics(result: &Evaluation, words: Words) -> String {
    let (right, all) = (words.lang.count(result.correct), words.lang.count(result.n));
    let of = say!(words, "n-of-n", n = right, all = all);
    format!(
        "{} % ({}) · {of}",
        words.lang.percent(result.accuracy),
        result.interval.percent(words.lang)
    )
}

/// How sure it was on average, and where it was wrong, if it was wrong anywhere.
pub(super) fn confidence(result: &Evaluation, words: Words) -> String {
    let sure = mean_confidence(result, words);
    format!("{} {sure}", say!(words, "confidence"))
}

/// The same without its name.
pub(crate) fn mean_confidence(result: &Evaluation, words: Words) -> String {
    sure(result.mean_confidence, result.mean_confidence_wrong, words)
}

/// The same of shares: over all answers, and over the wrong ones, if there were any.
pub(crate) fn sure(all: f64, wrong: Option<f64>, words: Words) -> String {
    let all = words.lang.percent(all);
    match wrong {
        None => say!(words, "confidence-on-average", all = all),
        Some(wrong) => {
            let wrong = words.lang.percent(wrong);
            say!(words, "confidence-and-when-wrong", all = all, wrong = wrong)
        }
    }
}

/// What looks with several recipes do to the best of them, a sentence for each data; or why looks cannot be counted.
pub fn looked(measuring: &Measuring, words: Words) -> Vec<String> {
    let uncounted = measuring.uncounted.iter();
    let uncounted = uncounted.map(|why| say!(words, "looks-uncounted", why = why.as_str()));
    looked_at(&measuring.looks, words)
        .chain(uncounted)
        .collect()
}

/// What looks with several recipes do to the best of them, a sentence for each data.
pub fn looked_at(looks: &Looks, words: Words) -> impl Iterator<Item = String> {
    looks.telling().map(move |(looked, optimism)| {
        say!(
            words,
            "looked-at",
            data = looked.data.as_str(),
            recipes = words.lang.count(looked.recipes),
            runs = words.lang.count(looked.runs),
            points = most_points(optimism, words)
        )
    })
}

/// A share that is not exceeded, in percentage points: rounded up to one decimal.
pub(super) fn most_points(share: f64, words: Words) -> String {
    words.lang.decimal((share * 1_000.0).ceil() / 10.0, 1)
}

/// The name of a class.
pub(super) fn class(result: &Evaluation, class: u8, words: Words) -> String {
    let name = result.pictures.dataset().class_name(class);
    words.name(name).into_owned()
}

/// The slice that was measured last: `Read 2 of 5: MNIST test.`
pub(super) fn measured(measuring: &Measuring, expected: usize, words: Words) -> Option<String> {
    let (_, last) = measuring.results.last()?;
    let (done, name) = (measuring.results.len(), last.title.as_str());
    Some(say!(
        words,
        "plain-measured",
        n = done,
        all = expected,
        name = name
    ))
}

/// Where the pictures of a slice come from.
pub(super) fn origin(result: &Evaluation, words: Words) -> Vec<Block> {
    let digest: String = result.digest.chars().take(12).collect();
    let text = format!(
        "{}: {} {} · {} {digest}",
        result.title,
        say!(words, "inputs"),
        result.inputs,
        say!(words, "digest"),
    );
    let note = result.note.iter().cloned().map(Block::Text);
    [Block::Text(text)].into_iter().chain(note).collect()
}

/// Some of the answers with their pictures: those at these places, but for the first so many.
pub(super) fn answers(
    result: &Evaluation,
    places: impl Iterator<Item = usize>,
    first: usize,
    words: Words,
) -> Vec<Block> {
    let shown = places.skip(first).take(PICTURES).zip(first + 1..);
    let blocks: Vec<Block> = shown
        .filter_map(|(place, number)| {
            answer(result, *result.predictions.get(place)?, number, words)
        })
        .collect();
    match blocks.is_empty() {
        true => vec![Block::Text(say!(words, "plain-no-more-pictures"))],
        false => blocks,
    }
}

/// What was read wrongly, each with its picture: of each confusion the one that it was surest of, then the others; the
/// surest first.
pub(crate) fn mistaken(result: &Evaluation, words: Words) -> impl Iterator<Item = Picture> {
    let wrong = result.worst_first.iter();
    let wrong = wrong.filter_map(|&place| result.predictions.get(place));
    let mut seen = BTreeSet::new();
    let (first, others): (Vec<Prediction>, Vec<Prediction>) = wrong
        .filter(|prediction| !prediction.is_correct())
        .partition(|prediction| seen.insert((prediction.label, prediction.answer)));
    let wrong = first.into_iter().chain(others);
    wrong.filter_map(move |prediction| {
        let (truth, answer) = (
            class(result, prediction.label, words),
            class(result, prediction.answer, words),
        );
        let sure = words.lang.whole_percent(f64::from(prediction.confidence));
        let caption = say!(
            words,
            "mistaken",
            truth = truth,
            answer = answer,
            sure = sure
        );
        let (pixels, _) = result.pictures.get(prediction.index)?;
        Picture::of(caption, pixels, result.pictures.dataset().shape())
    })
}

/// An answer, with its picture.
pub(super) fn answer(
    result: &Evaluation,
    prediction: Prediction,
    number: usize,
    words: Words,
) -> Option<Block> {
    let sure = words.lang.whole_percent(f64::from(prediction.confidence));
    let (truth, answer) = (
        class(result, prediction.label, words),
        class(result, prediction.answer, words),
    );
    let caption = say!(
        words,
        "explained",
        n = number,
        truth = truth,
        answer = answer,
        sure = sure
    );
    let pixels = result.pictures.picture(prediction.index);
    Block::picture(caption, pixels, result.pictures.dataset().shape())
}

/// Which classes are taken for which, and how many of each are found.
pub(super) fn mistakes(result: &Evaluation, words: Words) -> Vec<Block> {
    let Ok(confusion) = Confusion::of(result) else {
        return Vec::new();
    };
    let mistakes = confusion.mistakes().into_iter().take(WORST).map(|mistake| {
        let (truth, answer) = (
            class(result, mistake.truth, words),
            class(result, mistake.answer, words),
        );
        let n = words.lang.count(mistake.count);
        say!(
            words,
            "truth-read-as",
            truth = truth,
            answer = answer,
            n = n
        )
    });
    let mistakes = mistakes.collect();
    let recalls = confusion.per_class().into_iter().map(|of| {
        let recall = of
            .recall
            .share
            .map_or("–".to_owned(), |share| words.lang.percent(share));
        format!("{} {recall}", class(result, of.class, words))
    });
    let recalls: Vec<String> = recalls.collect();
    vec![
        Block::Heading(3, say!(words, "tab-confusion")),
        Block::Items(mistakes),
        Block::Text(format!(
            "{} %: {}",
            say!(words, "recall"),
            recalls.join(", ")
        )),
    ]
}

/// The groups of pictures, the worst read first.
pub(super) fn groups(result: &Evaluation, words: Words) -> Vec<Block> {
    let groups = by_group(result);
    let told = match groups.is_empty() {
        true => Block::Text(say!(words, "no-groups")),
        false => {
            let worst = groups.iter().take(WORST).map(|group| {
                let (right, all) = (
                    words.lang.count(group.accuracy.count),
                    words.lang.count(group.accuracy.n),
                );
                let of = say!(words, "n-of-n", n = right, all = all);
                let between = group.accuracy.interval.percent(words.lang);
                format!("{}: {of} ({between})", group.name)
            });
            Block::Items(worst.collect())
        }
    };
    vec![Block::Heading(3, say!(words, "tab-groups")), told]
}

/// Whether it is as often right as it is sure.
pub(super) fn calibration(result: &Evaluation, words: Words) -> Vec<Block> {
    let heading = Block::Heading(3, say!(words, "tab-calibration"));
    let reliability = match reliability(&result.judged(), BINS) {
        Ok(reliability) => reliability,
        Err(error) => return vec![heading, Block::Text(error.to_string())],
    };
    let bins = reliability.bins.iter().rev().filter_map(|bin| {
        let right = words.lang.percent(bin.accuracy.share?);
        let (low, high) = (bin.low * 100.0, bin.high * 100.0);
        Some(say!(
            words,
            "plain-bin",
            low = format!("{low:.0}"),
            high = format!("{high:.0}"),
            right = right,
            n = words.lang.count(bin.accuracy.n)
        ))
    });
    let bins = bins.collect();
    let all = say!(
        words,
        "confidence-and-accuracy",
        sure = words.lang.percent(reliability.confidence),
        right = words
            .lang
            .percent(reliability.accuracy.share.unwrap_or(0.0)),
        ece = words.lang.percent(reliability.ece)
    );
    vec![heading, Block::Items(bins), Block::Text(all)]
}

/// How much of two slices is answered with a confidence.
pub(crate) struct PairedBin {
    /// The confidence's lower end, 0..1.
    pub(crate) low: f64,
    /// Its upper end.
    pub(crate) high: f64,
    /// The share of the slice that the network was made for, 0..1.
    pub(crate) ours: f64,
    /// The share of the other slice.
    pub(crate) other: f64,
}

/// How much of two slices is answered with each confidence, the most confident first: that is where most answers
/// are.
///
/// # Errors
/// When a slice is empty, or a confidence is not finite.
pub(crate) fn ood_bins(
    ours: &Evaluation,
    other: &Evaluation,
) -> Result<Vec<PairedBin>, MetricError> {
    let (mine, theirs) = (
        reliability(&ours.judged(), BINS)?,
        reliability(&other.judged(), BINS)?,
    );
    let share = |n: usize, of: usize| n as f64 / of.max(1) as f64;
    let bins = mine.bins.iter().zip(&theirs.bins).rev();
    let bins = bins.map(|(mine, theirs)| PairedBin {
        low: mine.low,
        high: mine.high,
        ours: share(mine.accuracy.n, ours.n),
        other: share(theirs.accuracy.n, other.n),
    });
    Ok(bins.collect())
}

/// How well its scores tell slices from the one that it was made for.
pub(super) fn ood(ours: &Evaluation, others: &[&Evaluation], words: Words) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(3, say!(words, "tab-ood"))];
    for other in others {
        blocks.push(Block::Text(other.title.clone()));
        match ood_bins(ours, other) {
            Ok(bins) => {
                let bins = bins.into_iter().filter(|bin| bin.ours + bin.other > 0.0);
                let share = |share: f64| words.lang.percent(share);
                let bins = bins.map(|bin| {
                    say!(
                        words,
                        "plain-ood-bin",
                        low = format!("{:.0}", bin.low * 100.0),
                        high = format!("{:.0}", bin.high * 100.0),
                        ours = share(bin.ours),
                        theirs = share(bin.other),
                        name = ours.title.as_str()
                    )
                });
                blocks.push(Block::Items(bins.collect()));
            }
            Err(error) => blocks.push(Block::Text(error.to_string())),
        }
        blocks.extend(detected(ours, other, words).into_iter().map(Block::Text));
    }
    blocks.push(Block::Text(ood_explained(ours, words)));
    blocks
}

/// How well each score tells a slice from the one that the network was made for; or why that cannot be said.
pub(crate) fn detected(ours: &Evaluation, other: &Evaluation, words: Words) -> Vec<String> {
    let scores = OodScore::ALL.into_iter();
    let scores = scores.map(
        |score| match detect(score, &grouped(ours), &grouped(other)) {
            Ok(detection) => score_words(&detection, words),
            Err(error) => error.to_string(),
        },
    );
    scores.collect()
}

/// What was said of a slice's pictures, and their groups.
fn grouped(evaluation: &Evaluation) -> GroupedLogits<'_> {
    GroupedLogits::of(&evaluation.logits, &evaluation.pictures)
}

fn score_words(detection: &Detection, words: Words) -> String {
    let id = match detection.score {
        OodScore::Msp => "ood-by-confidence",
        OodScore::Energy => "ood-by-energy",
    };
    let decimal = |value| words.lang.decimal(value, 3);
    let bounds = detection.auroc.interval.map_or("–".to_owned(), |bounds| {
        format!("{} – {}", decimal(bounds.low), decimal(bounds.high))
    });
    let fpr95 = &detection.fpr95;
    say!(
        words,
        id,
        auroc = decimal(detection.auroc.value),
        bounds = bounds,
        accepted = words.lang.percent(fpr95.share.unwrap_or(0.0)),
        interval = fpr95.interval.percent(words.lang)
    )
}

/// What AUROC and FPR95 mean.
pub(crate) fn ood_explained(ours: &Evaluation, words: Words) -> String {
    say!(words, "ood-explained", name = ours.title.as_str())
}

/// In which ninth of a picture most of something is, and how much of it there; nothing where there is
/// none of it.
pub(super) fn most(
    values: &[f32],
    (width, height): (usize, usize),
    words: Words,
) -> Option<String> {
    let sum: f32 = values.iter().sum();
    let mut ninths = [0.0_f32; 9];
    for (at, value) in values.iter().enumerate() {
        let (x, y) = (at % width.max(1), at / width.max(1));
        let third = |at: usize, size: usize| (3 * at / size.max(1)).min(2);
        let ninth = third(y, height) * 3 + third(x, width);
        if let Some(total) = ninths.get_mut(ninth) {
            *total += value;
        }
    }
    let by_amount = |a: &(usize, &f32), b: &(usize, &f32)| a.1.total_cmp(b.1);
    let (ninth, most) = ninths.iter().enumerate().max_by(by_amount)?;
    if sum <= 0.0 {
        return None;
    }
    let row = [Third::Upper, Third::Middle, Third::Lower].get(ninth / 3)?;
    let column = ["at-the-left", "at-the-centre", "at-the-right"].get(ninth % 3)?;
    let share = words.lang.whole_percent(f64::from(most / sum));
    let (row, column) = (third(*row, words), words.text(column));
    Some(say!(
        words,
        "plain-ninth",
        row = row,
        column = column,
        share = share
    ))
}

/// A third of a picture's height.
pub fn third(third: Third, words: Words) -> String {
    match third {
        Third::Upper => say!(words, "in-the-upper-third"),
        Third::Middle => say!(words, "in-the-middle"),
        Third::Lower => say!(words, "in-the-lower-third"),
    }
}
