//! The examples of the README and the documentation are what the program prints.

#![allow(clippy::unwrap_used, reason = "a panic is a test failure")]

mod console;

use console::{check, run, text};
use serde_json::Value;

/// The contents of the fenced blocks in that language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let after = text.split(&fence).skip(1);
    after.map(|rest| rest.split("```").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    check("README.md", false);
}

#[test]
fn the_description_of_why_shows_what_the_program_prints() {
    check("docs/why.md", true);
}

#[test]
fn the_description_of_lint_shows_what_the_program_prints() {
    check("docs/lint.md", true);
}

#[cfg(not(feature = "fetch"))]
#[test]
fn a_build_without_fetch_says_so() {
    for arguments in [&["fetch", "--organization", "--role-name", "r"][..], &["fetch", "--help"]] {
        let output = run(arguments, "");
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with("error: this build of iamdiag has no `fetch`"), "{said}");
        assert!(said.contains("cargo build --release"), "{said}");
    }
}

#[test]
fn the_format_of_simulate_is_shown_as_it_is() {
    let blocks = blocks(&text("docs/simulate.md"), "json");
    let (pairs, rest) = blocks.as_chunks::<2>();
    assert!(!pairs.is_empty() && rest.is_empty(), "every request needs its answer");
    for [asked, shown] in pairs {
        let shown: Value = serde_json::from_str(shown).unwrap();
        let output = run(&["simulate"], &asked.replace('\n', " "));
        let answered: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(answered, shown, "{asked}");
    }
}

#[test]
fn the_example_requests_are_answered_as_they_expect() {
    let output = run(&["simulate", "--expect", "docs/examples/requests.jsonl"], "");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("3 of 3 expectations held"));
}

/// Every field that the program reads has its place in the description of the format.
#[test]
fn every_field_of_the_input_is_described() {
    let document = text("docs/simulate.md");
    let source = text("crates/cli/src/simulate/request.rs");
    let known = source.split("KNOWN: &[&str] = &[").nth(1).unwrap().split("];").next().unwrap();
    let fields: Vec<&str> = known.split('"').skip(1).step_by(2).collect();
    assert!(fields.len() > 30, "only {} fields found", fields.len());
    for field in fields {
        assert!(document.contains(&format!("`{field}`")), "docs/simulate.md does not describe `{field}`");
    }
}
