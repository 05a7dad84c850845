//! Inside the network: layer by layer, what it makes of the picture under the cursor, and by which weights.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};

use super::pictures::name;
use super::remark::remark;
use crate::dataset::Shape;
use crate::eval::Evaluation;
use crate::lesson::inside::{extremes, layer_called, layer_range};
use crate::lesson::step::InspectState;
use crate::model::{Filters, LayerOutput, PassedLayer};
use crate::say;
use crate::tui::command::Command;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::name::fitted;
use crate::tui::widget::picture::Picture;
use crate::tui::widget::signed::{CELL, WIDEST, cells, greys, magnitude};

/// Columns of a map of digits at its full resolution, and at half of it.
const WIDTHS: [u16; 2] = [28, 14];
/// Columns of a map that is this wide or narrower: at its full resolution.
const SMALL: u16 = 7;
/// Empty columns between two maps.
const GAP: u16 = 2;
/// Maps that are skipped at a time: fewer than fit on the smallest screen.
const SKIPPED: usize = 2;
/// Units in a row.
const UNITS: usize = 16;

/// Rows from which on two are left empty; below that, they are two more of maps.
const ROOMY: u16 = 22;
/// Columns below which what a layer gives needs two lines.
const NARROW: u16 = 70;

/// What is looked at.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Chosen {
    /// The layer, from 0.
    layer: usize,
    /// The first map or unit that is shown, from 0.
    first: usize,
}

impl Chosen {
    /// What a command leads to: another layer up or down, its maps further back or on by pages.
    pub(super) fn moved(self, command: Command, layers: &[LayerOutput]) -> Self {
        let Self { layer, first } = self;
        let last = layers.len().saturating_sub(1);
        let maps = layers.get(layer).map_or(0, |layer| layer.maps);
        match command {
            Command::Up => Self {
                layer: layer.saturating_sub(1),
                first: 0,
            },
            Command::Down => Self {
                layer: (layer + 1).min(last),
                first: 0,
            },
            Command::PageUp => Self {
                layer,
                first: first.saturating_sub(SKIPPED),
            },
            _ if first + SKIPPED < maps => Self {
                layer,
                first: first + SKIPPED,
            },
            _ => self,
        }
    }
}

