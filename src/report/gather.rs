//! Collects what a learner did in a pack.

use std::collections::HashMap;

use super::bars::{bar, bars};
use super::headline::headline;
use super::mistakes::MistakeFinder;
use super::part::{Bars, Part};
use super::pictured::pictured;
use super::slices::what_it_is;
use super::told::{Walked, found_whole, made};
use crate::eval::{EvalError, SliceSpec};
use crate::lesson::control::Control;
use crate::lesson::results::sure;
use crate::lesson::step::TrainState;
use crate::lesson::tell::{confidence_word, said, verdict, what_counts};
use crate::lesson::{Answered, Block, Reading, Said, Saved, StepState, calibration};
use crate::pack::text::{Figure, LEARNER, PEOPLE, Quantity, Value};
use crate::pack::{Pack, Step, Train};
use crate::say;
use crate::train::RunId;
use crate::words::Words;

/// Mistakes that are shown of a slice.
const MISTAKES: usize = 4;

/// Collects what a learner did in a pack, from what is remembered of its lessons in their order. `brought` is the file
/// of a model that stood in for the lessons' networks, if one did.
///
/// # Errors
/// When whoever watches stops it.
pub fn gather(
    pack: &Pack,
    saved: &[Option<Saved>],
    brought: Option<&str>,
    finder: &MistakeFinder<'_>,
    words: Words,
) -> Result<Vec<Part>, EvalError> {
    let words = words.calling(&pack.names);
    let title = pack.file.title.as_str();
    let mut parts = vec![Part::heading(1, say!(words, "report-title", pack = title))];
    parts.extend(made("report-made", words).map(Part::text));
    parts.extend(brought.map(|file| Part::text(say!(words, "report-brought", file = file))));
    let walked = pack.lessons.iter().zip(saved).enumerate();
    let walked: Vec<Walked<'_>> = walked
        .filter_map(|(at, (lesson, saved))| Some((at, lesson.as_ref(), saved.as_ref()?)))
        .collect();
    if walked.is_empty() {
        parts.push(Part::text(say!(words, "report-empty")));
        return Ok(parts);
    }
    let mut gathering = Gathering {
        pack,
        finder,
        words,
        told: HashMap::new(),
        shown: Vec::new(),
    };
    parts.extend(headline(&walked, pack, finder, words)?.map(Part::Headline));
    let calibrated = confidence(&walked, words);
    for walked in walked {
        gathering.lesson(walked, &mut parts)?;
    }
    parts.extend(calibrated.into_iter().map(Part::Told));
    Ok(parts)
}

/// How often things turned out as the learner said, by how sure they were.
fn confidence(walked: &[Walked<'_>], words: Words) -> Vec<Block> {
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
    let (hits, all) = calibration.came_true();
    let came_true = say!(words, "report-came-true", n = hits, all = all);
    let told = [came_true].into_iter().chain(sentences.into_iter().skip(1));
    let told = told.map(Block::Text);
    [heading].into_iter().chain(told).chain(counted).collect()
}

/// What is collected, lesson by lesson.
struct Gathering<'a> {
    pack: &'a Pack,
    finder: &'a MistakeFinder<'a>,
    words: Words,
    /// The lessons whose section tells of a run.
    told: HashMap<RunId, String>,
    /// The slices of which mistakes were shown, with the run.
    shown: Vec<(RunId, SliceSpec)>,
}

