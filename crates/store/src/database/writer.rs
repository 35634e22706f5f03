//! Writing one snapshot: page by page, and visible only when everything that was planned is there.

use super::documents::{Documents, json};
use super::error::{Result, StoreError, StoreProblem};
use super::json::BlockJson;
use super::lock::WriterLock;
use super::{clock, draft, keep, keep_organization, open};
use iamdiag_evaluator::{Collected, Truth};
use iamdiag_policy::condition::Timestamp;
use iamdiag_snapshot::{AccountFacts, CoverageState, Gap, Item, Organization, Sink, Unit};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// Where a snapshot comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// How it is made: `fetch` or `import`.
    pub origin: Box<str>,
    /// The version of the program.
    pub tool_version: Box<str>,
    /// The account of the credentials, where there are any.
    pub caller_account: Option<Box<str>>,
    /// When it began.
    pub started_at: Timestamp,
}

/// The one writer of a store, writing one snapshot.
///
/// A page is one transaction. A writer that goes away, however it does, leaves a partial snapshot and takes nothing from the
/// snapshots before it.
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    connection: Connection,
    snapshot: i64,
    known: Known,
    // Dropped last: the right to write ends when everything is in its place.
    _lock: WriterLock,
}

/// What was found or made in the transactions that are done.
#[derive(Default)]
struct Known {
    documents: Documents,
    drafts: HashMap<Box<str>, i64>,
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Known").finish_non_exhaustive()
    }
}

impl Writer {
    /// Begins a snapshot, and the store if there is none.
    ///
    /// # Errors
    ///
    /// When somebody else is writing, when the place cannot be written to, or when the file is not a store.
    pub fn start(path: &Path, run: &Run) -> std::result::Result<Self, StoreError> {
        let begin = |connection: &Connection| {
            let mut insert = connection.prepare(
                "INSERT INTO snapshot (state, origin, started_at, tool_version, caller_account)
                 VALUES ('partial', ?1, ?2, ?3, ?4)",
            )?;
            let started = clock::text(run.started_at);
            Ok(Some(insert.insert((
                &*run.origin,
                started,
                &*run.tool_version,
                run.caller_account.as_deref(),
            ))?))
        };
        // INVARIANT: `begin` always names a snapshot.
        Self::open(path, begin)?
            .ok_or_else(|| StoreError::new(path, StoreProblem::Sql("no snapshot begun".into())))
    }

    /// Goes on with the newest partial snapshot of that origin; `None` if there is none that is newer than all complete ones.
    ///
    /// # Errors
    ///
    /// As [`Writer::start`].
    pub fn resume(path: &Path, origin: &str) -> std::result::Result<Option<Self>, StoreError> {
        if !path.exists() {
            return Ok(None);
        }
        Self::open(path, |connection| {
            let newest = "SELECT id FROM snapshot WHERE origin = ?1 AND state = 'partial'
                          AND id > (SELECT coalesce(max(id), 0) FROM snapshot WHERE state = 'complete' AND origin = ?1)
                          ORDER BY id DESC LIMIT 1";
            Ok(connection.query_row(newest, [origin], |row| row.get(0)).optional()?)
        })
    }

    fn open(
        path: &Path,
        snapshot: impl FnOnce(&Connection) -> Result<Option<i64>>,
    ) -> std::result::Result<Option<Self>, StoreError> {
        let open = || -> Result<Option<Self>> {
            let (mut connection, lock) = open::for_writing(path)?;
            let Some(snapshot) = snapshot(&connection)? else {
                open::leave_one_file(&mut connection);
                return Ok(None);
            };
            let path = path.to_owned();
            Ok(Some(Self { path, connection, snapshot, known: Known::default(), _lock: lock }))
        };
        open().map_err(|problem| StoreError::new(path, problem))
    }

    /// The id of the snapshot that is being written.
    pub fn snapshot(&self) -> i64 {
        self.snapshot
    }

    /// Says which units are going to be collected. Units that have a state keep it.
    ///
    /// # Errors
    ///
    /// When the store cannot be written to.
    pub fn plan(&mut self, units: &[Unit]) -> std::result::Result<(), StoreError> {
        self.change(|connection, snapshot, known| {
            units.iter().try_for_each(|unit| {
                let state = known.draft(connection, snapshot, account_of(unit))?;
                let plan = "INSERT OR IGNORE INTO unit (state, service, region) VALUES (?1, ?2, ?3)";
                connection.prepare_cached(plan)?.execute((state, &*unit.service, region_of(unit)))?;
                Ok(())
            })
        })
    }

