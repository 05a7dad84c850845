//! The commands; a file a command. This one reads the arguments and chooses.

mod address;
mod advice;
mod attacks;
mod bar;
mod baseline;
mod brought;
mod card;
mod clustered;
mod compared;
mod completions;
mod data;
mod desk;
mod details;
mod doctor;
mod effective;
mod ended;
mod family;
mod findings;
mod finetune;
mod group;
mod home;
mod interrupt;
mod json;
mod label_shift;
mod learn;
mod learned;
mod learning_curve;
mod log;
mod looking;
mod man;
mod meter;
mod metrics;
mod newest;
mod ood;
mod outcome;
mod output;
mod own_folder;
mod pack;
mod phones;
mod pictures;
mod predict;
mod predictions;
mod report;
mod reveal;
mod robustness;
mod runs;
mod schema;
mod serve;
mod sheet;
mod slices;
mod text;
mod to_end;
mod told;
mod train;
mod try_model;
mod worker;

use std::env;
use std::io;
use std::path::PathBuf;

use anyhow::{Result, anyhow};
use clap::{CommandFactory, Parser, Subcommand};
use home::Home;

use outcome::Outcome;
use told::told;

use crate::base::signal;
use crate::base::terminal::message;

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
    /// Print a sheet to write digits on: `data import` and `predict` know from its photo which is which.
    Sheet(sheet::Arguments),
    /// The model card of a run or of a model of your own: what it is, what was measured of it, and what was not.
    Card(card::Arguments),
    /// What you did, said and measured, as Markdown or as one HTML file.
    Report(report::Arguments),
    /// All runs: list, show, compare, rename, export, delete.
    #[command(subcommand)]
    Runs(runs::Command),
    /// Host a workshop over SSH: learners need nothing but an SSH client.
    Serve(serve::Arguments),
    /// Train for a workshop that spans several hosts.
    Worker(worker::Arguments),
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
    /// Print the JSON schema of what a command's --json prints.
    Schema(schema::Arguments),
    /// Print what makes a shell complete commands and options.
    Completions(completions::Arguments),
    /// Print a page for the manual, or write all of them.
    Man(man::Arguments),
    /// Try in which form a model reads a set; mindgap calls this itself.
    #[command(hide = true)]
    TryModel(try_model::Arguments),
}

/// Does what this process's arguments say, tells what went wrong, and returns the exit status.
pub fn main() -> u8 {
    let done = Arguments::try_parse().map_err(Into::into).and_then(run);
    if done.is_err() {
        interrupt::wait_if_removing();
    }
    match done {
        Ok(Outcome::Done) => 0,
        Ok(Outcome::Interrupted) => signal::exit_status(),
        Ok(Outcome::FoundFaults) => 1,
        // Whoever reads our output has read enough, as `head` does.
        Err(error) if is_closed_pipe(&error) => 0,
        Err(error) => {
            // Where nobody can be told any more, as on a terminal that is gone, the status still tells.
            match error.downcast_ref::<clap::Error>() {
                Some(error) => tell(error),
                None => {
                    let _ = output::warn(told(&error));
                    1
                }
            }
        }
    }
}

/// Tells what came of arguments that are no command: help, or an error, which repeats what was typed. It is
/// found again with arguments that can be shown.
fn tell(error: &clap::Error) -> u8 {
    let shown = env::args_os().map(|argument| message(&argument.to_string_lossy()));
    let shown = Arguments::try_parse_from(shown).err();
    match output::usage(shown.as_ref().unwrap_or(error)) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let _ = output::warn(error.to_string());
            1
        }
        _ => u8::try_from(error.exit_code()).unwrap_or(1),
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Does what the arguments say; errors name the thing, the place, and what to do.
fn run(arguments: Arguments) -> Result<Outcome> {
    let home = Home::new(arguments.data_dir);
    carry_out(arguments.command, &home).map_err(|error| match advice::advice(&error, &home) {
        advice if advice.is_empty() => error,
        advice => anyhow!("{}{advice}", told(&error)),
    })
}

fn carry_out(command: Option<Command>, home: &Home) -> Result<Outcome> {
    match command {
        None => learn::run(learn::Arguments::from_environment()?, home),
        Some(Command::Learn(arguments)) => learn::run(arguments, home),
        Some(Command::Train(arguments)) => train::run(arguments, home),
        Some(Command::Reveal(arguments)) => reveal::run(&arguments, home),
        Some(Command::Predict(arguments)) => predict::run(&arguments, home),
        Some(Command::Findings(arguments)) => findings::run(&arguments, home),
        Some(Command::Slices(command)) => slices::run(command, home),
        Some(Command::Sheet(arguments)) => sheet::run(&arguments, home),
        Some(Command::Card(arguments)) => card::run(&arguments, home),
        Some(Command::Report(arguments)) => report::run(&arguments, home),
        Some(Command::Runs(command)) => runs::run(command, home),
        Some(Command::Serve(arguments)) => serve::run(&arguments, home),
        Some(Command::Worker(arguments)) => worker::run(&arguments, home),
        Some(Command::Desk(arguments)) => desk::run(&arguments, home),
        Some(Command::Doctor(arguments)) => doctor::run(&arguments, home),
        Some(Command::Pack(command)) => pack::run(command, home),
        Some(Command::Data(command)) => data::run(command, home),
        Some(Command::Schema(arguments)) => schema::run(&arguments),
        Some(Command::Completions(arguments)) => completions::run(&arguments, Arguments::command()),
        Some(Command::TryModel(arguments)) => try_model::run(&arguments, home),
        Some(Command::Man(arguments)) => man::run(&arguments, Arguments::command()),
    }
}
