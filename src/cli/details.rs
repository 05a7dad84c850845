//! What `mindgap reveal --details` says of a slice beyond accuracy. The metrics themselves are in [`crate::eval`]; here they are chosen and written down.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::output::COLUMNS;
use super::text::{count, interval, percent};
use crate::eval::calibration::{BINS, ece_by_chance, judged};
use crate::eval::confusion::{ClassMetrics, Mistake};
use crate::eval::guarantee::{Guarantee, fewest};
use crate::eval::lowest::{Lowest, lowest};
use crate::eval::validation::{DELTA, TARGET_ACCURACY, ValidationCalibration};
use crate::eval::{
    Conformal, Confusion, Evaluation, FEWEST_GROUPS, GroupMetrics, MetricError, OperatingPoint,
    Proportion, Reliability, RiskCoverage, SetMetrics, Temperature, by_group, reliability,
};

/// A slice in detail.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Details {
    /// How often pictures of each class were given each answer.
    confusion: Confusion,
    /// How each class fared.
    per_class: Vec<ClassMetrics>,
    /// The class with the lowest recall; null where there are pictures of one class only.
    worst_class: Option<Lowest>,
    /// The group with the lowest accuracy; null where the data names fewer than two.
    worst_group: Option<Lowest>,
    /// How each group fared, the one with the lowest accuracy first; empty where the data names none.
    groups: Vec<GroupMetrics>,
    /// Confidence against accuracy.
    reliability: Reliability,
    /// The calibration error that chance alone would give at most, 0..1, in 95 of 100 cases.
    ece_by_chance: f64,
    /// The area under the risk-coverage curve, 0..1.
    aurc: f64,
    /// What it would be if the mistakes were the least confident answers.
    best_aurc: f64,
    /// The accuracy that it is asked for when it may refuse, 0..1.
    wanted_accuracy: f64,
    /// The threshold that reaches it on these very pictures, which is optimistic; null where none does.
    in_hindsight: Option<OperatingPoint>,
    /// What was calibrated beforehand on the run's validation pictures, and what became of it here; null for
    /// a run without such pictures.
    on_validation: Option<Kept>,
}

/// What became here of the things that were calibrated on validation.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "OnValidation")]
struct Kept {
    /// Validation pictures.
    n: usize,
    /// Their digest, hexadecimal SHA-256.
    digest: String,
    /// Whether the run's weights were chosen on them too, by early stopping: what is promised is then a little too
    /// good.
    chose_weights: bool,
    /// The temperature that was fitted there.
    temperature: Option<Temperature>,
    /// Why there is none, where there is none.
    no_temperature: Option<String>,
    /// The calibration error here at that temperature, 0..1.
    ece_at_temperature: Option<f64>,
    /// What the threshold that was chosen there comes to here; null where none reached the wanted accuracy.
    operating: Option<OperatingPoint>,
    /// The threshold that keeps the risk, 1 - `wanted_accuracy`, with a guarantee for pictures drawn as those were
    /// (Geifman and El-Yaniv 2017); null where there is none.
    guarantee: Option<Guarantee>,
    /// Why there is none, where there is none.
    no_guarantee: Option<String>,
    /// What the guaranteed threshold comes to here, where nothing is guaranteed.
    operating_guaranteed: Option<OperatingPoint>,
    /// The prediction sets that were calibrated there.
    conformal: Option<Conformal>,
    /// Why there are none, where there are none.
    no_conformal: Option<String>,
    /// How these sets do here.
    sets: Option<SetMetrics>,
}

impl Details {
    /// Works them out. The seed decides what chance is imagined to do.
    ///
    /// # Errors
    /// When the slice is empty, or the network's answers are not finite.
    pub(super) fn of(
        evaluation: &Evaluation,
        calibration: Option<&ValidationCalibration>,
        seed: u64,
    ) -> Result<Self, MetricError> {
        let answers = evaluation.judged();
        let confusion = Confusion::of(evaluation)?;
        let curve = RiskCoverage::of(&answers)?;
        let kept = calibration.map(|calibration| Kept::here(calibration, evaluation, &curve));
        let per_class = confusion.per_class();
        let classes = confusion.classes().iter().zip(&per_class);
        let classes = classes.map(|(name, metrics)| (name.as_str(), metrics.recall));
        let groups = by_group(evaluation);
        let of_groups = groups
            .iter()
            .map(|group| (group.name.as_str(), group.accuracy));
        Ok(Self {
            worst_class: lowest(classes, seed),
            worst_group: lowest(of_groups, seed),
            groups,
            per_class,
            confusion,
            reliability: reliability(&answers, BINS)?,
            ece_by_chance: ece_by_chance(&answers, BINS, seed)?,
            aurc: curve.aurc(),
            best_aurc: curve.best_aurc(),
            wanted_accuracy: TARGET_ACCURACY,
            in_hindsight: curve.at_accuracy(TARGET_ACCURACY),
            on_validation: kept.transpose()?,
        })
    }

