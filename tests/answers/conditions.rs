//! Conditions in words: each with the values that were compared, and why a key that is not there made it true or false.

use crate::fixtures::Case;
use iamdiag_diagnosis::{Frame, Label};
use iamdiag_evaluator::KeyState;
use iamdiag_reporter::{Look, Provenance, render_text};

const WIDE: Look = Look { width: 400, colour: false, verbose: true, ascii: false };

/// What is said about each clause of the only statement with a condition.
fn said(effect: &str, condition: &str, context: &[(&'static str, KeyState)]) -> Vec<String> {
    let statements = format!(
        r#"{{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}},
{{"Effect": "{effect}", "Action": "s3:*", "Resource": "*", "Condition": {condition}}}"#
    );
    let mut case = Case::new("condition", statements);
    case.context = context.to_vec();
    let answer = case.answer();
    let check = &answer.checks[0];
    let clauses =
        |frame: &Frame| frame.marks.iter().filter(|mark| matches!(mark.label, Label::Clause(_))).count();
    let count = check.frames.iter().map(clauses).sum::<usize>();
    let text = render_text(&answer, &Provenance { version: "", data: "", exit_code: 0 }, WIDE);
    let is_said = |line: &&str| ["true: ", "false: ", "not known: "].iter().any(|word| line.contains(word));
    let lines = text.lines().filter(is_said).filter(|line| line.contains(" | "));
    let start = |line: &str| {
        ["not known: ", "true: ", "false: "].iter().filter_map(|word| line.find(word)).min().unwrap()
    };
    let mut found: Vec<String> = lines.map(|line| line[start(line)..].to_owned()).collect();
    assert!(count == 0 || !found.is_empty(), "{text}");
    if found.is_empty() {
        found.push(format!("no frame: {}", text.lines().next().unwrap_or_default()));
    }
    found
}

type Told = Vec<(&'static str, KeyState)>;

#[test]
fn every_kind_of_clause_in_words() {
    let one = |key: &'static str, value: &str| vec![(key, KeyState::scalar(value))];
    let list = |key: &'static str, values: &[&str]| vec![(key, KeyState::list(values.to_vec()))];
    let none = |key: &'static str| vec![(key, KeyState::Absent)];
    let ip = "aws:SourceIp";
    let tags = "aws:TagKeys";
    let cases: Vec<(&str, &str, Told)> = vec![
        ("Allow", r#"{"StringEquals": {"aws:PrincipalTag/team": "platform"}}"#, vec![]),
        ("Allow", r#"{"StringEquals": {"aws:PrincipalTag/team": ["data", "web", "ops", "hr"]}}"#, vec![]),
        ("Allow", r#"{"StringEquals": {"aws:PrincipalTag/team": "Platform"}}"#, vec![]),
        ("Allow", r#"{"StringEquals": {"aws:PrincipalTag/team": ["data", "platforn"]}}"#, vec![]),
        ("Allow", r#"{"StringLike": {"aws:PrincipalTag/team": ["data", "plat*"]}}"#, vec![]),
        (
            "Allow",
            r#"{"StringEquals": {"aws:SourceIdentity": "${aws:PrincipalTag/team}"}}"#,
            one("aws:SourceIdentity", "web"),
        ),
        ("Allow", r#"{"StringEquals": {"aws:PrincipalTag/team": "${aws:PrincipalTag/none}"}}"#, vec![]),
        ("Deny", r#"{"StringNotEquals": {"aws:PrincipalTag/team": "data"}}"#, vec![]),
        ("Deny", r#"{"StringNotLike": {"aws:PrincipalTag/team": ["data", "web"]}}"#, vec![]),
        ("Deny", r#"{"StringNotEquals": {"aws:PrincipalTag/project": "x"}}"#, vec![]),
        ("Deny", r#"{"StringEqualsIfExists": {"aws:PrincipalTag/project": "x"}}"#, vec![]),
        ("Allow", r#"{"StringNotEquals": {"aws:PrincipalTag/team": "platform"}}"#, vec![]),
        ("Allow", r#"{"StringEquals": {"aws:PrincipalTag/project": "x"}}"#, vec![]),
        ("Allow", r#"{"Null": {"aws:PrincipalTag/team": "true"}}"#, vec![]),
        ("Allow", r#"{"Null": {"aws:PrincipalTag/project": "false"}}"#, vec![]),
        ("Allow", r#"{"Null": {"aws:PrincipalTag/project": "true"}}"#, vec![]),
        (
            "Allow",
            r#"{"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]}}"#,
            one(ip, "203.0.113.7"),
        ),
        (
            "Allow",
            r#"{"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "203.0.113.0/24"]}}"#,
            one(ip, "203.0.113.7"),
        ),
        (
            "Deny",
            r#"{"NotIpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]}}"#,
            one(ip, "203.0.113.7"),
        ),
        ("Allow", r#"{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#, vec![(ip, KeyState::unknown())]),
        ("Allow", r#"{"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#, vec![(ip, KeyState::unknown())]),
        ("Allow", r#"{"NumericLessThan": {"s3:max-keys": "10"}}"#, one("s3:max-keys", "100")),
        ("Allow", r#"{"DateGreaterThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}"#, vec![]),
        ("Allow", r#"{"Bool": {"aws:SecureTransport": "false"}}"#, vec![]),
        (
            "Allow",
            r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/etl-runner"}}"#,
            vec![],
        ),
        (
            "Allow",
            r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:sts::111122223333:assumed-role/etl-runner/*"}}"#,
            vec![],
        ),
        ("Allow", r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/etl/*"}}"#, vec![]),
        (
            "Allow",
            r#"{"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "cost"]}}"#,
            list(tags, &["team", "Cost"]),
        ),
        (
            "Allow",
            r#"{"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "cost"]}}"#,
            list(tags, &["team", "cost"]),
        ),
        ("Allow", r#"{"ForAllValues:StringEquals": {"aws:TagKeys": "team"}}"#, list(tags, &[])),
        ("Allow", r#"{"ForAllValues:StringEquals": {"aws:TagKeys": "team"}}"#, none(tags)),
        ("Allow", r#"{"ForAnyValue:StringEquals": {"aws:TagKeys": "team"}}"#, none(tags)),
        ("Allow", r#"{"ForAnyValue:StringLike": {"aws:TagKeys": "te*"}}"#, list(tags, &["cost", "team"])),
        ("Allow", r#"{"ForAnyValue:StringEquals": {"aws:TagKeys": "team"}}"#, list(tags, &["cost", "owner"])),
        ("Allow", r#"{"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#, one(ip, "here")),
        (
            "Allow",
            r#"{"ArnNotLike": {"aws:SourceArn": "arn:aws:iam::*:role/x"}}"#,
            one("aws:SourceArn", "role/x"),
        ),
        ("Allow", r#"{"StringNotEquals": {"aws:PrincipalTag/team": "${aws:PrincipalTag/none}"}}"#, vec![]),
        ("Allow", r#"{"ForAnyValue:StringEqualsIfExists": {"aws:TagKeys": "team"}}"#, none(tags)),
        (
            "Deny",
            r#"{"ForAnyValue:StringNotEquals": {"aws:TagKeys": "team"}}"#,
            list(tags, &["team", "cost"]),
        ),
        ("Deny", r#"{"ForAllValues:StringNotLike": {"aws:TagKeys": "te*"}}"#, list(tags, &["owner", "cost"])),
        (
            "Allow",
            r#"{"ForAllValues:StringNotLike": {"aws:TagKeys": ["x", "te*"]}}"#,
            list(tags, &["owner", "team"]),
        ),
        ("Allow", r#"{"StringEquals": {"aws:TagKeys": "team"}}"#, list(tags, &["team"])),
        (
            "Deny",
            r#"{"StringEquals": {"aws:PrincipalTag/team": "platform"}, "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#,
            one(ip, "203.0.113.7"),
        ),
    ];
    let told: Vec<String> = cases
        .iter()
        .map(|(effect, condition, context)| {
            format!("{effect} if {condition}\n  {}", said(effect, condition, context).join("\n  "))
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}
