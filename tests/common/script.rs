//! Lines that lead through a lesson that is played line by line.

#![allow(clippy::unwrap_used, reason = "tests may fail")]

use std::sync::Arc;

use mindgap::pack::{InspectView, Lesson, Step, Train};

/// Where a question is asked beforehand, its answer.
fn said(is_asked: bool, answer: &str) -> Vec<String> {
    match is_asked {
        true => vec![answer.to_owned(), "3".to_owned()],
        false => Vec::new(),
    }
}

/// Lines that lead through a lesson.
pub fn answers(lesson: &Lesson) -> Vec<String> {
    answers_after(&[], lesson)
}

/// Whether a training is that of an earlier lesson, which is replayed without a word.
pub fn is_known(earlier: &[Arc<Lesson>], train: &Train) -> bool {
    let steps = earlier.iter().flat_map(|lesson| &lesson.steps);
    let mut trained = steps.filter_map(|step| match step {
        Step::Train(train) => Some(train),
        _ => None,
    });
    let is_same = |other: &Train| {
        let alike = other.experiment(None) == train.experiment(None) && other.seeds == train.seeds;
        alike && other.from.is_none() && train.from.is_none()
    };
    trained.any(is_same)
}

/// Lines that lead through a lesson, where these were walked through before.
pub fn answers_after(earlier: &[Arc<Lesson>], lesson: &Lesson) -> Vec<String> {
    let mut lines = Vec::new();
    let mut type_all = |more: &[&str]| lines.extend(more.iter().map(|&line| line.to_owned()));
    for step in &lesson.steps {
        if let Step::Train(train) = step
            && is_known(earlier, train)
        {
            type_all(&[""]);
            continue;
        }
        let before: Vec<String> = match step {
            Step::Train(train) => (train.predict.iter())
                .flat_map(|_| said(true, "65-75"))
                .collect(),
            Step::Reveal(reveal) => match reveal.predicted_among().is_empty() {
                true => said(true, "70 %"),
                false => said(true, "1"),
            },
            Step::Dial(dial) => said(dial.predict.is_some(), "never"),
            Step::Draw(draw) => said(draw.predict.is_some(), "80 +- 5"),
            Step::Inspect(inspect) => said(inspect.predict.is_some(), "1"),
            Step::Card(card) => said(card.predict.is_some(), "60 to 80"),
            Step::Compare(compare) => said(compare.predict.is_some(), "70"),
            Step::Sweep(sweep) => said(sweep.predict.is_some(), "1"),
            Step::Say(_)
            | Step::Ask(_)
            | Step::Solve(_)
            | Step::Photo(_)
            | Step::Label(_)
            | Step::Exercise(_) => Vec::new(),
        };
        let before: Vec<&str> = before.iter().map(String::as_str).collect();
        type_all(&before);
        match step {
            Step::Say(_) => type_all(&["?", ""]),
            Step::Ask(ask) => {
                let right: Vec<String> = ask.right().iter().map(usize::to_string).collect();
                type_all(&["h", &right.join(" "), ""]);
            }
            Step::Solve(solve) => type_all(&["h", &solve.answer.model(), ""]),
            Step::Train(_) | Step::Sweep(_) => type_all(&["", ""]),
            Step::Reveal(_) | Step::Compare(_) => type_all(&["1", "v", "1 4", ""]),
            Step::Dial(dial) => {
                let last = dial.turn.columns().pop().unwrap();
                type_all(&[&last, "v", ""]);
            }
            // There is no paper at hand.
            Step::Draw(draw) if !draw.takes_drawings() => type_all(&["s", ""]),
            Step::Draw(draw) => {
                for _ in 0..draw.goal {
                    type_all(&["20 70 49", ""]);
                }
                type_all(&[""]);
            }
            Step::Inspect(inspect) => {
                let why = inspect.show.contains(&InspectView::Saliency);
                type_all(if why { &["1", "w1", ""] } else { &["1", ""] });
            }
            Step::Photo(_) => type_all(&["4", "t 1", ""]),
            Step::Exercise(exercise) => {
                let solved_at = exercise.solved_at();
                for ((knob, place), number) in exercise.knobs.iter().zip(&solved_at).zip(1..) {
                    let value = &knob.values()[*place];
                    type_all(&[&format!("{number} {value}")]);
                }
                // Going on without having met the goal first: whether it is met with so little training, nobody knows.
                type_all(&["h", "x", "t"]);
                if !exercise.reveal.is_empty() {
                    type_all(&["o"]);
                }
                type_all(&[""]);
            }
            Step::Card(_) => type_all(&["Not for cheques.", ""]),
            Step::Label(label) => {
                let pictures: usize = label
                    .pictures()
                    .iter()
                    .filter_map(|slice| slice.sample)
                    .sum();
                type_all(&["3", "u"]);
                (0..pictures).for_each(|_| type_all(&["x"]));
                type_all(&[""]);
            }
        }
    }
    lines
}
