//! `cargo xtask fuzz`: runs the fuzz targets with libFuzzer, guided by coverage.
//!
//! The compiler's coverage instrumentation is asked for by flags of the stable compiler, so no nightly toolchain is
//! needed; libFuzzer itself needs a C++ compiler. What is built and found stays under `target/fuzz`: `corpus/TARGET` grows
//! from run to run, and an input that fails is kept in `failures/TARGET-…`.

use crate::shell::{cargo, output, root, succeed, target_directory};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

const USAGE: &str = "usage: cargo xtask fuzz [TARGET] [--seconds N]";
const TARGETS: [&str; 4] = ["policy_text", "patterns", "simulate_lines", "data_directory"];
/// An input that takes longer than this many seconds counts as a failure.
const TIMEOUT: u32 = 10;
/// So does one that takes more than this many megabytes.
const MEMORY: u32 = 2048;

const INSTRUMENTATION: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Runs the command with the arguments after its name.
///
/// # Errors
///
/// If a target cannot be built, or if an input was found for which something does not hold.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (targets, seconds) = read(arguments)?;
    let directory = target_directory()?.join("fuzz");
    let host = host()?;
    seeds(&directory)?;
    build(&targets, &directory, &host)?;
    for target in targets {
        println!("\n== {target}, {seconds} s");
        fuzz(target, seconds, &directory, &host).with_context(|| format!("target `{target}` failed"))?;
    }
    Ok(())
}

fn read(arguments: &[String]) -> Result<(Vec<&'static str>, u32)> {
    let (mut targets, mut seconds) = (Vec::new(), 60);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--seconds" {
            let number = rest.next().and_then(|number| number.parse().ok()).filter(|&number| number > 0);
            seconds = number.with_context(|| format!("`--seconds` needs a number from 1\n{USAGE}"))?;
        } else if let Some(target) = TARGETS.iter().find(|target| *target == argument) {
            targets.push(*target);
        } else {
            bail!("no target `{argument}`; there are {}\n{USAGE}", TARGETS.join(", "));
        }
    }
    if targets.is_empty() {
        targets.extend(TARGETS);
    }
    Ok((targets, seconds))
}

/// The machine's own target triple: naming it keeps the instrumentation out of build scripts and macros.
fn host() -> Result<String> {
    let version = output(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc does not name its host")
}

/// Writes the conformance corpus and the example organizations as seeds, anew.
fn seeds(directory: &Path) -> Result<()> {
    let mut seeds =
        cargo(&["run", "--quiet", "--locked", "--package", "iamdiag-fuzz", "--bin", "iamdiag-fuzz", "--"])?;
    let sources = ["tests/conformance", "docs/examples"];
    for source in sources {
        seeds.arg(root()?.join(source));
    }
    succeed(seeds.arg(directory.join("seeds")))
}

fn build(targets: &[&str], directory: &Path, host: &str) -> Result<()> {
    let mut build = cargo(&["build", "--locked", "--profile", "fuzz", "--package", "iamdiag-fuzz"])?;
    build
        .args(["--features", "libfuzzer", "--target", host])
        .arg("--target-dir")
        .arg(directory.join("build"));
    build.args(targets.iter().flat_map(|target| ["--bin", target]));
    build.env_remove("CARGO_ENCODED_RUSTFLAGS").env("RUSTFLAGS", INSTRUMENTATION);
    succeed(&mut build).context("cannot build the targets (for libFuzzer, a C++ compiler is needed)")
}

fn fuzz(target: &str, seconds: u32, directory: &Path, host: &str) -> Result<()> {
    let corpus = directory.join("corpus").join(target);
    let failures = directory.join("failures");
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&failures)?;
    let mut run = Command::new(directory.join("build").join(host).join("fuzz").join(target));
    run.arg(format!("-max_total_time={seconds}")).arg(format!("-timeout={TIMEOUT}"));
    run.arg(format!("-rss_limit_mb={MEMORY}")).args([
        "-print_final_stats=1",
        "-verbosity=0",
        "-print_funcs=0",
    ]);
    run.arg(format!("-dict={}", root()?.join("fuzz/dictionaries/policy.dict").display()));
    run.arg(format!("-artifact_prefix={}/{target}-", failures.display()));
    run.arg(corpus).arg(directory.join("seeds").join(target));
    // The frames of libFuzzer say nothing; the message of what did not hold says it all.
    let status = run.env("RUST_BACKTRACE", "0").status().context("cannot run the target")?;
    ensure!(status.success(), "the input is kept under {}", failures.display());
    Ok(())
}
