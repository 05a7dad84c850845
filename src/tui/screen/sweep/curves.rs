//! How the training loss of each value of a sweep falls, on one pair of axes; each curve carries the number of its value.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::symbols::Marker;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Axis, Chart, Dataset, GraphType, Paragraph, Wrap};

use crate::lesson::step::SweepState;
use crate::pack::Sweep;
use crate::say;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::theme::Theme;
use crate::tui::widget::chart::epochs_axis;

/// How often the number of its value stands on a curve.
const MARKS: usize = 6;
/// The top of the axis, as a multiple of the lowest loss that a run begins with: one that diverges would leave no room
/// for the others.
const TOP: f64 = 1.5;

/// A value's curve.
struct ValueCurve {
    name: String,
    points: Vec<(f64, f64)>,
    /// Some of these, where its number stands.
    marks: Vec<(f64, f64)>,
    mark: char,
    style: Style,
}

/// The curves of the first seed, and the top of the axis.
fn curves(sweep: &Sweep, state: &SweepState, theme: &Theme) -> (Vec<ValueCurve>, f64) {
    let values = sweep.vary.values();
    let all = values.len().max(1);
    let styles = [
        theme.model,
        theme.learner,
        theme.truth,
        theme.bad,
        theme.text,
    ];
    let runs = sweep.runs();
    let first_of = |value: usize| runs.iter().position(|run| run.0 == value);
    let told = values.into_iter().enumerate().filter_map(|(place, name)| {
        let run_view = state.run_views.get(first_of(place)?)?;
        let points = run_view.curve.iter().map(|point| (point.at, point.loss));
        let points: Vec<(f64, f64)> = points.filter(|(_, loss)| loss.is_finite()).collect();
        Some((place, name, points))
    });
    let told: Vec<_> = told.collect();
    let begins = told.iter().filter_map(|(.., points)| points.first());
    let lowest = begins.map(|(_, loss)| *loss).fold(f64::INFINITY, f64::min);
    let top = if lowest.is_finite() {
        TOP * lowest
    } else {
        1.0
    };
    let curves = told.into_iter().map(|(place, name, points)| {
        let points: Vec<(f64, f64)> = points.into_iter().map(|(x, y)| (x, y.min(top))).collect();
        let every = points.len().div_ceil(MARKS).max(1);
        // Each begins elsewhere, so that numbers do not stand on each other.
        let marks = points.iter().skip(every * place / all).step_by(every);
        ValueCurve {
            marks: marks.copied().collect(),
            mark: char::from_digit(place as u32 + 1, 36).unwrap_or('*'),
            style: styles[place % styles.len()],
            name,
            points,
        }
    });
    (curves.collect(), top)
}

/// Draws the curves.
pub(super) fn draw(page: &mut Page<'_, '_>, area: Rect, sweep: &Sweep, state: &SweepState) {
    let Look {
        theme,
        words,
        markers,
        ..
    } = page.look;
    let (curves, top) = curves(sweep, state, theme);
    let [head, below] = Layout::vertical([Constraint::Length(2), Constraint::Fill(1)]).areas(area);
    if curves.iter().all(|curve| curve.points.is_empty()) {
        let text = Line::styled(say!(words, "curves-none"), theme.dim);
        return page.frame.render_widget(text, head);
    }
    let runs = sweep.runs();
    let seed = runs.first().map_or(0, |run| run.1);
    let title = say!(words, "curves-head", seed = seed.to_string());
    let mut line = vec![Span::styled(title, theme.title)];
    for curve in &curves {
        let text = format!("  {} {}", curve.mark, curve.name);
        line.push(Span::styled(text, curve.style));
    }
    if curves
        .iter()
        .any(|curve| curve.points.iter().any(|(_, loss)| *loss >= top))
    {
        let text = format!("  ({})", say!(words, "curves-clipped"));
        line.push(Span::styled(text, theme.dim));
    }
    let text = Paragraph::new(Line::from(line)).wrap(Wrap { trim: true });
    page.frame.render_widget(text, head);
    let lines = curves.iter().map(|curve| {
        Dataset::default()
            .marker(markers.line())
            .graph_type(GraphType::Line)
            .style(curve.style)
            .data(&curve.points)
    });
    let marks = curves.iter().map(|curve| {
        Dataset::default()
            .marker(Marker::Custom(curve.mark))
            .graph_type(GraphType::Scatter)
            .style(curve.style)
            .data(&curve.marks)
    });
    // Numbers stand over all lines.
    let datasets: Vec<Dataset<'_>> = lines.chain(marks).collect();
    let ends = curves.iter().filter_map(|curve| curve.points.last());
    let end = ends.map(|(at, _)| *at).fold(1.0, f64::max).ceil();
    let across = epochs_axis(end, page.look);
    let label = |loss: f64| Span::styled(words.lang.decimal(loss, 2), theme.dim);
    let up = Axis::default()
        .style(theme.border)
        .bounds([0.0, top])
        .labels([label(0.0), label(top / 2.0), label(top)]);
    let chart = Chart::new(datasets)
        .x_axis(across)
        .y_axis(up)
        .legend_position(None);
    page.frame.render_widget(chart, below);
}
