//! `mindgap pack test`: every lesson, walked through with its own answers.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use super::super::bar::Bar;
use super::super::json::{LessonError, LessonLine, LessonSlice, Line};
use super::super::output::say;
use super::super::{Home, Outcome, interrupt};
use crate::engine::{Rehearsal, Session, rehearse};
use crate::pack::{Lesson, Pack};
use crate::progress::{LOCAL_LEARNER, Progress};
use crate::words::Lang;

/// Walks through the lessons. Runs that are known already are replayed, as learners would see them.
pub(super) fn run(
    folder: &Path,
    only: Option<usize>,
    (fast, json): (bool, bool),
    home: &Home,
) -> Result<Outcome> {
    let mut pack = Pack::open(folder, home.stock()?, Lang::default())?;
    if let Some(number) = only.filter(|number| !(1..=pack.lessons.len()).contains(number)) {
        bail!(
            "there is no lesson {number}; the pack has {}",
            pack.lessons.len()
        );
    }
    if fast {
        for lesson in &mut pack.lessons {
            *lesson = Arc::new(lesson.shortened(&pack.library));
        }
    }
    let lessons = pack.lessons.clone();
    let trainer = home.trainer_for(&pack)?;
    // Nobody's progress is touched.
    let folder = tempfile::tempdir().context("there is no room to walk in")?;
    interrupt::removes(vec![folder.path().to_owned()])?;
    let progress = Progress::open(folder.path())?;
    let mut session = Session::new(LOCAL_LEARNER, pack, trainer, progress);
    let mut is_correct = true;
    for (place, lesson) in lessons.iter().enumerate() {
        if only.is_some_and(|number| number != place + 1) {
            continue;
        }
        let steps = lesson.steps.len();
        let bar = Bar::new(!json, "{spinner} {msg}")?;
        bar.spin();
        let rehearsal = rehearse(&mut session, place, |step, kind| {
            bar.tell(&format!(
                "{}: step {step} of {steps} ({kind})",
                lesson.title
            ));
        })?;
        bar.finish();
        let Some(rehearsal) = rehearsal else { continue };
        if json {
            line(&rehearsal, (place, lesson), fast).say()?;
            is_correct &= rehearsal.is_as_it_should_be(!fast);
            continue;
        }
        let verdict = match rehearsal.is_as_it_should_be(!fast) {
            true => "as it should be",
            false => "not as it should be",
        };
        is_correct &= rehearsal.is_as_it_should_be(!fast);
        let seconds = rehearsal.seconds;
        say(format!(
            "{}. {}: {verdict} ({seconds:.0} s without reading)",
            place + 1,
            lesson.title
        ))?;
        for (step, kind, problem) in &rehearsal.problems {
            say(format!("   ✗ step {step} ({kind}): {problem}"))?;
        }
        for measured in &rehearsal.measured {
            let mark = match (fast, measured.expected, measured.holds()) {
                (true, ..) => continue,
                (_, None, _) => " ",
                (_, _, true) => "✓",
                (_, _, false) => "✗",
            };
            say(format!("   {mark} {measured}"))?;
        }
        let minutes = f64::from(lesson.minutes);
        if !fast && seconds > minutes * 60.0 {
            say(format!(
                "   ! it says {minutes} minutes, and the program alone needed {:.1}",
                seconds / 60.0
            ))?;
        }
    }
    session.finish();
    if fast && !json {
        say("Expectations were not held against so little training; leave --fast out for that.")?;
    }
    Ok(match is_correct {
        true => Outcome::Done,
        false => Outcome::FoundFaults,
    })
}

/// How a lesson went, for programs.
fn line<'a>(
    rehearsal: &'a Rehearsal,
    (place, lesson): (usize, &'a Lesson),
    fast: bool,
) -> Line<'a> {
    let errors = rehearsal.problems.iter();
    let measured = rehearsal.measured.iter();
    Line::Lesson(LessonLine {
        lesson: place + 1,
        title: &lesson.title,
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
    })
}
