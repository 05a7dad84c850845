//! The questions of a lesson as votes.

use crate::lesson::vote::Poll;
use crate::pack::text::on_screen;
use crate::pack::{Pack, Step};
use crate::words::Words;

/// The questions of a lesson, of which one can be chosen instead of typing one.
pub(super) struct Picker {
    pub(super) polls: Vec<Poll>,
    pub(super) at: Option<usize>,
}

impl Picker {
    /// Those of the lesson with this place, from 0.
    pub(super) fn of(pack: &Pack, lesson: usize, words: Words) -> Self {
        let steps = pack.lessons.get(lesson).map(|lesson| lesson.steps.iter());
        let polls = steps
            .into_iter()
            .flatten()
            .flat_map(|step| asked(step, words));
        Self {
            polls: polls.filter_map(Poll::checked).collect(),
            at: None,
        }
    }

    /// The one that is chosen, as long as it stands in the field as it was chosen.
    pub(super) fn chosen(&self, text: &str) -> Option<Poll> {
        let poll = self.polls.get(self.at?)?;
        (poll.line() == text).then(|| poll.clone())
    }
}

/// What a step asks, as plain text.
fn asked(step: &Step, words: Words) -> Vec<Poll> {
    let plain = |text: &str| on_screen(text).replace(['`', '*'], "");
    // What is filled in as the lesson goes has no value here.
    let is_whole = |poll: &Poll| !poll.question.contains("{{");
    let polls = match step {
        Step::Ask(ask) if ask.choices.is_empty() => Vec::new(),
        Step::Ask(ask) => vec![Poll {
            question: plain(&ask.question),
            choices: ask.choices.iter().map(|choice| plain(choice)).collect(),
        }],
        step => {
            let questions = step.spec().questions().into_iter();
            let polls = questions.map(|question| Poll {
                question: plain(question.text),
                choices: question
                    .choices
                    .iter()
                    .map(|one| one.shown(words))
                    .collect(),
            });
            polls.collect()
        }
    };
    polls.into_iter().filter(is_whole).collect()
}
