//! Two networks on the same pictures: a dot with its interval for each, on one axis; how far they are apart; and a
//! picture of which only one reads what it is.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

use super::exhibition::Areas;
use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use crate::eval::{Evaluation, Interval, SliceSpec};
use crate::lesson::Walk;
use crate::lesson::step::CompareState;
use crate::pack::{Compare, Spec};
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::theme::Theme;
use crate::tui::widget::axis::{Axis, Dot};
use crate::tui::widget::chart::{Curve, chart};
use crate::tui::widget::facts::said_then_found;
use crate::tui::widget::gallery::{CAPTION, Exhibit, Gallery, columns, fitting_over};
use crate::tui::widget::markdown::{markdown, pane};
use crate::tui::widget::name::fitted;
use crate::words::Words;

/// Lines under a picture: what the first run says of it, too.
const CAPTIONS: u16 = CAPTION + 1;
/// Columns of a slice's name, and of the difference under it with its interval.
const NAME: usize = 22;
/// Columns of a share.
const SHARE: usize = 6;
/// Rows of what is said of the pictures and of the guess.
const SAID: u16 = 4;
/// Rows of the curves.
const CURVES: u16 = 12;

/// What only this screen cares about.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// The slice that is looked at, from 0.
    slice: usize,
    /// The first picture that is shown, from 0.
    picture: usize,
    /// Whether the axis goes from 0 to 100 %.
    is_whole: bool,
}

impl Screen for View {
    type Spec = Compare;
    type State = CompareState;

    fn waiting<'a>(at: At<'a, Self>) -> Waiting<'a> {
        Waiting::Measuring(&at.spec.slices, &at.state.measuring)
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        let At { spec, state, .. } = at;
        let said = self.said(spec, state, page.look.words);
        let areas = areas(body, spec, said);
        let Look { theme, words, .. } = page.look;
        let (first, second) = (spec.runs.0.as_str(), spec.runs.1.as_str());
        let title = say!(words, "compared", first = first, second = second);
        let title = Line::styled(title, theme.title);
        page.frame.render_widget(title, areas.head);
        let rows = u16::try_from(2 * spec.slices.len() + 1).unwrap_or(u16::MAX);
        let room = areas.beside.height.saturating_sub(said);
        let [rows, below, curves] = Layout::vertical([
            Constraint::Length(rows.min(room)),
            Constraint::Length(said),
            Constraint::Fill(1),
        ])
        .areas(areas.beside);
        self.draw_rows(page, rows, spec, state);
        self.draw_said(page, below, spec, state);
        self.draw_pictures(page, areas.pictures, spec, state);
        if curves.height >= CURVES {
            draw_curves(page, curves, spec, at.walk);
        }
        let (text, area) = long_text(body, spec, said, page.look);
        pane(page, area, text, at.scroll);
    }

    fn scrolling<'a>(
        &'a self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        let said = self.said(at.spec, at.state, look.words);
        Some(long_text(body, at.spec, said, look))
    }

    fn keys(&self, at: At<'_, Self>) -> Keys {
        at.keys([Own::Picture, Own::Axis, Own::Peek, Own::Page])
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, _: &mut u16) -> Response {
        let last = at.spec.slices.len().saturating_sub(1);
        match command {
            Command::Up => self.slice = self.slice.saturating_sub(1),
            Command::Down => self.slice = (self.slice + 1).min(last),
            Command::Pick(slice) => self.slice = slice.min(last),
            Command::Axis => self.is_whole = !self.is_whole,
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
        let (first, second) = at.state.pair(at.spec, self.slice)?;
        let place = *at.state.differing(at.spec, self.slice).get(self.picture)?;
        let names = [at.spec.runs.0.as_str(), at.spec.runs.1.as_str()];
        Looked::compared((names, [first, second]), place, words)
    }
}

fn areas(body: Rect, step: &Compare, said: u16) -> Areas {
    let rows = u16::try_from(2 * step.slices.len()).unwrap_or(u16::MAX);
    Areas::of(body, 1, CAPTIONS, rows.saturating_add(1 + said))
}

fn long_text<'a>(body: Rect, step: &'a Compare, said: u16, look: &Look) -> (Text<'a>, Rect) {
    let mut text = Text::default();
    // Where something was asked, this was read with the question.
    if step.predict.is_none() {
        text = markdown(&step.say, look);
    }
    text.extend(markdown(&step.takeaway, look).lines);
    (text, areas(body, step, said).below)
}

