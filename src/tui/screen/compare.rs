//! Two networks on the same pictures: their bars under each other, and the difference with its
//! interval.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};

use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use crate::lesson::Walk;
use crate::lesson::step::CompareState;
use crate::pack::Compare;
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::bar::bar;
use crate::tui::widget::chart::{Curve, chart};
use crate::tui::widget::facts::said_then_found;
use crate::tui::widget::gallery::{CAPTION, Exhibit, fitting, gallery};
use crate::tui::widget::markdown::{markdown, pane};
use crate::words::Words;

/// Columns of a slice's and a run's name before the bar.
const NAME: usize = 18;
/// Columns of the numbers behind it.
const NUMBERS: usize = 31;
/// Rows of the pictures on which the two differ, with their frame.
const PICTURES: u16 = 7 + CAPTION + 1;

/// Rows of the curves, with an empty one.
const CURVES: u16 = 12;

/// What only this screen cares about.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// The slice that is looked at, from 0.
    slice: usize,
    /// The first picture that is shown, from 0.
    picture: usize,
}

impl Screen for View {
    type Spec = Compare;
    type State = CompareState;

    fn waiting<'a>(at: At<'a, Self>) -> Waiting<'a> {
        Waiting::Measuring(&at.spec.slices, &at.state.measuring)
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        let At { spec, state, .. } = at;
        let [head, rows, pictures, curves, _] = areas(body, spec);
        if curves.height > 0 {
            draw_curves(page, curves, spec, at.walk);
        }
        draw_head(page, head, spec, state);
        draw_rows(page, rows, spec, state, self);
        if pictures.height > 0 {
            draw_pictures(page, pictures, spec, state, self);
        }
        let (text, area) = long_text(body, spec, page.look);
        pane(page, area, text, at.scroll);
    }

    fn scrolling<'a>(
        &'a self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        Some(long_text(body, at.spec, look))
    }

    fn keys(&self, at: At<'_, Self>) -> Keys {
        at.keys([Own::Picture, Own::Peek, Own::Page])
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, _: &mut u16) -> Response {
        let last = at.spec.slices.len().saturating_sub(1);
        match command {
            Command::Up => self.slice = self.slice.saturating_sub(1),
            Command::Down => self.slice = (self.slice + 1).min(last),
            Command::Pick(slice) => self.slice = slice.min(last),
            Command::Left => self.picture = self.picture.saturating_sub(1),
            Command::Right => {
                let differing = at.state.differing(at.spec, self.slice).len();
                self.picture = (self.picture + 1).min(differing.saturating_sub(1));
            }
            _ => return Response::Pass,
        }
        if matches!(command, Command::Up | Command::Down | Command::Pick(_)) {
            self.picture = 0;
        }
        Response::Done
    }

    /// The first of the pictures on which the two differ that are shown.
    fn looked_at<'a>(&'a self, at: At<'a, Self>, words: Words) -> Option<Looked<'a>> {
        let (_, second) = at.state.pair(at.spec, self.slice)?;
        let place = *at.state.differing(at.spec, self.slice).get(self.picture)?;
        Looked::answered(second, place, words)
    }
}

fn areas(body: Rect, step: &Compare) -> [Rect; 5] {
    let area = body.inner(Margin::new(1, 0));
    let head = 1 + u16::from(step.predict.is_some());
    let all = u16::try_from(2 * step.slices.len()).unwrap_or(u16::MAX);
    let text = 4;
    let rows = all.min(area.height.saturating_sub(head + text) / 2 * 2);
    let left = area.height.saturating_sub(head + rows + text);
    let pictures = if left >= PICTURES { PICTURES } else { 0 };
    let curves = if left >= PICTURES + CURVES { CURVES } else { 0 };
    Layout::vertical([
        Constraint::Length(head),
        Constraint::Length(rows),
        Constraint::Length(pictures),
        Constraint::Length(curves),
        Constraint::Fill(1),
    ])
    .areas(area)
}

fn long_text<'a>(body: Rect, step: &'a Compare, look: &Look) -> (Text<'a>, Rect) {
    let [_, _, _, _, below] = areas(body, step);
    let mut text = Text::default();
    // Where something was asked, this was read with the question.
    if step.predict.is_none() {
        text = markdown(&step.say, &look.theme);
    }
    text.extend(markdown(&step.takeaway, &look.theme).lines);
    (text, below)
}

fn draw_head(page: &mut Page<'_, '_>, area: Rect, step: &Compare, state: &CompareState) {
    let Look { theme, words, .. } = page.look;
    let (first, second) = (step.runs.0.as_str(), step.runs.1.as_str());
    let title = say!(words, "compared", first = first, second = second);
    let mut lines = vec![Line::styled(title, theme.title)];
    lines.extend(said_then_found(
        state.gate.guess(),
        state.gate.outcome(),
        page.look,
    ));
    page.frame.render_widget(Text::from(lines), area);
}

