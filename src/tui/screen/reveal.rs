//! The reveal: pictures with the model's answers, and a dot with its interval for each slice, on an axis on which
//! what the learner said stands too.

mod asked;
mod facts;
mod plot;

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span, Text};

use super::exhibition::Areas;
use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use crate::eval::Evaluation;
use crate::lesson::NamedSpread;
use crate::lesson::spread::sentence;
use crate::lesson::step::RevealState;
use crate::pack::Reveal;
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::gallery::{CAPTION, Gallery, fitting};
use crate::tui::widget::markdown::{markdown, pane};
use crate::words::Words;
use plot::Plot;

/// What only this screen cares about.
#[derive(Debug)]
pub(crate) struct View {
    /// The slice that is looked at, from 0; at first, the one that the number was said about.
    slice: Option<usize>,
    /// The first picture that is shown, from 0.
    picture: usize,
    worst_first: bool,
    /// Whether the axis goes from 0 to 100 %.
    is_whole: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            slice: None,
            picture: 0,
            worst_first: true,
            is_whole: false,
        }
    }
}

impl View {
    /// Whether the networks differ on the slice that is looked at, and what there is to take home.
    fn long_text<'a>(
        &self,
        body: Rect,
        reveal: &'a Reveal,
        state: &RevealState,
        look: &Look,
    ) -> (Text<'a>, Rect) {
        let below = areas(body, reveal, state, look.words).below;
        let mut text = Text::default();
        let looked_at = reveal.slices.get(self.slice(reveal));
        let spread = looked_at.and_then(|slice| NamedSpread::find(&state.spreads, &slice.name));
        if let (Some(slice), Some(spread)) = (looked_at, spread) {
            let sentence = sentence(spread, look.words);
            let line = format!("{}: {sentence}", slice.title());
            text.push_line(Line::styled(line, look.theme.model));
            text.push_line(Line::default());
        }
        text.extend(markdown(&reveal.takeaway, look).lines);
        (text, below)
    }

    /// The place among the answers of the picture that comes so late in the order of pictures.
    fn place(&self, result: &Evaluation, at: usize) -> Option<usize> {
        match self.worst_first {
            true => result.worst_first.get(at).copied(),
            false => Some(at),
        }
    }

    /// The place of the slice that is looked at.
    fn slice(&self, reveal: &Reveal) -> usize {
        let asked = || reveal.predicted_slice();
        self.slice.or_else(asked).unwrap_or(0)
    }
}

impl Screen for View {
    type Spec = Reveal;
    type State = RevealState;

    fn waiting<'a>(at: At<'a, Self>) -> Waiting<'a> {
        Waiting::Measuring(&at.spec.slices, &at.state.measuring)
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        let At { spec, state, .. } = at;
        let areas = areas(body, spec, state, page.look.words);
        let Some(result) = state.results().nth(self.slice(spec)) else {
            return;
        };
        let words = page.look.words;
        let controls = state.controls(spec, self.slice(spec), words);
        draw_head(page, areas.head, result, self);
        let shown = (self.picture..result.n).filter_map(|place| self.place(result, place));
        let shown = shown.take(fitting(areas.pictures));
        Gallery::of(result, shown, words).draw(page, areas.pictures);
        let rows = Plot::rows(spec, state, words);
        let read = u16::try_from(controls.len()).unwrap_or(u16::MAX);
        let [plot, _, beside] = Layout::vertical([
            Constraint::Max(rows),
            Constraint::Length(1),
            Constraint::Length(
                (facts::ROWS + read)
                    .min(areas.beside.height.saturating_sub(rows + 1))
                    .max(FACTS + read),
            ),
        ])
        .areas(areas.beside);
        let measured = Plot::of(spec, state, self.slice(spec), self.is_whole, words);
        measured.draw(page, plot);
        facts::draw(page, beside, (spec, state), result, controls);
        let (text, area) = self.long_text(body, spec, state, page.look);
        pane(page, area, text, at.scroll);
    }

    fn scrolling<'a>(
        &'a self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        Some(self.long_text(body, at.spec, at.state, look))
    }

    fn keys(&self, at: At<'_, Self>) -> Keys {
        at.keys([Own::Picture, Own::Sort, Own::Axis, Own::Peek, Own::Page])
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, _: &mut u16) -> Response {
        let slice = self.slice(at.spec);
        match command {
            Command::Left => self.picture = self.picture.saturating_sub(1),
            Command::Right => self.picture = self.picture.saturating_add(1),
            Command::Up | Command::Down | Command::Pick(_) => {
                self.slice = Some(match command {
                    Command::Pick(place) => place,
                    Command::Up => slice.saturating_sub(1),
                    _ => slice.saturating_add(1),
                });
                self.picture = 0;
            }
            Command::Axis => self.is_whole = !self.is_whole,
            Command::Sort => {
                self.worst_first = !self.worst_first;
                self.picture = 0;
            }
            _ => return Response::Pass,
        }
        // Slices and pictures that are looked at exist.
        let last = at.state.results().count().saturating_sub(1);
        let slice = self.slice(at.spec).min(last);
        if let Some(result) = at.state.results().nth(slice) {
            self.slice = Some(slice);
            self.picture = self.picture.min(result.n.saturating_sub(1));
        }
        Response::Done
    }

    /// The picture that keys move.
    fn looked_at<'a>(&'a self, at: At<'a, Self>, words: Words) -> Option<Looked<'a>> {
        let result = at.state.results().nth(self.slice(at.spec))?;
        Looked::answered(result, self.place(result, self.picture)?, words)
    }
}

/// Rows of the facts at least: what was said, the accuracy, and how sure it was.
const FACTS: u16 = 4;

fn areas(body: Rect, reveal: &Reveal, state: &RevealState, words: Words) -> Areas {
    let wanted = Plot::rows(reveal, state, words) + 1 + facts::ROWS;
    Areas::of(body, 1, CAPTION, wanted)
}

/// The slice, and which of its pictures are shown.
fn draw_head(page: &mut Page<'_, '_>, area: Rect, result: &Evaluation, view: &View) {
    let Look { theme, words, .. } = page.look;
    let sorted = match view.worst_first {
        true => say!(words, "worst-first"),
        false => say!(words, "as-they-come"),
    };
    let (at, all) = (
        words.lang.count(view.picture + 1),
        words.lang.count(result.n),
    );
    let picture = say!(words, "picture-of", n = at, all = all);
    let line = Line::from(vec![
        Span::styled(result.title.clone(), theme.title),
        Span::styled(format!("  {picture} · {sorted}"), theme.dim),
    ]);
    page.frame.render_widget(line, area);
}
