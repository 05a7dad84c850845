//! How each group of pictures (a writer, a kind of paper) fares.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use super::pictures::draw_pictures;
use crate::eval::{Evaluation, by_group};
use crate::say;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::bar::bar;
use crate::tui::widget::gallery::CAPTION;

/// Draws the groups, and pictures of the one that is looked at.
pub(super) fn draw(page: &mut Page<'_, '_>, area: Rect, result: &Evaluation, first: usize) {
    let Look { theme, words, .. } = page.look;
    let groups = by_group(result);
    if groups.is_empty() {
        let text = Line::styled(say!(words, "no-groups"), theme.dim);
        return page.frame.render_widget(text, area);
    }
    let pictures = if area.height >= 9 + 7 + CAPTION {
        7 + CAPTION + 1
    } else {
        0
    };
    let [rows, below] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(pictures)]).areas(area);
    let room = usize::from(rows.height);
    let skipped = (first + 1).saturating_sub(room);
    let width = usize::from(area.width).saturating_sub(50);
    for ((place, group), y) in groups
        .iter()
        .enumerate()
        .skip(skipped)
        .zip(rows.y..rows.bottom())
    {
        let (mark, style) = match place == first {
            true => ("▸", theme.selected),
            false => (" ", theme.text),
        };
        let share = group.accuracy.share.unwrap_or(0.0);
        let short: String = group.name.chars().take(22).collect();
        let mut spans = vec![Span::styled(format!("{mark}{short:<22} "), style)];
        spans.extend(bar(share, None, width, theme));
        let (right, all) = (
            words.lang.count(group.accuracy.count),
            words.lang.count(group.accuracy.n),
        );
        let of = say!(words, "n-of-n", n = right, all = all);
        spans.push(Span::styled(format!(" {of:<9}"), theme.model));
        spans.push(Span::styled(
            group.accuracy.interval.percent(words.lang),
            theme.dim,
        ));
        let row = Rect::new(rows.x, y, rows.width, 1);
        page.frame.render_widget(Line::from(spans), row);
    }
    if let Some(group) = groups.get(first) {
        draw_pictures(page, below, result, places(result, &group.name));
    }
}

/// Where among the answers those of a group are, the wrong ones first.
pub(super) fn places<'a>(
    result: &'a Evaluation,
    group: &'a str,
) -> impl Iterator<Item = usize> + 'a {
    let is_of = move |place: &usize| {
        let prediction = result.predictions.get(*place);
        let of = prediction.and_then(|prediction| result.pictures.group(prediction.index));
        of == Some(group)
    };
    result.worst_first.iter().copied().filter(is_of)
}
