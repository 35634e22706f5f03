//! What can go wrong with a store, in terms that tell what to do.

use super::lock::Holder;
use iamdiag_snapshot::NotAnArn;
use rusqlite::ErrorCode;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A store that cannot be worked with. No snapshot that was complete before is lost by any of these.
#[derive(Debug, Error)]
#[error("{}: {problem}", .path.display())]
pub struct StoreError {
    /// The store's file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: StoreProblem,
}

/// What is wrong with a store.
#[derive(Debug, Error)]
pub enum StoreProblem {
    /// There is no such file.
    #[error("there is no store here")]
    Missing,
    /// The file, or its folder, cannot be opened or made.
    #[error("cannot open the store: {0}")]
    Unreadable(io::Error),
    /// It is not a database.
    #[error("the file is not an SQLite database")]
    NotADatabase,
    /// It is somebody else's database.
    #[error("the file is an SQLite database, but not a store of iamdiag")]
    NotAStore,
    /// A later version of this program wrote it.
    #[error("the store has version {found}, and this program knows versions up to {known}")]
    Newer {
        /// Its version.
        found: i64,
        /// The latest known.
        known: i64,
    },
    /// Another process is writing.
    #[error("{} is writing to the store", .0.as_ref().map_or("another process".to_owned(), Holder::to_string))]
    Locked(Option<Holder>),
    /// SQLite's own lock could not be had in time.
    #[error("the store is in use by another process")]
    Busy,
    /// There is no space left.
    #[error("there is no space left for the store")]
    Full,
    /// Nothing may be written here.
    #[error("the store, or its folder, may not be written to")]
    ReadOnly,
    /// A writer was interrupted, and what it left can only be tidied up by somebody who may write.
    #[error(
        "a writer was interrupted, and the store cannot be read before that is tidied up, for which it must be writable"
    )]
    Unfinished,
    /// The file is damaged.
    #[error("the store is damaged: {0}")]
    Damaged(Box<str>),
    /// There is no such snapshot.
    #[error("{0}")]
    NoSnapshot(Box<str>),
    /// The snapshot is not finished.
    #[error("{open} of the planned units have not been collected yet; the first is {first}")]
    UnitsOpen {
        /// How many.
        open: usize,
        /// One of them, for people.
        first: Box<str>,
    },
    /// An item that no snapshot holds.
    #[error(transparent)]
    NotAnArn(#[from] NotAnArn),
    /// The system refused to read or write.
    #[error("cannot read or write the store: {0}")]
    System(Box<str>),
    /// Anything else that SQLite says.
    #[error("SQLite cannot do it: {0}")]
    Sql(Box<str>),
}

impl StoreError {
    pub(crate) fn new(path: &Path, problem: impl Into<StoreProblem>) -> Self {
        Self { path: path.to_owned(), problem: problem.into() }
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match &self.problem {
            StoreProblem::Missing => {
                "collect one with `iamdiag fetch`, or import data with `iamdiag snapshot import`"
            }
            StoreProblem::Unreadable(_) => "check the path and who may read it",
            StoreProblem::NotADatabase | StoreProblem::NotAStore => {
                "name a file that `iamdiag fetch` or `iamdiag snapshot import` wrote"
            }
            StoreProblem::Newer { .. } => "use the newer version of iamdiag that wrote it",
            StoreProblem::Locked(_) => {
                "wait until it is done, or stop it; the snapshots that are complete can be read meanwhile"
            }
            StoreProblem::Busy => "try again in a moment",
            StoreProblem::Full => {
                "free some space and run it again (`iamdiag snapshot prune` gives back what old and partial snapshots take); the complete snapshots are all there"
            }
            StoreProblem::ReadOnly => "name another place with --store, or get the right to write there",
            StoreProblem::Unfinished => {
                "run `iamdiag snapshot list` once as somebody who may write there, or copy the file and those beside it elsewhere"
            }
            StoreProblem::Damaged(_) => "restore the file from a backup, or remove it and collect again",
            StoreProblem::NoSnapshot(_) => "`iamdiag snapshot list` lists the snapshots there are",
            StoreProblem::UnitsOpen { .. } => "go on with `iamdiag fetch --resume`",
            StoreProblem::NotAnArn(_) => "this is a fault of the data's source",
            StoreProblem::System(_) => "check the disk; the complete snapshots are all there",
            StoreProblem::Sql(_) => "this is a fault of iamdiag; please report it",
        }
    }
}

impl From<rusqlite::Error> for StoreProblem {
    fn from(error: rusqlite::Error) -> Self {
        let text = || error.to_string().into_boxed_str();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::NotADatabase) => Self::NotADatabase,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged(text()),
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::SystemIoFailure) => {
                Self::System(text())
            }
            _ => match &error {
                // A column that holds what this program never writes.
                rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::InvalidColumnType(..) => {
                    Self::Damaged(text())
                }
                _ => Self::Sql(text()),
            },
        }
    }
}

/// Errors inside the store, before the file's path is put to them.
pub(super) type Result<T> = std::result::Result<T, StoreProblem>;
