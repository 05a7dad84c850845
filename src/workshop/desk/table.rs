//! How the tables of the desk look.

use ratatui::layout::Constraint;
use ratatui::widgets::{Row, Table};

use crate::tui::theme::Theme;

/// A table of people, with a mark.
pub(super) fn table<'a, const N: usize>(
    rows: impl IntoIterator<Item = Row<'a>>,
    head: &[String; N],
    widths: [Constraint; N],
    theme: &Theme,
) -> Table<'a> {
    Table::new(rows, widths)
        .header(Row::new(head.clone()).style(theme.dim))
        .row_highlight_style(theme.selected)
        .highlight_symbol("▸ ")
}
