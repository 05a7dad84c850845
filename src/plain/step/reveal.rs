//! A reveal: what was said, slice by slice what was measured, and the worst answers.

use super::{Heard, Plain, Reply, figures, numbers, tell_answers, tell_measured, tell_said};
use crate::eval::text::percent;
use crate::lesson::Stage;
use crate::lesson::step::RevealState;
use crate::pack::Reveal;
use crate::plain::paper::Paper;
use crate::say;

impl Plain for RevealState {
    type Spec = Reveal;

    fn tell(&self, paper: &mut Paper, reveal: &Reveal, _stage: Stage) {
        let words = paper.words;
        tell_said(paper, self.guess.as_ref(), self.outcome.as_ref());
        for (result, number) in self.results().zip(1..) {
            let mut text = format!("{}: {}", result.slice, figures(result, words));
            if let Some(confidence) = result.mean_confidence_wrong {
                let sure = say!(words, "percent-sure", percent = percent(confidence));
                text = format!("{text} · {} {sure}", say!(words, "if-wrong"));
            }
            paper.item(&format!("{number}. "), text);
        }
        paper.markdown(&reveal.takeaway);
    }

    fn hint(&self, _reveal: &Reveal, _stage: Stage) -> Option<&'static str> {
        Some("plain-hint-slices")
    }

    fn obey(&self, paper: &mut Paper, reveal: &Reveal, line: &str) -> Reply {
        let words = paper.words;
        let Some((slice, first)) = numbers(line, reveal.slices.len()) else {
            return Reply::Unknown;
        };
        let Some(result) = self.results().nth(slice - 1) else {
            return Reply::Unknown;
        };
        if first == 1 {
            let (inputs, digest): (_, String) =
                (result.inputs, result.digest.chars().take(12).collect());
            paper.line(format!(
                "{}: {} {inputs} · {} {digest}",
                result.slice,
                say!(words, "inputs"),
                say!(words, "digest"),
            ));
            if let Some(note) = &result.note {
                paper.line(note);
            }
        }
        tell_answers(paper, result, result.worst_first.iter().copied(), first);
        Reply::Told
    }

    fn progress(&self, paper: &mut Paper, reveal: &Reveal, heard: &Heard) {
        if let Heard::Measured = heard {
            let done = self.measuring.results.len();
            let name = self.results().last().map(|result| result.slice.as_str());
            tell_measured(paper, done, reveal.slices.len(), name);
        }
    }

    fn failure(&self) -> Option<&str> {
        self.measuring.failure.as_deref()
    }
}
