//! The picture that is looked at, as large as the terminal can show it.

use std::borrow::Cow;

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::Line;

use super::{compare, dial, draw, label, photo, reveal};
use crate::dataset::Shape;
use crate::eval::Evaluation;
use crate::lesson::{Stage, StepState};
use crate::pack::Step;
use crate::say;
use crate::tui::app::LessonView;
use crate::tui::page::Page;
use crate::tui::widget::picture::Picture;
use crate::words::Words;

/// A picture, and what is said of it.
pub(super) struct Looked<'a> {
    /// Rows of pixels, channels last.
    pub pixels: Cow<'a, [u8]>,
    /// Their shape.
    pub shape: Shape,
    /// A line under it.
    pub caption: String,
}

impl<'a> Looked<'a> {
    /// One of the pictures of a slice, by its place among the answers.
    pub(super) fn answered(result: &'a Evaluation, place: usize, words: Words) -> Option<Self> {
        let prediction = result.predictions.get(place)?;
        let dataset = result.pictures.dataset();
        let name = |class: u8| {
            let names = dataset.classes();
            names.get(usize::from(class)).map_or("?", String::as_str)
        };
        let sure = format!("{:.0}", prediction.confidence * 100.0);
        let caption = say!(
            words,
            "explained",
            n = place + 1,
            truth = name(prediction.label),
            answer = name(prediction.answer),
            sure = sure
        );
        Some(Self {
            pixels: Cow::Borrowed(result.pictures.picture(prediction.index)),
            shape: dataset.shape(),
            caption,
        })
    }
}

/// The picture that is looked at, where there is one.
pub(in crate::tui) fn is_there(view: &LessonView, words: Words) -> bool {
    looked_at(view, words).is_some()
}

fn looked_at(view: &LessonView, words: Words) -> Option<Looked<'_>> {
    let own = &view.page;
    match (view.walk.stage(), view.walk.current()?) {
        (Stage::Look, (Step::Reveal(step), StepState::Reveal(state))) => {
            reveal::looked_at(step, state, own, words)
        }
        (Stage::Look, (Step::Dial(step), StepState::Dial(state))) => {
            dial::looked_at(step, state, own, words)
        }
        (Stage::Look, (Step::Compare(step), StepState::Compare(state))) => {
            compare::looked_at(step, state, own, words)
        }
        (Stage::Look, (Step::Draw(step), StepState::Draw(state))) => {
            draw::looked_at(step, state, own, words)
        }
        (Stage::Look, (Step::Photo(_), StepState::Photo(state))) => photo::looked_at(state, own),
        (Stage::Label, (Step::Label(step), StepState::Label(state))) => {
            label::looked_at(step, state, words)
        }
        _ => None,
    }
}

/// Draws it.
pub fn draw(page: &mut Page<'_, '_>, body: Rect, view: &LessonView) {
    let Some(looked) = looked_at(view, page.look.words) else {
        return;
    };
    let area = body.inner(Margin::new(1, 0));
    let [above, below] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(area);
    let picture = Picture {
        pixels: &looked.pixels,
        shape: looked.shape,
        look: page.look,
    };
    page.frame.render_widget(picture, above);
    let caption = Line::styled(looked.caption, page.look.theme.model);
    page.frame.render_widget(caption, below);
}
