//! The arguments of `snapshot` exactly as typed.

use crate::data::time;
use clap::{Subcommand, ValueEnum};
use iamdiag_policy::condition::Timestamp;
use std::path::PathBuf;

/// What is typed behind `iamdiag snapshot`.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct SnapshotArgs {
    /// The store; left out: the one that $IAMDIAG_STORE names, else the one in the user's data folder
    #[arg(long, value_name = "PATH", global = true)]
    pub(super) store: Option<PathBuf>,
    #[command(subcommand)]
    pub(super) command: SnapshotCommand,
}

const HELP: &str = "\
Examples:
  iamdiag snapshot import acme                     keep a data directory in the store
  iamdiag snapshot list
  iamdiag snapshot show --since 3                  what is in the newest one, and what changed since snapshot 3
  iamdiag snapshot prune --older-than 90d --keep 5
  iamdiag snapshot export acme-today               write the newest one as a data directory

Exit codes: 0 done, 2 the arguments or the store cannot be read.";

#[derive(Debug, Subcommand)]
pub(super) enum SnapshotCommand {
    /// All snapshots of the store, oldest first
    List(ListArgs),
    /// One snapshot: how much is in it, what was looked at, which calls were refused, what changed
    Show(SnapshotShowArgs),
    /// Remove snapshots; the newest complete one stays
    Prune(PruneArgs),
    /// Write a snapshot as a data directory (docs/data-directory.md)
    Export(ExportArgs),
    /// Put a data directory, or a file of authorization details, into the store as a snapshot
    Import(ImportArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    /// The form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
}

#[derive(Debug, clap::Args)]
pub(super) struct SnapshotShowArgs {
    /// The snapshot; left out: the newest complete one
    pub(super) id: Option<i64>,
    /// Say what changed since the snapshot of that id
    #[arg(long, value_name = "ID")]
    pub(super) since: Option<i64>,
    /// The form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
}

#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub(super) struct PruneArgs {
    /// Remove all complete snapshots but the newest N
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) keep: Option<u32>,
    /// Remove complete snapshots that were collected longer ago, such as 30d, 12h, 8w; with --keep, of those that it lets go
    #[arg(long, value_name = "AGE", value_parser = age)]
    pub(super) older_than: Option<i64>,
    /// Remove partial snapshots
    #[arg(long)]
    pub(super) partial: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct ExportArgs {
    /// The directory to write; there must be nothing in it
    pub(super) directory: PathBuf,
    /// The newest complete snapshot that was not collected after this
    #[arg(long, value_name = "TIME", value_parser = time, conflicts_with = "snapshot")]
    pub(super) as_of: Option<Timestamp>,
    /// The snapshot of that id, even if it is partial
    #[arg(long, value_name = "ID")]
    pub(super) snapshot: Option<i64>,
}

#[derive(Debug, clap::Args)]
pub(super) struct ImportArgs {
    /// A data directory, or a file with the output of `aws iam get-account-authorization-details`; `-` for standard input
    pub(super) path: PathBuf,
}

/// The form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// For machines
    Json,
}

/// An age in milliseconds.
fn age(text: &str) -> Result<i64, String> {
    const HOUR: i64 = 3_600_000;
    let unit = |letter| match letter {
        'h' => Some(HOUR),
        'd' => Some(24 * HOUR),
        'w' => Some(7 * 24 * HOUR),
        _ => None,
    };
    let read = || {
        let letter = text.chars().last()?;
        let number: u32 = text.strip_suffix(letter)?.parse().ok()?;
        i64::from(number).checked_mul(unit(letter)?)
    };
    read().ok_or_else(|| "expected a number with h, d or w behind it, such as 30d".to_owned())
}

#[cfg(test)]
mod tests {
    use super::age;

    #[test]
    fn ages_have_a_unit() {
        assert_eq!((age("2d"), age("1w")), (Ok(172_800_000), Ok(604_800_000)));
        for wrong in ["", "d", "30", "-1d", "1.5d", "1y", "99999999999d"] {
            assert!(age(wrong).is_err(), "{wrong}");
        }
    }
}
