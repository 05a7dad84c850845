//! A training curve: the training line and the validation points on one pair of axes, so that the
//! gap between them can be seen.

use ratatui::layout::Rect;
use ratatui::symbols::Marker;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Axis, Block, Chart, Dataset, GraphType};

use crate::base::Lang;
use crate::say;
use crate::train::{CurvePoint, EpochRecord};
use crate::tui::look::Look;
use crate::tui::page::Page;

/// What a chart shows.
pub(crate) struct Curve {
    /// What is drawn upwards, with its unit.
    pub(crate) title: String,
    /// (epochs, value) while training.
    pub(crate) training: Vec<(f64, f64)>,
    /// (epochs, value) on validation pictures.
    pub(crate) validation: Vec<(f64, f64)>,
    /// The end of the horizontal axis, in epochs.
    pub(crate) epochs: usize,
    /// The vertical axis, bottom and top.
    pub(crate) range: (f64, f64),
    /// The epoch that is looked at, if one is: an upright line stands there.
    pub(crate) at: Option<usize>,
    /// How a value of the vertical axis is written.
    pub(crate) label: fn(Lang, f64) -> String,
}

impl Curve {
    /// The accuracies of a run that lasts this many epochs, 0 to 100 %.
    pub(crate) fn accuracy(
        title: String,
        curve: &[CurvePoint],
        epochs: &[EpochRecord],
        all_epochs: usize,
    ) -> Self {
        let validation = epochs
            .iter()
            .filter_map(|epoch| Some((epoch.epoch as f64, epoch.validation_accuracy?)));
        Self {
            title,
            training: curve
                .iter()
                .map(|point| (point.at, point.accuracy))
                .collect(),
            validation: validation.collect(),
            epochs: all_epochs,
            range: (0.0, 1.0),
            at: None,
            label: |lang, value| lang.whole_percent(value),
        }
    }
}

/// Points of the upright line: more than a chart has rows.
const UPRIGHT: u16 = 100;

/// Draws a curve.
pub(crate) fn chart(page: &mut Page<'_, '_>, area: Rect, curve: &Curve) {
    let Look {
        theme,
        words,
        markers,
        ..
    } = page.look;
    let mut title = Line::styled(curve.title.as_str(), theme.title);
    // The same in both charts, so it may be left out where it does not fit.
    let legend = [
        Span::styled(format!(" ─ {}", say!(words, "training")), theme.model),
        Span::styled(format!(" • {}", say!(words, "validation")), theme.truth),
    ];
    let width: usize = legend.iter().map(Span::width).sum();
    if title.width() + width <= usize::from(area.width) {
        title.extend(legend);
    }
    let (bottom, top) = curve.range;
    let upright = curve.at.map(|epoch| {
        let steps = (0..=UPRIGHT).map(|step| f64::from(step) / f64::from(UPRIGHT));
        let place = |share: f64| (epoch as f64, bottom + share * (top - bottom));
        steps.map(place).collect::<Vec<(f64, f64)>>()
    });
    let upright = upright.unwrap_or_default();
    let datasets = vec![
        Dataset::default()
            .marker(Marker::Custom('│'))
            .graph_type(GraphType::Scatter)
            .style(theme.border)
            .data(&upright),
        Dataset::default()
            .marker(markers.line())
            .graph_type(GraphType::Line)
            .style(theme.model)
            .data(&curve.training),
        Dataset::default()
            .marker(markers.point())
            .graph_type(GraphType::Scatter)
            .style(theme.truth)
            .data(&curve.validation),
    ];
    let end = curve.epochs.max(1) as f64;
    let across = epochs_axis(end, page.look);
    let middle = f64::midpoint(bottom, top);
    let labels = [bottom, middle, top]
        .map(|value| Span::styled((curve.label)(words.lang, value), theme.dim));
    let up = Axis::default()
        .style(theme.border)
        .bounds([bottom, top])
        .labels(labels);
    let chart = Chart::new(datasets)
        .block(Block::new().title(title))
        .x_axis(across)
        .y_axis(up)
        .legend_position(None);
    page.frame.render_widget(chart, area);
}

/// The axis of epochs, from 0 to so many.
pub(crate) fn epochs_axis<'a>(end: f64, look: &Look) -> Axis<'a> {
    let Look { theme, words, .. } = look;
    Axis::default()
        .style(theme.border)
        .bounds([0.0, end])
        .labels([
            Span::styled("0", theme.dim),
            Span::styled(say!(words, "epochs"), theme.dim),
            Span::styled(format!("{end:.0}"), theme.dim),
        ])
}
