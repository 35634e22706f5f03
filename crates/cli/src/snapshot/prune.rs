//! `iamdiag snapshot prune`.

use super::args::PruneArgs;
use super::table::count;
use crate::data::shown;
use crate::environment::Environment;
use crate::error::CliError;
use iamdiag_policy::condition::Timestamp;
use iamdiag_store::{Prune, prune};
use std::path::Path;

pub(super) fn run(args: &PruneArgs, path: &Path, environment: &Environment) -> Result<String, CliError> {
    let before = |age: i64| Timestamp::from_millis(environment.now.millis().saturating_sub(age));
    let rule = Prune {
        keep: args.keep.and_then(|keep| usize::try_from(keep).ok()),
        before: args.older_than.map(before),
        partial: args.partial,
    };
    let done = prune(path, rule)?;
    let mut text = String::new();
    for entry in &done.removed {
        let time = entry.time();
        text.push_str(&format!("removed snapshot {} ({}, {time})\n", entry.id, entry.state));
    }
    let removed = count(i64::try_from(done.removed.len()).unwrap_or(i64::MAX), "snapshot", "snapshots");
    let sizes = format!("{} before, {} now", megabytes(done.before), megabytes(done.after));
    Ok(text + &format!("{removed} removed; {} has {sizes}\n", shown(path)))
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}
