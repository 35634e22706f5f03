//! What an Allow stands on: each statement was tried by deciding without it.

use crate::fixtures::Case;
use iamdiag_diagnosis::Grounds;

fn grounds(statements: &str) -> Option<Grounds> {
    Case::new("grounds", statements).answer().checks.remove(0).grounds
}

/// How many statements grant, and which are needed.
#[track_caller]
fn check(statements: &str, grants: usize, needed: &[u32]) {
    let found = grounds(statements).unwrap();
    assert_eq!(found.grants, grants);
    assert_eq!(found.needed.iter().map(|one| one.citation.at.statement).collect::<Vec<_>>(), needed);
}

const ALL: &str = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#;

#[test]
fn a_grant_that_is_alone_is_needed() {
    check(ALL, 1, &[0]);
    check(&format!(r#"{{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}, {ALL}"#), 1, &[1]);
}

#[test]
fn of_two_grants_none_is_needed() {
    check(&format!("{ALL}, {ALL}"), 2, &[]);
}

#[test]
fn conditions_are_relied_on() {
    let condition =
        r#"{"StringEquals": {"aws:PrincipalTag/team": "platform"}, "Bool": {"aws:SecureTransport": "true"}}"#;
    let statement =
        format!(r#"{{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {condition}}}"#);
    let found = grounds(&statement).unwrap();
    // In the order of the text.
    let keys: Vec<&str> = found.needed[0].relies_on.iter().map(|clause| clause.key.written()).collect();
    assert_eq!(keys, ["aws:PrincipalTag/team", "aws:SecureTransport"]);
}

#[test]
fn a_denial_has_none_and_very_many_grants_are_not_tried() {
    assert!(grounds(r#"{"Effect": "Deny", "Action": "*", "Resource": "*"}"#).is_none());
    assert!(grounds(&vec![ALL; 100].join(",\n")).is_none());
}
