//! Pictures of what is about to be shown or learned from, with what they are and without anybody's answers.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::gallery::{GAP, LARGE, SMALL, grid};
use super::name::fitted;
use super::picture::Picture;
use crate::lesson::{Specimens, SpecimensOf};
use crate::tui::page::Page;

/// Lines under each picture where they are of several kinds, or above them all.
const CAPTION: u16 = 1;
/// Rows that a row of small pictures needs with what they are.
pub(crate) const ROWS: u16 = SMALL.1 + CAPTION;
/// Columns of one small picture, and of two.
pub(crate) const COLUMNS: [u16; 2] = [2 * SMALL.0 + GAP, SMALL.0];

/// Draws as many as fit, one of each kind before the second of any.
pub(crate) fn draw(page: &mut Page<'_, '_>, area: Rect, specimens: &[Specimens]) {
    if area.height < ROWS {
        return;
    }
    let look = page.look;
    let titles = specimens.iter().map(|kind| kind.title(look.words));
    let titles: Vec<String> = titles.collect();
    // Of one kind it is said once.
    let (area, captions) = match titles.as_slice() {
        [only] => {
            let [head, rest] = [0, CAPTION].map(|from| Rect {
                y: area.y + from,
                height: if from == 0 { 1 } else { area.height - 1 },
                ..area
            });
            let columns = usize::from(area.width);
            let line = Line::styled(fitted(only, columns, []), look.theme.dim);
            page.frame.render_widget(line, head);
            (rest, 0)
        }
        _ => (area, CAPTION),
    };
    let most = specimens.iter().map(|kind| kind.pictures.len()).max();
    let in_turn = (0..most.unwrap_or(0)).flat_map(|place| {
        let kinds = specimens.iter().zip(&titles);
        kinds.filter_map(move |(kind, title)| Some((kind.pictures.get(place)?, kind, title)))
    });
    let is_in_pairs = specimens
        .iter()
        .any(|kind| kind.of == SpecimensOf::Augmented);
    // Rather several pictures than large ones.
    let is_large = area.width >= 3 * LARGE.0 + 2 * GAP && area.height >= LARGE.1 + captions;
    let size = if is_large { LARGE } else { SMALL };
    let room = grid(area, size, captions).count();
    // Nobody sees what became of a picture without that picture.
    let room = if is_in_pairs && room > 1 {
        room / 2 * 2
    } else {
        room
    };
    for ((pixels, kind, title), place) in in_turn.take(room).zip(grid(area, size, captions)) {
        let height = place.height - captions.min(place.height);
        let picture = Picture {
            pixels,
            shape: kind.shape,
            look,
        };
        page.frame.render_widget(picture, Rect { height, ..place });
        if captions > 0 {
            let under = Rect::new(place.x, place.y + height, place.width, 1);
            let all = titles.iter().map(String::as_str);
            let text = fitted(title, usize::from(place.width), all);
            let line = Line::styled(text, look.theme.dim).centered();
            page.frame.render_widget(line, under.intersection(area));
        }
    }
}
