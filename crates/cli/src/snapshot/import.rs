//! `iamdiag snapshot import`.

use super::args::ImportArgs;
use super::table::count;
use crate::data::{Data, DataArgs, shown};
use crate::environment::{Environment, Streams};
use crate::error::CliError;
use iamdiag_policy::condition::Timestamp;
use iamdiag_snapshot::{Sink, Snapshot, Wanted};
use iamdiag_store::{Run, SnapshotEntry, Store, StoreError, Writer};
use std::path::Path;

/// How many items make a page.
const PAGE: usize = 500;

pub(super) fn run(
    args: &ImportArgs,
    store: &Path,
    streams: &mut Streams<'_>,
    environment: &Environment,
) -> Result<String, CliError> {
    let from = DataArgs { data: Some(args.path.clone()), ..DataArgs::default() };
    // Read before anything is written, so that data with a mistake in it leaves nothing behind.
    let snapshot = Data::open(&from, streams, environment)?.read(&Wanted::everything(), streams)?;
    let id = write(&snapshot, store, environment)?;
    let accounts = i64::try_from(snapshot.accounts().count()).unwrap_or(i64::MAX);
    let accounts = count(accounts, "account", "accounts");
    let default = default(store, id)?;
    Ok(format!("{} is snapshot {id} in {} ({accounts})\n{default}", shown(&args.path), shown(store)))
}

/// Which snapshot answers come from now, where there are several: a single account's does not make an organization's go unnoticed.
fn default(store: &Path, imported: i64) -> Result<String, StoreError> {
    let all = Store::open(store)?.snapshots()?;
    let complete = || all.iter().filter(|entry| entry.is_complete());
    let newest = |skipped: Option<i64>| {
        let others = complete().filter(|entry| Some(entry.id) != skipped);
        others.max_by_key(|entry| (entry.time().to_owned(), entry.id))
    };
    let told = |entry: &SnapshotEntry| {
        format!("snapshot {} ({})", entry.id, count(entry.accounts, "account", "accounts"))
    };
    let (Some(chosen), Some(other)) = (newest(None), newest(Some(imported))) else {
        return Ok(String::new());
    };
    Ok(match chosen.id == imported {
        true => format!(
            "answers come from it now, as the newest, and no longer from {}; `--snapshot {}` asks that one\n",
            told(other),
            other.id
        ),
        false => format!(
            "answers still come from {}, which is newer; `--snapshot {imported}` asks this one\n",
            told(chosen)
        ),
    })
}

fn write(snapshot: &Snapshot, store: &Path, environment: &Environment) -> Result<i64, StoreError> {
    let run = Run {
        origin: "import".into(),
        tool_version: env!("CARGO_PKG_VERSION").into(),
        caller_account: None,
        started_at: environment.now,
    };
    let mut writer = Writer::start(store, &run)?;
    if let Err(error) = put(snapshot, &mut writer) {
        // The first error is the one to tell; what is left is a partial snapshot at worst.
        let _ = writer.discard();
        return Err(error);
    }
    let collected_at = snapshot.info.collected_at.as_deref().and_then(Timestamp::parse);
    match collected_at {
        Some(_) => writer.finish(environment.now, collected_at),
        None => writer.finish_undated(environment.now),
    }
}

fn put(snapshot: &Snapshot, writer: &mut Writer) -> Result<(), StoreError> {
    let mut items = snapshot.items();
    loop {
        let page: Vec<_> = items.by_ref().take(PAGE).collect();
        if page.is_empty() {
            return Ok(());
        }
        writer.put(page)?;
    }
}
