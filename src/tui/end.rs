//! The end of a lesson: what was said beforehand, and what came of it.

use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};

use crate::lesson::{Answered, Can, Walk};
use crate::pack::Lesson;
use crate::say;
use crate::tui::keys::Keys;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::facts::said_and_found;
use crate::tui::widget::markdown::{column, markdown};

/// What keys mean at the end.
pub(super) fn keys() -> Keys {
    Keys::of([Can::GoOn.into()])
}

/// Draws the end of a lesson, which the next one follows, if there is one.
pub(super) fn draw(page: &mut Page<'_, '_>, body: Rect, walk: &Walk, next: Option<&Lesson>) {
    let look = page.look;
    let Look { theme, words, .. } = look;
    let title = walk.lesson().title.as_str();
    let mut lines = vec![
        Line::styled(say!(words, "end-of", lesson = title), theme.title),
        Line::default(),
    ];
    for (step, state) in walk.steps() {
        for answered in state.answered(step) {
            lines.extend(outcome(&answered, look));
            lines.push(Line::default());
        }
    }
    if let Some(next) = next {
        let next = say!(words, "next-lesson", lesson = next.title.as_str());
        lines.push(Line::styled(next, theme.text));
    }
    let text = Paragraph::new(Text::from(lines)).wrap(Wrap { trim: false });
    let area = column(body.inner(Margin::new(1, 1)));
    page.frame.render_widget(text, area);
}

fn outcome<'a>(answered: &Answered<'a>, look: &Look) -> Vec<Line<'a>> {
    let mut lines = markdown(answered.question, &look.theme).lines;
    let mut line = said_and_found(answered, look);
    line.spans.insert(0, Span::raw("  "));
    lines.push(line);
    lines
}
