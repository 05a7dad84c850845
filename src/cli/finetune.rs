//! `mindgap train --from`: goes on from a run with a few new pictures, and measures what that brings and costs.

use std::ops::RangeInclusive;

use anyhow::{Context, Result, bail};

use super::json::{Line, SliceLine};
use super::learned::measured_on;
use super::learning_curve::{LearningPoint, SliceSpread, head, legend, row};
use super::looking::{Looking, LooksLine};
use super::meter::Meter;
use super::output::{COLUMNS, OutputMode, say};
use super::text::{count, epochs};
use super::to_end::train_to_end;
use super::{Home, Outcome, interrupt};
use crate::dataset::{Library, Split};
use crate::eval::{Evaluation, SliceSpec};
use crate::model::device;
use crate::shift::{Augmentation, Mix};
use crate::train::{DataChoice, Experiment, Recipe, RunId, RunRecord, TrainError, Trainer};

/// How to go on from a run.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Options {
    /// Go on from this run's weights (its id, its name, or `last`) with a few pictures of --data: of its
    /// training part, or of a set without one (such as pendigits) the side to learn from, while the rest is
    /// kept apart and measured on.
    #[arg(
        long,
        value_name = "RUN",
        requires = "data",
        conflicts_with_all = ["model", "train", "validation", "early_stop"]
    )]
    pub(super) from: Option<String>,
    /// With --from: learn from so many pictures; several numbers, with commas between them, draw a learning
    /// curve.
    #[arg(
        long,
        value_name = "N,N…",
        value_delimiter = ',',
        requires = "from",
        default_value = "10,20,50,100"
    )]
    take: Vec<usize>,
    /// With --from: each time, put an old picture of the same class, of what the first run learned from, in the
    /// place of a new one with this probability.
    #[arg(long, value_name = "SHARE", requires = "from", value_parser = share)]
    mix: Option<f32>,
}

fn share(text: &str) -> Result<f32> {
    let share: f32 = text.parse()?;
    match share > 0.0 && share < 1.0 {
        true => Ok(share),
        false => bail!("it must be above 0 and below 1"),
    }
}

/// The recipe where nobody says otherwise: as any run's, but more epochs of smaller batches, since a few pictures
/// are few steps, and of smaller steps, since much has been learned before. Chosen among five on the side of
/// pendigits that is learned from, never on the one that is kept apart.
pub(super) fn usual() -> Recipe {
    Recipe {
        epochs: 10,
        batch: 16,
        learning_rate: Some(0.0003),
        ..Recipe::default()
    }
}

/// What a fine-tuning is asked for, beside its [`Options`].
pub(super) struct Request<'a> {
    /// The run to go on from.
    pub(super) from: &'a str,
    pub(super) data: &'a str,
    pub(super) recipe: Recipe,
    /// One for each draw of the pictures.
    pub(super) seeds: RangeInclusive<u64>,
    /// Whether earlier runs of the same recipe are forgotten.
    pub(super) again: bool,
    pub(super) mode: OutputMode,
}

pub(super) fn run(options: &Options, request: Request<'_>, home: &Home) -> Result<Outcome> {
    let trainer = home.trainer()?;
    let (store, library) = (trainer.store(), trainer.library());
    let parent = store.find(request.from)?;
    let (learn, apart) = library
        .learn_and_apart(request.data)
        .with_context(|| format!("--data {}", request.data))?;
    let learned = store.learned(&parent, library)?;
    if let Some(seen) = learned.iter().find(|seen| seen.may_share(&apart)) {
        bail!(
            "run {} learned from {seen}, so nothing of {apart} is kept apart from it; go on from another run, or \
             with other pictures",
            parent.id
        );
    }
    let architecture = parent.architecture();
    let architecture = architecture.ok_or_else(|| TrainError::OnlyAnswers(parent.id.clone()))?;
    let mut recipe = request.recipe;
    if let Some(p) = options.mix {
        let first = store.ancestors(&parent)?.pop();
        let first = first.as_ref().unwrap_or(&parent);
        let (from, _) = first.learned_from(library)?;
        recipe.augment.push(Augmentation::Mix(Mix { from, p }));
    }
    let experiment = Experiment {
        from: Some(parent.id.clone()),
        data: DataChoice {
            set: learn.to_string(),
            train: None,
            validation: 0,
        },
        model: architecture.clone(),
        recipe,
    };
    store.check_parent(&experiment, library)?;
    let takes = takes(options, &experiment, library)?;
    let first = measured_on(&parent, store, library).ok();
    let old = first.and_then(|known| known.into_iter().next_back());
    let slices = [Some(apart), old].into_iter().flatten();
    let slices = slices.map(|from| {
        let spec = SliceSpec::whole(from);
        let split = spec.draw(library)?;
        Ok((spec, split))
    });
    let tuning = Tuning {
        parent,
        experiment,
        slices: slices.collect::<Result<_>>()?,
        seeds: request.seeds,
        again: request.again,
        mode: request.mode,
        meter: Meter::new(request.mode == OutputMode::Table, interrupt::count(3)?)?,
        looking: Looking::new(&trainer),
        trainer: &trainer,
    };
    let told = tuning.follow(&takes);
    tuning.meter.bar.finish();
    trainer.shut_down();
    told
}

