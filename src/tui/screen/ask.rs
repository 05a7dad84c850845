//! A question with choices, hints, and the reason behind the right answer.

use ratatui::layout::{Margin, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span, Text};

use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use crate::lesson::Action;
use crate::lesson::step::AskState;
use crate::pack::Ask;
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::markdown::{self, column, markdown, pane};
use crate::words::Words;

/// What only this screen cares about.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// The marked choice, from 0.
    choice: usize,
}

impl Screen for View {
    type Spec = Ask;
    type State = AskState;

    fn waiting<'a>(_: At<'a, Self>) -> Waiting<'a> {
        Waiting::Own
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        let look = page.look;
        let (text, area) = self.long_text(body, at, look);
        let lines = markdown::height(&text, area.width);
        let furthest = markdown::furthest_scroll(lines, area.height);
        let scroll = at.scroll.min(furthest);
        pane(page, area, text, scroll);
        let question = markdown(&at.spec.question, &look.theme);
        let question = markdown::height(&question, area.width) + 1;
        let mut row = usize::from(area.y) + question;
        for (place, choice) in at.spec.choices.iter().enumerate() {
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

    fn scrolling<'a>(
        &'a self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        Some(self.long_text(body, at, look))
    }

    fn keys(&self, at: At<'_, Self>) -> Keys {
        match at.state.solved {
            true => at.keys([Own::Scroll, Own::Page]),
            false => at.keys([Own::ByDigit, Own::Move, Own::Page]),
        }
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, scroll: &mut u16) -> Response {
        if at.state.solved {
            return Response::Pass;
        }
        let last = at.spec.choices.len().saturating_sub(1);
        // A digit marks, as it does where something is said beforehand: who then presses enter, as there, sees why the
        // answer is right.
        let marked = match command {
            Command::Enter => {
                *scroll = u16::MAX;
                return Response::Act(Action::Choose(self.choice + 1));
            }
            Command::Digit(digit @ 1..) => usize::from(digit) - 1,
            Command::Pick(place) => place,
            Command::Hint => {
                // The hint stands below everything else.
                *scroll = u16::MAX;
                return Response::Act(Action::Hint);
            }
            Command::Up => self.choice.saturating_sub(1),
            Command::Down => (self.choice + 1).min(last),
            _ => return Response::Pass,
        };
        if marked <= last {
            self.choice = marked;
            *scroll = scroll_to(marked, last);
        }
        Response::Done
    }

    fn looked_at<'a>(&'a self, _: At<'a, Self>, _: Words) -> Option<Looked<'a>> {
        None
    }
}

impl View {
    fn long_text<'a>(&self, body: Rect, at: At<'a, Self>, look: &Look) -> (Text<'a>, Rect) {
        let area = column(body.inner(Margin::new(1, 1)));
        let mut text = markdown(&at.spec.question, &look.theme);
        text.push_line(Line::default());
        for index in 0..at.spec.choices.len() {
            text.extend(self.choice_lines(index, at, area.width, look));
        }
        text.push_line(Line::default());
        add_remarks(&mut text, at.spec, at.state, look);
        (text, area)
    }

    fn choice_lines<'a>(
        &self,
        index: usize,
        at: At<'a, Self>,
        width: u16,
        look: &Look,
    ) -> Vec<Line<'a>> {
        let theme = &look.theme;
        let number = index + 1;
        let tried = at.state.tried.contains(&number);
        let (mark, style) = match (tried, number == at.spec.answer) {
            (true, true) => ("✓", theme.good),
            (true, false) => ("✗", theme.bad),
            (false, _) => (" ", Style::new()),
        };
        let marked = self.choice == index && !at.state.solved;
        let text = if marked { theme.selected } else { theme.text };
        let choice = at.spec.choices.get(index).map_or("", String::as_str);
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

/// Hints that were asked for, and once it is solved the reason.
fn add_remarks<'a>(text: &mut Text<'a>, ask: &'a Ask, state: &AskState, look: &Look) {
    let Look { theme, words, .. } = look;
    if state.solved {
        text.extend(markdown(&ask.why, theme).lines);
        return;
    }
    for hint in ask.hints.iter().take(state.hints) {
        text.extend(markdown::hint(hint, look));
    }
    let left = state.hints_left(ask);
    if !state.tried.is_empty() && left > 0 {
        let remark = say!(words, "wrong-choice-hints", n = left);
        text.push_line(Line::styled(remark, theme.dim));
    } else if !state.tried.is_empty() {
        text.push_line(Line::styled(say!(words, "wrong-choice"), theme.dim));
    }
}
