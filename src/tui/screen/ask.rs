//! A question: with choices to choose or to mark, or with a field to write the answer in; hints, what is said to an
//! answer, and the reason behind what is right.

use std::collections::BTreeSet;

use ratatui::layout::{Margin, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span, Text};

use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use super::typed::Typed;
use crate::lesson::Action;
use crate::lesson::step::{AskState, Off, what_counts, wrong};
use crate::pack::{Ask, Asked, TextForm};
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::field::Field;
use crate::tui::widget::markdown::{self, column, markdown, pane};
use crate::words::Words;

/// What only this screen cares about.
#[derive(Debug)]
pub(crate) struct View {
    /// The choice under the cursor, from 0.
    choice: usize,
    /// The choices that are marked to be handed in together, from 1.
    marks: BTreeSet<usize>,
    typed: Typed,
}

impl Default for View {
    fn default() -> Self {
        Self {
            choice: 0,
            marks: BTreeSet::new(),
            typed: Typed::new(AskState::most_chars(TextForm::Line)),
        }
    }
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
        let question = markdown(&at.spec.question, look);
        let question = markdown::height(&question, area.width) + 1;
        let mut row = usize::from(area.y) + question;
        for (place, choice) in at.spec.choices.iter().enumerate() {
            let height = wrapped(choice, area.width, before(at.spec)).len();
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
        match (at.state.solved, at.spec.asked()) {
            (true, _) => at.keys([Own::Scroll, Own::Page]),
            (false, Asked::Chooses) => at.keys([Own::ByDigit, Own::Move, Own::Page]),
            (false, Asked::Marks) => at.keys([Own::MarkChoice, Own::ByDigit, Own::Move, Own::Page]),
            (false, Asked::Writes(_)) => self.typed.keys(at),
        }
    }

    fn field(&mut self, at: At<'_, Self>) -> Option<&mut Field> {
        self.writes(at)?.field()
    }

    fn draft(&self) -> &str {
        self.typed.draft()
    }

    fn paste(&mut self, at: At<'_, Self>, text: &str) -> Response {
        match self.writes(at) {
            Some(typed) => typed.paste(text),
            None => Response::Pass,
        }
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, scroll: &mut u16) -> Response {
        if at.state.solved {
            return Response::Pass;
        }
        if let Some(typed) = self.writes(at) {
            return typed.obey(command, scroll);
        }
        let marks = at.spec.asked() == Asked::Marks;
        let last = at.spec.choices.len().saturating_sub(1);
        // A digit marks, as it does where something is said beforehand: who then presses enter, as there, sees why the
        // answer is right.
        let pointed = match command {
            Command::Enter if marks && self.marks.is_empty() => {
                return Response::Notice("mark-an-answer");
            }
            Command::Enter => {
                *scroll = u16::MAX;
                return Response::Act(match marks {
                    true => Action::Mark(self.marks.iter().copied().collect()),
                    false => Action::Choose(self.choice + 1),
                });
            }
            Command::Digit(digit @ 1..) => usize::from(digit) - 1,
            Command::Pick(place) => place,
            Command::Switch if marks => self.choice,
            Command::Hint => {
                // The hint stands below everything else.
                *scroll = u16::MAX;
                return Response::Act(Action::Hint);
            }
            Command::Up => self.choice.saturating_sub(1),
            Command::Down => (self.choice + 1).min(last),
            _ => return Response::Pass,
        };
        if pointed <= last {
            self.choice = pointed;
            let moves = matches!(command, Command::Up | Command::Down);
            if marks && !moves && !self.marks.remove(&(pointed + 1)) {
                self.marks.insert(pointed + 1);
            }
            *scroll = scroll_to(pointed, last);
        }
        Response::Done
    }

    fn looked_at<'a>(&'a self, _: At<'a, Self>, _: Words) -> Option<Looked<'a>> {
        None
    }
}

impl View {
    /// The field, where the answer is written and is not handed in.
    fn writes(&mut self, at: At<'_, Self>) -> Option<&mut Typed> {
        let Asked::Writes(form) = at.spec.asked() else {
            return None;
        };
        self.typed
            .takes(AskState::most_chars(form), form == TextForm::Lines);
        (!at.state.solved).then_some(&mut self.typed)
    }

