//! A question with choices, hints, and the reason behind the right answer.

use ratatui::layout::{Margin, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span, Text};

use super::Answer;
use crate::lesson::Action;
use crate::lesson::step::AskState;
use crate::pack::Ask;
use crate::say;
use crate::tui::app::PageView;
use crate::tui::keys::Command;
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::markdown::{self, column, markdown, pane};

/// What only this screen cares about.
#[derive(Debug, Default)]
pub struct View {
    /// The marked choice, from 0.
    choice: usize,
}

/// Draws an `ask` step.
pub fn draw(page: &mut Page<'_, '_>, body: Rect, ask: &Ask, state: &AskState, view: &PageView) {
    let look = page.look;
    let (text, area) = scrolling(body, ask, state, view, look);
    let lines = markdown::height(&text, area.width);
    let scroll = view
        .scroll
        .min(markdown::furthest_scroll(lines, area.height));
    pane(page, area, text, scroll);
    let question = markdown::height(&markdown(&ask.question, &look.theme), area.width) + 1;
    let mut row = usize::from(area.y) + question;
    for (place, choice) in ask.choices.iter().enumerate() {
        let height = wrapped(choice, area.width).len();
        let top = row.saturating_sub(usize::from(scroll));
        row += height;
        let lines = Rect {
            y: u16::try_from(top).unwrap_or(u16::MAX),
            height: u16::try_from(height).unwrap_or(1),
            ..area
        };
        let pick = Target::Command(Command::Pick(place));
        page.clickable(lines.intersection(area), pick);
    }
}

pub(super) fn scrolling<'a>(
    body: Rect,
    ask: &'a Ask,
    state: &AskState,
    view: &PageView,
    look: &Look,
) -> (Text<'a>, Rect) {
    let area = column(body.inner(Margin::new(1, 1)));
    let mut text = markdown(&ask.question, &look.theme);
    text.push_line(Line::default());
    for index in 0..ask.choices.len() {
        text.extend(choice_lines(index, ask, state, view, area.width, look));
    }
    text.push_line(Line::default());
    add_remarks(&mut text, ask, state, look);
    (text, area)
}

pub(super) fn obey(ask: &Ask, state: &AskState, view: &mut PageView, command: Command) -> Answer {
    let last = ask.choices.len().saturating_sub(1);
    let choice = &mut view.ask.choice;
    let chosen = match command {
        Command::Enter if state.solved => return Answer::Pass,
        Command::Enter => *choice,
        Command::Digit(digit @ 1..) => usize::from(digit) - 1,
        Command::Pick(place) => place,
        Command::Hint => {
            // The hint stands below everything else.
            view.scroll = u16::MAX;
            return Answer::Act(Action::Hint);
        }
        Command::Up if !state.solved => {
            *choice = choice.saturating_sub(1);
            view.scroll = scroll_to(*choice, last);
            return Answer::Done;
        }
        Command::Down if !state.solved => {
            *choice = (*choice + 1).min(last);
            view.scroll = scroll_to(*choice, last);
            return Answer::Done;
        }
        _ => return Answer::Pass,
    };
    if chosen > last || state.solved {
        return Answer::Done;
    }
    *choice = chosen;
    view.scroll = u16::MAX;
    Answer::Act(Action::Choose(chosen + 1))
}

/// Where the text has to stand for the marked choice to be seen where not all of it fits.
fn scroll_to(choice: usize, last: usize) -> u16 {
    if choice * 2 > last { u16::MAX } else { 0 }
}

/// Columns before the text of a choice: mark, verdict, number.
const BEFORE_CHOICE: usize = 7;

/// The lines of a choice.
fn wrapped(choice: &str, width: u16) -> Vec<std::borrow::Cow<'_, str>> {
    let width = usize::from(width).saturating_sub(BEFORE_CHOICE).max(1);
    textwrap::wrap(choice.trim(), width)
}

fn choice_lines<'a>(
    index: usize,
    ask: &'a Ask,
    state: &AskState,
    view: &PageView,
    width: u16,
    look: &Look,
) -> Vec<Line<'a>> {
    let theme = &look.theme;
    let number = index + 1;
    let tried = state.tried.contains(&number);
    let (mark, style) = match (tried, number == ask.answer) {
        (true, true) => ("✓", theme.good),
        (true, false) => ("✗", theme.bad),
        (false, _) => (" ", Style::new()),
    };
    let marked = view.ask.choice == index && !state.solved;
    let text = if marked { theme.selected } else { theme.text };
    let choice = ask.choices.get(index).map_or("", String::as_str);
    let lines = wrapped(choice, width).into_iter().enumerate();
    let lines = lines.map(|(line, words)| {
        let before = match line {
            0 => vec![
                Span::styled(if marked { "▸" } else { " " }, theme.text),
                Span::raw(" "),
                Span::styled(format!("{mark} "), style),
                Span::styled(format!("{number}. "), text),
            ],
            _ => vec![Span::raw(" ".repeat(BEFORE_CHOICE))],
        };
        let mut line = Line::from(before);
        line.push_span(Span::styled(words, text));
        line
    });
    lines.collect()
}

/// Hints that were asked for, and once it is solved the reason.
fn add_remarks<'a>(text: &mut Text<'a>, ask: &'a Ask, state: &AskState, look: &Look) {
    let Look { theme, words, .. } = look;
    if state.solved {
        text.extend(markdown(&ask.why, theme).lines);
        return;
    }
    for hint in ask.hints.iter().take(state.hints) {
        text.push_line(Line::from(vec![
            Span::styled(format!("{} ", say!(words, "hint")), theme.learner),
            Span::styled(hint.trim(), theme.text),
        ]));
    }
    let left = state.hints_left(ask);
    if !state.tried.is_empty() && left > 0 {
        let remark = say!(words, "wrong-choice-hints", n = left);
        text.push_line(Line::styled(remark, theme.dim));
    } else if !state.tried.is_empty() {
        text.push_line(Line::styled(say!(words, "wrong-choice"), theme.dim));
    }
}
