//! `organization.json`.

use super::{policy, pretty};
use crate::directory::organization::read;
use crate::documents::{Documents, Nothing};
use crate::file::SourceFile;
use crate::organization::{NodeKind, OrgNode, OrgPolicyKind, Organization};
use crate::read_error::ReadError;
use iamdiag_evaluator::Collected;
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Serialize)]
struct File<'o> {
    organization: Option<Tree<'o>>,
}

#[derive(Serialize)]
struct Tree<'o> {
    id: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    management_account: Option<&'o str>,
    policy_types: BTreeMap<&'static str, Option<&'static str>>,
    root: Option<Node<'o>>,
    organizational_units: Vec<Node<'o>>,
    accounts: Vec<Node<'o>>,
    policies: Vec<Policy<'o>>,
    delegated_administrators: Vec<Administrator<'o>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_policy: Option<Option<Box<RawValue>>>,
}

#[derive(Serialize)]
struct Node<'o> {
    id: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'o str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<&'o str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scps: Option<&'o [Box<str>]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rcps: Option<&'o [Box<str>]>,
}

#[derive(Serialize)]
struct Policy<'o> {
    id: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    arn: Option<&'o str>,
    name: &'o str,
    #[serde(rename = "type")]
    kind: &'static str,
    policy: Option<Box<RawValue>>,
}

#[derive(Serialize)]
struct Administrator<'o> {
    account: &'o str,
    services: &'o [Box<str>],
}

/// The file's text, or why it would be refused when read.
pub(super) fn write(organization: Option<&Organization>) -> Result<String, ReadError> {
    let text = pretty(&File { organization: organization.map(tree) });
    let file = Arc::new(SourceFile::new("organization.json", &*text));
    read(&mut Documents::new(&file, Nothing))?;
    Ok(text)
}

fn tree(organization: &Organization) -> Tree<'_> {
    let of_kind = |kind: NodeKind| {
        organization.nodes.values().filter(move |node| node.kind == kind).map(node).collect()
    };
    let roots: Vec<Node<'_>> = of_kind(NodeKind::Root);
    Tree {
        id: &organization.id,
        management_account: organization.management_account.as_deref(),
        policy_types: BTreeMap::from([
            ("SERVICE_CONTROL_POLICY", enabled(&organization.scps_enabled)),
            ("RESOURCE_CONTROL_POLICY", enabled(&organization.rcps_enabled)),
        ]),
        root: roots.into_iter().next(),
        organizational_units: of_kind(NodeKind::Unit),
        accounts: of_kind(NodeKind::Account),
        policies: policies(organization),
        delegated_administrators: organization
            .delegated_administrators
            .iter()
            .map(|one| Administrator { account: &one.account, services: &one.services })
            .collect(),
        resource_policy: organization
            .resource_policy
            .known()
            .map(|stored| stored.as_ref().and_then(policy::value)),
    }
}

/// The word for whether a type is in force; null where nobody knows.
fn enabled(enabled: &Collected<bool>) -> Option<&'static str> {
    enabled.known().map(|enabled| if *enabled { "ENABLED" } else { "DISABLED" })
}

fn node(node: &OrgNode) -> Node<'_> {
    Node {
        id: &node.id,
        name: node.name.as_deref(),
        parent: node.parent.as_deref(),
        scps: node.scps.known().map(Vec::as_slice),
        rcps: node.rcps.known().map(Vec::as_slice),
    }
}

/// All policies; one that is attached and of which nothing else is known has no text.
fn policies(organization: &Organization) -> Vec<Policy<'_>> {
    let word = |kind| match kind {
        OrgPolicyKind::Scp => "SERVICE_CONTROL_POLICY",
        OrgPolicyKind::Rcp => "RESOURCE_CONTROL_POLICY",
    };
    let mut all: BTreeMap<&str, Policy<'_>> = BTreeMap::new();
    for node in organization.nodes.values() {
        for (kind, list) in [(OrgPolicyKind::Scp, &node.scps), (OrgPolicyKind::Rcp, &node.rcps)] {
            for id in list.known().into_iter().flatten() {
                all.insert(id, Policy { id, arn: None, name: id, kind: word(kind), policy: None });
            }
        }
    }
    for found in organization.policies.values() {
        let policy = Policy {
            id: &found.id,
            arn: found.arn.as_deref(),
            name: &found.name,
            kind: word(found.kind),
            policy: found.document.as_ref().and_then(policy::value),
        };
        all.insert(&found.id, policy);
    }
    all.into_values().collect()
}
