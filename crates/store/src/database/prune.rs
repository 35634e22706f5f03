//! Removing snapshots, and what only they held.

use super::error::{Result, StoreError};
use super::listing::{self, SnapshotEntry};
use super::{clock, open};
use iamdiag_policy::condition::Timestamp;
use rusqlite::{Connection, TransactionBehavior};
use std::fs;
use std::path::Path;

/// Which snapshots are to go. The newest complete one never does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prune {
    /// How many complete ones stay whatever their age.
    pub keep: Option<usize>,
    /// Complete ones collected before this go.
    pub before: Option<Timestamp>,
    /// Whether partial ones go.
    pub partial: bool,
}

/// What was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pruned {
    /// The snapshots, oldest first.
    pub removed: Vec<SnapshotEntry>,
    /// The size of the file before, in bytes.
    pub before: u64,
    /// The size of the file after, in bytes.
    pub after: u64,
}

impl Prune {
    /// The snapshots that go, of all that there are.
    fn choose(self, all: &[SnapshotEntry]) -> Vec<SnapshotEntry> {
        let complete: Vec<&SnapshotEntry> = all.iter().filter(|entry| entry.is_complete()).collect();
        let is_asked = self.keep.is_some() || self.before.is_some();
        let old = complete.len().saturating_sub(self.keep.unwrap_or(1).max(1));
        let before = self.before.map(clock::text);
        let is_before = |entry: &SnapshotEntry| match &before {
            Some(before) => entry.time() < before.as_str(),
            None => true,
        };
        let mut gone: Vec<SnapshotEntry> =
            complete.into_iter().take(old).filter(|entry| is_asked && is_before(entry)).cloned().collect();
        gone.extend(all.iter().filter(|entry| self.partial && !entry.is_complete()).cloned());
        gone.sort_by_key(|entry| entry.id);
        gone
    }
}

/// Removes snapshots and gives the space back.
///
/// # Errors
///
/// When somebody else is writing, or the store cannot be written to. Either all of them are removed or none.
pub fn prune(path: &Path, rule: Prune) -> std::result::Result<Pruned, StoreError> {
    let run = || -> Result<Pruned> {
        // To say that there is no store, rather than to make one.
        drop(open::for_reading(path)?);
        let (mut connection, _lock) = open::for_writing(path)?;
        let removed = rule.choose(&listing::list(&connection)?);
        open::leave_one_file(&mut connection);
        let before = size(path);
        if !removed.is_empty() {
            remove(&mut connection, &removed.iter().map(|entry| entry.id).collect::<Vec<_>>())?;
            // The snapshots are gone; only the file stays as large as it was if there is no space to write it anew.
            let _ = connection.execute_batch("VACUUM");
        }
        open::leave_one_file(&mut connection);
        Ok(Pruned { removed, before, after: size(path) })
    };
    run().map_err(|problem| StoreError::new(path, problem))
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |file| file.len())
}

/// Rows that nothing refers to any more, in an order in which each step finds what the one before let go.
const UNUSED: &str = "
DELETE FROM account_state WHERE id NOT IN (SELECT state FROM snapshot_account);
DELETE FROM unit WHERE state NOT IN (SELECT id FROM account_state);
DELETE FROM state_identity WHERE state NOT IN (SELECT id FROM account_state);
DELETE FROM state_policy WHERE state NOT IN (SELECT id FROM account_state);
DELETE FROM state_resource WHERE state NOT IN (SELECT id FROM account_state);
DELETE FROM identity WHERE id NOT IN (SELECT identity FROM state_identity);
DELETE FROM inline_policy WHERE identity NOT IN (SELECT id FROM identity);
DELETE FROM attached_policy WHERE identity NOT IN (SELECT id FROM identity);
DELETE FROM group_membership WHERE identity NOT IN (SELECT id FROM identity);
DELETE FROM managed_policy WHERE id NOT IN (SELECT policy FROM state_policy);
DELETE FROM resource WHERE id NOT IN (SELECT resource FROM state_resource);
DELETE FROM resource_alias WHERE resource NOT IN (SELECT id FROM resource);
DELETE FROM organization WHERE id NOT IN (SELECT organization FROM snapshot WHERE organization IS NOT NULL);
DELETE FROM organization_node WHERE organization NOT IN (SELECT id FROM organization);
DELETE FROM organization_policy WHERE organization NOT IN (SELECT id FROM organization);
DELETE FROM organization_attachment WHERE organization NOT IN (SELECT id FROM organization);
DELETE FROM delegated_administrator WHERE organization NOT IN (SELECT id FROM organization);
DELETE FROM document WHERE id NOT IN (
    SELECT document FROM inline_policy
    UNION SELECT trust FROM identity WHERE trust IS NOT NULL
    UNION SELECT document FROM managed_policy WHERE document IS NOT NULL
    UNION SELECT policy FROM resource WHERE policy IS NOT NULL
    UNION SELECT document FROM organization_policy WHERE document IS NOT NULL
    UNION SELECT resource_policy FROM organization WHERE resource_policy IS NOT NULL);
";

/// Removes snapshots and all rows that only they held, in one transaction.
pub(super) fn remove(connection: &mut Connection, snapshots: &[i64]) -> Result<()> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for snapshot in snapshots {
        change.execute("DELETE FROM gap WHERE snapshot = ?1", [snapshot])?;
        change.execute("DELETE FROM snapshot_account WHERE snapshot = ?1", [snapshot])?;
        change.execute("DELETE FROM snapshot WHERE id = ?1", [snapshot])?;
    }
    change.execute_batch(UNUSED)?;
    Ok(change.commit()?)
}