/// The numbers of pictures, each once, ascending, without the 0 that is always there.
fn takes(options: &Options, experiment: &Experiment, library: &Library) -> Result<Vec<usize>> {
    let mut takes = options.take.clone();
    takes.sort_unstable();
    takes.dedup();
    takes.retain(|&pictures| pictures > 0);
    let (learn, _) = experiment.learned_from(library)?;
    let there = library.count(&learn)?;
    match takes.last() {
        Some(&most) if most > there => bail!(
            "--take {most}: there are {} pictures to learn from in {learn}; take so many at most",
            count(there)
        ),
        _ => Ok(takes),
    }
}

/// A fine-tuning that goes on.
struct Tuning<'a> {
    parent: RunRecord,
    /// What is trained, but for how many pictures and which seed.
    experiment: Experiment,
    /// What was kept apart, then what the first run was measured on.
    slices: Vec<(SliceSpec, Split)>,
    seeds: RangeInclusive<u64>,
    again: bool,
    mode: OutputMode,
    meter: Meter,
    trainer: &'a Trainer,
    looking: Looking<'a>,
}

impl Tuning<'_> {
    /// Trains and measures, number by number.
    fn follow(&self, takes: &[usize]) -> Result<Outcome> {
        let seed = self.experiment.recipe.seed;
        self.meter.bar.begin(1 + takes.len() * self.draws());
        let Some(before) = self.point(0, vec![(seed, self.parent.id.clone())])? else {
            return Ok(Outcome::Interrupted);
        };
        if self.mode == OutputMode::Table {
            self.line(self.introduction())?;
            for slice in &before {
                self.line(slice.about())?;
            }
            self.line(format!("\n{}", head(&before)))?;
            self.line(row(0, &before, &before))?;
        }
        let mut told = Vec::new();
        for &pictures in takes {
            let mut runs = Vec::new();
            for seed in self.seeds.clone() {
                match self.train(pictures, seed)? {
                    Some(run) => runs.push((seed, run)),
                    None => return self.stopped(),
                }
            }
            told.push((pictures, runs.clone()));
            let Some(measured) = self.point(pictures, runs)? else {
                return self.stopped();
            };
            if self.mode == OutputMode::Table {
                self.line(row(pictures, &measured, &before))?;
            }
        }
        if self.mode == OutputMode::Table {
            let legend = legend(self.draws(), before.len() > 1);
            self.line(format!("\n{legend}"))?;
            for (pictures, runs) in told {
                let runs: Vec<&str> = runs.iter().map(|(_, run)| run.as_str()).collect();
                let runs = format!("{:>8}  {}", count(pictures), runs.join(" "));
                let options = textwrap::Options::new(COLUMNS);
                self.line(textwrap::fill(&runs, options.subsequent_indent(RUNS)))?;
            }
            self.meter.bar.above(|| self.looking.tell())?;
        }
        Ok(Outcome::Done)
    }

    /// How often pictures are drawn for each number.
    fn draws(&self) -> usize {
        self.seeds.clone().count()
    }

    /// What is done, before the table.
    fn introduction(&self) -> String {
        let Experiment { data, recipe, .. } = &self.experiment;
        let seeds = match (self.seeds.start(), self.seeds.end()) {
            (one, same) if one == same => format!("seed {one}"),
            (first, last) => format!("seeds {first} to {last}"),
        };
        let augment = recipe.augment.iter().map(|one| match one {
            Augmentation::Mix(mix) => format!(", {} mixed in with p = {}", mix.from, mix.p),
            other => format!(", {other}"),
        });
        let augment: String = augment.collect();
        let text = format!(
            "run {} ({}) goes on with pictures of {}: {} in batches of {}, rate {}, {seeds}{augment}. Measured on",
            self.parent.id,
            self.experiment.model,
            data.set,
            epochs(recipe.epochs),
            recipe.batch,
            recipe.learning_rate(),
        );
        textwrap::fill(&text, COLUMNS)
    }

    fn stopped(&self) -> Result<Outcome> {
        if self.mode == OutputMode::Table {
            self.line("stopped; the same command goes on where it was stopped")?;
        }
        Ok(Outcome::Interrupted)
    }

    /// Measures runs on all slices and tells of each. None when stopped.
    fn point(&self, pictures: usize, runs: Vec<(u64, RunId)>) -> Result<Option<Vec<SliceSpread>>> {
        let mut measured: Vec<Vec<Evaluation>> = self.slices.iter().map(|_| Vec::new()).collect();
        for (_, run) in &runs {
            self.meter.bar.tell("measuring");
            let (store, library) = (self.trainer.store(), self.trainer.library());
            let record = store.known(run)?;
            let classifier = store.classifier(&record, &device())?;
            let seen = store.seen(&record, library)?;
            for ((spec, split), evaluations) in self.slices.iter().zip(&mut measured) {
                let evaluation = self.meter.measure_as_one(&classifier, spec, split)?;
                let Some(evaluation) = evaluation else {
                    return Ok(None);
                };
                let evaluation = Evaluation {
                    overlap: Some(seen.among(&spec.originals(library)?)),
                    ..evaluation
                };
                let looks = self
                    .looking
                    .at(&spec.from, [&record], evaluation.interval)?;
                self.tell(run, spec, (&evaluation, looks))?;
                evaluations.push(evaluation);
            }
            self.meter.bar.advance(1);
        }
        let measured = measured.iter().filter_map(|one| SliceSpread::of(one));
        let measured: Vec<SliceSpread> = measured.collect();
        if self.mode == OutputMode::Json {
            let (seeds, runs) = runs
                .into_iter()
                .map(|(seed, run)| (seed, run.to_string()))
                .unzip();
            Line::LearningPoint(LearningPoint {
                from: self.parent.id.to_string(),
                data: self.experiment.data.set.clone(),
                pictures,
                runs,
                seeds,
                measured: measured.clone(),
            })
            .say()?;
        }
        Ok(Some(measured))
    }

    fn tell(
        &self,
        run: &RunId,
        spec: &SliceSpec,
        (evaluation, looks): (&Evaluation, Option<LooksLine>),
    ) -> Result<()> {
        if self.mode != OutputMode::Json {
            return Ok(());
        }
        Ok(Line::Slice(SliceLine {
            run: run.as_str(),
            seed: spec.seed,
            evaluated: evaluation.into(),
            altered: None,
            attack: None,
            details: None,
            compare: None,
            looks,
        })
        .say()?)
    }

    /// Trains one run to its end, or takes it from the store. None when stopped.
    fn train(&self, pictures: usize, seed: u64) -> Result<Option<RunId>> {
        let mut experiment = self.experiment.clone();
        experiment.data.train = Some(pictures);
        experiment.recipe.seed = seed;
        if self.again {
            let id = experiment.run_id(self.trainer.library())?;
            self.trainer.store().forget(&id)?;
        }
        self.meter
            .bar
            .tell(&format!("{} pictures, seed {seed}", count(pictures)));
        let run = train_to_end(self.trainer, experiment, self.meter.interrupted())?;
        if let (Some(run), OutputMode::Quiet) = (&run, self.mode) {
            self.line(run.as_str())?;
        }
        Ok(run)
    }

    /// A line above the progress bar.
    fn line(&self, text: impl AsRef<str>) -> Result<()> {
        Ok(self.meter.bar.above(|| say(text))?)
    }
}

/// Under a number of pictures.
const RUNS: &str = "          ";
