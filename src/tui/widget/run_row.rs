//! A row for a run that is one of several: its name, a bar of how far it is or of what it came to, and its
//! validation accuracy.

use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use super::bar::bar;
use super::name::fitted;
use crate::lesson::tell::status_id;
use crate::say;
use crate::train::{RunView, State, Status};
use crate::tui::look::Look;

/// Columns of a run's name before its bar.
pub(crate) const NAME: usize = 20;
/// Columns of its validation accuracy behind it, and of that it was stopped.
pub(crate) const VALIDATION: usize = 13;

/// The row of a run, with a bar of `width` cells.
pub(crate) fn run_row(
    name: &str,
    run_view: Option<&RunView>,
    width: usize,
    look: &Look,
) -> Vec<Span<'static>> {
    let accuracy = run_view.and_then(RunView::validation_accuracy);
    let share = accuracy.unwrap_or_else(|| run_view.map_or(0.0, RunView::share_done));
    let bar = bar(share, None, width, &look.theme);
    row_of(name, bar, run_view, look)
}

/// The row of a run with something else than a bar.
pub(crate) fn row_of(
    name: &str,
    shown: Vec<Span<'static>>,
    run_view: Option<&RunView>,
    look: &Look,
) -> Vec<Span<'static>> {
    // The seed at its end tells it from the others.
    let name = fitted(name, NAME - 1, []);
    let blanks = " ".repeat(NAME.saturating_sub(name.width()));
    let mut spans = vec![Span::styled(format!("{name}{blanks}"), look.theme.text)];
    spans.extend(shown);
    let validation = run_view.map_or(String::new(), |run_view| validation(run_view, look));
    let validation = format!("{validation:>VALIDATION$}");
    spans.push(Span::styled(validation, look.theme.model));
    spans
}

/// The accuracy that a run has in validation, or why it has none.
fn validation(run_view: &RunView, look: &Look) -> String {
    let words = look.words;
    match (run_view.validation_accuracy(), &run_view.state) {
        (Some(accuracy), State::Done(ending)) if ending.status == Status::Stopped => {
            let stopped = say!(words, status_id(ending.status));
            format!("{} {stopped}", words.lang.percent(accuracy))
        }
        (Some(accuracy), _) => words.lang.percent(accuracy),
        (None, State::Done(ending)) => say!(words, status_id(ending.status)),
        (None, State::Failed(_)) => say!(words, "doing-failed"),
        (None, _) => match run_view.epochs.last().and_then(|e| e.validation_accuracy) {
            Some(accuracy) => format!("{} …", words.lang.percent(accuracy)),
            None => "…".to_owned(),
        },
    }
}
