//! A sweep: a row for each run, what each value comes to, and what choosing the best does to a score.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};

use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use crate::lesson::step::SweepState;
use crate::lesson::tell::plan;
use crate::lesson::{Action, Stage};
use crate::pack::Sweep;
use crate::say;
use crate::train::{RunView, State};
use crate::tui::command::Command;
use crate::tui::keys::{Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::bar::bar;
use crate::tui::widget::facts::said_then_found;
use crate::tui::widget::markdown::{column, markdown, pane};
use crate::words::Words;

/// Columns of a run's value and seed before its bar.
const NAME: usize = 20;
/// Columns of the figures behind it.
const NUMBERS: usize = 28;

/// What only this screen cares about: nothing.
#[derive(Debug, Default)]
pub(crate) struct View;

impl Screen for View {
    type Spec = Sweep;
    type State = SweepState;

    fn waiting<'a>(_: At<'a, Self>) -> Waiting<'a> {
        Waiting::Own
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        let At { spec, state, .. } = at;
        let (text, area) = long_text(body, at, page.look);
        if at.stage != Stage::Begin {
            let [rows, below, _] = areas(body, spec, state);
            draw_runs(page, rows, spec, state);
            let summary = summary(spec, state, page.look);
            page.frame.render_widget(summary, below);
        }
        pane(page, area, text, at.scroll);
    }

    fn scrolling<'a>(
        &'a self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        Some(long_text(body, at, look))
    }

    fn keys(&self, at: At<'_, Self>) -> Keys {
        match at.stage {
            Stage::Begin | Stage::Look => at.keys([Own::Scroll, Own::Page]),
            _ => at.keys([]),
        }
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, _: &mut u16) -> Response {
        let is_paused = |run_view: &RunView| matches!(run_view.state, State::Paused);
        match command {
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
    let mut text = markdown(&step.say, theme);
    text.push_line(Line::default());
    text.push_line(Line::styled(plan(step, *words), theme.text));
    text.extend(said_then_found(state.gate.guess(), None, look));
    (text, column(body.inner(Margin::new(1, 1))))
}

fn after<'a>(body: Rect, step: &'a Sweep, state: &SweepState, look: &Look) -> (Text<'a>, Rect) {
    let [_, _, below] = areas(body, step, state);
    let is_over = state.run_views.iter().all(RunView::is_over);
    let text = match (is_over, &state.measuring.failure) {
        (true, Some(failure)) => Text::styled(failure.clone(), look.theme.bad),
        (true, None) => markdown(&step.takeaway, &look.theme),
        (false, _) => Text::default(),
    };
    (text, below)
}

fn areas(body: Rect, step: &Sweep, state: &SweepState) -> [Rect; 3] {
    let area = body.inner(Margin::new(1, 0));
    let rows = u16::try_from(step.runs().len()).unwrap_or(u16::MAX);
    let lines = u16::from(state.gate.guess().is_some()) + 3 * u16::from(step.test.is_some()) + 1;
    Layout::vertical([
        Constraint::Length(rows + 1),
        Constraint::Length(lines),
        Constraint::Fill(1),
    ])
    .areas(area)
}

fn draw_runs(page: &mut Page<'_, '_>, area: Rect, step: &Sweep, state: &SweepState) {
    let Look { theme, words, .. } = page.look;
    let width = usize::from(area.width).saturating_sub(NAME + NUMBERS);
    let head = format!(
        "{:<NAME$}{:width$}{:>12}{:>12}",
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
    for ((place, (value, seed, _)), y) in step
        .runs()
        .iter()
        .enumerate()
        .zip(area.y + 1..area.bottom())
    {
        let value = values.get(*value).map_or("", String::as_str);
        let name = say!(
            words,
            "value-and-seed",
            value = value,
            seed = seed.to_string()
        );
        let name: String = name.chars().take(NAME - 1).collect();
        let mut spans = vec![Span::styled(format!("{name:<NAME$}"), theme.text)];
        let run_view = state.run_views.get(place);
        let share = match state.validation_accuracy(place) {
            Some(accuracy) => accuracy,
            None => run_view.map_or(0.0, RunView::share_done),
        };
        spans.extend(bar(share, None, width, theme));
        let validation = match (state.validation_accuracy(place), run_view) {
            (Some(accuracy), _) => words.lang.percent(accuracy),
            (None, Some(run_view)) if run_view.is_over() => say!(words, "status-diverged"),
            (None, Some(run_view)) => {
                match run_view.epochs.last().and_then(|e| e.validation_accuracy) {
                    Some(accuracy) => format!("{} …", words.lang.percent(accuracy)),
                    None => "…".to_owned(),
                }
            }
            (None, None) => String::new(),
        };
        let test = state
            .test(place)
            .map(|result| words.lang.percent(result.accuracy));
        spans.push(Span::styled(format!("{validation:>12}"), theme.model));
        spans.push(Span::styled(
            format!("{:>12}", test.unwrap_or_default()),
            theme.truth,
        ));
        let row = Rect::new(area.x, y, area.width, 1);
        page.frame.render_widget(Line::from(spans), row);
    }
}

/// What each value comes to, and what choosing does.
fn summary<'a>(step: &Sweep, state: &SweepState, look: &Look) -> Text<'a> {
    let Look { theme, words, .. } = look;
    let mut lines = Vec::new();
    let means = state.means(step, *words);
    if !means.is_empty() {
        let means = means.join("   ");
        lines.push(Line::styled(
            say!(words, "means", means = means),
            theme.text,
        ));
    }
    lines.extend(said_then_found(
        state.gate.guess(),
        state.gate.outcome(),
        look,
    ));
    if let Some(chosen) = state.chosen() {
        let styles = [theme.good, theme.bad, theme.text];
        let sentences = chosen.sentences(*words).into_iter().zip(styles);
        lines.extend(sentences.map(|(sentence, style)| Line::styled(sentence, style)));
    }
    Text::from(lines)
}
