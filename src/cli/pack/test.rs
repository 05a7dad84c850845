//! `mindgap pack test`: every lesson, walked through with its own answers, once or with several seeds.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use super::super::bar::Bar;
use super::super::json::{LessonError, LessonLine, LessonSlice, LessonText, Line};
use super::super::output::say;
use super::super::{Home, Outcome, interrupt};
use crate::base::Lang;
use crate::engine::{Rehearsal, Session, rehearse};
use crate::pack::{Lesson, Pack, Step};
use crate::progress::{ClassSet, LOCAL_LEARNER, Progress};

/// How often something has to hold, of ten times, for a lesson to rest on it.
const OF_TEN: usize = 9;

/// How the lessons are walked through.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    /// Only the lesson with this number.
    pub(super) only: Option<usize>,
    /// With so little training that it takes seconds.
    pub(super) fast: bool,
    /// So many times, each time with other seeds.
    pub(super) times: u64,
    /// One JSON object a lesson and time.
    pub(super) json: bool,
}

/// Walks through the lessons. Runs that are known already are replayed, as learners would see them.
pub(super) fn run(folder: &Path, how: How, home: &Home) -> Result<Outcome> {
    let mut pack = Pack::open(folder, home.stock()?, Lang::default())?;
    // Nobody's progress is touched, and nobody's digits.
    let room = tempfile::tempdir().context("there is no room to walk in")?;
    interrupt::removes(vec![room.path().to_owned()])?;
    let class = Arc::new(ClassSet::of_one(room.path())?);
    pack.library = pack.library.with_class(class.clone());
    let there = pack.lessons.len();
    if let Some(number) = how.only.filter(|number| !(1..=there).contains(number)) {
        bail!("there is no lesson {number}; the pack has {there}");
    }
    if how.fast {
        for lesson in &mut pack.lessons {
            *lesson = Arc::new(lesson.shortened(&pack.library));
        }
    }
    let lessons = pack.lessons.clone();
    let trainer = home.trainer_for(&pack)?;
    let progress = Progress::open(room.path())?;
    let mut session = Session::new(LOCAL_LEARNER, pack, trainer, progress).keeping(class);
    let mut is_correct = true;
    for (place, lesson) in lessons.iter().enumerate() {
        if how.only.is_some_and(|number| number != place + 1) {
            continue;
        }
        let mut rehearsals = Vec::new();
        for time in 0..how.times {
            session.put(place, Arc::new(lesson.reseeded(time)));
            let Some(rehearsal) = rehearsed(&mut session, (place, lesson), time, how)? else {
                continue;
            };
            if how.json {
                line(&rehearsal, (place, lesson), time, how.fast).say()?;
            }
            rehearsals.push(rehearsal);
        }
        is_correct &= match rehearsals.as_slice() {
            [once] if !how.json => tell_once(once, (place, lesson), how.fast)?,
            several if !how.json => tell_several(several, (place, lesson), how.fast)?,
            any => holds(any, how.fast),
        };
    }
    session.finish();
    let is_played = |place: usize| how.only.is_none_or(|number| number == place + 1);
    let mut played = lessons.iter().enumerate().filter(|(at, _)| is_played(*at));
    if played.any(|(_, lesson)| writes(lesson)) && !how.json {
        say(
            "Where learners write, the pen strokes were those of one writer of pendigits, on a canvas.",
        )?;
    }
    if how.fast && !how.json {
        say("Expectations were not held against so little training; leave --fast out for that.")?;
    }
    Ok(match is_correct {
        true => Outcome::Done,
        false => Outcome::FoundFaults,
    })
}

/// Whether learners write in it.
fn writes(lesson: &Lesson) -> bool {
    let mut steps = lesson.steps.iter();
    steps.any(|step| matches!(step, Step::Draw(_)))
}

/// One walk through a lesson.
fn rehearsed(
    session: &mut Session,
    (place, lesson): (usize, &Lesson),
    time: u64,
    how: How,
) -> Result<Option<Rehearsal>> {
    let steps = lesson.steps.len();
    let which = match how.times {
        1 => String::new(),
        times => format!(", {} of {times}", time + 1),
    };
    let bar = Bar::new(!how.json, "{spinner} {msg}")?;
    bar.spin();
    let title = &lesson.title;
    let rehearsal = rehearse(session, place, |step, kind| {
        bar.tell(&format!("{title}{which}: step {step} of {steps} ({kind})"));
    })?;
    bar.finish();
    Ok(rehearsal)
}

/// Whether the walks went as they should, and what is expected holds often enough.
fn holds(rehearsals: &[Rehearsal], fast: bool) -> bool {
    let walked = rehearsals.iter().all(|one| one.problems.is_empty());
    let places = rehearsals.first().map_or(0, |one| one.measured.len());
    walked
        && !rehearsals.is_empty()
        && (0..places).all(|place| {
            let measured = rehearsals.iter().filter_map(|one| one.measured.get(place));
            fast || is_often(measured.map(|measured| measured.holds()))
        })
}

/// Whether something holds so often that a lesson can rest on it.
fn is_often(times: impl Iterator<Item = bool>) -> bool {
    let (held, all) = count(times);
    all > 0 && held * 10 >= all * OF_TEN
}

