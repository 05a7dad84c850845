//! A sweep: what is tried, a line a run, and what choosing the best does to a score.

use super::{Heard, Plain, Reply, tell_said};
use crate::eval::text::percent;
use crate::lesson::step::{Kind, SweepState};
use crate::lesson::tell::plan;
use crate::lesson::{Action, Stage};
use crate::pack::Sweep;
use crate::plain::paper::Paper;
use crate::say;

impl Plain for SweepState {
    type Spec = Sweep;

    fn tell(&self, paper: &mut Paper, sweep: &Sweep, stage: Stage) {
        let words = paper.words;
        match stage {
            Stage::Begin => {
                paper.markdown(&sweep.say);
                paper.line(plan(sweep, words));
                tell_said(paper, self.guess.as_ref(), None);
            }
            Stage::Watch => paper.line(say!(words, "plain-training")),
            _ => {
                for run in 0..sweep.runs().len() {
                    self.tell_run(paper, sweep, run);
                }
                let means = self.means(sweep).join(", ");
                paper.line(say!(words, "means", means = means));
                tell_said(paper, self.guess.as_ref(), self.outcome.as_ref());
                if let Some((honest, best)) = self.chosen() {
                    let (honest, best) = (percent(honest), percent(best));
                    paper.line(say!(words, "chosen-on-held-out", accuracy = honest));
                    paper.line(say!(words, "chosen-on-test", accuracy = best));
                }
                paper.markdown(&sweep.takeaway);
            }
        }
    }

    fn hint(&self, _sweep: &Sweep, stage: Stage) -> Option<&'static str> {
        (stage == Stage::Begin).then_some("plain-hint-begin")
    }

    fn obey(&self, _paper: &mut Paper, sweep: &Sweep, line: &str) -> Reply {
        match (self.stage(sweep), line) {
            (Stage::Begin, "") => Reply::Acts(vec![Action::Begin]),
            _ => Reply::Unknown,
        }
    }

    fn progress(&self, paper: &mut Paper, sweep: &Sweep, heard: &Heard) {
        if let Heard::RunOver(run) = heard {
            self.tell_run(paper, sweep, *run);
        }
    }

    fn failure(&self) -> Option<&str> {
        self.measuring.failure.as_deref()
    }
}

impl SweepState {
    /// A run that is over: its value and seed, and how it did.
    fn tell_run(&self, paper: &mut Paper, sweep: &Sweep, run: usize) {
        let words = paper.words;
        let (values, runs) = (sweep.vary.values(), sweep.runs());
        let Some((value, seed, _)) = runs.get(run) else {
            return;
        };
        let value = values.get(*value).map_or("", String::as_str);
        let seed = seed.to_string();
        let name = say!(words, "value-and-seed", value = value, seed = seed);
        let mut text = match self.held_out(run) {
            Some(accuracy) => say!(words, "plain-held-out", percent = percent(accuracy)),
            None => say!(words, "status-diverged"),
        };
        if let Some(result) = self.test(run) {
            let test = say!(words, "plain-test", percent = percent(result.accuracy));
            text = format!("{text}, {test}");
        }
        let knob = words.text(sweep.vary.text());
        paper.line(format!("{knob} {name}: {text}"));
    }
}
