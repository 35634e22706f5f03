//! The examples of the README and the documentation are what the program prints.

#![allow(clippy::unwrap_used, reason = "a panic is a test failure")]

use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// How documents call the program, before its arguments.
const CALLS: [&str; 2] = ["cargo run --release --no-default-features -- ", "iamdiag "];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// The contents of the fenced blocks in that language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let after = text.split(&fence).skip(1);
    after.map(|rest| rest.split("```").next().unwrap_or_default().to_owned()).collect()
}

fn run(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_iamdiag"))
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// Calls of the program in a console block, each with what the document says it prints.
fn calls(block: &str) -> Vec<(String, String)> {
    let mut calls = Vec::new();
    for typed in block.replace("\\\n", " ").split("$ ").skip(1) {
        let (command, printed) = typed.split_once('\n').unwrap_or((typed, ""));
        if let Some(arguments) = CALLS.iter().find_map(|call| command.strip_prefix(call)) {
            calls.push((arguments.to_owned(), printed.trim_end().to_owned()));
        }
    }
    calls
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let blocks = blocks(&text("README.md"), "console");
    let calls: Vec<_> = blocks.iter().flat_map(|block| calls(block)).collect();
    assert!(!calls.is_empty(), "the README calls the program nowhere");
    for (command, shown) in calls {
        let arguments: Vec<&str> = command.split_whitespace().collect();
        let output = run(&arguments, "");
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(!printed.is_empty(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        if !shown.is_empty() {
            assert_eq!(printed.trim_end(), shown, "{command} prints:\n{printed}");
        }
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
