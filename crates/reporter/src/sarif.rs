//! What `lint` found as SARIF 2.1.0, for code scanning: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>.

use crate::json::written;
use crate::lint::{LintReport, LintedPolicy};
use iamdiag_diagnosis::{Code, Finding, Severity};
use iamdiag_policy::Position;
use serde::Serialize;
use std::collections::BTreeMap;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
const HOME: &str = "https://github.com/iamdiag/iamdiag";
/// The name under which fingerprints are kept; the number changes if they are made in another way.
const FINGERPRINT: &str = "iamdiagFinding/v1";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    column_kind: &'static str,
    results: Vec<ResultJson>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    version: &'a str,
    information_uri: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    name: &'static str,
    short_description: Message,
    full_description: Message,
    help_uri: String,
    help: Message,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultJson {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    partial_fingerprints: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
}

/// The report as SARIF that ends in a line break.
pub fn render(report: &LintReport<'_>) -> String {
    let codes = report.codes();
    let findings = report.findings().zip(report.fingerprints());
    let results = findings.map(|((policy, finding), fingerprint)| {
        let rule_index = codes.iter().position(|code| *code == finding.code).unwrap_or_default();
        result(policy, finding, rule_index, fingerprint)
    });
    written(&Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            column_kind: "unicodeCodePoints",
            results: results.collect(),
            tool: Tool {
                driver: Driver {
                    name: "iamdiag",
                    version: report.version,
                    information_uri: HOME,
                    rules: codes.iter().map(|code| rule(code)).collect(),
                },
            },
        }],
    })
}

fn level(severity: Severity) -> &'static str {
    severity.name()
}

fn rule(code: &Code) -> Rule {
    Rule {
        id: code.id,
        name: code.name,
        short_description: Message { text: code.headline.to_owned() },
        full_description: Message { text: format!("{} {}", code.means, code.matters) },
        help_uri: format!("{HOME}/blob/main/docs/findings/{}.md", code.id),
        help: Message { text: code.fix.to_owned() },
        default_configuration: Configuration { level: level(code.severity) },
    }
}

fn result(policy: &LintedPolicy, finding: &Finding, rule_index: usize, fingerprint: String) -> ResultJson {
    let (start, end) = policy.places(finding.span());
    let mut text = finding.message.clone();
    if let Some(help) = &finding.help {
        text.push_str(&format!("; {help}"));
    }
    // Lines of a text that the file does not have lead nowhere: the finding is put where the policy begins.
    let (start, end) = if policy.lines.lead_into_file() {
        (start, end)
    } else {
        text.push_str(&format!(" (line {} of the policy when it is laid out)", start.line));
        let start = policy.lines.policy_start.unwrap_or(Position { line: 1, column: 1 });
        (start, Position { column: start.column + 1, ..start })
    };
    let place =
        [policy.label.as_deref(), finding.statement.as_ref().map(|statement| statement.pointer.as_str())];
    let name = place.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let logical_locations =
        if name.is_empty() { Vec::new() } else { vec![LogicalLocation { fully_qualified_name: name }] };
    ResultJson {
        rule_id: finding.code.id,
        rule_index,
        level: level(finding.severity),
        message: Message { text },
        locations: [Location {
            physical_location: PhysicalLocation {
                artifact_location: Artifact { uri: uri(&policy.file) },
                region: Region {
                    start_line: start.line,
                    start_column: start.column,
                    end_line: end.line,
                    end_column: end.column,
                },
            },
            logical_locations,
        }],
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, fingerprint)]),
    }
}

/// A file's name as a reference: relative names stay relative, so that they are those of the repository.
fn uri(file: &str) -> String {
    let path = file.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let mut uri = String::with_capacity(path.len());
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(char::from(byte))
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_become_references() {
        assert_eq!(uri("./policies/a b.json"), "policies/a%20b.json");
        assert_eq!(uri("policies\\é.json"), "policies/%C3%A9.json");
        assert_eq!(uri("/data/a.json"), "file:///data/a.json");
    }
}
