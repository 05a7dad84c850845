//! Horizontal bars of a share, with a mark where the learner said, and whiskers under them.

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

/// A whisker on the scale of a bar of `width` cells: from the lowest share to the highest, with a mark at their mean.
pub(crate) fn whisker(
    (lowest, mean, highest): (f64, f64, f64),
    width: usize,
    theme: &Theme,
) -> Span<'static> {
    let [from, at, to] = [lowest, mean, highest].map(|share| position(share, width));
    let cells = (0..width).map(|cell| match cell {
        _ if cell == at => '┼',
        _ if cell == from => '├',
        _ if cell == to => '┤',
        _ if (from..to).contains(&cell) => '─',
        _ => ' ',
    });
    Span::styled(cells.collect::<String>(), theme.model)
}

/// The cell of a share on a scale of `width` cells.
fn position(share: f64, width: usize) -> usize {
    let cell = (share.clamp(0.0, 1.0) * width as f64).floor() as usize;
    cell.min(width.saturating_sub(1))
}
