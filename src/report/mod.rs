//! What a learner did, as a document: what they said, what was measured, their runs with curves, what
//! they drew, and what they would tell their boss. [`gather`] collects it, [`markdown`] and [`html`]
//! write it.

mod chart;
pub mod html;
pub mod markdown;

use image::GrayImage;
use time::OffsetDateTime;
use time::format_description::well_known::Iso8601;

use crate::base::clock::unix_seconds;
use crate::eval::text::{count, interval};
use crate::lesson::step::Answered;
use crate::lesson::tell::{found, recipe, said};
use crate::lesson::{Guess, Outcome, Saved, StepState, calibration};
use crate::pack::{Lesson, Pack, Step};
use crate::say;
use crate::train::{CurvePoint, EpochRecord, RunStore};
use crate::words::Words;

/// A part of a report, in its order.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading; 1 is the document's.
    Heading(u8, String),
    /// Markdown of a lesson's author.
    Authored(String),
    /// A sentence.
    Text(String),
    /// What a learner wrote.
    Quote(String),
    /// Names and values.
    Facts(Vec<(String, String)>),
    /// How a training went.
    Curve {
        /// While training.
        training: Vec<CurvePoint>,
        /// Epoch by epoch.
        epochs: Vec<EpochRecord>,
        /// What the two lines and the axis are called: training, validation, epochs.
        names: [String; 3],
    },
    /// Pictures, each with what stands under it.
    Pictures(Vec<(GrayImage, String)>),
}

/// Collects what a learner did in a pack, from what is remembered of its lessons in their order.
pub fn gather(pack: &Pack, saved: &[Option<Saved>], store: &RunStore, words: Words) -> Vec<Block> {
    let title = pack.file.title.as_str();
    let mut blocks = vec![Block::Heading(1, say!(words, "report-title", pack = title))];
    let now = i64::try_from(unix_seconds()).unwrap_or(0);
    let day = OffsetDateTime::from_unix_timestamp(now).ok();
    if let Some(day) = day.and_then(|now| now.date().format(&Iso8601::DATE).ok()) {
        let version = env!("CARGO_PKG_VERSION");
        blocks.push(Block::Text(say!(
            words,
            "report-made",
            day = day,
            version = version
        )));
    }
    let walked = pack.lessons.iter().zip(saved).enumerate();
    let walked: Vec<(usize, &Lesson, &Saved)> = walked
        .filter_map(|(at, (lesson, saved))| Some((at, lesson.as_ref(), saved.as_ref()?)))
        .collect();
    if walked.is_empty() {
        blocks.push(Block::Text(say!(words, "report-empty")));
        return blocks;
    }
    blocks.extend(sureness(&walked, words));
    for (at, lesson, saved) in walked {
        let title = format!("{}. {}", at + 1, lesson.title);
        blocks.push(Block::Heading(2, title));
        let how_far = match saved.finished {
            true => say!(words, "finished"),
            false => {
                let (at, all) = (saved.at + 1, lesson.steps.len());
                say!(words, "at-step", at = at, all = all)
            }
        };
        blocks.push(Block::Text(how_far));
        for (step, state) in lesson.steps.iter().zip(&saved.steps) {
            blocks.extend(of_step(step, state, store, words));
        }
    }
    blocks
}

/// How often things turned out as the learner said, by how sure they were.
fn sureness(walked: &[(usize, &Lesson, &Saved)], words: Words) -> Vec<Block> {
    let steps = walked
        .iter()
        .map(|(_, lesson, saved)| (*lesson, saved.steps.as_slice()));
    let levels = calibration(steps);
    let all: usize = levels.iter().map(|level| level.n).sum();
    if all == 0 {
        return Vec::new();
    }
    let hits: usize = levels.iter().map(|level| level.count).sum();
    let facts = levels.iter().zip(1_u8..).map(|(level, sure)| {
        let name = format!(
            "{sure}/5 {}",
            crate::lesson::tell::sureness_word(sure, words)
        );
        let held = match level.n {
            0 => "–".to_owned(),
            n => say!(words, "n-of-n", n = level.count, all = n),
        };
        (name, held)
    });
    let tolerance = format!("{:.0}", Guess::TOLERANCE);
    vec![
        Block::Heading(2, say!(words, "report-sureness")),
        Block::Text(say!(words, "turned-out", n = hits, all = all)),
        Block::Facts(facts.collect()),
        Block::Text(say!(words, "what-counts", points = tolerance)),
    ]
}

