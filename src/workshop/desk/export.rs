//! Takes a class along: who got how far, said and answered what, as CSV and as JSON; what each cohort said, as HTML
//! without names; and the class set, without names too.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::base::clock::unix_seconds;
use crate::base::file::write_to_hand_on;
use crate::lesson::{Block, Note};
use crate::progress::Progress;
use crate::progress::votes::Kept;
use crate::report::class::{Learner, csv as class_csv, questions, rows, safe};
use crate::report::{self, Part};
use crate::say;
use crate::words::Words;
use crate::workshop::ballot::total;
use crate::workshop::roster::Member;
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
    let members = workshop.roster.members()?;
    let mut all = Vec::new();
    for member in &members {
        let learner = &member.learner;
        let sittings = progress.sittings(&learner.id, &pack.file.name, &pack.file.lessons)?;
        let learner = Learner {
            name: learner.name.clone(),
            cohort: Some(member.cohort.clone()),
            sittings,
            remarks: Vec::new(),
        };
        all.extend(rows(&learner, pack, words));
    }
    put("class.csv", &class_csv(&all)?)?;
    put("class.json", &serde_json::to_vec_pretty(&all)?)?;
    let parts: Vec<Part> = blocks(workshop, progress, &members, words)?
        .into_iter()
        .map(Part::Told)
        .collect();
    let html = report::html::write(&parts, words.lang.code());
    put("class.html", html.as_bytes())?;
    let votes = workshop.votes.all()?;
    put("votes.csv", &votes_csv(&votes)?)?;
    workshop.set.export(&folder.join("class-set"))?;
    tracing::info!(folder = %folder.display(), "exported");
    Ok(folder)
}

/// The class as a document: cohort by cohort and question by question, without names.
fn blocks(
    workshop: &Workshop,
    progress: &Progress,
    members: &[Member],
    words: Words,
) -> Result<Vec<Block>> {
    let pack = &workshop.pack;
    let mut blocks = vec![Block::Heading(
        1,
        say!(words, "export-title", pack = pack.file.title.clone()),
    )];
    let mut cohorts: BTreeMap<&str, HashSet<String>> = BTreeMap::new();
    for member in members {
        let cohort = cohorts.entry(&member.cohort).or_default();
        cohort.insert(member.learner.id.clone());
    }
    let is_one = cohorts.len() < 2;
    for (name, learners) in cohorts {
        if !is_one {
            blocks.push(Block::Heading(1, say!(words, "export-cohort", name = name)));
        }
        let told = say!(words, "export-learners", n = learners.len());
        blocks.push(Block::Text(told));
        let lessons = pack.file.lessons.iter();
        let notes = lessons.map(|file| -> Result<Vec<(String, Note)>> {
            let mut notes = progress.notes_of_all(&pack.file.name, file)?;
            notes.retain(|(learner, _)| learners.contains(learner));
            Ok(notes)
        });
        blocks.extend(questions(pack, notes.collect::<Result<_>>()?, words));
        let (drawn, read) = workshop.set.total(&learners)?;
        if drawn > 0 {
            blocks.push(Block::Heading(2, say!(words, "desk-set")));
            blocks.push(Block::Text(say!(
                words,
                "set-total",
                drawn = drawn,
                read = read
            )));
        }
    }
    let votes = workshop.votes.all()?;
    if !votes.is_empty() {
        blocks.push(Block::Heading(1, say!(words, "export-votes")));
    }
    for Kept { poll, ballots, .. } in &votes {
        let tally = poll.tally(ballots.iter().map(|(_, _, ballot, _)| *ballot));
        blocks.push(Block::Heading(3, poll.question.clone()));
        let rows = tally.rows.iter();
        let rows = rows.map(|(label, count)| (label.clone(), count.to_string()));
        blocks.push(Block::Facts(rows.collect()));
        blocks.push(Block::Text(total(&tally, words)));
    }
    Ok(blocks)
}

/// A row for each ballot: the vote's number and time, and who said what when.
fn votes_csv(votes: &[Kept]) -> io::Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["vote", "put", "question", "voter", "name", "said", "at"])?;
    for (vote, number) in votes.iter().zip(1..) {
        for (voter, name, ballot, at) in &vote.ballots {
            table.write_record([
                i32::to_string(&number).as_str(),
                &vote.opened.to_string(),
                &safe(&vote.poll.question),
                &safe(voter),
                &safe(name),
                &safe(&vote.poll.said(*ballot)),
                &at.to_string(),
            ])?;
        }
    }
    table.into_inner().map_err(|error| error.into_error())
}