    /// The units of the snapshot with what became of them; `None` for those that are planned only.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub fn units(&self) -> std::result::Result<BTreeMap<Unit, Option<CoverageState>>, StoreError> {
        units(&self.connection, self.snapshot).map_err(|problem| StoreError::new(&self.path, problem))
    }

    /// Makes the snapshot visible, and leaves the store as one file. It was collected at `collected_at`; now, if that is left out.
    /// Returns its id.
    ///
    /// # Errors
    ///
    /// When a planned unit has no state yet, or the store cannot be written to; the snapshot is partial then.
    pub fn finish(
        self,
        now: Timestamp,
        collected_at: Option<Timestamp>,
    ) -> std::result::Result<i64, StoreError> {
        self.finish_with(now, Some(collected_at.unwrap_or(now)))
    }

    /// As [`Writer::finish`], for data that does not say when it was collected.
    ///
    /// # Errors
    ///
    /// As [`Writer::finish`].
    pub fn finish_undated(self, now: Timestamp) -> std::result::Result<i64, StoreError> {
        self.finish_with(now, None)
    }

    fn finish_with(
        mut self,
        now: Timestamp,
        collected_at: Option<Timestamp>,
    ) -> std::result::Result<i64, StoreError> {
        let path = self.path.clone();
        self.complete(now, collected_at).map_err(|problem| StoreError::new(&path, problem))?;
        Ok(self.snapshot)
    }

    fn complete(&mut self, now: Timestamp, collected_at: Option<Timestamp>) -> Result<()> {
        let units = units(&self.connection, self.snapshot)?;
        let mut open = units.iter().filter(|(_, state)| state.is_none()).map(|(unit, _)| unit);
        if let Some(first) = open.next() {
            return Err(StoreProblem::UnitsOpen { first: unit_text(first).into(), open: open.count() + 1 });
        }
        self.seal()?;
        self.connection.execute(
            "UPDATE snapshot SET state = 'complete', finished_at = ?2, collected_at = ?3 WHERE id = ?1",
            (self.snapshot, clock::text(now), collected_at.map(clock::text)),
        )?;
        Ok(())
    }

    /// Seals what was written of all accounts, in one transaction each, so that the log stays short.
    fn seal(&mut self) -> Result<()> {
        for account in self.accounts()? {
            let change = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            draft::seal(&change, self.snapshot, &account)?;
            change.commit()?;
        }
        Ok(())
    }

    /// Takes the snapshot away again: what was to go into it turned out to be unreadable.
    ///
    /// # Errors
    ///
    /// When the store cannot be written to.
    pub fn discard(mut self) -> std::result::Result<(), StoreError> {
        let path = self.path.clone();
        super::prune::remove(&mut self.connection, &[self.snapshot])
            .map_err(|problem| StoreError::new(&path, problem))
    }

    fn accounts(&self) -> Result<Vec<Box<str>>> {
        let mut held = self.connection.prepare("SELECT account FROM snapshot_account WHERE snapshot = ?1")?;
        let accounts = held.query_map([self.snapshot], |row| row.get(0))?;
        Ok(accounts.collect::<rusqlite::Result<_>>()?)
    }

    /// One transaction: all of it or nothing.
    fn change(
        &mut self,
        change: impl FnOnce(&Connection, i64, &mut Known) -> Result<()>,
    ) -> std::result::Result<(), StoreError> {
        let all = || -> Result<()> {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            change(&transaction, self.snapshot, &mut self.known)?;
            Ok(transaction.commit()?)
        };
        let done = all();
        if done.is_err() {
            // What was made in it is not there any more.
            self.known = Known::default();
        }
        done.map_err(|problem| StoreError::new(&self.path, problem))
    }
}

#[cfg(test)]
impl Writer {
    /// As on a disk that has space for so many pages.
    pub(super) fn limit_pages(&self, pages: i64) {
        self.connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
    }

    /// As far as a writer comes that is interrupted at its very end.
    pub(super) fn seal_all(&mut self) {
        self.seal().unwrap();
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.connection.flush_prepared_statement_cache();
        open::leave_one_file(&mut self.connection);
    }
}

