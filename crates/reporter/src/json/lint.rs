//! What `lint` found, for machines (`docs/json/lint.schema.json`).

use super::render::written;
use super::span::SpanJson;
use crate::lint::{LintReport, LintedPolicy};
use iamdiag_diagnosis::{Finding, FindingMark};
use iamdiag_policy::Span;
use serde::Serialize;

/// The version of this shape. It changes when a field goes or changes its meaning, not when one is added.
const SCHEMA_VERSION: &str = "1";

#[derive(Serialize)]
struct ReportJson<'a> {
    schema_version: &'static str,
    tool: ToolJson<'a>,
    summary: SummaryJson,
    policies: Vec<PolicyJson<'a>>,
    findings: Vec<FindingJson<'a>>,
    codes: Vec<&'static str>,
    exit_code: u8,
}

#[derive(Serialize)]
struct ToolJson<'a> {
    name: &'static str,
    version: &'a str,
    reference_data: &'a str,
}

#[derive(Serialize)]
struct SummaryJson {
    files: usize,
    policies: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
}

#[derive(Serialize)]
struct PolicyJson<'a> {
    file: &'a str,
    policy: Option<&'a str>,
    kind: &'static str,
    findings: usize,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    rules: &'static [&'static str],
    file: &'a str,
    policy: Option<&'a str>,
    statement: Option<usize>,
    sid: Option<&'a str>,
    pointer: Option<&'a str>,
    span: SpanJson,
    marks: Vec<MarkJson<'a>>,
    fingerprint: String,
}

#[derive(Serialize)]
struct MarkJson<'a> {
    primary: bool,
    text: &'a str,
    span: SpanJson,
}

/// The report as JSON that ends in a line break.
pub fn render(report: &LintReport<'_>) -> String {
    let counts = report.counts();
    let findings = report.findings().zip(report.fingerprints());
    written(&ReportJson {
        schema_version: SCHEMA_VERSION,
        tool: ToolJson { name: "iamdiag", version: report.version, reference_data: report.catalog_date },
        summary: SummaryJson {
            files: report.files,
            policies: report.policies.len(),
            errors: counts.errors,
            warnings: counts.warnings,
            notes: counts.notes,
        },
        policies: report.policies.iter().map(policy).collect(),
        findings: findings
            .map(|((policy, found), fingerprint)| finding(policy, found, fingerprint))
            .collect(),
        codes: report.codes().into_iter().map(|code| code.id).collect(),
        exit_code: report.exit_code,
    })
}

fn policy(policy: &LintedPolicy) -> PolicyJson<'_> {
    PolicyJson {
        file: &policy.file,
        policy: policy.label.as_deref(),
        kind: policy.linting.kind.name(),
        findings: policy.linting.findings.len(),
    }
}

fn finding<'a>(policy: &'a LintedPolicy, finding: &'a Finding, fingerprint: String) -> FindingJson<'a> {
    let statement = finding.statement.as_ref();
    FindingJson {
        code: finding.code.id,
        name: finding.code.name,
        severity: finding.severity.name(),
        message: &finding.message,
        help: finding.help.as_deref(),
        rules: finding.code.rules,
        file: &policy.file,
        policy: policy.label.as_deref(),
        statement: statement.map(|statement| statement.index),
        sid: statement.and_then(|statement| statement.sid.as_deref()),
        pointer: statement.map(|statement| statement.pointer.as_str()),
        span: span(policy, finding.span()),
        marks: finding.marks.iter().enumerate().map(|(index, one)| mark(policy, one, index == 0)).collect(),
        fingerprint,
    }
}

fn mark<'a>(policy: &'a LintedPolicy, mark: &'a FindingMark, primary: bool) -> MarkJson<'a> {
    MarkJson { primary, text: &mark.text, span: span(policy, mark.span) }
}

fn span(policy: &LintedPolicy, span: Span) -> SpanJson {
    let (start, end) = policy.places(span);
    SpanJson::in_policy(&policy.lines, (start, span.start), (end, span.end))
}
