//! `iamdiag snapshot list`.

use super::args::{Format, ListArgs};
use super::table::table;
use crate::data::shown;
use crate::error::CliError;
use iamdiag_reporter::escaped;
use iamdiag_store::{SnapshotEntry, Store};
use serde::Serialize;
use std::path::Path;

pub(super) fn run(args: &ListArgs, path: &Path) -> Result<String, CliError> {
    let snapshots = Store::open(path)?.snapshots()?;
    Ok(match args.format {
        Format::Text => text(path, &snapshots),
        Format::Json => json(&List {
            schema_version: SCHEMA_VERSION,
            store: &path.display().to_string(),
            snapshots: snapshots.iter().map(Entry::of).collect(),
        }),
    })
}

fn text(path: &Path, snapshots: &[SnapshotEntry]) -> String {
    if snapshots.is_empty() {
        return format!("no snapshots in {}\n", shown(path));
    }
    let row = |entry: &SnapshotEntry| {
        let cells = [
            entry.id.to_string(),
            entry.state.to_string(),
            when(entry),
            entry.accounts.to_string(),
            entry.origin.to_string(),
        ];
        cells.iter().map(|cell| escaped(cell).into_owned()).collect()
    };
    let rows: Vec<Vec<String>> = snapshots.iter().map(row).collect();
    let table = table(&["id", "state", "collected", "accounts", "by"], &[0, 3], &rows);
    format!("{table}in {}\n", shown(path))
}

/// The version of what `list` and `show` print for machines.
pub(super) const SCHEMA_VERSION: &str = "1";

/// When it was collected, or what else is known of its time.
fn when(entry: &SnapshotEntry) -> String {
    match (&entry.collected_at, &entry.finished_at) {
        (Some(collected), _) => collected.to_string(),
        (None, Some(complete)) => format!("not told (put here {complete})"),
        (None, None) => format!("begun {}", entry.started_at),
    }
}

#[derive(Serialize)]
struct List<'e> {
    schema_version: &'static str,
    store: &'e str,
    snapshots: Vec<Entry<'e>>,
}

/// A snapshot as it is written for machines.
#[derive(Serialize)]
pub(super) struct Entry<'e> {
    id: i64,
    state: &'e str,
    origin: &'e str,
    started_at: &'e str,
    finished_at: Option<&'e str>,
    collected_at: Option<&'e str>,
    tool_version: &'e str,
    caller_account: Option<&'e str>,
    accounts: i64,
}

impl<'e> Entry<'e> {
    pub(super) fn of(entry: &'e SnapshotEntry) -> Self {
        Self {
            id: entry.id,
            state: &entry.state,
            origin: &entry.origin,
            started_at: &entry.started_at,
            finished_at: entry.finished_at.as_deref(),
            collected_at: entry.collected_at.as_deref(),
            tool_version: &entry.tool_version,
            caller_account: entry.caller_account.as_deref(),
            accounts: entry.accounts,
        }
    }
}

/// A value of ours as JSON with a line break behind it.
pub(super) fn json(value: &impl Serialize) -> String {
    // INVARIANT: our own structs can always be written.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
