//! What an interval is: twenty samples of the answers, each with its interval, and a line where all of them lie.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};

use super::remark::remark;
use crate::eval::samples::{SAMPLES, contains, samples, sizes};
use crate::eval::{Evaluation, Proportion};
use crate::lesson::intervals::{caught, drawn_from, too_few};
use crate::tui::command::Command;
use crate::tui::look::Look;
use crate::tui::page::Page;

/// Cells beside the axis: the accuracy in front of it, a mark behind it.
const BESIDE: usize = 6 + 2;
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
    let drawn = samples(&result.correct_ones(), size, chosen.draw);
    // The same axis for every size, so that one sees them shrink.
    let axis = axis(&samples(&result.correct_ones(), smallest, chosen.draw));
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
            page.frame
                .render_widget(Line::styled(ends(axis, width, page.look), theme.dim), *head);
        }
        let per_column = SAMPLES.div_ceil(columns);
        let shown = drawn.iter().skip(column * per_column).take(per_column);
        for (sample, y) in shown.zip(place.y..place.bottom()) {
            let line = row(sample, result.accuracy, (axis, width), page.look);
            page.frame
                .render_widget(line, Rect::new(place.x, y, place.width, 1));
        }
    }
    page.frame.render_widget(told, below);
}

/// From the lowest to the highest end of these intervals.
fn axis(drawn: &[Proportion]) -> (f64, f64) {
    drawn.iter().fold((1.0, 0.0), |(low, high), sample| {
        (low.min(sample.interval.low), high.max(sample.interval.high))
    })
}

/// The ends of the axis, in percent, over it.
fn ends((low, high): (f64, f64), width: usize, look: &Look) -> String {
    let (low, high) = (look.words.lang.percent(low), look.words.lang.percent(high));
    let between = width.saturating_sub(low.len());
    format!("{:6}{low}{high:>between$}", "")
}

/// The cell of a share on an axis of `width` cells.
fn cell(share: f64, (low, high): (f64, f64), width: usize) -> usize {
    let last = width.saturating_sub(1);
    let along = (share - low) / (high - low).max(f64::MIN_POSITIVE);
    ((along.clamp(0.0, 1.0) * last as f64).round() as usize).min(last)
}

/// A sample: its accuracy, its interval on the axis with what all come to, and a mark where that is not in it.
fn row(
    sample: &Proportion,
    all: f64,
    (axis, width): ((f64, f64), usize),
    look: &Look,
) -> Line<'static> {
    let share = sample.share.unwrap_or(0.0);
    let holds = contains(sample, all);
    let [from, at, to, truth] = [sample.interval.low, share, sample.interval.high, all]
        .map(|share| cell(share, axis, width));
    let style = if holds {
        look.theme.model
    } else {
        look.theme.bad
    };
    let mut spans = vec![Span::styled(
        format!("{:>5} ", look.words.lang.percent(share)),
        style,
    )];
    spans.extend((0..width).map(|cell| match cell {
        _ if cell == at => Span::styled("●", style),
        _ if cell == truth => Span::styled("│", look.theme.truth),
        _ if cell == from => Span::styled("├", style),
        _ if cell == to => Span::styled("┤", style),
        _ if (from..to).contains(&cell) => Span::styled("─", style),
        _ => Span::raw(" "),
    }));
    spans.push(Span::styled(
        if holds { "  " } else { " ✗" },
        look.theme.bad,
    ));
    Line::from(spans)
}
