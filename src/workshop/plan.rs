//! What a machine can carry, measured before a class comes: how long each training of a pack takes
//! alone, when everybody shares it, and when everybody trains their own.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use crate::dataset::{CLASS, Selector};
use crate::pack::{Pack, Step};
use crate::train::{Event, Experiment, RunId, TrainError, Trainer};

/// Pictures by which a training's speed is measured, and epochs: the first one warms up.
const TRIED: usize = 2_000;
const EPOCHS: usize = 2;

/// A training of a pack, all networks of a sweep, or one try at an exercise.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The lesson, from 1, and its title.
    pub lesson: (usize, String),
    /// What the run is called; of a sweep or an exercise, that it is one.
    pub name: String,
    /// How much there is to do; none where it learns from digits that learners are still to write.
    pub work: Option<Work>,
}

/// How much there is to do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Work {
    /// Pictures that are seen in all.
    pub pictures: usize,
    /// Pictures a second that this machine trains on.
    pub speed: f64,
}

impl Work {
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

/// What a step trains.
struct Job<'p> {
    /// As texts call it.
    name: String,
    /// What later steps go on from, if they can.
    run: Option<&'p str>,
    /// The run that it goes on from, if any.
    from: Option<&'p str>,
    /// Recipes that differ by more than their seed, the run that they go on from left open, and the seeds of each.
    recipes: Vec<(Experiment, Vec<u64>)>,
}

impl<'p> Job<'p> {
    /// What a step trains, if it trains anything. An exercise is tried until its goal is reached: one try counts.
    fn of(step: &'p Step) -> Option<Self> {
        match step {
            Step::Train(train) => Some(Self {
                name: train.name.clone(),
                run: Some(&train.name),
                from: train.from.as_deref(),
                recipes: vec![(train.experiment(None), train.seeds().collect())],
            }),
            Step::Sweep(sweep) => {
                let mut recipes: Vec<(usize, (Experiment, Vec<u64>))> = Vec::new();
                for (place, seed, experiment) in sweep.runs() {
                    match recipes.last_mut() {
                        Some((last, (_, seeds))) if *last == place => seeds.push(seed),
                        _ => recipes.push((place, (experiment, vec![seed]))),
                    }
                }
                Some(Self {
                    name: "the sweep".to_owned(),
                    run: None,
                    from: None,
                    recipes: recipes.into_iter().map(|(_, recipe)| recipe).collect(),
                })
            }
            Step::Exercise(exercise) => {
                let solved = exercise.experiment(None, &exercise.solved_at());
                let seed = solved.recipe.seed;
                Some(Self {
                    name: format!("{}, one try", exercise.name),
                    run: Some(&exercise.name),
                    from: exercise.from.as_deref(),
                    recipes: vec![(solved, vec![seed])],
                })
            }
            _ => None,
        }
    }

    /// Whether it learns from what learners write.
    fn is_of_class(&self) -> bool {
        let set = |experiment: &Experiment| experiment.data.set.parse::<Selector>().ok();
        let mut sets = self
            .recipes
            .iter()
            .filter_map(|(experiment, _)| set(experiment));
        sets.any(|set| set.set() == CLASS)
    }
}

/// Measures the trainings of a pack, its sweeps and its exercises, each for a moment, and tells of each when it is known.
/// A recipe that comes again is told once.
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
        let mut unwritten: Vec<&str> = Vec::new();
        for job in lesson.steps.iter().filter_map(Job::of) {
            let goes_on_from = |runs: &[&str]| job.from.is_some_and(|from| runs.contains(&from));
            let work = if job.is_of_class() || goes_on_from(&unwritten) {
                unwritten.extend(job.run);
                None
            } else {
                match try_out(&job, trainer, &mut tried, &mut told)? {
                    Some(work) => Some(work),
                    None => continue,
                }
            };
            tell(Planned {
                lesson: (place + 1, lesson.title.clone()),
                name: job.name,
                work,
            })?;
        }
    }
    Ok(())
}

/// Trains each of a step's recipes for a moment, but what was told before; none where all of it was.
fn try_out<'p>(
    job: &Job<'p>,
    trainer: &Trainer,
    tried: &mut BTreeMap<&'p str, RunId>,
    told: &mut BTreeMap<RunId, RunId>,
) -> Result<Option<Work>, PlanError> {
    // What goes on from a run that is only to come goes on from what was tried of it.
    let parent = job.from.and_then(|from| tried.get(from)).cloned();
    let (mut pictures, mut seconds) = (0, 0.0);
    for (experiment, seeds) in &job.recipes {
        let experiment = Experiment {
            from: parent.clone(),
            ..experiment.clone()
        };
        let mut networks = Vec::new();
        for seed in seeds {
            networks.push(experiment.with_seed(*seed).run_id(trainer.library())?);
        }
        let known = networks.iter().find_map(|id| told.get(id)).cloned();
        networks.retain(|id| !told.contains_key(id));
        let run = match known {
            Some(run) if networks.is_empty() => run,
            _ => {
                let splits = experiment.splits(trainer.library())?;
                let seen = splits.train.len() * experiment.recipe.epochs * networks.len();
                let (run, speed) = speed(&experiment, splits.train.len(), trainer)?;
                pictures += seen;
                seconds += seen as f64 / speed.max(1.0);
                told.extend(networks.into_iter().map(|id| (id, run.clone())));
                run
            }
        };
        if let Some(name) = job.run {
            tried.insert(name, run);
        }
    }
    Ok((pictures > 0).then(|| Work {
        pictures,
        speed: pictures as f64 / f64::max(seconds, f64::MIN_POSITIVE),
    }))
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

/// Memory that the process holds, in bytes (Linux: the second number in `statm`, in pages of 4 KB).
pub(super) fn resident() -> Option<usize> {
    const PAGE: usize = 4096;
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: usize = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * PAGE)
}