    /// The details as lines of at most 80 columns.
    pub(super) fn text(&self, slice: &str) -> String {
        let mut paragraphs = Vec::new();
        paragraphs.extend(self.mistakes());
        for (what, of) in [("class", &self.worst_class), ("group", &self.worst_group)] {
            paragraphs.extend(of.as_ref().map(|of| worst(what, of)));
        }
        paragraphs.extend(each_group(&self.groups));
        paragraphs.extend(self.confidence());
        paragraphs.extend(self.refusal());
        match &self.on_validation {
            Some(kept) => paragraphs.extend(kept.paragraphs()),
            None => paragraphs
                .push("this run has no validation pictures to choose a threshold on".to_owned()),
        }
        let head = format!(
            "{slice} in detail, rows: what it is, columns: read as; recall, precision in %"
        );
        let mut lines = vec![String::new(), fill(&head)];
        lines.extend(table(&self.confusion, &self.per_class));
        lines.extend(paragraphs.iter().map(|paragraph| fill(paragraph)));
        lines.join("\n")
    }

    fn mistakes(&self) -> Option<String> {
        let mistakes = self.confusion.mistakes();
        let name = |class: u8| self.confusion.classes()[usize::from(class)].as_str();
        let words = |mistake: &Mistake| {
            let (truth, answer) = (name(mistake.truth), name(mistake.answer));
            whole(&format!("{truth} as {answer} ({})", count(mistake.count)))
        };
        let words: Vec<String> = mistakes.iter().take(5).map(words).collect();
        (!words.is_empty()).then(|| format!("most frequent mistakes: {}", words.join(", ")))
    }

    fn confidence(&self) -> [String; 2] {
        let reliability = &self.reliability;
        let points = reliability.overconfidence * 100.0;
        let verdict = match points {
            points if points >= 0.05 => format!("overconfident by {points:.1} points"),
            points if points <= -0.05 => format!("underconfident by {:.1} points", -points),
            _ => "neither over- nor underconfident on average".to_owned(),
        };
        [
            format!(
                "accuracy {}, mean confidence {}: {verdict}",
                proportion(&reliability.accuracy),
                whole(&format!("{} %", percent(reliability.confidence))),
            ),
            format!(
                "calibration error (ECE, {BINS} bins) {} points; chance alone: up to {}",
                percent(reliability.ece),
                percent(self.ece_by_chance),
            ),
        ]
    }

    fn refusal(&self) -> [String; 2] {
        let wanted = format!("{:.0} % accuracy", TARGET_ACCURACY * 100.0);
        [
            format!(
                "area under the risk-coverage curve {:.4}; with the mistakes least confident {:.4}",
                self.aurc, self.best_aurc
            ),
            match &self.in_hindsight {
                Some(operating) => format!(
                    "{wanted}, had it answered only at a confidence of at least {}: {} of the pictures (in hindsight, which is optimistic)",
                    sure(operating.threshold),
                    proportion(&operating.coverage)
                ),
                None => format!("{wanted}: at no threshold, however high"),
            },
        ]
    }
}

impl Kept {
    fn here(
        calibration: &ValidationCalibration,
        evaluation: &Evaluation,
        curve: &RiskCoverage,
    ) -> Result<Self, MetricError> {
        let labels = evaluation.labels();
        let ece = |temperature: &Temperature| {
            let answers = judged(&evaluation.logits, &labels, temperature.value)?;
            reliability(&answers, BINS).map(|reliability| reliability.ece)
        };
        let (temperature, no_temperature) = parts(&calibration.temperature);
        let (conformal, no_conformal) = parts(&calibration.conformal);
        let (guarantee, no_guarantee) = guarantee(calibration);
        let sets = |conformal: Conformal| conformal.measure(&evaluation.logits, &labels);
        Ok(Self {
            n: calibration.n,
            digest: calibration.digest.clone(),
            chose_weights: calibration.chose_weights,
            ece_at_temperature: temperature.as_ref().map(ece).transpose()?,
            temperature,
            no_temperature,
            operating: calibration
                .operating
                .map(|chosen| curve.at_threshold(chosen.threshold)),
            operating_guaranteed: guarantee.map(|chosen| curve.at_threshold(chosen.threshold)),
            guarantee,
            no_guarantee,
            sets: conformal.map(sets).transpose()?,
            conformal,
            no_conformal,
        })
    }

