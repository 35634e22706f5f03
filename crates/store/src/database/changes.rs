//! What changed between two snapshots of a store.

use super::error::Result;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// What was added, removed and changed, each by ARN or id in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Users, roles and groups.
    pub principals: Changed,
    /// Managed policies.
    pub policies: Changed,
    /// Resources.
    pub resources: Changed,
    /// SCPs and RCPs, by id.
    pub organization_policies: Changed,
    /// Root, units and accounts of the organization, by id.
    pub organization_nodes: Changed,
}

/// What was added, removed and changed of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// In the newer one only.
    pub added: BTreeSet<Box<str>>,
    /// In the older one only.
    pub removed: BTreeSet<Box<str>>,
    /// In both, and not the same.
    pub changed: BTreeSet<Box<str>>,
}

impl Changes {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.kinds().iter().all(|(_, changed)| changed.is_empty())
    }

    /// The kinds with their names for people.
    pub fn kinds(&self) -> [(&'static str, &Changed); 5] {
        [
            ("principals", &self.principals),
            ("managed policies", &self.policies),
            ("resources", &self.resources),
            ("organization policies", &self.organization_policies),
            ("organization nodes", &self.organization_nodes),
        ]
    }
}

impl Changed {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }

    /// From what only the older one has and what only the newer one has.
    fn of(older: BTreeSet<Box<str>>, newer: BTreeSet<Box<str>>) -> Self {
        Self {
            changed: older.intersection(&newer).cloned().collect(),
            added: newer.difference(&older).cloned().collect(),
            removed: older.difference(&newer).cloned().collect(),
        }
    }
}

/// Rows never change, so two snapshots differ in what they hold other rows of; and accounts of which they hold the same state
/// need no look at all.
pub(super) fn changes(connection: &Connection, older: i64, newer: i64) -> Result<Changes> {
    let members = |table: &str, members: &str, column: &str| -> Result<Changed> {
        let query = format!(
            "SELECT row.arn FROM snapshot_account AS held
             LEFT JOIN snapshot_account AS other ON other.snapshot = ?2 AND other.account = held.account
             CROSS JOIN {members} AS member ON member.state = held.state
             CROSS JOIN {table} AS row ON row.id = member.{column}
             WHERE held.snapshot = ?1 AND other.state IS NOT held.state AND NOT EXISTS
               (SELECT 1 FROM {members} AS same WHERE same.state = other.state AND same.{column} = member.{column})"
        );
        let only = |one: i64, other: i64| -> Result<BTreeSet<Box<str>>> {
            let mut statement = connection.prepare_cached(&query)?;
            let rows = statement.query_map([one, other], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        Ok(Changed::of(only(older, newer)?, only(newer, older)?))
    };
    let organization = |query: &str| -> Result<Changed> {
        let older = described(connection, query, older)?;
        let newer = described(connection, query, newer)?;
        let only = |one: &BTreeMap<Box<str>, Box<str>>, other: &BTreeMap<Box<str>, Box<str>>| {
            one.iter().filter(|(id, text)| other.get(*id) != Some(*text)).map(|(id, _)| id.clone()).collect()
        };
        Ok(Changed::of(only(&older, &newer), only(&newer, &older)))
    };
    Ok(Changes {
        principals: members("identity", "state_identity", "identity")?,
        policies: members("managed_policy", "state_policy", "policy")?,
        resources: members("resource", "state_resource", "resource")?,
        organization_policies: organization(
            "SELECT policy.id, json_array(kind, name, arn, document) FROM snapshot
             JOIN organization_policy AS policy ON policy.organization = snapshot.organization WHERE snapshot.id = ?1",
        )?,
        organization_nodes: organization(
            "SELECT node.id, json_array(node.kind, name, parent, scps, rcps,
               (SELECT json_group_array(kind || policy) FROM
                 (SELECT kind, policy FROM organization_attachment AS attached
                  WHERE attached.organization = node.organization AND attached.node = node.id ORDER BY kind, policy)))
             FROM snapshot JOIN organization_node AS node ON node.organization = snapshot.organization
             WHERE snapshot.id = ?1",
        )?,
    })
}

/// Everything of one kind with a text that says all about it.
fn described(connection: &Connection, query: &str, snapshot: i64) -> Result<BTreeMap<Box<str>, Box<str>>> {
    let mut statement = connection.prepare(query)?;
    let rows = statement.query_map([snapshot], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