fn count(times: impl Iterator<Item = bool>) -> (usize, usize) {
    times.fold((0, 0), |(held, all), holds| {
        (held + usize::from(holds), all + 1)
    })
}

/// How one walk went; whether as it should.
fn tell_once(rehearsal: &Rehearsal, (place, lesson): (usize, &Lesson), fast: bool) -> Result<bool> {
    let is_correct = rehearsal.is_as_it_should_be(!fast);
    let verdict = match is_correct {
        true => "as it should be",
        false => "not as it should be",
    };
    let (number, title, seconds) = (place + 1, &lesson.title, rehearsal.seconds);
    say(format!(
        "{number}. {title}: {verdict} ({seconds:.0} s without reading)"
    ))?;
    tell_problems(rehearsal)?;
    for measured in rehearsal.measured.iter().filter(|_| !fast) {
        let mark = match (measured.expected, measured.holds()) {
            (None, _) => " ",
            (_, true) => "✓",
            (_, false) => "✗",
        };
        say(format!("   {mark} {measured}"))?;
    }
    for held in rehearsal.conditions.iter().filter(|_| !fast) {
        let holds = match held.holds {
            Some(true) => "holds",
            Some(false) => "does not hold",
            None => "was not measured",
        };
        say(format!(
            "     step {}: {}: {holds}",
            held.step, held.condition
        ))?;
    }
    let minutes = f64::from(lesson.minutes);
    if !fast && seconds > minutes * 60.0 {
        let needed = seconds / 60.0;
        say(format!(
            "   ! it says {minutes} minutes, and the program alone needed {needed:.1}"
        ))?;
    }
    Ok(is_correct)
}

fn tell_problems(rehearsal: &Rehearsal) -> Result<()> {
    for (step, kind, problem) in &rehearsal.problems {
        say(format!("   ✗ step {step} ({kind}): {problem}"))?;
    }
    for (step, kind, seen) in &rehearsal.seen {
        say(format!("   ! step {step} ({kind}): {seen}"))?;
    }
    Ok(())
}

/// How often everything held; whether often enough.
fn tell_several(
    rehearsals: &[Rehearsal],
    (place, lesson): (usize, &Lesson),
    fast: bool,
) -> Result<bool> {
    let Some(first) = rehearsals.first() else {
        return Ok(false);
    };
    let (number, title, times) = (place + 1, &lesson.title, rehearsals.len());
    say(format!("{number}. {title}, {times} times with other seeds"))?;
    for rehearsal in rehearsals {
        tell_problems(rehearsal)?;
    }
    for (at, measured) in first.measured.iter().enumerate().filter(|_| !fast) {
        let all = || rehearsals.iter().filter_map(|one| one.measured.get(at));
        let percents = all().map(|one| one.percent);
        let (low, high) = percents.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
            (low.min(x), high.max(x))
        });
        let range = Lang::English.percent_range(low / 100.0, high / 100.0);
        let (step, slice) = (measured.step, &measured.slice);
        let (mark, expected) = match &measured.expected {
            None => (" ", String::new()),
            Some(expected) => {
                let (held, all_times) = count(all().map(|one| one.holds()));
                let mark = mark(all().map(|one| one.holds()));
                (
                    mark,
                    format!(", expected {expected}: {held} of {all_times}"),
                )
            }
        };
        say(format!(
            "   {mark} step {step}: {slice}: {range} %{expected}"
        ))?;
    }
    for (at, held) in first.conditions.iter().enumerate().filter(|_| !fast) {
        let all = || {
            let same = rehearsals.iter().filter_map(|one| one.conditions.get(at));
            same.filter_map(|one| one.holds)
        };
        let (held_times, known) = count(all());
        let (step, condition) = (held.step, &held.condition);
        // A branch may be there for what happens seldom: no fault, but not to be worded as the rule.
        let mark = if is_often(all()) { " " } else { "~" };
        say(format!(
            "   {mark} step {step}: {condition}: {held_times} of {known}"
        ))?;
    }
    Ok(holds(rehearsals, fast))
}

fn mark(times: impl Iterator<Item = bool>) -> &'static str {
    match is_often(times) {
        true => "✓",
        false => "✗",
    }
}

/// How a lesson went, for programs.
fn line<'a>(
    rehearsal: &'a Rehearsal,
    (place, lesson): (usize, &'a Lesson),
    time: u64,
    fast: bool,
) -> Line<'a> {
    let errors = rehearsal.problems.iter();
    let measured = rehearsal.measured.iter();
    let seen = rehearsal.seen.iter();
    Line::Lesson(LessonLine {
        lesson: place + 1,
        title: &lesson.title,
        time: time + 1,
        as_expected: rehearsal.is_as_it_should_be(!fast),
        seconds: rehearsal.seconds,
        minutes: lesson.minutes,
        errors: errors
            .map(|(step, kind, error)| LessonError {
                step: *step,
                kind,
                error,
            })
            .collect(),
        slices: measured
            .map(|measured| LessonSlice::of(measured, !fast))
            .collect(),
        conditions: rehearsal.conditions.iter().map(LessonText::from).collect(),
        seen: seen
            .map(|(step, kind, error)| LessonError {
                step: *step,
                kind,
                error,
            })
            .collect(),
    })
}
