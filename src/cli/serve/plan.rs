//! `mindgap serve --plan`: what a class will wait for and weigh, before it comes.

use std::fs;
use std::time::Duration;

use anyhow::Result;

use super::super::json::{Line, PlanLine, SeatLine, WaitLine};
use super::super::text::count;
use super::super::{Outcome, interrupt, output};
use crate::pack::Pack;
use crate::train::{RunStore, Trainer};
use crate::workshop::plan::{Planned, trainings};
use crate::workshop::queue::Queue;
use crate::workshop::rehearsal::weigh;

/// Of the moments at which learners come.
pub(super) const SEED: u64 = 1;

/// Says how long a class of this size will wait for its trainings here, or with workers, and what it weighs.
pub(super) fn plan(
    pack: &Pack,
    learners: usize,
    workers: Option<Queue>,
    json: bool,
) -> Result<Outcome> {
    // Nothing of it is kept.
    let folder = tempfile::tempdir()?;
    interrupt::removes(vec![folder.path().to_owned()])?;
    let class = folder.path().join("class");
    fs::create_dir(&class)?;
    // Before anything else has used memory.
    let weight = weigh(pack, learners, &class)?;
    let trainer = Trainer::new(RunStore::open(folder.path().join("runs"))?, &pack.library);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if !json {
        output::say(format!(
            "{}: {learners} learners on {cores} cores. Each training is tried for a moment.\n",
            pack.file.title
        ))?;
        output::say(match workers {
            None => format!(
                "{:<34} {:>12} {:>12} {:>14}",
                "training", "pictures/s", "shared", "each their own"
            ),
            Some(_) => format!(
                "{:<34} {:>10} {:>7} {:>7} {:>7} {:>7}",
                "training", "pictures/s", "shared", "half", "95 %", "all"
            ),
        })?;
    }
    let waits = |planned: &Planned| Some(workers?.waits(planned.work?.alone()));
    trainings(pack, &trainer, |planned| {
        let (place, title) = &planned.lesson;
        if json {
            let line = PlanLine {
                lesson: *place,
                title,
                name: &planned.name,
                images_per_second: planned.work.map(|work| work.speed),
                seconds_shared: planned.work.map(|work| work.alone().as_secs_f64()),
                seconds_each: (planned.work).map(|work| work.for_each_of(learners).as_secs_f64()),
                workers: workers.map(|queue| queue.workers),
                wait: waits(&planned).map(|waits| WaitLine {
                    seconds_median: waits.median.as_secs_f64(),
                    seconds_95: waits.most.as_secs_f64(),
                    seconds_longest: waits.longest.as_secs_f64(),
                }),
            };
            return Line::Plan(line).say();
        }
        let name: String = format!("{place}. {title}: {}", planned.name);
        let name: String = name.chars().take(34).collect();
        output::say(match (planned.work, waits(&planned)) {
            (Some(work), Some(waits)) => format!(
                "{name:<34} {:>10} {:>7} {:>7} {:>7} {:>7}",
                count(work.speed.round() as usize),
                clock(work.alone()),
                clock(waits.median),
                clock(waits.most),
                clock(waits.longest),
            ),
            (Some(work), None) => format!(
                "{name:<34} {:>12} {:>12} {:>14}",
                count(work.speed.round() as usize),
                clock(work.alone()),
                clock(work.for_each_of(learners)),
            ),
            (None, _) => format!("{name:<34} learns from digits still to be written"),
        })
    })?;
    trainer.shut_down();
    if json {
        if let Some(weight) = weight {
            Line::Seat(SeatLine {
                learners,
                sessions: weight.sessions,
                first_page_bytes: weight.first_page,
                in_lessons_bytes: weight.in_lessons,
            })
            .say()?;
        }
        return Ok(Outcome::Done);
    }
    output::say("")?;
    if let Some(weight) = weight {
        let megabytes = |bytes: usize| bytes as f64 / 1e6;
        let told = format!(
            "{} sessions were tried: each takes {:.1} MB with its first page on the screen, and {:.1} MB after keys were \
             pressed in lessons for a while, with trainings and all that they share; by that, {learners} take {:.0} MB.",
            weight.sessions,
            megabytes(weight.first_page),
            megabytes(weight.in_lessons),
            megabytes(weight.in_lessons * learners)
        );
        output::say(textwrap::fill(&told, textwrap::Options::with_termwidth()))?;
    }
    let told = match workers {
        None => {
            "Learners who train the same recipe with the same seed share one run: that is how the lessons are made, and the \
             column `shared`. Where everybody changes the recipe, the last one waits as long as the column `each their own` \
             says; a pack with fewer pictures or epochs makes that short."
                .to_owned()
        }
        Some(queue) => format!(
            "Learners who train the same recipe with the same seed share one run, which takes as long as the column `shared` \
             says. Where everybody changes the recipe, half of the learners wait no longer for their turn than the column \
             `half` says, 95 of 100 no longer than `95 %`, and nobody longer than `all`: simulated, with {} workers, each as \
             fast as this machine and with one training at a time, whoever asked first, and with {learners} learners who come \
             within {} minutes at moments drawn with seed {}. Messages, and what is sent, are not counted.",
            queue.workers,
            queue.within.as_secs() / 60,
            queue.seed,
        ),
    };
    output::say(textwrap::fill(&told, textwrap::Options::with_termwidth()))?;
    Ok(Outcome::Done)
}

/// Minutes and seconds, rounded up.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs_f64().ceil() as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
