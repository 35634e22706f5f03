//! What `lint` found, for people: a frame a finding, and a line that counts them.

use super::cut::Cut;
use super::titled;
use crate::Look;
use crate::escape::escaped;
use crate::layout::{Note, code};
use crate::lint::{LintReport, LintedPolicy};
use crate::words::count;
use iamdiag_diagnosis::{Finding, Severity};
use iamdiag_policy::{Layout, Span};
use iamdiag_snapshot::Framing;

/// The report as text that ends in a line break.
pub fn render(report: &LintReport<'_>, look: Look) -> String {
    let look = look.at_least_narrow();
    let mut sections: Vec<String> =
        report.findings().map(|(policy, finding)| frame(policy, finding, look)).collect();
    sections.push(look.wrap(&summary(report), 0));
    sections.join("\n")
}

/// One finding.
fn frame(policy: &LintedPolicy, finding: &Finding, look: Look) -> String {
    let level = format!("{}[{}]", finding.severity.name(), finding.code.id);
    let colour = colour(finding.severity);
    let mut text = titled(&level, colour, &escaped(&finding.message), look);
    let source = &policy.linting.text;
    let spans: Vec<Span> = finding.marks.iter().map(|mark| first_line(mark.span, source.as_str())).collect();
    let cut = Cut::of(source, &spans, &policy.lines, look);
    let notes: Vec<Note> = finding
        .marks
        .iter()
        .zip(&spans)
        .enumerate()
        .map(|(index, (mark, span))| Note {
            range: cut.range(*span),
            primary: index == 0,
            label: look.text(&escaped(&mark.text)).into_owned(),
        })
        .collect();
    let gutter = " ".repeat(cut.last_line().to_string().len());
    let arrow = format!("{gutter}--> ");
    text.push_str(&look.wrap(&format!("{arrow}{}", place(policy, finding)), arrow.len()));
    for line in code(&cut.text, cut.first_line, &notes, look.width, look.colour.then_some(colour)) {
        text.push_str(&format!("{line}\n"));
    }
    text.push_str(&format!("{gutter} |\n"));
    for note in about(policy, finding) {
        text.push_str(&look.wrap(&format!("{gutter} = {note}"), gutter.len() + 3));
    }
    text
}

fn colour(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "31",
        Severity::Warning => "33",
        Severity::Note => "32",
    }
}

fn place(policy: &LintedPolicy, finding: &Finding) -> String {
    let (start, _) = policy.places(finding.span());
    let whose = match &policy.label {
        _ if policy.lines.lead_into_file() => policy.file.to_string(),
        Some(label) => label.clone(),
        // Its lines are not those of the file.
        None => format!("policy in {}", policy.file),
    };
    format!("{}:{}:{}", escaped(&whose), start.line, start.column)
}

fn about(policy: &LintedPolicy, finding: &Finding) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(help) = &finding.help {
        notes.push(format!("help: {}", escaped(help)));
    }
    let statement = finding.statement.as_ref().map(|statement| match &statement.sid {
        Some(sid) => format!("Statement[{}] \"{}\"", statement.index, escaped(sid)),
        None => format!("Statement[{}]", statement.index),
    });
    let place = [statement, policy.label.as_ref().map(|label| escaped(label).into_owned())];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(" of ");
    if !place.is_empty() {
        notes.push(format!("in {place}"));
    }
    let lines = &policy.lines;
    if let (Framing::ByItself, Some(start)) = (lines.framing, lines.policy_start) {
        notes.push(format!("the policy is at {}:{}:{}", escaped(&policy.file), start.line, start.column));
    }
    if lines.layout == Layout::Reflowed {
        notes.push("reflowed; the policy stands on one line".to_owned());
    }
    let word = if finding.code.rules.len() == 1 { "rule" } else { "rules" };
    notes.push(format!(
        "{word} {}; more: iamdiag explain {}",
        finding.code.rules.join(", "),
        finding.code.id
    ));
    notes
}

/// A span cut off at the end of its first line: what stands on many lines is shown by its beginning.
fn first_line(span: Span, text: &str) -> Span {
    let length = span.slice(text).lines().next().map_or(0, str::len);
    Span::new(span.start as usize, span.start as usize + length)
}

fn summary(report: &LintReport<'_>) -> String {
    let counts = report.counts();
    let found = [
        (counts.errors, "error", "errors"),
        (counts.warnings, "warning", "warnings"),
        (counts.notes, "note", "notes"),
    ];
    let mut parts: Vec<String> =
        found.iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| count(*n, one, many)).collect();
    if parts.is_empty() {
        parts.push("nothing found".to_owned());
    }
    let policies = count(report.policies.len(), "policy", "policies");
    format!("{} in {policies} of {}", parts.join(", "), count(report.files, "file", "files"))
}