    fn long_text<'a>(&self, body: Rect, at: At<'a, Self>, look: &Look) -> (Text<'a>, Rect) {
        let area = column(body.inner(Margin::new(1, 1)));
        let mut text = markdown(&at.spec.question, look);
        text.push_line(Line::default());
        for index in 0..at.spec.choices.len() {
            text.extend(self.choice_lines(index, at, area.width, look));
        }
        if matches!(at.spec.asked(), Asked::Writes(_)) {
            text.extend(written(at.spec, at.state, look));
            if !at.state.solved {
                text.extend(self.typed.lines("", look));
            }
        }
        text.push_line(Line::default());
        if let Some(counts) = what_counts(at.spec).filter(|_| !at.state.solved) {
            text.push_line(Line::styled(look.words.text(counts), look.theme.dim));
        }
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
        let (verdict, style) = verdict(number, at.spec, at.state, look);
        let pointed = self.choice == index && !at.state.solved;
        let text = if pointed { theme.selected } else { theme.text };
        let choice = at.spec.choices.get(index).map_or("", String::as_str);
        let lines = wrapped(choice, width, before(at.spec)).into_iter();
        let lines = lines.enumerate().map(|(line, words)| {
            let before = match line {
                0 => vec![
                    Span::styled(if pointed { "▸" } else { " " }, theme.text),
                    Span::raw(" "),
                    Span::styled(format!("{verdict} "), style),
                    Span::styled(self.mark(number, at), theme.learner),
                    Span::styled(format!("{number}. "), text),
                ],
                _ => vec![Span::raw(" ".repeat(before(at.spec)))],
            };
            let mut line = Line::from(before);
            line.push_span(Span::styled(words, text));
            line
        });
        lines.collect()
    }

    /// Whether a choice is marked, where choices are.
    fn mark(&self, number: usize, at: At<'_, Self>) -> &'static str {
        let is_marked = match at.state.marked.last().filter(|_| at.state.solved) {
            Some(handed_in) => handed_in.contains(&number),
            None => self.marks.contains(&number),
        };
        match (at.spec.asked(), is_marked) {
            (Asked::Marks, true) => "[x] ",
            (Asked::Marks, false) => "[ ] ",
            (Asked::Chooses | Asked::Writes(_), _) => "",
        }
    }
}

/// What became of a choice: right, not right, or the learner's in a poll.
fn verdict(number: usize, ask: &Ask, state: &AskState, look: &Look) -> (&'static str, Style) {
    let theme = &look.theme;
    let is_made = match ask.asked() {
        Asked::Marks => state
            .marked
            .last()
            .is_some_and(|last| last.contains(&number)),
        Asked::Chooses | Asked::Writes(_) => state.tried.contains(&number),
    };
    match (is_made, ask.is_scored(), ask.right().contains(&number)) {
        (false, ..) => (" ", Style::new()),
        (true, false, _) => ("•", theme.learner),
        (true, true, false) => ("✗", theme.bad),
        // That it is right is told once all that are marked are.
        (true, true, true) if !state.solved => (" ", Style::new()),
        (true, true, true) => ("✓", theme.good),
    }
}

/// What was written, and what came of it.
fn written(ask: &Ask, state: &AskState, look: &Look) -> Vec<Line<'static>> {
    let theme = &look.theme;
    let last = state.written.len().saturating_sub(1);
    let texts = state.written.iter().enumerate();
    let lines = texts.flat_map(|(place, text)| {
        let (verdict, style) = match (ask.is_scored(), state.solved && place == last) {
            (false, _) => ("•", theme.learner),
            (true, true) => ("✓", theme.good),
            (true, false) => ("✗", theme.bad),
        };
        text.lines().enumerate().map(move |(line, words)| {
            let verdict = if line == 0 { verdict } else { " " };
            Line::from(vec![
                Span::styled(format!("  {verdict} "), style),
                Span::styled(words.to_owned(), theme.learner),
            ])
        })
    });
    lines.collect()
}

/// Where the text has to stand for the marked choice to be seen where not all of it fits.
fn scroll_to(choice: usize, last: usize) -> u16 {
    if choice * 2 > last { u16::MAX } else { 0 }
}

/// Columns before the text of a choice: cursor, verdict, mark, number.
fn before(ask: &Ask) -> usize {
    match ask.asked() {
        Asked::Marks => 11,
        Asked::Chooses | Asked::Writes(_) => 7,
    }
}

/// The lines of a choice.
fn wrapped(choice: &str, width: u16, before: usize) -> Vec<std::borrow::Cow<'_, str>> {
    let width = usize::from(width).saturating_sub(before).max(1);
    textwrap::wrap(choice.trim(), width)
}

/// Hints that were asked for, what is said to what was answered, and once it is solved the reason.
fn add_remarks<'a>(text: &mut Text<'a>, ask: &'a Ask, state: &AskState, look: &Look) {
    let Look { theme, words, .. } = look;
    if state.solved {
        for reply in state.replies(ask) {
            text.extend(markdown(reply, look).lines);
            text.push_line(Line::default());
        }
        text.extend(markdown(&ask.why, look).lines);
        return;
    }
    for hint in ask.hints.iter().take(state.hints) {
        text.extend(markdown::hint(hint, look));
    }
    if state.tried.is_empty() && state.marked.is_empty() && state.written.is_empty() {
        return;
    }
    let off = state.marked.last().and_then(|marked| Off::of(ask, marked));
    for sentence in off.iter().flat_map(|off| off.told(ask, *words)) {
        text.push_line(Line::styled(sentence, theme.text));
    }
    for reply in state.replies(ask) {
        text.extend(markdown(reply, look).lines);
    }
    let (none, some) = wrong(ask);
    let remark = match state.hints_left(ask) {
        0 => say!(words, none),
        left => say!(words, some, n = left),
    };
    text.push_line(Line::styled(remark, theme.dim));
}
