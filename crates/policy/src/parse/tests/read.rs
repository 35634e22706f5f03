//! What a right policy is read as.

use super::*;
use crate::{ActionService, Effect, KeyKind, PrincipalEntry};

const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Id": "any",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Principal": {"AWS": ["111111111111", "*"], "Service": "sns.amazonaws.com"},
      "Action": ["s3:Get*", "*"],
      "NotResource": "arn:aws:s3:::b/${aws:username}",
      "Condition": {
        "ForAnyValue:StringLikeIfExists": {"aws:TagKeys": ["a*", "b"]},
        "Bool": {"aws:SecureTransport": true, "aws:ViaAWSService": "false"},
        "NumericLessThan": {"s3:max-keys": [1.50, "7"]}
      }
    },
    {"Effect": "Deny", "NotPrincipal": "*", "NotAction": "s3:PutObject", "Resource": []}
  ]
}"#;

#[test]
fn every_part_has_its_place() {
    let document = parsed(PolicyKind::Resource, POLICY);
    assert_eq!(document.version, Version::V2012);
    let (first, second) = (document.statement(0).unwrap(), document.statement(1).unwrap());
    let text = document.text.as_str();
    let at = |span: Span| span.slice(text);

    assert!(at(first.span).starts_with("{\n      \"Sid\"") && at(first.span).ends_with("}\n    }"));
    let sid = first.sid.as_ref().unwrap();
    assert_eq!((&*sid.value, at(sid.span)), ("Read", "\"Read\""));
    assert_eq!((first.effect.value, at(first.effect.span)), (Effect::Allow, "\"Allow\""));

    let principal = first.principal.as_ref().unwrap();
    assert!(!principal.negated);
    assert_eq!(at(principal.name_span), "\"Principal\"");
    let entries: Vec<_> =
        principal.entries.iter().map(|entry| (entry.value.text(), at(entry.span))).collect();
    let expected = [
        ("111111111111", "\"111111111111\""),
        ("*", "\"*\""),
        ("sns.amazonaws.com", "\"sns.amazonaws.com\""),
    ];
    assert_eq!(entries, expected);
    assert_eq!(principal.entries[1].value, PrincipalEntry::Anyone { scalar: false });

    assert_eq!((first.action.negated, at(first.action.span)), (false, "[\"s3:Get*\", \"*\"]"));
    assert_eq!(first.action.entries[1].value.service(), ActionService::Every);
    let resource = first.resource.as_ref().unwrap();
    assert!(resource.negated);
    assert_eq!(at(resource.name_span), "\"NotResource\"");
    assert_eq!(resource.entries[0].value.whole().variables().count(), 1);

    assert!(second.principal.as_ref().unwrap().negated && second.action.negated);
    assert_eq!(second.principal.as_ref().unwrap().entries[0].value, PrincipalEntry::Anyone { scalar: true });
    assert!(second.resource.as_ref().unwrap().entries.is_empty());
}

#[test]
fn every_clause_has_its_place() {
    let document = parsed(PolicyKind::Resource, POLICY);
    let text = document.text.as_str();
    let mut clauses = Vec::new();
    for clause in &document.statement(0).unwrap().conditions {
        let values: Vec<_> =
            clause.values.iter().map(|value| (&*value.text, value.span.slice(text))).collect();
        clauses.push((clause.operator_span.slice(text), clause.key_span.slice(text), values));
    }
    let expected = [
        ("\"ForAnyValue:StringLikeIfExists\"", "\"aws:TagKeys\"", vec![("a*", "\"a*\""), ("b", "\"b\"")]),
        ("\"Bool\"", "\"aws:SecureTransport\"", vec![("true", "true")]),
        ("\"Bool\"", "\"aws:ViaAWSService\"", vec![("false", "\"false\"")]),
        ("\"NumericLessThan\"", "\"s3:max-keys\"", vec![("1.50", "1.50"), ("7", "\"7\"")]),
    ];
    assert_eq!(clauses, expected);
    let first = &document.statement(0).unwrap().conditions[0];
    assert_eq!(first.operator.canonical(), "ForAnyValue:StringLikeIfExists");
    assert_eq!(first.key.kind(), KeyKind::TagKeys);
    assert_eq!(first.values_span.slice(text), "[\"a*\", \"b\"]");
}

#[test]
fn a_lone_statement_is_read() {
    let document = parsed(
        PolicyKind::Identity,
        r#"{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{}}}"#,
    );
    assert_eq!((document.statement_list, document.statements.len()), (false, 1));
    assert_eq!(document.pointer(0), "/Statement");
    assert_eq!(document.version, Version::V2008);
    assert_eq!(document.warnings.len(), 0);
}

#[test]
fn the_version_counts_wherever_it_stands() {
    for (version, variables) in [("2012-10-17", 1), ("2008-10-17", 0)] {
        let text = format!(
            r#"{{"Statement":[{{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${{aws:username}}"}}],"Version":"{version}"}}"#
        );
        let document = parsed(PolicyKind::Identity, &text);
        let resource = document.statement(0).unwrap().resource.as_ref().unwrap();
        assert_eq!(resource.entries[0].value.whole().variables().count(), variables, "{version}");
    }
}

#[test]
fn escapes_are_read_and_kept_in_the_text() {
    let document = parsed(PolicyKind::Identity, &allow(r#""Sid":"a\u0062\n""#));
    let sid = document.statement(0).unwrap().sid.as_ref().unwrap();
    assert_eq!((&*sid.value, sid.span.slice(document.text.as_str())), ("ab\n", r#""a\u0062\n""#));
}

#[test]
fn services_may_fill_in_the_resource_but_not_others() {
    let text = document(r#"{"Effect":"Allow","Principal":"*","Action":"ecr:*"}"#);
    assert!(parsed(PolicyKind::Resource, &text).statement(0).unwrap().resource.is_none());
}

#[test]
fn many_statements_are_read() {
    let one = r#"{"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":"arn:aws:s3:::b/*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#;
    let document = parsed(PolicyKind::Identity, &document(&vec![one; 2000].join(",")));
    assert_eq!(document.statements.len(), 2000);
    let last = document.statement(1999).unwrap();
    assert_eq!(document.text.position(last.span.start).line, 3 + 1999 * 13 + 1);
    assert_eq!(document.pointer(1999), "/Statement/1999");
}
