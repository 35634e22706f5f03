//! Comparing an answer with what was expected: as a subset, reasons included.

use serde_json::Value;

/// The first difference, in words; `None` if the answer holds all that was expected.
pub(super) fn difference(wanted: &Value, actual: &Value) -> Option<String> {
    match wanted {
        Value::String(decision) => decision_difference(decision, actual),
        Value::Object(fields) => {
            fields.iter().find_map(|(name, wanted)| field_difference(name, wanted, actual))
        }
        _ => Some("`expect` must be a decision or an object".to_owned()),
    }
}

fn decision_difference(wanted: &str, actual: &Value) -> Option<String> {
    let wanted = match wanted {
        "ImplicitlyDenied" => "ImplicitDeny",
        "ExplicitlyDenied" => "ExplicitDeny",
        other => other,
    };
    let found = actual.get("decision").and_then(Value::as_str).unwrap_or("");
    (found != wanted).then(|| format!("decision: expected {wanted}, got {found}"))
}

fn field_difference(name: &str, wanted: &Value, actual: &Value) -> Option<String> {
    let found = actual.get(name).unwrap_or(&Value::Null);
    match (name, wanted, found) {
        ("decision", Value::String(decision), _) => decision_difference(decision, actual),
        ("decided_by", Value::Array(wanted), Value::Array(found)) => {
            let same = wanted.len() == found.len() && wanted.iter().zip(found).all(|(w, f)| is_subset(w, f));
            (!same).then(|| mismatch(name, &Value::Array(wanted.clone()), &Value::Array(found.clone())))
        }
        ("requests", Value::Array(wanted), Value::Array(found)) => {
            if wanted.len() > found.len() {
                return Some(mismatch(name, &Value::Array(wanted.clone()), &Value::Array(found.clone())));
            }
            wanted.iter().zip(found).find_map(|(wanted, found)| difference(wanted, found))
        }
        ("warnings", Value::Array(wanted), Value::Array(found)) => {
            let has = |code: &Value| found.iter().any(|warning| warning.get("code") == Some(code));
            wanted.iter().find(|code| !has(code)).map(|code| format!("warnings: no {code}"))
        }
        (_, Value::Array(wanted), Value::Array(found)) => {
            let missing = wanted.iter().find(|wanted| !found.iter().any(|found| is_subset(wanted, found)));
            missing.map(|entry| mismatch(name, entry, &Value::Array(found.clone())))
        }
        (_, wanted, found) => (!is_subset(wanted, found)).then(|| mismatch(name, wanted, found)),
    }
}

fn mismatch(name: &str, wanted: &Value, found: &Value) -> String {
    format!("{name}: expected {wanted}, got {found}")
}

/// Every field that is named is there and equal.
fn is_subset(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => wanted
            .iter()
            .all(|(name, wanted)| found.get(name).map_or(wanted.is_null(), |found| is_subset(wanted, found))),
        (wanted, found) => wanted == found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_decision_is_compared_in_either_spelling() {
        let answer = json!({"decision": "ImplicitDeny"});
        assert_eq!(difference(&json!("ImplicitlyDenied"), &answer), None);
        assert!(difference(&json!("Allowed"), &answer).is_some());
    }

    #[test]
    fn objects_are_compared_as_subsets() {
        let answer = json!({
            "decision": "ExplicitDeny",
            "decided_by": [{"layer": "scp", "statement": 1}],
            "blockers": [{"layer": "scp"}, {"layer": "identity"}],
            "flags": ["U5"],
        });
        let holds = |wanted: Value| difference(&wanted, &answer).is_none();
        assert!(holds(json!({"decision": "ExplicitDeny", "blockers": [{"layer": "identity"}]})));
        assert!(holds(json!({"decided_by": [{"layer": "scp"}], "flags": ["U5"]})));
        assert!(!holds(json!({"decided_by": []})));
        assert!(!holds(json!({"flags": ["U6"]})));
        assert!(!holds(json!({"blockers": [{"layer": "rcp"}]})));
    }
}
