//! The one place where the screen of a step is chosen by its kind.

use std::fmt::Debug;

use ratatui::layout::Rect;
use ratatui::text::Text;

use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use super::{
    ask, card, compare, dial, draw, exercise, inspect, label, photo, read, reveal, solve, sweep,
    train,
};
use crate::lesson::{StepState, Walk};
use crate::pack::Step;
use crate::tui::command::Command;
use crate::tui::keys::Keys;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::field::Field;
use crate::words::Words;

/// A fresh screen for the step at which a walk stands, by its kind.
pub(super) fn screen(walk: &Walk) -> Box<dyn AnyScreen> {
    macro_rules! of_kind {
        ($kind:ident, $screen:ty) => {
            Box::new(Chosen::<$screen> {
                screen: Default::default(),
                find: |walk| match walk.current()? {
                    (Step::$kind(spec), StepState::$kind(state)) => Some((spec, state)),
                    // A walk gives every step the state of its kind.
                    _ => None,
                },
            })
        };
    }
    // No pack can hold a lesson without steps; it would be a text without words.
    match walk.current().map(|(step, _)| step) {
        None | Some(Step::Say(_)) => of_kind!(Say, read::View),
        Some(Step::Ask(_)) => of_kind!(Ask, ask::View),
        Some(Step::Train(_)) => of_kind!(Train, train::View),
        Some(Step::Reveal(_)) => of_kind!(Reveal, reveal::View),
        Some(Step::Dial(_)) => of_kind!(Dial, dial::View),
        Some(Step::Draw(_)) => of_kind!(Draw, draw::View),
        Some(Step::Inspect(_)) => of_kind!(Inspect, inspect::View),
        Some(Step::Compare(_)) => of_kind!(Compare, compare::View),
        Some(Step::Photo(_)) => of_kind!(Photo, photo::View),
        Some(Step::Card(_)) => of_kind!(Card, card::View),
        Some(Step::Sweep(_)) => of_kind!(Sweep, sweep::View),
        Some(Step::Label(_)) => of_kind!(Label, label::View),
        Some(Step::Solve(_)) => of_kind!(Solve, solve::View),
        Some(Step::Exercise(_)) => of_kind!(Exercise, exercise::View),
    }
}

/// A step's spec and state, where the walk stands at such a step.
type Find<S> = fn(&Walk) -> Option<(&<S as Screen>::Spec, &<S as Screen>::State)>;

/// A screen, and where it finds its step.
#[derive(Debug)]
struct Chosen<S: Screen> {
    screen: S,
    find: Find<S>,
}

impl<S: Screen> Chosen<S> {
    fn at<'a>(&self, walk: &'a Walk, scroll: u16) -> Option<At<'a, S>> {
        let (spec, state) = (self.find)(walk)?;
        Some(At {
            spec,
            state,
            walk,
            stage: walk.stage(),
            scroll,
        })
    }
}

/// The screen of any kind of step: [`Screen`], asked of the walk's current step.
pub(super) trait AnyScreen: Debug + Send {
    fn waiting<'a>(&self, walk: &'a Walk) -> Waiting<'a>;
    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, walk: &Walk, scroll: u16);
    fn scrolling<'a>(
        &'a self,
        body: Rect,
        walk: &'a Walk,
        scroll: u16,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)>;
    fn keys(&self, walk: &Walk) -> Keys;
    fn obey(&mut self, walk: &Walk, command: Command, scroll: &mut u16) -> Response;
    fn looked_at<'a>(&'a self, walk: &'a Walk, words: Words) -> Option<Looked<'a>>;
    fn field(&mut self, walk: &Walk) -> Option<&mut Field>;
    fn draft(&self) -> &str;
    fn paste(&mut self, walk: &Walk, text: &str) -> Response;
}

impl<S: Screen> AnyScreen for Chosen<S> {
    fn waiting<'a>(&self, walk: &'a Walk) -> Waiting<'a> {
        self.at(walk, 0).map_or(Waiting::Own, S::waiting)
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, walk: &Walk, scroll: u16) {
        if let Some(at) = self.at(walk, scroll) {
            self.screen.draw(page, body, at);
        }
    }

    fn scrolling<'a>(
        &'a self,
        body: Rect,
        walk: &'a Walk,
        scroll: u16,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        self.screen.scrolling(body, self.at(walk, scroll)?, look)
    }

    fn keys(&self, walk: &Walk) -> Keys {
        let at = self.at(walk, 0);
        at.map_or_else(|| Keys::of([]), |at| self.screen.keys(at))
    }

    fn obey(&mut self, walk: &Walk, command: Command, scroll: &mut u16) -> Response {
        match self.at(walk, *scroll) {
            Some(at) => self.screen.obey(at, command, scroll),
            None => Response::Pass,
        }
    }

    fn looked_at<'a>(&'a self, walk: &'a Walk, words: Words) -> Option<Looked<'a>> {
        self.screen.looked_at(self.at(walk, 0)?, words)
    }

    fn field(&mut self, walk: &Walk) -> Option<&mut Field> {
        let at = self.at(walk, 0)?;
        self.screen.field(at)
    }

    fn draft(&self) -> &str {
        self.screen.draft()
    }

    fn paste(&mut self, walk: &Walk, text: &str) -> Response {
        match self.at(walk, 0) {
            Some(at) => self.screen.paste(at, text),
            None => Response::Pass,
        }
    }
}
