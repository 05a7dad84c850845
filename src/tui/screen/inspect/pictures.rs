//! Rows of a slice's pictures with their answers.

use ratatui::layout::Rect;

use crate::eval::Evaluation;
use crate::tui::page::Page;
use crate::tui::widget::gallery::{CAPTION, Exhibit, fitting, gallery};

/// What a class of the slice is called.
pub(super) fn name(result: &Evaluation, class: u8) -> &str {
    let names = result.pictures.dataset().classes();
    names.get(usize::from(class)).map_or("?", String::as_str)
}

/// As many rows of pictures as fit, from these places among the answers on.
pub(super) fn draw_pictures(
    page: &mut Page<'_, '_>,
    area: Rect,
    result: &Evaluation,
    places: impl Iterator<Item = usize>,
) {
    let high = 7 + CAPTION + 1;
    let rows = ((area.height + 1) / high).max(1);
    let exhibits: Vec<Exhibit<'_>> = places
        .filter_map(|place| result.predictions.get(place))
        .take(fitting(Rect { height: 7, ..area }) * usize::from(rows))
        .map(|prediction| Exhibit {
            pixels: result.pictures.picture(prediction.index),
            label: name(result, prediction.label),
            answer: name(result, prediction.answer),
            confidence: prediction.confidence,
            selected: false,
        })
        .collect();
    let shape = result.pictures.dataset().shape();
    let in_row = fitting(Rect { height: 7, ..area });
    for (row, exhibits) in (0..rows).zip(exhibits.chunks(in_row)) {
        let place = Rect::new(area.x, area.y + row * high, area.width, 7 + CAPTION);
        gallery(page, place.intersection(area), shape, exhibits);
    }
}
