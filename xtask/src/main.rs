//! Developer commands: `cargo xtask COMMAND`.
//!
//! Nothing of this is shipped. Each command is one module with a `run` that takes the arguments after its name.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line program for developers")]

mod bench;
mod bench_fetch;
mod catalog;
#[path = "../../tests/emulator/install.rs"]
mod emulator;
mod findings;
mod fuzz;
mod rules;
mod shell;
mod test;
mod workload;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

commands:
  test                             check everything that must hold before a change is merged
  rules                            list rules of docs/semantics.md without a conformance case
  catalog [--check]                refresh the facts about AWS services, or check the packed form
  findings [--check]               write a page for each code into docs/findings, or check that they are fresh
  fuzz [TARGET] [--seconds N]      run one fuzz target, or each in turn, for N seconds (60)
  bench                            measure, and write docs/benchmarks.md
  bench-fetch [--bulk N] [--dev]   measure a fetch of an organization with N (2000) more roles in each account
  workload [--seed N] [--requests N]  write the requests that are measured to standard output";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = arguments.split_first() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let done = match command.as_str() {
        "test" => test::run(rest),
        "rules" => rules::run(rest),
        "catalog" => catalog::run(rest),
        "findings" => findings::run(rest),
        "fuzz" => fuzz::run(rest),
        "bench" => bench::run(rest),
        "bench-fetch" => bench_fetch::run(rest),
        "workload" => workload::run(rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("no command `{command}`\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
