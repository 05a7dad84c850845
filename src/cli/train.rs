//! `mindgap train`: trains a network, shows it live, and keeps the run.

mod listener;

use std::ops::RangeInclusive;
use std::sync::atomic::AtomicUsize;

use anyhow::{Context, Result, bail};

use super::output::{OutputMode, say};
use super::text::{interval, percent};
use super::{Home, Outcome, finetune, interrupt};
use crate::dataset::{DataError, Library};
use crate::eval::{Interval, Spread};
use crate::model::{Architecture, Operations};
use crate::pack;
use crate::shift::Augmentation;
use crate::train::{self, DataChoice, Experiment, Optimizer, Recipe, RunId, Status, Trainer};
use listener::Listener;

/// What to train.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The data: a set with a training part, or one that you imported (see `mindgap data list`).
    #[arg(long, default_value = "mnist")]
    data: String,
    /// The layers: linear, mlp, lenet5, cnn, alexnet-mini, or a YAML list such as
    /// '{ layers: [{ linear: 32 }, relu] }'.
    #[arg(long, default_value = "cnn")]
    model: String,
    /// How often every picture is seen [default: 3, with --from 10].
    #[arg(long)]
    epochs: Option<usize>,
    /// How many pictures to train on; all that validation leaves, if absent.
    #[arg(long, value_name = "N")]
    train: Option<usize>,
    /// How many training pictures to hold out for validation; 0 for none.
    #[arg(long, value_name = "N", default_value_t = 2000)]
    validation: usize,
    /// Pictures in a step [default: 64, with --from 16].
    #[arg(long)]
    batch: Option<usize>,
    /// The rule that turns gradients into steps: adam or sgd.
    #[arg(long, default_value = "adam", value_parser = parse_optimizer)]
    optimizer: Optimizer,
    /// The size of a step [default: .001 for adam, with --from .0003; .02 for sgd].
    #[arg(long, value_name = "RATE", allow_negative_numbers = true)]
    learning_rate: Option<f64>,
    /// Decides everything random.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Train so many networks of this recipe, with --seed, the next seed and so on, to see how far seeds spread;
    /// with --from, so many for each number of pictures, each with a draw of its own.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1000))]
    seeds: Option<u64>,
    /// Stop when the validation loss has not improved for so many epochs, and keep the best.
    #[arg(long, value_name = "EPOCHS")]
    early_stop: Option<usize>,
    /// Put the pictures through this each time they are learned from: affine, elastic, stroke, marks,
    /// erase, background, a corruption as in shot_noise:3, or other data as in mix:fonts/open. Can be
    /// given often.
    #[arg(long = "augment", value_name = "NAME")]
    augment: Vec<Augmentation>,
    /// What it computes with: fused (fast) or burn (burn's own operations, the reference).
    #[arg(long, default_value = "fused", value_parser = parse_operations)]
    operations: Operations,
    #[command(flatten)]
    tuning: finetune::Options,
    /// Forget an earlier run of the same recipe instead of going on with it or replaying it.
    #[arg(long)]
    again: bool,
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
    /// Print only the run's id, or the ids, a line each.
    #[arg(long, conflicts_with = "json")]
    quiet: bool,
}

