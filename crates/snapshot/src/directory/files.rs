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

    /// What is in a folder, nothing if there is no such folder; the path of the directory itself is empty.
    ///
    /// # Errors
    ///
    /// When there is one and it cannot be listed.
    fn list(&self, path: &str) -> Result<Listing, Self::Error>;

    /// A file's name for people.
    fn name(&self, path: &str) -> String;
}

/// The names of what is in a folder, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Its files.
    pub files: Vec<String>,
    /// Its folders.
    pub folders: Vec<String>,
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
