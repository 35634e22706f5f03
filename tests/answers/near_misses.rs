//! Near misses: which come first, and what exactly differs.

use crate::fixtures::Case;
use iamdiag_diagnosis::{ArnPart, Difference, Edit, Part};

/// The statements that come near, each with the parts that do not match and what differs.
fn near(statements: &str, resource: &'static str) -> Vec<(u32, Vec<Part>, Vec<Option<Difference>>)> {
    let mut case = Case::new("near", statements);
    case.resource = resource;
    let answer = case.answer();
    let near = answer.checks[0].near_misses.iter().map(|near| {
        let differences = near.misses.iter().map(|miss| miss.difference().cloned()).collect();
        (near.citation.at.statement, near.parts(), differences)
    });
    near.collect()
}

/// The difference of the one statement that comes near by its resource.
fn of_resource(entry: &str, resource: &'static str) -> Option<Difference> {
    let action = "s3:*";
    let statement = format!(r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "{entry}"}}"#);
    let found = near(&statement, resource);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].1, [Part::Resource]);
    found[0].2[0].clone()
}

const OBJECT: &str = "arn:aws:s3:::acme-raw/2026/a";

#[test]
fn what_differs_in_a_resource() {
    assert_eq!(of_resource("arn:aws:s3:::acme-raw", OBJECT), Some(Difference::IsTheBucket));
    assert_eq!(of_resource("arn:aws:s3:::Acme-raw/*", OBJECT), Some(Difference::Case));
    let edit = Edit { wanted: Some('o'), asked: Some('a') };
    assert_eq!(of_resource("arn:aws:s3:::acme-row/*", OBJECT), Some(Difference::Edits(vec![edit])));
    assert_eq!(
        of_resource("arn:aws:s3:::acme-raw/202?/?", "arn:aws:s3:::acme-raw/2026/ab"),
        Some(Difference::OneCharacterWildcard)
    );
    assert_eq!(of_resource("arn:aws:s3:::acme-raw/2026", OBJECT), Some(Difference::GoesOn("/a".into())));
    let partition = ArnPart { name: "partition", wanted: "aws-cn".into(), asked: "aws".into() };
    assert_eq!(
        of_resource("arn:aws-cn:s3:::acme-raw/*", OBJECT),
        Some(Difference::ArnParts(vec![partition]))
    );
    assert_eq!(of_resource("arn:aws:s3:::elsewhere/*", OBJECT), None);
}

#[test]
fn region_and_account_of_a_resource() {
    let mut case = Case::new(
        "near",
        r#"{"Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs:us-east-1:444455556666:orders"}"#,
    );
    case.action = "sqs:SendMessage";
    case.resource = "arn:aws:sqs:eu-west-1:111122223333:orders";
    let answer = case.answer();
    let part = |name, wanted: &str, asked: &str| ArnPart { name, wanted: wanted.into(), asked: asked.into() };
    let parts =
        vec![part("region", "us-east-1", "eu-west-1"), part("account", "444455556666", "111122223333")];
    assert_eq!(answer.checks[0].near_misses[0].misses[0].difference(), Some(&Difference::ArnParts(parts)));
}

#[test]
fn the_smallest_gap_comes_first() {
    let found = near(
        r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::elsewhere/*"},
           {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "far away"}}},
           {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::acme-raw/curated/*"},
           {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::ACME-raw/*"},
           {"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*"},
           {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::acme-raw", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
           {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}"#,
        OBJECT,
    );
    let order: Vec<u32> = found.iter().map(|(statement, ..)| *statement).collect();
    // Slips, then D4: condition, resource; then what lacks two parts. Another service's actions are not near, and another
    // bucket is not beside one that differs in the key alone.
    assert_eq!(order, [3, 4, 1, 2, 5]);
    assert_eq!(found[4].1, [Part::Condition, Part::Resource]);
}

#[test]
fn many_near_misses_are_counted_and_not_all_kept() {
    let one = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::elsewhere/*"}"#;
    let case = Case::new("near", vec![one; 1_000].join(",\n"));
    let answer = case.answer();
    let check = &answer.checks[0];
    assert_eq!(check.near_misses.len() + check.near_misses_left_out, 1_000);
    assert_eq!(check.near_misses.len(), 50);
}