/// Draws a layer of the network, as it reads a picture of a slice.
pub(super) fn draw(
    page: &mut Page<'_, '_>,
    area: Rect,
    state: &InspectState,
    (slice, place): (usize, usize),
    chosen: Chosen,
    result: &Evaluation,
) {
    let Look { theme, words, .. } = page.look;
    let at = result.worst_first.get(place);
    let prediction = at.and_then(|&at| result.predictions.get(at));
    let inside = state.inside.get(slice);
    let layers = inside.and_then(|inside| inside.pictures.get(place));
    let (Some(inside), Some(layers), Some(prediction)) = (inside, layers, prediction) else {
        return match &state.unexplained {
            Some(why) => remark(page, area, why.clone(), theme.bad),
            None => remark(page, area, say!(words, "looking-inside"), theme.dim),
        };
    };
    let Some(layer) = layers.get(chosen.layer) else {
        return;
    };
    let [_, head, what, _, body, legend] = Layout::vertical([
        Constraint::Length(u16::from(area.height > ROOMY)),
        Constraint::Length(1),
        Constraint::Length(1 + u16::from(area.width < NARROW)),
        Constraint::Length(u16::from(area.height > ROOMY)),
        Constraint::Fill(1),
        Constraint::Length(2),
    ])
    .areas(area);
    let sure = words.lang.whole_percent(f64::from(prediction.confidence));
    let (truth, answer) = (
        name(result, prediction.label, *words),
        name(result, prediction.answer, *words),
    );
    let text = say!(
        words,
        "explained",
        n = place + 1,
        truth = truth,
        answer = answer,
        sure = sure
    );
    page.frame
        .render_widget(Line::styled(text, theme.title), head);
    let text = described(layers, chosen, page.look);
    let text = Paragraph::new(text).style(theme.model);
    page.frame
        .render_widget(text.wrap(Wrap { trim: true }), what);
    let wide = if body.height >= 14 && body.width >= 100 {
        28
    } else {
        14
    };
    let [left, _, right] = Layout::horizontal([
        Constraint::Length(wide),
        Constraint::Length(GAP),
        Constraint::Fill(1),
    ])
    .areas(body);
    let picture = Picture {
        pixels: result.pictures.picture(prediction.index),
        shape: result.pictures.dataset().shape(),
        look: page.look,
    };
    let high = (wide / 2).min(left.height);
    page.frame.render_widget(
        picture,
        Rect {
            height: high,
            ..left
        },
    );
    let shown = Shown {
        layer,
        filters: of_layer(&inside.filters, layers, chosen.layer),
        first: chosen.first,
    };
    let text = match (layer.is_maps(), shown.filters) {
        (true, filters) => {
            draw_maps(page, right, &shown);
            let colours = if is_signed(layer) {
                "maps-signed"
            } else {
                "maps-unsigned"
            };
            let beside = filters.map(|_| say!(words, "filters-signed"));
            let texts = [Some(words.text(colours)), beside];
            texts.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        (false, Some(filters)) => {
            let is_last = chosen.layer + 1 == layers.len();
            draw_weights(page, right, &shown, filters, is_last.then_some(result));
            say!(words, "weights-signed")
        }
        (false, None) if chosen.layer + 1 == layers.len() => {
            draw_logits(page, right, layer, (result, chosen.first));
            String::new()
        }
        (false, None) => {
            let rest = layer.values.get(chosen.first..).unwrap_or_default();
            cells(page, right, rest, UNITS, magnitude(&layer.values));
            say!(words, "units-signed")
        }
    };
    let text = Paragraph::new(text).style(theme.dim);
    page.frame
        .render_widget(text.wrap(Wrap { trim: true }), legend);
}

/// Which layer it is, what it gives, and from which map on it is shown.
fn described(layers: &[LayerOutput], chosen: Chosen, look: &Look) -> String {
    let words = look.words;
    let (n, all) = (chosen.layer + 1, layers.len());
    let mut parts = vec![
        say!(words, "layer-of", n = n, all = all),
        layer_called(layers, chosen.layer, words),
    ];
    parts.extend((chosen.first > 0).then(|| say!(words, "maps-from", n = chosen.first + 1)));
    parts.extend(
        layers
            .get(chosen.layer)
            .map(|layer| layer_range(layer, words)),
    );
    parts.join(" · ")
}

/// A layer, and from which of its maps on it is shown.
struct Shown<'a> {
    layer: &'a LayerOutput,
    /// Its weights, where they are those of pixels.
    filters: Option<&'a Filters>,
    first: usize,
}

/// The weights of a layer, if it is the first that has any and they are those of pixels.
fn of_layer<'a>(filters: &'a Filters, layers: &[LayerOutput], at: usize) -> Option<&'a Filters> {
    let mut layers = layers.iter();
    let has_weights =
        |layer: &LayerOutput| matches!(layer.layer, PassedLayer::Conv(_) | PassedLayer::Linear);
    let first = layers.position(has_weights);
    (first == Some(at) && filters.units > 0).then_some(filters)
}

/// Whether something of a layer is below zero.
fn is_signed(layer: &LayerOutput) -> bool {
    extremes(&layer.values).0 < 0.0
}

/// Where tiles of this size stand, row by row, as many as fit; one at the least.
fn tiles(area: Rect, (width, height): (u16, u16)) -> impl Iterator<Item = Rect> {
    let columns = ((area.width + GAP) / (width + GAP)).max(1);
    let rows = (area.height / height.max(1)).max(1);
    let places = (0..rows).flat_map(move |row| (0..columns).map(move |column| (column, row)));
    places.map(move |(column, row)| {
        let (x, y) = (area.x + column * (width + GAP), area.y + row * height);
        Rect::new(x, y, width, height).intersection(area)
    })
}

