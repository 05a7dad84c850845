//! `mindgap runs`: all runs, of lessons and of `mindgap train`.

mod export;

use std::path::PathBuf;

use anyhow::{Result, anyhow};

use super::advice::advice;
use super::json::{ComparisonLine, DifferingSetting, ErrorLine, Line, RemovedLine, RunLine};
use super::looking;
use super::output::{say, warn};
use super::text::{count, epochs, loss, percent};
use super::{Home, Outcome};
use crate::base::Lang;
use crate::base::terminal::message;
use crate::lesson::clock::since;
use crate::train::brought::{Asked, Brought};
use crate::train::{Experiment, Origin, RunId, RunRecord, RunStore, Runs};
use crate::words::Words;

/// What to do with the runs.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// List all runs, the newest first, and how often test data has been looked at.
    List {
        /// Print one JSON object a run.
        #[arg(long)]
        json: bool,
    },
    /// Show a run: what was trained and how it went, epoch by epoch.
    Show {
        /// The run: its id or the beginning of it, its name, or `last`.
        run: String,
        /// Print one JSON object, with its epochs and its curve.
        #[arg(long)]
        json: bool,
    },
    /// Show two runs side by side: what differs in their recipes, and their epochs.
    Compare {
        /// The first run.
        first: String,
        /// The second run.
        second: String,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Give a run a name, by which all commands know it.
    Rename {
        /// The run.
        run: String,
        /// Its name; an empty one takes the name away.
        name: String,
        /// Print the run as one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Take a run along: its weights for PyTorch, an ONNX file, or a notebook.
    Export {
        /// The run.
        run: String,
        /// The file, which must not exist yet. Its extension says what is written: .safetensors (weights in PyTorch's
        /// names and layout, and beside them a Python script that builds the network, loads it, and measures it on
        /// the test data), .onnx (pixels as 0..1 in, logits out), or .ipynb (a notebook that trains it again in
        /// PyTorch).
        file: PathBuf,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Delete runs and their weights. Lessons train them again when they need them.
    Delete {
        /// The runs.
        #[arg(required = true)]
        runs: Vec<String>,
        /// Print one JSON object a run.
        #[arg(long)]
        json: bool,
    },
}

/// The validation accuracy after the last epoch, 0..1.
fn validation_accuracy(record: &RunRecord) -> Option<f64> {
    record.epochs.last()?.validation_accuracy
}

pub(super) fn run(command: Command, home: &Home) -> Result<Outcome> {
    let store = home.store()?;
    match command {
        Command::List { json } => list(&store, json, home)?,
        Command::Show { run, json: true } => {
            Line::Run(RunLine::whole(&store.find(&run)?)).say()?;
        }
        Command::Show { run, json: false } => show(&store.find(&run)?)?,
        Command::Compare {
            first,
            second,
            json,
        } => compare(&store.find(&first)?, &store.find(&second)?, json)?,
        Command::Rename { run, name, json } => {
            let id = store.find(&run)?.id;
            let record = store.rename(&id, &name)?;
            match record.name {
                _ if json => Line::Run(RunLine::of(&record)).say()?,
                Some(name) => say(format!("{id} is called {name}"))?,
                None => say(format!("{id} has no name any more"))?,
            }
        }
        Command::Export { run, file, json } => export::export(home, &run, &file, json)?,
        Command::Delete { runs, json } => {
            // All of them are looked up before the first one goes.
            let found: Vec<RunId> = runs
                .iter()
                .map(|run| store.find_id(run))
                .collect::<Result<_, _>>()?;
            for id in found {
                // Of a record that cannot be read, no name is known.
                let record = store.record(&id).ok().flatten();
                store.forget(&id)?;
                let name = record.map_or(id.to_string(), |record| record.called());
                match json {
                    true => Line::Removed(RemovedLine {
                        run: Some(id.as_str()),
                        ..RemovedLine::default()
                    })
                    .say()?,
                    false => say(format!("{name} is deleted"))?,
                }
            }
        }
    }
    Ok(Outcome::Done)
}

fn list(store: &RunStore, json: bool, home: &Home) -> Result<()> {
    let Runs {
        records,
        unreadable,
    } = store.list()?;
    let unreadable = unreadable.into_iter().map(|(id, error)| {
        let error = anyhow!(error);
        let advice = advice(&error, home);
        (id, message(&format!("{error}{advice}")))
    });
    let unreadable: Vec<(RunId, String)> = unreadable.collect();
    if json {
        for record in &records {
            Line::Run(RunLine::of(record)).say()?;
        }
        for (id, error) in unreadable {
            let line = ErrorLine {
                error,
                run: Some(id.to_string()),
                ..ErrorLine::default()
            };
            Line::Error(line).say()?;
        }
        return tell_looks(store, json);
    }
    if records.is_empty() && unreadable.is_empty() {
        say("There are no runs yet: train one in a lesson, or with mindgap train.")?;
        return tell_looks(store, json);
    }
    say(format!(
        "{:<12}  {:>9}  {:>6}  {:<12} {}",
        "run", "val. acc.", "epochs", "how", "what"
    ))?;
    for record in &records {
        let accuracy = validation_accuracy(record)
            .map_or("–".to_owned(), |share| format!("{} %", percent(share)));
        say(format!(
            "{:<12}  {accuracy:>9}  {:>6}  {:<12} {}",
            record.id,
            record.epochs.len(),
            how(record),
            summary(record),
        ))?;
        let when = since(record.changed, Words::default());
        let from = record.experiment().and_then(|one| one.from.as_ref());
        let from = from.map(|from| format!("fine-tuned from {from}"));
        let more: Vec<String> = [record.name.clone(), from, Some(when)]
            .into_iter()
            .flatten()
            .collect();
        say(format!("{:<12}  {}", "", more.join(", ")))?;
    }
    for (id, error) in &unreadable {
        say(format!("{id:<12}  cannot be read:"))?;
        let options = textwrap::Options::with_termwidth()
            .initial_indent(INDENT)
            .subsequent_indent(INDENT);
        say(textwrap::fill(error, options))?;
    }
    tell_looks(store, json)?;
    say(format!(
        "all of them: {}, in {}",
        Lang::English.bytes(store.size()),
        store.root().display()
    ))?;
    Ok(())
}

/// How often test data has been looked at; what stands in the way of telling is told instead.
fn tell_looks(store: &RunStore, json: bool) -> Result<()> {
    match (store.looked(), json) {
        (Ok(all), true) => {
            for looked in all {
                Line::Looks(looked.into()).say()?;
            }
        }
        (Ok(all), false) => {
            if let Some(told) = looking::in_words(&all) {
                say(told)?;
            }
        }
        (Err(error), true) => Line::Error(ErrorLine {
            error: looking::uncounted(&error),
            ..ErrorLine::default()
        })
        .say()?,
        (Err(error), false) => warn(looking::uncounted(&error))?,
    }
    Ok(())
}

/// How far a run came, in a word.
fn how(record: &RunRecord) -> &'static str {
    match record.brought() {
        Some(_) => "brought",
        None => record.status.word(),
    }
}

/// Under a run's id.
const INDENT: &str = "              ";

/// What was trained on what, in a few words.
fn summary(record: &RunRecord) -> String {
    let (model, set) = (record.model(), record.set());
    match record.experiment() {
        Some(experiment) => {
            let pictures = experiment.data.train.map_or("all".to_owned(), count);
            format!("{model} on {pictures} of {set}")
        }
        None => format!("{model}, brought for {set}"),
    }
}

/// What a run is made of: names and values.
fn facts(record: &RunRecord) -> Vec<(&'static str, String)> {
    let experiment = match &record.origin {
        Origin::Trained(experiment) => experiment,
        Origin::Brought(brought) => return brought_facts(record, brought),
    };
    let Experiment {
        from,
        data,
        model,
        recipe,
    } = experiment;
    let from = from.as_ref();
    let mut facts = Vec::from_iter(from.map(|from| ("fine-tuned", format!("from {from}"))));
    facts.extend([
        ("data", data.set.clone()),
        ("pictures", data.train.map_or("all".to_owned(), count)),
        ("validation", count(data.validation)),
        ("model", model.to_string()),
        ("parameters", count(record.parameters)),
        ("epochs", epochs(recipe.epochs)),
        ("batch", recipe.batch.to_string()),
        (
            "optimizer",
            format!("{:?}", recipe.optimizer).to_lowercase(),
        ),
        ("rate", recipe.learning_rate().to_string()),
        ("seed", recipe.seed.to_string()),
    ]);
    if let Some(patience) = recipe.early_stop {
        facts.push(("early stop", epochs(patience)));
    }
    for augmentation in &recipe.augment {
        facts.push(("augment", augmentation.to_string()));
    }
    facts
}

/// What is known of a model that was brought.
fn brought_facts(record: &RunRecord, brought: &Brought) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("file", brought.file.clone()),
        ("SHA-256", brought.sha256.chars().take(12).collect()),
    ];
    facts.extend(
        brought
            .producer
            .clone()
            .map(|producer| ("written by", producer)),
    );
    facts.extend([
        ("data", brought.set.clone()),
        ("parameters", count(record.parameters)),
    ]);
    match &brought.asked {
        Asked::Onnx { form, .. } => facts.push(("inputs", form.to_string())),
        Asked::Weights(config) => facts.push(("model", config.architecture.to_string())),
    }
    if let Some(tried) = &brought.tried {
        let read = percent(tried.correct as f64 / tried.n.max(1) as f64);
        let read = format!("{read} % of {} training pictures", count(tried.n));
        facts.push(("tried", read));
    }
    facts
}

