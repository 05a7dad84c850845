//! Whether its scores tell a slice from the one that it was made for: two bars a bin of confidence.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};

use super::remark::remark;
use crate::eval::Evaluation;
use crate::lesson::results::{BINS, detected, ood_bins, ood_explained};
use crate::say;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::bar::bar;
use crate::tui::widget::name::fitted;

/// Cells beside the bars: the bin, and a share behind each bar.
const BESIDE: usize = 10 + 2 * 8;

/// Draws how often each confidence occurs in our slice and in another one, and how well these are told apart.
pub(super) fn draw(
    page: &mut Page<'_, '_>,
    area: Rect,
    ours: &Evaluation,
    other: Option<&Evaluation>,
) {
    let Look { theme, words, .. } = page.look;
    let Some(other) = other else {
        return remark(page, area, say!(words, "ood-turn"), theme.dim);
    };
    let bins = match ood_bins(ours, other) {
        Ok(bins) => bins,
        Err(error) => return remark(page, area, error.to_string(), theme.bad),
    };
    let [head, rows, below] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(BINS as u16),
        Constraint::Fill(1),
    ])
    .areas(area);
    let width = usize::from(area.width).saturating_sub(BESIDE) / 2;
    let column = width + 8;
    let both = [ours.title.as_str(), other.title.as_str()];
    let name = |evaluation: &Evaluation| fitted(&evaluation.title, column - 1, both);
    let title = format!(
        "{:<9} {:<column$}{}",
        say!(words, "column-confidence"),
        name(ours),
        name(other)
    );
    page.frame
        .render_widget(Line::styled(title, theme.dim), head);
    for (bin, y) in bins.iter().zip(rows.y..rows.bottom()) {
        let range = format!("{:.0}–{:.0}", bin.low * 100.0, bin.high * 100.0);
        let mut spans = vec![Span::styled(format!("{range:>9} "), theme.text)];
        for share in [bin.ours, bin.other] {
            spans.extend(bar(share, None, width, theme));
            let text = format!(" {:>5}  ", words.lang.percent(share));
            spans.push(Span::styled(text, theme.model));
        }
        let place = Rect::new(rows.x, y, rows.width, 1);
        page.frame.render_widget(Line::from(spans), place);
    }
    let mut lines = vec![Line::default()];
    let scores = detected(ours, other, *words).into_iter();
    lines.extend(scores.map(|line| Line::styled(line, theme.text)));
    lines.push(Line::styled(ood_explained(ours, *words), theme.dim));
    let text = Paragraph::new(Text::from(lines)).wrap(Wrap { trim: true });
    page.frame.render_widget(text, below);
}
