//! An exercise whose answer is typed, in whichever form; hints one at a time.

use super::{Plain, Reply};
use crate::lesson::step::SolveState;
use crate::lesson::{Action, Stage};
use crate::pack::Solve;
use crate::plain::paper::Paper;
use crate::say;

impl Plain for SolveState {
    type Spec = Solve;

    fn tell(&self, paper: &mut Paper, solve: &Solve, stage: Stage) {
        let words = paper.words;
        match (stage, self.tried.last()) {
            (Stage::Look, Some(right)) => {
                paper.line(say!(words, "plain-right-answer", choice = right.as_str()));
                paper.markdown(&solve.why);
            }
            _ => paper.markdown(&solve.question),
        }
    }

    fn hint(&self, _solve: &Solve, stage: Stage) -> Option<&'static str> {
        (stage == Stage::Choose).then_some("plain-hint-solve")
    }

    fn obey(&self, _paper: &mut Paper, _solve: &Solve, line: &str) -> Reply {
        match line {
            _ if self.solved => Reply::Unknown,
            "" => Reply::Unknown,
            "h" => Reply::Acts(vec![Action::Hint]),
            text => Reply::Acts(vec![Action::Write(text.to_owned())]),
        }
    }

    fn remark(&self, paper: &mut Paper, solve: &Solve, done: Option<&Action>) {
        let words = paper.words;
        match (done, self.hints.checked_sub(1), self.hints_left(solve)) {
            (Some(Action::Hint), Some(last), _) => {
                let hint = solve.hints.get(last).map_or("", |hint| hint.trim());
                paper.line(format!("{} {hint}", say!(words, "hint")));
            }
            (Some(Action::Hint), None, _) => paper.line(say!(words, "plain-no-hint")),
            (_, _, 0) => paper.line(say!(words, "wrong-answer")),
            (_, _, left) => paper.line(say!(words, "plain-wrong-answer", n = left)),
        }
    }
}
