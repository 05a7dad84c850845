//! `mindgap reveal --ood`: how well a run's scores tell other slices from the pictures that it was made for.

use std::str::FromStr;

use anyhow::{Result, bail};

use super::details::{fill, whole};
use super::json::{Line, OodLine};
use super::output::name_column;
use super::text::{count, interval, percent};
use crate::dataset::{Inputs, Split};
use crate::eval::ood::{Detection, GroupedLogits, OodScore, detect};
use crate::eval::{Evaluation, Logits, MetricError, SliceError, SliceSpec};

/// What `--ood` names.
#[derive(Debug, Clone)]
pub(super) enum Unlike {
    /// Those of the slices that show classes which the run does not know.
    Unknown,
    /// This slice, whatever it shows.
    Slice(Box<SliceSpec>),
}

/// The word that stands for [`Unlike::Unknown`].
pub(super) const UNKNOWN: &str = "unknown";

impl FromStr for Unlike {
    type Err = SliceError;

    fn from_str(text: &str) -> Result<Self, SliceError> {
        match text {
            UNKNOWN => Ok(Self::Unknown),
            slice => Ok(Self::Slice(Box::new(slice.parse()?))),
        }
    }
}

/// The slice that others are told from.
pub(super) struct InDistribution {
    slice: String,
    digest: String,
    n: usize,
}

impl InDistribution {
    /// That of an evaluation.
    pub(super) fn of(evaluation: &Evaluation) -> Self {
        Self {
            slice: evaluation.slice.clone(),
            digest: evaluation.digest.clone(),
            n: evaluation.n,
        }
    }
}

/// An out-of-distribution slice, and what was said of it.
pub(super) struct OodSlice {
    name: String,
    inputs: Inputs,
    digest: String,
    scores: Vec<Detection>,
    n: usize,
}

impl OodSlice {
    /// A slice against the in-distribution one, by both scores.
    ///
    /// # Errors
    /// When one of them is empty.
    pub(super) fn of(
        name: &str,
        split: &Split,
        logits: &Logits,
        in_distribution: &Evaluation,
    ) -> Result<Self, MetricError> {
        let ours = GroupedLogits::of(&in_distribution.logits, &in_distribution.pictures);
        let theirs = GroupedLogits::of(logits, split);
        let scores = OodScore::ALL.map(|score| detect(score, &ours, &theirs));
        Ok(Self {
            name: name.to_owned(),
            inputs: split.dataset().inputs(),
            digest: split.digest(),
            scores: scores.into_iter().collect::<Result<_, _>>()?,
            n: split.len(),
        })
    }

    /// Its line of JSON.
    pub(super) fn line<'a>(
        &'a self,
        run: &'a str,
        seed: u64,
        in_distribution: &'a InDistribution,
    ) -> Line<'a> {
        Line::Ood(OodLine {
            run,
            seed,
            in_distribution: &in_distribution.slice,
            in_distribution_n: in_distribution.n,
            in_distribution_digest: &in_distribution.digest,
            slice: &self.name,
            inputs: self.inputs,
            digest: &self.digest,
            n: self.n,
            scores: &self.scores,
        })
    }

    fn row(&self, name: &str, detection: &Detection) -> String {
        let share = |share: f64| format!("{share:.3}");
        let bounds = detection.auroc.interval.map_or("–".to_owned(), |bounds| {
            format!("{} – {}", share(bounds.low), share(bounds.high))
        });
        let score = match detection.score {
            OodScore::Msp => "MSP",
            OodScore::Energy => "energy",
        };
        format!(
            "{} {:>6}  {score:<6}  {:>5}  {bounds:<13}  {:>7}  {:<13}",
            name_column(name),
            count(self.n),
            share(detection.auroc.value),
            percent(detection.fpr95.share.unwrap_or_default()),
            interval(detection.fpr95.interval),
        )
        .trim_end()
        .to_owned()
    }
}

/// The slices as a table of at most 80 columns.
pub(super) fn text(slices: &[OodSlice], in_distribution: &InDistribution) -> String {
    let head = format!(
        "out of distribution, told from {} ({}): AUROC is the probability that one of its pictures scores \
         higher than one of the slice, 0.5 where the score says nothing; FPR95 is the share of the slice that \
         would be accepted at the threshold that accepts 95 % of it; MSP: maximum softmax probability, energy: log \
         of the sum of exp(logit)",
        in_distribution.slice,
        whole(&format!("n = {}", count(in_distribution.n))),
    );
    let mut scores = slices.iter().flat_map(|slice| &slice.scores);
    let head = match scores.any(|detection| detection.groups.is_some()) {
        true => format!("{head}; intervals are over typefaces or writers where that is wider"),
        false => head,
    };
    let mut lines = vec![
        String::new(),
        fill(&head),
        "slice                   n  score   AUROC  95 % interval  FPR95 %  95 % interval"
            .to_owned(),
    ];
    for slice in slices {
        for (detection, place) in slice.scores.iter().zip(0..) {
            let name = if place == 0 { slice.name.as_str() } else { "" };
            lines.push(slice.row(name, detection));
        }
    }
    lines.join("\n")
}

/// That there is something to tell apart, before anything is measured.
///
/// # Errors
/// Says what to name.
pub(super) fn check(has_known: bool, has_unlike: bool) -> Result<()> {
    match (has_known, has_unlike) {
        (false, _) => bail!(
            "--ood tells slices from the first one whose classes the run knows; name one with --slice, such as \
             mnist/test"
        ),
        (_, false) => bail!(
            "--ood: none of the slices shows classes that the run does not know; name one, such as --ood \
             fonts/letters"
        ),
        _ => Ok(()),
    }
}
