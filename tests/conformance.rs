//! Every case of `tests/conformance/`, asked of `iamdiag simulate`'s own code. The form is described in its README.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a panic is a test failure")]

use iamdiag::simulate::{Cache, Options, answer};
use iamdiag_policy::condition::Timestamp;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance")
}

fn cases() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(corpus())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() && path.file_name().unwrap().len() == 1)
        .flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
        .collect();
    files.sort();
    files
}

/// Every field that is named is there and equal.
fn holds(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => wanted
            .iter()
            .all(|(name, value)| found.get(name).map_or(value.is_null(), |found| holds(value, found))),
        (wanted, found) => wanted == found,
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn difference(expect: &Value, answered: &Value) -> Option<String> {
    if expect.get("error").is_none() && answered.get("error").is_some() {
        return Some(format!("refused: {}", answered["error"]));
    }
    let field = |name: &String, wanted: &Value| {
        let found = &answered[name];
        let agrees = match (name.as_str(), wanted) {
            ("decided_by", Value::Array(wanted)) => {
                let found = list(found);
                wanted.len() == found.len() && wanted.iter().zip(found).all(|(w, f)| holds(w, f))
            }
            ("requests", Value::Array(wanted)) => {
                let found = list(found);
                let each = wanted.iter().zip(found).find_map(|(wanted, found)| difference(wanted, found));
                if each.is_some() {
                    return each;
                }
                wanted.len() <= found.len()
            }
            ("warnings", Value::Array(wanted)) => {
                wanted.iter().all(|code| list(found).iter().any(|warning| warning["code"] == *code))
            }
            (_, Value::Array(wanted)) => wanted.iter().all(|w| list(found).iter().any(|f| holds(w, f))),
            _ => holds(wanted, found),
        };
        (!agrees).then(|| format!("{name}: expected {wanted}, got {found}"))
    };
    expect.as_object().unwrap().iter().find_map(|(name, wanted)| field(name, wanted))
}

fn unexpected(case: &Value, answered: &Value) -> Option<String> {
    let fields = case.get("unexpected")?.as_object().unwrap();
    fields.iter().find_map(|(name, entries)| {
        let present =
            list(entries).iter().find(|entry| list(&answered[name]).iter().any(|found| holds(entry, found)));
        present.map(|entry| format!("{name} must not hold {entry}"))
    })
}

/// With a trace of every statement the answer is the same one.
fn traced_otherwise(input: &Value, answered: &Value, cache: &Cache, options: &Options) -> Option<String> {
    let options = Options { trace: true, expect: options.expect, now: options.now };
    let mut traced: Value =
        serde_json::from_str(&answer(&input.to_string(), 1, cache, &options).text).unwrap();
    let checks = traced.get_mut("requests").and_then(Value::as_array_mut).into_iter().flatten();
    checks.for_each(|check| assert!(check.as_object_mut().unwrap().remove("trace").is_some()));
    let has_trace = traced.as_object_mut().unwrap().remove("trace").is_some();
    if !has_trace && traced.get("error").is_none() {
        return Some("with a trace there is none".to_owned());
    }
    (traced != *answered).then(|| format!("with a trace: {traced}"))
}

#[test]
fn every_case_is_answered_as_expected() {
    let cache = Cache::default();
    let options =
        Options { trace: false, expect: false, now: Timestamp::parse("2026-06-01T12:00:00Z").unwrap() };
    let files = cases();
    assert!(files.len() > 2000, "only {} cases found", files.len());
    let mut failures = Vec::new();
    for file in files {
        let case: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let answered = answer(&case["input"].to_string(), 1, &cache, &options).text;
        let answered: Value = serde_json::from_str(&answered).unwrap();
        let failure = difference(&case["expect"], &answered)
            .or_else(|| unexpected(&case, &answered))
            .or_else(|| traced_otherwise(&case["input"], &answered, &cache, &options));
        if let Some(failure) = failure {
            failures.push(format!("{}\n  {}\n  {failure}", file.display(), case["title"]));
        }
    }
    assert!(failures.is_empty(), "{} cases differ:\n{}", failures.len(), failures.join("\n"));
}
