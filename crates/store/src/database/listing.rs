//! Which snapshots there are, which one is meant, and how much is in one.

use super::clock;
use super::error::{Result, StoreProblem};
use iamdiag_policy::condition::Timestamp;
use rusqlite::{Connection, Row};

/// One snapshot of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotEntry {
    /// Its id. Ids grow and are never given twice.
    pub id: i64,
    /// `complete` or `partial`.
    pub state: Box<str>,
    /// `fetch` or `import`.
    pub origin: Box<str>,
    /// When it was begun, as RFC 3339 text.
    pub started_at: Box<str>,
    /// When it was complete.
    pub finished_at: Option<Box<str>>,
    /// When the data in it was collected, where that is known.
    pub collected_at: Option<Box<str>>,
    /// The version of the program that wrote it.
    pub tool_version: Box<str>,
    /// The account of the credentials that it was collected with.
    pub caller_account: Option<Box<str>>,
    /// How many accounts something was collected of.
    pub accounts: i64,
}

impl SnapshotEntry {
    /// Whether everything that was planned is there.
    pub fn is_complete(&self) -> bool {
        &*self.state == "complete"
    }

    /// The time that it is chosen and listed by: when it was collected; else when it was complete, or begun.
    pub fn time(&self) -> &str {
        self.collected_at.as_deref().or(self.finished_at.as_deref()).unwrap_or(&self.started_at)
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            state: row.get(1)?,
            origin: row.get(2)?,
            started_at: row.get(3)?,
            finished_at: row.get(4)?,
            collected_at: row.get(5)?,
            tool_version: row.get(6)?,
            caller_account: row.get(7)?,
            accounts: row.get(8)?,
        })
    }
}

const ENTRY: &str = "SELECT id, state, origin, started_at, finished_at, collected_at, tool_version, caller_account,
    (SELECT count(*) FROM snapshot_account AS held WHERE held.snapshot = snapshot.id AND account NOT IN ('', 'aws'))
    FROM snapshot";

/// All snapshots, oldest first.
pub(super) fn list(connection: &Connection) -> Result<Vec<SnapshotEntry>> {
    let mut all = connection.prepare(&format!("{ENTRY} ORDER BY id"))?;
    let rows = all.query_map([], SnapshotEntry::read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Which snapshot is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// The newest complete one.
    #[default]
    Newest,
    /// The newest complete one that was not collected after this.
    AsOf(Timestamp),
    /// The one of this id, complete or not.
    Id(i64),
}

/// The snapshot that is meant.
pub(super) fn choose(connection: &Connection, choice: Choice) -> Result<SnapshotEntry> {
    let newest = |entry: &str, value: rusqlite::types::Value| {
        let query = format!(
            "{ENTRY} WHERE {entry} ORDER BY coalesce(collected_at, finished_at) DESC, id DESC LIMIT 1"
        );
        let found = connection.query_row(&query, [value], SnapshotEntry::read);
        rusqlite::OptionalExtension::optional(found)
    };
    let found = match choice {
        Choice::Newest => newest("state = 'complete' AND ?1 IS NULL", rusqlite::types::Value::Null),
        Choice::AsOf(time) => newest(
            "state = 'complete' AND coalesce(collected_at, finished_at) <= ?1",
            clock::text(time).into(),
        ),
        Choice::Id(id) => newest("id = ?1", id.into()),
    };
    match found? {
        Some(entry) => Ok(entry),
        None => Err(StoreProblem::NoSnapshot(none(choice, &list(connection)?).into())),
    }
}

fn none(choice: Choice, all: &[SnapshotEntry]) -> String {
    let oldest = all.iter().filter(|entry| entry.is_complete()).map(SnapshotEntry::time).min();
    match (choice, oldest, all.last()) {
        (Choice::Id(id), ..) => format!("there is no snapshot {id}"),
        (Choice::AsOf(time), Some(oldest), _) => {
            format!(
                "there is no complete snapshot of {} or before; the oldest is of {oldest}",
                clock::text(time)
            )
        }
        (_, _, Some(partial)) => format!(
            "there is no complete snapshot; snapshot {} is partial (`--snapshot {}` answers from what it has)",
            partial.id, partial.id
        ),
        (_, _, None) => "there is no snapshot in the store".to_owned(),
    }
}

/// How much is in a snapshot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// IAM users.
    pub users: i64,
    /// IAM roles.
    pub roles: i64,
    /// IAM groups.
    pub groups: i64,
    /// Managed policies, AWS's own included.
    pub managed_policies: i64,
    /// Resources.
    pub resources: i64,
    /// SCPs and RCPs.
    pub organization_policies: i64,
    /// Calls that brought nothing.
    pub gaps: i64,
}

/// Counts what is in a snapshot.
pub(super) fn counts(connection: &Connection, snapshot: i64) -> Result<Counts> {
    let members = "FROM snapshot_account AS held JOIN";
    let of = "ON member.state = held.state";
    let identities = |kind: &str| {
        format!(
            "SELECT count(*) {members} state_identity AS member {of} JOIN identity ON identity.id = member.identity
             WHERE held.snapshot = ?1 AND identity.kind = '{kind}'"
        )
    };
    let count =
        |query: &str| -> Result<i64> { Ok(connection.query_row(query, [snapshot], |row| row.get(0))?) };
    Ok(Counts {
        users: count(&identities("user"))?,
        roles: count(&identities("role"))?,
        groups: count(&identities("group"))?,
        managed_policies: count(&format!(
            "SELECT count(*) {members} state_policy AS member {of} WHERE held.snapshot = ?1"
        ))?,
        resources: count(&format!(
            "SELECT count(*) {members} state_resource AS member {of} WHERE held.snapshot = ?1"
        ))?,
        organization_policies: count(
            "SELECT count(*) FROM snapshot JOIN organization_policy AS policy
               ON policy.organization = snapshot.organization WHERE snapshot.id = ?1",
        )?,
        gaps: count("SELECT count(*) FROM gap WHERE snapshot = ?1")?,
    })
}
