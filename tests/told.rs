//! How answers put what decides, over small data directories: the reason in words, and the rule's number behind it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod console;
mod small;

use serde_json::{Value, json};
use small::*;

/// Another account, with these resources, beside the one of the user.
fn beside(resources: Value) -> Data {
    Data::new(json!([])).with(&format!("accounts/{OTHER}/resources.json"), json!({"resources": resources}))
}

/// What is printed, on one line.
fn told(data: &Data, name: &str, question: &[&str]) -> String {
    data.ask(name, question).1.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
}

fn bucket(policy: Value, restrict: bool) -> Value {
    json!({"arn": "arn:aws:s3:::b", "policy": policy, "object_ownership": "BucketOwnerEnforced",
        "public_access_block": {"BlockPublicAcls": false, "IgnorePublicAcls": false, "BlockPublicPolicy": false,
            "RestrictPublicBuckets": restrict}})
}

const OBJECT: [&str; 3] = [USER, "s3:GetObject", "arn:aws:s3:::b/x"];

#[test]
fn block_public_access_has_a_row_that_says_what_sets_it() {
    let open = policy(&[statement("Allow", "s3:*", Some(json!("*")))]);
    let text = told(&beside(json!([bucket(open.clone(), true)])), "bpa", &OBJECT);
    holds(
        &text,
        &[
            "DENIED explicit deny of s3:GetObject: S3 Block Public Access of bucket arn:aws:s3:::b: RestrictPublicBuckets",
            "block-public-access EXPLICIT DENY resource's RestrictPublicBuckets of bucket arn:aws:s3:::b: the bucket's policy is public",
        ],
    );
    let closed = policy(&[statement("Allow", "s3:*", Some(json!({"AWS": USER})))]);
    let text = told(&beside(json!([bucket(closed, true)])), "bpa-closed", &OBJECT);
    holds(
        &text,
        &[
            "ALLOWED",
            "block-public-access no impact resource's RestrictPublicBuckets of bucket arn:aws:s3:::b cuts",
        ],
    );
}

#[test]
fn of_two_accounts_both_sides_are_named() {
    let allows = policy(&[statement("Allow", "s3:*", Some(json!({"AWS": USER})))]);
    let text = told(&beside(json!([bucket(allows, false)])), "both", &OBJECT);
    holds(
        &text,
        &[
            "ALLOWED s3:GetObject for user/u, of both accounts: the caller's 111111111111 by Statement[0] of inline policy",
            "the resource's 222222222222 by Statement[0] of bucket policy of arn:aws:s3:::b",
            "layer effect account decided by",
            "identity allow caller's",
            "resource allow resource's",
        ],
    );
    let other = policy(&[statement("Allow", "s3:*", Some(json!({"AWS": OTHER})))]);
    let text = told(&beside(json!([bucket(other, false)])), "one", &OBJECT);
    holds(
        &text,
        &["the caller's account 111111111111 allows it, the resource's 222222222222 does not: it takes both"],
    );
}

#[test]
fn a_grant_is_named_by_its_id() {
    let grant = json!({"GrantId": "g-1", "GranteePrincipal": USER, "Operations": ["Decrypt"]});
    let of_other = policy(&[statement("Allow", "kms:*", Some(json!({"AWS": OTHER})))]);
    let key = json!({"arn": KEY, "policy": of_other, "aliases": [], "grants": [grant]});
    let data = Data::new(json!([key])).with(
        &format!("accounts/{OWN}/iam.json"),
        iam(&[user("u", &policy(&[statement("Allow", "s3:*", None)]))], &[]),
    );
    let text = told(&data, "grant", &[USER, "kms:Decrypt", KEY]);
    holds(
        &text,
        &[
            &format!("ALLOWED kms:Decrypt for user/u: KMS grant g-1 on {KEY}, to {USER}"),
            "identity no allow not needed: KMS grant g-1",
            "grant allow KMS grant g-1",
        ],
    );
    let text = told(&data, "no-grant", &[USER, "kms:Encrypt", KEY]);
    holds(&text, &["grant no impact no grant is for this"]);
}

