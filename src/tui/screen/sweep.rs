//! A sweep: a row for each run, what each value comes to, and what choosing the best does to a score.

mod curves;

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span, Text};

use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use crate::lesson::step::SweepState;
use crate::lesson::tell::plan;
use crate::lesson::{Action, Stage};
use crate::pack::{Spec, Sweep};
use crate::say;
use crate::train::{RunView, State};
use crate::tui::command::Command;
use crate::tui::keys::{Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::axis::{Axis, Dot};
use crate::tui::widget::facts::said_then_found;
use crate::tui::widget::markdown::{column, markdown, pane};
use crate::tui::widget::name::fitted;
use crate::tui::widget::run_row::{NAME, VALIDATION, row_of, run_row};
use crate::words::Words;

/// Columns of a run's accuracy on the test, behind that in validation.
const TEST: usize = 12;
/// Columns that are left free at the right.
const FREE: usize = 3;
/// Rows of what is said of the runs, where their curves stand below it.
const TEXT: u16 = 10;
/// Rows of curves at least.
const CURVES: u16 = 14;
/// Stands for a blank within a value's figures, where a line may not end.
const NO_BREAK: &str = "\u{a0}";

/// What only this screen cares about.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// Whether the curves are shown instead of what the runs came to.
    shows_curves: bool,
    /// Whether the axis goes from 0 to 100 %.
    is_whole: bool,
}

impl Screen for View {
    type Spec = Sweep;
    type State = SweepState;

    fn waiting<'a>(_: At<'a, Self>) -> Waiting<'a> {
        Waiting::Own
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        let At { spec, state, .. } = at;
        if self.shows_curves && at.stage != Stage::Begin {
            return curves::draw(page, body.inner(Margin::new(1, 0)), spec, state);
        }
        let (text, area) = long_text(body, at, page.look);
        if at.stage != Stage::Begin {
            let [rows, _, below] = areas(body, spec);
            draw_runs(page, rows, spec, state, self.is_whole);
            if below.height > 0 {
                curves::draw(page, below, spec, state);
            }
        }
        pane(page, area, text, at.scroll);
    }

    fn scrolling<'a>(
        &'a self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        let is_read = at.stage == Stage::Begin || !self.shows_curves;
        is_read.then(|| long_text(body, at, look))
    }

    fn keys(&self, at: At<'_, Self>) -> Keys {
        match at.stage {
            Stage::Begin => at.keys([Own::Scroll, Own::Page]),
            Stage::Look => at.keys([Own::Axis, Own::Curves, Own::Scroll, Own::Page]),
            _ if at.state.run_views.is_empty() => at.keys([]),
            _ => at.keys([Own::Curves]),
        }
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, _: &mut u16) -> Response {
        let is_paused = |run_view: &RunView| matches!(run_view.state, State::Paused);
        match command {
            Command::Curves if !at.state.run_views.is_empty() => {
                self.shows_curves = !self.shows_curves;
                Response::Done
            }
            Command::Axis if at.stage == Stage::Look => {
                self.is_whole = !self.is_whole;
                Response::Done
            }
            _ if at.stage != Stage::Watch => Response::Pass,
            Command::Pause if at.state.run_views.iter().any(is_paused) => {
                Response::Act(Action::Resume)
            }
            Command::Pause => Response::Act(Action::Pause),
            Command::Stop => Response::Act(Action::Stop),
            _ => Response::Pass,
        }
    }

    fn looked_at<'a>(&'a self, _: At<'a, Self>, _: Words) -> Option<Looked<'a>> {
        None
    }
}

fn long_text<'a>(body: Rect, at: At<'a, View>, look: &Look) -> (Text<'a>, Rect) {
    match at.stage {
        Stage::Begin => begin(body, at.spec, at.state, look),
        _ => after(body, at.spec, at.state, look),
    }
}

/// What is going to be tried.
fn begin<'a>(body: Rect, step: &'a Sweep, state: &'a SweepState, look: &Look) -> (Text<'a>, Rect) {
    let Look { theme, words, .. } = look;
    let mut text = markdown(&step.say, look);
    text.push_line(Line::default());
    text.push_line(Line::styled(plan(step, *words), theme.text));
    text.extend(said_then_found(state.gate.first(step.questions()), look));
    (text, column(body.inner(Margin::new(1, 1))))
}

fn after<'a>(body: Rect, step: &'a Sweep, state: &SweepState, look: &Look) -> (Text<'a>, Rect) {
    let [_, below, _] = areas(body, step);
    let mut text = summary(below.width, step, state, look);
    let is_over = state.run_views.iter().all(RunView::is_over);
    match (is_over, &state.measuring.failure) {
        (true, Some(failure)) => text.push_line(Line::styled(failure.clone(), look.theme.bad)),
        (true, None) => text.extend(markdown(&step.takeaway, look).lines),
        (false, _) => {}
    }
    (text, below)
}

