//! What this shell needs of the screen of a kind of step; each kind answers in its file.

use std::fmt::Debug;

use ratatui::layout::Rect;
use ratatui::text::Text;

use super::looked::Looked;
use crate::eval::SliceSpec;
use crate::lesson::{Action, Measuring, Stage, Walk};
use crate::tui::command::Command;
use crate::tui::keys::{Item, Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::field::Field;
use crate::words::Words;

/// Where a screen is shown.
#[derive(Debug)]
pub(in crate::tui) struct At<'a, S: Screen> {
    /// What the lesson says of the step.
    pub(crate) spec: &'a S::Spec,
    /// What was done in it.
    pub(crate) state: &'a S::State,
    /// The walk around it.
    pub(crate) walk: &'a Walk,
    /// What the learner has to do next.
    pub(crate) stage: Stage,
    /// Lines of its long text that are scrolled away; the furthest is everything that can be.
    pub(crate) scroll: u16,
}

impl<S: Screen> Clone for At<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Screen> Copy for At<'_, S> {}

impl<S: Screen> At<'_, S> {
    /// Keys for what can be done in the step under every shell, and for these items.
    pub(super) fn keys(&self, own: impl IntoIterator<Item = Own>) -> Keys {
        let can = self.walk.can_do().into_iter().map(Item::Can);
        Keys::of(can.chain(own.into_iter().map(Item::Own)))
    }
}

/// What a screen makes of a command.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::tui) enum Response {
    /// The learner does something in the lesson.
    Act(Action),
    /// It was for the screen alone.
    Done,
    /// Nothing can be done; the text with this id says why.
    Notice(&'static str),
    /// It means nothing here, but may scroll.
    Pass,
}

/// What is shown while a step waits for its measurement, or after that failed.
#[derive(Debug)]
pub(in crate::tui) enum Waiting<'a> {
    /// These slices are measured.
    Measuring(&'a [SliceSpec], &'a Measuring),
    /// That went wrong.
    Failed(&'a str),
    /// The screen shows it by itself.
    Own,
}

/// The screen of a kind of step: what a learner does on it and nobody remembers. What every kind has in
/// common (saying something beforehand, waiting, going on) is not asked of it.
pub(in crate::tui) trait Screen: Debug + Default + Send + Sized + 'static {
    /// What a lesson says of such a step.
    type Spec;
    /// What was done in it.
    type State;

    /// What is shown while something is waited for.
    fn waiting<'a>(at: At<'a, Self>) -> Waiting<'a>;

    /// Draws it.
    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>);

    /// Its long text, if it has one now, and where that stands.
    fn scrolling<'a>(
        &'a self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)>;

    /// What keys mean on it.
    fn keys(&self, at: At<'_, Self>) -> Keys;

    /// What a command does; `scroll` is where the long text stands.
    fn obey(&mut self, at: At<'_, Self>, command: Command, scroll: &mut u16) -> Response;

    /// The picture that is looked at, if one is.
    fn looked_at<'a>(&'a self, at: At<'a, Self>, words: Words) -> Option<Looked<'a>>;

    /// The text field, while it has the keys.
    fn field(&mut self, _at: At<'_, Self>) -> Option<&mut Field> {
        None
    }

    /// What is typed and not handed in, where that shall not be lost.
    fn draft(&self) -> &str {
        ""
    }

    /// What a pasted text means where no field has the keys.
    fn paste(&mut self, _at: At<'_, Self>, _text: &str) -> Response {
        Response::Pass
    }
}
