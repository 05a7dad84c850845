//! An exercise: a line to type the answer in, what was tried, hints, and the reason behind what is
//! right.

use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span, Text};

use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use crate::lesson::step::SolveState;
use crate::lesson::{Action, Can};
use crate::pack::Solve;
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Item, Keys, Own};
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
    typed: Field,
    /// Whether the field is left as it is, so that keys mean what they mean elsewhere.
    rests: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            typed: Field::new(MAX_ANSWER),
            rests: false,
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
        if at.state.solved || self.rests {
            return at.keys([Own::Scroll, Own::Page]);
        }
        // Nothing that was typed is lost by a key that only means to move.
        let is_empty = self.typed.text().is_empty();
        let can = at.walk.can_do().into_iter().filter(|can| match can {
            Can::Back => is_empty,
            can => matches!(can, Can::Answer | Can::Hint),
        });
        let leave = if is_empty { Own::Leave } else { Own::Rest };
        let own = [leave, Own::Scroll, Own::Page].map(Item::Own);
        Keys::typing(is_empty, can.map(Item::Can).chain(own))
    }

    fn field(&mut self, at: At<'_, Self>) -> Option<&mut Field> {
        (!at.state.solved && !self.rests).then_some(&mut self.typed)
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, scroll: &mut u16) -> Response {
        if at.state.solved {
            return Response::Pass;
        }
        match command {
            Command::Cancel => self.rests = true,
            Command::Enter if self.rests => self.rests = false,
            Command::Enter if self.typed.is_blank() => return Response::Notice("type-an-answer"),
            Command::Enter => {
                let text = self.typed.text().to_owned();
                self.typed.clear();
                // What came of it stands below everything else.
                *scroll = u16::MAX;
                return Response::Act(Action::Write(text));
            }
            Command::Hint => {
                *scroll = u16::MAX;
                return Response::Act(Action::Hint);
            }
            _ => return Response::Pass,
        }
        Response::Done
    }

    fn draft(&self) -> &str {
        self.typed.text()
    }

    fn paste(&mut self, at: At<'_, Self>, text: &str) -> Response {
        if at.state.solved {
            return Response::Pass;
        }
        self.rests = false;
        self.typed.paste(text);
        Response::Done
    }

    fn looked_at<'a>(&'a self, _: At<'a, Self>, _: Words) -> Option<Looked<'a>> {
        None
    }
}

impl View {
    fn long_text<'a>(&self, body: Rect, at: At<'a, Self>, look: &Look) -> (Text<'a>, Rect) {
        let Look { theme, words, .. } = look;
        let At { spec, state, .. } = at;
        let mut text = markdown(&spec.question, theme);
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
            text.extend(markdown(&spec.why, theme).lines);
        } else {
            text.push_line(Line::from(vec![
                Span::styled(format!("{} ", say!(words, "your-answer")), theme.dim),
                match self.rests {
                    true => Span::styled(self.typed.text().to_owned(), theme.learner),
                    false => self.typed.span(theme.learner),
                },
                Span::styled(format!(" {}", spec.answer.unit()), theme.dim),
            ]));
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