/// How the two trainings went, side by side on equal axes; of a run that was not heard in this sitting,
/// nothing.
fn draw_curves(page: &mut Page<'_, '_>, area: Rect, step: &Compare, walk: &Walk) {
    let area = Rect {
        height: area.height.min(CURVES),
        ..area
    };
    let [left, _, right] = Layout::horizontal([
        Constraint::Fill(1),
        Constraint::Length(2),
        Constraint::Fill(1),
    ])
    .areas(area);
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

/// What is shown of a run on a slice.
fn dot(result: &Evaluation) -> Dot {
    Dot {
        share: Some(result.accuracy),
        interval: Some(result.interval),
        ..Dot::default()
    }
}

/// Whether the difference is one: its interval lies to one side of nothing.
fn style(difference: Option<(f64, Option<Interval>)>, theme: &Theme) -> Style {
    match difference.and_then(|(_, interval)| interval) {
        Some(bounds) if bounds.low > 0.0 => theme.good,
        Some(bounds) if bounds.high < 0.0 => theme.bad,
        Some(_) | None => theme.dim,
    }
}

/// What the first run says of a picture, in so many columns: the answer as whole as it fits beside some of the run's
/// name, which has the rest.
fn remark(
    runs: &(String, String),
    classes: &[String],
    other: &Exhibit<'_>,
    columns: usize,
) -> String {
    let (first, second) = (runs.0.as_str(), runs.1.as_str());
    let sure = other
        .confidence
        .map_or_else(String::new, |sure| format!(" {:.0}%", sure * 100.0));
    let room = columns.saturating_sub(": ".width() + sure.width());
    let for_answer = room.saturating_sub(first.width().min(RUN));
    let answer = fitted(
        &other.answer,
        for_answer,
        classes.iter().map(String::as_str),
    );
    let run = fitted(first, room.saturating_sub(answer.width()), [first, second]);
    format!("{run}: {answer}{sure}")
}

/// Columns that the name of a run has at the least beside its answer.
const RUN: usize = 3;

impl View {
    /// Rows of what is said of the pictures, of the people who read such, and of the guess.
    fn said(&self, step: &Compare, state: &CompareState, words: Words) -> u16 {
        let controls = state.controls(step, self.slice, words).len();
        SAID.saturating_add(u16::try_from(controls).unwrap_or(u16::MAX))
    }

    /// Two rows a slice, and the axis under as many slices as there is room for.
    fn draw_rows(&self, page: &mut Page<'_, '_>, area: Rect, step: &Compare, state: &CompareState) {
        let Look { theme, words, .. } = page.look;
        let pairs = (0..step.slices.len()).filter_map(|slice| state.pair(step, slice));
        let dots = pairs.flat_map(|(first, second)| [dot(first), dot(second)]);
        let shares: Vec<f64> = dots
            .flat_map(|dot| dot.shares().collect::<Vec<_>>())
            .collect();
        let axis = match self.is_whole {
            true => Axis::WHOLE,
            false => Axis::around(shares),
        };
        let columns = usize::from(area.width).saturating_sub(NAME + 2 + SHARE);
        let room = usize::from(area.height.saturating_sub(1) / 2);
        let skipped = (self.slice + 1).saturating_sub(room);
        let mut y = area.y;
        for (slice, spec) in step.slices.iter().enumerate().skip(skipped).take(room) {
            let Some((first, second)) = state.pair(step, slice) else {
                continue;
            };
            let (mark, selected) = match slice == self.slice {
                true => ("▸", theme.selected),
                false => (" ", theme.text),
            };
            let all = step.slices.iter().map(SliceSpec::title);
            let name = fitted(spec.title(), NAME, all);
            let difference = state.difference_in_words(step, slice, *words);
            let apart = style(state.difference(step, slice), theme);
            let before = [
                (format!("{mark}{name}"), selected),
                (format!(" {difference}"), apart),
            ];
            let lines = before
                .into_iter()
                .zip([first, second])
                .map(|((text, style), result)| {
                    let blanks = (NAME + 2).saturating_sub(text.width());
                    let mut line = Line::styled(text, style);
                    line.push_span(" ".repeat(blanks));
                    line.extend(dot(result).row(axis, columns, theme));
                    let share = words.lang.percent(result.accuracy);
                    line.push_span(Span::styled(format!(" {share:>5}"), theme.model));
                    line
                });
            let lines: Vec<Line<'_>> = lines.collect();
            let place = Rect::new(area.x, y, area.width, 2).intersection(area);
            page.frame.render_widget(Text::from(lines), place);
            page.clickable(place, Target::Command(Command::Pick(slice)));
            y += 2;
        }
        let ends = Line::from(vec![
            Span::raw(" ".repeat(NAME + 2)),
            axis.ends(columns, page.look),
        ]);
        let place = Rect::new(area.x, y, area.width, 1).intersection(area);
        page.frame.render_widget(ends, place);
    }

    /// Of how many pictures they say something different, and what the learner said.
    fn draw_said(&self, page: &mut Page<'_, '_>, area: Rect, step: &Compare, state: &CompareState) {
        let Look { theme, words, .. } = page.look;
        let (first, second) = (step.runs.0.as_str(), step.runs.1.as_str());
        let differing = state.differing(step, self.slice).len();
        let text = match differing {
            0 => say!(words, "alike-on-all"),
            n => say!(
                words,
                "differ-on",
                n = n,
                at = self.picture + 1,
                first = first,
                second = second
            ),
        };
        let mut lines = vec![Line::styled(text, theme.dim)];
        for control in state.controls(step, self.slice, *words) {
            let style = theme.reader(control.is_learner);
            lines.push(Line::styled(control.in_words(*words), style));
        }
        let answered = state.gate.first(step.questions());
        lines.extend(said_then_found(answered, page.look));
        let text = Paragraph::new(lines).wrap(Wrap { trim: true });
        page.frame.render_widget(text, area);
    }

    /// Pictures on which the two differ, with what both say.
    fn draw_pictures(
        &self,
        page: &mut Page<'_, '_>,
        area: Rect,
        step: &Compare,
        state: &CompareState,
    ) {
        let Some((first, second)) = state.pair(step, self.slice) else {
            return;
        };
        let places = state.differing(step, self.slice).into_iter();
        let places = places.skip(self.picture).take(fitting_over(area, CAPTIONS));
        let places: Vec<usize> = places.collect();
        let mut shown = Gallery::of(second, places.iter().copied(), page.look.words);
        let others = places
            .iter()
            .filter_map(|place| Exhibit::answered(first, *place, page.look.words));
        let classes = shown.classes.clone();
        let columns = usize::from(columns(area, CAPTIONS));
        let others = others.map(|other| {
            let text = remark(&step.runs, &classes, &other, columns);
            Line::styled(text, page.look.theme.dim)
        });
        shown.remarks = others.collect();
        shown.draw(page, area);
    }
}
