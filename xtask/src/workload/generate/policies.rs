//! Policies in the manner of those that people write.

use super::rng::Rng;
use super::services::{SERVICES, Service};
use serde_json::{Value, json};

/// The organization that all accounts are in.
pub(crate) const ORGANIZATION: &str = "o-a1b2c3d4e5";
pub(crate) const REGIONS: [&str; 4] = ["eu-west-1", "eu-central-1", "us-east-1", "ap-southeast-2"];
pub(crate) const NETWORKS: [&str; 3] = ["10.0.0.0/8", "203.0.113.0/24", "2001:db8:40::/44"];

/// Whose resources a policy is about: an account, or `*` in a policy that is shared, and a team.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) account: &'a str,
    pub(crate) team: &'a str,
}

pub(crate) fn document(statements: Vec<Value>) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// An identity policy of so many statements.
pub(crate) fn identity(rng: &mut Rng, scope: Scope<'_>, statements: usize) -> Value {
    document((0..statements).map(|number| statement(rng, scope, number)).collect())
}

fn statement(rng: &mut Rng, scope: Scope<'_>, number: usize) -> Value {
    let service = rng.pick(SERVICES);
    if rng.percent(12) {
        return refusal(rng, scope, service, number);
    }
    let mut statement = json!({
        "Sid": format!("Allow{number}"),
        "Effect": "Allow",
        "Action": actions(rng, service),
        "Resource": resources(rng, scope, service),
    });
    if rng.percent(45) {
        set(&mut statement, "Condition", grant_condition(rng, service, scope));
    }
    statement
}

/// A Deny as guardrails have it: wide, but only under a condition.
fn refusal(rng: &mut Rng, scope: Scope<'_>, service: &Service, number: usize) -> Value {
    let (element, what) = match rng.below(6) {
        0 => ("NotAction", json!(["iam:*", "sts:*", format!("{}:*", service.prefix)])),
        1 => ("Action", json!("*")),
        _ => ("Action", actions(rng, service)),
    };
    let mut statement = json!({
        "Sid": format!("Deny{number}"),
        "Effect": "Deny",
        "Resource": if rng.percent(60) { json!("*") } else { resources(rng, scope, service) },
        "Condition": refusal_condition(rng, scope),
    });
    set(&mut statement, element, what);
    statement
}

fn set(statement: &mut Value, element: &str, value: Value) {
    if let Some(elements) = statement.as_object_mut() {
        elements.insert(element.to_owned(), value);
    }
}

/// One action, a few, or wildcards; sometimes of two services.
fn actions(rng: &mut Rng, service: &Service) -> Value {
    let mut one = |service: &Service| match rng.percent(45) {
        true => format!("{}:{}", service.prefix, rng.pick(service.patterns)),
        false => format!("{}:{}", service.prefix, rng.pick(service.actions)),
    };
    let first = one(service);
    let mut list = vec![first, one(service), one(service)];
    let other = rng.pick(SERVICES);
    match rng.below(10) {
        0..4 => list.truncate(1),
        4..7 => list.truncate(2),
        7 => list.push(format!("{}:{}", other.prefix, rng.pick(other.patterns))),
        _ => {}
    }
    list.sort();
    list.dedup();
    match &*list {
        [only] => json!(only),
        _ => json!(list),
    }
}

/// Everything, what the team has, what the account has, or what carries the caller's own name.
fn resources(rng: &mut Rng, scope: Scope<'_>, service: &Service) -> Value {
    let team = format!("{}-*", scope.team);
    let all_of = |name: &str| service.fill("*", scope.account, name, "*").replace("-**", "-*");
    match rng.below(10) {
        0..3 => json!("*"),
        3..6 => json!(all_of(&team)),
        6 => json!([all_of(&team), all_of("shared-*")]),
        7 => {
            let region = *rng.pick(&REGIONS);
            json!(service.fill(region, scope.account, "*", "*"))
        }
        8 => json!(all_of("${aws:PrincipalTag/team}-*")),
        _ => json!([all_of(&format!("{}-dev", scope.team)), all_of(&format!("{}-test", scope.team))]),
    }
}

