//! What an interval is: twenty samples of the answers, each with its interval, and a line where all of them lie.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};

use super::remark::remark;
use crate::eval::samples::{SAMPLES, samples, sizes};
use crate::eval::{Evaluation, Proportion};
use crate::lesson::intervals::{caught, drawn_from, too_few};
use crate::tui::command::Command;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::axis::{Axis, Dot};

/// Cells in front of the axis: the accuracy.
const BEFORE: usize = 6;
/// Cells beside it: that, and a mark behind it.
const BESIDE: usize = BEFORE + 2;
/// Cells between two columns of samples.
const GAP: u16 = 2;

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen {
    /// The size of the samples, by its place.
    size: usize,
    /// The draw, from 0.
    draw: u64,
}

impl Default for Chosen {
    fn default() -> Self {
        // A hundred: what people can picture.
        Self { size: 1, draw: 0 }
    }
}

impl Chosen {
    /// What a command leads to: other sizes to the sides, other samples up or down.
    pub(super) fn moved(self, command: Command, result: &Evaluation) -> Self {
        let last = sizes(result.n).len().saturating_sub(1);
        let size = self.size.min(last);
        match command {
            Command::Left => Self {
                size: size.saturating_sub(1),
                ..self
            },
            Command::Right => Self {
                size: (size + 1).min(last),
                ..self
            },
            Command::Up => Self {
                draw: self.draw.saturating_sub(1),
                ..self
            },
            _ => Self {
                draw: self.draw.saturating_add(1),
                ..self
            },
        }
    }
}

/// Draws the samples, in as many columns as it takes, and under them what they show.
pub(super) fn draw(page: &mut Page<'_, '_>, area: Rect, result: &Evaluation, chosen: Chosen) {
    let Look { theme, words, .. } = page.look;
    let sizes = sizes(result.n);
    let Some((&size, &smallest)) = sizes.get(chosen.size).or(sizes.last()).zip(sizes.first())
    else {
        return remark(page, area, too_few(*words), theme.dim);
    };
    let correct = result.correct_ones();
    let dot = |sample: &Proportion| Dot {
        share: sample.share,
        interval: Some(sample.interval),
        truth: Some(result.accuracy),
        ..Dot::default()
    };
    let drawn = samples(&correct, size, chosen.draw);
    // The same axis for every size, so that one sees them shrink.
    let widest = samples(&correct, smallest, chosen.draw);
    let axis = Axis::around(
        widest
            .iter()
            .flat_map(|sample| dot(sample).shares().collect::<Vec<_>>()),
    );
    let told = [
        Line::styled(caught(result, &drawn, *words), theme.title),
        Line::styled(drawn_from(result, chosen.draw, *words), theme.dim),
    ];
    let told = Paragraph::new(Text::from(told.to_vec())).wrap(Wrap { trim: true });
    let needed = u16::try_from(told.line_count(area.width)).unwrap_or(u16::MAX);
    let [head, above, below] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(needed),
    ])
    .areas(area);
    let rows = usize::from(above.height).max(1);
    let columns = SAMPLES.div_ceil(rows).min(2);
    let places = Layout::horizontal(vec![Constraint::Fill(1); columns]).spacing(GAP);
    let heads = places.split(head);
    for (column, place) in places.split(above).iter().enumerate() {
        let width = usize::from(place.width).saturating_sub(BESIDE);
        if let Some(head) = heads.get(column) {
            let indent = Span::raw(" ".repeat(BEFORE));
            let ends = Line::from(vec![indent, axis.ends(width, page.look)]);
            page.frame.render_widget(ends, *head);
        }
        let per_column = SAMPLES.div_ceil(columns);
        let shown = drawn.iter().skip(column * per_column).take(per_column);
        for (sample, y) in shown.zip(place.y..place.bottom()) {
            let share = words.lang.percent(sample.share.unwrap_or(0.0));
            let mut line = dot(sample).row(axis, width, theme);
            line.spans
                .insert(0, Span::styled(format!("{share:>5} "), theme.model));
            if !sample.interval.contains(result.accuracy) {
                line.push_span(Span::styled(" ✗", theme.bad));
            }
            page.frame
                .render_widget(line, Rect::new(place.x, y, place.width, 1));
        }
    }
    page.frame.render_widget(told, below);
}
