//! What there is to see at the desk at one moment.

use std::collections::{HashMap, HashSet};

use super::cohort::Cohort;
use crate::pack::Pack;
use crate::pack::text::on_paper;
use crate::progress::votes::Standing;
use crate::progress::{Progress, ProgressError};
use crate::report::class::{Answers, Asked, answers, asked};
use crate::words::Words;
use crate::workshop::elsewhere::Machines;
use crate::workshop::help::HelpRequest;
use crate::workshop::pace::Pace;
use crate::workshop::roster::Member;
use crate::workshop::state::AtTheDoor;
use crate::workshop::status::Status;

/// Somebody who was ever here.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) member: Member,
    /// Lessons that they finished.
    pub(super) finished: usize,
}

impl Known {
    pub(super) fn id(&self) -> &str {
        &self.member.learner.id
    }
}

/// Something that the class was asked.
pub(super) enum Question {
    /// What was said beforehand, and measured.
    Predicted(Asked),
    /// What was answered.
    Answered(Answers),
}

impl Question {
    /// The step, from 0.
    pub(super) fn step(&self) -> usize {
        match self {
            Self::Predicted(asked) => asked.step,
            Self::Answered(answers) => answers.step,
        }
    }

    /// What was asked, in Markdown; with gaps where each learner read a figure of their own.
    pub(super) fn text(&self, words: Words) -> String {
        match self {
            Self::Predicted(asked) => on_paper(&asked.question, &words.text("handout-otherwise")),
            Self::Answered(answers) => answers.question.clone(),
        }
    }
}

/// What there is to see at one moment.
pub(super) struct Seen {
    pub(super) class: Vec<(String, Status)>,
    pub(super) pace: Pace,
    pub(super) asked: Vec<Question>,
    /// Of each learner who has opened a way in for their phone, whether it is there; none where no phone may come in.
    pub(super) phones: Option<HashMap<String, bool>>,
    /// What happened at the door so far.
    pub(super) door: AtTheDoor,
    /// What could not be kept just now.
    pub(super) trouble: Option<String>,
    /// What the class is asked, or was asked last.
    pub(super) vote: Option<Standing>,
    /// Where phones vote, and how many of them are there; none where no phone may come in.
    pub(super) voting_phones: Option<(String, usize)>,
    /// The machines of a workshop over several.
    pub(super) machines: Option<Machines>,
    /// Who waits for help.
    pub(super) help: Vec<HelpRequest>,
    /// Whose figures are shown.
    pub(super) cohort: Cohort,
    /// Everybody of the cohort who was ever here, where that is looked at.
    pub(super) everybody: Vec<Known>,
}

impl Seen {
    /// Whether somebody waits for help.
    pub(super) fn asks(&self, id: &str) -> bool {
        self.help.iter().any(|request| request.learner == id)
    }

    /// What somebody who has a seat is called.
    pub(super) fn name_of(&self, id: &str) -> Option<&str> {
        let found = self.class.iter().find(|(known, _)| known == id);
        found.map(|(_, status)| status.name.as_str())
    }
}

/// Everything that these learners were asked in a lesson, from 0, in its order.
pub(super) fn questions(
    progress: &Progress,
    pack: &Pack,
    lesson: usize,
    learners: &HashSet<String>,
    words: Words,
) -> Result<Vec<Question>, ProgressError> {
    let (name, file) = (&pack.file.name, pack.file.lessons.get(lesson));
    let (Some(file), Some(lesson)) = (file, pack.lessons.get(lesson)) else {
        return Ok(Vec::new());
    };
    let mut notes = progress.notes_of_all(name, file)?;
    notes.retain(|(learner, _)| learners.contains(learner));
    let answered = answers(&notes, lesson, words).into_iter();
    let predicted = asked(notes).into_iter();
    let mut all: Vec<Question> = predicted.map(Question::Predicted).collect();
    all.extend(answered.map(Question::Answered));
    all.sort_by_key(Question::step);
    Ok(all)
}
