//! The screens; a file a screen. This one frames them, the line above and the help bar below, and
//! finds the one that is shown.
//!
//! The screen of a kind of step has a `View` where it keeps what only it cares about, and up to four
//! functions: `draw`, `scrolling` (its long text and where that stands), `context` (what keys mean)
//! and `obey` (what a key does).

pub mod ask;
pub mod card;
pub mod compare;
pub mod dial;
pub mod draw;
pub mod end;
mod fault;
pub mod help;
pub mod home;
pub mod inspect;
pub mod label;
pub mod measuring;
pub(super) mod notebook;
pub(super) mod peek;
pub mod photo;
pub mod predict;
pub mod read;
pub mod reveal;
pub mod small;
pub mod solve;
mod steps;
pub mod sweep;
pub mod train;

use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout, Rect, Size};
use ratatui::text::{Line, Span, Text};
use unicode_width::UnicodeWidthStr;

use super::app::{App, LessonView};
use super::ascii;
use super::keys::{self, Command, Context};
use super::look::Look;
use super::page::{Hit, Page, Target};
use super::theme::Theme;
use crate::eval::text::percent;
use crate::lesson::guess::{Guess, Outcome};
use crate::lesson::tell::{found, said};
use crate::lesson::{Action, Stage, StepState};
use crate::pack::Step;
use crate::say;

/// The smallest terminal in which every screen still works.
pub const SMALLEST: (u16, u16) = (60, 20);

/// What a screen makes of a command.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    /// The learner does something in the lesson.
    Act(Action),
    /// It was for the screen alone.
    Done,
    /// Nothing can be done; the text with this id says why.
    Notice(&'static str),
    /// It means nothing here, but may scroll.
    Pass,
}

/// Whether there is room for the screens.
pub(super) fn fits(size: Size) -> bool {
    size.width >= SMALLEST.0 && size.height >= SMALLEST.1
}

impl App {
    /// Draws everything there is to see, and says what the mouse finds where.
    pub fn draw(&self, frame: &mut Frame<'_>) -> Vec<Hit> {
        let area = frame.area();
        let mut page = Page::new(frame, &self.look);
        if fits(area.as_size()) {
            let [top, body, bottom] = rows(area);
            page.frame.render_widget(self.header(), top);
            self.draw_body(&mut page, body);
            self.draw_footer(&mut page, bottom);
        } else {
            small::draw(&mut page, area);
        }
        if self.look.is_ascii {
            ascii::replace(page.frame.buffer_mut());
        }
        page.into_hits()
    }

