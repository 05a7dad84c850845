//! What was typed in a step and not handed in: it is there again when the learner comes back to the step.

use std::collections::BTreeMap;

use super::ground::LessonView;

/// What was typed, by lesson and step, from 0 both.
#[derive(Debug, Default)]
pub(super) struct Drafts(BTreeMap<(usize, usize), String>);

impl Drafts {
    /// Keeps what is typed in the step that is looked at, as it is about to be left.
    pub(super) fn keep(&mut self, view: &LessonView) {
        match view.page.draft() {
            "" => self.0.remove(&place(view)),
            typed => self.0.insert(place(view), typed.to_owned()),
        };
    }

    /// Types it again in the step that is looked at now.
    pub(super) fn restore(&self, view: &mut LessonView) {
        if let Some(typed) = self.0.get(&place(view)) {
            view.page.paste(&view.walk, typed);
        }
    }
}

fn place(view: &LessonView) -> (usize, usize) {
    (view.index, view.walk.at())
}