/// The command that trains an experiment, if its switches can say all of it.
pub(super) fn command(experiment: &Experiment) -> Option<String> {
    let Experiment {
        from,
        data,
        model,
        recipe,
    } = experiment;
    let model = match model {
        Architecture::Preset(preset) => preset.name().to_owned(),
        custom @ Architecture::Custom(_) => serde_json::to_string(custom).ok()?,
    };
    let mut words = vec!["mindgap".to_owned(), "train".to_owned()];
    let mut say = |switch: &str, value: String| words.extend([format!("--{switch}"), value]);
    say("data", data.set.clone());
    say("epochs", recipe.epochs.to_string());
    match (from, data.train) {
        (Some(from), Some(pictures)) if data.validation == 0 => {
            say("from", from.to_string());
            say("take", pictures.to_string());
        }
        // Only lessons go on with all of a set.
        (Some(_), _) => return None,
        (None, pictures) => {
            say("model", model);
            if let Some(pictures) = pictures {
                say("train", pictures.to_string());
            }
            say("validation", data.validation.to_string());
        }
    }
    say("batch", recipe.batch.to_string());
    say(
        "optimizer",
        format!("{:?}", recipe.optimizer).to_lowercase(),
    );
    if let Some(rate) = recipe.learning_rate {
        say("learning-rate", rate.to_string());
    }
    say("seed", recipe.seed.to_string());
    if let Some(patience) = recipe.early_stop {
        say("early-stop", patience.to_string());
    }
    for augmentation in &recipe.augment {
        let name = augmentation.to_string();
        // Ranges of one's own have no switch.
        let is_said = name.parse::<Augmentation>().ok().as_ref() == Some(augmentation);
        match augmentation {
            Augmentation::Mix(mix) if from.is_some() && !is_said => say("mix", mix.p.to_string()),
            _ => say("augment", is_said.then_some(name)?),
        }
    }
    if !recipe.operations.is_default() {
        say("operations", recipe.operations.name().to_owned());
    }
    shlex::try_join(words.iter().map(String::as_str)).ok()
}

fn parse_optimizer(text: &str) -> Result<Optimizer> {
    match text {
        "adam" => Ok(Optimizer::Adam),
        "sgd" => Ok(Optimizer::Sgd),
        _ => bail!("there are adam and sgd"),
    }
}

fn parse_operations(text: &str) -> Result<Operations> {
    let mut all = [Operations::Fused, Operations::Burn].into_iter();
    all.find(|operations| operations.name() == text)
        .context("there are fused and burn")
}

pub(super) fn run(arguments: Arguments, home: &Home) -> Result<Outcome> {
    let seeds = seeds(arguments.seed, arguments.seeds.unwrap_or(1))?;
    let usual = match arguments.tuning.from {
        Some(_) => finetune::usual(),
        None => Recipe::default(),
    };
    let recipe = Recipe {
        epochs: arguments.epochs.unwrap_or(usual.epochs),
        batch: arguments.batch.unwrap_or(usual.batch),
        optimizer: arguments.optimizer,
        learning_rate: arguments.learning_rate.or(match arguments.optimizer {
            Optimizer::Adam => usual.learning_rate,
            Optimizer::Sgd => None,
        }),
        seed: arguments.seed,
        early_stop: arguments.early_stop,
        augment: arguments.augment,
        operations: arguments.operations,
    };
    let mode = match (arguments.json, arguments.quiet) {
        (true, _) => OutputMode::Json,
        (_, true) => OutputMode::Quiet,
        _ => OutputMode::Table,
    };
    if let Some(from) = &arguments.tuning.from {
        let request = finetune::Request {
            from,
            data: &arguments.data,
            recipe,
            seeds,
            again: arguments.again,
            mode,
        };
        return finetune::run(&arguments.tuning, request, home);
    }
    let model: Architecture =
        pack::parse(&arguments.model).with_context(|| format!("--model {}", arguments.model))?;
    let experiment = Experiment {
        from: None,
        data: DataChoice {
            set: arguments.data,
            train: arguments.train,
            validation: arguments.validation,
        },
        model,
        recipe,
    };
    let mode = match mode {
        OutputMode::Table if arguments.seeds.is_some() => OutputMode::Seeds,
        mode => mode,
    };
    let trainer = home.trainer()?;
    check_data(&experiment.data, trainer.library())?;
    let experiments = seeds.map(|seed| experiment.with_seed(seed));
    let experiments: Vec<Experiment> = experiments.collect();
    if arguments.again {
        for experiment in &experiments {
            trainer
                .store()
                .forget(&experiment.run_id(trainer.library())?)?;
        }
    }
    // The first stops the run and keeps it.
    let interrupts = interrupt::count(3)?;
    let ended = train(experiments, mode, &trainer, &interrupts);
    // Also when the output is a closed pipe: what was learned is put away first.
    trainer.shut_down();
    ended
}