    fn draw_body(&self, page: &mut Page<'_, '_>, body: Rect) {
        if let Some(scroll) = self.help {
            return help::draw(page, body, self, scroll);
        }
        if let Some((diagnoses, scroll)) = &self.fault {
            return fault::draw(page, body, diagnoses, *scroll);
        }
        if let Some(notebook) = &self.notebook {
            return notebook::draw(page, body, notebook);
        }
        let Some(view) = &self.view else {
            return home::draw(page, body, self);
        };
        if view.ended {
            return end::draw(page, body, self, view);
        }
        if self.peek {
            return peek::draw(page, body, view);
        }
        if let Some(marked) = self.steps {
            return steps::draw(page, body, view, marked);
        }
        if view.walk.stage() == Stage::Predict {
            return predict::draw(page, body, view);
        }
        let own = &view.page;
        match view.walk.current() {
            Some((Step::Say(text), _)) => read::draw(page, body, text, own),
            Some((Step::Ask(ask), StepState::Ask(state))) => {
                ask::draw(page, body, ask, state, own);
            }
            Some((Step::Solve(step), StepState::Solve(state))) => {
                solve::draw(page, body, step, state, own);
            }
            Some((Step::Train(step), StepState::Train(state))) => match view.walk.stage() {
                Stage::Begin => train::begin::draw(page, body, step, state, own),
                _ => train::draw(page, body, step, state, own),
            },
            Some((Step::Reveal(step), StepState::Reveal(state))) => match view.walk.stage() {
                Stage::Look => reveal::draw(page, body, step, state, own),
                _ => measuring::draw(page, body, &step.slices, &state.measuring),
            },
            Some((Step::Dial(step), StepState::Dial(state))) => match view.walk.stage() {
                Stage::Look => dial::draw(page, body, step, state, own),
                _ => measuring::draw(page, body, &[], &state.measuring),
            },
            Some((Step::Inspect(step), StepState::Inspect(state))) => match view.walk.stage() {
                Stage::Look => inspect::draw(page, body, step, state, own),
                _ => measuring::draw(page, body, &step.slices, &state.measuring),
            },
            Some((Step::Compare(step), StepState::Compare(state))) => match view.walk.stage() {
                Stage::Look => compare::draw(page, body, (&view.walk, step), state, own),
                _ => measuring::draw(page, body, &step.slices, &state.measuring),
            },
            Some((Step::Card(step), StepState::Card(state))) => match view.walk.stage() {
                Stage::Look => card::draw(page, body, view, step, state),
                _ => measuring::draw(page, body, &step.slices, &state.measuring),
            },
            Some((Step::Label(step), StepState::Label(state))) => match view.walk.stage() {
                stage @ (Stage::Look | Stage::Label) => {
                    label::draw(page, body, (stage, step), state, own);
                }
                _ => measuring::draw(page, body, &step.slices, &state.measuring),
            },
            Some((Step::Sweep(step), StepState::Sweep(state))) => {
                sweep::draw(page, body, (view.walk.stage(), step), state, own);
            }
            Some((Step::Photo(step), StepState::Photo(state))) => {
                photo::draw(page, body, step, state, own);
            }
            Some((Step::Draw(step), StepState::Draw(state))) => match &state.failure {
                None => draw::draw(page, body, (view.walk.stage(), step), state, own),
                Some(failure) => measuring::draw_failure(page, body, failure),
            },
            _ => {}
        }
    }

    fn header(&self) -> Line<'_> {
        let theme = &self.look.theme;
        let mut spans = vec![Span::styled(" mindgap", theme.title)];
        let said = |text: String| Span::styled(format!(" · {text}"), theme.dim);
        if let Some(view) = &self.view {
            let lesson = view.walk.lesson();
            spans.push(said(lesson.title.clone()));
            let (at, all) = (view.walk.at() + 1, lesson.steps.len());
            spans.push(said(say!(self.look.words, "step-of", at = at, all = all)));
        }
        Line::from(spans)
    }

    fn draw_footer(&self, page: &mut Page<'_, '_>, area: Rect) {
        let Look { theme, words, .. } = page.look;
        if let Some(notice) = &self.notice {
            let line = Line::styled(format!(" {notice}"), theme.bad);
            return page.frame.render_widget(line, area);
        }
        let mut left = usize::from(area.width);
        for row in keys::shown(self.context()).filter(|row| row.in_bar) {
            let label = words.text(&format!("{}.label", row.text));
            let width = row.shown.width() + label.width() + 3;
            if width > left {
                continue;
            }
            let line = Line::from(vec![
                Span::raw(" "),
                Span::styled(row.shown, theme.key),
                Span::styled(format!(" {label} "), theme.dim),
            ]);
            let place = Rect {
                x: area.right() - u16::try_from(left).unwrap_or(0),
                width: u16::try_from(width).unwrap_or(0),
                ..area
            };
            left -= width;
            page.frame.render_widget(line, place);
            page.clickable(place, Target::Command(row.clicked()));
        }
        if let Some(run) = self
            .view
            .as_ref()
            .and_then(|view| best_known(view, page.look))
        {
            let width = u16::try_from(run.width()).unwrap_or(0);
            if usize::from(width) < left {
                let place = Rect {
                    x: area.right() - width,
                    width,
                    ..area
                };
                let line = Line::styled(run, theme.model).alignment(Alignment::Right);
                page.frame.render_widget(line, place);
            }
        }
    }
}

