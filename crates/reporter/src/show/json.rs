//! What is shown, as JSON.

use super::Shown;
use serde_json::{Map, Value, json};

/// The JSON: kind, name, facts as lists by label, and every policy with its lines.
pub fn render(shown: &Shown) -> String {
    let facts: Map<String, Value> = shown
        .facts
        .iter()
        .map(|fact| (fact.label.replace(' ', "_").to_lowercase(), json!(fact.values)))
        .collect();
    let policies: Vec<Value> = shown
        .policies
        .iter()
        .map(|policy| {
            json!({
                "title": policy.title,
                "arn": policy.arn,
                "text": policy.text.as_ref().map(|text| text.lines.join("\n")),
                "file": policy.text.as_ref().and_then(|text| text.file.as_ref()),
                "first_line": policy.text.as_ref().map(|text| text.first_line),
                "layout": policy.text.as_ref().map(|text| if text.reflowed { "reflowed" } else { "as-received" }),
            })
        })
        .collect();
    let shown = json!({
        "schema_version": "1",
        "kind": shown.kind,
        "name": shown.name,
        "facts": facts,
        "policies": policies,
    });
    format!("{shown:#}\n")
}
