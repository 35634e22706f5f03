//! Users, roles, groups, policies and resources, from their rows.

use super::accounts::parsed;
use super::found::{Found, together};
use crate::database::error::Result;
use crate::database::json::{DetailsJson, TagsJson, resource_details};
use crate::database::texts::Texts;
use iamdiag_evaluator::Collected;
use iamdiag_snapshot::{
    AttachedPolicy, CollectedResource, Group, Item, ManagedPolicy, Principal, PrincipalKind, ResourceDetails,
    Snapshot, StoredPolicy,
};
use rusqlite::{Connection, Row};
use std::collections::HashMap;

/// Reads the rows that were found.
pub(super) fn load(
    connection: &Connection,
    found: &Found,
    texts: &mut Texts,
    into: &mut Snapshot,
) -> Result<()> {
    for ids in together(&found.policies) {
        policies(connection, &ids, texts, into)?;
    }
    for ids in together(&found.identities) {
        identities(connection, &ids, texts, into)?;
    }
    for ids in together(&found.resources) {
        resources(connection, &ids, texts, into)?;
    }
    Ok(())
}

fn policies(connection: &Connection, ids: &str, texts: &mut Texts, into: &mut Snapshot) -> Result<()> {
    let mut all = connection.prepare_cached(
        "SELECT arn, name, version, document FROM json_each(?1) AS wanted
         CROSS JOIN managed_policy ON managed_policy.id = wanted.value",
    )?;
    let mut rows = all.query([ids])?;
    while let Some(row) = rows.next()? {
        let name: Box<str> = row.get(1)?;
        let document = texts.perhaps(connection, Some(&name), row.get(3)?)?;
        into.add(Item::Policy(ManagedPolicy { arn: row.get(0)?, version: row.get(2)?, document }))?;
    }
    Ok(())
}

/// What hangs on users, roles and groups, by their ids.
#[derive(Default)]
struct Held {
    inline: HashMap<i64, Vec<StoredPolicy>>,
    attached: HashMap<i64, Vec<AttachedPolicy>>,
    groups: HashMap<i64, Vec<Box<str>>>,
}

impl Held {
    fn read(connection: &Connection, ids: &str, texts: &mut Texts) -> Result<Self> {
        let mut held = Self::default();
        let query = |columns: &str, table: &str| {
            format!(
                "SELECT identity, {columns} FROM json_each(?1) AS wanted
                 CROSS JOIN {table} ON {table}.identity = wanted.value ORDER BY identity, position"
            )
        };
        let mut inline = connection.prepare_cached(&query("name, document", "inline_policy"))?;
        let mut rows = inline.query([ids])?;
        while let Some(row) = rows.next()? {
            let name: Box<str> = row.get(1)?;
            let policy = texts.stored(connection, &name, row.get(2)?)?;
            held.inline.entry(row.get(0)?).or_default().push(policy);
        }
        let mut attached = connection.prepare_cached(&query("name, arn", "attached_policy"))?;
        let mut rows = attached.query([ids])?;
        while let Some(row) = rows.next()? {
            let policy = AttachedPolicy { name: row.get(1)?, arn: row.get(2)? };
            held.attached.entry(row.get(0)?).or_default().push(policy);
        }
        let mut groups = connection.prepare_cached(&query("group_name", "group_membership"))?;
        let mut rows = groups.query([ids])?;
        while let Some(row) = rows.next()? {
            held.groups.entry(row.get(0)?).or_default().push(row.get(1)?);
        }
        Ok(held)
    }

    fn item(&mut self, connection: &Connection, row: &Row<'_>, texts: &mut Texts) -> Result<Item> {
        let id: i64 = row.get(0)?;
        let kind: Box<str> = row.get(1)?;
        let (name, arn) = (row.get(2)?, row.get(3)?);
        let inline = self.inline.remove(&id).unwrap_or_default();
        let attached = self.attached.remove(&id).unwrap_or_default();
        let kind = match &*kind {
            "group" => return Ok(Item::Group(Group { arn, name, inline, attached })),
            "user" => PrincipalKind::User { groups: self.groups.remove(&id).unwrap_or_default() },
            _ => PrincipalKind::Role { trust: texts.perhaps(connection, Some("trust policy"), row.get(7)?)? },
        };
        let tags: Box<str> = row.get(6)?;
        Ok(Item::Principal(Principal {
            arn,
            name,
            unique_id: row.get(4)?,
            tags: parsed::<TagsJson>(&tags)?.0,
            inline,
            attached,
            boundary: row.get(5)?,
            kind,
        }))
    }
}

fn identities(connection: &Connection, ids: &str, texts: &mut Texts, into: &mut Snapshot) -> Result<()> {
    let mut held = Held::read(connection, ids, texts)?;
    let mut all = connection.prepare_cached(
        "SELECT identity.id, kind, name, arn, unique_id, boundary, tags, trust FROM json_each(?1) AS wanted
         CROSS JOIN identity ON identity.id = wanted.value",
    )?;
    let mut rows = all.query([ids])?;
    while let Some(row) = rows.next()? {
        into.add(held.item(connection, row, texts)?)?;
    }
    Ok(())
}

fn resources(connection: &Connection, ids: &str, texts: &mut Texts, into: &mut Snapshot) -> Result<()> {
    let mut all = connection.prepare_cached(
        "SELECT arn, account, policy_state, policy_name, policy, tags, details FROM json_each(?1) AS wanted
         CROSS JOIN resource ON resource.id = wanted.value",
    )?;
    let mut rows = all.query([ids])?;
    while let Some(row) = rows.next()? {
        let (state, name): (Box<str>, Option<Box<str>>) = (row.get(2)?, row.get(3)?);
        let tags: Option<Box<str>> = row.get(5)?;
        let details: Option<Box<str>> = row.get(6)?;
        let details = details.map(|text| parsed::<DetailsJson>(&text)).transpose()?;
        into.add(Item::Resource(CollectedResource {
            arn: row.get(0)?,
            account: row.get(1)?,
            policy: policy(&state, texts.perhaps(connection, name.as_deref(), row.get(4)?)?),
            tags: tags.map(|tags| parsed::<TagsJson>(&tags)).transpose()?.map(|tags| tags.0),
            details: details.map_or(ResourceDetails::Plain, resource_details),
        }))?;
    }
    Ok(())
}

/// The policy, that there is none, or that nobody knows.
pub(super) fn policy(state: &str, policy: Option<StoredPolicy>) -> Collected<Option<StoredPolicy>> {
    match (state, policy) {
        ("collected", Some(policy)) => Collected::Known(Some(policy)),
        ("none", None) => Collected::Known(None),
        _ => Collected::NotCollected,
    }
}
