//! `cargo xtask bench-fetch`: what a fetch of a large organization costs, the emulator's own share told apart.

use crate::emulator;
use crate::shell::{cargo, root, succeed, target_directory};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How many roles each of the three member accounts gets beside its own.
const BULK: &str = "2000";
/// How long the emulator may take to start.
const PATIENCE: Duration = Duration::from_secs(120);
/// Clock ticks of a second, as Linux counts them for programs.
const TICKS: f64 = 100.0;

/// Seeds an emulator, fetches from it twice, and prints rows for docs/benchmarks.md.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (mut bulk, mut profile) = (BULK.to_owned(), "release");
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--bulk" => bulk.clone_from(words.next().context("--bulk needs a number")?),
            "--dev" => profile = "debug",
            _ => bail!("usage: cargo xtask bench-fetch [--bulk N] [--dev]"),
        }
    }
    let mut build = cargo(&["build", "--package", "iamdiag"])?;
    if profile == "release" {
        build.arg("--release");
    }
    succeed(&mut build)?;
    let target = target_directory()?;
    let program = target.join(profile).join("iamdiag");
    let store = target.join("bench-inputs").join("fetched.db");
    fs::create_dir_all(target.join("bench-inputs"))?;
    let _ = fs::remove_file(&store);
    let emulator = Emulator::start(&bulk)?;
    println!("{bulk} roles more in each of three accounts, `{profile}` build");
    println!("| what | time | CPU | emulator's CPU | peak memory | requests | requests per second | store |");
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for what in ["first fetch", "again, nothing changed"] {
        println!("{}", fetch(&program, &emulator, &store, what)?);
    }
    Ok(())
}

fn fetch(program: &Path, emulator: &Emulator, store: &Path, what: &str) -> Result<String> {
    let before = cpu(emulator.process.id());
    let started = Instant::now();
    let mut child = Command::new(program)
        .args(["fetch", "--organization", "--region", "us-east-1", "--max-attempts", "1", "--allow-partial"])
        .arg("--store")
        .arg(store)
        .env("AWS_ENDPOINT_URL", &emulator.endpoint)
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLEFAKE00000")
        .env("AWS_SECRET_ACCESS_KEY", "fake")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (mut own, mut peak) = (0.0, 0);
    while child.try_wait()?.is_none() {
        own = cpu(child.id()).max(own);
        peak = resident(child.id()).unwrap_or(0).max(peak);
        std::thread::sleep(Duration::from_millis(1));
    }
    let time = started.elapsed().as_secs_f64();
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "the fetch ended with {}", output.status);
    let said = String::from_utf8_lossy(&output.stdout);
    let requests = said.split(", ").find_map(|part| part.split(" request").next()?.parse::<u64>().ok());
    let requests = requests.with_context(|| format!("no number of requests in {said}"))?;
    let theirs = cpu(emulator.process.id()) - before;
    let size = fs::metadata(store)?.len() as f64 / 1e6;
    Ok(format!(
        "| {what} | {time:.1} s | {own:.1} s | {theirs:.1} s | {} MB | {requests} | {:.0} | {size:.1} MB |",
        peak / 1024,
        requests as f64 / time
    ))
}

/// An emulator that is stopped by its id.
struct Emulator {
    process: Child,
    endpoint: String,
}

impl Emulator {
    fn start(bulk: &str) -> Result<Self> {
        let python = emulator::python().map_err(anyhow::Error::msg)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let process = script(&python, "serve.py")?
            .arg(port.to_string())
            .env("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let emulator = Self { process, endpoint: format!("http://127.0.0.1:{port}") };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            ensure!(started.elapsed() < PATIENCE, "the emulator does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        let mut seed = script(&python, "seed_org.py")?;
        seed.args(["--endpoint", &emulator.endpoint, "--deterministic", "--bulk", bulk]);
        succeed(seed.stdin(Stdio::null()).stdout(Stdio::null()))?;
        Ok(emulator)
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn script(python: &PathBuf, name: &str) -> Result<Command> {
    let mut command = Command::new(python);
    command.arg(root()?.join("tests").join("emulator").join(name)).env("PYTHONDONTWRITEBYTECODE", "1");
    Ok(command)
}

/// Seconds of CPU that a process has used, where the system tells it.
fn cpu(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name in brackets may hold blanks.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / TICKS
}

/// The highest resident memory of a process so far in KiB, where the system tells it.
fn resident(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
