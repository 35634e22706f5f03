//! Snapshots on disk.
//!
//! For: whoever has data in a file and wants the [`Snapshot`] in it. Not for: what a snapshot is or how its formats are read
//! (`iamdiag-snapshot`); this crate knows files, and nothing about policies.

use iamdiag_snapshot::{ReadError, Snapshot, Source, Wanted, read_authorization_details};
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Data in one file, recognised by its content.
#[derive(Clone, Debug)]
pub struct DataFile {
    path: PathBuf,
}

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
}

impl LoadError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Unreadable { cause, .. } if cause.kind() == io::ErrorKind::IsADirectory => {
                "name a file: the output of `aws iam get-account-authorization-details`"
            }
            Self::Unreadable { .. } => "check the path and who may read it",
            Self::NotData(error) => error.problem.help(),
        }
    }
}

impl DataFile {
    /// The file at `path`; it is opened when loaded.
    pub fn new(path: impl AsRef<Path>) -> Self {
        Self { path: path.as_ref().to_owned() }
    }
}

impl Source for DataFile {
    type Error = LoadError;

    /// A file of authorization details holds one account, so all of it is loaded whatever is wanted; its policies are parsed
    /// only when asked for.
    fn load(&self, _wanted: &Wanted) -> Result<Snapshot, LoadError> {
        let bytes = std::fs::read(&self.path)
            .map_err(|cause| LoadError::Unreadable { path: self.path.clone(), cause })?;
        Ok(read_authorization_details(bytes, &self.path.display().to_string())?)
    }

    fn near(&self, text: &str) -> Result<Vec<Box<str>>, LoadError> {
        Ok(self.load(&Wanted::default())?.candidates(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let error = DataFile::new("/nowhere/iam.json").load(&Wanted::default()).unwrap_err();
        assert!(error.to_string().starts_with("cannot read /nowhere/iam.json: "));
    }
}
