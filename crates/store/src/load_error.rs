//! Why data could not be loaded.

use crate::database::StoreError;
use iamdiag_snapshot::ReadError;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Why data could not be loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The file cannot be read at all.
    #[error("cannot read {}: {cause}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        cause: io::Error,
    },
    /// It is not data that this program knows.
    #[error(transparent)]
    NotData(#[from] ReadError),
    /// It is a store that cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LoadError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "check the path and who may read it",
            Self::NotData(error) => error.problem.help(),
            Self::Store(error) => error.help(),
        }
    }
}
