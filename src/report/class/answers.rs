//! What a class answered to the questions of a lesson: how many chose what, and what was written.

use crate::lesson::Note;
use crate::pack::text::on_paper;
use crate::pack::{Lesson, Step};
use crate::words::Words;

/// A question, and what the class answered before anybody was told what is right.
#[derive(Debug, Clone, PartialEq)]
pub struct Answers {
    /// The step, from 0.
    pub step: usize,
    /// What was asked, in Markdown; with gaps where each learner read a figure of their own.
    pub question: String,
    /// How many made each choice, in the order of the choices.
    pub choices: Vec<Chosen>,
    /// What was written, by learner.
    pub texts: Vec<(String, String)>,
    /// How many have answered.
    pub learners: usize,
}

/// A choice, and how many made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The choice, in Markdown.
    pub choice: String,
    /// How many made it.
    pub count: usize,
    /// Whether it is right; none in a poll.
    pub is_right: Option<bool>,
}

/// Everything that was answered in a lesson, in its order, of these notes, each with whose it is; of each learner the first
/// answer.
pub fn answers(notes: &[(String, Note)], lesson: &Lesson, words: Words) -> Vec<Answers> {
    let steps = lesson.steps.iter().enumerate();
    let all = steps.filter_map(|(at, step)| Answers::of(at, step, notes, words));
    all.filter(|answers| answers.learners > 0).collect()
}

impl Answers {
    /// What was answered in a step; nothing where none is asked for.
    fn of(at: usize, step: &Step, notes: &[(String, Note)], words: Words) -> Option<Self> {
        let (question, mut choices) = match step {
            Step::Ask(ask) => {
                let right = ask.right();
                let numbers = 1..=ask.choices.len();
                let choices = numbers.map(|number| Chosen {
                    choice: ask.choice(number).unwrap_or_default().to_owned(),
                    count: 0,
                    is_right: ask.is_scored().then(|| right.contains(&number)),
                });
                (&ask.question, choices.collect())
            }
            Step::Solve(solve) => (&solve.question, Vec::new()),
            _ => return None,
        };
        let mut known: Vec<&str> = Vec::new();
        let mut texts = Vec::new();
        for (learner, note) in notes {
            let Some((step, made, text)) = answered(note) else {
                continue;
            };
            if step != at || known.contains(&learner.as_str()) {
                continue;
            }
            known.push(learner);
            for choice in made {
                let chosen: Option<&mut Chosen> =
                    choice.checked_sub(1).and_then(|at| choices.get_mut(at));
                if let Some(chosen) = chosen {
                    chosen.count += 1;
                }
            }
            texts.extend(text.map(|text| (learner.clone(), text.to_owned())));
        }
        Some(Self {
            step: at,
            question: on_paper(question, &words.text("handout-otherwise")),
            choices,
            texts,
            learners: known.len(),
        })
    }
}

/// The step of an answer, from 0, the choices that were made, from 1, and what was written; none of what is no answer.
pub(super) fn answered(note: &Note) -> Option<(usize, Vec<usize>, Option<&str>)> {
    match note {
        Note::Answer { step, choice, .. } => Some((*step, vec![*choice], None)),
        Note::Marked { step, choices, .. } => Some((*step, choices.clone(), None)),
        Note::Written { step, text, .. } | Note::Solution { step, text, .. } => {
            Some((*step, Vec::new(), Some(text)))
        }
        Note::Guess { .. } | Note::Outcome { .. } => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;
    use crate::pack::parse;
    use crate::progress::{Place, Progress};

    #[test]
    fn the_first_answer_of_each_counts_and_a_poll_has_nothing_right() {
        let folder = tempfile::TempDir::new().unwrap();
        let progress = Progress::open(folder.path()).unwrap();
        let lesson: Lesson = parse(
            "lesson: L\nminutes: 1\nsteps:\n\
             - ask: { question: One?, choices: [a, b], answer: 2, why: so, hints: [h] }\n\
             - ask: { question: Any?, choices: [a, b, c], poll: several }\n\
             - ask: { question: Write., text: lines }\n",
        )
        .unwrap();
        let says = |learner: &str, note: Note| {
            let place = Place {
                learner: learner.into(),
                pack: "p".into(),
                lesson: "l".into(),
            };
            progress.keep_note(&place, &note).unwrap();
        };
        let one = |choice, right| Note::Answer {
            step: 0,
            choice,
            right,
        };
        says("ada", one(1, false));
        says("ada", one(2, true));
        says("bo", one(2, true));
        let right = None;
        says(
            "ada",
            Note::Marked {
                step: 1,
                choices: vec![1, 3],
                right,
            },
        );
        says(
            "bo",
            Note::Marked {
                step: 1,
                choices: vec![3],
                right,
            },
        );
        says(
            "bo",
            Note::Written {
                step: 2,
                text: "one\ntwo".into(),
                right,
            },
        );
        let all = answers(
            &progress.notes_of_all("p", "l").unwrap(),
            &lesson,
            Words::default(),
        );
        let counts = |answers: &Answers| -> Vec<(usize, Option<bool>)> {
            let choices = answers.choices.iter();
            choices.map(|one| (one.count, one.is_right)).collect()
        };
        let [first, poll, text] = &all[..] else {
            unreachable!("three questions: {all:?}")
        };
        assert_eq!(counts(first), [(1, Some(false)), (1, Some(true))]);
        assert_eq!(counts(poll), [(1, None), (0, None), (2, None)]);
        assert_eq!(text.texts, [("bo".to_owned(), "one\ntwo".to_owned())]);
        assert_eq!([first, poll, text].map(|one| one.learners), [2, 2, 1]);
    }
}
