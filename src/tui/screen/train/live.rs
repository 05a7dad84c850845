//! A run while it is trained: curves, how far it is, epochs, and what it says of a few pictures.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use crate::lesson::tell::{doing, minutes};
use crate::say;
use crate::train::{EpochRecord, Glance, RunView};
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::bar::bar;
use crate::tui::widget::chart::{Curve, chart};
use crate::tui::widget::gallery::{CAPTION, Exhibit, LARGE, gallery};

/// Rows of a gallery of small pictures.
const STRIP: u16 = 7 + CAPTION;

/// Rows of the charts that the table of epochs leaves them, where there is room.
const CHARTS: u16 = 10;

/// Rows of the charts where pictures do not need them.
const TALL_CHARTS: u16 = 16;

/// Rows of a gallery of large pictures, and a blank one.
const LARGE_STRIP: u16 = LARGE.1 + CAPTION + 1;

/// Draws all of it, as it stands.
pub(in crate::tui::screen) fn draw(
    page: &mut Page<'_, '_>,
    body: Rect,
    run_view: &RunView,
    epochs: usize,
) {
    let [charts, status, table, below] = areas(body, epochs);
    draw_curves(page, charts, run_view, epochs, None);
    draw_status(page, status, run_view);
    draw_epochs(page, table, run_view, None);
    if let Some(glance) = &run_view.glance {
        draw_glance(page, below, run_view, glance);
    }
}

/// Charts, how far it is, epochs, and what is below.
pub(super) fn areas(body: Rect, epochs: usize) -> [Rect; 4] {
    let area = body.inner(Margin::new(1, 0));
    let epochs = u16::try_from(epochs).unwrap_or(u16::MAX);
    // Below, at least a strip of small pictures must fit; the table shows the epochs that the charts leave room for.
    let table = (epochs + 1)
        .min(area.height.saturating_sub(STRIP + 1 + CHARTS))
        .clamp(2, 12);
    let room = area.height.saturating_sub(1 + table);
    // Where whole rows of large pictures fit below charts that can be read, the charts have all that those leave.
    let large = room.saturating_sub(TALL_CHARTS) / LARGE_STRIP;
    let charts = match large {
        0 => room.saturating_sub(STRIP).clamp(6, TALL_CHARTS),
        rows => room - rows * LARGE_STRIP,
    };
    Layout::vertical([
        Constraint::Length(charts),
        Constraint::Length(1),
        Constraint::Length(table),
        Constraint::Fill(1),
    ])
    .areas(area)
}

/// Loss and accuracy.
pub(super) fn draw_curves(
    page: &mut Page<'_, '_>,
    area: Rect,
    run_view: &RunView,
    epochs: usize,
    at: Option<usize>,
) {
    let words = page.look.words;
    let [left, _, right] = Layout::horizontal([
        Constraint::Fill(1),
        Constraint::Length(2),
        Constraint::Fill(1),
    ])
    .areas(area);
    let losses = run_view.curve.iter().map(|point| (point.at, point.loss));
    let losses: Vec<(f64, f64)> = losses.collect();
    let validation = |value: fn(&EpochRecord) -> Option<f64>| -> Vec<(f64, f64)> {
        let points = run_view.epochs.iter();
        points
            .filter_map(|epoch| Some((epoch.epoch as f64, value(epoch)?)))
            .collect()
    };
    let validation = validation(|epoch| epoch.validation_loss);
    let highest = losses.iter().chain(&validation).map(|(_, y)| *y);
    let highest = highest.fold(0.1, f64::max);
    chart(
        page,
        left,
        &Curve {
            title: say!(words, "loss"),
            training: losses,
            validation,
            epochs,
            range: (0.0, highest),
            at,
            label: |lang, value| lang.decimal(value, 2),
        },
    );
    let title = say!(words, "accuracy-percent");
    let accuracy = Curve::accuracy(title, &run_view.curve, &run_view.epochs, epochs);
    let accuracy = Curve { at, ..accuracy };
    chart(page, right, &accuracy);
}

