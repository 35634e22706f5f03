//! `iamdiag snapshot export`.

use super::args::ExportArgs;
use super::table::count;
use crate::data::shown;
use crate::environment::Streams;
use crate::error::CliError;
use iamdiag_reporter::escaped;
use iamdiag_store::{Choice, Store, export};
use std::path::Path;

pub(super) fn run(args: &ExportArgs, store: &Path, streams: &mut Streams<'_>) -> Result<String, CliError> {
    let choice = match (args.as_of, args.snapshot) {
        (Some(time), _) => Choice::AsOf(time),
        (None, Some(id)) => Choice::Id(id),
        (None, None) => Choice::Newest,
    };
    let snapshot = Store::open(store)?.snapshot(choice)?;
    let done = export(&snapshot, &args.directory)?;
    for what in &done.left_out {
        // Nobody is left to be told if this fails.
        let _ = writeln!(
            streams.stderr,
            "warning: left out, since the directory form has no way to say it: {}",
            escaped(what)
        );
    }
    let accounts = count(i64::try_from(done.accounts).unwrap_or(i64::MAX), "account", "accounts");
    Ok(format!("snapshot {} is in {} ({accounts})\n", snapshot.entry().id, shown(&args.directory)))
}
