//! `cargo xtask test`: everything that must hold before a change is merged, one named step after the other.
//!
//! Needs a Rust toolchain, Python 3 and access to the package registries, nothing else. The first step that fails ends the run.

use crate::shell::{cargo, output, shown, succeed};
use crate::{emulator, findings, rules};
use anyhow::{Context, Result, bail, ensure};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What one step found, beside that it passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    ignored: u64,
}

/// A named step.
struct Step {
    name: &'static str,
    run: fn() -> Result<Option<Counts>>,
}

const STEPS: [Step; 12] = [
    Step { name: "tools", run: tools },
    // All at once, so that no later step needs the network.
    Step { name: "dependencies", run: || plain(&["fetch", "--locked"]) },
    Step { name: "emulator", run: emulator },
    Step { name: "format", run: || plain(&["fmt", "--all", "--check"]) },
    Step { name: "lints", run: lints },
    Step { name: "build", run: || plain(&["build", "--workspace", "--locked", "--all-targets"]) },
    Step { name: "build without default features", run: without_default_features },
    Step { name: "tests", run: tests },
    Step { name: "doc tests", run: || counted(&["--doc"]) },
    Step { name: "documentation", run: documentation },
    Step { name: "pages of codes", run: || findings::run(&["--check".to_owned()]).map(|()| None) },
    Step { name: "rules with cases", run: || rules::run(&[]).map(|()| None) },
];

/// Runs the command with the arguments after its name.
///
/// # Errors
///
/// The first step that fails, by name.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    ensure!(arguments.is_empty(), "usage: cargo xtask test");
    let mut summary = Vec::new();
    let mut total = Counts::default();
    for Step { name, run } in STEPS {
        println!("\n== {name}");
        let started = Instant::now();
        let counts = run().with_context(|| format!("step `{name}` failed"))?;
        summary.push(row(name, started.elapsed(), counts));
        total.add(counts.unwrap_or_default());
    }
    println!("\n== summary");
    for row in summary {
        println!("{row}");
    }
    ensure!(total.passed > 0, "no test was run");
    println!("\n{} passed, {} failed, {} skipped", total.passed, total.failed, total.ignored);
    Ok(())
}

fn row(name: &str, took: Duration, counts: Option<Counts>) -> String {
    let tests = counts.map_or(String::new(), |counts| format!("  {} passed", counts.passed));
    format!("ok  {name:<32} {:>6.1} s{tests}", took.as_secs_f64())
}

/// The formatter and the linter are parts of the toolchain that a minimal installation leaves out.
fn tools() -> Result<Option<Counts>> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if output(&mut cargo(&[subcommand, "--version"])?).is_ok() {
            continue;
        }
        println!("{component} is missing: installing it with rustup");
        let mut rustup = Command::new("rustup");
        rustup.args(["component", "add", component]).stdin(Stdio::null());
        if let Err(error) = succeed(&mut rustup) {
            bail!(
                "{component} is missing and could not be installed ({error}); install this component of the Rust \
                 toolchain, with `rustup component add {component}` or the package manager that Rust came with"
            );
        }
    }
    let rustc = output(Command::new("rustc").arg("--version"))?;
    println!("{}", rustc.trim_end());
    Ok(None)
}

/// The AWS that tests fetch from.
fn emulator() -> Result<Option<Counts>> {
    let python = emulator::python().map_err(anyhow::Error::msg)?;
    println!("{}", python.display());
    Ok(None)
}

fn plain(arguments: &[&str]) -> Result<Option<Counts>> {
    succeed(&mut cargo(arguments)?)?;
    Ok(None)
}

fn lints() -> Result<Option<Counts>> {
    plain(&["clippy", "--workspace", "--locked", "--all-targets", "--", "--deny", "warnings"])
}

/// No feature may be needed for the program to be whole, but for the collector.
fn without_default_features() -> Result<Option<Counts>> {
    plain(&["build", "--package", "iamdiag", "--locked", "--no-default-features"])
}

fn documentation() -> Result<Option<Counts>> {
    let mut doc = cargo(&["doc", "--workspace", "--locked", "--no-deps"])?;
    succeed(doc.env("RUSTDOCFLAGS", "--deny warnings"))?;
    Ok(None)
}

/// Benchmarks are built with everything else, but only measured by `cargo xtask bench`.
fn tests() -> Result<Option<Counts>> {
    counted(&["--lib", "--bins", "--tests", "--examples"])
}

/// Runs tests with their output shown, and adds up what every test binary says at its end.
fn counted(targets: &[&str]) -> Result<Option<Counts>> {
    let mut command = cargo(&["test", "--workspace", "--locked", "--no-fail-fast"])?;
    command.args(targets);
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot run {}", shown(&command)))?;
    let mut counts = Counts::default();
    if let Some(stdout) = child.stdout.take() {
        let mut shown = std::io::stdout().lock();
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line?;
            shown.write_all(&line)?;
            shown.write_all(b"\n")?;
            if let Some(binary) = Counts::read(&String::from_utf8_lossy(&line)) {
                counts.add(binary);
            }
        }
    }
    let status = child.wait()?;
    ensure!(status.success(), "{} tests failed: {} ended with {status}", counts.failed, shown(&command));
    Ok(Some(counts))
}

impl Counts {
    /// Reads a line such as `test result: ok. 12 passed; 0 failed; 1 ignored; …`.
    fn read(line: &str) -> Option<Self> {
        let (_, numbers) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let mut counts = Self::default();
        for part in numbers.split("; ") {
            match part.split_once(' ')? {
                (number, "passed") => counts.passed = number.parse().ok()?,
                (number, "failed") => counts.failed = number.parse().ok()?,
                (number, "ignored") => counts.ignored = number.parse().ok()?,
                _ => {}
            }
        }
        Some(counts)
    }

    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_of_test_binaries_are_read() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 4 filtered out; finished in 0.31s";
        assert_eq!(Counts::read(line), Some(Counts { passed: 12, failed: 3, ignored: 1 }));
        assert_eq!(Counts::read("test rules::is_ok ... ok"), None);
    }
}
