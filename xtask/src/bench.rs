//! `cargo xtask bench`: what the program costs, written to docs/benchmarks.md with the command, the machine and the date.
//!
//! Numbers are for reading, never for passing: nothing here fails for being slow.

use crate::shell::{cargo, output, succeed, target_directory};
use crate::workload::generate;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often a whole process is run; the median is told.
const RUNS: usize = 15;
const EXAMPLE: &str = "docs/examples/acme";

/// Runs everything and writes the page.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    ensure!(arguments.is_empty(), "usage: cargo xtask bench");
    succeed(&mut cargo(&["build", "--release", "--package", "iamdiag"])?)?;
    succeed(&mut cargo(&["build", "--release", "--package", "iamdiag-store", "--example", "large_store"])?)?;
    succeed(&mut cargo(&["bench", "--package", "iamdiag", "--bench", "decisions"])?)?;
    let target = target_directory()?;
    let program = target.join("release").join("iamdiag");
    let folder = target.join("bench-inputs");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut rows = in_process(&target)?;
    rows.extend(whole_processes(&program, &folder)?);
    rows.extend(large_store(&program, &target, &folder)?);
    let size = fs::metadata(&program)?.len();
    rows.push(row("release binary", format!("{:.1} MB", size as f64 / 1e6), "< 40 MB"));
    let page = page(&rows)?;
    fs::write("docs/benchmarks.md", &page).context("cannot write docs/benchmarks.md")?;
    println!("{page}");
    Ok(())
}

struct Row {
    what: String,
    result: String,
    aim: &'static str,
}

fn row(what: &str, result: String, aim: &'static str) -> Row {
    Row { what: what.to_owned(), result, aim }
}

/// Criterion's medians, in seconds.
fn median(target: &Path, name: &str) -> Result<f64> {
    let file = target.join("criterion").join(name).join("new").join("estimates.json");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let estimates: Value = serde_json::from_str(&text)?;
    let nanoseconds = estimates.pointer("/median/point_estimate").and_then(Value::as_f64);
    Ok(nanoseconds.with_context(|| format!("{} has no median", file.display()))? / 1e9)
}

fn in_process(target: &Path) -> Result<Vec<Row>> {
    let number = generate::STANDARD.1 as f64;
    let rate = |name: &str| -> Result<String> {
        let per = median(target, name)? / number;
        Ok(format!("{:.0} per second, {:.2} µs each", 1.0 / per, per * 1e6))
    };
    let micro = |seconds: f64| format!("{:.1} µs", seconds * 1e6);
    Ok(vec![
        row("decisions, no trace", rate("workload/decide")?, "1,000,000 per second"),
        row("the same, request prepared each time", rate("workload/prepare-and-decide")?, ""),
        row("decisions with trace", rate("workload/evaluate-with-trace")?, "100,000 per second"),
        row("`simulate`, in process, from an empty cache", rate("workload/simulate-lines")?, "80 µs a line"),
        row(
            "one fresh request: parse, compile, decide, write",
            micro(median(target, "fresh-request")?),
            "300 µs",
        ),
        row("`*a*a*a*a*a*a*a*a*b` against 10,000 `a`", micro(median(target, "hostile-pattern-10k")?), ""),
    ])
}

fn whole_processes(program: &Path, folder: &Path) -> Result<Vec<Row>> {
    let workload = folder.join("workload.jsonl");
    let (seed, number) = generate::STANDARD;
    fs::write(&workload, generate::requests(seed, number).join("\n"))?;
    let many = folder.join("statements.jsonl");
    fs::write(&many, with_policy(&statements(100_000)))?;
    let large = folder.join("large.jsonl");
    fs::write(&large, with_policy(&resources(50 << 20)))?;
    let path = |path: &Path| path.display().to_string();
    let instance = "arn:aws:ec2:eu-west-1:111122223333:instance/*";
    let why =
        ["why", "--data", EXAMPLE, "acme-prod:role/deploy", "ec2:RunInstances", instance, "--exit-zero"];
    let ms = |cost: &Cost| format!("{:.1} ms, {} MB", cost.time.as_secs_f64() * 1e3, cost.peak_mb());
    let s = |cost: &Cost| format!("{:.2} s, {} MB", cost.time.as_secs_f64(), cost.peak_mb());
    let lines = |jobs: &str| -> Result<String> {
        let cost = measured(program, &["simulate", &path(&workload), "--jobs", jobs], 5)?;
        let each = cost.time.as_secs_f64() / number as f64 * 1e6;
        Ok(format!("{each:.1} µs a line, {} MB", cost.peak_mb()))
    };
    Ok(vec![
        row("start-up: `iamdiag --version`", ms(&measured(program, &["--version"], RUNS)?), "3 ms"),
        row("`iamdiag why` over the example", ms(&measured(program, &why, RUNS)?), "10 ms"),
        row("`iamdiag simulate --jobs 1` over the workload", lines("1")?, "80 µs a line"),
        row("`iamdiag simulate` on all cores", lines("0")?, ""),
        row(
            "a policy with 100,000 statements",
            s(&measured(program, &["simulate", &path(&many)], 3)?),
            "3 s, 1 GB",
        ),
        row("a policy of 50 MB", s(&measured(program, &["simulate", &path(&large)], 3)?), "3 s, 1 GB"),
    ])
}

/// Accounts of the large store, and principals in each.
const LARGE: (usize, usize) = (1_000, 500);

