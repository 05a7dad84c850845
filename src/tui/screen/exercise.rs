//! An exercise: the task, knobs to turn, the goal, and a row for everything that was tried.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use unicode_width::UnicodeWidthStr;

use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use super::train::live;
use crate::lesson::knobs::{part_told, value, values};
use crate::lesson::results::looked;
use crate::lesson::step::ExerciseState;
use crate::lesson::{Action, Stage};
use crate::pack::Exercise;
use crate::say;
use crate::train::{RunView, State};
use crate::tui::command::Command;
use crate::tui::keys::{Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::markdown::{hint as hint_lines, markdown, pane};
use crate::tui::widget::name::fitted;
use crate::words::Words;

/// Columns of a knob's name, with the mark before it.
const NAME: usize = 18;
/// Columns of the seconds of a run.
const SECONDS: usize = 8;
/// Columns of each of its accuracies.
const ACCURACY: usize = 12;
/// Columns of whether it meets the goal.
const VERDICT: usize = 3;
/// Rows of tried runs at most, where the screen is high enough for the text above; the newest are seen.
const ROWS: usize = 8;

/// What only this screen cares about.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// The marked knob.
    knob: usize,
}

impl Screen for View {
    type Spec = Exercise;
    type State = ExerciseState;

    fn waiting<'a>(at: At<'a, Self>) -> Waiting<'a> {
        let At { spec, state, .. } = at;
        match (&state.under_way, &state.run_view) {
            (Some(_), Some(run_view)) if run_view.failure().is_some() => {
                Waiting::Failed(run_view.failure().unwrap_or_default())
            }
            (Some(_), _) => Waiting::Measuring(&spec.slices, &state.measuring),
            (None, _) => Waiting::Measuring(&spec.reveal, &state.tested),
        }
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        let At { spec, state, .. } = at;
        if let (Stage::Watch, Some(run_view)) = (at.stage, &state.run_view) {
            let epochs = run_view.start.as_ref().map_or(1, |start| start.epochs);
            return live::draw(page, body, run_view, epochs);
        }
        let (text, area) = long_text(body, at, page.look);
        pane(page, area, text, at.scroll);
        let [_, goal, knobs, tries] = areas(body, spec, state);
        let lines = goal_lines(spec, state, page.look);
        page.frame.render_widget(Text::from(lines), goal);
        self.draw_knobs(page, knobs, spec, state);
        draw_tries(page, tries, spec, state);
    }

    fn scrolling<'a>(
        &'a self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        (at.stage != Stage::Watch).then(|| long_text(body, at, look))
    }

    fn keys(&self, at: At<'_, Self>) -> Keys {
        match (at.stage, &at.state.opened) {
            (Stage::Watch, _) => at.keys([]),
            (_, None) => at.keys([Own::Page]),
            (_, Some(_)) => at.keys([Own::Scroll, Own::Page]),
        }
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, scroll: &mut u16) -> Response {
        let At { spec, state, .. } = at;
        if at.stage == Stage::Watch {
            let is_paused = |run_view: &RunView| run_view.state == State::Paused;
            return match command {
                Command::Pause if state.run_view.as_deref().is_some_and(is_paused) => {
                    Response::Act(Action::Resume)
                }
                Command::Pause => Response::Act(Action::Pause),
                Command::Stop => Response::Act(Action::Stop),
                _ => Response::Pass,
            };
        }
        if state.opened.is_some() {
            return Response::Pass;
        }
        let last = spec.knobs.len().saturating_sub(1);
        let knob = self.knob.min(last);
        let stands = state.place(knob);
        match command {
            Command::Up => self.knob = knob.saturating_sub(1),
            Command::Down => self.knob = (knob + 1).min(last),
            Command::Left | Command::Right => {
                let place = match command {
                    Command::Left => stands.saturating_sub(1),
                    _ => stands + 1,
                };
                return Response::Act(Action::Turn { knob, place });
            }
            Command::Pick(flat) => {
                let Some((knob, place)) = picked(spec, flat) else {
                    return Response::Done;
                };
                self.knob = knob;
                return Response::Act(Action::Turn { knob, place });
            }
            Command::TrainAnother => return Response::Act(Action::Begin),
            Command::GiveUp => return Response::Act(Action::GiveUp),
            Command::OpenTest => {
                *scroll = 0;
                return Response::Act(Action::OpenTest);
            }
            Command::Hint => {
                // The hint stands below everything else.
                *scroll = u16::MAX;
                return Response::Act(Action::Hint);
            }
            _ => return Response::Pass,
        }
        Response::Done
    }

    fn looked_at<'a>(&'a self, _: At<'a, Self>, _: Words) -> Option<Looked<'a>> {
        None
    }
}

