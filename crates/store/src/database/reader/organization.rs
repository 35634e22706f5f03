//! The organization. All nodes and what is attached to them are loaded, since an account that is left out would look like
//! one that is no member; of the policies' texts only those that bind an account of the question.

use super::accounts::parsed;
use super::rows::policy;
use crate::database::error::Result;
use crate::database::json::collected;
use crate::database::keep_organization::kind_word;
use crate::database::texts::Texts;
use iamdiag_evaluator::Collected;
use iamdiag_snapshot::{
    DelegatedAdministrator, Item, NodeKind, OrgNode, OrgPolicy, OrgPolicyKind, Organization, Snapshot,
};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Loads the organization into the snapshot, with the texts of the policies that bind these accounts; without accounts, of all.
pub(super) fn load(
    connection: &Connection,
    snapshot: i64,
    accounts: Option<&BTreeSet<Box<str>>>,
    texts: &mut Texts,
    into: &mut Snapshot,
) -> Result<()> {
    let held = "SELECT organization_state, organization FROM snapshot WHERE id = ?1";
    let (state, id): (Box<str>, Option<i64>) =
        connection.query_row(held, [snapshot], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let organization = match (&*state, id) {
        ("collected", Some(id)) => {
            let mut organization = head(connection, id, texts)?;
            organization.nodes = nodes(connection, id)?;
            let needed = accounts.map(|accounts| needed(&organization, accounts));
            organization.policies = policies(connection, id, needed.as_ref(), texts)?;
            Some(organization)
        }
        ("none", _) => None,
        _ => return Ok(()),
    };
    into.add(Item::Organization(Box::new(organization)))?;
    Ok(())
}

/// The policies that bind one of the accounts.
fn needed(organization: &Organization, accounts: &BTreeSet<Box<str>>) -> BTreeSet<Box<str>> {
    let paths = accounts.iter().filter_map(|account| organization.path(account)).flatten();
    let attached = paths.flat_map(|node| [&node.scps, &node.rcps]);
    attached.filter_map(Collected::known).flatten().cloned().collect()
}

fn head(connection: &Connection, id: i64, texts: &mut Texts) -> Result<Organization> {
    let mut find = connection.prepare_cached(
        "SELECT organization_id, management_account, scps_enabled, rcps_enabled, resource_policy_state,
           resource_policy_name, resource_policy FROM organization WHERE id = ?1",
    )?;
    let mut rows = find.query([id])?;
    let Some(row) = rows.next()? else { return Err(rusqlite::Error::QueryReturnedNoRows.into()) };
    let (state, name): (Box<str>, Option<Box<str>>) = (row.get(4)?, row.get(5)?);
    Ok(Organization {
        id: row.get(0)?,
        management_account: row.get(1)?,
        scps_enabled: collected(row.get(2)?),
        rcps_enabled: collected(row.get(3)?),
        nodes: BTreeMap::new(),
        policies: BTreeMap::new(),
        delegated_administrators: administrators(connection, id)?,
        resource_policy: policy(&state, texts.perhaps(connection, name.as_deref(), row.get(6)?)?),
    })
}

fn administrators(connection: &Connection, id: i64) -> Result<Vec<DelegatedAdministrator>> {
    let mut all = connection.prepare_cached(
        "SELECT account, services FROM delegated_administrator WHERE organization = ?1 ORDER BY position",
    )?;
    let mut rows = all.query([id])?;
    let mut administrators = Vec::new();
    while let Some(row) = rows.next()? {
        let services: Box<str> = row.get(1)?;
        administrators.push(DelegatedAdministrator { account: row.get(0)?, services: parsed(&services)? });
    }
    Ok(administrators)
}

fn nodes(connection: &Connection, id: i64) -> Result<BTreeMap<Box<str>, OrgNode>> {
    let mut attached = attachments(connection, id)?;
    let mut all = connection.prepare_cached(
        "SELECT id, kind, name, parent, scps, rcps FROM organization_node WHERE organization = ?1",
    )?;
    let mut rows = all.query([id])?;
    let mut nodes = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (id, kind): (Box<str>, Box<str>) = (row.get(0)?, row.get(1)?);
        let [scps, rcps] = attached.remove(&id).unwrap_or_default();
        let known =
            |is_known: bool, list| if is_known { Collected::Known(list) } else { Collected::NotCollected };
        let kind = match &*kind {
            "root" => NodeKind::Root,
            "ou" => NodeKind::Unit,
            _ => NodeKind::Account,
        };
        let node = OrgNode {
            kind,
            name: row.get(2)?,
            parent: row.get(3)?,
            scps: known(row.get(4)?, scps),
            rcps: known(row.get(5)?, rcps),
            id: id.clone(),
        };
        nodes.insert(id, node);
    }
    Ok(nodes)
}

/// The ids of the SCPs and of the RCPs, by node.
type Attachments = HashMap<Box<str>, [Vec<Box<str>>; 2]>;

fn attachments(connection: &Connection, id: i64) -> Result<Attachments> {
    let mut all = connection.prepare_cached(
        "SELECT node, kind, policy FROM organization_attachment WHERE organization = ?1 ORDER BY node, kind, position",
    )?;
    let mut rows = all.query([id])?;
    let mut attached = Attachments::new();
    while let Some(row) = rows.next()? {
        let kind: Box<str> = row.get(1)?;
        let [scps, rcps] = attached.entry(row.get(0)?).or_default();
        let list = if &*kind == kind_word(OrgPolicyKind::Scp) { scps } else { rcps };
        list.push(row.get(2)?);
    }
    Ok(attached)
}

fn policies(
    connection: &Connection,
    id: i64,
    needed: Option<&BTreeSet<Box<str>>>,
    texts: &mut Texts,
) -> Result<BTreeMap<Box<str>, OrgPolicy>> {
    let mut all = connection.prepare_cached(
        "SELECT id, kind, name, arn, document_name, document FROM organization_policy WHERE organization = ?1",
    )?;
    let mut rows = all.query([id])?;
    let mut policies = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (id, kind, name): (Box<str>, Box<str>, Option<Box<str>>) =
            (row.get(0)?, row.get(1)?, row.get(4)?);
        let is_needed = needed.is_none_or(|needed| needed.contains(&id));
        let text: Option<i64> = row.get(5)?;
        let policy = OrgPolicy {
            kind: if &*kind == kind_word(OrgPolicyKind::Scp) {
                OrgPolicyKind::Scp
            } else {
                OrgPolicyKind::Rcp
            },
            name: row.get(2)?,
            arn: row.get(3)?,
            document: texts.perhaps(connection, name.as_deref(), text.filter(|_| is_needed))?,
            id: id.clone(),
        };
        policies.insert(id, policy);
    }
    Ok(policies)
}
