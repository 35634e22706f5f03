//! `simulate` lines: each is answered by exactly one JSON object, with a decision or an error that has its place.

use iamdiag::simulate::{Cache, Options, answer};
use iamdiag_policy::condition::Timestamp;
use serde_json::Value;

const DECISIONS: [&str; 4] = ["Allowed", "ExplicitDeny", "ImplicitDeny", "Depends"];
const ERRORS: [&str; 6] = ["json", "missing-field", "wrong-type", "unknown-field", "bad-value", "policy"];
const NUMBER: usize = 7;

/// Answers `data` as one line of input, with and without the trace.
pub fn simulate_lines(data: &[u8]) {
    let Ok(line) = std::str::from_utf8(data) else { return };
    if line.contains('\n') {
        return;
    }
    let Some(now) = Timestamp::parse("2026-01-01T00:00:00Z") else { return };
    let plain = answered(line, Options { trace: false, expect: false, now });
    let mut traced = answered(line, Options { trace: true, expect: true, now });
    strip_trace(&mut traced);
    // An `expect` of the wrong form is an error only where expectations are compared.
    if plain.get("error").is_some() || traced.get("error").is_none() {
        assert_eq!(plain, traced, "the answer changes with what is printed of it");
    }
}

fn answered(line: &str, options: Options) -> Value {
    let answered = answer(line, NUMBER, &Cache::default(), &options);
    assert!(!answered.text.contains('\n'), "the answer has several lines");
    let value: Value = serde_json::from_str(&answered.text)
        .unwrap_or_else(|error| panic!("the answer is not JSON: {error}\n{}", answered.text));
    assert!(value.get("id").is_some(), "no id: {value}");
    match value.get("error") {
        Some(error) => check_error(line, error),
        None => check_decision(&value),
    }
    assert_eq!(answered.is_error, value.get("error").is_some(), "an error by name only: {value}");
    value
}

fn check_decision(value: &Value) {
    check_one(value);
    for inner in value.get("requests").and_then(Value::as_array).into_iter().flatten() {
        check_one(inner);
    }
}

fn check_one(value: &Value) {
    let decision = value.get("decision").and_then(Value::as_str).unwrap_or_default();
    assert!(DECISIONS.contains(&decision), "no decision: {value}");
    let is_empty = |field: &str| value.get(field).and_then(Value::as_array).is_none_or(Vec::is_empty);
    match decision {
        "Depends" => assert!(!is_empty("depends_on"), "depends on nothing: {value}"),
        "Allowed" => assert!(is_empty("blockers"), "allowed and blocked: {value}"),
        _ => assert!(!is_empty("decided_by"), "denied by nothing: {value}"),
    }
}

fn check_error(line: &str, error: &Value) {
    let text = |field: &str| error.get(field).and_then(Value::as_str);
    assert!(text("code").is_some_and(|code| ERRORS.contains(&code)), "no code: {error}");
    assert!(text("message").is_some_and(|message| !message.is_empty()), "no message: {error}");
    assert!(text("pointer").is_some(), "no pointer: {error}");
    assert_eq!(error.get("line").and_then(Value::as_u64), Some(NUMBER as u64), "{error}");
    let columns = line.chars().count() as u64 + 1;
    let column = error.get("column").and_then(Value::as_u64);
    assert!(column.is_some_and(|column| (1..=columns).contains(&column)), "no such column: {error}");
}

/// Takes out what only the second run prints.
fn strip_trace(value: &mut Value) {
    if let Some(object) = value.as_object_mut() {
        object.remove("trace");
        object.remove("mismatch");
    }
    for inner in value.get_mut("requests").and_then(Value::as_array_mut).into_iter().flatten() {
        strip_trace(inner);
    }
}