fn of_step(step: &Step, state: &StepState, store: &RunStore, words: Words) -> Vec<Block> {
    let mut blocks = Vec::new();
    for answered in state.answered(step) {
        blocks.push(Block::Authored(answered.question.to_owned()));
        blocks.push(Block::Facts(prediction(&answered, words)));
    }
    match (step, state) {
        (Step::Ask(ask), StepState::Ask(state)) if !state.tried.is_empty() => {
            blocks.push(Block::Authored(ask.question.clone()));
            let tried = state.tried.iter().filter_map(|choice| {
                let choice = ask.choices.get(choice.checked_sub(1)?)?;
                Some(choice.trim().to_owned())
            });
            let tried: Vec<String> = tried.collect();
            let (hints, all) = (state.hints, ask.hints.len());
            blocks.push(Block::Facts(vec![
                (say!(words, "you-said"), tried.join(" → ")),
                (
                    say!(words, "report-hints"),
                    say!(words, "n-of-n", n = hints, all = all),
                ),
            ]));
        }
        (Step::Solve(solve), StepState::Solve(state)) if !state.tried.is_empty() => {
            blocks.push(Block::Authored(solve.question.clone()));
            let (hints, all) = (state.hints, solve.hints.len());
            blocks.push(Block::Facts(vec![
                (say!(words, "you-said"), state.tried.join(" → ")),
                (
                    say!(words, "report-hints"),
                    say!(words, "n-of-n", n = hints, all = all),
                ),
            ]));
        }
        (Step::Train(train), StepState::Train(state)) => {
            let record = state.run.as_ref().map(|run| store.record(run));
            if let Some(Ok(Some(record))) = record {
                let mut facts = recipe(&train.experiment(), words);
                facts.insert(0, (say!(words, "fact-run"), record.id.to_string()));
                blocks.push(Block::Heading(3, train.name.clone()));
                blocks.push(Block::Facts(facts));
                blocks.push(Block::Curve {
                    training: record.curve,
                    epochs: record.epochs,
                    names: [
                        say!(words, "training"),
                        say!(words, "validation"),
                        say!(words, "epochs"),
                    ],
                });
            }
        }
        (Step::Draw(draw), StepState::Draw(state)) if !state.handed_in.is_empty() => {
            let drawn = draw.asked().into_iter().zip(&state.handed_in);
            let pictures =
                drawn.filter_map(|(digit, drawing)| Some((drawing.seen()?, digit.to_string())));
            blocks.push(Block::Heading(3, say!(words, "your-hand")));
            blocks.push(Block::Pictures(pictures.collect()));
        }
        (Step::Label(label), StepState::Label(state)) if !state.said.is_empty() => {
            let names: Vec<&str> = label
                .slices
                .iter()
                .map(|slice| slice.name.as_str())
                .collect();
            let told = state.said.iter().filter(|said| said.is_some()).count();
            let all = state.said.len();
            let told = say!(words, "n-of-n", n = told, all = all);
            blocks.push(Block::Heading(3, say!(words, "report-read")));
            blocks.push(Block::Facts(vec![(names.join(", "), told)]));
        }
        (Step::Card(card), StepState::Card(state)) if !state.sentence.is_empty() => {
            blocks.push(Block::Authored(card.ask.clone()));
            blocks.push(Block::Quote(state.sentence.clone()));
        }
        _ => {}
    }
    blocks
}

/// What was said, what it was, and how far apart the two are.
fn prediction(answered: &Answered<'_>, words: Words) -> Vec<(String, String)> {
    let mut facts = vec![(say!(words, "you-said"), said(answered.guess, words))];
    let Some(outcome) = answered.outcome else {
        facts.push((say!(words, "it-was"), say!(words, "not-measured")));
        return facts;
    };
    let mut is = found(outcome);
    if let Outcome::Number {
        interval: between,
        n,
        ..
    } = outcome
    {
        if let Some(between) = between {
            is = format!("{is} ({})", interval(*between));
        }
        if let Some(n) = n {
            is = format!("{is}, n = {}", count(*n));
        }
    }
    facts.push((say!(words, "it-was"), is));
    let verdict = match answered.guess.hits(outcome) {
        true => say!(words, "report-as-said"),
        false => say!(words, "report-not-as-said"),
    };
    facts.push((say!(words, "report-so"), verdict));
    facts
}
