//! The list of a lesson's steps: what was done, and where one can go.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{List, ListItem, ListState};

use crate::lesson::Walk;
use crate::say;
use crate::tui::command::Command;
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::markdown::column;

/// Draws the list with this step, from 0, marked.
pub(super) fn draw(page: &mut Page<'_, '_>, body: Rect, walk: &Walk, marked: usize) {
    let Look { theme, words, .. } = page.look;
    let area = column(body.inner(Margin::new(1, 1)));
    let [title, list] = Layout::vertical([Constraint::Length(2), Constraint::Fill(1)]).areas(area);
    let line = Line::styled(say!(words, "steps"), theme.title);
    page.frame.render_widget(line, title);
    let (at, furthest) = (walk.at(), walk.furthest());
    let steps = walk.steps().enumerate();
    let items: Vec<ListItem<'_>> = steps
        .map(|(place, (step, _))| {
            let (mark, style) = match place {
                place if place == at => ("◐", theme.text),
                place if place <= furthest => ("●", theme.text),
                _ => ("○", theme.dim),
            };
            let kind = words.text(&format!("kind-{}", step.kind()));
            ListItem::new(Line::from(vec![
                Span::styled(format!("{mark} {:>2}. {kind:<11} ", place + 1), theme.dim),
                Span::styled(step.gist(), style),
            ]))
        })
        .collect();
    let mut state = ListState::default().with_selected(Some(marked));
    let widget = List::new(items)
        .highlight_style(theme.selected)
        .highlight_symbol("▸ ");
    page.frame.render_stateful_widget(widget, list, &mut state);
    for (step, y) in (state.offset()..=furthest).zip(list.y..list.bottom()) {
        let row = Rect::new(list.x, y, list.width, 1);
        page.clickable(row, Target::Command(Command::Pick(step)));
    }
}
