//! While something is measured, and when that failed.

use ratatui::layout::{Margin, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};

use crate::eval::SliceSpec;
use crate::lesson::Measuring;
use crate::say;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::bar::bar;

/// Draws how far a measurement is, or why there is none.
pub(crate) fn draw(
    page: &mut Page<'_, '_>,
    body: Rect,
    slices: &[SliceSpec],
    measuring: &Measuring,
) {
    let area = body.inner(Margin::new(2, 1));
    let lines = match &measuring.failure {
        Some(failure) => failed(failure, page.look),
        None => under_way(area, slices, measuring, page.look),
    };
    let text = Paragraph::new(lines).wrap(Wrap { trim: false });
    page.frame.render_widget(text, area);
}

/// Draws why something could not be done.
pub(crate) fn draw_failure(page: &mut Page<'_, '_>, body: Rect, failure: &str) {
    let text = Paragraph::new(failed(failure, page.look)).wrap(Wrap { trim: false });
    page.frame
        .render_widget(text, body.inner(Margin::new(2, 1)));
}

fn under_way(
    area: Rect,
    slices: &[SliceSpec],
    measuring: &Measuring,
    look: &Look,
) -> Vec<Line<'static>> {
    let Look { theme, words, .. } = look;
    let (done, total) = measuring.progress.unwrap_or((0, 0));
    let share = done as f64 / total.max(1) as f64;
    let width = usize::from(area.width.min(60));
    let mut lines = vec![
        Line::styled(say!(words, "measuring"), theme.title),
        Line::default(),
        Line::from(bar(share, None, width, theme)),
        Line::styled(
            say!(
                words,
                "n-of-n",
                n = words.lang.count(done),
                all = words.lang.count(total)
            ),
            theme.dim,
        ),
        Line::default(),
    ];
    for (index, slice) in slices.iter().enumerate() {
        let mark = match measuring.has_read(index, slices.len()) {
            true => "✓",
            false => " ",
        };
        lines.push(Line::styled(
            format!("{mark} {}", slice.title()),
            theme.text,
        ));
    }
    lines
}

/// What went wrong, and what to do.
pub(super) fn failed(message: &str, look: &Look) -> Vec<Line<'static>> {
    let Look { theme, words, .. } = look;
    vec![
        Line::styled(say!(words, "measuring-failed"), theme.bad),
        Line::default(),
        Line::styled(message.to_owned(), theme.text),
    ]
}
