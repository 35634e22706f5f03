//! The second reading held against the vectors of `docs/semantics.md`, Appendix B: an oracle is worth what its
//! own tests are. Include beside `naive` with `#[path = "naive/self_check.rs"] mod self_check;`.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests: a panic is a failure, and requests are built by index"
)]

mod self_check_conditions;

use super::naive::{Decision, decide};
use Decision::{Allowed, Depends, ExplicitDeny, ImplicitDeny};
use serde_json::{Value, json};

const A: &str = "111111111111";
const B: &str = "222222222222";
const U: &str = "arn:aws:iam::111111111111:user/u";
const R: &str = "arn:aws:iam::111111111111:role/R";
const RS: &str = "arn:aws:sts::111111111111:assumed-role/R/s";
const FED: &str = "arn:aws:sts::111111111111:federated-user/f";
const ROOT: &str = "arn:aws:iam::111111111111:root";
const OBJECT: &str = "arn:aws:s3:::b/k";

fn doc(statements: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn entries(statements: Value) -> Value {
    json!([{"name": "p", "policy": doc(statements)}])
}

fn allow(action: &str) -> Value {
    json!({"Effect": "Allow", "Action": action, "Resource": "*"})
}

fn deny(action: &str) -> Value {
    json!({"Effect": "Deny", "Action": action, "Resource": "*"})
}

fn allow_to(principal: Value, action: &str) -> Value {
    json!({"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"})
}

fn with_condition(mut statement: Value, condition: Value) -> Value {
    statement["Condition"] = condition;
    statement
}

/// A request, and fields laid over it.
fn request(principal: &str, action: &str, resource: &str, more: Value) -> Value {
    let mut r = json!({"principal": principal, "action": action, "resource": resource,
        "principal_arn": R, "principal_id": "ID"});
    if principal == FED {
        r["session"] = json!({"kind": "federation", "issued_at": "2026-01-01", "issuer": U});
    }
    for (k, v) in more.as_object().into_iter().flatten() {
        r[k.as_str()] = v.clone();
    }
    r
}

fn get(principal: &str, more: Value) -> Decision {
    decision(request(principal, "s3:GetObject", OBJECT, more))
}

fn decision(r: Value) -> Decision {
    decide(&r).unwrap_or_else(|e| panic!("{e:?}: {r}")).decision
}

fn gates(r: Value) -> Vec<String> {
    decide(&r).unwrap_or_else(|e| panic!("{e:?}")).missing_gates
}

#[test]
fn vectors_1_to_17_same_account() {
    let rp = |who: Value| doc(allow_to(who, "s3:*"));
    let ec2 = json!({"name": "b", "policy": doc(allow("ec2:*"))});
    let se = entries(allow("ec2:*"));
    let user = json!({"AWS": U});
    let (role, session) = (json!({"AWS": R}), json!({"AWS": RS}));
    assert_eq!(get(U, json!({})), ImplicitDeny);
    assert_eq!(gates(request(U, "s3:GetObject", OBJECT, json!({}))), ["identity"]);
    assert_eq!(get(U, json!({"identity_policies": entries(allow("s3:*"))})), Allowed);
    let both = entries(json!([allow("*"), deny("s3:GetObject")]));
    let answer = decide(&request(U, "s3:GetObject", OBJECT, json!({"identity_policies": both}))).unwrap();
    assert_eq!(answer.decision, ExplicitDeny);
    assert_eq!(answer.matching_denies, [("identity".to_string(), "p".to_string(), 1)]);
    assert_eq!(get(U, json!({"resource_policy": rp(user.clone())})), Allowed);
    assert_eq!(get(U, json!({"resource_policy": rp(json!({"AWS": A}))})), ImplicitDeny);
    assert_eq!(get(U, json!({"resource_policy": rp(json!("*"))})), Allowed);
    assert_eq!(get(U, json!({"resource_policy": rp(user.clone()), "boundary": ec2})), Allowed);
    let denying = json!({"name": "b", "policy": doc(deny("s3:*"))});
    assert_eq!(get(U, json!({"resource_policy": rp(user.clone()), "boundary": denying})), ExplicitDeny);
    let nine = json!({"resource_policy": rp(role.clone()), "boundary": ec2});
    assert_eq!(get(RS, nine.clone()), ImplicitDeny);
    assert_eq!(gates(request(RS, "s3:GetObject", OBJECT, nine)), ["boundary"]);
    assert_eq!(get(RS, json!({"resource_policy": rp(role.clone())})), Allowed);
    let eleven = json!({"resource_policy": rp(role), "session_policies": se});
    assert_eq!(get(RS, eleven.clone()), ImplicitDeny);
    assert_eq!(gates(request(RS, "s3:GetObject", OBJECT, eleven)), ["session"]);
    assert_eq!(
        get(RS, json!({"resource_policy": rp(session.clone()), "boundary": ec2, "session_policies": se})),
        Allowed
    );
    assert_eq!(
        get("arn:aws:sts::111111111111:assumed-role/R/t", json!({"resource_policy": rp(session)})),
        ImplicitDeny
    );
    let list = entries(allow("s3:List*"));
    assert_eq!(
        get(RS, json!({"identity_policies": entries(allow("s3:*")), "session_policies": list})),
        ImplicitDeny
    );
    let id = entries(allow("*"));
    assert_eq!(get(FED, json!({"identity_policies": id})), ImplicitDeny);
    assert_eq!(
        get(FED, json!({"identity_policies": id, "resource_policy": rp(json!({"AWS": FED}))})),
        Allowed
    );
    assert_eq!(get(FED, json!({"identity_policies": id, "resource_policy": rp(user)})), ImplicitDeny);
    assert_eq!(get(FED, json!({"identity_policies": id, "resource_policy": rp(json!("*"))})), Depends); // U17
}

#[test]
fn vectors_18_to_34_across_accounts_and_organizations() {
    let there = |more: Value, principal: &str| {
        let mut r = request(principal, "s3:GetObject", OBJECT, json!({"resource_account": B}));
        for (k, v) in more.as_object().into_iter().flatten() {
            r[k.as_str()] = v.clone();
        }
        decision(r)
    };
    let id = entries(allow("*"));
    let rp = |who: &str| doc(allow_to(json!({"AWS": who}), "s3:*"));
    let full = entries(allow("*"))[0].clone();
    let only_s3 = json!({"name": "s3", "policy": doc(allow("s3:*"))});
    assert_eq!(there(json!({"identity_policies": id, "resource_policy": rp(A)}), U), Allowed);
    assert_eq!(there(json!({"resource_policy": rp(A)}), U), ImplicitDeny);
    assert_eq!(there(json!({"identity_policies": id}), U), ImplicitDeny);
    let ec2 = json!({"name": "b", "policy": doc(allow("ec2:*"))});
    assert_eq!(
        there(json!({"identity_policies": id, "boundary": ec2, "resource_policy": rp(RS)}), RS),
        ImplicitDeny
    );
    let vpcs = |scps: Value| {
        decision(request(U, "ec2:DescribeVpcs", "*", json!({"identity_policies": id, "scps": scps})))
    };
    assert_eq!(vpcs(json!([[full], [only_s3]])), ImplicitDeny);
    assert_eq!(vpcs(json!([[full], [full, only_s3]])), Allowed);
    let no = entries(deny("*"));
    let managed = json!({"identity_policies": id, "scps": [no], "management_account": true});
    assert_eq!(decision(request(U, "s3:ListAllMyBuckets", "*", managed)), Allowed);
    let linked = json!({"identity_policies": id, "scps": [no],
        "principal_arn": "arn:aws:iam::111111111111:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"});
    assert_eq!(get("arn:aws:sts::111111111111:assumed-role/AWSServiceRoleForX/s", linked), Allowed);
    let no_s3 = json!({"scps": [entries(json!([allow("*"), deny("s3:*")]))]});
    assert_eq!(decision(request(ROOT, "s3:ListAllMyBuckets", "*", no_s3)), ExplicitDeny);
    let foreign = with_condition(deny("s3:*"), json!({"StringNotEquals": {"aws:PrincipalOrgID": "o-x"}}));
    let mut foreign_everyone = foreign.clone();
    foreign_everyone["Principal"] = json!("*");
    let rcp = json!([entries(foreign_everyone)]);
    assert_eq!(
        there(json!({"identity_policies": id, "resource_policy": rp(A), "rcps": rcp}), U),
        ExplicitDeny
    );
    let inside =
        json!({"identity_policies": id, "resource_policy": rp(A), "rcps": rcp, "principal_org": "o-x/r/"});
    assert_eq!(there(inside, U), Allowed);
    let mut lambda = deny("lambda:*");
    lambda["Principal"] = json!("*");
    let invoke = json!({"identity_policies": id, "rcps": [entries(lambda)]});
    let f = "arn:aws:lambda:eu-west-1:111111111111:function:f";
    assert_eq!(decision(request(U, "lambda:InvokeFunction", f, invoke)), Depends);
    let endpoint = json!({"identity_policies": id, "vpce": {"id": "vpce-1", "type": "interface",
        "policy": doc(allow_to(json!("*"), "s3:Get*"))}});
    assert_eq!(decision(request(U, "s3:PutObject", OBJECT, endpoint.clone())), ImplicitDeny);
    assert_eq!(get(U, endpoint), Allowed);
    let public = json!({"resource_policy": doc(allow_to(json!("*"), "s3:GetObject"))});
    assert_eq!(get("anonymous", public), Allowed);
    assert_eq!(get("anonymous", json!({"resource_policy": rp(A)})), ImplicitDeny);
    let queue = "arn:aws:sqs:eu-west-1:111111111111:q";
    let sns = json!({"resource_policy": doc(allow_to(json!({"Service": "sns.amazonaws.com"}), "sqs:*"))});
    assert_eq!(decision(request("sns.amazonaws.com", "sqs:SendMessage", queue, sns)), Allowed);
    assert_eq!(
        there(json!({"identity_policies": id}), "arn:aws-us-gov:iam::111111111111:user/u"),
        ImplicitDeny
    );
}

#[test]
fn vectors_35_to_47_service_rules() {
    let role = "arn:aws:iam::111111111111:role/T";
    let key = "arn:aws:kms:eu-west-1:111111111111:key/k";
    let id = entries(allow("*"));
    let trust = |who: Value, action: &str| {
        let mut s = allow_to(who, action);
        if let Some(o) = s.as_object_mut() {
            o.remove("Resource");
        }
        doc(s)
    };
    let assume = |more: Value| decision(request(U, "sts:AssumeRole", role, more));
    let decrypt = |who: &str, more: Value| decision(request(who, "kms:Decrypt", key, more));
    assert_eq!(
        decision(request(U, "sts:GetCallerIdentity", "*", json!({"identity_policies": entries(deny("*"))}))),
        Allowed
    );
    assert_eq!(
        assume(json!({"resource_policy": trust(json!({"AWS": ROOT}), "sts:AssumeRole")})),
        ImplicitDeny
    );
    assert_eq!(assume(json!({"resource_policy": trust(json!({"AWS": U}), "sts:AssumeRole")})), Allowed);
    let there = "arn:aws:iam::222222222222:role/T";
    let by_user = json!({"resource_policy": trust(json!({"AWS": U}), "sts:AssumeRole")});
    assert_eq!(decision(request(U, "sts:AssumeRole", there, by_user)), ImplicitDeny);
    let ec2 = trust(json!({"Service": "ec2.amazonaws.com"}), "sts:AssumeRole");
    assert_eq!(assume(json!({"identity_policies": id, "resource_policy": ec2})), ImplicitDeny);
    let tagged = json!({"resource_policy": trust(json!({"AWS": U}), "sts:AssumeRole"), "context": {"aws:TagKeys": ["a"]}});
    assert_eq!(assume(tagged), ImplicitDeny);
    let decrypts = entries(allow("kms:Decrypt"));
    let own = doc(allow_to(json!({"AWS": ROOT}), "kms:*"));
    let other = doc(allow_to(json!({"AWS": "arn:aws:iam::111111111111:user/other"}), "kms:*"));
    assert_eq!(decrypt(U, json!({"identity_policies": decrypts, "resource_policy": own})), Allowed);
    assert_eq!(decrypt(U, json!({"identity_policies": decrypts, "resource_policy": other})), ImplicitDeny);
    assert_eq!(decrypt(ROOT, json!({"resource_policy": other})), ImplicitDeny);
    assert_eq!(
        decrypt(U, json!({"resource_policy": doc(allow_to(json!({"AWS": U}), "kms:Decrypt"))})),
        Allowed
    );
    let mut none = allow_to(json!("*"), "*");
    none["Effect"] = json!("Deny");
    let bucket = json!({"resource_policy": doc(none)});
    assert_eq!(decision(request(ROOT, "s3:DeleteBucketPolicy", "arn:aws:s3:::b", bucket)), Allowed);
    let on = |pattern: &str, action: &str, resource: &str| {
        let s = json!({"Effect": "Allow", "Action": action, "Resource": pattern});
        decision(request(U, action, resource, json!({"identity_policies": entries(s)})))
    };
    let image = "arn:aws:ec2:eu-west-1::image/ami-1";
    assert_eq!(on("arn:aws:ec2:*:*:instance/*", "ec2:RunInstances", image), ImplicitDeny);
    assert_eq!(on("arn:aws:s3:::b/*", "s3:ListBucket", "arn:aws:s3:::b"), ImplicitDeny);
}

/// Does an identity statement with these elements match? For a Deny, beside an Allow of everything.
fn element(
    effect: &str,
    element: &str,
    value: Value,
    action: &str,
    resource: &str,
    principal: &str,
) -> Decision {
    let mut s = json!({"Effect": effect, "Action": "*", "Resource": "*"});
    if let Some(o) = s.as_object_mut() {
        match element {
            "NotAction" => drop(o.remove("Action")),
            "NotResource" => drop(o.remove("Resource")),
            _ => {}
        }
    }
    s[element] = value;
    let statements = if effect == "Deny" { json!([allow("*"), s]) } else { s };
    decision(request(principal, action, resource, json!({"identity_policies": entries(statements)})))
}

#[test]
fn vectors_48_to_63_statements() {
    let s3 = |e: &str, v: &str, r: &str| element("Allow", e, json!(v), "s3:GetObject", r, U);
    assert_eq!(s3("Action", "S3:getobject", OBJECT), Allowed);
    assert_eq!(s3("Action", "s3:Get?bject", OBJECT), Allowed);
    assert_eq!(s3("NotAction", "iam:*", OBJECT), Allowed);
    assert_eq!(s3("Resource", "arn:aws:s3:::B/*", OBJECT), ImplicitDeny);
    assert_eq!(s3("Resource", "arn:aws:s3:::b*", "arn:aws:s3:::b2/x:y"), Allowed);
    assert_eq!(s3("Resource", "arn:aws:s3:::b/${*}", "arn:aws:s3:::b/x"), ImplicitDeny);
    assert_eq!(s3("Resource", "arn:aws:s3:::b/${*}", "arn:aws:s3:::b/*"), Allowed);
    assert_eq!(s3("Resource", "arn:aws:s3:*", OBJECT), Allowed);
    assert_eq!(s3("Resource", "arn:aws:s3", OBJECT), Depends);
    let queue = |p: &str| {
        element("Allow", "Resource", json!(p), "sqs:SendMessage", "arn:aws:sqs:us-east-1:111111111111:q", U)
    };
    assert_eq!(queue("arn:aws:sqs:us-*-1:111111111111:q"), Allowed);
    assert_eq!(queue("arn:aws:sqs:*:q"), Depends);
    assert_eq!(queue("arn:aws:sqs:us*1:q"), ImplicitDeny);
    let old = json!([{"name": "p", "policy": {"Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::${aws:username}"}]}}]);
    assert_eq!(
        decision(request(U, "s3:ListBucket", "arn:aws:s3:::u", json!({"identity_policies": old}))),
        ImplicitDeny
    );
    assert_eq!(element("Deny", "Resource", json!("arn:aws:sqs:*:*:q"), "sqs:ListQueues", "*", U), Allowed);
    assert_eq!(element("Allow", "NotResource", json!("arn:aws:s3:::b/*"), "sqs:ListQueues", "*", U), Allowed);
    let home = json!("arn:aws:s3:::home/${aws:username}/*");
    assert_eq!(element("Deny", "NotResource", home, "s3:GetObject", OBJECT, RS), ExplicitDeny);
    let not_listed = |list: Value| {
        let s = json!([allow_to(json!("*"), "*"),
            {"Effect": "Deny", "NotPrincipal": {"AWS": list}, "Action": "*", "Resource": "*"}]);
        get(RS, json!({"resource_policy": doc(s)}))
    };
    assert_eq!(not_listed(json!([R, ROOT])), ExplicitDeny);
    assert_eq!(not_listed(json!([RS, R, ROOT])), Allowed);
    assert_eq!(not_listed(json!([RS])), Depends);
    let wild = json!({"AWS": "arn:aws:iam::111111111111:role/*"});
    assert_eq!(get(RS, json!({"resource_policy": doc(allow_to(wild, "*"))})), ImplicitDeny);
    let team = doc(allow_to(json!({"AWS": "arn:aws:iam::111111111111:role/team/R"}), "*"));
    assert_eq!(get(RS, json!({"resource_policy": team, "principal_arn": null})), Allowed);
    assert_eq!(get(RS, json!({"resource_policy": team})), ImplicitDeny);
}
