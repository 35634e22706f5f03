//! `organization.json`.

use super::wire::{PolicyTypes, Word, told};
use crate::documents::{Beside, Documents};
use crate::organization::{
    DelegatedAdministrator, NodeKind, OrgNode, OrgPolicy, OrgPolicyKind, Organization,
};
use crate::policy_text::{PolicyText, StoredPolicy};
use crate::read_error::{FileForm, ReadProblem};
use crate::text;
use iamdiag_evaluator::Collected;
use iamdiag_policy::is_account_id;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `organization`")]
struct File<'a> {
    #[serde(borrow)]
    organization: Option<Tree<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object that describes an organization")]
struct Tree<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    management_account: Option<Cow<'a, str>>,
    policy_types: Option<PolicyTypes>,
    #[serde(borrow)]
    root: Node<'a>,
    #[serde(borrow, default)]
    organizational_units: Vec<Node<'a>>,
    #[serde(borrow, default)]
    accounts: Vec<Node<'a>>,
    #[serde(borrow, default)]
    policies: Vec<Policy<'a>>,
    #[serde(borrow)]
    delegated_administrators: Option<Vec<Administrator<'a>>>,
    #[serde(borrow, default, deserialize_with = "told")]
    resource_policy: Option<Option<&'a RawValue>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `id` and what is attached there")]
struct Node<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    parent: Option<Cow<'a, str>>,
    #[serde(borrow)]
    scps: Option<Vec<Cow<'a, str>>>,
    #[serde(borrow)]
    rcps: Option<Vec<Cow<'a, str>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `id`, `name`, `type` and `policy`")]
struct Policy<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    arn: Option<Cow<'a, str>>,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    policy: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `account` and `services`")]
struct Administrator<'a> {
    #[serde(borrow)]
    account: Cow<'a, str>,
    #[serde(borrow, default)]
    services: Vec<Cow<'a, str>>,
}

/// Reads the organization; `None` where the file says that there is none.
pub(super) fn read<B: Beside>(documents: &mut Documents<'_, B>) -> Result<Option<Organization>, B::Error> {
    let file: File<'_> = text::parse(documents.file, FileForm::Organization)?;
    let Some(tree) = file.organization else { return Ok(None) };
    check_management(documents, tree.management_account.as_deref())?;
    let mut organization = Organization {
        id: tree.id.into(),
        management_account: tree.management_account.map(Into::into),
        delegated_administrators: administrators(tree.delegated_administrators),
        resource_policy: delegation(documents, tree.resource_policy)?,
        ..Organization::default()
    };
    for policy in tree.policies {
        let at = policy.id.clone();
        let read = org_policy(documents, policy)?;
        if organization.policies.insert(read.id.clone(), read).is_some() {
            let problem = ReadProblem::Twice { what: "policy", name: at.as_ref().into() };
            return Err(documents.error_at(&at, problem).into());
        }
    }
    let nodes = std::iter::once((NodeKind::Root, tree.root))
        .chain(tree.organizational_units.into_iter().map(|node| (NodeKind::Unit, node)))
        .chain(tree.accounts.into_iter().map(|node| (NodeKind::Account, node)));
    for (kind, node) in nodes {
        let at = node.id.clone();
        check_id(documents, kind, &at)?;
        if organization.nodes.insert(at.as_ref().into(), org_node(kind, node)).is_some() {
            let problem = ReadProblem::Twice { what: kind.name(), name: at.as_ref().into() };
            return Err(documents.error_at(&at, problem).into());
        }
    }
    add_defaults(&mut organization);
    let types = tree.policy_types.unwrap_or_default();
    organization.scps_enabled = enabled(types.scp, &organization, |node| &node.scps);
    organization.rcps_enabled = enabled(types.rcp, &organization, |node| &node.rcps);
    organization.check().map_err(|error| {
        let offset = error.subject().and_then(|id| documents.file.text().find(&format!("\"{id}\"")));
        documents.error(offset.unwrap_or(0), ReadProblem::Tree(error))
    })?;
    Ok(Some(organization))
}

fn check_id<B: Beside>(documents: &Documents<'_, B>, kind: NodeKind, id: &str) -> Result<(), B::Error> {
    let (fits, expected) = match kind {
        NodeKind::Root => (id.starts_with("r-"), "the id of a root, such as r-exam"),
        NodeKind::Unit => {
            (id.starts_with("ou-"), "the id of an organizational unit, such as ou-exam-12345678")
        }
        NodeKind::Account => (is_account_id(id), "an account id of twelve digits"),
    };
    if fits {
        return Ok(());
    }
    Err(documents.error_at(id, ReadProblem::Value { found: id.into(), expected }).into())
}

