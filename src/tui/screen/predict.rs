//! Before something is shown: what will happen, and the number that the learner says first.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Text};
use ratatui::widgets::{Paragraph, Wrap};

use super::fact;
use crate::eval::text::count;
use crate::lesson::{Stage, StepState};
use crate::pack::{Step, Train};
use crate::tui::app::LessonView;
use crate::tui::theme::Theme;
use crate::tui::widget::guess;
use crate::tui::widget::markdown::{column, markdown, pane};

/// Draws the text and, under it, the entry or the recipe that is about to be trained.
pub fn draw(frame: &mut Frame<'_>, body: Rect, view: &LessonView, theme: &Theme) {
    let Some((text, area)) = scrolling(body, view, theme) else {
        return;
    };
    pane(frame, area, text, view.scroll, theme);
    let [_, below] = areas(body, view);
    let lines = match view.walk.stage() {
        Stage::Predict(_) => guess::lines(&view.entry, below.width, theme),
        _ => recipe(view, theme),
    };
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), below);
}

pub(super) fn scrolling<'a>(
    body: Rect,
    view: &'a LessonView,
    theme: &Theme,
) -> Option<(Text<'a>, Rect)> {
    let (source, question) = match (view.walk.current()?, view.walk.stage()) {
        ((Step::Train(train), _), Stage::Predict(index)) => {
            let asked = train.predict.get(index)?;
            (train.say.as_str(), Some(asked.question.as_str()))
        }
        ((Step::Train(train), _), _) => (train.say.as_str(), None),
        ((Step::Reveal(reveal), _), _) => {
            (reveal.say.as_str(), Some(reveal.predict.question.as_str()))
        }
        _ => return None,
    };
    let mut text = markdown(source, theme);
    if let Some(question) = question {
        if !text.lines.is_empty() {
            text.push_line(Line::default());
        }
        text.push_line(Line::styled(
            "Before you see it, say a number.",
            theme.learner,
        ));
        text.extend(markdown(question, theme).lines);
    }
    let [above, _] = areas(body, view);
    Some((text, above))
}

fn areas(body: Rect, view: &LessonView) -> [Rect; 2] {
    let below = match view.walk.stage() {
        Stage::Predict(_) => 5,
        _ => 8,
    };
    let area = column(body.inner(Margin::new(1, 1)));
    let [above, _, below] = Layout::vertical([
        Constraint::Fill(1),
        Constraint::Length(1),
        Constraint::Length(below),
    ])
    .areas(area);
    [above, below]
}

fn recipe(view: &LessonView, theme: &Theme) -> Vec<Line<'static>> {
    let Some((Step::Train(train), StepState::Train(state))) = view.walk.current() else {
        return Vec::new();
    };
    let mut lines = facts(train, theme);
    for (asked, said) in train.predict.iter().zip(&state.guesses) {
        let text = format!("{} after epoch {}", guess::said(said), asked.after);
        lines.push(Line::styled(format!("you said  {text}"), theme.learner));
    }
    lines
}

/// What a recipe says, a line each.
fn facts(train: &Train, theme: &Theme) -> Vec<Line<'static>> {
    let pictures = train.data.train.map_or_else(|| "all".to_owned(), count);
    let recipe = &train.recipe;
    let optimizer = match recipe.optimizer {
        crate::train::Optimizer::Adam => "Adam",
        crate::train::Optimizer::Sgd => "SGD",
    };
    vec![
        fact(
            "data",
            format!(
                "{}: {pictures} pictures to learn from, {} held out",
                train.data.set,
                count(train.data.validation)
            ),
            theme,
        ),
        fact("model", train.model.to_string(), theme),
        fact(
            "recipe",
            format!(
                "{} epochs, {} pictures a step, {optimizer}, learning rate {}",
                recipe.epochs,
                recipe.batch,
                recipe.learning_rate()
            ),
            theme,
        ),
        fact(
            "seed",
            format!("{}: the same seed gives the same numbers", recipe.seed),
            theme,
        ),
    ]
}
