//! Digits on paper: what to write, the photo that is looked at, and each digit that was cut out of it with the one
//! that it would stand for.

use std::borrow::Cow;

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

use super::View;
use crate::dataset::Shape;
use crate::lesson::step::{DrawState, OnPaper, PhotoSource, SeenStage};
use crate::lesson::{Action, Stage};
use crate::picture::SIDE;
use crate::picture::cleanup::Step;
use crate::say;
use crate::tui::command::Command;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::screen::found::marked;
use crate::tui::screen::kind::{At, Response};
use crate::tui::screen::looked::Looked;
use crate::tui::widget::field::Field;
use crate::tui::widget::gallery::{SMALL, grid};
use crate::tui::widget::markdown::{markdown, pane};
use crate::tui::widget::picture::{Picture, fit};
use crate::words::Words;

/// About as many columns as the large picture has.
const PEEK: u16 = 100;
/// Characters of a path at most: what systems allow.
const MAX_PATH: usize = 4096;
/// Rows in which a photo still shows anything.
const FEWEST: u16 = 4;
/// Rows of a picture and of what stands under it.
const ROW: u16 = SMALL.1 + 1;

impl View {
    /// Whether paper is on the screen, and no canvas.
    pub(super) fn is_about_paper(&self, at: At<'_, Self>) -> bool {
        let looks = at.state.paper.is_some() || self.path.is_some();
        at.stage == Stage::Draw && (looks || !at.spec.takes_drawings())
    }

    pub(super) fn look_at(&mut self, source: PhotoSource) -> Response {
        self.picture = 0;
        self.is_down = false;
        Response::Act(Action::Photo(source))
    }

    pub(super) fn ask_path(&mut self) -> Response {
        self.path = Some(Field::new(MAX_PATH));
        Response::Done
    }

    /// What a command means while a path is typed.
    pub(super) fn type_path(&mut self, command: Command) -> Response {
        let typed = match command {
            Command::Cancel | Command::Enter => self.path.take(),
            _ => None,
        };
        match (command, typed) {
            (Command::Enter, Some(path)) => match PhotoSource::named(path.text()) {
                Some(source) => self.look_at(source),
                None => Response::Notice("type-a-path"),
            },
            _ => Response::Done,
        }
    }

    /// What a command means while a photo is looked at.
    pub(super) fn obey_with_paper(&mut self, state: &DrawState, command: Command) -> Response {
        let found = state.paper.as_ref().and_then(OnPaper::seen);
        let last = found.map_or(0, |seen| seen.digits.len().saturating_sub(1));
        match command {
            Command::Enter => {
                self.picture = 0;
                return Response::Act(Action::HandIn);
            }
            Command::Undo => return Response::Act(Action::TakeBack),
            Command::Left => self.picture = self.picture.saturating_sub(1),
            Command::Right => self.picture = (self.picture + 1).min(last),
            _ => return Response::Pass,
        }
        Response::Done
    }

