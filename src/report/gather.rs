//! Collects what a learner did in a pack.

use time::OffsetDateTime;
use time::format_description::well_known::Iso8601;

use crate::base::clock::unix_seconds;
use crate::eval::SliceSpec;
use crate::lesson::control::Control;
use crate::lesson::results::sure;
use crate::lesson::tell::{confidence_word, found, said, verdict, what_counts};
use crate::lesson::{Answered, Block, Outcome, Reading, Saved, StepState, calibration};
use crate::pack::text::{Figure, PEOPLE, Quantity, Value};
use crate::pack::{Lesson, Pack, Step};
use crate::say;
use crate::train::{RunId, RunStore};
use crate::words::Words;

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
    blocks.extend(confidence(&walked, words));
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
        for (at, (step, state)) in saved.shown(lesson, words.lang).enumerate() {
            blocks.extend(of_step(&step, state, store, words));
            let figures = saved.figures.get(at);
            blocks.extend(figures.and_then(|figures| revealed(&step, state, figures, words)));
        }
    }
    blocks
}

/// How often things turned out as the learner said, by how sure they were.
fn confidence(walked: &[(usize, &Lesson, &Saved)], words: Words) -> Vec<Block> {
    let steps = walked
        .iter()
        .map(|(_, lesson, saved)| (*lesson, saved.steps.as_slice()));
    let calibration = calibration(steps);
    let sentences = calibration.sentences(words);
    if sentences.is_empty() {
        return Vec::new();
    }
    let facts = calibration.levels.iter().zip(1_u8..).map(|(level, sure)| {
        let name = format!("{sure}/5 {}", confidence_word(sure, words));
        let held = match level.n {
            0 => "–".to_owned(),
            n => say!(words, "n-of-n", n = level.count, all = n),
        };
        (name, held)
    });
    let heading = Block::Heading(2, say!(words, "report-confidence"));
    let counted = [
        Block::Facts(facts.collect()),
        Block::Text(what_counts(words)),
    ];
    let told = sentences.into_iter().map(Block::Text);
    [heading].into_iter().chain(told).chain(counted).collect()
}

fn of_step(step: &Step, state: &StepState, store: &RunStore, words: Words) -> Vec<Block> {
    let asked = state.answered(step).into_iter().flat_map(|answered| {
        [
            Block::Authored(answered.question.to_owned()),
            Block::Facts(prediction(&answered, words)),
        ]
    });
    let record = |run: &RunId| store.record(run).ok().flatten();
    let done = state.done(step, &record, words);
    asked.chain(done).collect()
}

/// What a reveal, a card or the test of an exercise measured of each slice, how sure the network was, and what people read.
fn revealed(step: &Step, state: &StepState, figures: &[Figure], words: Words) -> Option<Block> {
    let (slices, read): (&[SliceSpec], &[Reading]) = match (step, state) {
        (Step::Reveal(reveal), StepState::Reveal(state)) => (&reveal.slices, &state.read),
        (Step::Card(card), StepState::Card(_)) => (&card.slices, &[]),
        (Step::Exercise(exercise), StepState::Exercise(_)) => (&exercise.reveal, &[]),
        _ => return None,
    };
    let controls = |name: &str| {
        let place = slices.iter().position(|slice| slice.name == name)?;
        let controls = Control::of(slices.get(place)?, place, read, words).into_iter();
        let told = controls.map(|control| format!(" · {}", control.in_words(words)));
        Some(told.collect::<String>())
    };
    let measured = figures.iter();
    let measured = measured.filter(|figure| figure.by.as_deref() != Some(PEOPLE));
    let lines = measured.filter_map(|figure| {
        let (Quantity::Accuracy, Value::Accuracy(accuracy, between)) =
            (figure.quantity, &figure.value)
        else {
            return None;
        };
        let share = |quantity: Quantity| {
            let is_it = |other: &&Figure| other.quantity == quantity && other.of == figure.of;
            let Value::Share(share) = figures.iter().find(is_it)?.value else {
                return None;
            };
            Some(share)
        };
        let wrong = share(Quantity::ConfidenceWhenWrong);
        let sure = sure(share(Quantity::Confidence)?, wrong, words);
        let accuracy = words.lang.percent(*accuracy);
        let (between, confidence) = (between.percent(words.lang), say!(words, "confidence"));
        let slice = SliceSpec::title_of(&figure.of, slices);
        let beside = controls(&figure.of).unwrap_or_default();
        Some(format!(
            "{slice}: {accuracy} % ({between}) · {confidence} {sure}{beside}"
        ))
    });
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then_some(Block::Items(lines))
}

/// What was said, what it was, and how far apart the two are.
fn prediction(answered: &Answered<'_>, words: Words) -> Vec<(String, String)> {
    let mut facts = vec![(say!(words, "you-said"), said(answered, words))];
    let Some(outcome) = answered.outcome else {
        facts.push((say!(words, "it-was"), say!(words, "not-measured")));
        return facts;
    };
    let mut is = found(answered, words).unwrap_or_default();
    if let Outcome::Number {
        interval: between,
        n,
        ..
    } = outcome
    {
        if let Some(between) = between {
            is = format!("{is} ({})", between.percent(words.lang));
        }
        if let Some(n) = n {
            is = format!("{is}, n = {}", words.lang.count(*n));
        }
    }
    facts.push((say!(words, "it-was"), is));
    let verdict = verdict(answered, words);
    facts.extend(verdict.map(|verdict| (say!(words, "report-prediction"), verdict)));
    facts
}
