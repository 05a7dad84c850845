//! How each kind of step is told and what can be said in it; a file a kind. This one finds the file.

mod ask;
mod card;
mod compare;
mod dial;
mod draw;
mod inspect;
mod label;
mod photo;
mod predict;
mod reveal;
mod solve;
mod sweep;
mod train;

use super::paper::Paper;
use crate::eval::text::{count, interval, percent};
use crate::eval::{Evaluation, Prediction};
use crate::lesson::step::of_any_kind;
use crate::lesson::tell::{found, queued, said};
use crate::lesson::{Action, Guess, News, Outcome, Report, Said, Stage, StepState, Walk};
use crate::pack::Step;
use crate::say;
use crate::train::{EpochRecord, Event};
use crate::words::Words;

/// Pictures that are described at a time.
const PICTURES: usize = 3;

/// What a line comes to.
pub(super) enum Reply {
    /// The learner does this.
    Acts(Vec<Action>),
    /// The learner says this beforehand; how sure they are has to be asked.
    Asks(Said),
    /// It has been answered.
    Told,
    /// It means nothing here.
    Unknown,
}

/// How a kind of step is told.
trait Plain {
    /// What a lesson says of the step.
    type Spec;

    /// Tells the step as far as it is; not what is asked beforehand, nor what failed.
    fn tell(&self, paper: &mut Paper, spec: &Self::Spec, stage: Stage);

    /// The id of the text on what can be typed at this stage; none for what is common.
    fn hint(&self, _spec: &Self::Spec, _stage: Stage) -> Option<&'static str> {
        None
    }

    /// Takes a line that means nothing everywhere.
    fn obey(&self, _paper: &mut Paper, _spec: &Self::Spec, _line: &str) -> Reply {
        Reply::Unknown
    }

    /// Whether something has to come before the learner can go on.
    fn waits(&self, _spec: &Self::Spec) -> bool {
        false
    }

    /// Says what came of what was done, or of what was waited for, without leading on to another stage.
    fn remark(&self, _paper: &mut Paper, _spec: &Self::Spec, _done: Option<&Action>) {}

    /// Says what was heard while waiting.
    fn progress(&self, _paper: &mut Paper, _spec: &Self::Spec, _heard: &Heard) {}

    /// Why the step could not do its work.
    fn failure(&self) -> Option<&str> {
        None
    }
}

/// What is worth a line while something goes on.
pub(super) enum Heard {
    /// An epoch is over.
    Epoch(EpochRecord),
    /// One of the step's runs is over.
    RunOver(usize),
    /// A run waits for its turn.
    Queued(usize, Option<u64>),
    /// Somebody else had asked for the same run before.
    Joined,
    /// A slice is measured.
    Measured,
    /// Others share the run.
    Shared,
    /// Nothing that has to be told.
    Nothing,
}

impl Heard {
    /// What is worth a line in news of the step that is being talked about.
    pub fn of(news: &News, walk: &Walk) -> Self {
        match &news.report {
            _ if news.step != walk.at() => Self::Nothing,
            Report::Shared => Self::Shared,
            Report::Measured { .. } => Self::Measured,
            Report::Run { part, event } => match event {
                Event::Epoch(record) => Self::Epoch(record.clone()),
                Event::Queued { ahead, seconds } if *ahead > 0 => Self::Queued(*ahead, *seconds),
                Event::Joined => Self::Joined,
                Event::Done(_) | Event::Failed { .. } => Self::RunOver(*part),
                _ => Self::Nothing,
            },
            _ => Self::Nothing,
        }
    }
}

/// Tells the present step as far as it is.
pub(super) fn tell(paper: &mut Paper, walk: &Walk) {
    let words = paper.words;
    let Some((step, state)) = walk.current() else {
        return;
    };
    match walk.stage() {
        Stage::Predict => predict::tell(paper, walk),
        Stage::Wait => paper.line(say!(words, "measuring")),
        Stage::Retry => {
            let why = of_any_kind!((step, state), (_spec, own) => own.failure(), else None);
            paper.line(say!(words, "measuring-failed"));
            paper.line(why.unwrap_or_default());
        }
        stage => match step {
            Step::Say(text) => paper.markdown(text),
            _ => {
                of_any_kind!((step, state), (spec, own) => own.tell(paper, spec, stage), else ());
            }
        },
    }
}

/// What can be typed now.
pub(super) fn hint(walk: &Walk, words: Words) -> String {
    let stage = walk.stage();
    let own = walk
        .current()
        .and_then(|pair| of_any_kind!(pair, (spec, own) => own.hint(spec, stage), else None));
    match (stage, own) {
        (Stage::Predict, _) => say!(words, predict::hint(walk)),
        (Stage::Retry, _) => say!(words, "plain-hint-retry"),
        (_, Some(own)) => say!(words, own),
        (_, None) => say!(words, "plain-hint-look"),
    }
}

