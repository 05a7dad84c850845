//! The list of lessons, with what was done of each.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{List, ListItem, ListState, Paragraph, Wrap};

use crate::lesson::Saved;
use crate::pack::Lesson;
use crate::tui::app::App;
use crate::tui::theme::Theme;
use crate::tui::widget::markdown::column;

/// Draws the list.
pub fn draw(frame: &mut Frame<'_>, body: Rect, app: &App) {
    let theme = &app.theme;
    let area = column(body.inner(Margin::new(1, 1)));
    let about = Paragraph::new(app.pack.file.about.trim())
        .style(theme.text)
        .wrap(Wrap { trim: true });
    let lines = u16::try_from(about.line_count(area.width)).unwrap_or(1);
    let [title, text, _, list] = Layout::vertical([
        Constraint::Length(2),
        Constraint::Length(lines.min(6)),
        Constraint::Length(1),
        Constraint::Fill(1),
    ])
    .areas(area);
    frame.render_widget(
        Line::styled(app.pack.file.title.as_str(), theme.title),
        title,
    );
    frame.render_widget(about, text);
    let nothing = None;
    let items = app.pack.lessons.iter().enumerate().map(|(index, lesson)| {
        let saved = app.home.saved.get(index).unwrap_or(&nothing);
        item(index, lesson, saved.as_ref(), theme)
    });
    let mut state = ListState::default().with_selected(Some(app.home.selected));
    let list_widget = List::new(items)
        .highlight_style(theme.selected)
        .highlight_symbol("▸ ");
    frame.render_stateful_widget(list_widget, list, &mut state);
}

fn item<'a>(
    index: usize,
    lesson: &'a Lesson,
    saved: Option<&Saved>,
    theme: &Theme,
) -> ListItem<'a> {
    let (mark, done) = match saved {
        None if lesson.minutes == 1 => ("○", "1 minute".to_owned()),
        None => ("○", format!("{} minutes", lesson.minutes)),
        Some(saved) if saved.finished => ("●", "finished".to_owned()),
        Some(saved) => (
            "◐",
            format!("at step {} of {}", saved.at + 1, lesson.steps.len()),
        ),
    };
    ListItem::new(vec![
        Line::from(vec![
            Span::styled(format!("{mark} {}. ", index + 1), theme.dim),
            Span::styled(lesson.title.as_str(), theme.title),
            Span::styled(format!("   {done}"), theme.dim),
        ]),
        Line::styled(format!("     {}", lesson.about.trim()), theme.text),
    ])
}
