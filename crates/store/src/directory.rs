//! A directory of plain JSON on disk.

use crate::load_error::LoadError;
use iamdiag_snapshot::{DirectoryError, Files, Listing, Snapshot, Source, Wanted, read_directory};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Data in a directory of plain JSON, as `docs/data-directory.md` describes it.
#[derive(Clone, Debug)]
pub struct DataDirectory {
    path: PathBuf,
}

impl DataDirectory {
    /// The directory at `path`; it is read when loaded.
    pub fn new(path: impl AsRef<Path>) -> Self {
        Self { path: path.as_ref().to_owned() }
    }
}

impl Source for DataDirectory {
    type Error = LoadError;

    /// All of it is loaded whatever is wanted: a name may stand for something in any account. Policies are parsed only when asked
    /// for.
    fn load(&self, _wanted: &Wanted) -> Result<Snapshot, LoadError> {
        read_directory(&OnDisk { root: &self.path }).map_err(|error| match error {
            DirectoryError::Files(error) => error,
            DirectoryError::Read(error) => error.into(),
        })
    }
}

/// The files below a directory.
struct OnDisk<'p> {
    root: &'p Path,
}

impl OnDisk<'_> {
    /// Whether a path is in the directory once all links are followed.
    fn holds(&self, path: &Path) -> bool {
        match (path.canonicalize(), self.root.canonicalize()) {
            (Ok(path), Ok(root)) => path.starts_with(root),
            _ => false,
        }
    }

    fn path(&self, path: &str) -> PathBuf {
        path.split('/')
            .filter(|part| !part.is_empty())
            .fold(self.root.to_owned(), |path, part| path.join(part))
    }
}

fn unless_missing<T>(result: io::Result<T>, path: PathBuf) -> Result<Option<T>, LoadError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(LoadError::Unreadable { path, cause }),
    }
}

impl Files for OnDisk<'_> {
    type Error = LoadError;

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, LoadError> {
        let path = self.path(path);
        let Some(kind) = unless_missing(std::fs::metadata(&path), path.clone())? else { return Ok(None) };
        // A pipe would keep the program waiting, and a link may lead to anything.
        let refusal = if !kind.is_file() {
            Some("not a regular file")
        } else if !self.holds(&path) {
            Some("a link that leads out of the data directory")
        } else {
            None
        };
        match refusal {
            Some(what) => Err(LoadError::Unreadable { path, cause: io::Error::other(what) }),
            None => unless_missing(std::fs::read(&path), path),
        }
    }

    fn list(&self, path: &str) -> Result<Listing, LoadError> {
        let path = self.path(path);
        let mut listing = Listing::default();
        let Some(entries) = unless_missing(std::fs::read_dir(&path), path.clone())? else {
            return Ok(listing);
        };
        for entry in entries {
            let entry = entry.map_err(|cause| LoadError::Unreadable { path: path.clone(), cause })?;
            // A link to a folder counts as one.
            let names = if entry.path().is_dir() { &mut listing.folders } else { &mut listing.files };
            names.extend(entry.file_name().into_string().ok());
        }
        listing.files.sort();
        listing.folders.sort();
        Ok(listing)
    }

    fn name(&self, path: &str) -> String {
        if path.is_empty() {
            return self.root.display().to_string();
        }
        // With `/` on every system, so that answers are the same everywhere.
        let root = self.root.display().to_string();
        let root = root.trim_end_matches(['/', '\\']);
        format!("{root}/{path}")
    }
}
