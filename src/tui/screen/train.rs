//! A training, live: curves, progress, epochs, and what the model says now of a few pictures.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use crate::eval::text::{count, loss, percent};
use crate::lesson::step::TrainState;
use crate::pack::Train;
use crate::train::{Ending, EpochRecord, State, Status, Story};
use crate::tui::app::LessonView;
use crate::tui::theme::Theme;
use crate::tui::widget::bar::bar;
use crate::tui::widget::chart::{Curve, chart};
use crate::tui::widget::gallery::{CAPTION, Exhibit, gallery};
use crate::tui::widget::guess::said;
use crate::tui::widget::markdown::{markdown, pane};

/// Rows of a gallery of small pictures.
const STRIP: u16 = 7 + CAPTION;

/// Draws a training that goes on, or has ended.
pub fn draw(
    frame: &mut Frame<'_>,
    body: Rect,
    train: &Train,
    state: &TrainState,
    view: &LessonView,
    theme: &Theme,
) {
    let Some(story) = &state.story else { return };
    let [charts, status, table, below] = areas(body, train);
    draw_curves(frame, charts, story, train, theme);
    draw_status(frame, status, story, theme);
    draw_epochs(frame, table, story, theme);
    if story.is_over() {
        let (text, area) = scrolling(body, train, state, theme);
        pane(frame, area, text, view.scroll, theme);
    } else {
        draw_glance(frame, below, story, theme);
    }
}

pub(super) fn scrolling<'a>(
    body: Rect,
    train: &'a Train,
    state: &'a TrainState,
    theme: &Theme,
) -> (Text<'a>, Rect) {
    let [_, _, _, below] = areas(body, train);
    let mut text = Text::default();
    if let Some(story) = &state.story {
        text.extend(verdict(story, theme));
        let said_before = train.predict.iter().zip(&state.guesses);
        for (place, (asked, guess)) in said_before.enumerate() {
            let measured = state.outcome(place).map_or_else(
                || Span::styled("not measured", theme.dim),
                |share| Span::styled(format!("{} %", percent(share)), theme.model),
            );
            text.push_line(Line::from(vec![
                Span::styled(
                    format!("after epoch {}: you said ", asked.after),
                    theme.text,
                ),
                Span::styled(said(guess), theme.learner),
                Span::styled("; it was ", theme.text),
                measured,
            ]));
        }
        if story.ending().is_some() && !train.takeaway.is_empty() {
            text.push_line(Line::default());
            text.extend(markdown(&train.takeaway, theme).lines);
        }
    }
    (text, below)
}

fn areas(body: Rect, train: &Train) -> [Rect; 4] {
    let area = body.inner(Margin::new(1, 0));
    let epochs = u16::try_from(train.recipe.epochs).unwrap_or(u16::MAX);
    // Below, at least a strip of small pictures must fit; the table shows the newest epochs.
    let table = (epochs + 1)
        .min(area.height.saturating_sub(STRIP + 7))
        .clamp(2, 12);
    let charts = area.height.saturating_sub(STRIP + 1 + table).clamp(6, 16);
    Layout::vertical([
        Constraint::Length(charts),
        Constraint::Length(1),
        Constraint::Length(table),
        Constraint::Fill(1),
    ])
    .areas(area)
}

fn draw_curves(frame: &mut Frame<'_>, area: Rect, story: &Story, train: &Train, theme: &Theme) {
    let [left, _, right] = Layout::horizontal([
        Constraint::Fill(1),
        Constraint::Length(2),
        Constraint::Fill(1),
    ])
    .areas(area);
    let losses = story.curve.iter().map(|point| (point.at, point.loss));
    let losses: Vec<(f64, f64)> = losses.collect();
    let held_out = |value: fn(&EpochRecord) -> Option<f64>| -> Vec<(f64, f64)> {
        let points = story.epochs.iter();
        points
            .filter_map(|epoch| Some((epoch.epoch as f64, value(epoch)?)))
            .collect()
    };
    let validation = held_out(|epoch| epoch.validation_loss);
    let highest = losses.iter().chain(&validation).map(|(_, y)| *y);
    let highest = highest.fold(0.1, f64::max);
    let epochs = train.recipe.epochs;
    chart(
        frame,
        left,
        &Curve {
            title: "loss",
            training: losses,
            validation,
            epochs,
            range: (0.0, highest),
            label: |value| format!("{value:.2}"),
        },
        theme,
    );
    let accuracies = story.curve.iter().map(|point| (point.at, point.accuracy));
    chart(
        frame,
        right,
        &Curve {
            title: "accuracy %",
            training: accuracies.collect(),
            validation: held_out(|epoch| epoch.validation_accuracy),
            epochs,
            range: (0.0, 1.0),
            label: |value| format!("{:.0}", value * 100.0),
        },
        theme,
    );
}

