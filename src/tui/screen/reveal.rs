//! The reveal: pictures with the model's answers, and bars with intervals against what the learner
//! said.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, Paragraph, Wrap};

use super::{fact, label};
use crate::eval::Evaluation;
use crate::eval::text::{count, interval, percent};
use crate::lesson::Stage;
use crate::lesson::step::RevealState;
use crate::pack::Reveal;
use crate::tui::app::LessonView;
use crate::tui::theme::Theme;
use crate::tui::widget::bar::bar;
use crate::tui::widget::gallery::{CAPTION, Exhibit, fitting, gallery};
use crate::tui::widget::guess::said;
use crate::tui::widget::markdown::{markdown, pane};

/// Columns of the facts beside the pictures.
const FACTS: u16 = 28;
/// Columns of a slice's name beside its bar.
const NAME: usize = 18;
/// Columns of the numbers behind a bar.
const NUMBERS: usize = 22;

/// Draws a reveal that is being measured, failed, or is there to be looked at.
pub fn draw(
    frame: &mut Frame<'_>,
    body: Rect,
    reveal: &Reveal,
    state: &RevealState,
    view: &LessonView,
    theme: &Theme,
) {
    match view.walk.stage() {
        Stage::Wait => draw_wait(frame, body, reveal, state, theme),
        Stage::Retry => draw_failure(frame, body, state, theme),
        _ => draw_result(frame, body, reveal, state, view, theme),
    }
}

fn draw_wait(
    frame: &mut Frame<'_>,
    body: Rect,
    reveal: &Reveal,
    state: &RevealState,
    theme: &Theme,
) {
    let area = body.inner(Margin::new(2, 1));
    let (done, total) = state.progress.unwrap_or((0, 0));
    let share = if total == 0 {
        0.0
    } else {
        done as f64 / total as f64
    };
    let mut lines = vec![
        Line::styled(
            "The model reads pictures that it has never seen …",
            theme.title,
        ),
        Line::default(),
    ];
    lines.push(Line::from(bar(
        share,
        None,
        usize::from(area.width.min(60)),
        theme,
    )));
    lines.push(Line::styled(
        format!("{} of {}", count(done), count(total)),
        theme.dim,
    ));
    lines.push(Line::default());
    for (index, slice) in reveal.slices.iter().enumerate() {
        let mark = if index < state.results.len() {
            "✓"
        } else {
            " "
        };
        lines.push(Line::styled(format!("{mark} {}", slice.name), theme.text));
    }
    frame.render_widget(Paragraph::new(lines), area);
}

fn draw_failure(frame: &mut Frame<'_>, body: Rect, state: &RevealState, theme: &Theme) {
    let message = state.failure.as_deref().unwrap_or("it was not measured");
    let text = Paragraph::new(vec![
        Line::styled("This could not be measured.", theme.bad),
        Line::default(),
        Line::styled(message, theme.text),
    ]);
    frame.render_widget(
        text.wrap(Wrap { trim: false }),
        body.inner(Margin::new(2, 1)),
    );
}

fn areas(body: Rect, reveal: &Reveal) -> [Rect; 3] {
    let area = body.inner(Margin::new(1, 0));
    let bars = u16::try_from(reveal.slices.len())
        .unwrap_or(u16::MAX)
        .min(12);
    // Large pictures where there is room for them and for the text.
    let pictures = if area.height >= 14 + CAPTION + 2 + bars + 12 {
        14 + CAPTION + 2
    } else {
        7 + CAPTION + 2
    };
    Layout::vertical([
        Constraint::Length(pictures),
        Constraint::Length(bars + 1),
        Constraint::Fill(1),
    ])
    .areas(area)
}

pub(super) fn scrolling<'a>(body: Rect, reveal: &'a Reveal, theme: &Theme) -> (Text<'a>, Rect) {
    let [_, _, below] = areas(body, reveal);
    (markdown(&reveal.takeaway, theme), below)
}

fn draw_result(
    frame: &mut Frame<'_>,
    body: Rect,
    reveal: &Reveal,
    state: &RevealState,
    view: &LessonView,
    theme: &Theme,
) {
    let [top, bars, _] = areas(body, reveal);
    let Some(result) = state.results.get(view.slice()) else {
        return;
    };
    let [left, right] =
        Layout::horizontal([Constraint::Fill(1), Constraint::Length(FACTS)]).areas(top);
    draw_pictures(frame, left, result, view, theme);
    draw_facts(frame, right, reveal, state, result, theme);
    draw_bars(frame, bars, reveal, state, view, theme);
    let (text, area) = scrolling(body, reveal, theme);
    pane(frame, area, text, view.scroll, theme);
}