/// What keys mean on the page of a step.
pub(super) fn context(view: &LessonView) -> Context {
    let stage = view.walk.stage();
    match (stage, view.walk.current()) {
        (Stage::Predict, _) => predict::context(view),
        (Stage::Begin, _) => Context::Begin,
        (Stage::Watch, _) => Context::Watch,
        (Stage::Wait, _) => Context::Wait,
        (Stage::Retry, _) => Context::Retry,
        (Stage::Choose, Some((Step::Solve(_), _))) => Context::Solve,
        (Stage::Choose, _) => Context::Ask,
        (Stage::Look, Some((Step::Train(_), StepState::Train(state)))) => train::context(state),
        (Stage::Look, Some((Step::Reveal(_), _))) => Context::Look,
        (Stage::Look, Some((Step::Dial(dial), _))) if dial.turn.rows().is_empty() => Context::Dial,
        (Stage::Look, Some((Step::Dial(_), _))) => Context::TwoDials,
        (Stage::Look, Some((Step::Inspect(_), _))) => Context::Inspect,
        (Stage::Look, Some((Step::Compare(_), _))) => Context::Compare,
        (Stage::Look, Some((Step::Photo(_), _))) => photo::context(&view.page),
        (Stage::Look, Some((Step::Card(_), _))) => card::context(&view.page),
        (Stage::Label, _) => Context::Label,
        (Stage::Look, Some((Step::Label(_), _))) => Context::AllDrawn,
        (Stage::Draw, _) => Context::Draw,
        (Stage::Look, Some((Step::Draw(step), StepState::Draw(state)))) => {
            draw::context(step, state)
        }
        (Stage::Look, _) => Context::Read,
    }
}

/// What a command does on the page of a step.
pub(super) fn obey(view: &mut LessonView, command: Command) -> Answer {
    let stage = view.walk.stage();
    match (stage, command) {
        (Stage::Predict, command) => return predict::obey(view, command),
        (Stage::Begin | Stage::Retry, Command::Enter) => return Answer::Act(Action::Begin),
        _ => {}
    }
    let own = &mut view.page;
    let answer = match view.walk.current() {
        Some((Step::Ask(ask), StepState::Ask(state))) => ask::obey(ask, state, own, command),
        Some((Step::Solve(_), StepState::Solve(state))) => solve::obey(state, own, command),
        Some((Step::Train(_), StepState::Train(state))) => train::obey(state, command),
        Some((Step::Reveal(step), StepState::Reveal(state))) if stage == Stage::Look => {
            reveal::obey(step, state, own, command)
        }
        Some((Step::Dial(step), StepState::Dial(state))) if stage == Stage::Look => {
            dial::obey(step, state, own, command)
        }
        Some((Step::Inspect(step), StepState::Inspect(state))) if stage == Stage::Look => {
            inspect::obey(step, state, own, command)
        }
        Some((Step::Compare(step), StepState::Compare(state))) if stage == Stage::Look => {
            compare::obey(step, state, own, command)
        }
        Some((Step::Photo(step), StepState::Photo(state))) => {
            photo::obey(step, state, own, command)
        }
        Some((Step::Label(step), StepState::Label(state))) => {
            label::obey(stage, step, state, own, command)
        }
        Some((Step::Sweep(_), StepState::Sweep(state))) if stage == Stage::Watch => {
            sweep::obey(state, command)
        }
        Some((Step::Card(_), StepState::Card(state))) if stage == Stage::Look => {
            card::obey(state, own, command)
        }
        Some((Step::Draw(step), StepState::Draw(state))) => {
            draw::obey(stage, step, state, own, command)
        }
        _ => Answer::Pass,
    };
    match (answer, stage, command) {
        (Answer::Pass, Stage::Look, Command::Enter) => Answer::Act(Action::Next),
        (answer, ..) => answer,
    }
}

/// What a text that was pasted means on the page of a step.
pub(super) fn paste(view: &mut LessonView, text: &str) -> Answer {
    match view.walk.current() {
        Some((Step::Photo(_), _)) => photo::paste(&mut view.page, text),
        Some((Step::Card(_), _)) => card::paste(&mut view.page, text),
        Some((Step::Solve(_), StepState::Solve(state))) => {
            solve::paste(state, &mut view.page, text)
        }
        _ => Answer::Pass,
    }
}

