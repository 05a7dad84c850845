//! The first layer's filters while they are learned.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};

use crate::dataset::Shape;
use crate::model::Filters;
use crate::say;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::picture::Picture;
use crate::tui::widget::signed::{CELL, WIDEST, cells, greys, magnitude};

/// Columns of a unit's weights that are drawn as a picture.
const PICTURE: u16 = 14;
/// Empty columns between two.
const GAP: u16 = 3;

/// Draws as many filters as fit, each by its own scale, and how many there are.
pub(super) fn draw(page: &mut Page<'_, '_>, area: Rect, filters: &Filters) {
    let Look { theme, words, .. } = page.look;
    let [head, body] = Layout::vertical([Constraint::Length(2), Constraint::Fill(1)]).areas(area);
    if filters.units == 0 {
        let text = Line::styled(say!(words, "filters-none"), theme.dim);
        return page.frame.render_widget(text, head);
    }
    let is_small = filters.width <= WIDEST;
    let side = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let (wide, high) = match is_small {
        true => (CELL * side(filters.width), side(filters.height)),
        false => (PICTURE, PICTURE / 2),
    };
    let columns = ((body.width + GAP) / (wide + GAP)).max(1);
    let rows = ((body.height + 1) / (high + 1)).max(1);
    let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    let shown = filters.planes().count().min(usize::from(rows * columns));
    let text = say!(words, "filters-head", shown = shown, n = filters.units);
    let how = match is_small {
        true => say!(words, "cells-signed"),
        false => say!(words, "weights-signed"),
    };
    let text = Paragraph::new(format!("{text}: {how}")).style(theme.dim);
    page.frame
        .render_widget(text.wrap(Wrap { trim: true }), head);
    for (plane, (column, row)) in filters.planes().zip(places) {
        let (x, y) = (body.x + column * (wide + GAP), body.y + row * (high + 1));
        let place = Rect::new(x, y, wide, high).intersection(body);
        match is_small {
            true => cells(page, place, plane, filters.width, magnitude(plane)),
            false => {
                let shape = Shape {
                    width: filters.width,
                    height: filters.height,
                    channels: 1,
                };
                let picture = Picture {
                    pixels: &greys(plane, magnitude(plane), true),
                    shape,
                    look: page.look,
                };
                page.frame.render_widget(picture, place);
            }
        }
    }
}
