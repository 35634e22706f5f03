//! The program `iamdiag`: arguments, wiring, exit codes.
//!
//! For: the binary, and tests that call it as a function. Not for: anything that decides, concludes or words an answer; each
//! subcommand is one file that calls the crates that do.

mod args;
mod completions;
mod data;
mod environment;
mod error;
mod exit;
mod explain;
#[cfg(feature = "fetch")]
mod fetch;
mod lint;
#[cfg(not(feature = "fetch"))]
mod no_fetch;
mod show;
pub mod simulate;
mod snapshot;
mod why;

pub use environment::{Environment, Streams};
pub use exit::Exit;

use args::{Args, Command};
use clap::Parser;
use error::CliError;
use std::ffi::OsString;
use std::io::{self, ErrorKind};

/// Runs the program: reads arguments, the program's name first, and writes to the streams.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    streams: &mut Streams<'_>,
    environment: &Environment,
) -> Exit {
    let outcome = match Args::try_parse_from(args) {
        Ok(args) => match args.command {
            Command::Simulate(args) => simulate::simulate(&args, streams, environment),
            Command::Show(args) => show::run(&args, streams, environment),
            #[cfg(feature = "fetch")]
            Command::Fetch(args) => fetch::run(&args, streams, environment),
            #[cfg(not(feature = "fetch"))]
            Command::Fetch(_) => Err(no_fetch::run()),
            Command::Snapshot(args) => snapshot::run(&args, streams, environment),
            Command::Completions(args) => completions::run(&args, streams),
            Command::Explain(args) => explain::run(&args, streams, environment),
            Command::Lint(args) => lint::run(&args, streams, environment),
            Command::Why(why) => why::run(&why, streams, environment),
        },
        Err(refused) => return usage(&refused, streams, environment),
    };
    outcome.unwrap_or_else(|error| report(&error, streams))
}

/// What clap has to say: help and version to stdout, everything else to stderr.
fn usage(refused: &clap::Error, streams: &mut Streams<'_>, environment: &Environment) -> Exit {
    let text = refused.render();
    let text = if environment.colour { text.ansi().to_string() } else { text.to_string() };
    if refused.use_stderr() {
        let _ = streams.stderr.write_all(text.as_bytes());
        return Exit::Usage;
    }
    written(streams.stdout.write_all(text.as_bytes()), Exit::Allowed)
        .unwrap_or_else(|error| report(&error, streams))
}

fn report(error: &CliError, streams: &mut Streams<'_>) -> Exit {
    // Nobody is left to be told if this fails.
    let _ = streams.stderr.write_all(error.text().as_bytes());
    Exit::Usage
}

/// The exit after writing: whoever closes a pipe has seen enough.
fn written(result: io::Result<()>, exit: Exit) -> Result<Exit, CliError> {
    match result {
        Ok(()) => Ok(exit),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Exit::Allowed),
        Err(error) => Err(CliError::new(format!("cannot write the answer: {error}"))),
    }
}
