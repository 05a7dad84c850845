//! Looking closely: mistakes, groups, calibration and what answers hang on, as lists.

use super::{Heard, Plain, Reply, figures, name, numbers, tell_answers, tell_measured, tell_said};
use crate::dataset::Shape;
use crate::eval::text::{count, interval, percent};
use crate::eval::{Confusion, Evaluation, by_group, reliability};
use crate::lesson::Stage;
use crate::lesson::step::InspectState;
use crate::pack::{Inspect, InspectView};
use crate::picture::looks::Third;
use crate::plain::describe::place;
use crate::plain::paper::Paper;
use crate::say;
use crate::words::Words;

/// Mistakes and groups that are told, the worst first.
const WORST: usize = 8;
/// Bins of confidence.
const BINS: usize = 10;

impl Plain for InspectState {
    type Spec = Inspect;

    fn tell(&self, paper: &mut Paper, inspect: &Inspect, _stage: Stage) {
        let words = paper.words;
        // Where something was asked, this was read with the question.
        if inspect.predict.is_none() {
            paper.markdown(&inspect.say);
        }
        tell_said(paper, self.guess.as_ref(), self.outcome.as_ref());
        for (slice, number) in (0..inspect.slices.len()).zip(1..) {
            if let Some(result) = self.result(slice) {
                let text = format!("{}: {}", result.slice, figures(result, words));
                paper.item(&format!("{number}. "), text);
            }
        }
        if let Some(result) = self.result(0) {
            paper.gap();
            tell_closely(paper, inspect, result);
        }
        paper.markdown(&inspect.takeaway);
    }

    fn hint(&self, inspect: &Inspect, _stage: Stage) -> Option<&'static str> {
        Some(match inspect.show.contains(&InspectView::Saliency) {
            true => "plain-hint-inspect-why",
            false => "plain-hint-inspect",
        })
    }

    fn obey(&self, paper: &mut Paper, inspect: &Inspect, line: &str) -> Reply {
        let (is_why, rest) = match line.strip_prefix('w') {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let Some((slice, first)) = numbers(rest, inspect.slices.len()) else {
            return Reply::Unknown;
        };
        let Some(result) = self.result(slice - 1) else {
            return Reply::Unknown;
        };
        match (is_why, first) {
            (true, _) if !inspect.show.contains(&InspectView::Saliency) => return Reply::Unknown,
            (true, first) => self.tell_why(paper, result, slice - 1, first - 1),
            (false, 1) => {
                tell_closely(paper, inspect, result);
                tell_answers(paper, result, result.worst_first.iter().copied(), 1);
            }
            (false, first) => {
                tell_answers(paper, result, result.worst_first.iter().copied(), first);
            }
        }
        Reply::Told
    }

    /// What the answers hang on has to be there before somebody asks for it.
    fn waits(&self, inspect: &Inspect) -> bool {
        inspect.show.contains(&InspectView::Saliency)
            && self.failure().is_none()
            && self.unexplained.is_none()
            && self.explained.len() < inspect.slices.len()
    }

    fn progress(&self, paper: &mut Paper, inspect: &Inspect, heard: &Heard) {
        if let Heard::Measured = heard {
            let done = self.measuring.results.len();
            let name = self.measuring.evaluations().last();
            let name = name.map(|result| result.slice.as_str());
            tell_measured(paper, done, inspect.slices.len(), name);
        }
    }

    fn failure(&self) -> Option<&str> {
        self.measuring.failure.as_deref()
    }
}

/// Everything that the lesson shows of a slice, but for single pictures.
fn tell_closely(paper: &mut Paper, inspect: &Inspect, result: &Evaluation) {
    for view in &inspect.show {
        match view {
            InspectView::Confusion => tell_mistakes(paper, result),
            InspectView::Groups => tell_groups(paper, result),
            InspectView::Calibration => tell_calibration(paper, result),
            InspectView::Worst | InspectView::Saliency => {}
        }
    }
}

fn tell_mistakes(paper: &mut Paper, result: &Evaluation) {
    let words = paper.words;
    let Ok(confusion) = Confusion::of(result) else {
        return;
    };
    paper.line(format!("{}:", say!(words, "tab-confusion")));
    for mistake in confusion.mistakes().iter().take(WORST) {
        let (truth, answer) = (name(result, mistake.truth), name(result, mistake.answer));
        let n = count(mistake.count);
        paper.item(
            "- ",
            say!(
                words,
                "truth-read-as",
                truth = truth,
                answer = answer,
                n = n
            ),
        );
    }
    let recalls = confusion.per_class().into_iter().map(|class| {
        let recall = class.recall.share.map_or("–".to_owned(), percent);
        format!("{} {recall}", name(result, class.class))
    });
    let recalls: Vec<String> = recalls.collect();
    paper.line(format!(
        "{} %: {}",
        say!(words, "recall"),
        recalls.join(", ")
    ));
    paper.gap();
}

