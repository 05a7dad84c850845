//! What a learner wrote under a model card in a lesson.

use crate::lesson::StepState;
use crate::pack::{Pack, Step};
use crate::progress::{LOCAL_LEARNER, Place, Progress, ProgressError};
use crate::train::RunId;

/// A card that was filled in, in a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenCard {
    /// What was asked, in Markdown.
    pub ask: String,
    /// What the learner wrote.
    pub sentence: String,
    /// The lesson.
    pub lesson: String,
    /// What the lesson says that nobody measured.
    pub not_measured: Vec<String>,
}

/// The card that this machine's learner filled in of a run in a lesson of a pack, if there is one; the last of
/// several.
///
/// # Errors
/// When what is remembered cannot be read.
pub fn written(
    pack: &Pack,
    run: &RunId,
    progress: &Progress,
) -> Result<Option<WrittenCard>, ProgressError> {
    let mut found = None;
    // What was done with a model that was brought is remembered beside the rest.
    for name in [
        pack.file.name.clone(),
        Place::pack_with(&pack.file.name, run),
    ] {
        for (file, lesson) in pack.file.lessons.iter().zip(&pack.lessons) {
            let place = Place {
                learner: LOCAL_LEARNER.to_owned(),
                pack: name.clone(),
                lesson: file.clone(),
            };
            let Some(saved) = progress.walk(&place)? else {
                continue;
            };
            let mut runs = Vec::new();
            for (step, state) in saved.shown(lesson, pack.lang) {
                let trained = state.trained_run(&step).filter(|(_, own)| own == run);
                runs.extend(trained.map(|(name, _)| name));
                if let (Step::Card(card), StepState::Card(state)) = (&step, state)
                    && runs.contains(&card.of)
                    && !state.sentence.is_empty()
                {
                    found = Some(WrittenCard {
                        ask: card.ask.clone(),
                        sentence: state.sentence.clone(),
                        lesson: lesson.title.clone(),
                        not_measured: card.not_measured.clone(),
                    });
                }
            }
        }
    }
    Ok(found)
}
