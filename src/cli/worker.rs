//! `mindgap worker`: trains for a workshop that spans hosts.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use clap::Args;

use super::address::listen;
use super::clustered::{Clustered, warn_if_short};
use super::ended::ended;
use super::json::{Line, WorkerLine};
use super::log::keep_log;
use super::own_folder::OwnFolder;
use super::{Home, Outcome, metrics, output};
use crate::base::file::make_private;
use crate::cluster::{Said, Working};
use crate::dataset::Library;
use crate::train::{RunStore, Trainer};

/// What to train for.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    clustered: Clustered,
    /// Trainings that go on at once and take turns; one a core, if absent.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    at_once: Option<u16>,
    /// Tell Prometheus how the worker is, over HTTP, under /metrics: an address and a port, or a port.
    #[arg(long, value_name = "ADDR", value_parser = listen)]
    metrics: Option<SocketAddr>,
    /// Print one JSON object a line: which runs are taken and given back, and how they end.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments, home: &Home) -> Result<Outcome> {
    let Some(engine) = arguments.clustered.connect()? else {
        bail!(
            "name the engine of the workshop with --cluster, as in --cluster nats://192.0.2.7:4222"
        );
    };
    let folder = home.folder()?.join("worker");
    make_private(&folder)
        .with_context(|| format!("{}: the folder cannot be made", folder.display()))?;
    let own_folder = OwnFolder::take(&folder)?;
    keep_log(&folder.join("log"), "worker")?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let slots = arguments.at_once.map_or(cores, usize::from);
    let store = RunStore::open(folder.join("runs"))?;
    let trainer = Trainer::at_most(slots, store, Library::builtin());
    let host = arguments.clustered.host();
    let json = arguments.json;
    // Who reads this may be gone; the work goes on.
    let says = move |said: Said| drop(tell(said, json));
    let data = folder.join("data");
    let working = Working::begin(&engine, trainer.clone(), (&host, slots), &data, says)?;
    warn_if_short(&engine)?;
    let class = engine.names().class();
    if !json {
        output::say(format!(
            "{host} trains for {class}, {slots} at once. Ctrl-C gives back what is not finished."
        ))?;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the system gives no more threads")?;
    runtime.block_on(async {
        if let Some(at) = arguments.metrics {
            metrics::answer(at, working.metrics()).await?;
        }
        ended()?.await;
        anyhow::Ok(())
    })?;
    working.end();
    trainer.shut_down();
    drop(own_folder);
    if !json {
        output::say("The worker has ended. What it had not finished was given back.")?;
    }
    Ok(Outcome::Done)
}

fn tell(said: Said, json: bool) -> Result<()> {
    let (what, run, note) = match said {
        Said::Takes { run, from_another } => {
            let note = from_another.then_some("it had been with a worker before");
            ("takes", Some(run), note.map(str::to_owned))
        }
        Said::Over { run, status } => ("ends", Some(run), Some(status.to_owned())),
        Said::GivesBack(run) => ("gives back", Some(run), None),
        Said::Trouble(problem) => ("trouble", None, Some(problem)),
    };
    let run = run.map(|run| run.to_string());
    if json {
        Line::Worker(WorkerLine {
            what,
            run: run.as_deref(),
            note: note.as_deref(),
        })
        .say()?;
        return Ok(());
    }
    let words = [
        Some(what.to_owned()),
        run,
        note.map(|note| format!("({note})")),
    ];
    let words: Vec<String> = words.into_iter().flatten().collect();
    output::say(words.join(" "))?;
    Ok(())
}
