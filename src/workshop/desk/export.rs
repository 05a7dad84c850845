//! Takes a class along: who got how far, said and answered what, as CSV; what the class said, as HTML without names; and
//! the class set, without names too.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::base::clock::unix_seconds;
use crate::base::file::write_to_hand_on;
use crate::lesson::Block;
use crate::progress::Progress;
use crate::report::class::{Learner, csv, questions, rows};
use crate::report::{self, Part};
use crate::say;
use crate::words::Words;
use crate::workshop::state::Workshop;

/// Writes everything into a folder of its own, and returns it.
///
/// # Errors
/// When something cannot be read or written.
pub(super) fn export(workshop: &Workshop, progress: &Progress, words: Words) -> Result<PathBuf> {
    let folder = workshop.folder.join(format!("export-{}", unix_seconds()));
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        write_to_hand_on(&path, bytes).with_context(|| path.display().to_string())
    };
    let pack = &workshop.pack;
    let words = words.calling(&pack.names);
    let mut all = Vec::new();
    for learner in workshop.roster.all()? {
        let sittings = progress.sittings(&learner.id, &pack.file.name, &pack.file.lessons)?;
        let learner = Learner {
            name: learner.name,
            sittings,
            remarks: Vec::new(),
        };
        all.extend(rows(&learner, pack, words));
    }
    put("class.csv", &csv(&all)?)?;
    let parts: Vec<Part> = blocks(workshop, progress, words)?
        .into_iter()
        .map(Part::Told)
        .collect();
    let html = report::html::write(&parts, words.lang.code());
    put("class.html", html.as_bytes())?;
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
    let lessons = pack.file.lessons.iter();
    let notes = lessons.map(|file| progress.notes_of_all(&pack.file.name, file));
    blocks.extend(questions(pack, notes.collect::<Result<_, _>>()?, words));
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
