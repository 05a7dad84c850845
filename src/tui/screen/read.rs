//! A text to read.

use ratatui::layout::{Margin, Rect};
use ratatui::text::Text;

use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use crate::lesson::step::SayState;
use crate::tui::command::Command;
use crate::tui::keys::{Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::markdown::{column, markdown, pane};
use crate::words::Words;

/// What only this screen cares about: nothing.
#[derive(Debug, Default)]
pub(crate) struct View;

impl Screen for View {
    type Spec = String;
    type State = SayState;

    fn waiting<'a>(_: At<'a, Self>) -> Waiting<'a> {
        Waiting::Own
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        let (text, area) = long_text(body, at.spec, page.look);
        pane(page, area, text, at.scroll);
    }

    fn scrolling<'a>(
        &'a self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        Some(long_text(body, at.spec, look))
    }

    fn keys(&self, at: At<'_, Self>) -> Keys {
        at.keys([Own::Scroll, Own::Page])
    }

    fn obey(&mut self, _: At<'_, Self>, _: Command, _: &mut u16) -> Response {
        Response::Pass
    }

    fn looked_at<'a>(&'a self, _: At<'a, Self>, _: Words) -> Option<Looked<'a>> {
        None
    }
}

fn long_text<'a>(body: Rect, source: &'a str, look: &Look) -> (Text<'a>, Rect) {
    let area = column(body.inner(Margin::new(1, 1)));
    (markdown(source, look), area)
}
