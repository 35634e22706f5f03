//! Service control policies of three levels: root, organizational unit, account.

use super::policies::{ORGANIZATION, document};
use serde_json::{Value, json};

/// Regional guardrails leave out what is global.
const GLOBAL: [&str; 14] = [
    "iam:*",
    "sts:*",
    "organizations:*",
    "account:*",
    "route53:*",
    "cloudfront:*",
    "support:*",
    "budgets:*",
    "health:*",
    "waf:*",
    "globalaccelerator:*",
    "importexport:*",
    "s3:ListAllMyBuckets",
    "s3:GetBucketLocation",
];

/// The nodes over an account, root first, as `scps` takes them.
pub(crate) fn nodes(account: &str, unit: &str) -> Value {
    json!([
        {"node": "r-root", "policies": [full(), entry("guard-root", root())]},
        {"node": unit, "policies": [full(), entry(&format!("regions-{unit}"), regions(unit))]},
        {"node": account, "policies": [full(), entry(&format!("guard-{account}"), of_account(account))]},
    ])
}

fn entry(name: &str, policy: Value) -> Value {
    json!({"name": name, "arn": format!("arn:aws:organizations::999999999999:policy/{ORGANIZATION}/service_control_policy/{name}"), "policy": policy})
}

fn full() -> Value {
    let all = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    json!({"name": "FullAWSAccess", "arn": "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess", "policy": document(vec![all])})
}

fn deny(sid: &str, actions: Value, resource: &str, condition: Value) -> Value {
    json!({"Sid": sid, "Effect": "Deny", "Action": actions, "Resource": resource, "Condition": condition})
}

fn root() -> Value {
    let except_admins = json!({"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/OrganizationAdmin"}});
    let trails = json!([
        "cloudtrail:StopLogging",
        "cloudtrail:DeleteTrail",
        "config:Delete*",
        "config:Stop*",
        "guardduty:Delete*"
    ]);
    let root_users = json!({"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}});
    document(vec![
        deny("Stay", json!("organizations:LeaveOrganization"), "*", except_admins.clone()),
        deny("Trails", trails, "*", except_admins.clone()),
        deny("RootUsers", json!("*"), "*", root_users),
        deny("AdminRoles", json!("iam:*Role*"), "arn:aws:iam::*:role/OrganizationAdmin", except_admins),
    ])
}

fn regions(unit: &str) -> Value {
    let allowed = if unit == "ou-sandbox" {
        json!(["eu-west-1"])
    } else {
        json!(["eu-west-1", "eu-central-1", "us-east-1"])
    };
    document(vec![
        json!({
            "Sid": "Regions", "Effect": "Deny", "NotAction": GLOBAL, "Resource": "*",
            "Condition": {
                "StringNotEquals": {"aws:RequestedRegion": allowed},
                "ArnNotLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/OrganizationAdmin", "arn:aws:iam::*:role/aws-reserved/*"]},
            },
        }),
        deny(
            "Users",
            json!(["iam:CreateUser", "iam:CreateAccessKey"]),
            "*",
            json!({"Bool": {"aws:ViaAWSService": "false"}}),
        ),
    ])
}

fn of_account(account: &str) -> Value {
    document(vec![
        deny(
            "Uploads",
            json!("s3:PutObject"),
            "*",
            json!({"Null": {"aws:SourceIp": "true"}, "Bool": {"aws:ViaAWSService": "false"}}),
        ),
        deny(
            "OutsideCalls",
            json!("sts:AssumeRole"),
            "*",
            json!({"StringNotEqualsIfExists": {"aws:ResourceOrgID": ORGANIZATION}}),
        ),
        deny(
            "Keys",
            json!(["kms:ScheduleKeyDeletion", "kms:DisableKey"]),
            &format!("arn:aws:kms:*:{account}:key/*"),
            json!({"Bool": {"aws:SecureTransport": "true"}}),
        ),
        deny(
            "Plain",
            json!(["s3:*", "sqs:*", "sns:*"]),
            "*",
            json!({"Bool": {"aws:SecureTransport": "false"}}),
        ),
    ])
}
