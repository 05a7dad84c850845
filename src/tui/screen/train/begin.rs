//! Before a training: what will be trained, on what, and how.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};

use crate::lesson::step::TrainState;
use crate::lesson::tell::{said, what};
use crate::pack::{Spec, Train};
use crate::say;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::facts::{fact, label};
use crate::tui::widget::markdown::{column, markdown, pane};

/// Draws the text and, under it, the recipe.
pub(crate) fn draw(
    page: &mut Page<'_, '_>,
    body: Rect,
    train: &Train,
    state: &TrainState,
    scroll: u16,
) {
    let look = page.look;
    let (text, area) = long_text(body, train, state, look);
    pane(page, area, text, scroll);
    let [_, below] = areas(body, train, state);
    let mut lines = facts(train, look);
    let answered = state.gate.answered(train.questions());
    for (asked, answered) in train.predict.iter().zip(&answered) {
        let words = look.words;
        let after = say!(words, "after-epoch", n = asked.after);
        lines.push(Line::from(vec![
            label(&say!(words, "you-said"), &look.theme),
            Span::styled(
                format!("{}, {after}", said(answered, words)),
                look.theme.learner,
            ),
        ]));
    }
    let facts = Paragraph::new(lines).wrap(Wrap { trim: false });
    page.frame.render_widget(facts, below);
}

/// The text above the recipe.
pub(super) fn long_text<'a>(
    body: Rect,
    train: &'a Train,
    state: &TrainState,
    look: &Look,
) -> (Text<'a>, Rect) {
    let [above, _] = areas(body, train, state);
    (markdown(&train.say, &look.theme), above)
}

fn areas(body: Rect, train: &Train, state: &TrainState) -> [Rect; 2] {
    let area = column(body.inner(Margin::new(1, 1)));
    // Four facts, one of which may need a second line, the run that it goes on from, and what was said.
    let said = u16::try_from(state.gate.passed()).unwrap_or(u16::MAX);
    let said = said.saturating_add(train.from.is_some().into());
    let [above, _, below] = Layout::vertical([
        Constraint::Fill(1),
        Constraint::Length(1),
        Constraint::Length(said.saturating_add(6)),
    ])
    .areas(area);
    [above, below]
}

/// What a recipe says, a line each.
pub(in crate::tui::screen) fn facts(train: &Train, look: &Look) -> Vec<Line<'static>> {
    let facts = what(train, look.words).into_iter();
    facts
        .map(|(name, value)| fact(&name, value, &look.theme))
        .collect()
}
