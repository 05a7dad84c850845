//! Takes a class along: who got how far and said what, as CSV; the same to look at, as HTML; and the
//! class set, without names.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::base::clock::unix_seconds;
use crate::base::file::write_to_hand_on;
use crate::lesson::tell::{found, said};
use crate::lesson::{Answered, Block, Note};
use crate::pack::shown_choice;
use crate::pack::text::on_screen;
use crate::progress::{Place, Progress};
use crate::report::{self, Part};
use crate::say;
use crate::words::Words;
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
    let learners = workshop.roster.all()?;

    let mut table = csv::Writer::from_path(folder.join("class.csv"))?;
    table.write_record(["learner", "lesson", "title", "step", "steps", "finished"])?;
    let mut said_table = csv::Writer::from_path(folder.join("predictions.csv"))?;
    said_table.write_record([
        "learner", "lesson", "step", "question", "said", "sureness", "measured", "hit",
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
        if all.is_empty() {
            continue;
        }
        blocks.push(Block::Heading(2, lesson.title.clone()));
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
