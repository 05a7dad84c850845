//! A learner's screen at the desk.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Paragraph, Wrap};

use super::Desk;
use super::screen_of_one::Screen;
use super::seen::Seen;
use crate::say;
use crate::tui::look::Look;
use crate::words::Words;
use crate::workshop::signal::Signal;
use crate::workshop::watch::{Phase, Watching};

impl Desk<'_> {
    /// Asks the marked learner to show their screen.
    pub(super) fn watch(&mut self, seen: &Seen, words: Words) {
        let Some(id) = self.marked(seen) else {
            return;
        };
        let seat = self.workshop.seats().get(id).map(|seat| seat.to.clone());
        match seat {
            Some(to) => {
                tracing::info!(learner = id, "the instructor asks to look at a screen");
                let redraws = to.clone();
                let redraws = move || drop(redraws.send(Signal::Pace));
                let (watching, shown) = Watching::new(id, Box::new(redraws));
                // A seat that nobody sits in any more has no screen: what it is sent is dropped, and so it is over.
                let _ = to.send(Signal::Watch(shown));
                self.screen = Some(Screen::new(watching));
            }
            None => {
                let name = self.called(seen, id);
                self.notice = Some(say!(words, "desk-no-screen", name = name));
            }
        }
    }

    /// What a key does while a screen is looked at; false where it does what it does elsewhere.
    pub(super) fn press_at_screen(&mut self, key: &KeyEvent) -> bool {
        let Some(screen) = &mut self.screen else {
            return false;
        };
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => self.screen = None,
            KeyCode::Left => screen.move_by(-1, 0),
            KeyCode::Right => screen.move_by(1, 0),
            KeyCode::Up => screen.move_by(0, -1),
            KeyCode::Down => screen.move_by(0, 1),
            // What is said to the class, or to this one, goes on.
            KeyCode::Char('a' | 'm' | 'e') => return false,
            _ => {}
        }
        true
    }

    /// Whose screen is looked at.
    pub(super) fn watched(&self) -> Option<&str> {
        let screen = self.screen.as_ref()?;
        Some(&screen.watching.learner)
    }

    /// Draws the screen that is looked at, if one is.
    pub(super) fn draw_screen(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        seen: &Seen,
        look: &Look,
    ) -> bool {
        let Some(screen) = &self.screen else {
            return false;
        };
        let name = self.called(seen, &screen.watching.learner);
        let told = match screen.watching.phase() {
            Phase::Seen(Some(theirs)) => {
                screen.draw(&theirs, frame.buffer_mut(), area);
                return true;
            }
            Phase::Asked | Phase::Seen(None) => "desk-screen-asked",
            Phase::Refused => "desk-screen-refused",
            Phase::Ended => "desk-screen-ended",
        };
        let text = Paragraph::new(say!(look.words, told, name = name)).style(look.theme.text);
        frame.render_widget(text.wrap(Wrap { trim: true }), area);
        true
    }
}
