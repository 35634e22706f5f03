//! Reading a snapshot: only what a question needs, by indexes.

mod accounts;
mod found;
mod names;
mod near;
mod organization;
mod rows;

use super::error::{Result, StoreError};
use super::listing::{self, Choice, Counts, SnapshotEntry};
use super::texts::Texts;
use super::{changes, open, writer};
use found::Found;
use iamdiag_snapshot::{CoverageState, Gap, Snapshot, SnapshotInfo, Source, Unit, Wanted};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A store, opened for reading.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    connection: Connection,
}

/// One snapshot of a store.
#[derive(Debug)]
pub struct StoredSnapshot {
    store: Store,
    entry: SnapshotEntry,
}

impl Store {
    /// Opens the store in a file.
    ///
    /// # Errors
    ///
    /// When there is none, or the file is not a store that this version can read.
    pub fn open(path: &Path) -> std::result::Result<Self, StoreError> {
        let connection = open::for_reading(path).map_err(|problem| StoreError::new(path, problem))?;
        Ok(Self { path: path.to_owned(), connection })
    }

    /// All snapshots, oldest first.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn snapshots(&self) -> std::result::Result<Vec<SnapshotEntry>, StoreError> {
        self.told(listing::list(&self.connection))
    }

    /// The snapshot that is meant.
    ///
    /// # Errors
    ///
    /// When there is no such snapshot, or the file cannot be read.
    pub fn snapshot(self, choice: Choice) -> std::result::Result<StoredSnapshot, StoreError> {
        let entry = self.told(listing::choose(&self.connection, choice))?;
        Ok(StoredSnapshot { store: self, entry })
    }

    fn told<T>(&self, result: Result<T>) -> std::result::Result<T, StoreError> {
        result.map_err(|problem| StoreError::new(&self.path, problem))
    }
}

impl StoredSnapshot {
    /// What the store says of it.
    pub fn entry(&self) -> &SnapshotEntry {
        &self.entry
    }

    /// How much is in it.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn counts(&self) -> std::result::Result<Counts, StoreError> {
        self.store.told(listing::counts(&self.store.connection, self.entry.id))
    }

    /// What became of each unit; `None` for those that are planned only.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn units(&self) -> std::result::Result<BTreeMap<Unit, Option<CoverageState>>, StoreError> {
        self.store.told(writer::units(&self.store.connection, self.entry.id))
    }

    /// The organization with all its policies, and what was looked at outside of the accounts.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn organization(&self) -> std::result::Result<Snapshot, StoreError> {
        let connection = &self.store.connection;
        let load = || -> Result<Snapshot> {
            let (mut snapshot, mut texts) = (Snapshot::default(), Texts::default());
            organization::load(connection, self.entry.id, None, &mut texts, &mut snapshot)?;
            accounts::load(connection, self.entry.id, &Found::default(), &mut snapshot)?;
            Ok(snapshot)
        };
        self.store.told(load())
    }

    /// The calls that brought nothing, by account.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn gaps(&self) -> std::result::Result<Vec<Gap>, StoreError> {
        self.store.told(accounts::all_gaps(&self.store.connection, self.entry.id))
    }

    /// The ids of the accounts of which something was collected, in order.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn accounts(&self) -> std::result::Result<Vec<Box<str>>, StoreError> {
        let ids = accounts::ids(&self.store.connection, self.entry.id);
        let ids = ids.map(|ids| ids.into_iter().filter(|id| !matches!(&**id, "" | "aws")).collect());
        self.store.told(ids)
    }

    /// What changed from another snapshot of the same store to this one.
    ///
    /// # Errors
    ///
    /// When there is no such snapshot, or the file cannot be read.
    pub fn changes_since(&self, older: i64) -> std::result::Result<changes::Changes, StoreError> {
        let connection = &self.store.connection;
        let compared = listing::choose(connection, Choice::Id(older))
            .and_then(|older| changes::changes(connection, older.id, self.entry.id));
        self.store.told(compared)
    }
}

impl Source for StoredSnapshot {
    type Error = StoreError;

    fn load(&self, wanted: &Wanted) -> std::result::Result<Snapshot, StoreError> {
        self.store.told(load(&self.store.connection, &self.entry, wanted))
    }

    fn near_principals(&self, text: &str) -> std::result::Result<Vec<Box<str>>, StoreError> {
        self.store.told(near::principals(&self.store.connection, self.entry.id, text))
    }

    fn near_resources(&self, text: &str) -> std::result::Result<Vec<Box<str>>, StoreError> {
        self.store.told(near::resources(&self.store.connection, self.entry.id, text))
    }

    fn near_policies(&self, text: &str) -> std::result::Result<Vec<Box<str>>, StoreError> {
        self.store.told(near::policies(&self.store.connection, self.entry.id, text))
    }
}

/// First everything that is wanted is found, by its ids; then the rows are read.
fn load(connection: &Connection, entry: &SnapshotEntry, wanted: &Wanted) -> Result<Snapshot> {
    // One transaction, so that a writer that removes snapshots takes nothing away in the middle.
    let reading = connection.unchecked_transaction()?;
    let mut found = Found::default();
    names::find(&reading, entry.id, wanted, &mut found)?;
    found.follow(&reading, entry.id)?;
    let mut texts = Texts::default();
    let mut snapshot = Snapshot::default();
    snapshot.info = SnapshotInfo {
        id: Some(entry.id.to_string().into()),
        // What is partial was collected after this at least.
        collected_at: if entry.is_complete() {
            entry.collected_at.clone()
        } else {
            Some(entry.started_at.clone())
        },
        warnings: Vec::new(),
    };
    let some_of_it = !wanted.everything && wanted.anything.is_empty();
    let bound = some_of_it.then_some(&found.accounts);
    organization::load(&reading, entry.id, bound, &mut texts, &mut snapshot)?;
    accounts::load(&reading, entry.id, &found, &mut snapshot)?;
    rows::load(&reading, &found, &mut texts, &mut snapshot)?;
    Ok(snapshot)
}
