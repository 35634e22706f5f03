//! `iamdiag snapshot`: the snapshots in the store.

mod args;
mod export;
mod import;
mod list;
mod prune;
mod show;
mod table;

pub(crate) use args::SnapshotArgs;
#[cfg(feature = "fetch")]
pub(crate) use show::changed;
#[cfg(feature = "fetch")]
pub(crate) use table::{count, table};

use crate::data::store_place;
use crate::environment::{Environment, Streams};
use crate::error::CliError;
use crate::exit::Exit;
use crate::written;
use args::SnapshotCommand;

pub(crate) fn run(
    args: &SnapshotArgs,
    streams: &mut Streams<'_>,
    environment: &Environment,
) -> Result<Exit, CliError> {
    let place = store_place(args.store.as_deref(), environment)?;
    let text = match &args.command {
        SnapshotCommand::List(list) => list::run(list, &place.existing()?)?,
        SnapshotCommand::Show(show) => show::run(show, &place.existing()?)?,
        SnapshotCommand::Prune(prune) => prune::run(prune, &place.existing()?, environment)?,
        SnapshotCommand::Export(export) => export::run(export, &place.existing()?, streams)?,
        SnapshotCommand::Import(import) => import::run(import, &place.path, streams, environment)?,
    };
    written(streams.stdout.write_all(text.as_bytes()).and_then(|()| streams.stdout.flush()), Exit::Allowed)
}
