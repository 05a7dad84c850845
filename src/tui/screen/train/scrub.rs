//! Moving over the epochs of a training: where it stood after each, and what it said of the pictures then.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use crate::say;
use crate::train::{Glance, RunView};
use crate::tui::command::Command;
use crate::tui::look::Look;
use crate::tui::page::Page;

/// The epoch before or after, from 1; behind the last of so many it is none again, which is where the training
/// stands or ended.
pub(super) fn moved(epoch: Option<usize>, command: Command, epochs: usize) -> Option<usize> {
    match (epoch, command) {
        (None, Command::Left) => (epochs > 0).then_some(epochs),
        (Some(epoch), Command::Left) => Some(epoch.saturating_sub(1).max(1)),
        (Some(epoch), _) => (epoch < epochs).then_some(epoch + 1),
        (None, _) => None,
    }
}

/// What was said after an epoch, or now; nothing where only the numbers are known.
pub(super) fn glance(run_view: &RunView, epoch: Option<usize>) -> Option<&Glance> {
    match epoch {
        None => run_view.glance.as_ref(),
        Some(epoch) => {
            let place = run_view
                .epochs
                .iter()
                .position(|record| record.epoch == epoch)?;
            run_view.glances.get(place)?.as_ref()
        }
    }
}

/// Which epoch is looked at, and how it did on validation pictures.
pub(super) fn draw_head(page: &mut Page<'_, '_>, area: Rect, run_view: &RunView, epoch: usize) {
    let Look { theme, words, .. } = page.look;
    let all = run_view.epochs.len();
    let mut spans = vec![Span::styled(
        say!(words, "after-epoch-of", n = epoch, all = all),
        theme.title,
    )];
    let record = run_view.epochs.iter().find(|record| record.epoch == epoch);
    let validation =
        record.and_then(|record| Some((record.validation_accuracy?, record.validation_loss?)));
    if let Some((accuracy, loss)) = validation {
        let text = say!(
            words,
            "validation-then",
            percent = words.lang.percent(accuracy),
            loss = words.lang.loss(loss)
        );
        spans.push(Span::styled(format!(" · {text}"), theme.truth));
    }
    page.frame.render_widget(Line::from(spans), area);
}

/// Says why there are no pictures.
pub(super) fn draw_nothing(page: &mut Page<'_, '_>, area: Rect) {
    let Look { theme, words, .. } = page.look;
    let text = Paragraph::new(say!(words, "numbers-only")).style(theme.dim);
    page.frame
        .render_widget(text.wrap(Wrap { trim: true }), area);
}
