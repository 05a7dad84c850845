//! Rows of a slice's pictures with their answers.

use std::borrow::Cow;

use ratatui::layout::Rect;

use crate::eval::Evaluation;
use crate::tui::page::Page;
use crate::tui::widget::gallery::{Gallery, fitting};
use crate::words::Words;

/// What a class of the slice is called.
pub(super) fn name(result: &Evaluation, class: u8, words: Words) -> Cow<'_, str> {
    words.name(result.pictures.dataset().class_name(class))
}

/// As many rows of pictures as fit, from these places among the answers on.
pub(super) fn draw_pictures(
    page: &mut Page<'_, '_>,
    area: Rect,
    result: &Evaluation,
    places: impl Iterator<Item = usize>,
) {
    Gallery::of(result, places.take(fitting(area)), page.look.words).draw(page, area);
}
