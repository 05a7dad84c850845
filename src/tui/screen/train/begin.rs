//! Before a training: what will be trained, on what, and how.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};

use crate::lesson::Specimens;
use crate::lesson::step::TrainState;
use crate::lesson::tell::{said, what};
use crate::pack::{Spec, Train};
use crate::say;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::facts::{fact, label};
use crate::tui::widget::gallery::LARGE;
use crate::tui::widget::markdown::{column, markdown, pane};
use crate::tui::widget::specimens;

/// Columns from which on there is room for pictures, and for two of them side by side.
const MIN_WIDTH: u16 = 58;
const WIDE: u16 = 96;

/// Draws the text and, under it, the recipe.
pub(crate) fn draw(
    page: &mut Page<'_, '_>,
    body: Rect,
    train: &Train,
    (state, specimens): (&TrainState, &[Specimens]),
    scroll: u16,
) {
    let look = page.look;
    let (body, pictures) = with_pictures(body, train);
    if let Some(pictures) = pictures {
        specimens::draw(page, pictures, specimens);
    }
    let (text, area) = text_alone(body, train, state, look);
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

/// Rows from which on pictures fit below, with a text of some lines above the recipe.
const HIGH: u16 = 34;

/// What pictures leave of a body, and where these stand if there are any: what becomes of pictures before they are
/// learned from stands beside everything else, or below it.
fn with_pictures(body: Rect, train: &Train) -> (Rect, Option<Rect>) {
    let room = body.inner(Margin::new(1, 1));
    if train.recipe.augment.is_empty() || body.width < MIN_WIDTH {
        return (body, None);
    }
    if body.height >= HIGH {
        let [body, pictures] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(LARGE.1 + 2)]).areas(body);
        return (body, Some(pictures.inner(Margin::new(1, 0))));
    }
    let [wide, narrow] = specimens::COLUMNS;
    let columns = if body.width < WIDE { narrow } else { wide };
    let [_, pictures] =
        Layout::horizontal([Constraint::Fill(1), Constraint::Length(columns)]).areas(room);
    let body = Rect {
        width: body.width - columns - 1,
        ..body
    };
    (body, Some(pictures))
}

/// The text above the recipe.
pub(super) fn long_text<'a>(
    body: Rect,
    train: &'a Train,
    state: &TrainState,
    look: &Look,
) -> (Text<'a>, Rect) {
    text_alone(with_pictures(body, train).0, train, state, look)
}

fn text_alone<'a>(
    body: Rect,
    train: &'a Train,
    state: &TrainState,
    look: &Look,
) -> (Text<'a>, Rect) {
    let [above, _] = areas(body, train, state);
    (markdown(&train.say, look), above)
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
