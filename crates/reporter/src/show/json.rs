//! What is shown, as JSON.

use super::{Fact, Shown, ShownPolicy};
use crate::json::written;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// The JSON: kind, name, facts as lists by label, and every policy with its lines.
pub fn render(shown: &Shown) -> String {
    written(&ShownJson {
        schema_version: "1",
        kind: shown.kind,
        name: &shown.name,
        facts: &shown.facts,
        policies: shown.policies.iter().map(PolicyJson::new).collect(),
    })
}

#[derive(Serialize)]
struct ShownJson<'s> {
    schema_version: &'static str,
    kind: &'static str,
    name: &'s str,
    #[serde(serialize_with = "by_label")]
    facts: &'s [Fact],
    policies: Vec<PolicyJson<'s>>,
}

#[derive(Serialize)]
struct PolicyJson<'s> {
    title: &'s str,
    arn: Option<&'s str>,
    /// `None` where the text was not collected.
    text: Option<String>,
    file: Option<&'s str>,
    first_line: Option<usize>,
    layout: Option<&'static str>,
}

impl<'s> PolicyJson<'s> {
    fn new(policy: &'s ShownPolicy) -> Self {
        let text = policy.text.as_ref();
        Self {
            title: &policy.title,
            arn: policy.arn.as_deref(),
            text: text.map(|text| text.lines.join("\n")),
            file: text.and_then(|text| text.file.as_deref()),
            first_line: text.map(|text| text.first_line),
            layout: text.map(|text| if text.reflowed { "reflowed" } else { "as-received" }),
        }
    }
}

/// The facts in the order in which they are shown.
fn by_label<S: Serializer>(facts: &[Fact], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(facts.len()))?;
    for fact in facts {
        map.serialize_entry(&fact.label.replace(' ', "_").to_lowercase(), &fact.values)?;
    }
    map.end()
}