impl Gathering<'_> {
    fn lesson(
        &mut self,
        (at, lesson, saved): Walked<'_>,
        parts: &mut Vec<Part>,
    ) -> Result<(), EvalError> {
        let words = self.words;
        let title = format!("{}. {}", at + 1, lesson.title);
        parts.push(Part::heading(2, title.clone()));
        parts.push(Part::text(match saved.finished {
            true => say!(words, "finished"),
            false => {
                let (at, all) = (saved.at + 1, lesson.steps.len());
                say!(words, "at-step", at = at, all = all)
            }
        }));
        let begun = parts.len();
        let mut runs = Vec::new();
        for (at, (step, state)) in saved.shown(lesson, words.lang).enumerate() {
            runs.extend(state.trained_run(&step));
            parts.extend(asked(&step, state, words));
            self.done(&step, state, &title, parts);
            if let Some(figures) = saved.figures.get(at) {
                let measured = measured(&step, state, figures, self.pack, words);
                parts.extend(measured.map(Part::Bars));
                self.mistakes(&step, &runs, figures, parts)?;
            }
            parts.extend(concluded(&step, state));
        }
        let with_pictures = parts
            .drain(begun..)
            .flat_map(|part| pictured(part, &lesson.album));
        let with_pictures: Vec<Part> = with_pictures.collect();
        parts.extend(with_pictures);
        Ok(())
    }

    /// What a learner did in a step; of a run that another section tells of, only where.
    fn done(&mut self, step: &Step, state: &StepState, title: &str, parts: &mut Vec<Part>) {
        if let (Step::Train(train), StepState::Train(state)) = (step, state) {
            if let Some(known) = self.known(train, state) {
                return parts.extend(known);
            }
            let run = state.run.clone();
            self.told.extend(run.map(|run| (run, title.to_owned())));
        }
        let record = |run: &RunId| self.finder.store().record(run).ok().flatten();
        let done = state.done(step, &record, self.words);
        parts.extend(done.into_iter().map(Part::Told));
    }

    /// Where a run is told of already.
    fn known(&self, train: &Train, state: &TrainState) -> Option<[Part; 2]> {
        let run = state.run.as_ref()?;
        let lesson = self.told.get(run)?;
        let (run, lesson) = (run.as_str(), lesson.as_str());
        let told = say!(self.words, "report-same-run", run = run, lesson = lesson);
        Some([Part::heading(3, train.name.clone()), Part::text(told)])
    }

    /// Some mistakes on each slice of a reveal or a card, once for each run and slice.
    fn mistakes(
        &mut self,
        step: &Step,
        runs: &[(String, RunId)],
        figures: &[Figure],
        parts: &mut Vec<Part>,
    ) -> Result<(), EvalError> {
        let (of, slices) = match step {
            Step::Reveal(reveal) => (&reveal.of, &reveal.slices),
            Step::Card(card) => (&card.of, &card.slices),
            _ => return Ok(()),
        };
        let Some((_, run)) = runs.iter().rev().find(|(name, _)| name == of) else {
            return Ok(());
        };
        let words = self.words;
        for spec in slices {
            let is_measured = figures.iter().any(|figure| figure.of == spec.name);
            let is_shown =
                |(known, slice): &(RunId, SliceSpec)| known == run && slice.is_of_one_kind(spec);
            if !is_measured || self.shown.iter().any(is_shown) {
                continue;
            }
            self.shown.push((run.clone(), spec.clone()));
            let from = (&self.pack.library, MISTAKES, words);
            let Some(found) = self.finder.of(run, spec, from)? else {
                continue;
            };
            let n = words.lang.count(found.read);
            let told = say!(words, "report-mistakes", slice = spec.title(), n = n);
            parts.push(Part::text(told));
            parts.push(Part::Told(Block::Pictures(found.pictures)));
        }
        Ok(())
    }
}

/// What was asked beforehand, with what the lesson said before it asked.
fn asked(step: &Step, state: &StepState, words: Words) -> Vec<Part> {
    let answered = state.answered(step);
    let says = step
        .spec()
        .questions()
        .into_iter()
        .map(|question| question.say.trim());
    // The text of a step stands above the first of its questions only.
    let context = says.take(answered.len()).take(1);
    let context = context.filter(|say| !say.is_empty());
    let context = context.map(|say| Part::Context(say.to_owned()));
    let mut parts: Vec<Part> = context.collect();
    parts.extend(answered.into_iter().flat_map(|answered| {
        [
            Block::Authored(answered.question.to_owned()),
            Block::Facts(prediction(&answered, words)),
        ]
        .map(Part::Told)
    }));
    parts
}

/// What the lesson says of it, once something is known.
fn concluded(step: &Step, state: &StepState) -> Option<Part> {
    let Step::Reveal(reveal) = step else {
        return None;
    };
    let is_known = state.answered(step).first()?.outcome.is_some();
    let takeaway = reveal.takeaway.trim();
    (is_known && !takeaway.is_empty()).then(|| Part::Context(takeaway.to_owned()))
}

