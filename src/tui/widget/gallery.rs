//! Rows of pictures, each with what the model said of it and how sure it was.

use std::borrow::Cow;

use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::name::fitted;
use super::picture::Picture;
use crate::dataset::Shape;
use crate::eval::Evaluation;
use crate::say;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::words::Words;

/// A picture and what was said of it.
#[derive(Clone)]
pub(crate) struct Exhibit<'a> {
    /// Rows of pixels, channels last.
    pub(crate) pixels: &'a [u8],
    /// What it is.
    pub(crate) label: Cow<'a, str>,
    /// What was said: by the model, as a rule.
    pub(crate) answer: Cow<'a, str>,
    /// How sure it was, 0..1; none where it was somebody who does not say.
    pub(crate) confidence: Option<f32>,
    /// Whether this is the one that keys move.
    pub(crate) selected: bool,
}

impl<'a> Exhibit<'a> {
    /// One of the pictures of a slice, by its place among the answers.
    pub(crate) fn answered(result: &'a Evaluation, place: usize, words: Words) -> Option<Self> {
        let prediction = result.predictions.get(place)?;
        let name = |class: u8| words.name(result.pictures.dataset().class_name(class));
        Some(Self {
            pixels: result.pictures.picture(prediction.index),
            label: name(prediction.label),
            answer: name(prediction.answer),
            confidence: Some(prediction.confidence),
            selected: false,
        })
    }
}

/// Lines under each picture.
pub(crate) const CAPTION: u16 = 2;
/// Columns and rows that show every pixel of a digit in half-blocks.
pub(crate) const LARGE: (u16, u16) = (28, 14);
/// Half of them each way.
pub(crate) const SMALL: (u16, u16) = (14, 7);
/// Empty columns between two pictures.
pub(crate) const GAP: u16 = 2;

/// Pictures in rows.
pub(crate) struct Gallery<'a> {
    /// Their shape.
    pub(crate) shape: Shape,
    /// The names of all classes, by which a short one is told from the others.
    pub(crate) classes: Vec<String>,
    /// The pictures, from left to right and from top to bottom.
    pub(crate) exhibits: Vec<Exhibit<'a>>,
    /// What else is said of each, in a line of its own; nothing, of none.
    pub(crate) remarks: Vec<Line<'a>>,
}

/// The size of one picture in cells in an area of this size, with so many lines under it.
fn size(area: Rect, captions: u16) -> (u16, u16) {
    match area.height >= LARGE.1 + captions && area.width >= LARGE.0 {
        true => LARGE,
        false => SMALL,
    }
}

/// Columns of a picture, and of what stands under it, with so many lines under each.
pub(crate) fn columns(area: Rect, captions: u16) -> u16 {
    size(area, captions).0.min(area.width)
}

/// How many pictures fit, with two lines under each.
pub(crate) fn fitting(area: Rect) -> usize {
    fitting_over(area, CAPTION)
}

/// How many fit with so many lines under each.
pub(crate) fn fitting_over(area: Rect, captions: u16) -> usize {
    places(area, captions).count()
}

/// Where pictures stand in an area, with so many lines under each: in a row at least one, and at least one row.
fn places(area: Rect, captions: u16) -> impl Iterator<Item = Rect> {
    grid(area, size(area, captions), captions)
}

/// Where pictures of this size stand.
pub(crate) fn grid(
    area: Rect,
    (width, height): (u16, u16),
    captions: u16,
) -> impl Iterator<Item = Rect> {
    let columns = ((area.width + GAP) / (width + GAP)).max(1);
    let rows = ((area.height + 1) / (height + captions + 1)).max(1);
    (0..rows).flat_map(move |row| {
        (0..columns).map(move |column| {
            let x = area.x + column * (width + GAP);
            let y = area.y + row * (height + captions + 1);
            Rect::new(x, y, width, height + captions).intersection(area)
        })
    })
}