    fn paragraphs(&self) -> Vec<String> {
        let wanted = whole(&format!("{:.0} %", TARGET_ACCURACY * 100.0));
        let mut paragraphs = vec![format!(
            "calibrated beforehand on its {} validation pictures{}:",
            count(self.n),
            match self.chose_weights {
                true =>
                    ", on which early stopping chose the weights too, so that what is promised is a little too good",
                false => "",
            }
        )];
        paragraphs.push(match &self.operating {
            Some(operating) => format!(
                "  answer at a confidence of at least {} ({wanted} accuracy there): here {} of the pictures, with an accuracy of {}",
                sure(operating.threshold),
                proportion(&operating.coverage),
                proportion(&operating.accuracy)
            ),
            None => format!("  no threshold: its accuracy never reaches {wanted} there"),
        });
        if let (Some(guarantee), Some(operating)) = (&self.guarantee, &self.operating_guaranteed) {
            paragraphs.push(format!(
                "  with a guarantee (at most {} wrong for pictures like those, {} sure): at a confidence of at least {}; here {} of the pictures, with an accuracy of {}",
                whole(&format!("{} %", percent(guarantee.bound))),
                whole(&format!("{:.0} %", (1.0 - guarantee.delta) * 100.0)),
                sure(guarantee.threshold),
                proportion(&operating.coverage),
                proportion(&operating.accuracy)
            ));
        }
        if let (Some(temperature), Some(ece)) = (&self.temperature, self.ece_at_temperature) {
            paragraphs.push(format!(
                "  temperature {:.3} (loss there {:.4} nats, before {:.4}): here the calibration error becomes {} points",
                temperature.value,
                temperature.nll_after,
                temperature.nll_before,
                percent(ece)
            ));
        }
        if let Some(sets) = &self.sets {
            let bounds = sets.mean_size_interval.map_or(String::new(), |bounds| {
                whole(&format!(" ({:.2} – {:.2})", bounds.low, bounds.high))
            });
            paragraphs.push(format!(
                "  sets that hold the truth for {wanted} of pictures like those: here for {}, with {:.2}{bounds} classes on average",
                proportion(&sets.coverage),
                sets.mean_size,
            ));
        }
        let missing = [
            ("threshold with a guarantee", &self.no_guarantee),
            ("temperature", &self.no_temperature),
            ("prediction sets", &self.no_conformal),
        ];
        for (what, why) in missing {
            if let Some(why) = why {
                paragraphs.push(format!("  no {what}: {why}"));
            }
        }
        paragraphs
    }
}

/// The guaranteed threshold, or why there is none.
fn guarantee(calibration: &ValidationCalibration) -> (Option<Guarantee>, Option<String>) {
    match parts(&calibration.guarantee) {
        (Some(None), _) => {
            let wanted = 1.0 - TARGET_ACCURACY;
            let least = fewest(calibration.n, wanted, DELTA);
            let why = format!(
                "among its {} validation pictures, no threshold that was tried is good enough for {:.0} % wrong at \
                 most with {:.0} % certainty; it takes {} answers without a mistake, or more with some",
                count(calibration.n),
                wanted * 100.0,
                (1.0 - DELTA) * 100.0,
                count(least),
            );
            (None, Some(why))
        }
        (found, why) => (found.flatten(), why),
    }
}

/// What is said of the worst class or group.
fn worst(what: &str, lowest: &Lowest) -> String {
    let (n, low) = (count(lowest.accuracy.n), lowest.sidak_interval);
    format!(
        "worst {what}: {} with {} of {}; as the lowest of {}, {} (Šidák); were all alike, the lowest would be {} on \
         average, and {} or less in 5 of 100 cases",
        lowest.name,
        whole(&format!(
            "{} %",
            percent(lowest.accuracy.share.unwrap_or_default())
        )),
        n,
        count(lowest.of),
        whole(&interval(low)),
        whole(&format!("{} %", percent(lowest.by_chance))),
        whole(&format!("{} %", percent(lowest.by_chance_low))),
    )
}