/// What a reveal, a comparison, a card or the test of an exercise measured of each slice, how sure the network was, and
/// what people read.
fn measured(
    step: &Step,
    state: &StepState,
    figures: &[Figure],
    pack: &Pack,
    words: Words,
) -> Option<Bars> {
    let (slices, read): (&[SliceSpec], &[Reading]) = match (step, state) {
        (Step::Reveal(reveal), StepState::Reveal(state)) => (&reveal.slices, &state.read),
        (Step::Compare(compare), StepState::Compare(_)) => (&compare.slices, &[]),
        (Step::Card(card), StepState::Card(_)) => (&card.slices, &[]),
        (Step::Exercise(exercise), StepState::Exercise(_)) => (&exercise.reveal, &[]),
        _ => return None,
    };
    let guess = said_of_a_slice(step, state);
    let mut told = bars(say!(words, "bars-caption"), guess.is_some(), words);
    let is_machine = |figure: &&Figure| {
        let by = figure.by.as_deref();
        by != Some(PEOPLE) && by != Some(LEARNER) && figure.quantity == Quantity::Accuracy
    };
    let runs: Vec<_> = figures
        .iter()
        .filter(is_machine)
        .map(|one| &one.by)
        .collect();
    let are_several = runs.iter().any(|by| Some(by) != runs.first());
    for figure in figures.iter().filter(is_machine) {
        let Value::Accuracy(accuracy, between) = figure.value else {
            continue;
        };
        let other = |quantity: Quantity| {
            let is_it = |other: &&Figure| {
                (other.quantity, &other.of, &other.by) == (quantity, &figure.of, &figure.by)
            };
            figures.iter().find(is_it).map(|other| &other.value)
        };
        let count = |quantity| match other(quantity) {
            Some(Value::Count(n)) => *n,
            _ => 0,
        };
        let share = |quantity| match other(quantity) {
            Some(Value::Share(share)) => Some(*share),
            _ => None,
        };
        let title = SliceSpec::title_of(&figure.of, slices);
        let name = match (&figure.by, are_several) {
            (Some(by), true) => format!("{title} · {by}"),
            _ => title.to_owned(),
        };
        let counts = (count(Quantity::Correct), count(Quantity::Pictures));
        let mut row = bar(name, (accuracy, between), counts, words);
        let place = slices.iter().position(|slice| slice.name == figure.of);
        if let Some((place, spec)) = place.and_then(|place| Some((place, slices.get(place)?))) {
            row.about.push(what_it_is(spec, &pack.library, words));
            row.about.extend(spec.note.clone());
            let controls = Control::of(spec, place, read, words);
            row.about.extend(controls.iter().map(|control| {
                let who = match control.is_learner {
                    true => "report-i",
                    false => control.id,
                };
                format!("{} {}", words.text(who), control.read)
            }));
        }
        row.about.extend(share(Quantity::Confidence).map(|all| {
            let sure = sure(all, share(Quantity::ConfidenceWhenWrong), words);
            format!("{} {sure}", say!(words, "confidence"))
        }));
        row.said = guess
            .filter(|(slice, _)| *slice == figure.of)
            .map(|(_, said)| said);
        told.rows.push(row);
    }
    (!told.rows.is_empty()).then_some(told)
}

/// The slice that a number was said of beforehand, and the number as a share.
fn said_of_a_slice<'a>(step: &'a Step, state: &StepState) -> Option<(&'a str, f64)> {
    let slice = match step {
        Step::Reveal(reveal) if reveal.predict.measure == Default::default() => {
            reveal.predict.slice.as_deref()?
        }
        Step::Card(card) => &card.predict.as_ref()?.slice,
        _ => return None,
    };
    match state.answered(step).first()?.guess.said {
        Said::Number { value, .. } => Some((slice, value / 100.0)),
        Said::Choice { .. } => None,
    }
}

/// What was said, what it was, and how far apart the two are.
fn prediction(answered: &Answered<'_>, words: Words) -> Vec<(String, String)> {
    let mut facts = vec![(say!(words, "report-said"), said(answered, words))];
    let Some(is) = found_whole(answered, words) else {
        facts.push((say!(words, "it-was"), say!(words, "not-measured")));
        return facts;
    };
    facts.push((say!(words, "it-was"), is));
    let verdict = verdict(answered, words);
    facts.extend(verdict.map(|verdict| (say!(words, "report-prediction"), verdict)));
    facts
}
