//! An exercise: a line to type the answer in, what was tried, hints, and the reason behind what is
//! right.

use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span, Text};

use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use super::typed::Typed;
use crate::lesson::step::SolveState;
use crate::pack::Solve;
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::field::Field;
use crate::tui::widget::markdown::{column, hint as hint_lines, markdown, pane};
use crate::words::Words;

/// Characters of an answer at most.
const MAX_ANSWER: usize = 200;

/// What only this screen cares about.
#[derive(Debug)]
pub(crate) struct View {
    typed: Typed,
}

impl Default for View {
    fn default() -> Self {
        Self {
            typed: Typed::new(MAX_ANSWER),
        }
    }
}

impl Screen for View {
    type Spec = Solve;
    type State = SolveState;

    fn waiting<'a>(_: At<'a, Self>) -> Waiting<'a> {
        Waiting::Own
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        let (text, area) = self.long_text(body, at, page.look);
        pane(page, area, text, at.scroll);
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
            false => self.typed.keys(at),
        }
    }

    fn field(&mut self, at: At<'_, Self>) -> Option<&mut Field> {
        self.typed.field().filter(|_| !at.state.solved)
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, scroll: &mut u16) -> Response {
        match at.state.solved {
            true => Response::Pass,
            false => self.typed.obey(command, scroll),
        }
    }

    fn draft(&self) -> &str {
        self.typed.draft()
    }

    fn paste(&mut self, at: At<'_, Self>, text: &str) -> Response {
        match at.state.solved {
            true => Response::Pass,
            false => self.typed.paste(text),
        }
    }

    fn looked_at<'a>(&'a self, _: At<'a, Self>, _: Words) -> Option<Looked<'a>> {
        None
    }
}

impl View {
    fn long_text<'a>(&self, body: Rect, at: At<'a, Self>, look: &Look) -> (Text<'a>, Rect) {
        let Look { theme, words, .. } = look;
        let At { spec, state, .. } = at;
        let mut text = markdown(&spec.question, look);
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
            text.extend(markdown(&spec.why, look).lines);
        } else {
            text.extend(self.typed.lines(spec.answer.unit(), look));
            text.push_line(Line::default());
            for hint in spec.hints.iter().take(state.hints) {
                text.extend(hint_lines(hint, look));
            }
            if !state.tried.is_empty() {
                let left = state.hints_left(spec);
                let remark = match left {
                    0 => say!(words, "wrong-answer"),
                    left => say!(words, "wrong-answer-hints", n = left),
                };
                text.push_line(Line::styled(remark, theme.dim));
            }
        }
        (text, column(body.inner(Margin::new(1, 1))))
    }
}
