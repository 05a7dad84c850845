//! The end of a lesson: what was said beforehand, what came of it, and what that scores.

use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span, Text};

use crate::lesson::{Answered, Can, Walk, calibration_of};
use crate::pack::Lesson;
use crate::say;
use crate::tui::keys::{Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::facts::said_and_found;
use crate::tui::widget::markdown::{column, markdown, pane};

/// What keys mean at the end.
pub(super) fn keys() -> Keys {
    Keys::of([Can::GoOn.into(), Own::Scroll.into(), Own::Page.into()])
}

/// Draws the end of a lesson, which the next one follows, if there is one.
pub(super) fn draw(
    page: &mut Page<'_, '_>,
    body: Rect,
    walk: &Walk,
    next: Option<&Lesson>,
    scroll: u16,
) {
    let (text, area) = scrolling(body, walk, next, page.look);
    pane(page, area, text, scroll);
}

/// The text, and where it stands. What it comes to is first, so that it is seen however much was said.
pub(super) fn scrolling<'a>(
    body: Rect,
    walk: &'a Walk,
    next: Option<&Lesson>,
    look: &Look,
) -> (Text<'a>, Rect) {
    let Look { theme, words, .. } = look;
    let title = walk.lesson().title.as_str();
    let mut lines = vec![Line::styled(
        say!(words, "end-of", lesson = title),
        theme.title,
    )];
    let score = calibration_of(walk).sentences(*words).into_iter();
    lines.extend(score.map(|sentence| Line::styled(sentence, theme.text)));
    if let Some(next) = next {
        let next = say!(words, "next-lesson", lesson = next.title.as_str());
        lines.push(Line::styled(next, theme.text));
    }
    for (step, state) in walk.steps() {
        for answered in state.answered(step) {
            lines.push(Line::default());
            lines.extend(outcome(&answered, look));
        }
    }
    (Text::from(lines), column(body.inner(Margin::new(1, 1))))
}

fn outcome<'a>(answered: &Answered<'a>, look: &Look) -> Vec<Line<'a>> {
    let mut lines = markdown(answered.question, look).lines;
    let mut line = said_and_found(answered, look);
    line.spans.insert(0, Span::raw("  "));
    lines.push(line);
    lines
}