fn show(record: &RunRecord) -> Result<()> {
    say(format!(
        "{}: {}, {}",
        record.called(),
        how(record),
        since(record.changed, Words::default())
    ))?;
    for (name, value) in facts(record) {
        say(format!("  {name:<10}  {value}"))?;
    }
    if record.brought().is_none() {
        say(format!("  {:<10}  {:.1}", "seconds", record.seconds))?;
    }
    say(format!("  {:<10}  mindgap {}", "program", record.program))?;
    if record
        .weights
        .as_ref()
        .is_some_and(|weights| weights.sha256.is_none())
    {
        say("  weights     not checked: trained before mindgap wrote their digest down")?;
    }
    match (record.brought().is_some(), record.epochs.is_empty()) {
        (true, _) => return Ok(()),
        (false, true) => return Ok(say("  no epoch is complete")?),
        (false, false) => {}
    }
    say(format!(
        "{:>7}  {:>10}  {:>8}  {:>13}  {:>10}",
        "epoch", "train loss", "train %", "val. loss", "val. %"
    ))?;
    for epoch in &record.epochs {
        say(format!(
            "{:>7}  {:>10}  {:>8}  {:>13}  {:>10}",
            epoch.epoch,
            loss(epoch.train_loss),
            percent(epoch.train_accuracy),
            epoch.validation_loss.map_or("–".to_owned(), loss),
            epoch.validation_accuracy.map_or("–".to_owned(), percent),
        ))?;
    }
    Ok(())
}

