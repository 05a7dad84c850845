//! The list of a lesson's steps: what was done, and where one can go.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{List, ListItem, ListState};
use unicode_width::UnicodeWidthStr;

use crate::lesson::Walk;
use crate::say;
use crate::tui::command::Command;
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::markdown::column;
use crate::tui::widget::name::fitted;

/// In front of the step that is marked.
const HERE: &str = "▸ ";

/// The step that is marked.
#[derive(Debug)]
pub(super) struct Marked {
    /// Its place, from 0.
    pub(super) step: usize,
    /// The number that is being typed; 0 before that.
    typed: usize,
}

impl Marked {
    /// This step, from 0.
    pub(super) fn at(step: usize) -> Self {
        Self { step, typed: 0 }
    }

    /// Takes a command, where steps up to this one can be gone to; the step that shall be.
    pub(super) fn obey(&mut self, command: Command, furthest: usize) -> Option<usize> {
        if let Command::Digit(digit) = command {
            self.digit(digit.into(), furthest);
            return None;
        }
        self.typed = 0;
        match command {
            Command::Up => self.step = self.step.saturating_sub(1),
            Command::Down => self.step = (self.step + 1).min(furthest),
            Command::Pick(step) if step != self.step => self.step = step.min(furthest),
            Command::Enter | Command::Pick(_) => return Some(self.step),
            _ => {}
        }
        None
    }

    /// Adds a typed digit, or begins anew with it where there is no step with so high a number.
    fn digit(&mut self, digit: usize, furthest: usize) {
        let longer = self.typed.saturating_mul(10).saturating_add(digit);
        let numbers = [longer, digit].into_iter();
        let mut numbers = numbers.filter(|number| (1..=furthest + 1).contains(number));
        if let Some(number) = numbers.next() {
            self.typed = number;
            self.step = number - 1;
        }
    }
}

/// Draws the list with this step, from 0, marked.
pub(super) fn draw(page: &mut Page<'_, '_>, body: Rect, walk: &Walk, marked: usize) {
    let Look { theme, words, .. } = page.look;
    let area = column(body.inner(Margin::new(1, 1)));
    let [title, list] = Layout::vertical([Constraint::Length(2), Constraint::Fill(1)]).areas(area);
    let line = Line::styled(say!(words, "steps"), theme.title);
    page.frame.render_widget(line, title);
    let (at, furthest) = (walk.at(), walk.furthest());
    let steps = walk.steps().enumerate();
    let columns = usize::from(list.width);
    let items: Vec<ListItem<'_>> = steps
        .map(|(place, (step, state))| {
            let (mark, style) = match place {
                place if place == at || state.is_begun(step) => ("◐", theme.text),
                place if place <= furthest => ("●", theme.text),
                _ => ("○", theme.dim),
            };
            let kind = words.text(&format!("kind-{}", step.kind()));
            let before = format!("{mark} {:>2}. {kind:<11} ", place + 1);
            let room = columns.saturating_sub(HERE.width() + before.width());
            let gist = fitted(&step.gist(), room, []);
            ListItem::new(Line::from(vec![
                Span::styled(before, theme.dim),
                Span::styled(gist, style),
            ]))
        })
        .collect();
    let mut state = ListState::default().with_selected(Some(marked));
    let widget = List::new(items)
        .highlight_style(theme.selected)
        .highlight_symbol(HERE);
    page.frame.render_stateful_widget(widget, list, &mut state);
    for (step, y) in (state.offset()..=furthest).zip(list.y..list.bottom()) {
        let row = Rect::new(list.x, y, list.width, 1);
        page.clickable(row, Target::Command(Command::Pick(step)));
    }
}
