//! A comparison: slice by slice both networks, the difference, and where they differ.

use super::{Heard, Plain, Reply, numbers, tell_answers, tell_measured, tell_said};
use crate::eval::text::percent;
use crate::lesson::Stage;
use crate::lesson::step::CompareState;
use crate::pack::Compare;
use crate::plain::paper::Paper;
use crate::say;

impl Plain for CompareState {
    type Spec = Compare;

    fn tell(&self, paper: &mut Paper, step: &Compare, _stage: Stage) {
        let words = paper.words;
        // Where something was asked, this was read with the question.
        if step.predict.is_none() {
            paper.markdown(&step.say);
        }
        tell_said(paper, self.guess.as_ref(), self.outcome.as_ref());
        let (first, second) = (step.runs.0.as_str(), step.runs.1.as_str());
        for (slice, spec) in step.slices.iter().enumerate() {
            let Some((one, other)) = self.pair(step, slice) else {
                continue;
            };
            let points = |share: f64| format!("{:+.1}", share * 100.0);
            let difference = match self.differences.get(slice) {
                Some(Ok(difference)) => {
                    let bounds = difference.interval.map_or(String::new(), |bounds| {
                        format!(" ({} to {})", points(bounds.low), points(bounds.high))
                    });
                    let by = format!("{}{bounds}", points(difference.difference));
                    say!(words, "plain-difference", by = by)
                }
                _ => say!(words, "not-measured"),
            };
            let text = format!(
                "{}: {first} {} %, {second} {} %; {difference}",
                spec.name,
                percent(one.accuracy),
                percent(other.accuracy)
            );
            paper.item(&format!("{}. ", slice + 1), text);
        }
        paper.markdown(&step.takeaway);
    }

    fn hint(&self, _step: &Compare, _stage: Stage) -> Option<&'static str> {
        Some("plain-hint-slices")
    }

    fn obey(&self, paper: &mut Paper, step: &Compare, line: &str) -> Reply {
        let words = paper.words;
        let Some((slice, first)) = numbers(line, step.slices.len()) else {
            return Reply::Unknown;
        };
        let Some((_, other)) = self.pair(step, slice - 1) else {
            return Reply::Unknown;
        };
        let run = step.runs.1.as_str();
        paper.line(say!(words, "where-they-differ", run = run));
        let places = self.differing(step, slice - 1).into_iter();
        tell_answers(paper, other, places, first);
        Reply::Told
    }

    fn progress(&self, paper: &mut Paper, step: &Compare, heard: &Heard) {
        if let Heard::Measured = heard {
            let done = self.measuring.results.len();
            let name = self.measuring.results.last();
            let name = name.map(|(_, result)| result.slice.as_str());
            tell_measured(paper, done, 2 * step.slices.len(), name);
        }
    }

    fn failure(&self) -> Option<&str> {
        self.measuring.failure.as_deref()
    }
}
