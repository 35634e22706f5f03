//! The organization as rows, shared by all snapshots between which it did not change.

use super::documents::{Documents, Kept, digest, json};
use super::error::Result;
use super::keep::{found, policy_state};
use iamdiag_evaluator::Collected;
use iamdiag_snapshot::{OrgNode, OrgPolicy, OrgPolicyKind, Organization};
use rusqlite::Connection;
use serde::Serialize;

/// `scp` or `rcp`.
pub(super) fn kind_word(kind: OrgPolicyKind) -> &'static str {
    match kind {
        OrgPolicyKind::Scp => "scp",
        OrgPolicyKind::Rcp => "rcp",
    }
}

/// The organization as its digest is taken of it.
#[derive(Serialize)]
struct Content<'o> {
    id: &'o str,
    management_account: Option<&'o str>,
    enabled: [Option<bool>; 2],
    nodes: Vec<Node<'o>>,
    policies: Vec<Policy<'o>>,
    administrators: Vec<(&'o str, &'o [Box<str>])>,
    resource_policy: (&'static str, Option<&'o str>, Option<&'o str>),
}

type Node<'o> = (&'o str, &'static str, Option<&'o str>, Option<&'o str>, [Option<&'o [Box<str>]>; 2]);
type Policy<'o> = (&'o str, &'static str, &'o str, Option<&'o str>, Option<(&'o str, &'o str)>);

/// Keeps an organization and says under which id.
pub(super) fn organization(
    connection: &Connection,
    documents: &mut Documents,
    organization: &Organization,
) -> Result<i64> {
    let mut texts: Vec<Option<Kept>> = Vec::with_capacity(organization.policies.len());
    for policy in organization.policies.values() {
        let kept = policy.document.as_ref().map(|document| documents.keep(connection, &document.text));
        texts.push(kept.transpose()?);
    }
    let (state, policy) = policy_state(&organization.resource_policy);
    let resource_text = policy.map(|policy| documents.keep(connection, &policy.text)).transpose()?;
    let resource_policy =
        (state, policy.map(|policy| &*policy.name), resource_text.as_ref().map(|kept| &*kept.sha256));
    let content = content(organization, &texts, resource_policy);
    let digest = digest("organization", &content)?;
    if let Some(id) = found(connection, "organization", &digest)? {
        return Ok(id);
    }
    let [scps, rcps] = content.enabled;
    let id = connection
        .prepare_cached(
            "INSERT INTO organization (digest, organization_id, management_account, scps_enabled, rcps_enabled,
               resource_policy_state, resource_policy_name, resource_policy)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .insert((
            digest,
            content.id,
            content.management_account,
            scps,
            rcps,
            state,
            content.resource_policy.1,
            resource_text.as_ref().map(|kept| kept.id),
        ))?;
    nodes(connection, id, organization.nodes.values())?;
    policies(connection, id, organization.policies.values().zip(texts))?;
    let mut insert =
        connection.prepare_cached("INSERT INTO delegated_administrator VALUES (?1, ?2, ?3, ?4)")?;
    for (position, administrator) in (0_i64..).zip(&organization.delegated_administrators) {
        insert.execute((id, position, &*administrator.account, json(&administrator.services)?))?;
    }
    Ok(id)
}

fn content<'o>(
    organization: &'o Organization,
    texts: &'o [Option<Kept>],
    resource_policy: (&'static str, Option<&'o str>, Option<&'o str>),
) -> Content<'o> {
    let list = |attached: &'o Collected<Vec<Box<str>>>| attached.known().map(Vec::as_slice);
    let node = |node: &'o OrgNode| {
        let attached = [list(&node.scps), list(&node.rcps)];
        (&*node.id, node.kind.name(), node.name.as_deref(), node.parent.as_deref(), attached)
    };
    let policy = |(policy, text): (&'o OrgPolicy, &'o Option<Kept>)| {
        let named = policy.document.as_ref().zip(text.as_ref());
        let named = named.map(|(document, kept)| (&*document.name, &*kept.sha256));
        (&*policy.id, kind_word(policy.kind), &*policy.name, policy.arn.as_deref(), named)
    };
    let administrators = organization.delegated_administrators.iter();
    Content {
        id: &organization.id,
        management_account: organization.management_account.as_deref(),
        enabled: [organization.scps_enabled.known().copied(), organization.rcps_enabled.known().copied()],
        nodes: organization.nodes.values().map(node).collect(),
        policies: organization.policies.values().zip(texts).map(policy).collect(),
        administrators: administrators.map(|one| (&*one.account, one.services.as_slice())).collect(),
        resource_policy,
    }
}

fn nodes<'o>(connection: &Connection, id: i64, nodes: impl Iterator<Item = &'o OrgNode>) -> Result<()> {
    let mut insert =
        connection.prepare_cached("INSERT INTO organization_node VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    let mut attach =
        connection.prepare_cached("INSERT INTO organization_attachment VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for node in nodes {
        let lists = [("scp", node.scps.known()), ("rcp", node.rcps.known())];
        let [scps, rcps] = lists.map(|(_, list)| list.is_some());
        insert.execute((
            id,
            &*node.id,
            node.kind.name(),
            node.name.as_deref(),
            node.parent.as_deref(),
            scps,
            rcps,
        ))?;
        for (kind, list) in lists {
            for (position, policy) in (0_i64..).zip(list.into_iter().flatten()) {
                attach.execute((id, &*node.id, kind, position, &**policy))?;
            }
        }
    }
    Ok(())
}

fn policies<'o>(
    connection: &Connection,
    id: i64,
    policies: impl Iterator<Item = (&'o OrgPolicy, Option<Kept>)>,
) -> Result<()> {
    let mut insert =
        connection.prepare_cached("INSERT INTO organization_policy VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    for (policy, kept) in policies {
        let document_name = policy.document.as_ref().map(|document| &*document.name);
        insert.execute((
            id,
            &*policy.id,
            kind_word(policy.kind),
            &*policy.name,
            policy.arn.as_deref(),
            document_name,
            kept.map(|kept| kept.id),
        ))?;
    }
    Ok(())
}