fn draw_status(frame: &mut Frame<'_>, area: Rect, story: &Story, theme: &Theme) {
    let doing = format!("{:<18} ", doing(story));
    let mut behind = format!(" {:>3.0} %", (story.share_done() * 100.0).floor());
    if story.images_per_second > 0.0 {
        let speed = count(story.images_per_second.round() as usize);
        behind.push_str(&format!("  {speed:>7} images/s"));
    }
    if let (Some(left), false) = (story.remaining(), story.is_over()) {
        let seconds = left.as_secs_f64().ceil() as u64;
        behind.push_str(&format!("  {}:{:02} left", seconds / 60, seconds % 60));
    }
    let width = usize::from(area.width).saturating_sub(doing.width() + behind.width());
    let mut spans = vec![Span::styled(doing, theme.text)];
    spans.extend(bar(story.share_done(), None, width.min(40), theme));
    spans.push(Span::styled(behind, theme.dim));
    frame.render_widget(Line::from(spans), area);
}

fn doing(story: &Story) -> String {
    let epochs = story.start.as_ref().map_or(0, |start| start.epochs);
    let epoch = story.position.0.min(epochs);
    match &story.state {
        State::Preparing => "reading pictures".to_owned(),
        State::Queued(ahead) => format!("{ahead} runs ahead"),
        State::Training => format!("epoch {epoch} of {epochs}"),
        State::Validating => format!("epoch {epoch}: checking"),
        State::Paused => "paused (p)".to_owned(),
        State::Done(ending) => ending.status.word().to_owned(),
        State::Failed(_) => "failed".to_owned(),
    }
}

fn draw_epochs(frame: &mut Frame<'_>, area: Rect, story: &Story, theme: &Theme) {
    let head = format!(
        "{:>5} {:>11} {:>11} {:>14} {:>11} {:>10}",
        "epoch", "train loss", "train %", "held-out loss", "held-out %", "images/s"
    );
    let mut lines = vec![Line::styled(head, theme.dim)];
    let room = usize::from(area.height).saturating_sub(1);
    let skipped = story.epochs.len().saturating_sub(room);
    for epoch in story.epochs.iter().skip(skipped) {
        let held_out = epoch.validation_loss.map_or("–".to_owned(), loss);
        let accuracy = epoch.validation_accuracy.map_or("–".to_owned(), percent);
        lines.push(Line::from(vec![
            Span::styled(format!("{:>5} ", epoch.epoch), theme.text),
            Span::styled(
                format!(
                    "{:>11} {:>11}",
                    loss(epoch.train_loss),
                    percent(epoch.train_accuracy)
                ),
                theme.model,
            ),
            Span::styled(format!(" {held_out:>14} {accuracy:>11}"), theme.truth),
            Span::styled(
                format!(" {:>10}", count(epoch.images_per_second.round() as usize)),
                theme.dim,
            ),
        ]));
    }
    frame.render_widget(Paragraph::new(lines), area);
}

fn draw_glance(frame: &mut Frame<'_>, area: Rect, story: &Story, theme: &Theme) {
    let (Some(glance), Some(specimens)) = (&story.glance, &story.specimens) else {
        return;
    };
    let names = specimens.dataset().classes();
    let name = |class: u8| names.get(usize::from(class)).map_or("?", String::as_str);
    let exhibits: Vec<Exhibit<'_>> = glance
        .answers
        .iter()
        .enumerate()
        .take(specimens.len())
        .map(|(at, answer)| Exhibit {
            pixels: specimens.picture(at),
            label: name(answer.label),
            answer: name(answer.answer),
            confidence: answer.confidence,
            selected: false,
        })
        .collect();
    gallery(frame, area, specimens.dataset().shape(), &exhibits, theme);
}

/// How the run ended, in words.
fn verdict(story: &Story, theme: &Theme) -> Vec<Line<'static>> {
    let line = match &story.state {
        State::Failed(message) => Line::styled(message.clone(), theme.bad),
        State::Done(ending) => Line::styled(ended(ending, story), theme.text),
        _ => return Vec::new(),
    };
    vec![line]
}

fn ended(ending: &Ending, story: &Story) -> String {
    let run = &ending.run;
    let replayed = story.start.as_ref().and_then(|start| start.replayed_from);
    if let Some(then) = replayed.filter(|_| ending.status != Status::Diverged) {
        let text = crate::tui::widget::clock::since(then);
        return format!("Run {run}, replayed: it was trained {text}, with these same numbers.");
    }
    match (ending.status, ending.kept_epoch) {
        (Status::Diverged, None) => format!(
            "Run {run} diverged: the loss is no longer a number. Nothing was learned; lower the learning rate."
        ),
        (Status::Diverged, Some(epoch)) => {
            format!("Run {run} diverged: the weights of epoch {epoch} are kept.")
        }
        (Status::Stopped, _) => format!(
            "Run {run}, stopped after {:.1} epochs; it can go on from there.",
            story.position.0.saturating_sub(1) as f64
                + story.position.1 as f64
                    / story.start.as_ref().map_or(1, |s| s.steps.max(1)) as f64
        ),
        (status, _) => format!(
            "Run {run} {} in {:.0} seconds.",
            status.word(),
            ending.seconds
        ),
    }
}
