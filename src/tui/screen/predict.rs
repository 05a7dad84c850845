//! Before something is shown: what the learner says first.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Text};
use ratatui::widgets::Paragraph;

use super::kind::Response;
use crate::lesson::{Action, Walk};
use crate::pack::Choice;
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Item, Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::guess::{self, Entry, SCALE};
use crate::tui::widget::markdown::{column, markdown, pane};

/// Draws the question and, under it, the entry.
pub(crate) fn draw(page: &mut Page<'_, '_>, body: Rect, walk: &Walk, entry: &Entry, scroll: u16) {
    let Some((text, area)) = scrolling(body, walk, entry, page.look) else {
        return;
    };
    pane(page, area, text, scroll);
    let choices = walk.choices(page.look.words);
    let [_, below] = areas(body, entry, &choices, page.look);
    let lines = guess::lines(entry, &choices, below.width, page.look);
    page.frame.render_widget(Paragraph::new(lines), below);
    let row =
        |row: u16, width: u16| Rect::new(below.x, below.y + row, width, 1).intersection(below);
    if choices.is_empty() {
        let scale = row(SCALE, guess::scale_width(below.width));
        page.clickable(scale, Target::Surface);
    }
    for place in 0..choices.len() {
        let line = u16::try_from(place).unwrap_or(u16::MAX);
        let pick = Target::Command(Command::Pick(place));
        page.clickable(row(line, below.width), pick);
    }
}

pub(super) fn scrolling<'a>(
    body: Rect,
    walk: &'a Walk,
    entry: &Entry,
    look: &Look,
) -> Option<(Text<'a>, Rect)> {
    let Look { theme, words, .. } = look;
    let question = walk.question()?;
    let mut text = markdown(question.say, theme);
    if !text.lines.is_empty() {
        text.push_line(Line::default());
    }
    let id = if question.choices.is_empty() {
        "say-a-number"
    } else {
        "say-a-choice"
    };
    text.push_line(Line::styled(say!(words, id), theme.learner));
    text.extend(markdown(question.text, theme).lines);
    let [above, _] = areas(body, entry, &walk.choices(look.words), look);
    Some((text, above))
}

pub(super) fn keys(walk: &Walk) -> Keys {
    let own: &[Own] = match choices(walk).is_empty() {
        true => &[Own::Number, Own::Range, Own::Sureness],
        false => &[Own::ByDigit, Own::Move, Own::Sureness, Own::Page],
    };
    let can = walk.can_do().into_iter().map(Item::Can);
    Keys::of(can.chain(own.iter().copied().map(Item::Own)))
}

pub(super) fn obey(walk: &Walk, entry: &mut Entry, command: Command) -> Response {
    let choices = choices(walk);
    match command {
        Command::Left => entry.change_confidence(-1),
        Command::Right => entry.change_confidence(1),
        Command::Enter => {
            return match entry.guess(&choices) {
                Some(guess) => Response::Act(Action::Predict(guess)),
                None if choices.is_empty() => Response::Notice("number-missing"),
                None => Response::Notice("choice-missing"),
            };
        }
        command if choices.is_empty() => match command {
            Command::Digit(digit) if !entry.digit(digit) => {
                return Response::Notice("number-too-large");
            }
            Command::Digit(_) => {}
            Command::Erase => entry.erase(),
            Command::Up => entry.change(1),
            Command::Down => entry.change(-1),
            Command::PageUp => entry.change(10),
            Command::PageDown => entry.change(-10),
            Command::Wider => entry.widen(true),
            Command::Narrower => entry.widen(false),
            Command::Touch(touch) => entry.set((touch.x * 100.0).round() as usize),
            _ => return Response::Pass,
        },
        Command::Digit(digit @ 1..) if usize::from(digit) <= choices.len() => {
            entry.set(usize::from(digit) - 1);
        }
        Command::Pick(place) if place < choices.len() => entry.set(place),
        Command::Up => entry.move_mark(false, choices.len()),
        Command::Down => entry.move_mark(true, choices.len()),
        _ => return Response::Pass,
    }
    Response::Done
}

fn choices(walk: &Walk) -> Vec<Choice> {
    let question = walk.question();
    question
        .map(|question| question.choices)
        .unwrap_or_default()
}

fn areas(body: Rect, entry: &Entry, choices: &[String], look: &Look) -> [Rect; 2] {
    let area = column(body.inner(Margin::new(1, 1)));
    let [above, _, below] = Layout::vertical([
        Constraint::Fill(1),
        Constraint::Length(1),
        Constraint::Length(guess::height(entry, choices, area.width, look)),
    ])
    .areas(area);
    [above, below]
}