/// The knob and the place of a value, where the values of all knobs are counted on.
fn picked(exercise: &Exercise, flat: usize) -> Option<(usize, usize)> {
    let mut left = flat;
    for (knob, one) in exercise.knobs.iter().enumerate() {
        let values = one.values().len();
        if left < values {
            return Some((knob, left));
        }
        left -= values;
    }
    None
}

impl View {
    fn draw_knobs(
        &self,
        page: &mut Page<'_, '_>,
        area: Rect,
        exercise: &Exercise,
        state: &ExerciseState,
    ) {
        let Look { theme, words, .. } = page.look;
        let marked = self.knob.min(exercise.knobs.len().saturating_sub(1));
        let is_open = state.opened.is_none();
        let mut flat = 0;
        for ((at, knob), y) in (exercise.knobs.iter().enumerate()).zip(area.y..area.bottom()) {
            let is_marked = is_open && at == marked;
            let (mark, style) = match is_marked {
                true => ("▸", theme.title),
                false => (" ", theme.dim),
            };
            let name = fitted(&words.text(knob.text()), NAME - 3, []);
            let blanks = " ".repeat((NAME - 2).saturating_sub(name.width()));
            let mut spans = vec![Span::styled(format!("{mark} {name}{blanks}"), style)];
            let all = values(knob, *words);
            let stands = state.place(at);
            // The value that it stands at is in brackets: colour alone says nothing.
            let shown = all
                .iter()
                .enumerate()
                .map(|(place, value)| match place == stands {
                    true => (format!("[{value}]"), theme.selected),
                    false => (format!(" {value} "), theme.text),
                });
            let shown: Vec<_> = shown.collect();
            let width: usize = shown.iter().map(|(text, _)| text.width() + 1).sum();
            if width + NAME <= usize::from(area.width) {
                let mut x = area.x + NAME as u16;
                for (place, (text, style)) in shown.into_iter().enumerate() {
                    let wide = u16::try_from(text.width()).unwrap_or(0);
                    if is_open {
                        let cell = Rect::new(x, y, wide, 1);
                        let pick = Command::Pick(flat + place);
                        page.clickable(cell.intersection(area), Target::Command(pick));
                    }
                    x += wide + 1;
                    spans.push(Span::styled(text, style));
                    spans.push(Span::raw(" "));
                }
            } else {
                let now = all.get(stands).map_or("?", String::as_str);
                spans.push(Span::styled(format!("[{now}]"), theme.selected));
                let of = say!(words, "n-of-n", n = stands + 1, all = all.len());
                spans.push(Span::styled(format!(" {of}"), theme.dim));
            }
            flat += all.len();
            let row = Rect::new(area.x, y, area.width, 1);
            page.frame.render_widget(Line::from(spans), row);
        }
    }
}

/// The task, or what came of it, with the hints that were asked for.
fn long_text<'a>(body: Rect, at: At<'a, View>, look: &Look) -> (Text<'a>, Rect) {
    let Look { theme, words, .. } = look;
    let At { spec, state, .. } = at;
    let [above, ..] = areas(body, spec, state);
    let mut text = Text::default();
    if at.stage == Stage::Look {
        for result in state.test_results() {
            let accuracy = words.lang.percent(result.accuracy);
            let between = result.interval.percent(words.lang);
            text.push_line(Line::from(vec![
                Span::styled(format!("{}  ", result.slice), theme.text),
                Span::styled(format!("{accuracy} % ({between})"), theme.truth),
            ]));
        }
        if state.opened.is_some() {
            text.push_line(Line::styled(state.chosen_of(*words), theme.text));
            let looks = looked(&state.tested, *words).into_iter();
            text.extend(looks.map(|line| Line::styled(line, theme.dim)));
        }
        text.extend(markdown(&spec.takeaway, look).lines);
        return (text, above);
    }
    text.extend(markdown(&spec.say, look).lines);
    for hint in spec.hints.iter().take(state.hints) {
        text.push_line(Line::default());
        text.extend(hint_lines(hint, look));
    }
    (text, above)
}

/// The text, the goal, the knobs, and what was tried.
fn areas(body: Rect, exercise: &Exercise, state: &ExerciseState) -> [Rect; 4] {
    let area = body.inner(Margin::new(1, 0));
    let parts = exercise.goal.parts.len() + 1;
    let knobs = exercise.knobs.len() + 1;
    let tries = match state.tries.len() {
        0 => 0,
        tries => tries.min(ROWS) + 1,
    };
    let rows = |rows: usize| u16::try_from(rows).unwrap_or(u16::MAX);
    // The text keeps a third, as long as there is a row for what was tried last.
    let fixed = rows(parts + knobs);
    let left = area.height.saturating_sub(fixed);
    let most = left.saturating_sub(area.height / 3).max(2);
    Layout::vertical([
        Constraint::Fill(1),
        Constraint::Length(rows(parts)),
        Constraint::Length(rows(knobs)),
        Constraint::Length(rows(tries).min(most)),
    ])
    .areas(area)
}