/// The settings that differ between two runs, and their values in each.
fn differences(first: &RunRecord, second: &RunRecord) -> Vec<DifferingSetting<'static>> {
    let (one, other) = (facts(first), facts(second));
    let values = |facts: &[(&str, String)], name: &str| {
        let values = facts.iter().filter(|(known, _)| *known == name);
        let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
        match values.is_empty() {
            true => "none".to_owned(),
            false => values.join(", "),
        }
    };
    let mut told = Vec::new();
    let mut differences = Vec::new();
    for (name, _) in one.iter().chain(&other) {
        if told.contains(name) {
            continue;
        }
        told.push(name);
        let values = [values(&one, name), values(&other, name)];
        if values[0] != values[1] {
            differences.push(DifferingSetting { name, values });
        }
    }
    differences
}

fn compare(first: &RunRecord, second: &RunRecord, json: bool) -> Result<()> {
    let differences = differences(first, second);
    if json {
        let line = ComparisonLine {
            runs: [first, second].map(RunLine::with_history),
            differences,
        };
        return Ok(Line::Comparison(line).say()?);
    }
    say(format!(
        "{:<12}  {:<30}  {}",
        "",
        first.called(),
        second.called()
    ))?;
    for DifferingSetting {
        name,
        values: [left, right],
    } in &differences
    {
        say(format!("{name:<12}  {left:<30}  {right}"))?;
    }
    if differences.is_empty() {
        say("the same data, model and recipe")?;
    }
    say(format!(
        "{:>12}  {:<30}  {}",
        "epoch", "train % / val. %", "train % / val. %"
    ))?;
    let metrics = |record: &RunRecord, at: usize| match record.epochs.get(at) {
        Some(epoch) => format!(
            "{} / {}",
            percent(epoch.train_accuracy),
            epoch.validation_accuracy.map_or("–".to_owned(), percent)
        ),
        None => "–".to_owned(),
    };
    for at in 0..first.epochs.len().max(second.epochs.len()) {
        say(format!(
            "{:>12}  {:<30}  {}",
            at + 1,
            metrics(first, at),
            metrics(second, at)
        ))?;
    }
    say(format!(
        "On data that neither has seen:\n  mindgap reveal --run {} --compare {}",
        second.id, first.id
    ))?;
    Ok(())
}