impl Sink for Writer {
    type Error = StoreError;

    /// IAM's unit holds users, roles, groups and policies, the unit `organizations` the organization, and every unit the resources of
    /// its service and region, and its gaps.
    fn begin(&mut self, unit: &Unit) -> std::result::Result<(), StoreError> {
        self.change(|connection, snapshot, known| {
            let state = known.draft(connection, snapshot, account_of(unit))?;
            draft::clear(connection, state, &unit.service, region_of(unit))?;
            connection.execute(
                "DELETE FROM gap WHERE snapshot = ?1 AND account = ?2 AND service = ?3 AND region = ?4",
                (snapshot, account_of(unit), &*unit.service, region_of(unit)),
            )?;
            if unit.account.is_none() && &*unit.service == "organizations" {
                hold_organization(connection, snapshot, "not-collected", None)?;
            }
            Ok(())
        })
    }

    fn put(&mut self, page: Vec<Item>) -> std::result::Result<(), StoreError> {
        self.change(|connection, snapshot, known| {
            page.into_iter().try_for_each(|item| put(connection, snapshot, known, item))
        })
    }
}

impl Known {
    fn draft(&mut self, connection: &Connection, snapshot: i64, account: &str) -> Result<i64> {
        if let Some(&state) = self.drafts.get(account) {
            return Ok(state);
        }
        let state = draft::open(connection, snapshot, account)?;
        self.drafts.insert(account.into(), state);
        Ok(state)
    }
}

fn put(connection: &Connection, snapshot: i64, known: &mut Known, item: Item) -> Result<()> {
    match item {
        Item::Account(facts) => {
            let state = known.draft(connection, snapshot, &facts.id)?;
            learn(connection, state, &facts)
        }
        Item::Principal(principal) => {
            let row = keep::principal(connection, &mut known.documents, &principal)?;
            known.hold(connection, snapshot, &row, &IDENTITY)
        }
        Item::Group(group) => {
            let row = keep::group(connection, &mut known.documents, &group)?;
            known.hold(connection, snapshot, &row, &IDENTITY)
        }
        Item::Policy(policy) => {
            let row = keep::managed_policy(connection, &mut known.documents, &policy)?;
            known.hold(connection, snapshot, &row, &POLICY)
        }
        Item::Resource(resource) => {
            let row = keep::resource(connection, &mut known.documents, &resource)?;
            known.hold(connection, snapshot, &row, &RESOURCE)
        }
        Item::Organization(organization) => match *organization {
            None => hold_organization(connection, snapshot, "none", None),
            Some(organization) => collected_organization(connection, snapshot, known, &organization),
        },
        Item::Coverage(unit, coverage) => {
            let state = known.draft(connection, snapshot, account_of(&unit))?;
            let set =
                "INSERT OR REPLACE INTO unit (state, service, region, coverage) VALUES (?1, ?2, ?3, ?4)";
            connection.prepare_cached(set)?.execute((
                state,
                &*unit.service,
                region_of(&unit),
                coverage.name(),
            ))?;
            Ok(())
        }
        Item::Gap(gap) => put_gap(connection, snapshot, &gap),
    }
}

/// A table of rows that states of accounts are made of.
struct Members {
    /// Takes an earlier row of the same name out of the state.
    replace: &'static str,
    /// Puts the row into the state.
    insert: &'static str,
}

const IDENTITY: Members = Members {
    replace: "DELETE FROM state_identity WHERE state = ?1 AND identity IN
                (SELECT other.id FROM identity AS new CROSS JOIN identity AS other
                   ON other.name = new.name AND other.account = new.account AND other.kind = new.kind
                 WHERE new.id = ?2 AND other.id <> ?2)",
    insert: "INSERT OR IGNORE INTO state_identity VALUES (?1, ?2)",
};
const POLICY: Members = Members {
    replace: "DELETE FROM state_policy WHERE state = ?1 AND policy IN
                (SELECT other.id FROM managed_policy AS new CROSS JOIN managed_policy AS other ON other.arn = new.arn
                 WHERE new.id = ?2 AND other.id <> ?2)",
    insert: "INSERT OR IGNORE INTO state_policy VALUES (?1, ?2)",
};
const RESOURCE: Members = Members {
    replace: "DELETE FROM state_resource WHERE state = ?1 AND resource IN
                (SELECT other.id FROM resource AS new CROSS JOIN resource AS other ON other.arn = new.arn
                 WHERE new.id = ?2 AND other.id <> ?2)",
    insert: "INSERT OR IGNORE INTO state_resource VALUES (?1, ?2)",
};

