//! The state of an account while it is being written, and sealing it, so that snapshots share what did not change.

use super::documents::digest;
use super::error::Result;
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;

/// What a state of an account is made of, beside its own row: table and column.
const PARTS: [(&str, &str); 4] = [
    ("state_identity", "identity"),
    ("state_policy", "policy"),
    ("state_resource", "resource"),
    ("unit", "service, region, coverage"),
];

/// The state of the account in the snapshot that may be written to. A sealed one is copied first.
pub(super) fn open(connection: &Connection, snapshot: i64, account: &str) -> Result<i64> {
    let mut find = connection.prepare_cached(
        "SELECT state.id, state.digest IS NOT NULL FROM snapshot_account AS held
         JOIN account_state AS state ON state.id = held.state WHERE held.snapshot = ?1 AND held.account = ?2",
    )?;
    let found = find.query_row((snapshot, account), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let from: Option<i64> = match found {
        Some((state, false)) => return Ok(state),
        Some((sealed, true)) => Some(sealed),
        None => None,
    };
    let mut insert = connection.prepare_cached("INSERT INTO account_state (account) VALUES (?1)")?;
    let state = insert.insert([account])?;
    if let Some(sealed) = from {
        copy(connection, sealed, state)?;
    }
    let mut hold = connection.prepare_cached(
        "INSERT INTO snapshot_account VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET state = excluded.state",
    )?;
    hold.execute((snapshot, account, state))?;
    Ok(state)
}

fn copy(connection: &Connection, from: i64, to: i64) -> Result<()> {
    connection.execute(
        "UPDATE account_state SET (name, public_access_block, allow_change_password) =
           (SELECT name, public_access_block, allow_change_password FROM account_state WHERE id = ?1) WHERE id = ?2",
        (from, to),
    )?;
    for (table, columns) in PARTS {
        let copy = format!("INSERT INTO {table} SELECT ?2, {columns} FROM {table} WHERE state = ?1");
        connection.execute(&copy, (from, to))?;
    }
    Ok(())
}

/// The content of a state as its digest is taken of it. Rows never change, so their ids stand for them.
#[derive(Serialize)]
struct Content {
    account: Box<str>,
    name: Option<Box<str>>,
    public_access_block: Option<Box<str>>,
    allow_change_password: Option<bool>,
    identities: Vec<i64>,
    policies: Vec<i64>,
    resources: Vec<i64>,
    units: Vec<UnitContent>,
}

/// Service, region and coverage.
type UnitContent = (Box<str>, Box<str>, Option<Box<str>>);

/// Seals the states that the snapshot holds of accounts: one that has the content of a state that is already there gives way to it.
pub(super) fn seal(connection: &Connection, snapshot: i64, account: &str) -> Result<()> {
    let state = connection.query_row(
        "SELECT state.id FROM snapshot_account AS held JOIN account_state AS state ON state.id = held.state
         WHERE held.snapshot = ?1 AND held.account = ?2 AND state.digest IS NULL",
        (snapshot, account),
        |row| row.get::<_, i64>(0),
    );
    let Some(state) = state.optional()? else { return Ok(()) };
    let digest = digest("account", &content(connection, state)?)?;
    let same =
        connection.query_row("SELECT id FROM account_state WHERE digest = ?1", [digest], |row| row.get(0));
    let Some(same) = same.optional()? else {
        connection.execute("UPDATE account_state SET digest = ?2 WHERE id = ?1", (state, digest))?;
        return Ok(());
    };
    let same: i64 = same;
    connection.execute(
        "UPDATE snapshot_account SET state = ?3 WHERE snapshot = ?1 AND account = ?2",
        (snapshot, account, same),
    )?;
    remove(connection, state)
}

/// Removes a state that no snapshot holds.
pub(super) fn remove(connection: &Connection, state: i64) -> Result<()> {
    for (table, _) in PARTS {
        connection.execute(&format!("DELETE FROM {table} WHERE state = ?1"), [state])?;
    }
    connection.execute("DELETE FROM account_state WHERE id = ?1", [state])?;
    Ok(())
}

fn content(connection: &Connection, state: i64) -> Result<Content> {
    let ids = |table: &str, column: &str| -> Result<Vec<i64>> {
        let query = format!("SELECT {column} FROM {table} WHERE state = ?1 ORDER BY {column}");
        let mut statement = connection.prepare_cached(&query)?;
        let rows = statement.query_map([state], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    };
    let mut units = connection.prepare_cached(
        "SELECT service, region, coverage FROM unit WHERE state = ?1 ORDER BY service, region",
    )?;
    let units = units.query_map([state], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let units = units.collect::<rusqlite::Result<_>>()?;
    let (account, name, public_access_block, allow_change_password) = connection.query_row(
        "SELECT account, name, public_access_block, allow_change_password FROM account_state WHERE id = ?1",
        [state],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    Ok(Content {
        account,
        name,
        public_access_block,
        allow_change_password,
        identities: ids("state_identity", "identity")?,
        policies: ids("state_policy", "policy")?,
        resources: ids("state_resource", "resource")?,
        units,
    })
}

/// Takes out of a state what an interrupted run left of a unit: IAM's unit holds users, roles, groups and policies, every unit
/// the resources of its service and region.
pub(super) fn clear(connection: &Connection, state: i64, service: &str, region: &str) -> Result<()> {
    if service == "iam" {
        connection.execute("DELETE FROM state_identity WHERE state = ?1", [state])?;
        connection.execute("DELETE FROM state_policy WHERE state = ?1", [state])?;
    }
    connection.execute(
        "DELETE FROM state_resource WHERE state = ?1 AND resource IN
           (SELECT resource.id FROM state_resource AS member JOIN resource ON resource.id = member.resource
            WHERE member.state = ?1 AND resource.service = ?2 AND resource.region = ?3)",
        (state, service, region),
    )?;
    connection.execute(
        "UPDATE unit SET coverage = NULL WHERE state = ?1 AND service = ?2 AND region = ?3",
        (state, service, region),
    )?;
    Ok(())
}