/// A mistyped management account would be nobody's, and what it exempts would be bound.
fn check_management<B: Beside>(documents: &Documents<'_, B>, id: Option<&str>) -> Result<(), B::Error> {
    match id.filter(|id| !is_account_id(id)) {
        Some(id) => {
            let expected = "an account id of twelve digits";
            Err(documents.error_at(id, ReadProblem::Value { found: id.into(), expected }).into())
        }
        None => Ok(()),
    }
}

fn org_node(kind: NodeKind, node: Node<'_>) -> OrgNode {
    let ids = |ids: Option<Vec<Cow<'_, str>>>| match ids {
        Some(ids) => Collected::Known(ids.into_iter().map(Into::into).collect()),
        None => Collected::NotCollected,
    };
    OrgNode {
        id: node.id.into(),
        kind,
        name: node.name.map(Into::into),
        parent: node.parent.map(Into::into),
        scps: ids(node.scps),
        rcps: ids(node.rcps),
    }
}

fn org_policy<'a, B: Beside>(
    documents: &mut Documents<'a, B>,
    policy: Policy<'a>,
) -> Result<OrgPolicy, B::Error> {
    let kind = match &*policy.kind {
        "SERVICE_CONTROL_POLICY" => OrgPolicyKind::Scp,
        "RESOURCE_CONTROL_POLICY" => OrgPolicyKind::Rcp,
        other => {
            let expected = "SERVICE_CONTROL_POLICY or RESOURCE_CONTROL_POLICY";
            return Err(documents
                .error_at(&policy.kind, ReadProblem::Value { found: other.into(), expected })
                .into());
        }
    };
    let name: Box<str> = policy.name.as_deref().unwrap_or(&policy.id).into();
    let document = policy.policy.map(|value| documents.stored(&name, value)).transpose()?;
    Ok(OrgPolicy { id: policy.id.into(), arn: policy.arn.map(Into::into), kind, document, name })
}

fn administrators(found: Option<Vec<Administrator<'_>>>) -> Vec<DelegatedAdministrator> {
    let one = |found: Administrator<'_>| DelegatedAdministrator {
        account: found.account.into(),
        services: found.services.into_iter().map(Into::into).collect(),
    };
    found.unwrap_or_default().into_iter().map(one).collect()
}

fn delegation<'a, B: Beside>(
    documents: &mut Documents<'a, B>,
    found: Option<Option<&'a RawValue>>,
) -> Result<Collected<Option<StoredPolicy>>, B::Error> {
    Ok(match found {
        None => Collected::NotCollected,
        Some(None) => Collected::Known(None),
        Some(Some(value)) => Collected::Known(Some(documents.stored("delegation policy", value)?)),
    })
}

/// AWS's own two policies need not be written out (O3, Q2).
fn add_defaults(organization: &mut Organization) {
    let defaults = [
        ("p-FullAWSAccess", "FullAWSAccess", OrgPolicyKind::Scp, FULL_ACCESS),
        ("p-RCPFullAWSAccess", "RCPFullAWSAccess", OrgPolicyKind::Rcp, RCP_FULL_ACCESS),
    ];
    for (id, name, kind, text) in defaults {
        let policy = || OrgPolicy {
            id: id.into(),
            arn: None,
            kind,
            document: Some(StoredPolicy::without_place(name, Arc::new(PolicyText::own(text)))),
            name: name.into(),
        };
        organization.policies.entry(id.into()).or_insert_with(policy);
    }
}

const FULL_ACCESS: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "*",
      "Resource": "*"
    }
  ]
}"#;

const RCP_FULL_ACCESS: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": "*",
      "Action": "*",
      "Resource": "*"
    }
  ]
}"#;

/// Whether a type of policy is in force: as told, else whether any node has such policies (O11).
fn enabled(
    told: Option<Option<Word>>,
    organization: &Organization,
    of: impl Fn(&OrgNode) -> &Collected<Vec<Box<str>>>,
) -> Collected<bool> {
    if let Some(word) = told {
        return word.map_or(Collected::NotCollected, Word::binds);
    }
    let lists = || organization.nodes.values().map(&of);
    if lists().any(|list| list.known().is_some_and(|ids| !ids.is_empty())) {
        return Collected::Known(true);
    }
    match lists().any(|list| list.known().is_none()) {
        true => Collected::NotCollected,
        false => Collected::Known(false),
    }
}
