//! What is read, but surely was not meant or is refused by AWS (G5b).

use super::*;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    warned(PolicyKind::Identity, text, expected);
}

#[track_caller]
fn check_condition(condition: &str, expected: &[&str]) {
    check(&allow(&format!("\"Condition\":{{{condition}}}")), expected);
}

#[test]
fn names_in_another_case_are_read() {
    check(
        r#"{"version":"2012-10-17","Statement":{"EFFECT":"Allow","action":"s3:*","Resource":"*"}}"#,
        &[
            "element-case \"version\": `version` is not spelled as AWS spells it (write `Version`)",
            "element-case \"EFFECT\": `EFFECT` is not spelled as AWS spells it (write `Effect`)",
            "element-case \"action\": `action` is not spelled as AWS spells it (write `Action`)",
        ],
    );
    check_condition(
        r#""forallvalues:stringlikeifexists":{"a":"b"}"#,
        &[
            "operator-case \"forallvalues:stringlikeifexists\": `forallvalues:stringlikeifexists` is not spelled as AWS spells it (write `ForAllValues:StringLikeIfExists`)",
        ],
    );
}

#[test]
fn empty_lists_are_read() {
    let help = "write at least one entry; most services refuse an empty list";
    check(&document(""), &[&format!("empty-list []: the list of `Statement` is empty ({help})")]);
    check(
        &document(
            r#"{"Effect":"Allow","Action":[],"NotResource":[],"Condition":{"Bool":{},"StringLike":{"aws:x":[]}}}"#,
        ),
        &[
            &format!("empty-list []: the list of `Action` is empty ({help})"),
            &format!("empty-list []: the list of `NotResource` is empty ({help})"),
            &format!("empty-list []: the list of `aws:x` is empty ({help})"),
        ],
    );
}

#[test]
fn a_wildcard_for_every_service_is_everything() {
    check(
        &allow("\"Sid\":\"x\"").replace("s3:*", "*:*"),
        &[
            "action-prefix-wildcard \"*:*\": `*:*` is read as `*` (write `*`; IAM refuses a wildcard in the service prefix)",
        ],
    );
}

#[test]
fn odd_resources_are_read() {
    let help = "write `arn:partition:service:region:account:resource`, where parts may be empty, or `*`";
    check(
        &document(
            r#"{"Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:*","arn:aws:*:::b","arn:aws:s?","","**"]}"#,
        ),
        &[
            &format!("short-arn \"arn:aws:s3:*\": `arn:aws:s3:*` has 4 of the 6 parts of an ARN ({help})"),
            "resource-service-wildcard \"arn:aws:*:::b\": `arn:aws:*:::b` has a wildcard in its service part (name the service; IAM refuses a wildcard there)",
            &format!("short-arn \"arn:aws:s?\": `arn:aws:s?` has 3 of the 6 parts of an ARN ({help})"),
            "resource-service-wildcard \"arn:aws:s?\": `arn:aws:s?` has a wildcard in its service part (name the service; IAM refuses a wildcard there)",
            &format!("short-arn \"\": `` has 1 of the 6 parts of an ARN ({help})"),
        ],
    );
}

#[test]
fn malformed_variables_are_read_as_text() {
    let problem = |value: &str| {
        format!(
            "malformed-variable \"{value}\": a policy variable is malformed and read as plain text (write `${{key}}` or `${{key, 'default'}}`, and `${{$}}` for a dollar sign)"
        )
    };
    check(
        &document(
            r#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${aws:username","Condition":{"StringLike":{"a":"${}"},"NumericEquals":{"b":"${ } ${aws:x}"}}}"#,
        ),
        &[&problem("arn:aws:s3:::${aws:username"), &problem("${}"), &problem("${ } ${aws:x}")],
    );
    check(&allow(r#""Condition":{"StringLike":{"a":"${"}}"#).replace("2012-10-17", "2008-10-17"), &[]);
}

#[test]
fn values_that_their_operator_cannot_read_are_told() {
    let check = |operator: &str, value: &str, kind: &str| {
        check_condition(
            &format!(r#""{operator}":{{"a":"{value}"}}"#),
            &[&format!(
                "unreadable-operand \"{value}\": `{value}` is not {kind}, so `{operator}` never matches it (write {kind})"
            )],
        );
    };
    check("NumericLessThan", "ten", "a number");
    check("DateGreaterThan", "soon", "a date such as `2026-01-31T00:00:00Z`");
    check("Bool", "yes", "`true` or `false`");
    check("BinaryEquals", "?", "base64");
    check("NotIpAddress", "10.0.0.*", "an IP address or a CIDR block");
}

#[test]
fn sids_stand_once_where_iam_wants_it() {
    let statement = r#"{"Sid":"a","Effect":"Allow","Action":"s3:*","Resource":"*"}"#;
    let text = document(&format!("{statement},{statement}"));
    check(
        &text,
        &[
            "duplicate-sid \"a\": the Sid `a` stands twice (give each statement a `Sid` of its own, or none; IAM refuses the policy)",
        ],
    );
    warned(PolicyKind::Scp, &text, &[]);
    check(&text.replace("\"a\"", "\"\""), &[]);
}

#[test]
fn principals_that_name_nobody_are_told() {
    let wildcard =
        "a principal holds no wildcard (write `\"*\"` and a condition `ArnLike` on `aws:PrincipalArn`)";
    let entry = "is no principal and names nobody (write an account id, or the ARN of an account, a user, a role or a session)";
    let text = r#"{"Effect":"Deny","Action":"s3:*","Principal":{"AWS":["arn:aws:iam::111111111111:role/*","arn:aws:iam::111111111111:group/g","bob"],"Service":["*","s3.amazonaws.com"]}}"#;
    warned(
        PolicyKind::Resource,
        &document(text),
        &[
            &format!(
                "principal-names-nobody \"arn:aws:iam::111111111111:role/*\": `arn:aws:iam::111111111111:role/*` names nobody: {wildcard}"
            ),
            &format!(
                "principal-names-nobody \"arn:aws:iam::111111111111:group/g\": `arn:aws:iam::111111111111:group/g` {entry}"
            ),
            &format!("principal-names-nobody \"bob\": `bob` {entry}"),
            "principal-names-nobody \"*\": `*` names nobody: a principal holds no wildcard (write the whole name)",
        ],
    );
}

#[test]
fn a_policy_larger_than_any_is_told() {
    let entries = vec!["\"sts:AssumeRole\""; 600].join(",");
    let text = document(&format!(r#"{{"Effect":"Allow","Principal":{{"AWS":"*"}},"Action":[{entries}]}}"#));
    let size = text.len();
    warned(
        PolicyKind::Trust,
        &text,
        &[&format!(
            "oversized {{: the policy has {size} bytes without blanks; no trust policy is larger than 8192 (split it, or check that it is the right file)"
        )],
    );
    let blanks = text.replace(',', &format!(",{}", " ".repeat(20)));
    assert_eq!(
        parsed(PolicyKind::Trust, &blanks).warnings[0].message.split(' ').nth(3),
        Some(&*size.to_string())
    );
}
