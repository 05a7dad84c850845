//! An answer that is typed: a line or several, with the keys while it is typed and while it rests.

use ratatui::text::{Line, Span};

use super::kind::{At, Response, Screen};
use crate::lesson::{Action, Can};
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Item, Keys, Own};
use crate::tui::look::Look;
use crate::tui::widget::field::Field;

/// What is typed and not handed in.
#[derive(Debug)]
pub(super) struct Typed {
    field: Field,
    /// Whether the field is left as it is, so that keys mean what they mean elsewhere.
    rests: bool,
}

impl Typed {
    /// Nothing yet; so many characters at most.
    pub(super) fn new(max: usize) -> Self {
        Self {
            field: Field::new(max),
            rests: false,
        }
    }

    /// Takes so many characters, and several lines or one.
    pub(super) fn takes(&mut self, max: usize, lines: bool) {
        self.field.takes(max, lines);
    }

    /// What keys mean while it can be typed.
    pub(super) fn keys<S: Screen>(&self, at: At<'_, S>) -> Keys {
        if self.rests {
            return at.keys([Own::Scroll, Own::Page]);
        }
        // Nothing that was typed is lost by a key that only means to move.
        let is_empty = self.field.text().is_empty();
        let can_do = at.walk.can_do();
        let new_line = can_do.contains(&Can::AnswerInLines).then_some(Own::NewLine);
        let can = can_do.into_iter().filter(|can| match can {
            Can::Back => is_empty,
            can => matches!(can, Can::Answer | Can::AnswerInLines | Can::Hint),
        });
        let leave = if is_empty { Own::Leave } else { Own::Rest };
        let own = [leave, Own::Scroll, Own::Page].into_iter().chain(new_line);
        Keys::typing(is_empty, can.map(Item::Can).chain(own.map(Item::Own)))
    }

    /// The field, while it has the keys.
    pub(super) fn field(&mut self) -> Option<&mut Field> {
        (!self.rests).then_some(&mut self.field)
    }

    /// What a command does.
    pub(super) fn obey(&mut self, command: Command, scroll: &mut u16) -> Response {
        match command {
            Command::Cancel => self.rests = true,
            Command::Enter if self.rests => self.rests = false,
            Command::Enter if self.field.is_blank() => return Response::Notice("type-an-answer"),
            Command::Enter => {
                let text = self.field.text().to_owned();
                self.field.clear();
                // What came of it stands below everything else.
                *scroll = u16::MAX;
                return Response::Act(Action::Write(text));
            }
            Command::NewLine => {
                self.field.new_line();
                *scroll = u16::MAX;
            }
            Command::Hint => {
                *scroll = u16::MAX;
                return Response::Act(Action::Hint);
            }
            _ => return Response::Pass,
        }
        Response::Done
    }

    /// What is typed.
    pub(super) fn draft(&self) -> &str {
        self.field.text()
    }

    /// What a pasted text means.
    pub(super) fn paste(&mut self, text: &str) -> Response {
        self.rests = false;
        self.field.paste(text);
        Response::Done
    }

    /// The field with its label, and a unit behind it.
    pub(super) fn lines(&self, unit: &str, look: &Look) -> Vec<Line<'static>> {
        let Look { theme, words, .. } = look;
        let mut lines = self.field.lines(!self.rests, theme.learner);
        let label = Span::styled(format!("{} ", say!(words, "your-answer")), theme.dim);
        match lines.as_mut_slice() {
            [only] => {
                only.spans.insert(0, label);
                only.push_span(Span::styled(format!(" {unit}"), theme.dim));
            }
            _ => lines.insert(0, Line::from(label)),
        }
        lines
    }
}
