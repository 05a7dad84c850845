//! The end of a lesson: what was said beforehand, and what came of it.

use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};

use crate::lesson::Answered;
use crate::lesson::tell::{found, said};
use crate::say;
use crate::tui::app::{App, LessonView};
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::markdown::{column, markdown};

/// Draws the end of a lesson.
pub fn draw(page: &mut Page<'_, '_>, body: Rect, app: &App, view: &LessonView) {
    let look = page.look;
    let Look { theme, words, .. } = look;
    let title = view.walk.lesson().title.as_str();
    let mut lines = vec![
        Line::styled(say!(words, "end-of", lesson = title), theme.title),
        Line::default(),
    ];
    for (step, state) in view.walk.steps() {
        for answered in state.answered(step) {
            lines.extend(outcome(&answered, look));
            lines.push(Line::default());
        }
    }
    if let Some(next) = app.pack.lessons.get(view.index + 1) {
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

/// What was said, and what was found.
pub(super) fn said_and_found<'a>(answered: &Answered<'_>, look: &Look) -> Line<'a> {
    let Look { theme, words, .. } = look;
    let measured = match answered.outcome {
        None => Span::styled(say!(words, "not-measured"), theme.dim),
        Some(outcome) => Span::styled(found(outcome), theme.model),
    };
    Line::from(vec![
        Span::styled(format!("{} ", say!(words, "you-said")), theme.dim),
        Span::styled(said(answered.guess, *words), theme.learner),
        Span::styled(format!("   {} ", say!(words, "it-was")), theme.dim),
        measured,
    ])
}