#[test]
fn what_no_policy_changes_is_told_in_words() {
    let data = Data::new(json!([]));
    let data =
        data.with(&format!("accounts/{OWN}/iam.json"), iam(&[user("u", &everything())], &[role("r", USER)]));
    let session = format!("arn:aws:iam::{OWN}:role/r");
    let text = told(&data, "token", &[&session, "sts:GetSessionToken"]);
    holds(
        &text,
        &["DENIED sts:GetSessionToken for role/r cannot be allowed: only a user or root user with long-term"],
    );
    let text = told(&data, "pass", &[USER, "iam:PassRole", &format!("arn:aws:iam::{OTHER}:role/r")]);
    holds(&text, &["only roles of the caller's own account can be passed (rule X52)"]);
    assert!(!text.contains("both have to allow") && !text.contains("it takes both"), "{text}");
    let text = told(&data, "root", &[&format!("arn:aws:iam::{OWN}:root"), "sqs:ListQueues"]);
    holds(&text, &["a root user needs no identity policy"]);
    assert!(!text.contains("is needed"), "{text}");
}

#[test]
fn an_explicit_deny_beside_what_cannot_be_is_told() {
    let iam =
        iam(&[user("u", &policy(&[statement("Allow", "*", None), statement("Deny", "kms:*", None)]))], &[]);
    let owned = KEY.replace(OWN, OTHER);
    let key = json!({"arn": owned, "policy": closed(), "aliases": [], "grants": []});
    let data = beside(json!([key])).with(&format!("accounts/{OWN}/iam.json"), iam);
    let text = told(&data, "beside", &[USER, "kms:ScheduleKeyDeletion", &owned]);
    holds(
        &text,
        &[
            "cannot be allowed: the service does not offer this action on a resource of another account",
            "(rule X27); besides, it is explicitly denied by Statement[1] of inline policy",
            "in the way: 1. the service does not offer this action",
        ],
    );
}

#[test]
fn a_boundary_that_does_not_allow_is_in_the_headline() {
    let mut bound = user("u", &everything());
    bound["PermissionsBoundary"] = json!({"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "arn:aws:iam::111111111111:policy/b"});
    let mut iam = iam(&[bound], &[]);
    iam["Policies"] = json!([{"PolicyName": "b", "Arn": "arn:aws:iam::111111111111:policy/b", "DefaultVersionId": "v1",
        "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true,
            "Document": policy(&[statement("Allow", "s3:*", None)])}]}]);
    let data = Data(Vec::new())
        .with("organization.json", json!({"organization": null}))
        .with(&format!("accounts/{OWN}/iam.json"), iam);
    let text = told(&data, "boundary", &send());
    holds(
        &text,
        &[
            "DEPENDS permissions boundary b of user/u does not allow it (1 statement); not collected and able to allow it all the same: policy on the resource",
            "would allow sqs:SendMessage but for its Action",
        ],
    );
}

#[test]
fn whom_a_deny_with_not_principal_lists_in_vain_is_told() {
    let deny = json!({"Effect": "Deny", "Action": "*", "Resource": "*",
        "NotPrincipal": {"AWS": [format!("arn:aws:iam::{OWN}:role/r"), format!("arn:aws:iam::{OWN}:root")]}});
    let data = Data::new(json!([{"arn": QUEUE, "policy": policy(&[deny])}]))
        .with(&format!("accounts/{OWN}/iam.json"), iam(&[], &[role("r", USER)]));
    let text =
        told(&data, "not-principal", &[&format!("arn:aws:iam::{OWN}:role/r"), "sqs:SendMessage", QUEUE]);
    holds(
        &text,
        &[
            "names arn:aws:iam::111111111111:role/r, but not the session arn:aws:sts::111111111111:assumed-role/r/SESSION",
        ],
    );
}

#[test]
fn a_variable_without_a_value_is_told() {
    let home =
        json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username}/*"});
    let data = Data::new(json!([bucket(Value::Null, false)]))
        .with(&format!("accounts/{OWN}/iam.json"), iam(&[user("u", &policy(&[home]))], &[]));
    let session = format!("arn:aws:sts::{OWN}:federated-user/bob");
    let text = told(&data, "federated", &[&session, "s3:GetObject", "arn:aws:s3:::b/u/x", "--issuer", USER]);
    holds(
        &text,
        &["for federated-user/bob (a session of user/u)", "${aws:username} has no value in this request"],
    );
}

#[test]
fn a_row_of_the_outcome_table_names_what_decides_there() {
    let deny = json!({"Effect": "Deny", "Action": "*", "Resource": "*",
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}});
    let data = Data::new(json!([{"arn": QUEUE}])).with(
        &format!("accounts/{OWN}/iam.json"),
        iam(&[user("u", &policy(&[statement("Allow", "*", None), deny]))], &[]),
    );
    let text = told(&data, "outcomes", &send());
    holds(
        &text,
        &[
            "aws:MultiFactorAuthPresent verdict decided by",
            "\"false\" DENIED explicit deny: Statement[1] of inline policy \"p\" of user/u",
            "condition key value source",
        ],
    );
}
