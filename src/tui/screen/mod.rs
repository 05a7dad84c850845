//! The screens; a file a screen. This one frames them: the line above, the help bar below.

pub mod ask;
pub mod end;
pub mod help;
pub mod home;
pub mod predict;
pub mod read;
pub mod reveal;
pub mod small;
pub mod train;

use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout, Rect, Size};
use ratatui::text::{Line, Span, Text};
use unicode_width::UnicodeWidthStr;

use super::app::{App, LessonView};
use super::keys;
use super::theme::Theme;
use crate::eval::text::percent;
use crate::lesson::{Stage, StepState};
use crate::pack::Step;

/// The smallest terminal in which every screen still works.
pub const SMALLEST: (u16, u16) = (60, 20);

/// Whether there is room for the screens.
pub(super) fn fits(size: Size) -> bool {
    size.width >= SMALLEST.0 && size.height >= SMALLEST.1
}

impl App {
    /// Draws everything there is to see.
    pub fn draw(&self, frame: &mut Frame<'_>) {
        let area = frame.area();
        if !fits(area.as_size()) {
            return small::draw(frame, area, &self.theme);
        }
        let [top, body, bottom] = rows(area);
        frame.render_widget(self.header(), top);
        self.draw_body(frame, body);
        self.draw_footer(frame, bottom);
    }

    fn draw_body(&self, frame: &mut Frame<'_>, body: Rect) {
        let theme = &self.theme;
        if let Some(scroll) = self.help {
            return help::draw(frame, body, self, scroll);
        }
        let Some(view) = &self.view else {
            return home::draw(frame, body, self);
        };
        if view.ended {
            return end::draw(frame, body, self, view);
        }
        match view.walk.current() {
            Some((Step::Say(text), _)) => read::draw(frame, body, text, view, theme),
            Some((Step::Ask(ask), StepState::Ask(state))) => {
                ask::draw(frame, body, ask, state, view, theme);
            }
            Some((Step::Train(step), StepState::Train(state))) => match view.walk.stage() {
                Stage::Predict(_) | Stage::Begin => predict::draw(frame, body, view, theme),
                _ => train::draw(frame, body, step, state, view, theme),
            },
            Some((Step::Reveal(step), StepState::Reveal(state))) => match view.walk.stage() {
                Stage::Predict(_) => predict::draw(frame, body, view, theme),
                _ => reveal::draw(frame, body, step, state, view, theme),
            },
            _ => {}
        }
    }

    fn header(&self) -> Line<'_> {
        let theme = &self.theme;
        let mut spans = vec![Span::styled(" mindgap", theme.title)];
        let said = |text: String| Span::styled(format!(" · {text}"), theme.dim);
        if let Some(view) = &self.view {
            let lesson = view.walk.lesson();
            spans.push(said(lesson.title.clone()));
            let (at, all) = (view.walk.at() + 1, lesson.steps.len());
            spans.push(said(format!("step {at} of {all}")));
        }
        Line::from(spans)
    }

    fn draw_footer(&self, frame: &mut Frame<'_>, area: Rect) {
        let theme = &self.theme;
        if let Some(notice) = &self.notice {
            return frame.render_widget(Line::styled(format!(" {notice}"), theme.bad), area);
        }
        let mut spans = Vec::new();
        let mut left = usize::from(area.width);
        for row in keys::shown(self.context()).filter(|row| !row.label.is_empty()) {
            let width = row.shown.width() + row.label.width() + 3;
            if width > left {
                continue;
            }
            left -= width;
            spans.push(Span::styled(format!(" {}", row.shown), theme.key));
            spans.push(Span::styled(format!(" {} ", row.label), theme.dim));
        }
        frame.render_widget(Line::from(spans), area);
        if let Some(run) = self.view.as_ref().and_then(best_known) {
            let width = u16::try_from(run.width()).unwrap_or(0);
            if usize::from(width) < left {
                let line = Line::styled(run, theme.model).alignment(Alignment::Right);
                frame.render_widget(line, area);
            }
        }
    }
}

/// The newest validation accuracy of the lesson's run, for the corner.
fn best_known(view: &LessonView) -> Option<String> {
    let name = match view.walk.current()?.0 {
        Step::Reveal(reveal) => &reveal.of,
        _ => return None,
    };
    let story = view.walk.run_called(name)?;
    let accuracy = story.epochs.last()?.validation_accuracy?;
    Some(format!(
        "{name}: {} % on held-out pictures ",
        percent(accuracy)
    ))
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
    let theme = &app.theme;
    if app.help.is_some() {
        return Some((help::text(app), help::area(body)));
    }
    let view = app.view.as_ref().filter(|view| !view.ended)?;
    match view.walk.current()? {
        (Step::Say(text), _) => Some(read::scrolling(body, text, theme)),
        (Step::Train(step), StepState::Train(state)) => match view.walk.stage() {
            Stage::Predict(_) | Stage::Begin => predict::scrolling(body, view, theme),
            Stage::Look => Some(train::scrolling(body, step, state, theme)),
            _ => None,
        },
        (Step::Reveal(step), _) => match view.walk.stage() {
            Stage::Predict(_) => predict::scrolling(body, view, theme),
            Stage::Look => Some(reveal::scrolling(body, step, theme)),
            _ => None,
        },
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