/// How far it is, and how fast.
pub(super) fn draw_status(page: &mut Page<'_, '_>, area: Rect, run_view: &RunView) {
    let Look { theme, words, .. } = page.look;
    let doing = format!("{:<18} ", doing(run_view, *words));
    let mut behind = format!(" {:>3.0} %", (run_view.share_done() * 100.0).floor());
    if run_view.images_per_second > 0.0 {
        let speed = words
            .lang
            .count(run_view.images_per_second.round() as usize);
        behind.push_str(&format!(
            "  {speed:>7} {}",
            say!(words, "images-per-second")
        ));
    }
    if let (Some(left), false) = (run_view.remaining(), run_view.is_over()) {
        let time = minutes(left.as_secs_f64());
        behind.push_str(&format!("  {}", say!(words, "time-left", time = time)));
    }
    if run_view.is_joined && !run_view.is_over() {
        behind.push_str(&format!("  {}", say!(words, "run-is-joined")));
    }
    let width = usize::from(area.width).saturating_sub(doing.width() + behind.width());
    let mut spans = vec![Span::styled(doing, theme.text)];
    spans.extend(bar(run_view.share_done(), None, width.min(40), theme));
    spans.push(Span::styled(behind, theme.dim));
    page.frame.render_widget(Line::from(spans), area);
}

/// What each epoch came to; one of them may be looked at.
pub(super) fn draw_epochs(
    page: &mut Page<'_, '_>,
    area: Rect,
    run_view: &RunView,
    at: Option<usize>,
) {
    let Look { theme, words, .. } = page.look;
    let head = format!(
        "{:>5} {:>11} {:>11} {:>14} {:>11} {:>10}",
        say!(words, "column-epoch"),
        say!(words, "column-train-loss"),
        say!(words, "column-train-accuracy"),
        say!(words, "column-validation-loss"),
        say!(words, "column-validation-accuracy"),
        say!(words, "images-per-second")
    );
    let mut lines = vec![Line::styled(head, theme.dim)];
    let room = usize::from(area.height).saturating_sub(1);
    // The newest, or the one that is looked at with those before it.
    let last = at.map_or(run_view.epochs.len(), |epoch| epoch.max(room));
    let skipped = last.saturating_sub(room);
    for epoch in run_view.epochs.iter().skip(skipped).take(room) {
        let (mark, style) = match at == Some(epoch.epoch) {
            true => ("▸", theme.selected),
            false => (" ", theme.text),
        };
        let validation = epoch
            .validation_loss
            .map_or("–".to_owned(), |value| words.lang.loss(value));
        let accuracy = epoch
            .validation_accuracy
            .map_or("–".to_owned(), |value| words.lang.percent(value));
        lines.push(Line::from(vec![
            Span::styled(format!("{mark}{:>4} ", epoch.epoch), style),
            Span::styled(
                format!(
                    "{:>11} {:>11}",
                    words.lang.loss(epoch.train_loss),
                    words.lang.percent(epoch.train_accuracy)
                ),
                theme.model,
            ),
            Span::styled(format!(" {validation:>14} {accuracy:>11}"), theme.truth),
            Span::styled(
                format!(
                    " {:>10}",
                    words.lang.count(epoch.images_per_second.round() as usize)
                ),
                theme.dim,
            ),
        ]));
    }
    page.frame.render_widget(Paragraph::new(lines), area);
}

/// What the network says of a few pictures.
pub(super) fn draw_glance(
    page: &mut Page<'_, '_>,
    area: Rect,
    run_view: &RunView,
    glance: &Glance,
) {
    let Some(specimens) = &run_view.specimens else {
        return;
    };
    let words = page.look.words;
    let name = |class: u8| words.name(specimens.dataset().class_name(class));
    let exhibits: Vec<Exhibit<'_>> = glance
        .answers
        .iter()
        .enumerate()
        .take(specimens.len())
        .map(|(at, answer)| Exhibit {
            pixels: specimens.picture(at),
            label: name(answer.label),
            answer: name(answer.answer),
            confidence: Some(answer.confidence),
            selected: false,
        })
        .collect();
    gallery(page, area, specimens.dataset().shape(), &exhibits);
}
