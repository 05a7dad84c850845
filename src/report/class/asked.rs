//! What a class said beforehand, question by question, against what was measured.

use crate::base::Lang;
use crate::base::tens;
use crate::lesson::{Guess, Note, Outcome, Said};

/// A question, what the class said, and what it turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The step, from 0.
    pub step: usize,
    /// What was asked, in Markdown.
    pub question: String,
    /// By learner, the newest of each.
    pub guesses: Vec<(String, Guess)>,
    /// By learner.
    pub outcomes: Vec<(String, Outcome)>,
}

/// Everything that was asked in a lesson, in its order, of these notes, each with whose it is.
pub fn asked(notes: impl IntoIterator<Item = (String, Note)>) -> Vec<Asked> {
    let mut all: Vec<Asked> = Vec::new();
    for (learner, note) in notes {
        match note {
            Note::Guess {
                step,
                question,
                guess,
            } => {
                let asked = find(&mut all, step, question);
                asked.guesses.retain(|(other, _)| *other != learner);
                asked.guesses.push((learner, guess));
            }
            Note::Outcome {
                step,
                question,
                outcome,
                ..
            } => {
                let asked = find(&mut all, step, question);
                asked.outcomes.retain(|(other, _)| *other != learner);
                asked.outcomes.push((learner, outcome));
            }
            Note::Answer { .. }
            | Note::Marked { .. }
            | Note::Written { .. }
            | Note::Solution { .. } => {}
        }
    }
    all.sort_by_key(|asked| asked.step);
    all
}

fn find(all: &mut Vec<Asked>, step: usize, question: String) -> &mut Asked {
    let known = all
        .iter()
        .position(|asked| asked.step == step && asked.question == question);
    let place = known.unwrap_or_else(|| {
        all.push(Asked {
            step,
            question,
            guesses: Vec::new(),
            outcomes: Vec::new(),
        });
        all.len() - 1
    });
    &mut all[place]
}

impl Asked {
    /// How many said a number in each range of ten points.
    pub fn histogram(&self) -> [usize; tens::COUNT] {
        let mut bins = [0; tens::COUNT];
        for (_, guess) in &self.guesses {
            if let Said::Number { value, .. } = guess.said {
                bins[tens::of(value)] += 1;
            }
        }
        bins
    }

    /// How many made each choice, most first; nothing where numbers are asked for.
    pub fn choices(&self) -> Vec<(String, usize)> {
        let mut counts: Vec<(String, usize)> = Vec::new();
        for (_, guess) in &self.guesses {
            if let Said::Choice { choice } = &guess.said {
                match counts.iter_mut().find(|(known, _)| known == choice) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((choice.clone(), 1)),
                }
            }
        }
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    }

    /// The least and the most that was measured, in percent.
    pub fn measured(&self) -> Option<(f64, f64)> {
        let numbers = self
            .outcomes
            .iter()
            .filter_map(|(_, outcome)| match outcome {
                Outcome::Number { percent, .. } => Some(*percent),
                Outcome::Choice { .. } => None,
            });
        numbers.fold(None, |range, percent| match range {
            None => Some((percent, percent)),
            Some((least, most)) => Some((percent.min(least), percent.max(most))),
        })
    }

    /// The same as a text.
    pub fn measured_text(&self, lang: Lang) -> Option<String> {
        let (least, most) = self.measured()?;
        let told = |percent| lang.decimal(percent, 1);
        Some(match (most - least).abs() < 0.05 {
            true => format!("{} %", told(least)),
            false => format!("{} – {} %", told(least), told(most)),
        })
    }

    /// What was found where a choice was asked for.
    pub fn found(&self) -> Option<&str> {
        self.outcomes.iter().find_map(|(_, outcome)| match outcome {
            Outcome::Choice { choice } => Some(choice.as_str()),
            Outcome::Number { .. } => None,
        })
    }

    /// How many of those for whom it was measured had said it correctly.
    pub fn hits(&self) -> (usize, usize) {
        let judged = self.guesses.iter().filter_map(|(learner, guess)| {
            let outcome = self.outcomes.iter().find(|(other, _)| other == learner)?;
            Some(guess.hits(&outcome.1))
        });
        let judged: Vec<bool> = judged.collect();
        let hits = judged.iter().filter(|hit| **hit).count();
        (hits, judged.len())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;
    use crate::progress::{Place, Progress};

    #[test]
    fn what_a_class_said_is_held_against_what_was_measured() {
        let folder = tempfile::TempDir::new().unwrap();
        let progress = Progress::open(folder.path()).unwrap();
        let says = |learner: &str, value: f64| {
            let place = Place {
                learner: learner.into(),
                pack: "p".into(),
                lesson: "l".into(),
            };
            let note = Note::Guess {
                step: 3,
                question: "How many?".into(),
                guess: Guess::number(value, 4),
            };
            progress.keep_note(&place, &note).unwrap();
            place
        };
        says("ada", 10.0);
        // The newest counts.
        let ada = says("ada", 82.0);
        says("bo", 100.0);
        says("cy", 80.0);
        let note = Note::Outcome {
            step: 3,
            question: "How many?".into(),
            outcome: Outcome::share(0.81),
            run: "0123456789ab".parse().unwrap(),
        };
        progress.keep_note(&ada, &note).unwrap();
        let all = asked(progress.notes_of_all("p", "l").unwrap());
        let [only] = &all[..] else {
            unreachable!("one question: {all:?}")
        };
        assert_eq!(only.histogram(), [0, 0, 0, 0, 0, 0, 0, 0, 2, 1]);
        assert_eq!(only.measured(), Some((81.0, 81.0)));
        assert_eq!(only.hits(), (1, 1), "Bo's and Cy's were not measured yet");
        assert!(asked(Vec::new()).is_empty());
    }
}
