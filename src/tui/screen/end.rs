//! The end of a lesson: what was said beforehand, and what came of it.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};

use crate::eval::text::percent;
use crate::lesson::{Guess, StepState};
use crate::pack::Step;
use crate::tui::app::{App, LessonView};
use crate::tui::theme::Theme;
use crate::tui::widget::guess::said;
use crate::tui::widget::markdown::{column, markdown};

/// Draws the end of a lesson.
pub fn draw(frame: &mut Frame<'_>, body: Rect, app: &App, view: &LessonView) {
    let theme = &app.theme;
    let lesson = view.walk.lesson();
    let mut lines = vec![
        Line::styled(format!("The end of “{}”", lesson.title), theme.title),
        Line::default(),
    ];
    let saved = view.walk.saved();
    for (step, state) in lesson.steps.iter().zip(&saved.steps) {
        match (step, state) {
            (Step::Train(train), StepState::Train(state)) => {
                let said = train.predict.iter().zip(&state.guesses);
                for (place, (asked, guess)) in said.enumerate() {
                    lines.extend(outcome(&asked.question, guess, state.outcome(place), theme));
                }
            }
            (Step::Reveal(reveal), StepState::Reveal(state)) => {
                if let Some(guess) = &state.guess {
                    lines.extend(outcome(
                        &reveal.predict.question,
                        guess,
                        state.outcome,
                        theme,
                    ));
                }
            }
            _ => {}
        }
    }
    if let Some(next) = app.pack.lessons.get(view.index + 1) {
        lines.push(Line::styled(format!("Next: {}", next.title), theme.text));
    }
    let text = Paragraph::new(Text::from(lines)).wrap(Wrap { trim: false });
    frame.render_widget(text, column(body.inner(Margin::new(1, 1))));
}

fn outcome<'a>(
    question: &'a str,
    guess: &Guess,
    measured: Option<f64>,
    theme: &Theme,
) -> Vec<Line<'a>> {
    let measured = measured.map_or_else(
        || Span::styled("not measured", theme.dim),
        |share| Span::styled(format!("{} %", percent(share)), theme.model),
    );
    let mut lines = markdown(question, theme).lines;
    lines.push(Line::from(vec![
        Span::styled("  you said ", theme.dim),
        Span::styled(said(guess), theme.learner),
        Span::styled("   it was ", theme.dim),
        measured,
    ]));
    lines.push(Line::default());
    lines
}