/// What has to be reached and what the best has, part by part, below how many were tried.
fn goal_lines(exercise: &Exercise, state: &ExerciseState, look: &Look) -> Vec<Line<'static>> {
    let Look { theme, words, .. } = look;
    let mut count = state.count(exercise, *words);
    // The same knobs make the same run.
    if !state.is_met(exercise) && !state.gave_up && state.tried(exercise).is_some() {
        count = format!("{count} {}", say!(words, "exercise-turn-one"));
    }
    let style = match state.is_met(exercise) {
        true => theme.good,
        false => theme.dim,
    };
    let mut lines = vec![Line::styled(count, style)];
    let best = state.best(exercise).and_then(|best| state.tries.get(best));
    for part in &exercise.goal.parts {
        let told = part_told(exercise, part, *words);
        let is_met = best.is_some_and(|best| best.meets_part(exercise, part));
        let (mark, style) = match is_met {
            true => ("✓", theme.good),
            false => ("·", theme.dim),
        };
        let mut spans = vec![
            Span::styled(format!("{mark} "), style),
            Span::styled(told, theme.title),
        ];
        if let Some(share) = best.and_then(|best| best.reached(exercise, part)) {
            let percent = words.lang.percent(share);
            let best = say!(words, "exercise-best", percent = percent);
            spans.push(Span::styled(format!("   {best}"), theme.truth));
        }
        lines.push(Line::from(spans));
    }
    lines
}

/// A row for everything that was tried, the newest last, under a head.
fn draw_tries(page: &mut Page<'_, '_>, area: Rect, exercise: &Exercise, state: &ExerciseState) {
    if state.tries.is_empty() || area.height < 2 {
        return;
    }
    let Look { theme, words, .. } = page.look;
    let accuracies = 1 + exercise.slices.len();
    let numbers = SECONDS + accuracies * ACCURACY + VERDICT;
    let name = usize::from(area.width).saturating_sub(numbers);
    let cell = |text: &str| format!("{:>ACCURACY$}", fitted(text, ACCURACY - 2, []));
    let heads = exercise.slices.iter().map(|slice| cell(slice.title()));
    let head = format!(
        "{:<name$}{:>SECONDS$}{}{}",
        fitted(&say!(words, "exercise-column-knobs"), name, []),
        say!(words, "exercise-column-seconds"),
        cell(&say!(words, "column-validation-accuracy")),
        heads.collect::<String>()
    );
    let mut lines = vec![Line::styled(head, theme.dim)];
    let room = usize::from(area.height) - 1;
    let best = state.best(exercise);
    let skipped = state.tries.len().saturating_sub(room);
    let places = state.places(exercise);
    for (at, tried) in state.tries.iter().enumerate().skip(skipped) {
        let knobs = exercise.knobs.iter().zip(&tried.knobs);
        let knobs = knobs.map(|(knob, &place)| value(knob, place, *words));
        let knobs = knobs.collect::<Vec<_>>().join(" · ");
        let knobs = fitted(&knobs, name.saturating_sub(3), []);
        let percent = |share: Option<f64>| match share {
            Some(share) => words.lang.percent(share),
            None => "–".to_owned(),
        };
        let slices = (0..exercise.slices.len()).map(|slice| tried.slices.get(slice).copied());
        let reached = [tried.validation].into_iter().chain(slices);
        let reached = reached.map(|share| format!("{:>ACCURACY$}", percent(share)));
        let (verdict, style) = match tried.meets(exercise) {
            true => ("✓", theme.good),
            false => ("✗", theme.bad),
        };
        // The one with the knobs as they stand now, and the best.
        let here = if tried.knobs == places { "▸" } else { " " };
        let star = if best == Some(at) { "*" } else { " " };
        let blanks = " ".repeat(name.saturating_sub(knobs.width() + 2));
        let seconds = words.lang.decimal(tried.seconds, 1);
        lines.push(Line::from(vec![
            Span::styled(format!("{here}{star}"), theme.title),
            Span::styled(format!("{knobs}{blanks}"), theme.learner),
            Span::styled(format!("{seconds:>SECONDS$}"), theme.dim),
            Span::styled(reached.collect::<String>(), theme.truth),
            Span::styled(format!("{verdict:>VERDICT$}"), style),
        ]));
    }
    page.frame.render_widget(Text::from(lines), area);
}
