//! What is known of accounts as a whole, and what was looked at in them.

use super::found::Found;
use crate::database::error::{Result, StoreProblem};
use crate::database::json::{BlockJson, collected};
use crate::database::writer::filled;
use iamdiag_evaluator::Truth;
use iamdiag_snapshot::{AccountFacts, CoverageState, Gap, Item, Snapshot, Unit};
use rusqlite::{Connection, OptionalExtension};

/// All accounts that the snapshot has a state of, the two that stand for what belongs to none among them.
pub(super) fn ids(connection: &Connection, snapshot: i64) -> Result<Vec<Box<str>>> {
    let mut held = connection.prepare_cached("SELECT account FROM snapshot_account WHERE snapshot = ?1")?;
    let ids = held.query_map([snapshot], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Loads facts, coverage and gaps of the accounts that were found, and of the organization.
pub(super) fn load(connection: &Connection, snapshot: i64, found: &Found, into: &mut Snapshot) -> Result<()> {
    for account in std::iter::once("").chain(found.accounts.iter().map(|account| &**account)) {
        let of_account = "SELECT state FROM snapshot_account WHERE snapshot = ?1 AND account = ?2";
        let mut find = connection.prepare_cached(of_account)?;
        if let Some(state) = find.query_row((snapshot, account), |row| row.get(0)).optional()? {
            if !matches!(account, "" | "aws") {
                into.add(Item::Account(facts(connection, state, account)?))?;
            }
            units(connection, state, account, into)?;
        }
        gaps(connection, snapshot, account, into)?;
    }
    Ok(())
}

fn facts(connection: &Connection, state: i64, account: &str) -> Result<AccountFacts> {
    let mut find = connection.prepare_cached(
        "SELECT name, public_access_block, allow_change_password FROM account_state WHERE id = ?1",
    )?;
    let (name, block, may_change): (_, Option<Box<str>>, Option<bool>) =
        find.query_row([state], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let block = block.map(|block| parsed::<Option<BlockJson>>(&block)).transpose()?;
    Ok(AccountFacts {
        id: account.into(),
        name,
        public_access_block: collected(block.map(|block| block.map(Into::into))),
        allow_change_password: match may_change {
            Some(true) => Truth::True,
            Some(false) => Truth::False,
            None => Truth::Unknown,
        },
    })
}

/// JSON of a column.
pub(super) fn parsed<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| StoreProblem::Damaged(error.to_string().into()))
}

fn units(connection: &Connection, state: i64, account: &str, into: &mut Snapshot) -> Result<()> {
    let mut all = connection.prepare_cached("SELECT service, region, coverage FROM unit WHERE state = ?1")?;
    let rows = all.query_map([state], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for row in rows {
        let (service, region, coverage): (_, _, Option<Box<str>>) = row?;
        let unit = Unit { account: filled(account.into()), region: filled(region), service };
        // What was planned only was not looked at. A word of a later version is no promise that something is complete.
        let state = match coverage {
            Some(word) => CoverageState::parse(&word).unwrap_or(CoverageState::Partial),
            None => CoverageState::NotAttempted,
        };
        into.add(Item::Coverage(unit, state))?;
    }
    Ok(())
}

fn gaps(connection: &Connection, snapshot: i64, account: &str, into: &mut Snapshot) -> Result<()> {
    for gap in gaps_of(connection, snapshot, Some(account))? {
        into.add(Item::Gap(gap))?;
    }
    Ok(())
}

/// All gaps of a snapshot, by account.
pub(super) fn all_gaps(connection: &Connection, snapshot: i64) -> Result<Vec<Gap>> {
    gaps_of(connection, snapshot, None)
}

fn gaps_of(connection: &Connection, snapshot: i64, account: Option<&str>) -> Result<Vec<Gap>> {
    let condition = if account.is_some() { "account = ?2" } else { "?2 IS NULL" };
    let mut all = connection.prepare_cached(&format!(
        "SELECT account, service, region, operation, resource, error_code, request_id FROM gap
         WHERE snapshot = ?1 AND {condition} ORDER BY account, service, region, position",
    ))?;
    let rows = all.query_map((snapshot, account), |row| {
        Ok(Gap {
            unit: Unit { account: filled(row.get(0)?), service: row.get(1)?, region: filled(row.get(2)?) },
            operation: row.get(3)?,
            resource: row.get(4)?,
            error_code: row.get(5)?,
            request_id: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
