//! The model card: what the network is, what was measured, what was not, and the learner's sentence.

use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span, Text};

use super::train::begin;
use super::{Answer, fact, said_then_found};
use crate::eval::text::{count, interval, percent};
use crate::lesson::Action;
use crate::lesson::step::CardState;
use crate::pack::Card;
use crate::say;
use crate::tui::app::{LessonView, PageView};
use crate::tui::keys::{Command, Context};
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::markdown::{column, markdown, pane};

/// What only this screen cares about.
#[derive(Debug, Default)]
pub struct View {
    /// The sentence, while it is typed.
    typed: Option<String>,
}

pub(super) fn context(view: &PageView) -> Context {
    match view.card.typed {
        Some(_) => Context::Typing,
        None => Context::Card,
    }
}

pub(super) fn obey(state: &CardState, view: &mut PageView, command: Command) -> Answer {
    let own = &mut view.card;
    match (&mut own.typed, command) {
        (Some(text), Command::Type(letter)) => text.push(letter),
        (Some(text), Command::Erase) => drop(text.pop()),
        (Some(_), Command::Cancel) => own.typed = None,
        (Some(_), Command::Enter) => {
            let text = own.typed.take().unwrap_or_default();
            return Answer::Act(Action::Write(text));
        }
        (Some(_), _) => {}
        (None, Command::Write) => {
            own.typed = Some(state.sentence.clone());
            // The sentence stands at the end of the card.
            view.scroll = u16::MAX;
        }
        (None, _) => return Answer::Pass,
    }
    Answer::Done
}

/// A text was pasted while one is typed.
pub(super) fn paste(view: &mut PageView, text: &str) -> Answer {
    match &mut view.card.typed {
        Some(typed) => {
            typed.push_str(text.trim());
            Answer::Done
        }
        None => Answer::Pass,
    }
}

/// Draws the card.
pub fn draw(
    page: &mut Page<'_, '_>,
    body: Rect,
    view: &LessonView,
    step: &Card,
    state: &CardState,
) {
    let (text, area) = scrolling(body, view, step, state, page.look);
    pane(page, area, text, view.page.scroll);
}

pub(super) fn scrolling<'a>(
    body: Rect,
    view: &'a LessonView,
    step: &'a Card,
    state: &'a CardState,
    look: &Look,
) -> (Text<'a>, Rect) {
    let Look { theme, words, .. } = look;
    let said = said_then_found(state.gate.guess(), state.gate.outcome(), look);
    // Where something was asked, this was read with the question.
    let mut text = said.map_or_else(|| markdown(&step.say, theme), Text::from);
    if !text.lines.is_empty() {
        text.push_line(Line::default());
    }
    let title = say!(words, "model-card", run = step.of.as_str());
    text.push_line(Line::styled(title, theme.title));
    text.extend(facts(view, step, look));
    text.push_line(Line::default());
    text.push_line(Line::styled(say!(words, "card-measured"), theme.title));
    for result in state.measuring.evaluations() {
        let name: String = result.slice.chars().take(20).collect();
        let figures = format!(
            "{:>5} % ({}) · {} · {}",
            percent(result.accuracy),
            interval(result.interval),
            say!(words, "of-n", n = count(result.n)),
            result.inputs,
        );
        text.push_line(Line::from(vec![
            Span::styled(format!("  {name:<20} "), theme.text),
            Span::styled(figures, theme.model),
        ]));
        if let Some(sure) = result.mean_confidence_wrong {
            let sure = say!(words, "percent-sure", percent = percent(sure));
            let line = format!("  {:<20} {} {sure}", "", say!(words, "if-wrong"));
            text.push_line(Line::styled(line, theme.dim));
        }
    }
    text.push_line(Line::default());
    text.push_line(Line::styled(say!(words, "card-not-measured"), theme.title));
    for item in &step.not_measured {
        text.push_line(Line::styled(format!("  – {item}"), theme.text));
    }
    text.push_line(Line::styled(
        format!("  – {}", say!(words, "card-everything-else")),
        theme.text,
    ));
    text.push_line(Line::default());
    text.extend(markdown(&step.ask, theme).lines);
    let line = match (&view.page.card.typed, state.sentence.as_str()) {
        (Some(typed), _) => Line::styled(format!("  {typed}▏"), theme.learner),
        (None, "") => Line::styled(format!("  {}", say!(words, "card-empty")), theme.dim),
        (None, sentence) => Line::styled(format!("  {sentence}"), theme.learner),
    };
    text.push_line(line);
    (text, column(body.inner(Margin::new(1, 1))))
}

/// What the network is and what it learned from.
fn facts<'a>(view: &LessonView, step: &Card, look: &Look) -> Vec<Line<'a>> {
    let Look { theme, words, .. } = look;
    let Some((train, state)) = view.walk.training(&step.of) else {
        return Vec::new();
    };
    let mut lines: Vec<Line<'a>> = begin::facts(train, look);
    if let Some(run) = &state.run {
        lines.push(fact(&say!(words, "fact-run"), run.to_string(), theme));
    }
    lines
}
