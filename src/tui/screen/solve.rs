//! An exercise: a line to type the answer in, what was tried, hints, and the reason behind what is
//! right.

use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span, Text};

use super::Answer;
use crate::lesson::Action;
use crate::lesson::step::SolveState;
use crate::pack::Solve;
use crate::say;
use crate::tui::app::PageView;
use crate::tui::keys::Command;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::markdown::{column, markdown, pane};

/// What only this screen cares about.
#[derive(Debug, Default)]
pub struct View {
    /// What is typed so far.
    typed: String,
}

pub(super) fn obey(state: &SolveState, view: &mut PageView, command: Command) -> Answer {
    if state.solved {
        return Answer::Pass;
    }
    let typed = &mut view.solve.typed;
    match command {
        Command::Type(letter) => typed.push(letter),
        Command::Erase => drop(typed.pop()),
        Command::Enter if typed.trim().is_empty() => return Answer::Notice("type-an-answer"),
        Command::Enter => {
            let text = std::mem::take(typed);
            // What came of it stands below everything else.
            view.scroll = u16::MAX;
            return Answer::Act(Action::Write(text));
        }
        Command::Hint => {
            view.scroll = u16::MAX;
            return Answer::Act(Action::Hint);
        }
        _ => return Answer::Pass,
    }
    Answer::Done
}

/// A text was pasted.
pub(super) fn paste(state: &SolveState, view: &mut PageView, text: &str) -> Answer {
    if state.solved {
        return Answer::Pass;
    }
    view.solve.typed.push_str(text.trim());
    Answer::Done
}

/// Draws the exercise.
pub fn draw(
    page: &mut Page<'_, '_>,
    body: Rect,
    solve: &Solve,
    state: &SolveState,
    view: &PageView,
) {
    let (text, area) = scrolling(body, solve, state, view, page.look);
    pane(page, area, text, view.scroll);
}

pub(super) fn scrolling<'a>(
    body: Rect,
    solve: &'a Solve,
    state: &'a SolveState,
    view: &'a PageView,
    look: &Look,
) -> (Text<'a>, Rect) {
    let Look { theme, words, .. } = look;
    let mut text = markdown(&solve.question, theme);
    text.push_line(Line::default());
    let last = state.tried.len().saturating_sub(1);
    for (place, tried) in state.tried.iter().enumerate() {
        let (mark, style) = match state.solved && place == last {
            true => ("✓", theme.good),
            false => ("✗", theme.bad),
        };
        text.push_line(Line::from(vec![
            Span::styled(format!("  {mark} "), style),
            Span::styled(tried.as_str(), theme.learner),
        ]));
    }
    if state.solved {
        text.push_line(Line::default());
        text.extend(markdown(&solve.why, theme).lines);
    } else {
        text.push_line(Line::from(vec![
            Span::styled(format!("{} ", say!(words, "your-answer")), theme.dim),
            Span::styled(format!("{}▏", view.solve.typed), theme.learner),
            Span::styled(format!(" {}", solve.answer.unit()), theme.dim),
        ]));
        text.push_line(Line::default());
        for hint in solve.hints.iter().take(state.hints) {
            text.push_line(Line::from(vec![
                Span::styled(format!("{} ", say!(words, "hint")), theme.learner),
                Span::styled(hint.trim(), theme.text),
            ]));
        }
        if !state.tried.is_empty() {
            let left = state.hints_left(solve);
            let remark = match left {
                0 => say!(words, "wrong-answer"),
                left => say!(words, "wrong-answer-hints", n = left),
            };
            text.push_line(Line::styled(remark, theme.dim));
        }
    }
    (text, column(body.inner(Margin::new(1, 1))))
}
