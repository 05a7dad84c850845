//! A training, live: curves, progress, epochs, and what the model says of a few pictures, now or after any epoch.

pub(crate) mod begin;
mod filters;
mod scrub;

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use crate::lesson::step::TrainState;
use crate::lesson::tell::{doing, ended, minutes};
use crate::lesson::{Action, Specimens, Stage};
use crate::pack::{Spec, Train};
use crate::say;
use crate::train::{EpochRecord, Glance, RunView, State};
use crate::tui::command::Command;
use crate::tui::keys::{Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::bar::bar;
use crate::tui::widget::chart::{Curve, chart};
use crate::tui::widget::facts::said_and_found;
use crate::tui::widget::gallery::{CAPTION, Exhibit, GAP, gallery};
use crate::tui::widget::markdown::{markdown, pane};
use crate::tui::widget::run_row::{NAME, VALIDATION, run_row};
use crate::tui::widget::specimens;
use crate::words::Words;

/// Rows of a gallery of small pictures.
const STRIP: u16 = 7 + CAPTION;

/// Rows of the charts that the table of epochs leaves them, where there is room.
const CHARTS: u16 = 10;

/// What only this screen cares about.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// The epoch that is looked at, from 1; where it stands now, or ended, if none was chosen.
    epoch: Option<usize>,
    /// Whether the first layer's filters are shown instead of the pictures.
    shows_filters: bool,
}

impl Screen for View {
    type Spec = Train;
    type State = TrainState;

    fn waiting<'a>(_: At<'a, Self>) -> Waiting<'a> {
        Waiting::Own
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        let At { spec, state, .. } = at;
        if at.stage == Stage::Begin {
            return begin::draw(page, body, spec, (state, at.walk.specimens()), at.scroll);
        }
        let Some(run_view) = &state.run_view else {
            return;
        };
        let [charts, status, table, below] = areas(body, spec);
        draw_curves(page, charts, run_view, spec, self.epoch);
        match self.epoch {
            Some(epoch) => scrub::draw_head(page, status, run_view, epoch),
            None => draw_status(page, status, run_view),
        }
        draw_epochs(page, table, run_view, self.epoch);
        match (at.stage, run_view.is_over()) {
            _ if self.epoch.is_some() || self.shows_filters => {
                let glance = scrub::glance(run_view, self.epoch);
                match glance {
                    Some(glance) if self.shows_filters => {
                        filters::draw(page, below, &glance.filters);
                    }
                    Some(glance) => draw_glance(page, below, run_view, glance),
                    None => scrub::draw_nothing(page, below),
                }
            }
            (Stage::Watch, false) => {
                let below = draw_augmented(page, below, at.walk.specimens());
                if let Some(glance) = &run_view.glance {
                    draw_glance(page, below, run_view, glance);
                }
            }
            (Stage::Watch, true) => {
                let mut rows = beside(below.width, spec, state, page.look);
                // Rather without its head than without a row.
                if rows.len() > usize::from(below.height) {
                    rows.remove(0);
                }
                page.frame.render_widget(Text::from(rows), below);
            }
            _ => {
                let (text, area) = long_text(body, spec, state, page.look);
                pane(page, area, text, at.scroll);
            }
        }
    }

    fn scrolling<'a>(
        &'a self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        match at.stage {
            Stage::Begin => Some(begin::long_text(body, at.spec, at.state, look)),
            Stage::Look if self.epoch.is_none() && !self.shows_filters => {
                Some(long_text(body, at.spec, at.state, look))
            }
            _ => None,
        }
    }

    fn keys(&self, at: At<'_, Self>) -> Keys {
        let scroll: &[Own] = match at.stage {
            Stage::Begin | Stage::Look => &[Own::Scroll, Own::Page],
            _ => &[],
        };
        let run_view = at.state.run_view.as_deref();
        let has_epochs = run_view.is_some_and(|run_view| !run_view.epochs.is_empty());
        let has_glance = run_view.is_some_and(|run_view| run_view.glance.is_some());
        let own = [(Own::Scrub, has_epochs), (Own::Inside, has_glance)];
        let own = own
            .into_iter()
            .filter_map(|(own, is_there)| is_there.then_some(own));
        at.keys(scroll.iter().copied().chain(own))
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, _: &mut u16) -> Response {
        let run_view = at.state.run_view.as_deref();
        match (command, run_view) {
            (Command::Left | Command::Right, Some(run_view)) => {
                self.epoch = scrub::moved(self.epoch, command, run_view.epochs.len());
                return Response::Done;
            }
            (Command::Inside, Some(run_view)) if run_view.glance.is_some() => {
                self.shows_filters = !self.shows_filters;
                return Response::Done;
            }
            _ => {}
        }
        let mut run_views = at.state.run_views();
        let is_paused = run_views.any(|run_view| run_view.state == State::Paused);
        match command {
            Command::Pause if is_paused => Response::Act(Action::Resume),
            Command::Pause => Response::Act(Action::Pause),
            Command::Stop => Response::Act(Action::Stop),
            Command::ResumeTraining => Response::Act(Action::Begin),
            _ => Response::Pass,
        }
    }

    fn looked_at<'a>(&'a self, _: At<'a, Self>, _: Words) -> Option<Looked<'a>> {
        None
    }
}

