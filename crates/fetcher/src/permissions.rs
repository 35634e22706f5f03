//! What the fetcher has to be allowed: the union of what its operations declare, as policies to copy.

use crate::access::{ASSUME_ROLE, GET_CALLER_IDENTITY};
use crate::operation::Operation;
use crate::plan::{CollectingRole, Plan, Services, Targets};
use crate::services::{DESCRIBE_REGIONS, LIST_ACCOUNTS, Reach, Service};
use serde::Serialize;
use std::collections::BTreeSet;

/// Every operation that a plan may call, in order.
pub fn operations(plan: &Plan) -> Vec<Operation> {
    let mut all = BTreeSet::from([GET_CALLER_IDENTITY]);
    all.extend(plan.services.selected().flat_map(Service::operations));
    if plan.services.have_regions() {
        all.insert(DESCRIBE_REGIONS);
    }
    if plan.targets != Targets::Own {
        all.insert(ASSUME_ROLE);
    }
    if plan.targets == Targets::Organization {
        all.insert(LIST_ACCOUNTS);
    }
    all.into_iter().collect()
}

/// The least identity policy for whoever runs a plan, as JSON.
pub fn policy(plan: &Plan) -> String {
    let (assume, read): (Vec<Operation>, Vec<Operation>) =
        operations(plan).into_iter().partition(|operation| *operation == ASSUME_ROLE);
    let mut statements = vec![reading(&read)];
    if !assume.is_empty() {
        statements.push(Statement {
            sid: "EnterAccounts",
            effect: "Allow",
            principal: None,
            action: actions(&assume),
            resource: Some(format!("arn:*:iam::*:role/{}", plan.role.name)),
            condition: None,
        });
    }
    text(&Policy { version: VERSION, statement: statements })
}

/// The trust policy of the role that other accounts are entered by, as JSON. Trusted is an account by its id, which every partition
/// understands, or a role or user by its ARN.
pub fn trust_policy(role: &CollectingRole, trusted: &str) -> String {
    let principal = Principal { aws: Value::Text(trusted.to_owned()) };
    let external_id = role.external_id.clone().map(Value::Text);
    text(&Policy { version: VERSION, statement: vec![trusting(principal, external_id)] })
}

/// A CloudFormation template that makes the role in every account of a StackSet, as JSON.
pub fn stack_set_template(services: &Services, role: &CollectingRole) -> String {
    let mut read: Vec<Operation> = services
        .selected()
        .filter(|service| service.reach() != Reach::Organization)
        .flat_map(Service::operations)
        .copied()
        .collect();
    if services.have_regions() {
        read.push(DESCRIBE_REGIONS);
    }
    text(&template::Template::new(role, reading(&read)))
}

const VERSION: &str = "2012-10-17";

fn reading(operations: &[Operation]) -> Statement {
    Statement {
        sid: "ReadForIamdiag",
        effect: "Allow",
        principal: None,
        action: actions(operations),
        resource: Some("*".to_owned()),
        condition: None,
    }
}

fn trusting(principal: Principal, external_id: Option<Value>) -> Statement {
    Statement {
        sid: "CollectFromHere",
        effect: "Allow",
        principal: Some(principal),
        action: actions(&[ASSUME_ROLE]),
        resource: None,
        condition: external_id.map(|id| Condition { string_equals: ExternalId { id } }),
    }
}

fn actions(operations: &[Operation]) -> Vec<&'static str> {
    let all: BTreeSet<&str> = operations.iter().flat_map(|operation| operation.actions).copied().collect();
    all.into_iter().collect()
}

fn text(value: &impl Serialize) -> String {
    // INVARIANT: plain structs of text always serialize.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    version: &'static str,
    statement: Vec<Statement>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    sid: &'static str,
    effect: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<Principal>,
    action: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<Condition>,
}

#[derive(Serialize)]
struct Principal {
    #[serde(rename = "AWS")]
    aws: Value,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Condition {
    string_equals: ExternalId,
}

#[derive(Serialize)]
struct ExternalId {
    #[serde(rename = "sts:ExternalId")]
    id: Value,
}

/// Text, or what CloudFormation makes text of.
#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Text(String),
    Sub {
        #[serde(rename = "Fn::Sub")]
        text: &'static str,
    },
    Ref {
        #[serde(rename = "Ref")]
        name: &'static str,
    },
}

mod template;

#[cfg(test)]
mod tests;
