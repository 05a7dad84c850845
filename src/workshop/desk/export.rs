//! Takes a class along: who got how far and said what, as CSV; the same to look at, as HTML; and the
//! class set, without names.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::base::clock::unix_seconds;
use crate::base::file::write_to_hand_on;
use crate::lesson::tell::{found, said};
use crate::lesson::{Answered, Block, Note};
use crate::pack::text::on_screen;
use crate::pack::{Lesson, Step, shown_choice};
use crate::progress::{Place, Progress};
use crate::report::{self, Part};
use crate::say;
use crate::words::Words;
use crate::workshop::answers::{Answers, answered, answers, was_right};
use crate::workshop::predictions::{asked, range};
use crate::workshop::state::Workshop;

/// Writes everything into a folder of its own, and returns it.
///
/// # Errors
/// When something cannot be read or written.
pub(super) fn export(workshop: &Workshop, progress: &Progress, words: Words) -> Result<PathBuf> {
    let folder = workshop.folder.join(format!("export-{}", unix_seconds()));
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let pack = &workshop.pack;
    let words = words.calling(&pack.names);
    let learners = workshop.roster.all()?;

    let mut table = csv::Writer::from_path(folder.join("class.csv"))?;
    table.write_record(["learner", "lesson", "title", "step", "steps", "finished"])?;
    let mut said_table = csv::Writer::from_path(folder.join("predictions.csv"))?;
    said_table.write_record([
        "learner", "lesson", "step", "question", "said", "sureness", "measured", "hit",
    ])?;
    let mut answer_table = csv::Writer::from_path(folder.join("answers.csv"))?;
    answer_table.write_record([
        "learner", "lesson", "step", "question", "try", "answer", "right",
    ])?;
    for learner in &learners {
        for (file, lesson) in pack.file.lessons.iter().zip(&pack.lessons) {
            let place = Place {
                learner: learner.id.clone(),
                pack: pack.file.name.clone(),
                lesson: file.clone(),
            };
            let Some(saved) = progress.walk(&place)? else {
                continue;
            };
            table.write_record([
                learner.name.as_str(),
                file,
                &lesson.title,
                &(saved.at + 1).to_string(),
                &lesson.steps.len().to_string(),
                if saved.finished { "yes" } else { "no" },
            ])?;
            let notes = progress.notes(&place)?;
            for (try_, note) in tries(&notes) {
                let Some(record) = answer(lesson, note) else {
                    continue;
                };
                let [step, question, answer, right] = record;
                answer_table.write_record([
                    learner.name.as_str(),
                    file,
                    &step,
                    &question,
                    &try_.to_string(),
                    &answer,
                    &right,
                ])?;
            }
            for note in &notes {
                let Note::Guess {
                    step,
                    question,
                    guess,
                } = note
                else {
                    continue;
                };
                let outcome = notes.iter().rev().find_map(|other| match other {
                    Note::Outcome {
                        step: of,
                        question: asked,
                        outcome,
                        ..
                    } if (of, asked) == (step, question) => Some(outcome),
                    _ => None,
                });
                let answered = Answered {
                    question,
                    guess,
                    choices: lesson.choices(*step),
                    outcome,
                };
                said_table.write_record([
                    learner.name.as_str(),
                    file,
                    &(step + 1).to_string(),
                    &on_screen(question),
                    &said(&answered, words),
                    &guess.confidence.to_string(),
                    &found(&answered, Words::default()).unwrap_or_default(),
                    match outcome {
                        Some(outcome) if guess.hits(outcome) => "yes",
                        Some(_) => "no",
                        None => "",
                    },
                ])?;
            }
        }
    }
    table.flush()?;
    said_table.flush()?;
    answer_table.flush()?;

    let parts: Vec<Part> = blocks(workshop, progress, words)?
        .into_iter()
        .map(Part::Told)
        .collect();
    let html = report::html::write(&parts, words.lang.code());
    let path = folder.join("class.html");
    write_to_hand_on(&path, html.as_bytes()).with_context(|| path.display().to_string())?;
    workshop.set.export(&folder.join("class-set"))?;
    tracing::info!(folder = %folder.display(), "exported");
    Ok(folder)
}