/// Takes a line that means nothing everywhere.
pub(super) fn obey(paper: &mut Paper, walk: &Walk, line: &str) -> Reply {
    let Some(pair) = walk.current() else {
        return Reply::Unknown;
    };
    match walk.stage() {
        Stage::Predict => predict::obey(walk, line),
        Stage::Retry if line.is_empty() => Reply::Acts(vec![Action::Begin]),
        _ => {
            paper.put_away();
            of_any_kind!(pair, (spec, own) => own.obey(paper, spec, line), else Reply::Unknown)
        }
    }
}

/// Whether something has to come before the learner can go on.
pub(super) fn waits(walk: &Walk) -> bool {
    match (walk.stage(), walk.current()) {
        (Stage::Watch | Stage::Wait, _) => true,
        (Stage::Predict, _) | (_, None) => false,
        (_, Some(pair)) => of_any_kind!(pair, (spec, own) => own.waits(spec), else false),
    }
}

/// What a person can do to what they are waiting for.
pub(super) fn while_waiting(walk: &Walk, line: &str) -> Vec<Action> {
    match (walk.stage(), line) {
        (Stage::Watch, "p") => vec![Action::Pause],
        (Stage::Watch, "g") => vec![Action::Resume],
        (Stage::Watch, "s") => vec![Action::Stop],
        _ => Vec::new(),
    }
}

/// Says what came of what was done, or of what was waited for, without leading on to another stage.
pub(super) fn remark(paper: &mut Paper, walk: &Walk, done: Option<&Action>) {
    if let Some(pair) = walk.current() {
        of_any_kind!(pair, (spec, own) => own.remark(paper, spec, done), else ());
    }
}

/// Says what was heard while waiting.
pub(super) fn progress(paper: &mut Paper, walk: &Walk, heard: &Heard) {
    let words = paper.words;
    match (heard, walk.current()) {
        (Heard::Queued(ahead, seconds), _) => paper.line(queued(*ahead, *seconds, words)),
        (Heard::Joined, _) => paper.line(say!(words, "run-joined")),
        (Heard::Shared, _) => paper.line(say!(words, "run-shared")),
        (heard, Some(pair)) => {
            of_any_kind!(pair, (spec, own) => own.progress(paper, spec, heard), else ());
        }
        (_, None) => {}
    }
}

/// What was said beforehand, and what it turned out to be, if that is known.
fn tell_said(paper: &mut Paper, guess: Option<&Guess>, outcome: Option<&Outcome>) {
    let words = paper.words;
    let Some(guess) = guess else { return };
    let mut text = format!("{} {}", say!(words, "you-said"), said(guess, words));
    if let Some(outcome) = outcome {
        text = format!("{text} · {} {}", say!(words, "it-was"), found(outcome));
    }
    paper.line(text);
}

/// The accuracy on a slice, with its interval.
fn figures(result: &Evaluation, words: Words) -> String {
    let (right, all) = (count(result.correct), count(result.n));
    let of = say!(words, "n-of-n", n = right, all = all);
    format!(
        "{} % ({}) · {of}",
        percent(result.accuracy),
        interval(result.interval)
    )
}

/// A slice that was measured: `Read 2 of 5: MNIST test.`
fn tell_measured(paper: &mut Paper, done: usize, all: usize, name: Option<&str>) {
    if let Some(name) = name {
        let words = paper.words;
        paper.line(say!(
            words,
            "plain-measured",
            n = done,
            all = all,
            name = name
        ));
    }
}

/// Some of the answers, each with what its picture shows; `first` is counted from 1.
fn tell_answers(
    paper: &mut Paper,
    result: &Evaluation,
    places: impl Iterator<Item = usize>,
    first: usize,
) {
    let words = paper.words;
    let shown = places.skip(first.saturating_sub(1)).take(PICTURES);
    let mut told = 0;
    for (place, number) in shown.zip(first..) {
        if let Some(prediction) = result.predictions.get(place) {
            tell_answer(paper, result, *prediction, number);
            told += 1;
        }
    }
    let text = match told {
        0 => say!(words, "plain-no-more-pictures"),
        _ => say!(words, "plain-hint-characters"),
    };
    paper.line(text);
}

fn tell_answer(paper: &mut Paper, result: &Evaluation, prediction: Prediction, number: usize) {
    let words = paper.words;
    let sure = format!("{:.0}", prediction.confidence * 100.0);
    let (truth, answer) = (
        name(result, prediction.label),
        name(result, prediction.answer),
    );
    paper.line(say!(
        words,
        "explained",
        n = number,
        truth = truth,
        answer = answer,
        sure = sure
    ));
    let pixels = result.pictures.picture(prediction.index);
    paper.picture("   ", pixels, result.pictures.dataset().shape());
}

/// The name of a class.
fn name(result: &Evaluation, class: u8) -> &str {
    let names = result.pictures.dataset().classes();
    names.get(usize::from(class)).map_or("?", String::as_str)
}

/// A number from 1 to `most`, and perhaps a second one behind it, from 1.
fn numbers(line: &str, most: usize) -> Option<(usize, usize)> {
    let mut parts = line.split_whitespace();
    let first: usize = parts.next()?.parse().ok()?;
    let second = match parts.next() {
        Some(text) => text.parse().ok().filter(|&number| number > 0)?,
        None => 1,
    };
    let fits = (1..=most).contains(&first) && parts.next().is_none();
    fits.then_some((first, second))
}
