//! One way to test every lint: a policy in, its findings out as lines that name the underlined text.

use super::{LintInput, Usage, lint};
use crate::codes::Severity;
use iamdiag_catalog::Catalog;
use iamdiag_policy::PolicyKind;

/// What is found in the statements, as `CODE severity: message | underlined text`, leaving out all but the codes wanted.
pub(super) fn found_in(text: &str, kind: PolicyKind, codes: &[&str]) -> Vec<String> {
    let input = LintInput { text: text.as_bytes(), kind, usage: Usage::Unknown };
    let linting = lint(&input, Catalog::embedded());
    let shown = linting.text.as_str();
    let of_interest = linting.findings.iter().filter(|finding| codes.contains(&finding.code.id));
    of_interest
        .map(|finding| {
            let marked: Vec<&str> = finding.marks.iter().map(|mark| mark.span.slice(shown)).collect();
            format!(
                "{} {}: {} | {}",
                finding.code.id,
                finding.severity.name(),
                finding.message,
                marked.join(" , ")
            )
        })
        .collect()
}

/// A document of version 2012-10-17 with these statements.
pub(super) fn document(statements: &str) -> String {
    format!("{{\"Version\": \"2012-10-17\", \"Statement\": [\n{statements}\n]}}")
}

/// Asserts what is found in the statements of an identity policy: each expectation is contained in its line.
#[track_caller]
pub(super) fn check(codes: &[&str], statements: &str, expected: &[&str]) {
    check_kind(codes, PolicyKind::Identity, statements, expected);
}

/// As [`check`], for another kind of policy.
#[track_caller]
pub(super) fn check_kind(codes: &[&str], kind: PolicyKind, statements: &str, expected: &[&str]) {
    let found = found_in(&document(statements), kind, codes);
    let same = found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, expected)| found.contains(expected));
    assert!(same, "found {found:#?}\nexpected {expected:#?}");
}

#[test]
fn what_aws_stores_is_no_error() {
    let catalog = Catalog::embedded();
    for policy in catalog.managed_policies() {
        let text = policy.document();
        let input =
            LintInput { text: text.as_bytes(), kind: PolicyKind::Identity, usage: Usage::ManagedByAws };
        let errors: Vec<_> = lint(&input, catalog)
            .findings
            .into_iter()
            .filter(|finding| finding.severity == Severity::Error)
            .collect();
        assert!(errors.is_empty(), "{}: {errors:?}", policy.name());
    }
}

#[test]
fn what_aws_writes_is_no_slip() {
    const SLIPS: &[&str] =
        &["IAM1101", "IAM1311", "IAM1504", "IAM1209", "IAM1210", "IAM1315", "IAM1316", "IAM1404", "IAM1406"];
    let catalog = Catalog::embedded();
    let mut found = Vec::new();
    for policy in catalog.managed_policies() {
        let text = policy.document();
        let input =
            LintInput { text: text.as_bytes(), kind: PolicyKind::Identity, usage: Usage::ManagedByAws };
        let findings = lint(&input, catalog).findings.into_iter();
        let slips = findings.filter(|one| one.severity == Severity::Warning && SLIPS.contains(&one.code.id));
        found.extend(slips.map(|one| format!("{}: {} ({:?})", policy.name(), one.message, one.help)));
    }
    assert_eq!(found, [""; 0]);
}

#[test]
fn every_error_is_told_and_what_stands_beside_it() {
    let text = document(
        r#"{"Sid": "bad sid", "Effect": "allow", "Action": "s3:GetObjet", "Resource": "*"},
           {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringEqual": {"aws:PrincipleOrgID": "x"}}},
           {"Effect": "Allow", "Actions": "s3:GteObject", "Resource": "*"}"#,
    );
    let codes = ["IAM1007", "IAM1012", "IAM1014", "IAM1101", "IAM1311", "IAM1601"];
    let found = found_in(&text, PolicyKind::Identity, &codes);
    let ids: Vec<&str> = found.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(
        ids,
        ["IAM1601", "IAM1012", "IAM1101", "IAM1014", "IAM1311", "IAM1007", "IAM1101"],
        "{found:#?}"
    );
}

#[test]
fn a_text_with_errors_is_looked_at_as_far_as_it_can_be_read() {
    let text = document(
        r#"{"Effect": "allow", "Action": "s3:GetObject", "Resource": "*"},
           {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b"}"#,
    );
    let found = found_in(&text, PolicyKind::Identity, &["IAM1012", "IAM1201"]);
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn what_aws_refuses_is_an_error_even_where_it_can_be_read() {
    let short = r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:b"}"#;
    check(&["IAM1028"], short, &["IAM1028 error"]);
    let with_variable =
        r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:${aws:username}"}"#;
    check(&["IAM1028"], with_variable, &["IAM1028 warning"]);
}

#[test]
fn a_finding_names_its_statement() {
    let text = document(r#"{"Sid": "A", "Effect": "Allow", "Action": "a:b", "Resource": "*"}"#);
    let input = LintInput { text: text.as_bytes(), kind: PolicyKind::Identity, usage: Usage::Unknown };
    let linting = lint(&input, Catalog::embedded());
    let at = linting.findings[0].statement.clone().unwrap();
    assert_eq!((at.index, at.sid.as_deref(), &*at.pointer), (0, Some("A"), "/Statement/0"));
}

/// A statement about everything under a condition.
pub(crate) fn with_condition(effect: &str, condition: &str) -> String {
    format!(r#"{{"Effect": "{effect}", "Action": "*", "Resource": "*", "Condition": {{{condition}}}}}"#)
}
