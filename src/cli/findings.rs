//! `mindgap findings`: trains the networks that the findings are about, measures them, and writes the
//! page that is `docs/findings.md`. Nothing on it is written by hand but what surrounds the numbers.

use std::fmt::Write;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use anyhow::{Result, bail};

use super::bar::Bar;
use super::json::{Line, SliceLine};
use super::output::say;
use super::text::{count, interval, percent};
use super::{Home, Outcome, interrupt};
use crate::dataset::Library;
use crate::eval::{EvalError, Evaluation, SliceSpec, evaluate};
use crate::model::{Architecture, Preset, device};
use crate::train::{DataChoice, Event, Experiment, Recipe, RunId, Trainer};

/// Between two looks at whether somebody pressed Ctrl-C.
const LOOK: Duration = Duration::from_millis(50);

/// What to measure them with.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// How many networks, with the seeds 1, 2 and so on.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=20))]
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

/// A finding: what is asked, and the slices that answer.
struct Finding {
    title: &'static str,
    about: &'static str,
    slices: &'static [&'static str],
}

const FINDINGS: [Finding; 5] = [
    Finding {
        title: "Other hands",
        about: "Digits that other people wrote, brought into MNIST's form the way MNIST was made.",
        slices: &["mnist/test", "optdigits", "pendigits"],
    },
    Finding {
        title: "A 1 with a flag",
        about: "The 1s of 44 writers who mostly give them the flag that they learned at school, and \
                their crossed 7s, beside MNIST's own.",
        slices: &["mnist/test:1", "pendigits:1", "mnist/test:7", "pendigits:7"],
    },
    Finding {
        title: "Printed digits",
        about: "Thirty typefaces, one picture a digit and face.",
        slices: &["mnist/test", "fonts"],
    },
    Finding {
        title: "A photograph, raw and cleaned up",
        about: "The printed digits of a sudoku that somebody photographed in a newspaper: merely \
                squashed to 28x28, and after the clean-up that a photo needs. Few pictures, so wide \
                intervals; and the clean-up was developed while looking at these very cells, so the \
                second row is no blind test.",
        slices: &["photos/sudoku", "photos/sudoku-cleaned"],
    },
    Finding {
        title: "Inverted, framed, moved",
        about: "MNIST's own test digits after changes that no reader would notice.",
        slices: &[
            "mnist/test",
            "mnist/test+invert",
            "mnist/test+border:2",
            "mnist/test+translate:2",
            "mnist/test+translate:3",
            "mnist/test+translate:4",
        ],
    },
];

pub(super) fn run(arguments: &Arguments, home: &Home) -> Result<Outcome> {
    let trainer = home.trainer()?;
    let slices = slices(arguments, trainer.library())?;
    let bar = Bar::new(true, "{bar:30} {pos} of {len}  {eta} left  {msg}")?;
    let networks = usize::try_from(arguments.networks)?;
    bar.begin(networks * (1 + slices.len()));
    // What was trained is kept, and the same command goes on with it.
    let interrupted = interrupt::count(3)?;
    let mut measured = Vec::new();
    for seed in 1..=arguments.networks {
        bar.tell(&format!("network {seed}: training"));
        let Some(run) = train(&trainer, arguments, seed, &interrupted)? else {
            return Ok(Outcome::Interrupted);
        };
        bar.advance(1);
        let record = trainer.store().known(&run)?;
        let classifier = trainer.store().classifier(&record, &device())?;
        let mut results = Vec::new();
        for slice in &slices {
            bar.tell(&format!("network {seed}: {}", slice.name));
            let split = slice.draw(trainer.library())?;
            let go_on = |_| match interrupted.load(Ordering::Relaxed) > 0 {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            };
            let result = match evaluate(&classifier, slice, &split, &device(), go_on) {
                Err(EvalError::Stopped) => return Ok(Outcome::Interrupted),
                result => result?,
            };
            if arguments.json {
                let line = SliceLine {
                    attack: None,
                    run: run.as_str(),
                    seed: slice.seed,
                    evaluated: (&result).into(),
                    altered: None,
                    details: None,
                    compare: None,
                };
                Line::Slice(line).say()?;
            }
            results.push(result);
            bar.advance(1);
        }
        measured.push(Network { run, seed, results });
    }
    bar.finish();
    if !arguments.json {
        say(page(arguments, &measured).trim_end())?;
    }
    Ok(Outcome::Done)
}

/// Every slice of the findings, each once.
fn slices(arguments: &Arguments, library: &Library) -> Result<Vec<SliceSpec>> {
    let mut names = Vec::new();
    for slice in FINDINGS.iter().flat_map(|finding| finding.slices) {
        if !names.contains(slice) {
            names.push(slice);
        }
    }
    let specs = names.into_iter().map(|name| {
        let spec = name.parse::<SliceSpec>()?;
        let sample = match arguments.sample {
            Some(most) => Some(library.count(&spec.from)?.min(most as usize)),
            None => None,
        };
        Ok(SliceSpec { sample, ..spec })
    });
    specs.collect()
}

struct Network {
    run: RunId,
    seed: u64,
    results: Vec<Evaluation>,
}

