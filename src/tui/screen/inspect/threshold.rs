//! Refusing where it is not sure: the risk-coverage curve as bars, and what chosen thresholds come to.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};

use super::remark::remark;
use crate::eval::{Evaluation, ValidationCalibration};
use crate::lesson::robustness::{COVERAGES, coverages, sure, thresholds};
use crate::say;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::bar::bar;

/// Cells beside a bar: how much is answered, the accuracy with its interval, the threshold.
const BESIDE: usize = 10 + 21 + 12;

/// Draws the accuracy of what is answered, at each tenth of all pictures.
pub(super) fn draw(
    page: &mut Page<'_, '_>,
    area: Rect,
    result: &Evaluation,
    validation: &ValidationCalibration,
) {
    let Look { theme, words, .. } = page.look;
    let points = match coverages(result) {
        Ok(points) => points,
        Err(error) => return remark(page, area, error.to_string(), theme.bad),
    };
    let texts = thresholds(result, validation, *words);
    let text = Text::from(
        texts
            .into_iter()
            .map(|text| Line::styled(text, theme.text))
            .collect::<Vec<_>>(),
    );
    let text = Paragraph::new(text).wrap(Wrap { trim: true });
    let needed = u16::try_from(text.line_count(area.width)).unwrap_or(u16::MAX);
    // What is promised has to be read; of the curve, as much as there is room for.
    let rows = area.height.saturating_sub(needed + 1).min(COVERAGES as u16);
    let [head, curve, below] = Layout::vertical([
        Constraint::Length(u16::from(rows > 0)),
        Constraint::Length(rows),
        Constraint::Fill(1),
    ])
    .areas(area);
    let width = usize::from(area.width).saturating_sub(BESIDE);
    let title = format!(
        "{:<9} {:<column$}{}",
        say!(words, "column-answered"),
        say!(words, "column-accuracy"),
        say!(words, "column-at-least"),
        column = width + 21
    );
    page.frame
        .render_widget(Line::styled(title, theme.dim), head);
    // All pictures first; where there is less room, every second row or fewer.
    let step = points.len().div_ceil(usize::from(rows).max(1)).max(1);
    for (point, y) in points.iter().step_by(step).zip(curve.y..curve.bottom()) {
        let answered = words.lang.percent(point.coverage.share.unwrap_or(0.0));
        let right = point.accuracy.share.unwrap_or(0.0);
        let interval = point.accuracy.interval.percent(words.lang);
        let mut spans = vec![Span::styled(format!("{answered:>9} "), theme.text)];
        spans.extend(bar(right, None, width, theme));
        spans.push(Span::styled(
            format!(" {:>5}", words.lang.percent(right)),
            theme.model,
        ));
        spans.push(Span::styled(format!(" {interval:<14}"), theme.dim));
        spans.push(Span::styled(
            format!("{:>8}", sure(point.threshold, *words)),
            theme.dim,
        ));
        page.frame
            .render_widget(Line::from(spans), Rect::new(curve.x, y, curve.width, 1));
    }
    page.frame.render_widget(text, below);
}