/// A condition that ordinary requests mostly meet.
fn grant_condition(rng: &mut Rng, service: &Service, scope: Scope<'_>) -> Value {
    match rng.below(14) {
        0 | 1 => json!({"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1", "us-east-1"]}}),
        2 => json!({"IpAddress": {"aws:SourceIp": NETWORKS}}),
        3 => json!({"Bool": {"aws:SecureTransport": "true"}}),
        4 => json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        5 => json!({"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}),
        6 => json!({"StringLike": {"aws:ResourceTag/env": ["dev", "test", "stag*"]}}),
        7 => json!({"Null": {"aws:ResourceTag/owner": "false"}}),
        8 => json!({"ArnLike": {"aws:PrincipalArn": [
            format!("arn:aws:iam::{}:role/{}/*", scope.account, scope.team),
            format!("arn:aws:iam::{}:user/*", scope.account),
        ]}}),
        9 => json!({"ForAnyValue:StringEquals": {"aws:TagKeys": ["team", "env"]}}),
        10 => json!({"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}}),
        11 => json!({
            "StringEqualsIfExists": {"aws:RequestTag/env": ["dev", "test"]},
            "DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"},
        }),
        12 => json!({"StringEquals": {"aws:PrincipalTag/project": ["apollo", "gemini"]}}),
        _ => match service.key {
            Some((key, value)) => json!({"StringLike": {key: [value, format!("{}*", scope.team)]}}),
            None => json!({"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}),
        },
    }
}

/// A condition that ordinary requests mostly do not meet.
fn refusal_condition(rng: &mut Rng, scope: Scope<'_>) -> Value {
    match rng.below(9) {
        0 => json!({"NotIpAddress": {"aws:SourceIp": NETWORKS}, "Bool": {"aws:ViaAWSService": "false"}}),
        1 => json!({"Bool": {"aws:SecureTransport": "false"}}),
        2 => json!({"StringEquals": {"aws:RequestedRegion": "ap-southeast-2"}}),
        3 => json!({"StringEquals": {"aws:ResourceTag/confidential": "true"}}),
        4 => json!({"ArnNotLike": {"aws:PrincipalArn": [
            format!("arn:aws:iam::{}:role/{}/*", scope.account, scope.team),
            "arn:aws:iam::*:user/*",
        ]}}),
        5 => json!({"ForAnyValue:StringLike": {"aws:TagKeys": ["cost:*", "aws:*"]}}),
        6 => json!({"StringNotEquals": {"aws:PrincipalOrgID": ORGANIZATION}}),
        7 => json!({"Null": {"aws:PrincipalTag/team": "true"}}),
        _ => json!({"DateGreaterThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}),
    }
}

/// A boundary: services one may use at all, less what is kept from delegated administrators.
pub(crate) fn boundary(rng: &mut Rng) -> Value {
    let all =
        ["s3:*", "sqs:*", "sns:*", "dynamodb:*", "lambda:*", "logs:*", "kms:*", "ec2:*", "ssm:*", "sts:*"];
    let mut services = all.to_vec();
    services.truncate(rng.between(7, all.len()));
    document(vec![
        json!({"Sid": "Services", "Effect": "Allow", "Action": services, "Resource": "*"}),
        json!({
            "Sid": "Read", "Effect": "Allow", "Resource": "*",
            "Action": ["iam:Get*", "iam:List*", "secretsmanager:Describe*", "ecr:*", "cloudwatch:*"],
        }),
        json!({
            "Sid": "PassAppRoles", "Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::*:role/app/*",
            "Condition": {"StringLike": {"iam:PassedToService": ["lambda.amazonaws.com", "ecs*.amazonaws.com"]}},
        }),
        json!({
            "Sid": "KeepBoundary", "Effect": "Deny", "Resource": "*",
            "Action": ["iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary", "iam:*User*"],
        }),
        json!({
            "Sid": "NoForeignRegions", "Effect": "Deny", "NotAction": ["iam:*", "sts:*", "s3:*"], "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": REGIONS}},
        }),
    ])
}

/// The policy of a resource: its own account, one other account, the organization's roles, and a guardrail.
pub(crate) fn resource(rng: &mut Rng, service: &Service, arn: &str, account: &str, other: &str) -> Value {
    let prefix = service.prefix;
    let trust = prefix == "sts";
    let actions =
        if trust { json!(["sts:AssumeRole", "sts:TagSession"]) } else { json!(format!("{prefix}:*")) };
    let mut statements = vec![
        json!({
            "Sid": "Account", "Effect": "Allow", "Action": actions,
            "Principal": {"AWS": format!("arn:aws:iam::{account}:root")},
        }),
        json!({
            "Sid": "Partner", "Effect": "Allow", "Principal": {"AWS": [other, format!("arn:aws:iam::{other}:root")]},
            "Action": if trust { actions.clone() } else { json!(format!("{prefix}:{}", rng.pick(service.patterns))) },
        }),
        json!({
            "Sid": "Organization", "Effect": "Allow", "Principal": {"AWS": "*"},
            "Action": format!("{prefix}:{}", rng.pick(service.actions)),
            "Condition": {
                "StringEquals": {"aws:PrincipalOrgID": ORGANIZATION},
                "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"},
            },
        }),
        json!({
            "Sid": "Secure", "Effect": "Deny", "Principal": {"AWS": "*"}, "Action": actions,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }),
        json!({
            "Sid": "Service", "Effect": "Allow", "Principal": {"Service": ["lambda.amazonaws.com", "sns.amazonaws.com"]},
            "Action": actions, "Condition": {"StringEquals": {"aws:SourceAccount": account}},
        }),
    ];
    if !trust {
        for statement in &mut statements {
            let whole = if prefix == "kms" { json!("*") } else { json!([arn, format!("{arn}/*")]) };
            set(statement, "Resource", whole);
        }
    }
    document(statements)
}
