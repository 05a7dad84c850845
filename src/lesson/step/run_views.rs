//! Runs that a step trains side by side, each a row on every screen.

use std::ops::Deref;

use crate::lesson::tell::{how_far, status_id};
use crate::say;
use crate::train::{Event, RunView, State, Status};
use crate::words::Words;

/// What is heard of each run, in the step's order; of none before they were ordered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunViews(Vec<RunView>);

impl Deref for RunViews {
    type Target = [RunView];

    fn deref(&self) -> &[RunView] {
        &self.0
    }
}

impl RunViews {
    /// So many runs of which nothing was heard yet.
    pub(super) fn new(runs: usize) -> Self {
        Self(vec![RunView::default(); runs])
    }

    /// One more event of the run in this place.
    pub(super) fn hear(&mut self, place: usize, event: Event) {
        if let Some(run_view) = self.0.get_mut(place) {
            run_view.hear(event);
        }
    }

    /// None that is not over can go on.
    pub(super) fn fail(&mut self, message: &str) {
        for run_view in self.0.iter_mut().filter(|run_view| !run_view.is_over()) {
            run_view.hear(Event::Failed {
                message: message.to_owned(),
            });
        }
    }

    /// Forgets what was heard of those that did not come to their end; the places of these.
    pub(super) fn begin_again(&mut self) -> Vec<usize> {
        let unfinished = self.0.iter_mut().enumerate();
        let unfinished = unfinished.filter(|(_, run_view)| !run_view.is_final());
        let places = unfinished.map(|(place, run_view)| {
            *run_view = RunView::default();
            place
        });
        places.collect()
    }

    /// Whether there are some and all of them are over.
    pub(super) fn are_over(&self) -> bool {
        !self.0.is_empty() && self.0.iter().all(RunView::is_over)
    }
}

/// The run that is waited for, or that was waited for last.
pub(super) fn waited_for<'a>(
    mut runs: impl DoubleEndedIterator<Item = &'a RunView> + Clone,
) -> Option<&'a RunView> {
    let last = runs.clone().next_back();
    runs.find(|run_view| !run_view.is_over()).or(last)
}

/// How many of several runs are over, and how far the one is that is waited for.
pub(super) fn how_far_are<'a>(
    runs: impl DoubleEndedIterator<Item = &'a RunView> + Clone,
    words: Words,
) -> Option<String> {
    let (n, all) = (
        runs.clone().filter(|run_view| run_view.is_over()).count(),
        runs.clone().count(),
    );
    let over = say!(words, "plain-runs-over", n = n, all = all);
    Some(format!("{over} {}", how_far(waited_for(runs)?, words)))
}

/// What a run that is over came to: its validation accuracy, or why it has none.
pub(super) fn came_to(run_view: &RunView, words: Words) -> String {
    let ended = match &run_view.state {
        State::Done(ending) => Some(ending.status),
        _ => None,
    };
    let ended = ended.filter(|status| matches!(status, Status::Diverged | Status::Stopped));
    let ended = ended.map(|status| words.text(status_id(status)));
    let why = run_view.failure().map(str::to_owned);
    let accuracy = run_view.validation_accuracy().map(|accuracy| {
        let percent = words.lang.percent(accuracy);
        say!(words, "plain-validation", percent = percent)
    });
    let told = [accuracy, ended, why].into_iter().flatten();
    told.collect::<Vec<_>>().join(", ")
}
