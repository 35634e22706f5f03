//! Console blocks of documents: the calls of the program in them, and what they print when they are run.
//!
//! For: tests that hold documents to the program. `IAMDIAG_BLESS=1` writes what it prints into the document instead.

#![allow(dead_code, reason = "each test uses its part of it")]

use std::fs;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// How documents call the program, before its arguments.
const CALLS: [&str; 2] = ["cargo run --release --no-default-features -- ", "iamdiag "];
const FENCE: &str = "```";
/// What stands before the catalog's date in an answer: the date is no part of what a document promises.
const DATED: &str = "facts about AWS of ";
const DATE: usize = "2026-01-31".len();

/// One call of the program in a document.
pub(crate) struct Call {
    /// The heading that it stands under.
    pub(crate) heading: String,
    /// The arguments, without quotes.
    pub(crate) arguments: Vec<String>,
    /// What the document says it prints; empty where the document does not say.
    pub(crate) shown: String,
    /// Where that stands in the document.
    place: Range<usize>,
}

/// The repository's root, where the commands are run.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A document of the repository.
pub(crate) fn text(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// Runs the program in the repository's root.
pub(crate) fn run(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_iamdiag"))
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program may have ended without reading it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// All calls in the console blocks of a document.
pub(crate) fn calls(document: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    let (mut heading, mut inside, mut offset) = (String::new(), false, 0);
    let mut open: Option<Call> = None;
    let mut typed = String::new();
    for line in document.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let text = line.trim_end_matches('\n');
        if text.starts_with(FENCE) {
            calls.extend(open.take());
            inside = !inside && text == "```console";
        } else if !inside {
            if text.starts_with('#') {
                text.trim_start_matches(['#', ' ']).clone_into(&mut heading);
            }
        } else if text.starts_with("$ ") || typed.ends_with('\\') {
            calls.extend(open.take());
            typed = format!("{}{}", typed.trim_end_matches('\\'), text.trim_start_matches("$ "));
            if !typed.ends_with('\\') {
                open = call(&heading, &typed, offset);
                typed.clear();
            }
        } else if let Some(call) = &mut open {
            call.shown.push_str(line);
            call.place.end = start + line.len();
        }
    }
    calls
}

fn call(heading: &str, typed: &str, offset: usize) -> Option<Call> {
    let arguments = CALLS.iter().find_map(|call| typed.strip_prefix(call))?;
    let arguments = arguments.split_whitespace().map(|word| word.trim_matches('\'').to_owned());
    Some(Call {
        heading: heading.to_owned(),
        arguments: arguments.collect(),
        shown: String::new(),
        place: offset..offset,
    })
}

impl Call {
    /// Runs it.
    pub(crate) fn run(&self) -> Output {
        self.run_with(&[])
    }

    /// Runs it with more arguments.
    pub(crate) fn run_with(&self, more: &[&str]) -> Output {
        let arguments: Vec<&str> =
            self.arguments.iter().map(String::as_str).chain(more.iter().copied()).collect();
        run(&arguments, "")
    }

    /// What a user sees: the standard output, and behind it what is on the standard error.
    pub(crate) fn printed(&self) -> String {
        let output = self.run();
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8(printed).unwrap();
        assert!(!printed.is_empty(), "{} prints nothing", self.arguments.join(" "));
        printed
    }
}

/// Holds a document to what the program prints, or writes that into it. With `all`, every call has to show its output.
pub(crate) fn check(name: &str, all: bool) {
    let document = text(name);
    let calls = calls(&document);
    assert!(!calls.is_empty(), "{name} calls the program nowhere");
    let (mut blessed, mut copied) = (String::new(), 0);
    for call in calls.iter().filter(|call| all || !call.shown.is_empty()) {
        let printed = call.printed();
        blessed.push_str(&document[copied..call.place.start]);
        blessed.push_str(&printed);
        copied = call.place.end;
        if !bless() {
            let command = call.arguments.join(" ");
            assert_eq!(
                undated(call.shown.trim_end()),
                undated(printed.trim_end()),
                "{name} shows something else for {command}, which prints:\n{printed}\nIAMDIAG_BLESS=1 writes it there"
            );
        }
    }
    blessed.push_str(&document[copied..]);
    if bless() && blessed != document {
        // In one step: another test may be reading it.
        let path = root().join(name);
        fs::write(path.with_extension("new"), blessed).unwrap();
        fs::rename(path.with_extension("new"), path).unwrap();
    }
}

fn bless() -> bool {
    std::env::var_os("IAMDIAG_BLESS").is_some()
}

/// The text without the catalog's date.
fn undated(text: &str) -> String {
    let mut parts = text.split(DATED);
    let mut undated = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        undated.push_str(DATED);
        undated.push_str(part.get(DATE..).unwrap_or_default());
    }
    undated
}