    /// The photo with what was found in it.
    pub(super) fn paper_looked_at<'a>(
        &self,
        paper: &'a OnPaper,
        words: Words,
    ) -> Option<Looked<'a>> {
        let seen = paper.seen()?;
        let stage = upright(&seen.stages)?;
        let picture = marked(stage, &seen.digits, self.picture, PEEK);
        let shape = Shape {
            width: picture.width() as usize,
            height: picture.height() as usize,
            channels: 3,
        };
        Some(Looked {
            pixels: Cow::Owned(picture.into_raw()),
            shape,
            caption: paper.source.name(words),
            answer: None,
            other: None,
        })
    }

    /// The step's own text, where nothing was asked above which it stood, and where that stands.
    pub(super) fn own_text<'a>(
        &self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        let is_there = at.state.paper.is_none() && at.spec.predict.is_none();
        let [_, _, rest] = areas(body, &told(at, look));
        is_there.then(|| (markdown(&at.spec.say, look), rest))
    }

    pub(super) fn draw_paper(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        let look = page.look;
        let Look { theme, words, .. } = look;
        let (state, spec) = (at.state, at.spec);
        let (left, row) = (state.left(spec), state.row(spec));
        let told = told(at, look);
        let [head, text, rest] = areas(body, &told);
        let title = match &self.path {
            Some(path) => {
                let before = format!("{} ", say!(words, "path"));
                let room = usize::from(head.width).saturating_sub(before.width());
                Line::from(vec![
                    Span::styled(before, theme.learner),
                    path.span_in(room, theme.text),
                ])
            }
            None => {
                let (done, all) = (state.handed_in.len(), spec.goal);
                let done = say!(words, "paper-done", n = done, all = all);
                Line::from(vec![
                    Span::styled(state.told_row(spec, *words), theme.title),
                    Span::styled(format!(" · {done}"), theme.dim),
                ])
            }
        };
        page.frame.render_widget(title, head);
        let style = match &state.paper {
            Some(paper) if paper.found.is_some() && paper.taken(&left, row).is_empty() => theme.bad,
            _ => theme.text,
        };
        page.frame
            .render_widget(paragraph(&told).style(style), text);
        if let Some((text, area)) = self.own_text(body, at, look) {
            pane(page, area, text, at.scroll);
        }
        if let Some(paper) = &state.paper {
            let taken = paper.stands_for(&left, row);
            let found = paper.seen().map_or(0, |seen| seen.digits.len());
            let in_a_row = grid(
                Rect {
                    height: ROW,
                    ..rest
                },
                SMALL,
                1,
            )
            .count()
            .max(1);
            // What is to be taken is seen whole, where there is room; of what does not fit, the photo says more.
            let rows = match taken.iter().any(Option::is_some) {
                true => u16::try_from(found.div_ceil(in_a_row)).unwrap_or(u16::MAX),
                false => 1,
            };
            let rows = rows.saturating_mul(ROW + 1).saturating_sub(1);
            let [digits, photo] = Layout::vertical([
                Constraint::Length(rows.min(rest.height)),
                Constraint::Fill(1),
            ])
            .areas(rest);
            self.draw_cut_out(page, digits, paper, &taken);
            self.draw_photo(page, photo, paper);
        }
    }

    /// Every digit that was found, each over the one that it would stand for.
    fn draw_cut_out(
        &self,
        page: &mut Page<'_, '_>,
        area: Rect,
        paper: &OnPaper,
        taken: &[Option<u8>],
    ) {
        let look = page.look;
        let digits = paper.seen().map_or(&[][..], |seen| &seen.digits);
        let shape = Shape {
            width: SIDE as usize,
            height: SIDE as usize,
            channels: 1,
        };
        let places = grid(area, SMALL, 1);
        let shown = digits.iter().enumerate();
        // From the first, unless keys have moved past what fits.
        let fits = grid(area, SMALL, 1).count();
        let first = self.picture.saturating_sub(fits.saturating_sub(1));
        for ((place, digit), room) in shown.skip(first).zip(places) {
            let height = SMALL.1.min(room.height);
            let picture = Picture {
                pixels: &digit.picture,
                shape,
                look,
            };
            page.frame.render_widget(picture, Rect { height, ..room });
            let style = match place == self.picture {
                true => look.theme.selected,
                false => look.theme.truth,
            };
            let caption = match taken.get(place).copied().flatten() {
                Some(digit) => digit.to_string(),
                None => format!("{}.", place + 1),
            };
            let under = Rect::new(room.x, room.y + height, room.width, 1).intersection(area);
            let line = Line::styled(caption, style).centered();
            page.frame.render_widget(line, under);
        }
    }

    /// The photo, with what was found in it, where there is room.
    fn draw_photo(&self, page: &mut Page<'_, '_>, area: Rect, paper: &OnPaper) {
        let Some(seen) = paper.seen().filter(|_| area.height >= FEWEST) else {
            return;
        };
        let Some(stage) = upright(&seen.stages) else {
            return;
        };
        let shape = Shape {
            width: stage.picture.width() as usize,
            height: stage.picture.height() as usize,
            channels: 3,
        };
        let columns = fit(shape, area).map_or(0, |fitted| fitted.width);
        let marked = marked(stage, &seen.digits, self.picture, columns);
        let shown = Picture {
            pixels: marked.as_raw(),
            shape,
            look: page.look,
        };
        page.frame.render_widget(shown, area);
    }
}

/// What is said above the pictures: how to write on paper, or what became of the photo.
fn told(at: At<'_, View>, look: &Look) -> String {
    let (state, spec) = (at.state, at.spec);
    match &state.paper {
        Some(paper) => paper.told(&state.left(spec), state.row(spec), look.words),
        None => say!(look.words, "how-to-paper"),
    }
}

fn paragraph(told: &str) -> Paragraph<'_> {
    Paragraph::new(told).wrap(Wrap { trim: true })
}

/// The head, what is said below it, and the rest.
fn areas(body: Rect, told: &str) -> [Rect; 3] {
    let area = body.inner(Margin::new(1, 0));
    let lines = u16::try_from(paragraph(told).line_count(area.width)).unwrap_or(u16::MAX);
    let [head, text, gap] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(lines.min(area.height)),
        Constraint::Fill(1),
    ])
    .areas(area);
    // A line between them, where there is room for two rows of pictures all the same.
    let free = u16::from(gap.height > 2 * ROW + 1);
    let rest = Rect {
        y: gap.y + free,
        height: gap.height - free,
        ..gap
    };
    [head, text, rest]
}

/// The photo as it was turned upright: in it the digits have their places.
fn upright(stages: &[SeenStage]) -> Option<&SeenStage> {
    let turned = stages.iter().find(|stage| stage.step == Step::Upright);
    turned.or(stages.first())
}