/// What the class answered to a question, without names.
fn told(answers: &Answers, words: Words) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(3, answers.question.clone())];
    let counts = answers.choices.iter().map(|chosen| {
        let name = match chosen.is_right {
            Some(true) => format!("{} ({})", chosen.choice, say!(words, "desk-right")),
            Some(false) | None => chosen.choice.clone(),
        };
        (name, chosen.count.to_string())
    });
    let counts: Vec<(String, String)> = counts.collect();
    blocks.extend((!counts.is_empty()).then_some(Block::Facts(counts)));
    let texts = answers.texts.iter();
    blocks.extend(texts.map(|(_, text)| Block::Quote(text.clone())));
    blocks.push(Block::Text(say!(
        words,
        "desk-answered",
        n = answers.learners
    )));
    blocks
}

/// The answers among some notes, each with which of its step's it is, from 1.
fn tries(notes: &[Note]) -> Vec<(usize, &Note)> {
    let mut found: Vec<(usize, &Note)> = Vec::new();
    for note in notes {
        let Some((step, ..)) = answered(note) else {
            continue;
        };
        let is_of_step =
            |(_, other): &&(usize, &Note)| answered(other).is_some_and(|(other, ..)| other == step);
        let earlier = found.iter().filter(is_of_step).count();
        found.push((earlier + 1, note));
    }
    found
}

/// What a learner wrote, as a cell of a table: where a spreadsheet would take it for a formula, behind the sign that says
/// that it is text.
fn as_cell(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// An answer as a table has it: step, question, answer, whether it was right.
fn answer(lesson: &Lesson, note: &Note) -> Option<[String; 4]> {
    let (step, choices, text) = answered(note)?;
    let (question, told) = match lesson.steps.get(step)? {
        Step::Ask(ask) => (
            &ask.question,
            text.map_or_else(|| ask.listed(&choices), as_cell),
        ),
        Step::Solve(solve) => (&solve.question, as_cell(text.unwrap_or_default())),
        _ => return None,
    };
    let right = match was_right(note) {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    Some([
        (step + 1).to_string(),
        on_screen(question).into_owned(),
        told,
        right.to_owned(),
    ])
}

/// The class as a document: question by question, without names.
fn blocks(workshop: &Workshop, progress: &Progress, words: Words) -> Result<Vec<Block>> {
    let pack = &workshop.pack;
    let mut blocks = vec![Block::Heading(
        1,
        say!(words, "export-title", pack = pack.file.title.clone()),
    )];
    let learners = workshop.roster.all()?.len();
    blocks.push(Block::Text(say!(words, "export-learners", n = learners)));
    for (file, lesson) in pack.file.lessons.iter().zip(&pack.lessons) {
        let all = asked(progress, &pack.file.name, file)?;
        let given = answers(progress, &pack.file.name, file, lesson)?;
        if all.is_empty() && given.is_empty() {
            continue;
        }
        blocks.push(Block::Heading(2, lesson.title.clone()));
        blocks.extend(given.iter().flat_map(|answers| told(answers, words)));
        for asked in all {
            let question = on_screen(&asked.question).into_owned();
            blocks.push(Block::Heading(3, question));
            let named = lesson.choices(asked.step);
            let choices = asked.choices();
            let mut facts: Vec<(String, String)> = match choices.is_empty() {
                false => choices
                    .into_iter()
                    .map(|(choice, n)| (shown_choice(&choice, &named, words), n.to_string()))
                    .collect(),
                true => asked
                    .histogram()
                    .into_iter()
                    .enumerate()
                    .filter(|(_, n)| *n > 0)
                    .map(|(place, n)| (range(place), n.to_string()))
                    .collect(),
            };
            if let Some(told) = asked.measured_text(words.lang) {
                facts.push((say!(words, "desk-measured"), told));
            }
            if let Some(found) = asked.found() {
                let found = shown_choice(found, &named, words);
                facts.push((say!(words, "desk-measured"), found));
            }
            blocks.push(Block::Facts(facts));
        }
    }
    let (drawn, read) = workshop.set.total()?;
    if drawn > 0 {
        blocks.push(Block::Heading(2, say!(words, "desk-set")));
        blocks.push(Block::Text(say!(
            words,
            "set-total",
            drawn = drawn,
            read = read
        )));
    }
    Ok(blocks)
}
