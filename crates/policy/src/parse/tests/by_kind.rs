//! What each kind of policy may hold (Z30, Z1 to Z3, A3, R7, C27).

use super::*;
use PolicyKind::{Boundary, Identity, Rcp, Resource, Scp, Session, Trust, Vpce};

const ALL: [PolicyKind; 8] = [Identity, Boundary, Session, Scp, Rcp, Vpce, Resource, Trust];

/// A right statement of a kind, with one element replaced or, if its value is empty, left out.
fn statement(kind: PolicyKind, element: &str, value: &str) -> String {
    let mut elements = vec![("Effect", "\"Deny\""), ("Action", "\"sts:AssumeRole\"")];
    if kind.has_principals() {
        elements.push(("Principal", if kind == Trust { r#"{"AWS":"*"}"# } else { "\"*\"" }));
    }
    if kind != Trust {
        elements.push(("Resource", "\"*\""));
    }
    let plain = element.strip_prefix("Not").unwrap_or(element);
    elements.retain(|(name, _)| *name != plain);
    if !value.is_empty() {
        elements.push((element, value));
    }
    let elements: Vec<_> = elements.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    document(&format!("{{{}}}", elements.join(",")))
}

/// How a kind takes an element: `ok`, or the code and message of its only problem.
fn taken(kind: PolicyKind, element: &str, value: &str) -> String {
    let render = |prefix: &str, problems: &[Problem]| match problems {
        [problem] => format!("{prefix}{}: {}", problem.code, problem.message),
        [] => "ok".to_owned(),
        problems => panic!("{problems:?}"),
    };
    match parse(&statement(kind, element, value), kind, Origin::Given) {
        Ok(document) => render("warning ", &document.warnings),
        Err(error) => render("", &error.problems),
    }
}

/// These kinds take it in that way, all others without a word.
#[track_caller]
fn check(element: &str, value: &str, expected: &[(PolicyKind, &str)]) {
    for kind in ALL {
        let wanted = expected.iter().find(|(other, _)| *other == kind).map_or("ok", |(_, wanted)| wanted);
        assert_eq!(taken(kind, element, value), wanted, "{kind:?} {element} {value}");
    }
}

#[test]
fn a_right_statement_is_right_in_its_kind() {
    check("Sid", "\"x\"", &[]);
    check("Condition", r#"{"Null":{"a":true}}"#, &[]);
}

#[test]
fn principals_stand_where_they_may() {
    let refusal = |kind: &str| format!("element-not-allowed: {kind} may not hold `Principal`");
    check(
        "Principal",
        r#"{"AWS":"*"}"#,
        &[
            (Identity, &refusal("an identity policy")),
            (Boundary, &refusal("a permissions boundary")),
            (Session, &refusal("a session policy")),
            (Scp, &refusal("a service control policy")),
        ],
    );
    let refusal = |kind: &str| format!("element-not-allowed: {kind} may not hold `NotPrincipal`");
    check(
        "NotPrincipal",
        r#"{"AWS":"*"}"#,
        &[
            (Identity, &refusal("an identity policy")),
            (Boundary, &refusal("a permissions boundary")),
            (Session, &refusal("a session policy")),
            (Scp, &refusal("a service control policy")),
            (Rcp, &refusal("a resource control policy")),
            (Trust, "element-not-allowed: a trust policy may not hold `NotPrincipal`"),
        ],
    );
}

#[test]
fn principals_are_asked_for() {
    let missing =
        |kind: &str| format!("missing-element: the statement has no `Principal`, which {kind} needs");
    check(
        "Principal",
        "",
        &[
            (Rcp, &missing("a resource control policy")),
            (Vpce, &missing("a VPC endpoint policy")),
            (Trust, &missing("a trust policy")),
            (Resource, "warning no-principal: the statement has no `Principal` and matches nobody"),
        ],
    );
}

#[test]
fn some_principals_are_refused() {
    check(
        "Principal",
        "\"*\"",
        &[
            (Identity, "element-not-allowed: an identity policy may not hold `Principal`"),
            (Boundary, "element-not-allowed: a permissions boundary may not hold `Principal`"),
            (Session, "element-not-allowed: a session policy may not hold `Principal`"),
            (Scp, "element-not-allowed: a service control policy may not hold `Principal`"),
            (Trust, "element-not-allowed: a trust policy does not take `\"*\"` as its principal"),
        ],
    );
    for principal in
        [r#"{"AWS":"111111111111"}"#, r#"{"Service":"s3.amazonaws.com"}"#, r#"{"AWS":["*","111111111111"]}"#]
    {
        assert_eq!(
            taken(Rcp, "Principal", principal),
            "element-not-allowed: a resource control policy applies to everyone"
        );
        assert_eq!(taken(Vpce, "Principal", principal), "ok");
    }
}

#[test]
fn principals_have_their_form() {
    let check = |value: &str, expected: &str| {
        refused(Resource, &statement(Resource, "Principal", value), &[expected]);
    };
    let wanted = "`Principal` must be `\"*\"` or an object of principal types";
    check(
        "\"111111111111\"",
        &format!("wrong-type \"111111111111\": {wanted} (write `{{\"AWS\": \"111111111111\"}}`)"),
    );
    check(
        "\"s3.amazonaws.com\"",
        &format!("wrong-type \"s3.amazonaws.com\": {wanted} (write `{{\"Service\": \"s3.amazonaws.com\"}}`)"),
    );
    check("[]", &format!("wrong-type []: {wanted}, not a list (write `{{\"AWS\": [...]}}`)"));
    check("7", &format!("wrong-type 7: {wanted}, not a number (write `\"*\"` or `{{\"AWS\": ...}}`)"));
    check(
        r#"{"aws":"*"}"#,
        "unknown-principal-type \"aws\": `aws` is not a type of principal (did you mean `AWS`?)",
    );
    check(
        r#"{"User":"*"}"#,
        "unknown-principal-type \"User\": `User` is not a type of principal (the types are `AWS`, `Service`, `Federated`, `CanonicalUser`)",
    );
    check(
        r#"{"AWS":111111111111}"#,
        "wrong-type 111111111111: `AWS` takes a string or a list of strings, not a number (write it in double quotes: `\"111111111111\"`)",
    );
}

#[test]
fn resources_stand_where_they_may() {
    for element in ["Resource", "NotResource"] {
        let refusal = format!("element-not-allowed: a trust policy may not hold `{element}`");
        check(element, "\"arn:aws:s3:::b\"", &[(Trust, &refusal)]);
    }
    let missing =
        |kind: &str| format!("missing-element: the statement has no `Resource`, which {kind} needs");
    check(
        "Resource",
        "",
        &[
            (Identity, &missing("an identity policy")),
            (Boundary, &missing("a permissions boundary")),
            (Session, &missing("a session policy")),
            (Scp, &missing("a service control policy")),
            (Rcp, &missing("a resource control policy")),
            (Vpce, &missing("a VPC endpoint policy")),
        ],
    );
}

#[test]
fn short_arns_are_refused_by_organizations() {
    for element in ["Resource", "NotResource"] {
        let outcome = |value: &str, kind| {
            let taken = taken(kind, element, value);
            taken.split_once(": ").map_or(taken.clone(), |(code, _)| code.to_owned())
        };
        for kind in [Identity, Boundary, Session, Resource, Vpce] {
            assert_eq!(outcome("\"arn:aws:s3\"", kind), "warning short-arn", "{kind:?}");
        }
        assert_eq!(outcome("\"arn:aws:s3\"", Scp), "short-arn-refused");
        assert_eq!(outcome("\"arn:aws:s3:*\"", Scp), "warning short-arn");
        assert_eq!(outcome("\"arn:aws:s3:?\"", Scp), "short-arn-refused");
        assert_eq!(outcome("\"arn:aws:s3:*\"", Rcp), "short-arn-refused");
        // A variable may supply the rest (R8).
        assert_eq!(outcome("\"${aws:PrincipalTag/arn}\"", Scp), "warning short-arn");
        assert_eq!(outcome("\"${aws:PrincipalTag/arn}\"", Rcp), "warning short-arn");
    }
}

#[test]
fn wildcards_in_a_service_prefix_are_refused_by_iam() {
    let message = "the action `s*:Get*` has a wildcard in its service prefix";
    let (refusal, warning) =
        (format!("action-prefix-wildcard: {message}"), format!("warning action-prefix-wildcard: {message}"));
    let expected = ALL.map(|kind| match kind {
        Identity | Boundary | Trust => (kind, &*refusal),
        _ => (kind, &*warning),
    });
    check("Action", "\"s*:Get*\"", &expected);
    assert_eq!(taken(Scp, "NotAction", "[\"s*:Get*\"]"), warning);
}

#[test]
fn negated_actions_are_refused_by_resource_control_policies() {
    check(
        "NotAction",
        "\"sts:*\"",
        &[(Rcp, "element-not-allowed: a resource control policy may not hold `NotAction`")],
    );
}

#[test]
fn actions_of_a_trust_policy_are_those_of_sts() {
    check(
        "Action",
        "\"s3:*\"",
        &[(Trust, "warning trust-action-outside-sts: `s3:*` is no action on a role's trust")],
    );
    check("Action", "\"*\"", &[]);
    assert_eq!(taken(Trust, "Action", "\"STS:assumerole\""), "ok");
}

#[test]
fn resource_control_policies_only_deny() {
    let refusal = "element-not-allowed: a resource control policy can only deny";
    assert_eq!(taken(Rcp, "Effect", "\"Allow\""), refusal);
    let default = r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#;
    warned(Rcp, &document(default), &[]);
    let narrowed = default.replace("}", r#","Condition":{"Bool":{"a":true}}}"#);
    refused(
        Rcp,
        &document(&narrowed),
        &[
            "element-not-allowed \"Allow\": a resource control policy can only deny (write `\"Deny\"`, or remove the statement)",
        ],
    );
}

#[test]
fn granting_to_all_but_some_is_told() {
    let text = document(
        r#"{"Effect":"Allow","NotPrincipal":{"AWS":"111111111111"},"Action":"s3:*","Resource":"*"}"#,
    );
    let expected = "allow-not-principal \"NotPrincipal\": `Allow` with `NotPrincipal` grants to everyone who is not listed (list whom you mean under `Principal`; most services refuse the policy)";
    warned(Resource, &text, &[expected]);
    warned(Vpce, &text, &[expected]);
    warned(Resource, &text.replace("Allow", "Deny"), &[]);
}

#[test]
fn malformed_arn_operands_are_read_in_session_policies_only() {
    let message = "malformed-arn-operand: `x` is not an ARN, which `ArnLike` needs";
    let warning = format!("warning {message}");
    let expected = ALL.map(|kind| (kind, if kind == Session { &*warning } else { message }));
    check("Condition", r#"{"ArnLike":{"a":"x"}}"#, &expected);
}

#[test]
fn service_control_policies_name_their_version() {
    let text = r#"{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#;
    warned(
        Scp,
        text,
        &[
            "missing-element {: the policy has no `Version` (write `\"Version\": \"2012-10-17\"`; Organizations refuses a policy without it)",
        ],
    );
    warned(Identity, text, &[]);
}
