//! The commands; a file a command. This one reads the arguments and chooses.

mod advice;
mod data;
mod desk;
mod details;
mod doctor;
mod family;
mod findings;
mod home;
mod interrupt;
mod learn;
mod outcome;
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
mod told;
mod train;

use std::path::PathBuf;

use anyhow::{Result, anyhow};
use clap::{Parser, Subcommand};
use home::Home;

pub use outcome::Outcome;
pub use told::told;

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

/// Does what the arguments say.
///
/// # Errors
/// With a text that names the thing, the place, and what to do.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let home = Home::new(arguments.data_dir);
    carry_out(arguments.command, &home).map_err(|error| match advice::advice(&error, &home) {
        advice if advice.is_empty() => error,
        advice => anyhow!("{}{advice}", told(&error)),
    })
}

fn carry_out(command: Option<Command>, home: &Home) -> Result<Outcome> {
    match command {
        None => learn::run(learn::Arguments::from_environment(), home),
        Some(Command::Learn(arguments)) => learn::run(arguments, home),
        Some(Command::Train(arguments)) => train::run(arguments, home),
        Some(Command::Reveal(arguments)) => reveal::run(&arguments, home),
        Some(Command::Predict(arguments)) => predict::run(&arguments, home),
        Some(Command::Findings(arguments)) => findings::run(&arguments, home),
        Some(Command::Slices(command)) => slices::run(command, home),
        Some(Command::Report(arguments)) => report::run(&arguments, home),
        Some(Command::Runs(command)) => runs::run(command, home),
        Some(Command::Serve(arguments)) => serve::run(&arguments, home),
        Some(Command::Desk(arguments)) => desk::run(&arguments, home),
        Some(Command::Doctor(arguments)) => doctor::run(&arguments, home),
        Some(Command::Pack(command)) => pack::run(command, home),
        Some(Command::Data(command)) => data::run(command, home),
    }
}
