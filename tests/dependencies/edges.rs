//! Which crate may use which.

use crate::PURE;
use crate::metadata::{Follow, Graph, is_ours};

/// Each crate with those of ours that it may name. Arrows point one way: from what a user meets to what decides.
const MAY_USE: [(&str, &[&str]); 9] = [
    ("iamdiag-policy", &[]),
    ("iamdiag-catalog", &[]),
    ("iamdiag-evaluator", &["iamdiag-catalog", "iamdiag-policy"]),
    ("iamdiag-snapshot", &["iamdiag-evaluator", "iamdiag-catalog", "iamdiag-policy"]),
    ("iamdiag-diagnosis", &["iamdiag-snapshot", "iamdiag-evaluator", "iamdiag-catalog", "iamdiag-policy"]),
    (
        "iamdiag-reporter",
        &["iamdiag-diagnosis", "iamdiag-snapshot", "iamdiag-evaluator", "iamdiag-catalog", "iamdiag-policy"],
    ),
    ("iamdiag-store", &["iamdiag-snapshot", "iamdiag-evaluator", "iamdiag-policy"]),
    ("iamdiag-fetcher", &["iamdiag-snapshot", "iamdiag-evaluator"]),
    (
        "iamdiag",
        &[
            "iamdiag-fetcher",
            "iamdiag-store",
            "iamdiag-reporter",
            "iamdiag-diagnosis",
            "iamdiag-snapshot",
            "iamdiag-evaluator",
            "iamdiag-catalog",
            "iamdiag-policy",
        ],
    ),
];

#[test]
fn crates_use_only_what_lies_below_them() {
    let graph = Graph::read();
    let mut wrong = Vec::new();
    for package in graph.shipped() {
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == package.name) else {
            wrong.push(format!("{} has no place in the drawing", package.name));
            continue;
        };
        let used = graph.direct(package).map(|used| used.name.as_str()).filter(|name| is_ours(name));
        let beyond = used.filter(|name| !allowed.contains(name));
        wrong.extend(beyond.map(|used| format!("{} may not use {used}", package.name)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_uses_the_command_line_crate() {
    let graph = Graph::read();
    let users = graph.shipped().filter(|package| graph.direct(package).any(|used| used.name == "iamdiag"));
    assert_eq!(users.map(|package| package.name.as_str()).collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn pure_crates_bring_no_system_with_them() {
    let is_system = |name: &str| name.ends_with("-sys") || name == "rusqlite" || is_of_the_collector(name);
    check(&PURE, is_system);
}

#[test]
fn only_the_fetcher_brings_the_aws_sdk_and_async() {
    let graph = Graph::read();
    // The command line uses the fetcher, and so has everything the fetcher has.
    let others =
        graph.shipped().filter(|package| !matches!(package.name.as_str(), "iamdiag-fetcher" | "iamdiag"));
    let others: Vec<&str> = others.map(|package| package.name.as_str()).collect();
    check(&others, is_of_the_collector);
    let cli = graph.shipped().find(|package| package.name == "iamdiag").unwrap();
    let own: Vec<&str> =
        graph.direct(cli).map(|used| used.name.as_str()).filter(|name| is_of_the_collector(name)).collect();
    assert!(own.is_empty(), "iamdiag names {own:?} itself");
}

fn is_of_the_collector(name: &str) -> bool {
    name.starts_with("aws-") || name == "tokio" || name.starts_with("tokio-")
}

#[track_caller]
fn check(crates: &[&str], is_refused: impl Fn(&str) -> bool) {
    let graph = Graph::read();
    let from = graph.shipped().filter(|package| crates.contains(&package.name.as_str()));
    let below = graph.below(from, Follow::NormalAndBuild);
    let refused: Vec<&str> =
        below.iter().map(|package| package.name.as_str()).filter(|name| is_refused(name)).collect();
    assert!(refused.is_empty(), "{crates:?} bring {refused:?}");
}