impl Network {
    fn result(&self, slice: &str) -> Option<&Evaluation> {
        // The name that a command wrote, with severities that were not named filled in.
        let name = slice.parse::<SliceSpec>().ok()?.name;
        self.results.iter().find(|result| result.slice == name)
    }
}

/// The run of this seed; none when somebody interrupted it.
fn train(
    trainer: &Trainer,
    arguments: &Arguments,
    seed: u64,
    interrupted: &AtomicUsize,
) -> Result<Option<RunId>> {
    let experiment = Experiment {
        from: None,
        data: DataChoice {
            set: "mnist".to_owned(),
            train: arguments.train,
            validation: 2_000,
        },
        model: Architecture::Preset(Preset::Cnn),
        recipe: Recipe {
            epochs: arguments.epochs,
            seed,
            ..Recipe::default()
        },
    };
    let (handle, events) = trainer.start(experiment)?;
    let mut is_stopped = false;
    loop {
        if interrupted.load(Ordering::Relaxed) > 0 && !is_stopped {
            is_stopped = true;
            handle.stop();
        }
        match events.recv_timeout(LOOK) {
            Ok(Event::Done(_)) if is_stopped => return Ok(None),
            Ok(Event::Done(ending)) if ending.kept_epoch.is_some() => return Ok(Some(ending.run)),
            Ok(Event::Failed { message }) => bail!("run {}: {message}", handle.id),
            Ok(Event::Done(_)) | Err(RecvTimeoutError::Disconnected) => {
                bail!("run {} ended without weights", handle.id)
            }
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

fn page(arguments: &Arguments, networks: &[Network]) -> String {
    let runs: Vec<String> = networks
        .iter()
        .map(|network| format!("{} (seed {})", network.run, network.seed))
        .collect();
    let pictures = arguments.train.unwrap_or(58_000);
    let mut page = format!(
        "# Findings\n\n\
         Written by `mindgap findings`: {} networks of the preset `cnn`, each trained for {} epochs on \
         {} of MNIST's training digits without augmentation, and measured on the slices below. Runs: \
         {}. Right answers in percent and their 95 % Wilson interval are the first network's; lowest \
         and highest are of all of them. Another processor may give slightly other numbers.\n",
        networks.len(),
        arguments.epochs,
        count(pictures),
        runs.join(", "),
    );
    for (number, finding) in FINDINGS.iter().enumerate() {
        let _ = write!(
            page,
            "\n## {}. {}\n\n{}\n\n\
             | slice | source | n | accuracy % | 95 % interval | lowest | highest | confidence when wrong | digest |\n\
             |---|---|---:|---:|---|---:|---:|---:|---|\n",
            number + 1,
            finding.title,
            finding.about,
        );
        for slice in finding.slices {
            let results: Vec<&Evaluation> =
                networks.iter().filter_map(|n| n.result(slice)).collect();
            if let Some(row) = row(&results) {
                page.push_str(&row);
            }
        }
        page.push_str(&conclusion(finding, networks));
    }
    page
}

fn row(results: &[&Evaluation]) -> Option<String> {
    let first = results.first()?;
    let accuracies = results.iter().map(|result| result.accuracy);
    let sure = first
        .mean_confidence_wrong
        .map_or("–".to_owned(), |share| format!("{} %", percent(share)));
    Some(format!(
        "| `{}` | {} | {} | {} | {} | {} | {} | {sure} | {} |\n",
        first.slice,
        first.inputs,
        count(first.n),
        percent(first.accuracy),
        interval(first.interval),
        percent(accuracies.clone().fold(1.0, f64::min)),
        percent(accuracies.fold(0.0, f64::max)),
        first.digest.get(..12).unwrap_or(&first.digest),
    ))
}

/// What the first and the worst slice say together, and what the wrong answers of the worst were.
fn conclusion(finding: &Finding, networks: &[Network]) -> String {
    let Some(network) = networks.first() else {
        return String::new();
    };
    let results = finding
        .slices
        .iter()
        .filter_map(|slice| network.result(slice));
    let results: Vec<&Evaluation> = results.collect();
    let worst = results
        .iter()
        .min_by(|a, b| a.accuracy.total_cmp(&b.accuracy));
    let (Some(first), Some(worst)) = (results.first(), worst) else {
        return String::new();
    };
    let best = results.iter().map(|r| r.accuracy).fold(0.0, f64::max);
    let classes = first.pictures.dataset().classes();
    let mut counts = vec![0usize; classes.len()];
    for wrong in worst.predictions.iter().filter(|p| !p.is_correct()) {
        if let Some(count) = counts.get_mut(usize::from(wrong.answer)) {
            *count += 1;
        }
    }
    let most = counts.iter().zip(classes).max_by_key(|(count, _)| **count);
    let mistaken = match most {
        Some((&most, name)) if most > 0 => format!(
            "; of its {} wrong answers there, {} were {name}",
            count(worst.n - worst.correct),
            count(most),
        ),
        _ => String::new(),
    };
    format!(
        "\nBetween the best and the worst of these lie {:.1} points for the first network. The worst is \
         `{}`{mistaken}.\n",
        (best - worst.accuracy) * 100.0,
        worst.slice,
    )
}
