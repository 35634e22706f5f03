//! The CloudFormation template. Its parameters are what differs from organization to organization.

use super::{Policy, Principal, Statement, VERSION, Value, trusting};
use crate::plan::CollectingRole;
use serde::Serialize;

/// The name of the role unless the user chose one.
const NAME: &str = "iamdiag-fetch";

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Template {
    #[serde(rename = "AWSTemplateFormatVersion")]
    version: &'static str,
    description: &'static str,
    parameters: Parameters,
    resources: Resources,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Parameters {
    trusted_account_id: Parameter,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<Parameter>,
    role_name: Parameter,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    r#type: &'static str,
    description: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
    allowed_pattern: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Resources {
    collecting_role: Role,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Role {
    r#type: &'static str,
    properties: Properties,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Properties {
    role_name: Value,
    description: &'static str,
    assume_role_policy_document: Policy,
    policies: Vec<Inline>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Inline {
    policy_name: &'static str,
    policy_document: Policy,
}

impl Template {
    pub(super) fn new(role: &CollectingRole, reading: Statement) -> Self {
        let aws = Value::Sub { text: "arn:${AWS::Partition}:iam::${TrustedAccountId}:root" };
        let trust =
            trusting(Principal { aws }, role.external_id.as_ref().map(|_| Value::Ref { name: "ExternalId" }));
        let policy = |statement| Policy { version: VERSION, statement: vec![statement] };
        Self {
            version: "2010-09-09",
            description: "The role by which iamdiag fetch reads this account. It may read policies, and nothing else.",
            parameters: Parameters {
                trusted_account_id: Parameter {
                    r#type: "String",
                    description: "The account that iamdiag fetch runs in",
                    default: None,
                    allowed_pattern: "^[0-9]{12}$",
                },
                external_id: role.external_id.clone().map(|id| Parameter {
                    r#type: "String",
                    description: "What iamdiag fetch is given as --external-id",
                    default: Some(id),
                    allowed_pattern: "^[A-Za-z0-9+=,.@:/_-]{2,1224}$",
                }),
                role_name: Parameter {
                    r#type: "String",
                    description: "What iamdiag fetch is given as --role-name",
                    // The role that Organizations makes is there already.
                    default: Some(if role.name == CollectingRole::DEFAULT_NAME {
                        NAME.to_owned()
                    } else {
                        role.name.clone()
                    }),
                    allowed_pattern: "^[A-Za-z0-9+=,.@_-]{1,64}$",
                },
            },
            resources: Resources {
                collecting_role: Role {
                    r#type: "AWS::IAM::Role",
                    properties: Properties {
                        role_name: Value::Ref { name: "RoleName" },
                        description: "Read by iamdiag fetch",
                        assume_role_policy_document: policy(trust),
                        policies: vec![Inline {
                            policy_name: "iamdiag-fetch",
                            policy_document: policy(reading),
                        }],
                    },
                },
            },
        }
    }
}
