//! The files of a directory, whoever holds them.

use crate::read_error::ReadError;
use thiserror::Error;

/// Somebody who can read the files of one directory. Paths are relative to it, with `/` between their parts.
pub trait Files {
    /// Why a file cannot be read.
    type Error;

    /// The bytes of a file; `None` if there is none.
    ///
    /// # Errors
    ///
    /// When there is one and it cannot be read.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Self::Error>;

    /// The names of the folders in a folder, in order; none if there is no such folder.
    ///
    /// # Errors
    ///
    /// When there is one and it cannot be listed.
    fn folders(&self, path: &str) -> Result<Vec<String>, Self::Error>;

    /// A file's name for people.
    fn name(&self, path: &str) -> String;
}

/// Why a directory could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DirectoryError<E> {
    /// A file cannot be read at all.
    #[error(transparent)]
    Files(E),
    /// A file is not what it should be.
    #[error("{0}")]
    Read(ReadError),
}

impl<E> From<ReadError> for DirectoryError<E> {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}
