//! Reads the arguments, calls a command, prints its error.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;
use mindgap::base::signal;
use mindgap::cli::{self, Arguments, Outcome};

// Every training step allocates and frees megabytes; measured, this is worth a third of the time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    match cli::run(Arguments::parse()) {
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
