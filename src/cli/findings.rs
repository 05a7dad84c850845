//! `mindgap findings`: trains the networks that the findings are about, measures them, and writes the
//! page that is `docs/findings.md`. Nothing on it is written by hand but what surrounds the numbers.

mod finding;
mod page;

use anyhow::Result;

use super::finetune;
use super::json::{Line, SliceLine};
use super::looking::{Looking, LooksLine};
use super::meter::Meter;
use super::output::say;
use super::to_end::train_to_end;
use super::{Home, Outcome, interrupt};
use crate::dataset::Library;
use crate::eval::{Evaluation, SliceSpec};
use crate::model::{Architecture, Preset, device};
use crate::train::{DataChoice, Experiment, Recipe, RunId};
use finding::{FINDINGS, Network, Point};

/// What to measure them with.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// How many networks, with the seeds 1, 2 and so on.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=20))]
    networks: u64,
    /// How many pictures each learns from; all that validation leaves, if absent.
    #[arg(long, value_name = "N")]
    train: Option<usize>,
    /// How often each sees them.
    #[arg(long, default_value_t = 3)]
    epochs: usize,
    /// Only so many pictures of each slice, drawn by a seed.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    sample: Option<u32>,
    /// Print one JSON object a network and slice instead of the page.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments, home: &Home) -> Result<Outcome> {
    let trainer = home.trainer()?;
    let slices = slices(arguments, trainer.library())?;
    let networks = usize::try_from(arguments.networks)?;
    let learned = learned(arguments, trainer.library())?;
    let (learn, apart) = trainer.library().learn_and_apart(HANDS)?;
    let hands = [SliceSpec::whole(apart), "mnist/test".parse()?]
        .map(|slice| sampled(slice, arguments, trainer.library()));
    let hands = hands.into_iter().collect::<Result<Vec<_>>>()?;
    // What was trained is kept, and the same command goes on with it.
    let meter = Meter::new(true, interrupt::count(3)?)?;
    let bar = &meter.bar;
    bar.begin(networks * (1 + slices.len() + TAKES.len()));
    let looking = Looking::new(&trainer);
    let mut measured = Vec::new();
    for seed in 1..=arguments.networks {
        bar.tell(&format!("network {seed}: training"));
        let experiment = experiment(arguments, seed);
        let Some(run) = train_to_end(&trainer, experiment, meter.interrupted())? else {
            return Ok(Outcome::Interrupted);
        };
        bar.advance(1);
        let mut results = Vec::new();
        for slice in &slices {
            bar.tell(&format!("network {seed}: {}", slice.name));
            let Some((result, looks)) = measure(&looking, &run, slice, &meter)? else {
                return Ok(Outcome::Interrupted);
            };
            if arguments.json {
                say_line(&run, slice, (&result, looks))?;
            }
            results.push(result);
            bar.advance(1);
        }
        measured.push(Network { run, seed, results });
    }
    let mut curve = Vec::new();
    for pictures in TAKES {
        let mut results = vec![Vec::new(); hands.len()];
        for network in &measured {
            bar.tell(&format!(
                "network {}: {pictures} digits of other hands",
                network.seed
            ));
            let run = match pictures {
                0 => Some(network.run.clone()),
                _ => {
                    let experiment = tuned(arguments, network, (learn.to_string(), pictures));
                    train_to_end(&trainer, experiment, meter.interrupted())?
                }
            };
            let Some(run) = run else {
                return Ok(Outcome::Interrupted);
            };
            for (slice, results) in hands.iter().zip(&mut results) {
                let Some((result, looks)) = measure(&looking, &run, slice, &meter)? else {
                    return Ok(Outcome::Interrupted);
                };
                if arguments.json {
                    say_line(&run, slice, (&result, looks))?;
                }
                results.push(result);
            }
            bar.advance(1);
        }
        curve.push(Point { pictures, results });
    }
    bar.finish();
    if !arguments.json {
        say(page::page((learned, arguments.epochs), &measured, &curve).trim_end())?;
    }
    Ok(Outcome::Done)
}

/// How many pictures each network learns from.
fn learned(arguments: &Arguments, library: &Library) -> Result<usize> {
    let experiment = experiment(arguments, 1);
    let (all, _) = experiment.learned_from(library)?;
    let left = library.count(&all)?.saturating_sub(VALIDATION);
    Ok(experiment.data.train.unwrap_or(left))
}

/// Every slice of the findings, each once.
fn slices(arguments: &Arguments, library: &Library) -> Result<Vec<SliceSpec>> {
    let mut names = Vec::new();
    for slice in FINDINGS.iter().flat_map(|finding| finding.slices) {
        if !names.contains(slice) {
            names.push(slice);
        }
    }
    let specs = names
        .into_iter()
        .map(|name| sampled(name.parse()?, arguments, library));
    specs.collect()
}

/// A slice of as many pictures as are asked for.
fn sampled(spec: SliceSpec, arguments: &Arguments, library: &Library) -> Result<SliceSpec> {
    let sample = match arguments.sample {
        Some(most) => Some(library.count(&spec.from)?.min(most as usize)),
        None => None,
    };
    Ok(SliceSpec { sample, ..spec })
}

/// How a run does on a slice, and how often its data has been looked at by then; none when somebody pressed Ctrl-C.
fn measure(
    looking: &Looking<'_>,
    run: &RunId,
    slice: &SliceSpec,
    meter: &Meter,
) -> Result<Option<(Evaluation, Option<LooksLine>)>> {
    let trainer = looking.trainer;
    let record = trainer.store().known(run)?;
    let classifier = trainer.store().classifier(&record, &device())?;
    let split = slice.draw(trainer.library())?;
    let Some(result) = meter.measure_as_one(&classifier, slice, &split)? else {
        return Ok(None);
    };
    let looks = looking.at(&slice.from, [&record], result.interval)?;
    Ok(Some((result, looks)))
}

fn say_line(
    run: &RunId,
    slice: &SliceSpec,
    (result, looks): (&Evaluation, Option<LooksLine>),
) -> Result<()> {
    let line = SliceLine {
        run: run.as_str(),
        seed: slice.seed,
        evaluated: result.into(),
        altered: None,
        attack: None,
        details: None,
        compare: None,
        looks,
    };
    Ok(Line::Slice(line).say()?)
}

/// The hands that networks go on with, and how many digits of theirs.
const HANDS: &str = "pendigits";
const TAKES: [usize; 5] = [0, 10, 20, 50, 100];

/// Pictures that are held out from every network.
const VALIDATION: usize = 2_000;

/// What every network learns from, and how.
fn experiment(arguments: &Arguments, seed: u64) -> Experiment {
    Experiment {
        from: None,
        data: DataChoice {
            set: "mnist".to_owned(),
            train: arguments.train,
            validation: VALIDATION,
        },
        model: Architecture::Preset(Preset::Cnn),
        recipe: Recipe {
            epochs: arguments.epochs,
            seed,
            ..Recipe::default()
        },
    }
}

/// What a network goes on with: so many digits of a set, drawn by its own seed.
fn tuned(arguments: &Arguments, network: &Network, (set, pictures): (String, usize)) -> Experiment {
    Experiment {
        from: Some(network.run.clone()),
        data: DataChoice {
            set,
            train: Some(pictures),
            validation: 0,
        },
        recipe: Recipe {
            seed: network.seed,
            ..finetune::usual()
        },
        ..experiment(arguments, network.seed)
    }
}
