//! What a machine can carry, measured before a class comes: how long each training of a pack takes
//! alone, when everybody shares it, and when everybody trains their own; and what a seat weighs.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ratatui::layout::Size;

use crate::engine::Session;
use crate::pack::{Pack, Step};
use crate::progress::{Progress, ProgressError};
use crate::train::{Event, Experiment, RunId, TrainError, Trainer};
use crate::tui::look::Look;
use crate::tui::shell::Shell;
use crate::tui::theme::{Depth, Theme};

/// Pictures by which a training's speed is measured, and epochs: the first one warms up.
const TRIED: usize = 2_000;
const EPOCHS: usize = 2;

/// A training of a pack.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The lesson, from 1, and its title.
    pub lesson: (usize, String),
    /// What the run is called.
    pub name: String,
    /// Pictures that it sees in all.
    pub pictures: usize,
    /// Pictures a second that this machine trains on.
    pub speed: f64,
}

impl Planned {
    /// How long it takes alone; also for a class in which everybody shares it, since a run of the same
    /// recipe and seed is trained once.
    pub fn alone(&self) -> Duration {
        Duration::from_secs_f64(self.pictures as f64 / self.speed.max(1.0))
    }

    /// How long it takes until everybody is done, if each of so many trains their own.
    pub fn for_each_of(&self, learners: usize) -> Duration {
        self.alone() * u32::try_from(learners).unwrap_or(u32::MAX)
    }
}

/// Measures the trainings of a pack, each for a moment, and tells of each when it is known. A recipe that
/// comes again is told once.
///
/// # Errors
/// When a training fails.
pub fn trainings(
    pack: &Pack,
    trainer: &Trainer,
    mut tell: impl FnMut(Planned) -> io::Result<()>,
) -> Result<(), PlanError> {
    // What was tried for a moment, for each run that was told.
    let mut told = BTreeMap::new();
    for (place, lesson) in pack.lessons.iter().enumerate() {
        let mut tried: BTreeMap<&str, RunId> = BTreeMap::new();
        for step in &lesson.steps {
            let Step::Train(train) = step else { continue };
            // What goes on from a run that is only to come goes on from what was tried of it.
            let parent = (train.from.as_deref()).and_then(|from| tried.get(from));
            let experiment = train.experiment(parent.cloned());
            let mut networks = Vec::new();
            for seed in train.seeds() {
                networks.push(experiment.with_seed(seed).run_id(trainer.library())?);
            }
            let known = networks.iter().find_map(|id| told.get(id)).cloned();
            networks.retain(|id| !told.contains_key(id));
            if let (Some(run), true) = (&known, networks.is_empty()) {
                tried.insert(&train.name, RunId::clone(run));
                continue;
            }
            let splits = experiment.splits(trainer.library())?;
            let pictures = splits.train.len() * experiment.recipe.epochs * networks.len();
            let (run, speed) = speed(&experiment, splits.train.len(), trainer)?;
            tried.insert(&train.name, run.clone());
            told.extend(networks.into_iter().map(|id| (id, run.clone())));
            tell(Planned {
                lesson: (place + 1, lesson.title.clone()),
                name: train.name.clone(),
                pictures,
                speed,
            })?;
        }
    }
    Ok(())
}

/// Why nothing can be planned.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// A training fails.
    #[error(transparent)]
    Train(#[from] TrainError),
    /// A training failed on its way.
    #[error("{0}")]
    Failed(String),
    /// A seat cannot be made.
    #[error(transparent)]
    Progress(#[from] ProgressError),
    /// Nobody reads on.
    #[error(transparent)]
    Told(#[from] io::Error),
}

/// Trains for a moment: that run, and how many pictures a second it saw.
fn speed(
    experiment: &Experiment,
    pictures: usize,
    trainer: &Trainer,
) -> Result<(RunId, f64), PlanError> {
    let mut short = experiment.clone();
    short.data.train = Some(pictures.min(TRIED));
    short.data.validation = 0;
    short.recipe.epochs = EPOCHS;
    let (run, events) = trainer.start(short)?;
    let mut fastest = 0.0_f64;
    for event in events {
        match event {
            Event::Epoch(record) => fastest = record.images_per_second,
            Event::Failed { message } => return Err(PlanError::Failed(message)),
            Event::Done(_) => break,
            _ => {}
        }
    }
    Ok((run.id.clone(), fastest))
}

/// What a seat weighs, in bytes: so many of them are taken, each with the pack's first lesson on its screen,
/// and the process's memory is compared. None where the system does not tell.
///
/// # Errors
/// When a seat cannot be made.
pub fn seat_weight(
    pack: &Pack,
    trainer: &Trainer,
    folder: &Path,
    seats: usize,
) -> Result<Option<usize>, PlanError> {
    let seat = |name: String| -> Result<Shell, PlanError> {
        let progress = Progress::open(folder)?;
        let session = Session::new(&name, pack.clone(), trainer.clone(), progress).remote();
        let look = Look::still(Theme::dark(Depth::Indexed));
        let size = Size::new(100, 30);
        let shell = Shell::new(session, Some(0), look, size, Arc::new(|_| true))?;
        Ok(shell)
    };
    // The first one loads what all share.
    let _first = seat("first".to_owned())?;
    let before = resident();
    let all: Result<Vec<Shell>, PlanError> = (0..seats)
        .map(|place| seat(format!("learner {place}")))
        .collect();
    let all = all?;
    let after = resident();
    let weight = before
        .zip(after)
        .map(|(before, after)| after.saturating_sub(before) / all.len().max(1));
    Ok(weight)
}

/// Memory that the process holds, in bytes (Linux: the second number in `statm`, in pages of 4 KB).
fn resident() -> Option<usize> {
    const PAGE: usize = 4096;
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: usize = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * PAGE)
}