impl Known {
    fn hold(
        &mut self,
        connection: &Connection,
        snapshot: i64,
        row: &keep::Row,
        members: &Members,
    ) -> Result<()> {
        let state = self.draft(connection, snapshot, &row.account)?;
        connection.prepare_cached(members.replace)?.execute((state, row.id))?;
        connection.prepare_cached(members.insert)?.execute((state, row.id))?;
        Ok(())
    }
}

/// Facts of an account add up.
fn learn(connection: &Connection, state: i64, facts: &AccountFacts) -> Result<()> {
    let block = match &facts.public_access_block {
        Collected::Known(block) => Some(json(&block.map(BlockJson::from))?),
        Collected::NotCollected => None,
    };
    let may_change = match facts.allow_change_password {
        Truth::True => Some(true),
        Truth::False => Some(false),
        Truth::Unknown => None,
    };
    let mut learn = connection.prepare_cached(
        "UPDATE account_state SET name = coalesce(?2, name), public_access_block = coalesce(?3, public_access_block),
           allow_change_password = coalesce(?4, allow_change_password) WHERE id = ?1",
    )?;
    learn.execute((state, facts.name.as_deref(), block, may_change))?;
    Ok(())
}

fn collected_organization(
    connection: &Connection,
    snapshot: i64,
    known: &mut Known,
    organization: &Organization,
) -> Result<()> {
    let id = keep_organization::organization(connection, &mut known.documents, organization)?;
    hold_organization(connection, snapshot, "collected", Some(id))
}

fn hold_organization(connection: &Connection, snapshot: i64, state: &str, id: Option<i64>) -> Result<()> {
    let hold = "UPDATE snapshot SET organization_state = ?2, organization = ?3 WHERE id = ?1";
    connection.execute(hold, (snapshot, state, id))?;
    Ok(())
}

fn put_gap(connection: &Connection, snapshot: i64, gap: &Gap) -> Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO gap SELECT ?1, ?2, ?3, ?4, coalesce(max(position) + 1, 0), ?5, ?6, ?7, ?8 FROM gap
         WHERE snapshot = ?1 AND account = ?2 AND service = ?3 AND region = ?4",
    )?;
    insert.execute((
        snapshot,
        account_of(&gap.unit),
        &*gap.unit.service,
        region_of(&gap.unit),
        &*gap.operation,
        gap.resource.as_deref(),
        gap.error_code.as_deref(),
        gap.request_id.as_deref(),
    ))?;
    Ok(())
}

/// The units of a snapshot with what became of them.
pub(super) fn units(connection: &Connection, snapshot: i64) -> Result<BTreeMap<Unit, Option<CoverageState>>> {
    let mut held = connection.prepare(
        "SELECT held.account, unit.region, unit.service, unit.coverage FROM snapshot_account AS held
         JOIN unit ON unit.state = held.state WHERE held.snapshot = ?1",
    )?;
    let rows = held.query_map([snapshot], |row| {
        let unit = Unit { account: filled(row.get(0)?), region: filled(row.get(1)?), service: row.get(2)? };
        let state: Option<Box<str>> = row.get(3)?;
        Ok((unit, state.as_deref().and_then(CoverageState::parse)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Nothing where the column is empty.
pub(super) fn filled(text: Box<str>) -> Option<Box<str>> {
    Some(text).filter(|text| !text.is_empty())
}

fn account_of(unit: &Unit) -> &str {
    unit.account.as_deref().unwrap_or("")
}

fn region_of(unit: &Unit) -> &str {
    unit.region.as_deref().unwrap_or("")
}

/// A unit for people: `kms in eu-west-1 of 111122223333`.
fn unit_text(unit: &Unit) -> String {
    let mut text = unit.service.to_string();
    for (word, part) in [(" in ", &unit.region), (" of ", &unit.account)] {
        if let Some(part) = part {
            text.push_str(word);
            text.push_str(part);
        }
    }
    text
}
