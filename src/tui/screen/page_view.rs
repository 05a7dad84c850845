//! The page of a lesson's current step: what every kind of step has in common, around the screen of its
//! kind. What has to be said beforehand comes first, then what is waited for.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Text;
use ratatui::widgets::{Paragraph, Wrap};

use super::choice::{AnyScreen, screen};
use super::kind::{Response, Waiting};
use super::looked::Looked;
use super::{measuring, predict};
use crate::lesson::{Action, Stage, Walk};
use crate::tui::command::Command;
use crate::tui::keys::{Item, Keys};
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::guess::Entry;
use crate::words::Words;

/// What a learner does on the page of one step and nobody remembers.
#[derive(Debug)]
pub(in crate::tui) struct PageView {
    /// Lines that are scrolled away; the furthest is everything that can be.
    pub(in crate::tui) scroll: u16,
    entry: Entry,
    screen: Box<dyn AnyScreen>,
}

impl PageView {
    /// The page of the step at which the walk stands.
    pub(in crate::tui) fn of(walk: &Walk) -> Self {
        Self {
            scroll: 0,
            entry: Entry::default(),
            screen: screen(walk),
        }
    }

    /// Draws it.
    pub(in crate::tui) fn draw(&self, page: &mut Page<'_, '_>, body: Rect, walk: &Walk) {
        match walk.stage() {
            Stage::Predict => predict::draw(page, body, walk, &self.entry, self.scroll),
            Stage::Wait | Stage::Retry => match self.screen.waiting(walk) {
                Waiting::Measuring(slices, measuring) => {
                    measuring::draw(page, body, slices, measuring);
                }
                Waiting::Failed(failure) => measuring::draw_failure(page, body, failure),
                Waiting::Own => self.screen.draw(page, body, walk, self.scroll),
            },
            Stage::Look
            | Stage::Choose
            | Stage::Begin
            | Stage::Watch
            | Stage::Draw
            | Stage::Label => {
                let (told, body) = seen(body, walk, page.look);
                if let Some((told, area)) = told {
                    page.frame.render_widget(told, area);
                }
                self.screen.draw(page, body, walk, self.scroll);
            }
        }
    }

    /// The long text, if there is one now, and where it stands.
    pub(in crate::tui) fn scrolling<'a>(
        &'a self,
        body: Rect,
        walk: &'a Walk,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        match walk.stage() {
            Stage::Predict => predict::scrolling(body, walk, &self.entry, look),
            _ if self.is_waiting(walk) => None,
            _ => {
                let (_, body) = seen(body, walk, look);
                self.screen.scrolling(body, walk, self.scroll, look)
            }
        }
    }

    /// Whether something else than the screen of the kind is shown until a measurement is there.
    fn is_waiting(&self, walk: &Walk) -> bool {
        matches!(walk.stage(), Stage::Wait | Stage::Retry)
            && !matches!(self.screen.waiting(walk), Waiting::Own)
    }

    /// What keys mean.
    pub(in crate::tui) fn keys(&self, walk: &Walk) -> Keys {
        match walk.stage() {
            Stage::Predict => predict::keys(walk),
            _ if self.is_waiting(walk) => Keys::of(walk.can_do().into_iter().map(Item::Can)),
            _ => self.screen.keys(walk),
        }
    }

    /// What a command does.
    pub(in crate::tui) fn obey(&mut self, walk: &Walk, command: Command) -> Response {
        let answer = match (walk.stage(), command) {
            (Stage::Predict, command) => predict::obey(walk, &mut self.entry, command),
            (Stage::Begin | Stage::Retry, Command::Enter) => Response::Act(Action::Begin),
            _ if self.is_waiting(walk) => Response::Pass,
            (_, Command::Edit(request)) => match self.screen.field(walk) {
                Some(field) => {
                    field.edit(request);
                    Response::Done
                }
                None => Response::Pass,
            },
            (_, command) => self.screen.obey(walk, command, &mut self.scroll),
        };
        match (answer, walk.stage(), command) {
            (Response::Pass, Stage::Look, Command::Enter) => Response::Act(Action::Next),
            (answer, ..) => answer,
        }
    }

    /// What is typed and not handed in.
    pub(in crate::tui) fn draft(&self) -> &str {
        self.screen.draft()
    }

    /// What a pasted text means: it is typed, where a field has the keys.
    pub(in crate::tui) fn paste(&mut self, walk: &Walk, text: &str) -> Response {
        if walk.stage() == Stage::Predict || self.is_waiting(walk) {
            return Response::Pass;
        }
        match self.screen.field(walk) {
            Some(field) => {
                field.paste(text);
                Response::Done
            }
            None => self.screen.paste(walk, text),
        }
    }

    /// The picture that is looked at, if one is.
    pub(in crate::tui) fn looked_at<'a>(
        &'a self,
        walk: &'a Walk,
        words: Words,
    ) -> Option<Looked<'a>> {
        match walk.stage() {
            Stage::Predict => None,
            _ if self.is_waiting(walk) => None,
            _ => self.screen.looked_at(walk, words),
        }
    }
}

/// Rows at most that say what was seen in training.
const SEEN_ROWS: u16 = 3;

/// What the networks of the step have seen in training of what they were measured on, under its page, and what is left
/// for the page.
fn seen(body: Rect, walk: &Walk, look: &Look) -> (Option<(Paragraph<'static>, Rect)>, Rect) {
    let Some(told) = walk.seen_before(look.words) else {
        return (None, body);
    };
    let told = Paragraph::new(told)
        .style(look.theme.bad)
        .wrap(Wrap { trim: true });
    let rows = u16::try_from(told.line_count(body.width)).unwrap_or(SEEN_ROWS);
    let [body, area] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(rows.min(SEEN_ROWS))])
            .areas(body);
    (Some((told, area)), body)
}
