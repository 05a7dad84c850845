//! Horizontal bars of a share that grows or is one of several, with a mark where something else stands. What was
//! measured with an interval is a dot on an [`axis`](super::axis).

use ratatui::text::Span;

use crate::tui::theme::Theme;

/// A bar of `width` cells for shares 0..1, on a thin track, and a mark on top of it.
pub(crate) fn bar(
    share: f64,
    marked: Option<f64>,
    width: usize,
    theme: &Theme,
) -> Vec<Span<'static>> {
    let halves = (share.clamp(0.0, 1.0) * width as f64 * 2.0).round() as usize;
    let mark = marked.map(|marked| position(marked, width));
    (0..width)
        .map(|cell| match halves.saturating_sub(cell * 2) {
            _ if mark == Some(cell) => Span::styled("◆", theme.learner),
            0 => Span::styled("─", theme.border),
            1 => Span::styled("╸", theme.model),
            _ => Span::styled("━", theme.model),
        })
        .collect()
}

/// The cell of a share on a scale of `width` cells.
fn position(share: f64, width: usize) -> usize {
    let cell = (share.clamp(0.0, 1.0) * width as f64).floor() as usize;
    cell.min(width.saturating_sub(1))
}
