//! Horizontal bars of a share, with a mark where the learner said.

use ratatui::text::Span;

use crate::tui::theme::Theme;

/// A bar of `width` cells for shares 0..1, on a thin track. The learner's mark stands on top of it.
pub(crate) fn bar(
    share: f64,
    said: Option<f64>,
    width: usize,
    theme: &Theme,
) -> Vec<Span<'static>> {
    let halves = (share.clamp(0.0, 1.0) * width as f64 * 2.0).round() as usize;
    let mark = said.map(|said| position(said, width));
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