/// Each group by name, where they are more than one and too few for an interval over them.
fn each_group(groups: &[GroupMetrics]) -> Option<String> {
    let share = |group: &GroupMetrics| format!("{} {}", group.name, proportion(&group.accuracy));
    let each: Vec<String> = groups.iter().map(share).collect();
    (2..FEWEST_GROUPS).contains(&groups.len()).then(|| {
        format!(
            "by group: {}; with fewer than {FEWEST_GROUPS} groups there is no interval over groups",
            each.join(", ")
        )
    })
}

/// A result as (what there is, why there is nothing).
fn parts<T: Copy>(result: &Result<T, MetricError>) -> (Option<T>, Option<String>) {
    match result {
        Ok(value) => (Some(*value), None),
        Err(why) => (None, Some(why.to_string())),
    }
}

/// The longest name of a class at the beginning of a row.
const LABEL: usize = 11;

/// The confusion matrix with the recall of each class; precision in its last row. Classes of which
/// there is no picture have no row and no precision. Where there are more classes than fit side by
/// side, only that.
fn table(confusion: &Confusion, per_class: &[ClassMetrics]) -> Vec<String> {
    let short = |name: &str, most: usize| name.chars().take(most).collect::<String>();
    let classes = confusion.classes();
    let most = confusion.counts().iter().flatten().max().unwrap_or(&0);
    // Five columns hold every precision in percent ("98.7") and most counts.
    let cell = (most.to_string().len() + 1).max(5);
    let longest = classes.iter().map(|name| name.chars().count()).max();
    let label = longest.unwrap_or(0).clamp("prec.".len(), LABEL);
    let (narrow, interval_width) = (label + cell * classes.len() + " recall".len(), 13);
    if narrow > COLUMNS {
        return vec![format!(
            "({} classes do not fit side by side; --json has the whole table)",
            classes.len()
        )];
    }
    let with_interval = narrow + interval_width <= COLUMNS;
    let row = |name: &str, cells: &mut dyn Iterator<Item = String>, end: String| {
        let mut line = format!("{:<label$}", short(name, label));
        for value in cells {
            // Writing to a String cannot fail.
            let _ = write!(line, "{value:>cell$}");
        }
        (line + &end).trim_end().to_owned()
    };
    let mut names = classes.iter().map(|name| short(name, cell - 1));
    let head = match with_interval {
        true => " recall  95 %".to_owned(),
        false => " recall".to_owned(),
    };
    let mut lines = vec![row("", &mut names, head)];
    for ((name, counts), metrics) in classes.iter().zip(confusion.counts()).zip(per_class) {
        let Some(recall) = metrics.recall.share else {
            continue;
        };
        let mut cells = counts.iter().map(|&n| match n {
            0 => "·".to_owned(),
            n => n.to_string(),
        });
        let mut end = format!("{:>7}", percent(recall));
        if with_interval {
            let _ = write!(end, " {:>12}", interval(metrics.recall.interval));
        }
        lines.push(row(name, &mut cells, end));
    }
    let mut precisions = per_class.iter().map(|metrics| {
        let share = metrics.precision.share.filter(|_| metrics.recall.n > 0);
        share.map_or("–".to_owned(), |share| match percent(share) {
            whole if whole == "100.0" => "100".to_owned(),
            other => other,
        })
    });
    lines.push(row("prec.", &mut precisions, String::new()));
    lines
}

/// A share with its interval.
pub(super) fn proportion(proportion: &Proportion) -> String {
    match proportion.share {
        Some(share) => whole(&format!(
            "{} % ({})",
            percent(share),
            interval(proportion.interval)
        )),
        None => "none".to_owned(),
    }
}

/// A threshold in percent. Those that matter lie close to 100, where one decimal would say the same
/// of all of them.
fn sure(threshold: f64) -> String {
    whole(&format!("{:.3} %", threshold * 100.0))
}

/// Words between which no line may end: [`fill`] takes what marks them out again.
pub(super) fn whole(words: &str) -> String {
    words.replace(' ', NO_BREAK)
}

/// A space at which no line ends.
pub(super) const NO_BREAK: &str = "\u{a0}";

/// A paragraph in lines that fit; all but the first are indented further.
pub(super) fn fill(paragraph: &str) -> String {
    let margin = paragraph.len() - paragraph.trim_start().len();
    let further = " ".repeat(margin + 2);
    let options = textwrap::Options::new(COLUMNS)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .subsequent_indent(&further);
    textwrap::fill(paragraph, options).replace(NO_BREAK, " ")
}
