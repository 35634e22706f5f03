//! Data at a path, recognised by what is there.

use crate::directory::DataDirectory;
use crate::load_error::LoadError;
use iamdiag_snapshot::{Snapshot, Source, Wanted, read_authorization_details};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Data at a path: a directory of plain JSON, or a file of one account's authorization details.
#[derive(Clone, Debug)]
pub struct DataPath {
    path: PathBuf,
}

impl DataPath {
    /// The data at `path`; it is opened when loaded.
    pub fn new(path: impl AsRef<Path>) -> Self {
        Self { path: path.as_ref().to_owned() }
    }
}

impl Source for DataPath {
    type Error = LoadError;

    /// A file of authorization details holds one account, so all of it is loaded whatever is wanted; its policies are parsed
    /// only when asked for.
    fn load(&self, wanted: &Wanted) -> Result<Snapshot, LoadError> {
        if self.path.is_dir() {
            return DataDirectory::new(&self.path).load(wanted);
        }
        let bytes = std::fs::read(&self.path)
            .map_err(|cause| LoadError::Unreadable { path: self.path.clone(), cause })?;
        Ok(read_authorization_details(bytes, &self.path.display().to_string())?)
    }
}

/// Whether the file at a path is an SQLite database, as a store is.
pub fn is_store(path: &Path) -> bool {
    let mut start = [0; MAGIC.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == *MAGIC
}

/// What an SQLite database begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let error = DataPath::new("/nowhere/iam.json").load(&Wanted::default()).unwrap_err();
        assert!(error.to_string().starts_with("cannot read /nowhere/iam.json: "));
    }
}
