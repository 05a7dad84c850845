//! Whether the model is as often right as it is sure: a bar a bin of confidence.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};

use super::remark::remark;
use crate::eval::{Evaluation, reliability};
use crate::lesson::results::BINS;
use crate::say;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::bar::bar;

pub(super) fn draw(page: &mut Page<'_, '_>, area: Rect, result: &Evaluation) {
    let Look { theme, words, .. } = page.look;
    let reliability = match reliability(&result.judged(), BINS) {
        Ok(reliability) => reliability,
        Err(error) => {
            return remark(page, area, error.to_string(), theme.bad);
        }
    };
    let [head, rows, below] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(BINS as u16),
        Constraint::Fill(1),
    ])
    .areas(area);
    let title = Line::styled(
        format!(
            "{:<9} {}",
            say!(words, "column-confidence"),
            say!(words, "column-accuracy")
        ),
        theme.dim,
    );
    page.frame.render_widget(title, head);
    let width = usize::from(area.width).saturating_sub(45);
    // The most confident at the top: that is where most answers are.
    let bins = reliability.bins.iter().rev();
    for (bin, y) in bins.zip(rows.y..rows.bottom()) {
        let range = format!("{:.0}–{:.0}", bin.low * 100.0, bin.high * 100.0);
        let mut spans = vec![Span::styled(format!("{range:>9} "), theme.text)];
        match (bin.accuracy.share, bin.confidence) {
            (Some(share), Some(confidence)) => {
                // The mark is where it would be if its accuracy were its confidence.
                spans.extend(bar(share, Some(confidence), width, theme));
                spans.push(Span::styled(
                    format!(" {:>5}", words.lang.percent(share)),
                    theme.model,
                ));
                let of = say!(words, "of-n", n = words.lang.count(bin.accuracy.n));
                let text = format!("  {:<14} {of}", bin.accuracy.interval.percent(words.lang));
                spans.push(Span::styled(text, theme.dim));
            }
            _ => spans.push(Span::styled("–", theme.border)),
        }
        let place = Rect::new(rows.x, y, rows.width, 1);
        page.frame.render_widget(Line::from(spans), place);
    }
    let lines = vec![
        Line::default(),
        Line::styled(say!(words, "mark-of-confidence"), theme.learner),
        Line::styled(
            say!(
                words,
                "confidence-and-accuracy",
                sure = words.lang.percent(reliability.confidence),
                right = words
                    .lang
                    .percent(reliability.accuracy.share.unwrap_or(0.0)),
                ece = words.lang.percent(reliability.ece)
            ),
            theme.text,
        ),
    ];
    let text = Paragraph::new(Text::from(lines)).wrap(Wrap { trim: true });
    page.frame.render_widget(text, below);
}