/// Each map as a picture, in the first layer of convolutions with its filter beside it.
fn draw_maps(page: &mut Page<'_, '_>, area: Rect, shown: &Shown<'_>) {
    let Shown {
        layer,
        filters,
        first,
    } = *shown;
    let filter_wide = filters.map_or(0, |filters| {
        1 + CELL * u16::try_from(filters.width.min(WIDEST)).unwrap_or(0)
    });
    let size = |wide: u16| {
        let filter_high = filters.map_or(0, |filters| u16::try_from(filters.height).unwrap_or(0));
        (wide + filter_wide, (wide / 2).max(filter_high) + 1)
    };
    let fits_all = |wide: &&u16| tiles(area, size(**wide)).count() >= layer.maps;
    let wide = match layer.width <= usize::from(SMALL) {
        true => SMALL,
        false => WIDTHS.iter().find(fits_all).copied().unwrap_or(WIDTHS[1]),
    };
    let shape = Shape {
        width: layer.width,
        height: layer.height,
        channels: 1,
    };
    let most = magnitude(&layer.values);
    let weights = filters.map(|filters| (filters, magnitude(&filters.values)));
    let maps = layer.planes().enumerate().skip(first);
    for ((map, plane), place) in maps.zip(tiles(area, size(wide))) {
        let room = Rect {
            width: wide.min(place.width),
            height: place.height.saturating_sub(1),
            ..place
        };
        let picture = Picture {
            pixels: &greys(plane, most, is_signed(layer)),
            shape,
            look: page.look,
        };
        page.frame.render_widget(picture, room);
        if let Some((filters, most)) = weights
            && let Some(weights) = filters.planes().nth(map)
        {
            let beside = Rect {
                x: place.x + wide + 1,
                width: place.width.saturating_sub(wide + 1),
                ..room
            };
            cells(page, beside, weights, filters.width, most);
        }
        caption(page, place, format!("{}", map + 1), plane);
    }
}

/// A map's number or a unit's name, and where there is room, its highest value, in the last row of its place.
fn caption(page: &mut Page<'_, '_>, place: Rect, called: String, plane: &[f32]) {
    let Look { theme, words, .. } = page.look;
    let text = match place.width > SMALL {
        true => {
            let highest = words.lang.signed(f64::from(extremes(plane).1), 2);
            format!("{called}: {highest}")
        }
        false => called,
    };
    let under = Rect {
        y: place.bottom().saturating_sub(1),
        height: 1,
        ..place
    };
    page.frame
        .render_widget(Line::styled(text, theme.dim), under.intersection(place));
}

/// Each unit of a first linear layer as a picture of its weights, with what it gives; of the last layer, by its class.
fn draw_weights(
    page: &mut Page<'_, '_>,
    area: Rect,
    shown: &Shown<'_>,
    filters: &Filters,
    classes: Option<&Evaluation>,
) {
    let shape = Shape {
        width: filters.width,
        height: filters.height,
        channels: 1,
    };
    let planes = filters.planes().enumerate().skip(shown.first);
    for ((unit, plane), place) in planes.zip(tiles(area, (WIDTHS[1], WIDTHS[1] / 2 + 1))) {
        let room = Rect {
            height: place.height.saturating_sub(1),
            ..place
        };
        let picture = Picture {
            pixels: &greys(plane, magnitude(plane), true),
            shape,
            look: page.look,
        };
        page.frame.render_widget(picture, room);
        let number = || format!("{}", unit + 1);
        let class = u8::try_from(unit).unwrap_or(u8::MAX);
        let called = classes.map_or_else(number, |result| {
            name(result, class, page.look.words).into_owned()
        });
        let value = shown.layer.values.get(unit..=unit).unwrap_or_default();
        caption(page, place, called, value);
    }
}

/// The logit of each class, with a bar to the side of its sign.
fn draw_logits(
    page: &mut Page<'_, '_>,
    area: Rect,
    layer: &LayerOutput,
    (result, first): (&Evaluation, usize),
) {
    let Look { theme, words, .. } = page.look;
    let most = magnitude(&layer.values);
    let room = area.width.saturating_sub(20).min(60) / 2;
    let names = words.names(result.pictures.dataset().classes());
    let lines = layer.values.iter().enumerate().skip(first);
    for ((class, &logit), y) in lines.zip(area.y..area.bottom()) {
        let name = name(result, u8::try_from(class).unwrap_or(u8::MAX), *words);
        let length = (logit.abs() / most * f32::from(room)).round() as usize;
        let half = usize::from(room);
        let bar = match logit < 0.0 {
            true => format!("{:>half$}│", "-".repeat(length)),
            false => format!("{:half$}│{}", "", "+".repeat(length)),
        };
        let value = words.lang.signed(f64::from(logit), 2);
        let all = names.iter();
        let short = fitted(&name, 10, all.map(String::as_str));
        let text = format!("{short:<10} {value:>7} {bar}");
        let place = Rect::new(area.x, y, area.width, 1);
        page.frame
            .render_widget(Line::styled(text, theme.model), place);
    }
}
