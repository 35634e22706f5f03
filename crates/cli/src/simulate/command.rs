//! The subcommand: arguments to streams to exit code.

use super::cache::Cache;
use super::run::{Options, Outcome, run};
use crate::environment::{Environment, Streams};
use crate::error::CliError;
use crate::exit::Exit;
use clap::Args;
use iamdiag_policy::condition::Timestamp;
use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind};

/// How much is read at once, in bytes: a few lines with their policies.
const READ: usize = 64 << 10;

/// `iamdiag simulate [FILE...|-]`
#[derive(Debug, Args)]
pub(crate) struct SimulateArgs {
    /// Files with one JSON object a line; `-`, or none, for standard input
    #[arg(value_name = "FILE")]
    files: Vec<OsString>,
    /// Print the whole tree of every decision
    #[arg(long)]
    trace: bool,
    /// Compare every answer with its line's `expect`; a mismatch is reported on standard error and exits 1
    #[arg(long)]
    expect: bool,
    /// How many lines to answer at the same time; 0 for one a core
    #[arg(long, value_name = "N", default_value_t = 0)]
    jobs: usize,
    /// The time of evaluation where a line tells none, such as 2026-01-31T12:00:00Z
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Option<Timestamp>,
}

/// Shown by `iamdiag simulate --help`.
pub(crate) const HELP: &str = "\
Example:
  echo '{\"principal\":\"arn:aws:iam::111111111111:user/u\",\"action\":\"s3:ListAllMyBuckets\"}' | iamdiag simulate

Exit codes:
  0  every line was answered, and every expectation held
  1  an expectation did not hold (--expect)
  2  a line or a file could not be read; the other lines are answered all the same";

fn time(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).ok_or_else(|| "expected a time such as 2026-01-31T12:00:00Z".to_owned())
}

/// Answers all files in their order.
pub(crate) fn simulate(
    args: &SimulateArgs,
    streams: &mut Streams<'_>,
    environment: &Environment,
) -> Result<Exit, CliError> {
    let options = Options { trace: args.trace, expect: args.expect, now: args.at.unwrap_or(environment.now) };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.jobs)
        .build()
        .map_err(|error| CliError::new(format!("cannot start {} threads: {error}", args.jobs)))?;
    let standard = [OsString::from("-")];
    let files = if args.files.is_empty() { &standard[..] } else { &args.files };
    let mut outcome = Outcome::default();
    let cache = Cache::default();
    for file in files {
        let input: Box<dyn BufRead + '_> = if file == "-" {
            Box::new(BufReader::with_capacity(READ, &mut *streams.stdin))
        } else {
            let opened = File::open(file)
                .map_err(|error| CliError::new(format!("cannot read {}: {error}", file.to_string_lossy())))?;
            Box::new(BufReader::with_capacity(READ, opened))
        };
        let answered = run(&pool, input, streams.stdout, streams.stderr, &options, &cache, &mut outcome);
        match answered {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(Exit::Allowed),
            Err(error) => {
                return Err(CliError::new(format!("cannot go on with {}: {error}", file.to_string_lossy())));
            }
        }
    }
    if args.expect {
        let held = outcome.expected - outcome.mismatches;
        let summary = format!(
            "{held} of {} expectations held; {} lines, {} errors\n",
            outcome.expected, outcome.lines, outcome.errors
        );
        let _ = streams.stderr.write_all(summary.as_bytes());
    }
    Ok(match outcome {
        Outcome { errors: 1.., .. } => Exit::Usage,
        Outcome { mismatches: 1.., .. } => Exit::Denied,
        _ => Exit::Allowed,
    })
}
