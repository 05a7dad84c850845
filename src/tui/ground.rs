//! What lies at the bottom: the list of lessons, the page of a lesson's step, or a lesson's end.

use ratatui::layout::Rect;
use ratatui::text::Text;

use super::end;
use super::home::{self, Home};
use super::keys::Keys;
use super::link::PhoneLink;
use super::look::Look;
use super::page::Page;
use super::screen::{Looked, PageView};
use crate::lesson::Walk;
use crate::pack::{Lesson, Pack};
use crate::words::Words;

/// A lesson on screen: the walk, and what only the screen cares about.
#[derive(Debug)]
pub(super) struct LessonView {
    /// Its place in the pack, from 0.
    pub(super) index: usize,
    pub(super) walk: Walk,
    pub(super) page: PageView,
    /// The learner's phone, while the door is open for it.
    pub(super) phone: Option<PhoneLink>,
    /// Whether its last step is behind the learner.
    pub(super) ended: bool,
}

impl LessonView {
    /// The lesson with this place, where its walk stands.
    pub(super) fn new(index: usize, walk: Walk) -> Self {
        Self {
            index,
            page: PageView::of(&walk),
            walk,
            phone: None,
            ended: false,
        }
    }

    /// The lesson behind it, if there is one.
    fn next<'a>(&self, pack: &'a Pack) -> Option<&'a Lesson> {
        pack.lessons.get(self.index + 1).map(AsRef::as_ref)
    }
}

/// What lies at the bottom.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ground<'a> {
    Home(&'a Home),
    Step(&'a LessonView),
    End(&'a LessonView),
}

impl<'a> Ground<'a> {
    /// What keys mean on it.
    pub(super) fn keys(self) -> Keys {
        match self {
            Self::Home(home) => home.keys(),
            Self::Step(view) => view.page.keys(&view.walk),
            Self::End(_) => end::keys(),
        }
    }

    /// Draws it.
    pub(super) fn draw(self, page: &mut Page<'_, '_>, body: Rect, pack: &Pack) {
        match self {
            Self::Home(home) => home::draw(page, body, pack, home),
            Self::Step(view) => view.page.draw(page, body, &view.walk),
            Self::End(view) => {
                let next = view.next(pack);
                end::draw(page, body, &view.walk, next, view.page.scroll);
            }
        }
    }

    /// Its long text, if it has one, and where that stands.
    pub(super) fn scrolling(
        self,
        body: Rect,
        pack: &Pack,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        match self {
            Self::Home(_) => None,
            Self::End(view) => Some(end::scrolling(body, &view.walk, view.next(pack), look)),
            Self::Step(view) => view.page.scrolling(body, &view.walk, look),
        }
    }

    /// The walk through the open lesson.
    pub(super) fn walk(self) -> Option<&'a Walk> {
        match self {
            Self::Home(_) => None,
            Self::Step(view) | Self::End(view) => Some(&view.walk),
        }
    }

    /// The learner's phone, while the door is open for it.
    pub(super) fn phone(self) -> Option<&'a PhoneLink> {
        match self {
            Self::Home(_) | Self::End(_) => None,
            Self::Step(view) => view.phone.as_ref(),
        }
    }

    /// The picture that is looked at, if one is.
    pub(super) fn looked_at(self, words: Words) -> Option<Looked<'a>> {
        match self {
            Self::Home(_) | Self::End(_) => None,
            Self::Step(view) => view.page.looked_at(&view.walk, words),
        }
    }
}
