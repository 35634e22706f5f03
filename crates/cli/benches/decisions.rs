//! The standard workload (`cargo xtask workload`), decided in process on one thread.
//!
//! `cargo xtask bench` runs this and writes docs/benchmarks.md.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark; criterion's macros make undocumented functions"
)]

#[path = "../../../xtask/src/workload/generate/mod.rs"]
mod generate;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use iamdiag::simulate::{Cache, Options, answer, read};
use iamdiag_catalog::Catalog;
use iamdiag_evaluator::{Evidence, Prepared, Request, decide, evaluate};
use iamdiag_policy::condition::Timestamp;
use iamdiag_policy::pattern::Glob;
use std::hint::black_box;

fn options() -> Options {
    Options { trace: false, expect: false, now: Timestamp::parse("2026-06-01T12:00:00Z").unwrap() }
}

fn lines() -> Vec<String> {
    let (seed, number) = generate::STANDARD;
    generate::requests(seed, number)
}

/// Requests and evidence as a program keeps them: documents compiled once and shared.
fn asked(lines: &[String]) -> Vec<(Request, Evidence)> {
    let cache = Cache::default();
    lines
        .iter()
        .map(|line| read(line, 1, &cache, &options()).map_err(|error| error.message).unwrap())
        .collect()
}

fn decisions(criterion: &mut Criterion) {
    let lines = lines();
    let asked = asked(&lines);
    let catalog = Catalog::embedded();
    let prepared: Vec<(Prepared<'_>, &Evidence)> = asked
        .iter()
        .map(|(request, evidence)| (Prepared::new(request, evidence.endpoint.as_ref(), catalog), evidence))
        .collect();
    let mut group = criterion.benchmark_group("workload");
    group.throughput(Throughput::Elements(lines.len() as u64));
    group.bench_function("decide", |bench| {
        bench.iter(|| {
            for (prepared, evidence) in &prepared {
                black_box(decide(prepared, evidence));
            }
        });
    });
    group.bench_function("prepare-and-decide", |bench| {
        bench.iter(|| {
            for (request, evidence) in &asked {
                let prepared = Prepared::new(request, evidence.endpoint.as_ref(), catalog);
                black_box(decide(&prepared, evidence));
            }
        });
    });
    group.bench_function("evaluate-with-trace", |bench| {
        bench.iter(|| {
            for (prepared, evidence) in &prepared {
                black_box(evaluate(prepared, evidence));
            }
        });
    });
    group.bench_function("simulate-lines", |bench| {
        bench.iter_batched(
            Cache::default,
            |cache| {
                for (number, line) in lines.iter().enumerate() {
                    black_box(answer(line, number, &cache, &options()));
                }
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

/// One line of the workload with nothing compiled before: parse, compile, decide, write.
fn fresh(criterion: &mut Criterion) {
    let lines = lines();
    let mut next = lines.iter().cycle();
    criterion.bench_function("fresh-request", |bench| {
        bench.iter_batched(
            || (Cache::default(), next.next().unwrap()),
            |(cache, line)| black_box(answer(line, 1, &cache, &options())),
            BatchSize::PerIteration,
        );
    });
}

/// Patterns that make backtracking matchers explode.
fn patterns(criterion: &mut Criterion) {
    let text = "a".repeat(10_000);
    let hostile = Glob::new("*a*a*a*a*a*a*a*a*b");
    criterion.bench_function("hostile-pattern-10k", |bench| bench.iter(|| black_box(hostile.matches(&text))));
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = decisions, fresh, patterns
}
criterion_main!(benches);
