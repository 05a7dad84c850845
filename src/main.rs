//! Reads the arguments, calls a command, prints its error.

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;
use mindgap::base::signal;
use mindgap::base::terminal::message;
use mindgap::cli::{self, Arguments, Outcome};

// Every training step allocates and frees megabytes; measured, this is worth a third of the time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return tell(error),
    };
    match cli::run(arguments) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Interrupted) => ExitCode::from(signal::exit_status()),
        Ok(Outcome::FoundFaults) => ExitCode::FAILURE,
        // Whoever reads our output has read enough, as `head` does.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Not eprintln: it panics where nobody can be told any more, as on a terminal that is gone.
            let _ = writeln!(io::stderr(), "mindgap: {}", cli::told(&error));
            ExitCode::FAILURE
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Prints what came of arguments that are no command: help, or an error, which repeats what was typed. It is
/// found again with arguments that can be shown.
fn tell(error: clap::Error) -> ExitCode {
    let shown = env::args_os().map(|argument| message(&argument.to_string_lossy()));
    let error = Arguments::try_parse_from(shown).err().unwrap_or(error);
    match error.print() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let _ = writeln!(io::stderr(), "mindgap: {error}");
            ExitCode::FAILURE
        }
        _ => u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from),
    }
}
