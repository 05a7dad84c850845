//! The machines of a workshop over several: who sits where, and who trains.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Row, TableState, Wrap};

use super::seen::Seen;
use super::table::table;
use crate::say;
use crate::tui::look::Look;
use crate::workshop::pace::clock;

/// Rows for what is said of all workers together.
const SAID: u16 = 3;

/// Draws them, if there are several.
pub(super) fn draw_machines(frame: &mut Frame<'_>, area: Rect, seen: &Seen, look: &Look) {
    let Look { theme, words, .. } = look;
    let Some(machines) = &seen.machines else {
        return;
    };
    let row = |name: &str, does: String| {
        Row::new(vec![
            Line::styled(name.to_owned(), theme.text),
            Line::styled(does, theme.dim),
        ])
    };
    let fronts = machines.fronts.iter();
    let fronts = fronts.map(|(name, n)| row(name, say!(words, "desk-front", n = *n)));
    let workers = &machines.workers;
    let there = workers.there.iter();
    let there = there.map(|(name, n)| row(name, say!(words, "desk-worker", n = *n)));
    let head = ["desk-column-machine", "desk-column-work"].map(|column| words.text(column));
    let widths = [Constraint::Fill(1), Constraint::Fill(2)];
    let [list, said] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(SAID)]).areas(area);
    let table = table(fronts.chain(there), &head, widths, theme);
    frame.render_stateful_widget(table, list, &mut TableState::default());
    let mut told = Vec::new();
    if workers.there.is_empty() {
        told.push(Line::styled(words.text("desk-no-worker"), theme.bad));
    }
    told.push(Line::styled(
        say!(words, "desk-waiting", n = workers.waiting),
        theme.text,
    ));
    if let Some(waited) = workers.waited {
        let waited = say!(words, "desk-waited", time = clock(waited));
        told.push(Line::styled(waited, theme.text));
    }
    frame.render_widget(Paragraph::new(told).wrap(Wrap { trim: true }), said);
}