/// The newest validation accuracy of the lesson's run, for the corner.
fn best_known(view: &LessonView, look: &Look) -> Option<String> {
    let name = match view.walk.current()?.0 {
        Step::Reveal(reveal) => &reveal.of,
        Step::Dial(dial) => &dial.of,
        Step::Inspect(inspect) => &inspect.of,
        Step::Compare(compare) => &compare.runs.1,
        Step::Photo(photo) => &photo.of,
        Step::Card(card) => &card.of,
        Step::Label(label) => &label.of,
        Step::Draw(draw) => &draw.of,
        _ => return None,
    };
    let story = view.walk.run_called(name)?;
    let accuracy = percent(story.epochs.last()?.validation_accuracy?);
    let name = name.as_str();
    Some(say!(look.words, "best-known", name = name, accuracy = accuracy) + " ")
}

/// The line above, the body, the help bar.
fn rows(area: Rect) -> [Rect; 3] {
    Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(1),
    ])
    .areas(area)
}

/// The text of the present screen that can be scrolled, and where it stands.
pub(super) fn scrolling(app: &App, area: Rect) -> Option<(Text<'_>, Rect)> {
    let [_, body, _] = rows(area);
    let look = &app.look;
    if app.help.is_some() {
        let area = help::area(body);
        return Some((help::text(app, area.width), area));
    }
    if let Some((diagnoses, _)) = &app.fault {
        return Some(fault::scrolling(body, diagnoses, look));
    }
    let view = app.view.as_ref().filter(|view| !view.ended)?;
    match (view.walk.stage(), view.walk.current()?) {
        (Stage::Predict, _) => predict::scrolling(body, view, look),
        (_, (Step::Say(text), _)) => Some(read::scrolling(body, text, look)),
        (_, (Step::Ask(step), StepState::Ask(state))) => {
            Some(ask::scrolling(body, step, state, &view.page, look))
        }
        (_, (Step::Solve(step), StepState::Solve(state))) => {
            Some(solve::scrolling(body, step, state, &view.page, look))
        }
        (Stage::Begin, (Step::Train(step), StepState::Train(state))) => {
            Some(train::begin::scrolling(body, step, state, look))
        }
        (Stage::Look, (Step::Train(step), StepState::Train(state))) => {
            Some(train::scrolling(body, step, state, look))
        }
        (Stage::Look, (Step::Reveal(step), _)) => Some(reveal::scrolling(body, step, look)),
        (Stage::Look, (Step::Dial(step), _)) => Some(dial::scrolling(body, step, look)),
        (Stage::Look, (Step::Inspect(step), _)) => inspect::scrolling(body, step, &view.page, look),
        (Stage::Look, (Step::Compare(step), _)) => Some(compare::scrolling(body, step, look)),
        (Stage::Look, (Step::Card(step), StepState::Card(state))) => {
            Some(card::scrolling(body, view, step, state, look))
        }
        (stage, (Step::Sweep(step), StepState::Sweep(state))) => {
            Some(sweep::scrolling(body, stage, step, state, look))
        }
        (Stage::Look, (Step::Label(step), _)) => Some(label::scrolling(body, step, look)),
        (Stage::Look, (Step::Draw(step), _)) => Some(draw::scrolling(body, step, look)),
        _ => None,
    }
}

/// A line of a name and its value, the names aligned.
fn fact<'a>(name: &str, value: String, theme: &Theme) -> Line<'a> {
    Line::from(vec![label(name, theme), Span::styled(value, theme.text)])
}

/// The name before a value.
fn label<'a>(name: &str, theme: &Theme) -> Span<'a> {
    Span::styled(format!("{name:<9} "), theme.dim)
}

/// What was said beforehand and, once it is known, what it turned out to be; nothing where nobody asked.
fn said_then_found(
    guess: Option<&Guess>,
    outcome: Option<&Outcome>,
    look: &Look,
) -> Option<Line<'static>> {
    let Look { theme, words, .. } = look;
    let text = format!("{} {}", say!(words, "you-said"), said(guess?, *words));
    let mut spans = vec![Span::styled(text, theme.learner)];
    if let Some(outcome) = outcome {
        let text = format!(" · {} {}", say!(words, "it-was"), found(outcome));
        spans.push(Span::styled(text, theme.truth));
    }
    Some(Line::from(spans))
}