fn tell_groups(paper: &mut Paper, result: &Evaluation) {
    let words = paper.words;
    let groups = by_group(result);
    paper.line(format!("{}:", say!(words, "tab-groups")));
    if groups.is_empty() {
        paper.line(say!(words, "no-groups"));
    }
    for group in groups.iter().take(WORST) {
        let (right, all) = (count(group.accuracy.count), count(group.accuracy.n));
        let of = say!(words, "n-of-n", n = right, all = all);
        let between = interval(group.accuracy.interval);
        paper.item("- ", format!("{}: {of} ({between})", group.name));
    }
    paper.gap();
}

fn tell_calibration(paper: &mut Paper, result: &Evaluation) {
    let words = paper.words;
    paper.line(format!("{}:", say!(words, "tab-calibration")));
    let reliability = match reliability(&result.judged(), BINS) {
        Ok(reliability) => reliability,
        Err(error) => return paper.line(error.to_string()),
    };
    for bin in reliability.bins.iter().rev() {
        if let (Some(share), true) = (bin.accuracy.share, bin.accuracy.n > 0) {
            let (low, high) = (bin.low * 100.0, bin.high * 100.0);
            let (right, n) = (percent(share), count(bin.accuracy.n));
            paper.item(
                "- ",
                say!(
                    words,
                    "plain-bin",
                    low = format!("{low:.0}"),
                    high = format!("{high:.0}"),
                    right = right,
                    n = n
                ),
            );
        }
    }
    paper.line(say!(
        words,
        "sure-and-right",
        sure = percent(reliability.confidence),
        right = percent(reliability.accuracy.share.unwrap_or(0.0)),
        ece = format!("{:.1}", reliability.ece * 100.0)
    ));
    paper.gap();
}

impl InspectState {
    /// Where the pixels are that an answer hangs on.
    fn tell_why(&self, paper: &mut Paper, result: &Evaluation, slice: usize, picture: usize) {
        let words = paper.words;
        if let Some(why) = &self.unexplained {
            return paper.line(why);
        }
        let explanation = self.explained.get(slice).and_then(|list| list.get(picture));
        let place = result.worst_first.get(picture);
        let prediction = place.and_then(|&place| result.predictions.get(place));
        let (Some(explanation), Some(prediction)) = (explanation, prediction) else {
            return paper.line(say!(words, "plain-no-more-pictures"));
        };
        super::tell_answer(paper, result, *prediction, picture + 1);
        let shape = result.pictures.dataset().shape();
        let gradient: Vec<f32> = explanation.gradient.iter().map(|v| v.abs()).collect();
        let spoke_for: Vec<f32> = explanation.occlusion.iter().map(|v| v.max(0.0)).collect();
        let against: Vec<f32> = explanation
            .occlusion
            .iter()
            .map(|v| (-v).max(0.0))
            .collect();
        let lines = [
            ("plain-by-gradient", gradient),
            ("plain-by-covering", spoke_for),
            ("plain-against", against),
        ];
        for (id, values) in lines {
            if let Some(most) = most(&values, shape, words) {
                paper.line(say!(words, id, place = most));
            }
        }
    }
}

/// In which ninth of the picture most of it is, and how much of it there; nothing where there is none.
fn most(values: &[f32], shape: Shape, words: Words) -> Option<String> {
    let sum: f32 = values.iter().sum();
    let mut ninths = [0.0_f32; 9];
    for (at, value) in values.iter().enumerate() {
        let (x, y) = (at % shape.width.max(1), at / shape.width.max(1));
        let third = |at: usize, size: usize| (3 * at / size.max(1)).min(2);
        let ninth = third(y, shape.height) * 3 + third(x, shape.width);
        if let Some(total) = ninths.get_mut(ninth) {
            *total += value;
        }
    }
    let (ninth, most) = ninths
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(b.1))?;
    if sum <= 0.0 {
        return None;
    }
    let row = [Third::Upper, Third::Middle, Third::Lower].get(ninth / 3)?;
    let column = ["at-the-left", "at-the-centre", "at-the-right"].get(ninth % 3)?;
    let share = format!("{:.0}", f64::from(most / sum) * 100.0);
    let (row, column) = (place(*row, words), words.text(column));
    Some(say!(
        words,
        "plain-ninth",
        row = row,
        column = column,
        share = share
    ))
}
