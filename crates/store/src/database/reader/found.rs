//! What a question needs, by the ids of its rows.

use crate::database::error::Result;
use rusqlite::{Connection, Params};
use std::collections::BTreeSet;

/// How many ids go into one query.
const TOGETHER: usize = 1_000;

/// The rows to read.
#[derive(Default)]
pub(super) struct Found {
    pub(super) identities: BTreeSet<i64>,
    pub(super) policies: BTreeSet<i64>,
    pub(super) resources: BTreeSet<i64>,
    /// Accounts of which the facts and the coverage are needed.
    pub(super) accounts: BTreeSet<Box<str>>,
}

impl Found {
    /// Adds the groups of the users that were found, the policies that are attached to all of them, and their accounts.
    pub(super) fn follow(&mut self, connection: &Connection, snapshot: i64) -> Result<()> {
        for ids in together(&self.identities) {
            let groups = "SELECT other.id FROM json_each(?2) AS wanted
                CROSS JOIN identity ON identity.id = wanted.value
                CROSS JOIN group_membership AS membership ON membership.identity = identity.id
                CROSS JOIN identity AS other
                  ON other.name = membership.group_name AND other.account = identity.account AND other.kind = 'group'
                CROSS JOIN snapshot_account AS held ON held.snapshot = ?1 AND held.account = other.account
                CROSS JOIN state_identity AS member ON member.state = held.state AND member.identity = other.id";
            add(connection, groups, (snapshot, ids), &mut self.identities)?;
        }
        for ids in together(&self.identities) {
            let attached = "SELECT managed.id FROM
                  (SELECT attached.arn FROM json_each(?2) AS wanted
                   CROSS JOIN attached_policy AS attached ON attached.identity = wanted.value
                   UNION SELECT identity.boundary FROM json_each(?2) AS wanted
                   CROSS JOIN identity ON identity.id = wanted.value WHERE identity.boundary IS NOT NULL) AS named
                CROSS JOIN managed_policy AS managed ON managed.arn = named.arn
                CROSS JOIN snapshot_account AS held ON held.snapshot = ?1 AND held.account = managed.account
                CROSS JOIN state_policy AS member ON member.state = held.state AND member.policy = managed.id";
            add(connection, attached, (snapshot, &ids), &mut self.policies)?;
            let accounts = "SELECT DISTINCT identity.account FROM json_each(?1) AS wanted
                CROSS JOIN identity ON identity.id = wanted.value";
            add(connection, accounts, [&ids], &mut self.accounts)?;
        }
        for ids in together(&self.resources) {
            let accounts = "SELECT DISTINCT resource.account FROM json_each(?1) AS wanted
                CROSS JOIN resource ON resource.id = wanted.value";
            add(connection, accounts, [&ids], &mut self.accounts)?;
        }
        Ok(())
    }
}

/// Adds what a query names in its first column.
pub(super) fn add<T: rusqlite::types::FromSql + Ord>(
    connection: &Connection,
    query: &str,
    values: impl Params,
    into: &mut BTreeSet<T>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(query)?;
    for value in statement.query_map(values, |row| row.get(0))? {
        into.insert(value?);
    }
    Ok(())
}

/// The ids as JSON lists of bounded length, in order.
pub(super) fn together(ids: &BTreeSet<i64>) -> Vec<String> {
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    ids.chunks(TOGETHER).map(|ids| format!("[{}]", ids.join(","))).collect()
}
