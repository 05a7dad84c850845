//! Before something is shown: what the learner says first.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Text};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use super::kind::Response;
use crate::lesson::{Action, Walk};
use crate::pack::Choice;
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Item, Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::guess::{self, Entry, SCALE};
use crate::tui::widget::markdown::{column, height, markdown, pane};
use crate::tui::widget::specimens;

/// Draws the question and, under it, the entry.
pub(crate) fn draw(page: &mut Page<'_, '_>, body: Rect, walk: &Walk, entry: &Entry, scroll: u16) {
    let Some((text, area)) = scrolling(body, walk, entry, page.look) else {
        return;
    };
    let areas = areas(body, &text, entry, walk, page.look);
    pane(page, area, text, scroll);
    if let Some(pictures) = areas.pictures {
        specimens::draw(page, pictures, walk.specimens());
        if walk.awaits_specimens() {
            let text = say!(page.look.words, "specimens-awaited");
            let line = Line::styled(text, page.look.theme.dim);
            page.frame.render_widget(line, pictures);
        }
    }
    let choices = walk.choices(page.look.words);
    let below = areas.entry;
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
    let mut text = markdown(question.say, look);
    if !text.lines.is_empty() {
        text.push_line(Line::default());
    }
    let id = if question.choices.is_empty() {
        "say-a-number"
    } else {
        "say-a-choice"
    };
    text.push_line(Line::styled(say!(words, id), theme.learner));
    text.extend(markdown(question.text, look).lines);
    let area = areas(body, &text, entry, walk, look).question;
    Some((text, area))
}

pub(super) fn keys(walk: &Walk) -> Keys {
    let own: &[Own] = match choices(walk).is_empty() {
        true => &[Own::Number, Own::Range, Own::Sureness, Own::Page],
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

/// Where the question, the entry and the pictures of what is asked about stand.
struct Areas {
    question: Rect,
    entry: Rect,
    pictures: Option<Rect>,
}

/// Rows of the scale with its number.
const SCALE_ROWS: usize = 3;
/// Columns before a choice: the mark, and its number.
const CHOICE_MARK: usize = 6;

/// Pictures stand below the question where there is room for them, or else beside it and beside what can be answered;
/// nowhere, where a part of the question would be out of sight.
fn areas(body: Rect, text: &Text<'_>, entry: &Entry, walk: &Walk, look: &Look) -> Areas {
    let choices = walk.choices(look.words);
    let room = body.inner(Margin::new(1, 1));
    let area = column(room);
    let lines = u16::try_from(height(text, area.width)).unwrap_or(u16::MAX);
    // What is on its way has its place already, so that nothing is moved when it comes.
    let has_specimens = !walk.specimens().is_empty() || walk.awaits_specimens();
    let [question, _, entry, _] = Layout::vertical([
        match has_specimens {
            true => Constraint::Fill(1),
            // What is asked for stands right below the question.
            false => Constraint::Max(lines),
        },
        Constraint::Length(1),
        Constraint::Length(guess::height(entry, &choices, area.width, look)),
        match has_specimens {
            true => Constraint::Length(0),
            false => Constraint::Fill(1),
        },
    ])
    .areas(area);
    let left = question.height.saturating_sub(lines);
    if has_specimens && left > specimens::ROWS {
        let [above, _, pictures] = Layout::vertical([
            Constraint::Length(question.height - left),
            Constraint::Length(1),
            Constraint::Fill(1),
        ])
        .areas(question);
        return Areas {
            question: above,
            entry,
            pictures: Some(Rect {
                width: room.right() - pictures.x,
                ..pictures
            }),
        };
    }
    let scale = match choices.iter().map(|choice| choice.width()).max() {
        Some(widest) => (widest + CHOICE_MARK, choices.len()),
        None => (usize::from(guess::scale_width(entry.width)), SCALE_ROWS),
    };
    let beside = specimens::COLUMNS.into_iter().find_map(|columns| {
        let x = room.right().checked_sub(columns)?;
        let width = x.checked_sub(question.x + 2)?.min(question.width);
        let narrow = Rect { width, ..question };
        let is_whole = height(text, width) <= usize::from(narrow.height);
        // Beside the scale or the choices too, but not beside the sentence below them.
        let bottom = match scale.0 <= usize::from(width) {
            true => entry.y + u16::try_from(scale.1).unwrap_or(0).min(entry.height),
            false => question.bottom(),
        };
        let pictures = Rect::new(x, question.y, columns, bottom - question.y);
        let fits = is_whole && width > columns && pictures.height >= specimens::ROWS;
        fits.then_some(Areas {
            question: narrow,
            entry,
            pictures: Some(pictures),
        })
    });
    beside.filter(|_| has_specimens).unwrap_or(Areas {
        question,
        entry,
        pictures: None,
    })
}