fn draw_pictures(
    frame: &mut Frame<'_>,
    area: Rect,
    result: &Evaluation,
    view: &LessonView,
    theme: &Theme,
) {
    let sorted = if view.worst_first {
        "worst first"
    } else {
        "as they come"
    };
    let title = Line::from(vec![
        Span::styled(format!(" {} ", result.slice), theme.title),
        Span::styled(
            format!(
                "{} of {} · {sorted} ",
                count(view.picture + 1),
                count(result.n)
            ),
            theme.dim,
        ),
    ]);
    let block = Block::bordered().border_style(theme.border).title(title);
    let inner = block.inner(area).inner(Margin::new(1, 0));
    frame.render_widget(block, area);
    let dataset = result.pictures.dataset();
    let name = |class: u8| {
        let names = dataset.classes();
        names.get(usize::from(class)).map_or("?", String::as_str)
    };
    let shown = (view.picture..result.n).take(fitting(inner));
    let exhibits: Vec<Exhibit<'_>> = shown
        .filter_map(|place| match view.worst_first {
            true => result.predictions.get(*result.worst_first.get(place)?),
            false => result.predictions.get(place),
        })
        .enumerate()
        .map(|(place, prediction)| Exhibit {
            pixels: result.pictures.picture(prediction.index),
            label: name(prediction.label),
            answer: name(prediction.answer),
            confidence: prediction.confidence,
            selected: place == 0,
        })
        .collect();
    gallery(frame, inner, dataset.shape(), &exhibits, theme);
}

fn draw_facts(
    frame: &mut Frame<'_>,
    area: Rect,
    reveal: &Reveal,
    state: &RevealState,
    result: &Evaluation,
    theme: &Theme,
) {
    let mut lines = Vec::new();
    if let Some(guess) = state.guess.filter(|_| result.slice == reveal.predict.slice) {
        lines.push(Line::from(vec![
            label("you said", theme),
            Span::styled(said(&guess), theme.learner),
        ]));
    }
    lines.push(Line::from(vec![
        label("it got", theme),
        Span::styled(format!("{} %", percent(result.accuracy)), theme.model),
    ]));
    lines.push(fact("interval", interval(result.interval), theme));
    lines.push(fact(
        "right",
        format!("{} of {}", count(result.correct), count(result.n)),
        theme,
    ));
    if let Some(confidence) = result.mean_confidence_wrong {
        lines.push(fact(
            "if wrong",
            format!("{} % sure", percent(confidence)),
            theme,
        ));
    }
    lines.push(fact("inputs", result.inputs.to_string(), theme));
    lines.push(fact(
        "digest",
        result.digest.chars().take(12).collect(),
        theme,
    ));
    if let Some(note) = &result.note {
        lines.push(Line::styled(note.trim().to_owned(), theme.dim));
    }
    let text = Paragraph::new(lines).wrap(Wrap { trim: true });
    frame.render_widget(text, area.inner(Margin::new(1, 1)));
}

fn draw_bars(
    frame: &mut Frame<'_>,
    area: Rect,
    reveal: &Reveal,
    state: &RevealState,
    view: &LessonView,
    theme: &Theme,
) {
    let width = usize::from(area.width).saturating_sub(NAME + NUMBERS + 3);
    let room = usize::from(area.height).saturating_sub(1);
    let skipped = (view.slice() + 1).saturating_sub(room);
    let mut lines = Vec::new();
    for (index, result) in state.results.iter().enumerate().skip(skipped).take(room) {
        let asked = result.slice == reveal.predict.slice;
        let guess = state
            .guess
            .filter(|_| asked)
            .map(|guess| guess.percent / 100.0);
        let name: String = result.slice.chars().take(NAME).collect();
        let style = if index == view.slice() {
            theme.selected
        } else {
            theme.text
        };
        let mark = if index == view.slice() { "▸" } else { " " };
        let mut spans = vec![Span::styled(format!("{mark}{name:<NAME$} "), style)];
        spans.extend(bar(result.accuracy, guess, width, theme));
        spans.push(Span::styled(
            format!(" {:>5}", percent(result.accuracy)),
            theme.model,
        ));
        spans.push(Span::styled(
            format!("  {}", interval(result.interval)),
            theme.dim,
        ));
        lines.push(Line::from(spans));
    }
    frame.render_widget(Paragraph::new(lines), area);
}