impl<'a> Gallery<'a> {
    /// Pictures of a slice, by their places among the answers; the first is the one that keys move.
    pub(crate) fn of(
        result: &'a Evaluation,
        places: impl Iterator<Item = usize>,
        words: Words,
    ) -> Self {
        let dataset = result.pictures.dataset();
        let exhibits = places.filter_map(|place| Exhibit::answered(result, place, words));
        let mut exhibits: Vec<Exhibit<'a>> = exhibits.collect();
        if let Some(first) = exhibits.first_mut() {
            first.selected = true;
        }
        Self {
            shape: dataset.shape(),
            classes: words.names(dataset.classes()),
            exhibits,
            remarks: Vec::new(),
        }
    }

    /// Draws as many as fit.
    pub(crate) fn draw(&self, page: &mut Page<'_, '_>, area: Rect) {
        let look = page.look;
        let captions = CAPTION + u16::from(!self.remarks.is_empty());
        let (_, height) = size(area, captions);
        let exhibits = self.exhibits.iter().enumerate();
        for ((at, exhibit), place) in exhibits.zip(places(area, captions)) {
            let room = Rect { height, ..place }.intersection(place);
            let picture = Picture {
                pixels: exhibit.pixels,
                shape: self.shape,
                look,
            };
            page.frame.render_widget(picture, room);
            let [said, verdict] = self.caption(exhibit, usize::from(place.width), look);
            let remark = self.remarks.get(at).cloned();
            let lines = [said, verdict].into_iter().chain(remark);
            for (line, y) in lines.zip(room.bottom()..place.bottom()) {
                let under = Rect::new(place.x, y, place.width, 1);
                let line = line.alignment(Alignment::Center);
                page.frame.render_widget(line, under);
            }
        }
    }

    /// What was said of a picture and how sure it was, and whether it is that, in so many columns each.
    fn caption(&self, exhibit: &Exhibit<'a>, columns: usize, look: &Look) -> [Line<'static>; 2] {
        let Look { theme, words, .. } = look;
        let style = match exhibit.selected {
            true => theme.selected,
            false => theme.model,
        };
        let name = |name: &str, beside: usize| {
            let all = self.classes.iter().map(String::as_str);
            fitted(name, columns.saturating_sub(beside), all)
        };
        let sure = exhibit.confidence;
        let sure = sure.map_or_else(String::new, |sure| format!(" {:.0}%", sure * 100.0));
        let said = format!("{}{sure}", name(&exhibit.answer, sure.width()));
        if exhibit.answer == exhibit.label {
            return [
                Line::styled(said, style),
                Line::styled(say!(words, "right"), theme.good),
            ];
        }
        // Where the name does not fit beside the words, it goes without them.
        // Whoever is no network may be right where the label is not.
        let it_is = match exhibit.confidence {
            Some(_) => format!("✗ {} ", say!(words, "it-is")),
            None => format!("{} ", say!(words, "labelled")),
        };
        let before = match it_is.width() + exhibit.label.width() <= columns {
            true => it_is,
            false => "✗ ".to_owned(),
        };
        let label = name(&exhibit.label, before.width());
        let verdict = Line::from(vec![
            Span::styled(before, theme.bad),
            Span::styled(label, theme.truth),
        ]);
        [Line::styled(said, style), verdict]
    }
}

/// Draws pictures, as many as fit, whose classes are known by what is said of them.
pub(crate) fn gallery(page: &mut Page<'_, '_>, area: Rect, shape: Shape, exhibits: &[Exhibit<'_>]) {
    let names = exhibits.iter().flat_map(|one| [&one.label, &one.answer]);
    let classes: Vec<String> = names.map(|name| name.clone().into_owned()).collect();
    let shown = Gallery {
        shape,
        classes,
        exhibits: exhibits.to_vec(),
        remarks: Vec::new(),
    };
    shown.draw(page, area);
}
