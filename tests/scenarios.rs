//! The scenarios of `docs/scenarios.md`: the document is what the program prints, and the answers are what
//! `docs/semantics.md` makes of acme's policies, written down here by hand.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a panic is a test failure")]

mod console;

use console::{calls, check, text};
use serde_json::Value;

const DOCUMENT: &str = "docs/scenarios.md";

/// What is right to answer.
enum Right {
    /// Allowed, by this statement.
    Allowed(Statement),
    /// Explicitly denied in the layer, by this statement.
    Denied(&'static str, Statement),
    /// Implicitly denied: the first layer in which an Allow is missing, and what came nearest to allow it.
    Missing(&'static str, Option<Statement>),
    /// It depends on what was not collected.
    NotCollected,
}

/// A policy's name, or what it is the policy of where it has none, and a statement's Sid.
type Statement = (&'static str, &'static str);

use Right::{Allowed, Denied, Missing, NotCollected};

/// The answers under each heading, in the document's order, with the rules that make them so.
const RIGHT: &[(&str, &[Right])] = &[
    // R11: the token is asked for on `*`, which no pattern of one repository matches.
    ("The pipeline cannot log in to ECR", &[Missing("identity", Some(("push-images", "PushTheShop")))]),
    // R4: `db:*` of the request is text to the pattern of one database.
    (
        "A contractor cannot list the databases",
        &[Missing("identity", Some(("look-around", "SeeTheStagingDatabase")))],
    ),
    // E1, D4: two statements miss on the action alone; the first of them is named.
    (
        "A developer cannot terminate an instance",
        &[Missing("identity", Some(("AwsSSOInlinePolicy", "RestartInstances")))],
    ),
    ("Seeing instances is not starting them", &[Missing("identity", Some(("look-around", "SeeInstances")))]),
    // X4: the permission is needed, and nothing of the role is about STS.
    ("A denial arrives encoded, and decoding it is denied too", &[Missing("identity", None)]),
    // O2, C26: the SCP's exemption fits CloudOps. X52: the role is passed by a request on the role.
    (
        "Starting an instance fails on the role that it gets",
        &[Allowed(("operate", "Instances")), Missing("identity", Some(("operate", "HandOverBatchRoles")))],
    ),
    (
        "A Lambda function cannot write its table",
        &[Missing("identity", Some(("orders-table", "ReadOrders")))],
    ),
    // I17: two roles, two sets of policies.
    (
        "The task role is not the execution role",
        &[Missing("identity", None), Allowed(("shop-secrets", "DatabasePassword"))],
    ),
    // X41.
    ("`s3:ListBucket` granted on the objects", &[Missing("identity", Some(("read-reports", "Reports")))]),
    // E2.
    (
        "Deleting a role is forbidden to engineers",
        &[Denied("identity", ("keep-the-lights-on", "RolesAreDeletedByTerraform"))],
    ),
    // C10, C11: absent and `false` alike are denied.
    (
        "MFA is enforced",
        &[
            Denied("identity", ("require-mfa", "NothingWithoutMfa")),
            Allowed(("engineer-access", "RunTheShop")),
            Denied("identity", ("require-mfa", "NothingWithoutMfa")),
        ],
    ),
    // E6.
    ("A session policy takes away", &[Denied("session", ("look-only.json", "ButTouchNothing"))]),
    // C2, C35, C18: clauses are joined by "and"; StringNotLike keeps case.
    (
        "Two conditions in one statement must both hold",
        &[
            Missing("identity", Some(("small-instances", "SmallAndNotProduction"))),
            Missing("identity", Some(("small-instances", "SmallAndNotProduction"))),
            Allowed(("small-instances", "SmallAndNotProduction")),
        ],
    ),
    // K10: `AROA…:session`.
    (
        "A bucket for a few identities by their ids",
        &[Denied("resource", ("acme-vault", "OnlyTheKeepers")), Allowed(("keep-the-vault", "Vault"))],
    ),
    // P5: a role's ARN is all its sessions.
    ("A bucket policy denies one role", &[Denied("resource", ("acme-logs", "ServersWriteAndDoNotBrowse"))]),
    // E9, D3: either side would do; the identity side is named first.
    (
        "A bucket policy names the wrong role",
        &[Missing("identity", Some(("acme-uploads", "UploaderWrites")))],
    ),
    // E16, E20: both sides are needed.
    (
        "A bucket in another account: its side is missing",
        &[Missing("resource", Some(("acme-raw", "OrdersApiWrites")))],
    ),
    (
        "A bucket in another account: your side is missing",
        &[Missing("identity", Some(("read-reports", "Reports")))],
    ),
    ("A bucket for one account", &[Denied("resource", ("acme-finance", "NobodyElsesAccount"))]),
    // C13: with `IfExists` a missing key matches. V2, V3: the endpoint's own policy allows everything.
    (
        "A bucket tied to a VPC endpoint",
        &[Denied("resource", ("acme-private", "OnlyThroughOurEndpoint")), Allowed(("etl", "MoveData"))],
    ),
    // V3.
    ("An endpoint policy that does not allow", &[Missing("vpce", Some(("vpce-0example2", "UploadsOnly")))]),
    // E25, E9.
    ("A permissions boundary denies", &[Denied("boundary", ("serverless", "ButNoServers"))]),
    ("A permissions boundary does not allow", &[Missing("boundary", Some(("analysts", "QueryAndRead")))]),
    // O2.
    ("An SCP denies", &[Denied("scp", ("no-instances", "DataRunsServerless"))]),
    (
        "An SCP denies all but one role",
        &[Denied("scp", ("instances-by-cloudops", "InstancesAreStartedByCloudOps"))],
    ),
    (
        "The SCPs of an organizational unit do not allow",
        &[Missing("scp", Some(("sandbox-services", "WhatOneMayTry")))],
    ),
    // Q1: whatever the bucket's policy allows. T12: what Globex cannot see is unknown to it.
    (
        "An RCP keeps outsiders away",
        &[Denied("rcp", ("outsiders-stay-out", "OnlyOurOrganization")), NotCollected],
    ),
    // X11.
    ("The role does not trust the caller", &[Missing("resource", Some(("role/break-glass", "OnCallOnly")))]),
    ("The caller may not assume the role", &[Missing("identity", None)]),
    // X12.
    (
        "A role in another account does not trust the caller",
        &[Missing("resource", Some(("role/data-reader", "TheOrdersApi")))],
    ),
    ("A role in another account trusts the account, and that is not enough", &[Missing("identity", None)]),
    // X20.
    (
        "A KMS key that does not delegate to its account",
        &[Missing("resource", Some(("key/1234abcd-12ab-34cd-56ef-1234567890ab", "OrdersOnly")))],
    ),
    // E20.
    ("Credentials of the wrong account", &[Missing("resource", None)]),
];

#[test]
fn the_scenarios_are_what_the_program_prints() {
    check(DOCUMENT, true);
}

#[test]
fn the_scenarios_are_answered_rightly() {
    let document = text(DOCUMENT);
    let mut calls = calls(&document).into_iter();
    let mut wrong = Vec::new();
    for (heading, answers) in RIGHT {
        for (index, right) in answers.iter().enumerate() {
            let call = calls.next().unwrap_or_else(|| panic!("{DOCUMENT} has no {heading}"));
            assert_eq!(call.heading, *heading, "{DOCUMENT} and the table differ in their order");
            let output = call.run_with(&["--format", "json"]);
            let errors = String::from_utf8_lossy(&output.stderr);
            let Ok(answer) = serde_json::from_slice(&output.stdout) else {
                wrong.push(format!("{heading}, {index}: {errors}"));
                continue;
            };
            let (right, answered) = (right.shown(), shown(&answer, output.status.code()));
            if right != answered {
                wrong.push(format!("{heading}, {index}:\n     right: {right}\n  answered: {answered}"));
            }
        }
    }
    assert!(calls.next().is_none(), "{DOCUMENT} has calls that the table does not know");
    assert!(wrong.is_empty(), "{} answers are wrong\n{}", wrong.len(), wrong.join("\n"));
}

impl Right {
    fn shown(&self) -> String {
        let statement = |(policy, sid): &Statement| format!("{policy}/{sid}");
        match self {
            Allowed(by) => format!("Allowed, {}, exit 0", statement(by)),
            Denied(layer, by) => format!("ExplicitDeny, {layer}, {}, exit 1", statement(by)),
            Missing(layer, near) => {
                let near = near.as_ref().map_or_else(|| "nothing".to_owned(), statement);
                format!("ImplicitDeny, {layer}, near: {near}, exit 1")
            }
            NotCollected => "Depends, exit 4".to_owned(),
        }
    }
}

/// A policy by its name; that of a resource by the end of the resource's ARN.
fn policy<'a>(layer: &str, statement: &'a Value) -> &'a str {
    let text = |value: &'a Value| value.as_str().unwrap_or_default();
    if layer == "resource" {
        return text(&statement["attached_to"]).rsplit(':').next().unwrap_or_default();
    }
    text(&statement["policy"]["name"])
}

/// The answer in the words of [`Right::shown`].
fn shown(answer: &Value, exit: Option<i32>) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    // What points at a statement names the place under its layer.
    let statement = |value: &Value| {
        let pointer = text(&value["statement"]);
        let (layer, _) = pointer.split_once("/statements/").unwrap();
        let layer = text(&answer.pointer(layer).unwrap()["layer"]);
        let found = answer.pointer(&pointer).unwrap();
        format!("{}/{}", policy(&layer, found), text(&found["sid"]))
    };
    let (decision, first) = (text(&answer["decision"]), &answer["decided_by"][0]);
    let exit = format!("exit {}", exit.unwrap());
    let layer = text(&first["layer"]);
    match &*decision {
        "Allowed" => format!("{decision}, {}, {exit}", statement(first)),
        "ExplicitDeny" => format!("{decision}, {layer}, {}, {exit}", statement(first)),
        "ImplicitDeny" => {
            let frames = answer["frames"].as_array().unwrap();
            let near = frames.iter().find(|frame| frame["role"] == "near-miss");
            let near = near.map_or_else(|| "nothing".to_owned(), statement);
            format!("{decision}, {layer}, near: {near}, {exit}")
        }
        _ => format!("{decision}, {exit}"),
    }
}