/// So many seeds from the first one on.
///
/// # Errors
/// When there are not so many.
fn seeds(first: u64, n: u64) -> Result<RangeInclusive<u64>> {
    train::seeds(first, n).with_context(|| {
        format!(
            "--seed {first} with --seeds {n}: there are no seeds above {}",
            u64::MAX
        )
    })
}

/// Trains one after the other. One that diverges does not keep the others from being trained.
fn train(
    experiments: Vec<Experiment>,
    mode: OutputMode,
    trainer: &Trainer,
    interrupts: &AtomicUsize,
) -> Result<Outcome> {
    let several = experiments.len();
    let (mut runs, mut accuracies) = (Vec::new(), Vec::new());
    let mut diverged = None;
    for (number, experiment) in experiments.into_iter().enumerate() {
        let mut listener = Listener::new(mode, experiment.recipe.learning_rate())?;
        if mode == OutputMode::Seeds {
            let label = format!(
                "seed {}, {} of {several}",
                experiment.recipe.seed,
                number + 1
            );
            listener.label = label;
        }
        if mode == OutputMode::Seeds && number == 0 {
            listener.line(SEEDS_HEAD)?;
        }
        let (handle, events) = trainer.start(experiment)?;
        let told = listener.listen(&handle, &events, interrupts);
        listener.bar.finish();
        drop(handle);
        let ending = told?;
        match ending.status {
            Status::Stopped => return Ok(Outcome::Interrupted),
            Status::Diverged => {
                let why = listener.why(&ending);
                diverged.get_or_insert(format!("run {} diverged: {why}", ending.run));
            }
            _ => {
                let kept = listener.kept(&ending);
                accuracies.extend(kept.and_then(|epoch| epoch.validation_accuracy));
            }
        }
        runs.push(ending.run);
    }
    if mode == OutputMode::Seeds {
        say(spread(&runs, &accuracies))?;
    }
    match diverged {
        Some(why) => bail!(why),
        None => Ok(Outcome::Done),
    }
}

/// The head of the table of seeds.
const SEEDS_HEAD: &str = "   seed  run           epochs  train acc.   val. acc.  seconds";

/// What the networks of a recipe come to on their validation pictures; diverged ones are left out.
fn spread(runs: &[RunId], accuracies: &[f64]) -> String {
    let spread = Spread::of(accuracies, 0);
    let accuracy = spread.and_then(|spread| {
        let bounds = Interval {
            low: spread.lowest,
            high: spread.highest,
        };
        Some(format!(
            "validation accuracy of {} seeds, each on pictures that it drew: mean {} %,\nsd {}, {}\n",
            spread.networks,
            percent(spread.mean),
            percent(spread.sd?),
            interval(bounds),
        ))
    });
    let next = runs.first().map_or(String::new(), |first| {
        format!("how they do elsewhere: mindgap reveal --run {first} --group")
    });
    accuracy.unwrap_or_default() + &next
}

/// Whether there is such a set with a training part, and enough pictures in it.
fn check_data(data: &DataChoice, library: &Library) -> Result<()> {
    let DataChoice {
        set,
        train,
        validation,
    } = data;
    let name = set.split([':', '@']).next().unwrap_or_default().trim();
    if !library.trainable().any(|(known, _)| known == name) {
        // An imported set that cannot be read says so itself.
        if let Err(error @ DataError::Imported { .. }) = library.training_part(set) {
            bail!("--data {set}: {error}");
        }
        let names: Vec<&str> = library.trainable().map(|(name, _)| name).collect();
        bail!(
            "--data {set}: no set of this name has a training part; there are {}",
            names.join(", ")
        );
    }
    let (selector, _) = library
        .training_part(set)
        .with_context(|| format!("--data {set}"))?;
    // How many have certain labels is known when they are read.
    let there = library.count(&selector)?;
    if *train == Some(0) {
        bail!("--train 0 leaves nothing to learn from; train on at least 1 picture");
    }
    if train.unwrap_or(1).saturating_add(*validation) > there {
        bail!(
            "{} and --validation {validation} are more pictures than {set} has to train on, which are {there}",
            train.map_or("--train 1".to_owned(), |n| format!("--train {n}"))
        );
    }
    Ok(())
}