/// The runs, what is said of them, and their curves, where there is room for those.
fn areas(body: Rect, step: &Sweep) -> [Rect; 3] {
    let area = body.inner(Margin::new(1, 0));
    let rows = u16::try_from(step.runs().len()).unwrap_or(u16::MAX);
    let rows = rows.saturating_add(2);
    let left = area.height.saturating_sub(rows + TEXT);
    let curves = if left >= CURVES { left } else { 0 };
    Layout::vertical([
        Constraint::Length(rows),
        Constraint::Fill(1),
        Constraint::Length(curves),
    ])
    .areas(area)
}

/// A run that has ended: what it read correctly of the test, with its interval, where there is one; else of the
/// validation.
fn dot(state: &SweepState, place: usize) -> Dot {
    match state.test(place) {
        Some(result) => Dot {
            share: Some(result.accuracy),
            interval: Some(result.interval),
            ..Dot::default()
        },
        None => Dot {
            share: (state.run_views.get(place)).and_then(RunView::validation_accuracy),
            ..Dot::default()
        },
    }
}

/// A bar for each run while they are trained; a dot on one axis, once all are over.
fn draw_runs(
    page: &mut Page<'_, '_>,
    area: Rect,
    step: &Sweep,
    state: &SweepState,
    is_whole: bool,
) {
    let Look { theme, words, .. } = page.look;
    let width = usize::from(area.width).saturating_sub(NAME + VALIDATION + TEST + FREE);
    let head = format!(
        "{:<NAME$}{:width$}{:>VALIDATION$}{:>TEST$}",
        words.text(step.vary.text()),
        "",
        say!(words, "column-validation-accuracy"),
        step.test
            .as_ref()
            .map_or(String::new(), |_| say!(words, "column-test")),
    );
    let top = Rect { height: 1, ..area };
    page.frame.render_widget(Line::styled(head, theme.dim), top);
    let values = step.vary.values();
    let is_over = state.run_views.iter().all(RunView::is_over);
    let dots: Vec<Dot> = (0..step.runs().len())
        .map(|place| dot(state, place))
        .collect();
    let shares = dots.iter().flat_map(Dot::shares);
    let axis = match is_whole {
        true => Axis::WHOLE,
        false => Axis::around(shares),
    };
    let names = step.runs().into_iter().map(|(value, seed, _)| {
        let value = values.get(value).map_or("", String::as_str);
        let seed = seed.to_string();
        say!(words, "value-and-seed", value = value, seed = seed)
    });
    let names: Vec<String> = names.collect();
    for ((place, name), y) in names
        .iter()
        .enumerate()
        .zip(area.y + 1..area.bottom().saturating_sub(1))
    {
        let all = names.iter().map(String::as_str);
        let name = fitted(name, NAME - 1, all);
        let run_view = state.run_views.get(place);
        let mut spans = match dots.get(place).filter(|_| is_over) {
            Some(dot) => {
                let row = dot.row(axis, width, theme).spans;
                row_of(&name, row, run_view, page.look)
            }
            None => run_row(&name, run_view, width, page.look),
        };
        let test = state
            .test(place)
            .map(|result| words.lang.percent(result.accuracy));
        let test = format!("{:>TEST$}", test.unwrap_or_default());
        spans.push(Span::styled(test, theme.truth));
        let row = Rect::new(area.x, y, area.width, 1);
        page.frame.render_widget(Line::from(spans), row);
    }
    if is_over {
        let ends = Line::from(vec![
            Span::raw(" ".repeat(NAME)),
            axis.ends(width, page.look),
        ]);
        let last = Rect::new(area.x, area.bottom().saturating_sub(1), area.width, 1);
        page.frame.render_widget(ends, last.intersection(area));
    }
}

/// What each value comes to, and what choosing does; no line is wider than `width`.
fn summary<'a>(width: u16, step: &Sweep, state: &SweepState, look: &Look) -> Text<'a> {
    let Look { theme, words, .. } = look;
    let width = usize::from(width).max(1);
    let wrapped = |text: &str, style: Style| {
        let lines = textwrap::wrap(text, width);
        let lines = lines.iter().map(|line| line.replace(NO_BREAK, " "));
        lines
            .map(|line| Line::styled(line, style))
            .collect::<Vec<_>>()
    };
    let mut lines = Vec::new();
    let means = state.means(step, *words);
    if !means.is_empty() {
        let means: Vec<String> = means
            .iter()
            .map(|mean| mean.replace(' ', NO_BREAK))
            .collect();
        let means = say!(words, "means", means = means.join("   "));
        lines.extend(wrapped(&means, theme.text));
    }
    let verdict = state.verdict(step, *words);
    lines.extend(
        verdict
            .iter()
            .flat_map(|verdict| wrapped(verdict, theme.text)),
    );
    lines.extend(said_then_found(state.gate.first(step.questions()), look));
    if let Some(chosen) = state.chosen() {
        let styles = [theme.good, theme.bad, theme.text];
        let sentences = chosen.sentences(*words).into_iter().zip(styles);
        lines.extend(sentences.map(|(sentence, style)| Line::styled(sentence, style)));
    }
    Text::from(lines)
}
