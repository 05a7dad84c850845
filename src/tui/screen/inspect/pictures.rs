//! Rows of a slice's pictures with their answers.

use ratatui::layout::Rect;

use crate::eval::Evaluation;
use crate::tui::page::Page;
use crate::tui::widget::gallery::{Gallery, fitting};

/// What a class of the slice is called.
pub(super) fn name(result: &Evaluation, class: u8) -> &str {
    result.pictures.dataset().class_name(class)
}

/// As many rows of pictures as fit, from these places among the answers on.
pub(super) fn draw_pictures(
    page: &mut Page<'_, '_>,
    area: Rect,
    result: &Evaluation,
    places: impl Iterator<Item = usize>,
) {
    Gallery::of(result, places.take(fitting(area))).draw(page, area);
}
