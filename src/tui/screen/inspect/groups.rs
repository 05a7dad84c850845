//! How each group of pictures (a writer, a kind of paper) fares.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use super::pictures::draw_pictures;
use crate::eval::{Evaluation, by_group};
use crate::say;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::axis::{Axis, Dot};
use crate::tui::widget::gallery::CAPTION;
use crate::tui::widget::name::fitted;

/// Columns of a group's name, and of the numbers behind its dot.
const NAME: usize = 22;
const NUMBERS: usize = 26;

/// Draws the groups, and pictures of the one that is looked at.
pub(super) fn draw(
    page: &mut Page<'_, '_>,
    area: Rect,
    result: &Evaluation,
    first: usize,
    is_whole: bool,
) {
    let Look { theme, words, .. } = page.look;
    let groups = by_group(result);
    if groups.is_empty() {
        let text = Line::styled(say!(words, "no-groups"), theme.dim);
        return page.frame.render_widget(text, area);
    }
    // Of the groups as many as leave room for a row of their pictures.
    let pictures = match area.height >= 9 + 7 + CAPTION {
        true => 7 + CAPTION + 1,
        false => 0,
    };
    let all = u16::try_from(groups.len()).unwrap_or(u16::MAX);
    let shown = all.min(area.height.saturating_sub(pictures + 1));
    let [rows, ends, below] = Layout::vertical([
        Constraint::Length(shown),
        Constraint::Length(1),
        Constraint::Fill(1),
    ])
    .areas(area);
    let room = usize::from(rows.height);
    let skipped = (first + 1).saturating_sub(room);
    let width = usize::from(area.width).saturating_sub(NAME + 2 + NUMBERS);
    let dots = groups.iter().map(|group| Dot {
        share: group.accuracy.share,
        interval: Some(group.accuracy.interval),
        ..Dot::default()
    });
    let dots: Vec<Dot> = dots.collect();
    let axis = match is_whole {
        true => Axis::WHOLE,
        false => Axis::around(dots.iter().flat_map(Dot::shares)),
    };
    let legend = Line::from(vec![
        Span::raw(" ".repeat(NAME + 2)),
        axis.ends(width, page.look),
    ]);
    page.frame.render_widget(legend, ends);
    for ((place, (group, dot)), y) in groups
        .iter()
        .zip(&dots)
        .enumerate()
        .skip(skipped)
        .zip(rows.y..rows.bottom())
    {
        let (mark, style) = match place == first {
            true => ("▸", theme.selected),
            false => (" ", theme.text),
        };
        let all = groups.iter().map(|group| group.name.as_str());
        let short = fitted(&group.name, NAME, all);
        let mut spans = vec![Span::styled(format!("{mark}{short:<NAME$} "), style)];
        spans.extend(dot.row(axis, width, theme).spans);
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
    if let Some(group) = groups.get(first).filter(|_| pictures > 0) {
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