/// The networks that are trained beside it, a row each under a head; nothing where there are none.
fn beside(width: u16, train: &Train, state: &TrainState, look: &Look) -> Vec<Line<'static>> {
    let words = look.words;
    let width = usize::from(width).saturating_sub(NAME + VALIDATION + 1);
    let rows = train.seeds().skip(1).zip(&*state.beside);
    let mut rows: Vec<Line<'static>> = rows
        .map(|(seed, run_view)| {
            let name = say!(words, "with-seed", seed = seed.to_string());
            Line::from(run_row(&name, Some(run_view), width, look))
        })
        .collect();
    if !rows.is_empty() {
        let beside = say!(words, "beside-it");
        let validation = say!(words, "column-validation-accuracy");
        let head = format!("{beside:<NAME$}{:width$}{validation:>VALIDATION$}", "");
        rows.insert(0, Line::styled(head, look.theme.dim));
    }
    rows
}

/// How it ended, what was said beforehand, and what there is to take home.
fn long_text<'a>(
    body: Rect,
    train: &'a Train,
    state: &'a TrainState,
    look: &Look,
) -> (Text<'a>, Rect) {
    let Look { theme, words, .. } = look;
    let [_, _, _, below] = areas(body, train);
    let mut text = Text::default();
    if let Some(run_view) = &state.run_view {
        text.extend(verdict(run_view, look));
        // It was read with the question or above the recipe, where there was either.
        if state.is_known && !train.say.is_empty() {
            text.push_line(Line::default());
            text.extend(markdown(&train.say, theme).lines);
        }
        for (answered, asked) in state
            .gate
            .answered(train.questions())
            .iter()
            .zip(&train.predict)
        {
            let after = say!(words, "after-epoch", n = asked.after);
            let mut line = said_and_found(answered, look);
            let start = Span::styled(format!("{after}: "), theme.text);
            line.spans.insert(0, start);
            text.push_line(line);
        }
        text.extend(beside(below.width, train, state, look));
        if run_view.ending().is_some() && !train.takeaway.is_empty() {
            text.push_line(Line::default());
            text.extend(markdown(&train.takeaway, theme).lines);
        }
    }
    (text, below)
}

fn areas(body: Rect, train: &Train) -> [Rect; 4] {
    let area = body.inner(Margin::new(1, 0));
    let epochs = u16::try_from(train.recipe.epochs).unwrap_or(u16::MAX);
    // Below, at least a strip of small pictures must fit; the table shows the epochs that the charts leave room for.
    let table = (epochs + 1)
        .min(area.height.saturating_sub(STRIP + 1 + CHARTS))
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

fn draw_curves(
    page: &mut Page<'_, '_>,
    area: Rect,
    run_view: &RunView,
    train: &Train,
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
    let epochs = train.recipe.epochs;
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

fn draw_status(page: &mut Page<'_, '_>, area: Rect, run_view: &RunView) {
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

fn draw_epochs(page: &mut Page<'_, '_>, area: Rect, run_view: &RunView, at: Option<usize>) {
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

/// What becomes of a picture before it is learned from, and what is left of the area beside it.
fn draw_augmented(page: &mut Page<'_, '_>, area: Rect, specimens: &[Specimens]) -> Rect {
    let [pair, _] = specimens::COLUMNS;
    if specimens.is_empty() || area.width < 2 * pair {
        return area;
    }
    let [pictures, _, rest] = Layout::horizontal([
        Constraint::Length(pair),
        Constraint::Length(2 * GAP),
        Constraint::Fill(1),
    ])
    .areas(area);
    specimens::draw(page, pictures, specimens);
    rest
}

fn draw_glance(page: &mut Page<'_, '_>, area: Rect, run_view: &RunView, glance: &Glance) {
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
            confidence: answer.confidence,
            selected: false,
        })
        .collect();
    gallery(page, area, specimens.dataset().shape(), &exhibits);
}

/// How the run ended, in words.
fn verdict(run_view: &RunView, look: &Look) -> Vec<Line<'static>> {
    let theme = &look.theme;
    let line = match &run_view.state {
        State::Failed(message) => Line::styled(message.clone(), theme.bad),
        State::Done(ending) => Line::styled(ended(ending, run_view, look.words), theme.text),
        _ => return Vec::new(),
    };
    vec![line]
}
