//! The commands; a file a command. This one reads the arguments and sets up what they share.

mod advice;
mod data;
mod desk;
mod details;
mod doctor;
mod family;
mod findings;
mod interrupt;
mod learn;
mod output;
mod pack;
mod pictures;
mod predict;
mod report;
mod reveal;
mod runs;
mod serve;
mod slices;
mod text;
mod train;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use clap::{Parser, Subcommand};
use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};

use crate::base::terminal::printable;
use crate::dataset::Library;
use crate::pack::installed::Installed;
use crate::pack::scaffold::is_name;
use crate::pack::{Pack, Stock};
use crate::train::{RunStore, Trainer};

/// Train a small network live, say beforehand how well it will do, then see what it does.
///
/// Without a command, mindgap opens its lessons.
#[derive(Debug, Parser)]
#[command(name = "mindgap", version)]
pub struct Arguments {
    /// Keep progress, runs and imported data in this folder instead of the user's data directory.
    #[arg(long, global = true, env = "MINDGAP_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open the lessons (the default).
    Learn(learn::Arguments),
    /// Train a network and keep the run.
    Train(train::Arguments),
    /// Measure a run on data that it has not seen.
    Reveal(reveal::Arguments),
    /// Find the digits in pictures of your own, and say what a run reads.
    Predict(predict::Arguments),
    /// Train and measure what `docs/findings.md` says, and print that page.
    Findings(findings::Arguments),
    /// What a model can be measured on: data and corruptions, and how they look.
    #[command(subcommand)]
    Slices(slices::Command),
    /// What you did, said and measured, as Markdown or as one HTML file.
    Report(report::Arguments),
    /// All runs: list, show, compare, rename, export, delete.
    #[command(subcommand)]
    Runs(runs::Command),
    /// Host a workshop over SSH: learners need nothing but an SSH client.
    Serve(serve::Arguments),
    /// Sit down at the desk of the workshop that this machine hosts.
    Desk(desk::Arguments),
    /// What this terminal and machine can do, and what to do about what they cannot.
    Doctor(doctor::Arguments),
    /// Lesson packs: check what you write.
    #[command(subcommand)]
    Pack(pack::Command),
    /// The data: where it is from, whether it is whole, and how to add your own.
    #[command(subcommand)]
    Data(data::Command),
}

/// How a command ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It did what it was asked for.
    Done,
    /// Somebody interrupted it; what was done is kept.
    Interrupted,
    /// It did its work and found something wrong.
    FoundFaults,
}

/// Does what the arguments say.
///
/// # Errors
/// With a text that names the thing, the place, and what to do.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    carry_out(arguments).map_err(|error| match advice::advice(&error) {
        "" => error,
        advice => anyhow!("{}{advice}", told(&error)),
    })
}

/// What went wrong and why, as it may be shown. Causes that are told already are not told again.
pub fn told(error: &anyhow::Error) -> String {
    let causes = error.chain().map(ToString::to_string);
    let text = causes.fold(String::new(), |text, cause| match text.as_str() {
        "" => cause,
        told if told.contains(&cause) => text,
        told => format!("{told}: {cause}"),
    });
    printable(&text).into_owned()
}

fn carry_out(arguments: Arguments) -> Result<Outcome> {
    let home = Home {
        chosen: arguments.data_dir,
    };
    match arguments.command {
        None => learn::run(learn::Arguments::from_environment(), &home),
        Some(Command::Learn(arguments)) => learn::run(arguments, &home),
        Some(Command::Train(arguments)) => train::run(arguments, &home),
        Some(Command::Reveal(arguments)) => reveal::run(&arguments, &home),
        Some(Command::Predict(arguments)) => predict::run(&arguments, &home),
        Some(Command::Findings(arguments)) => findings::run(&arguments, &home),
        Some(Command::Slices(command)) => slices::run(command, &home),
        Some(Command::Report(arguments)) => report::run(&arguments, &home),
        Some(Command::Runs(command)) => runs::run(command, &home),
        Some(Command::Serve(arguments)) => serve::run(&arguments, &home),
        Some(Command::Desk(arguments)) => desk::run(&arguments, &home),
        Some(Command::Doctor(arguments)) => doctor::run(&arguments, &home),
        Some(Command::Pack(command)) => pack::run(command, &home),
        Some(Command::Data(command)) => data::run(command, &home),
    }
}

/// Where progress, runs and imported data are kept.
struct Home {
    chosen: Option<PathBuf>,
}

impl Home {
    fn folder(&self) -> Result<PathBuf> {
        match &self.chosen {
            Some(folder) => Ok(folder.clone()),
            None => {
                let program = AppStrategyArgs {
                    app_name: "mindgap".to_owned(),
                    ..AppStrategyArgs::default()
                };
                let strategy = choose_app_strategy(program).context(
                    "this user has no home directory; say where to keep things with --data-dir",
                )?;
                Ok(strategy.data_dir())
            }
        }
    }

    /// The folder of imported sets.
    fn sets(&self) -> Result<PathBuf> {
        Ok(self.folder()?.join("sets"))
    }

    /// What ships and what was imported.
    fn library(&self) -> Result<Library> {
        Ok(Library::builtin().with_imported(self.sets()?))
    }

    /// What packs may draw on.
    fn stock(&self) -> Result<Stock> {
        Ok(Stock::new(
            self.library()?,
            self.folder()?.join("pack-data"),
        ))
    }

    /// The packs that were installed.
    fn installed(&self) -> Result<Installed> {
        Ok(Installed::at(self.folder()?.join("packs")))
    }

    /// The folder of a pack that somebody names: one that is there, or the name of an installed one.
    fn pack_folder(&self, pack: &Path) -> Result<PathBuf> {
        match pack.to_str() {
            Some(name) if is_name(name) && !pack.is_dir() => Ok(self.installed()?.find(name)?),
            _ => Ok(pack.to_owned()),
        }
    }

    fn store(&self) -> Result<RunStore> {
        Ok(RunStore::open(self.folder()?.join("runs"))?)
    }

    fn trainer(&self) -> Result<Trainer> {
        Ok(Trainer::new(self.store()?, &self.library()?))
    }

    /// What trains and measures for a pack: also on the data that it brings along.
    fn trainer_for(&self, pack: &Pack) -> Result<Trainer> {
        Ok(Trainer::new(self.store()?, &pack.library))
    }
}
