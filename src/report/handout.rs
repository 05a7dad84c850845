//! A lesson on paper: what learners read and fill in; and for whoever teaches, with answers, hints and notes.

use super::part::Part;
use super::pictured::pictured;
use crate::lesson::{Action, Block, StepState};
use crate::pack::text::on_paper;
use crate::pack::{Lesson, Pack, Question, SpeakerNote, Step};
use crate::say;
use crate::words::Words;

/// Who a handout is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// Learners: with questions and gaps, without anything that gives an answer away.
    Learner,
    /// Whoever teaches: everything.
    Teacher,
}

/// Where an answer is written by hand.
const LINE: &str = "____________________________________________________________";
/// A box to tick, and one that is.
const BOX: &str = "☐";
const TICKED: &str = "☒";

/// These lessons of a pack (by their places, from 0) on paper.
pub fn handout(pack: &Pack, lessons: &[usize], edition: Edition, words: Words) -> Vec<Part> {
    let words = words.calling(&pack.names);
    let printed = Printed { edition, words };
    let id = match edition {
        Edition::Learner => "handout-learner",
        Edition::Teacher => "handout-teacher",
    };
    let mut parts = vec![Part::heading(1, pack.file.title.clone())];
    parts.push(Part::text(words.text(id)));
    for &place in lessons {
        if let Some(lesson) = pack.lessons.get(place) {
            parts.extend(printed.lesson(place + 1, lesson));
        }
    }
    parts
}

struct Printed {
    edition: Edition,
    words: Words,
}

impl Printed {
    fn is_for_teachers(&self) -> bool {
        self.edition == Edition::Teacher
    }

    fn markdown(&self, text: &str) -> Part {
        let otherwise = self.words.text("handout-otherwise");
        Part::Told(Block::Authored(on_paper(text, &otherwise)))
    }

    fn lesson(&self, number: usize, lesson: &Lesson) -> Vec<Part> {
        let minutes = say!(self.words, "handout-minutes", n = lesson.minutes);
        let mut parts = vec![
            Part::heading(2, format!("{number}. {}", lesson.title)),
            Part::text(
                format!("{} {minutes}", lesson.about.trim())
                    .trim()
                    .to_owned(),
            ),
        ];
        for (step, number) in lesson.steps.iter().zip(1..) {
            let kind = self.words.text(&format!("kind-{}", step.kind()));
            let title = say!(self.words, "handout-step", n = number, kind = kind);
            let mut told = self.step(step);
            let notes = lesson.speaker.iter().filter(|note| note.step == number);
            told.extend(notes.filter_map(|note| self.note(note)));
            // What is only turned and looked at has nothing to read.
            if !told.is_empty() {
                parts.push(Part::heading(3, title));
                let told = told.into_iter();
                parts.extend(told.flat_map(|part| pictured(part, &lesson.album)));
            }
        }
        parts
    }

    fn note(&self, note: &SpeakerNote) -> Option<Part> {
        self.is_for_teachers()
            .then(|| Part::Context(note.say.trim().to_owned()))
    }

    fn step(&self, step: &Step) -> Vec<Part> {
        let spec = step.spec();
        let texts = spec.texts().into_iter();
        let texts = texts.filter(|(_, text)| !text.trim().is_empty());
        let (afterwards, before): (Vec<_>, Vec<_>) =
            texts.partition(|(key, _)| AFTERWARDS.contains(key));
        let mut parts: Vec<Part> = before.iter().map(|(_, text)| self.markdown(text)).collect();
        for question in spec.questions() {
            // What stands above a question is the step's own text, unless it is another.
            let is_new = before.iter().all(|(_, text)| *text != question.say);
            if is_new && !question.say.trim().is_empty() {
                parts.push(self.markdown(question.say));
            }
            parts.extend(self.question(&question));
        }
        parts.extend(self.own_question(step));
        if self.is_for_teachers() {
            if let Some(hints) = spec.hints().filter(|hints| !hints.is_empty()) {
                parts.push(Part::text(self.words.text("handout-hints")));
                parts.extend(
                    hints
                        .iter()
                        .map(|hint| self.markdown(&format!("- {}", hint.trim()))),
                );
            }
            parts.extend(afterwards.iter().map(|(_, text)| self.markdown(text)));
        } else if let Step::Card(card) = step {
            parts.extend([self.markdown(&card.ask), Part::text(LINE.to_owned())]);
        }
        parts
    }

    /// Lines with a box each.
    fn boxes(&self, lines: impl Iterator<Item = String>) -> Part {
        // A backslash ends a line without ending the paragraph.
        self.markdown(&lines.collect::<Vec<_>>().join("\\\n"))
    }

    /// What is asked beforehand, and where the answer goes.
    fn question(&self, question: &Question<'_>) -> Vec<Part> {
        let words = self.words;
        let answer = match question.choices.is_empty() {
            true => Part::text(say!(words, "handout-of-100")),
            false => {
                let choices = question.choices.iter();
                let boxes = choices.map(|choice| format!("{BOX} {}", choice.shown(words)));
                self.boxes(boxes)
            }
        };
        let sure = Part::text(say!(words, "handout-sure"));
        vec![self.markdown(question.text), answer, sure]
    }

    /// Where the answer to a step's own question goes; for teachers, the answer.
    fn own_question(&self, step: &Step) -> Vec<Part> {
        let state = StepState::fresh(step);
        let solution = state.solution(step).filter(|_| self.is_for_teachers());
        match step {
            Step::Ask(ask) if ask.choices.is_empty() => vec![self.line(solution)],
            Step::Ask(ask) => {
                let right = if self.is_for_teachers() {
                    ask.right()
                } else {
                    Vec::new()
                };
                let boxes = (1..=ask.choices.len()).map(|number| {
                    let ticked = if right.contains(&number) { TICKED } else { BOX };
                    format!("{ticked} {}", ask.choice(number).unwrap_or_default().trim())
                });
                vec![self.boxes(boxes)]
            }
            Step::Solve(_) => vec![self.line(solution)],
            _ => Vec::new(),
        }
    }

    /// Where something is to be written; for teachers, what.
    fn line(&self, solution: Option<Action>) -> Part {
        let answer = match solution {
            Some(Action::Write(text)) => text,
            _ => LINE.to_owned(),
        };
        Part::text(say!(self.words, "handout-answer", answer = answer))
    }
}

/// Texts that give away what a step shows or asks.
const AFTERWARDS: [&str; 3] = ["takeaway", "why", "ask"];
