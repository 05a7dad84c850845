//! What a model makes of one picture: a bar for each class, the answer marked, and the truth.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::bar::bar;
use super::name::fitted;
use crate::tui::page::Page;

/// Columns of a share behind its bar, and of the mark of the truth.
const SHARE: usize = 7;

/// Draws a bar for each class. `shares` are 0..1 in the classes' order; `truth` is the class that it
/// is, where that is known.
pub(crate) fn probabilities(
    page: &mut Page<'_, '_>,
    area: Rect,
    classes: &[String],
    shares: &[f64],
    truth: Option<usize>,
) {
    let look = page.look;
    let theme = &look.theme;
    let names = classes.iter().map(|name| name.width());
    let name = names.max().unwrap_or(0).min(12);
    let width = usize::from(area.width).saturating_sub(name + 2 + SHARE);
    let answer = answer(shares);
    // Where not all fit, the most confident are there.
    let mut places: Vec<usize> = (0..classes.len().min(shares.len())).collect();
    if places.len() > usize::from(area.height) {
        places.sort_by(|&a, &b| shares[b].total_cmp(&shares[a]));
    }
    for (place, y) in places.into_iter().zip(area.y..area.bottom()) {
        let (Some(class), Some(&share)) = (classes.get(place), shares.get(place)) else {
            continue;
        };
        let is_answer = answer == Some(place);
        let style = if is_answer {
            theme.selected
        } else {
            theme.text
        };
        let mark = if is_answer { "▸" } else { " " };
        let class = fitted(class, name, classes.iter().map(String::as_str));
        let blanks = " ".repeat(name.saturating_sub(class.width()) + 1);
        let mut spans = vec![Span::styled(format!("{mark}{class}{blanks}"), style)];
        spans.extend(bar(share, None, width, theme));
        spans.push(Span::styled(
            format!(" {:>3.0} ", share * 100.0),
            theme.model,
        ));
        if truth == Some(place) {
            spans.push(Span::styled("◀", theme.truth));
        }
        let row = Rect::new(area.x, y, area.width, 1);
        page.frame.render_widget(Line::from(spans), row);
    }
}

/// The class with the largest share.
pub(crate) fn answer(shares: &[f64]) -> Option<usize> {
    let shares = shares.iter().enumerate();
    shares
        .max_by(|a, b| a.1.total_cmp(b.1))
        .map(|(place, _)| place)
}
