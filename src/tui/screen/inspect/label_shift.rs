//! The shares of the classes: as learned, as estimated without labels, as they are.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};

use super::pictures::name;
use crate::eval::Evaluation;
use crate::eval::label_shift::LabelShift;
use crate::lesson::robustness::label_shift_corrected;
use crate::say;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::bar::bar;
use crate::tui::widget::name::fitted;

/// Cells of a class's name and of the three shares behind their bars.
const BESIDE: usize = 10 + 3 * 8;

/// Draws three bars a class, from the first class that is shown, the longest of all as long as there is room.
pub(super) fn draw(
    page: &mut Page<'_, '_>,
    area: Rect,
    (result, first): (&Evaluation, usize),
    shift: &LabelShift,
) {
    let Look { theme, words, .. } = page.look;
    let columns = [&shift.learned, &shift.estimated.shares, &shift.counted];
    let texts = label_shift_corrected(shift, *words).into_iter();
    let text = Text::from(
        texts
            .map(|text| Line::styled(text, theme.text))
            .collect::<Vec<_>>(),
    );
    let text = Paragraph::new(text).wrap(Wrap { trim: true });
    let needed = u16::try_from(text.line_count(area.width)).unwrap_or(u16::MAX);
    let classes = u16::try_from(shift.learned.len()).unwrap_or(u16::MAX);
    let [head, rows, below] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(classes.min(area.height.saturating_sub(needed + 1))),
        Constraint::Fill(1),
    ])
    .areas(area);
    let width = usize::from(area.width).saturating_sub(BESIDE) / 3;
    let column = width + 8;
    let title = format!(
        "{:<9} {:<column$}{:<column$}{}",
        say!(words, "column-class"),
        say!(words, "column-learned"),
        say!(words, "column-estimated"),
        say!(words, "column-here")
    );
    page.frame
        .render_widget(Line::styled(title, theme.dim), head);
    let all = columns.iter().flat_map(|shares| shares.iter());
    let longest = all.copied().fold(f64::MIN_POSITIVE, f64::max);
    let classes = (0..u8::MAX).take(shift.learned.len()).skip(first);
    let names = words.names(result.pictures.dataset().classes());
    for (class, y) in classes.zip(rows.y..rows.bottom()) {
        let all = names.iter();
        let short = fitted(&name(result, class, *words), 9, all.map(String::as_str));
        let mut spans = vec![Span::styled(format!("{short:>9} "), theme.text)];
        for shares in columns {
            let share = shares.get(usize::from(class)).copied().unwrap_or(0.0);
            spans.extend(bar(share / longest, None, width, theme));
            let text = format!(" {:>5}  ", words.lang.percent(share));
            spans.push(Span::styled(text, theme.model));
        }
        page.frame
            .render_widget(Line::from(spans), Rect::new(rows.x, y, rows.width, 1));
    }
    page.frame.render_widget(text, below);
}