/// How the two trainings went, side by side on equal axes; of a run that was not heard in this sitting,
/// nothing.
fn draw_curves(page: &mut Page<'_, '_>, area: Rect, step: &Compare, walk: &Walk) {
    let [left, _, right] = Layout::horizontal([
        Constraint::Fill(1),
        Constraint::Length(2),
        Constraint::Fill(1),
    ])
    .areas(Rect {
        height: area.height.saturating_sub(1),
        ..area
    });
    let epochs = |name: &str| {
        walk.training(name)
            .map_or(1, |(train, _)| train.recipe.epochs)
    };
    let end = epochs(&step.runs.0).max(epochs(&step.runs.1));
    for (name, area) in [(&step.runs.0, left), (&step.runs.1, right)] {
        let Some(run_view) = walk.run_called(name) else {
            continue;
        };
        let title = format!("{name} %");
        let curve = Curve::accuracy(title, &run_view.curve, &run_view.epochs, end);
        chart(page, area, &curve);
    }
}

fn draw_rows(
    page: &mut Page<'_, '_>,
    area: Rect,
    step: &Compare,
    state: &CompareState,
    view: &View,
) {
    let Look { theme, words, .. } = page.look;
    let width = usize::from(area.width).saturating_sub(NAME + 1 + NUMBERS);
    let room = usize::from(area.height / 2);
    let skipped = (view.slice + 1).saturating_sub(room);
    let short = |text: &str, width: usize| text.chars().take(width).collect::<String>();
    for (row, (slice, spec)) in (0..).zip(step.slices.iter().enumerate().skip(skipped).take(room)) {
        let Some((first, second)) = state.pair(step, slice) else {
            continue;
        };
        let (mark, style) = match slice == view.slice {
            true => ("▸", theme.selected),
            false => (" ", theme.text),
        };
        let name = short(&spec.name, NAME - 1);
        let mut above = vec![Span::styled(format!("{mark}{name:<17} "), style)];
        above.extend(bar(first.accuracy, None, width, theme));
        let metric = format!(
            " {:>5}  {}",
            words.lang.percent(first.accuracy),
            step.runs.0
        );
        above.push(Span::styled(short(&metric, NUMBERS), theme.dim));
        let mut below = vec![Span::styled(format!("{:NAME$} ", ""), style)];
        below.extend(bar(second.accuracy, None, width, theme));
        below.push(Span::styled(
            format!(" {:>5}", words.lang.percent(second.accuracy)),
            theme.model,
        ));
        let (text, style) = match state.differences.get(slice) {
            Some(Ok(difference)) => {
                let points = |share: f64| words.lang.signed(share * 100.0, 1);
                let bounds = difference.interval.map_or(String::new(), |bounds| {
                    format!(" ({} to {})", points(bounds.low), points(bounds.high))
                });
                let style = match difference.interval {
                    Some(bounds) if bounds.low > 0.0 => theme.good,
                    Some(bounds) if bounds.high < 0.0 => theme.bad,
                    _ => theme.dim,
                };
                (
                    format!("  {}{bounds}", points(difference.difference)),
                    style,
                )
            }
            _ => (format!("  {}", say!(words, "not-measured")), theme.dim),
        };
        below.push(Span::styled(text, style));
        let place = Rect::new(area.x, area.y + 2 * row, area.width, 2).intersection(area);
        let lines = Text::from(vec![Line::from(above), Line::from(below)]);
        page.frame.render_widget(lines, place);
        page.clickable(place, Target::Command(Command::Pick(slice)));
    }
}

/// Pictures on which the two differ, with what the second one says.
fn draw_pictures(
    page: &mut Page<'_, '_>,
    area: Rect,
    step: &Compare,
    state: &CompareState,
    view: &View,
) {
    let Some((_, second)) = state.pair(step, view.slice) else {
        return;
    };
    let dataset = second.pictures.dataset();
    let name = |class: u8| {
        let names = dataset.classes();
        names.get(usize::from(class)).map_or("?", String::as_str)
    };
    let [title, pictures] =
        Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    let words = page.look.words;
    let run = step.runs.1.as_str();
    let text = Line::styled(
        say!(words, "where-they-differ", run = run),
        page.look.theme.dim,
    );
    page.frame.render_widget(text, title);
    let places = state.differing(step, view.slice);
    let exhibits: Vec<Exhibit<'_>> = places
        .into_iter()
        .skip(view.picture)
        .take(fitting(pictures))
        .filter_map(|place| second.predictions.get(place))
        .enumerate()
        .map(|(place, prediction)| Exhibit {
            pixels: second.pictures.picture(prediction.index),
            label: name(prediction.label),
            answer: name(prediction.answer),
            confidence: prediction.confidence,
            selected: place == 0,
        })
        .collect();
    gallery(page, pictures, dataset.shape(), &exhibits);
}