/// A store of a large organization: what an answer, a snapshot, and one more without changes cost.
fn large_store(program: &Path, target: &Path, folder: &Path) -> Result<Vec<Row>> {
    let (accounts, principals) = LARGE;
    let generator = target.join("release").join("examples").join("large_store");
    let store = folder.join("large.db");
    if store.exists() {
        fs::remove_file(&store)?;
    }
    let path = store.display().to_string();
    let generate = [&*path, &accounts.to_string(), &principals.to_string()];
    let first = measured(&generator, &generate, 1)?;
    let size = fs::metadata(&store)?.len();
    let second = measured(&generator, &generate, 1)?;
    let why = |principal: &str, resource: &str| -> Result<String> {
        let question = ["why", "--store", &path, principal, "s3:GetObject", resource, "--exit-zero"];
        let cost = measured(program, &question, RUNS)?;
        Ok(format!("{:.1} ms, {} MB", cost.time.as_secs_f64() * 1e3, cost.peak_mb()))
    };
    let role = "arn:aws:iam::100000000500:role/team-7/application-97";
    let thousands = (accounts * principals) as f64 / 1e3;
    Ok(vec![
        row(
            "`iamdiag why` in a store of 1,000 accounts and 500,000 principals, by ARN",
            why(role, "arn:aws:s3:::acme-100000000500-3/x")?,
            "50 ms, 100 MB",
        ),
        row(
            "the same, by names",
            why("acme-500:role/application-97", "acme-100000000500-3/x")?,
            "50 ms, 100 MB",
        ),
        row(
            "writing that snapshot",
            format!("{:.0} s, {} MB", first.time.as_secs_f64(), first.peak_mb()),
            "",
        ),
        row("its size", format!("{:.2} MB for 1,000 principals", size as f64 / 1e6 / thousands), ""),
        row(
            "one more in which nothing changed",
            format!("{:.0} s, {} MB", second.time.as_secs_f64(), second.peak_mb()),
            "",
        ),
    ])
}

fn with_policy(statements: &str) -> String {
    format!(
        r#"{{"principal":"arn:aws:iam::111111111111:user/u","action":"s3:GetObject","resource":"arn:aws:s3:::b/k","identity_policies":[{{"name":"p","policy":{{"Version":"2012-10-17","Statement":[{statements}]}}}}]}}"#
    )
}

fn statements(number: usize) -> String {
    let one = |at: usize| {
        format!(
            r#"{{"Sid":"S{at}","Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":"arn:aws:s3:::bucket-{at}/*"}}"#
        )
    };
    (0..number).map(one).collect::<Vec<_>>().join(",")
}

fn resources(bytes: usize) -> String {
    let mut list = String::with_capacity(bytes + 64);
    let mut at = 0;
    while list.len() < bytes {
        list.push_str(&format!(r#""arn:aws:s3:::bucket-{at}/*","#));
        at += 1;
    }
    list.push_str(r#""arn:aws:s3:::b/*""#);
    format!(r#"{{"Effect":"Allow","Action":"s3:GetObject","Resource":[{list}]}}"#)
}

/// What a process cost.
struct Cost {
    time: Duration,
    /// Highest resident memory in KiB, where the system tells it.
    peak: Option<u64>,
}

impl Cost {
    fn peak_mb(&self) -> String {
        self.peak.map_or("?".to_owned(), |kib| (kib / 1024).to_string())
    }
}

/// The median time of several runs, and the highest memory of any.
fn measured(program: &Path, arguments: &[&str], runs: usize) -> Result<Cost> {
    let mut times = Vec::with_capacity(runs);
    let mut peak = None;
    for _ in 0..runs {
        let started = Instant::now();
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(File::create(null())?)
            .spawn()
            .with_context(|| format!("cannot run {}", program.display()))?;
        while child.try_wait()?.is_none() {
            peak = peak.max(resident(child.id()));
            std::thread::sleep(Duration::from_micros(100));
        }
        times.push(started.elapsed());
        ensure!(child.wait()?.success(), "{} {arguments:?} failed", program.display());
    }
    times.sort();
    let time = times.get(times.len() / 2).copied().context("no run")?;
    Ok(Cost { time, peak })
}

fn null() -> &'static str {
    if cfg!(windows) { "NUL" } else { "/dev/null" }
}

/// The highest resident memory of a process so far, where the system tells it.
fn resident(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn page(rows: &[Row]) -> Result<String> {
    let mut table = String::new();
    for Row { what, result, aim } in rows {
        table.push_str(&format!("| {what} | {result} | {aim} |\n"));
    }
    let rustc = output(Command::new("rustc").arg("--version"))?;
    let date = output(Command::new("date").args(["-u", "+%Y-%m-%d"]))?;
    let limits = fs::read_to_string("docs/benchmarks-notes.md").unwrap_or_default();
    Ok(format!(
        "# Benchmarks\n\n\
         `cargo xtask bench` on {}, on {}. {}. Medians; for processes wall time and highest resident memory.\n\n\
         The workload is `cargo xtask workload` (seed {}, {} requests): 200 principals with about fifty identity statements each, \
         a boundary on every fifth, service control policies on three levels, a resource policy on a third, a third across \
         accounts. In-process numbers are of one thread.\n\n\
         | what | result | aim |\n| --- | --- | --- |\n{table}\n{limits}",
        machine(),
        date.trim_end(),
        rustc.trim_end(),
        generate::STANDARD.0,
        generate::STANDARD.1,
    ))
}

fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{} ({cores} cores)", model.map_or("an unknown processor", |(_, name)| name))
}
