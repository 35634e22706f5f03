//! A snapshot of a store as a directory of plain JSON.

use crate::database::{StoreError, StoredSnapshot};
use iamdiag_snapshot::{DirectoryWriter, Source, Wanted, WrittenFile};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// How many accounts.
    pub accounts: usize,
    /// What the directory form has no way to say, for people. Nothing counts as complete that misses it.
    pub left_out: Vec<String>,
}

/// Why a directory could not be written.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is something at the place already.
    #[error("{} is there already, and is not an empty directory", .0.display())]
    Occupied(PathBuf),
    /// A file cannot be written.
    #[error("cannot write {}: {cause}", .path.display())]
    Unwritable {
        /// The file or directory.
        path: PathBuf,
        /// The system's reason.
        cause: io::Error,
    },
}

impl ExportError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Store(error) => error.help(),
            Self::Occupied(_) => "name a directory that is not there yet",
            Self::Unwritable { .. } => "check the path, who may write there, and the space that is left",
        }
    }
}

/// Writes a snapshot as a directory, account by account.
///
/// The files are written beside the place and moved there at the end: a directory without its `coverage.json` would count as
/// complete.
///
/// # Errors
///
/// When the store cannot be read or the directory cannot be written; nothing is at the place then.
pub fn export(snapshot: &StoredSnapshot, directory: &Path) -> Result<Exported, ExportError> {
    if !is_free(directory) {
        return Err(ExportError::Occupied(directory.to_owned()));
    }
    let draft = Draft::new(directory)?;
    let done = write(snapshot, &draft)?;
    draft.publish(directory)?;
    Ok(done)
}

fn write(snapshot: &StoredSnapshot, draft: &Draft) -> Result<Exported, ExportError> {
    let mut writer = DirectoryWriter::default();
    draft.write(writer.organization(&snapshot.organization()?))?;
    let accounts = snapshot.accounts()?;
    for id in &accounts {
        let account = snapshot.load(&Wanted { accounts: vec![id.clone()], ..Wanted::default() })?;
        draft.write(writer.account(&account, id))?;
    }
    let entry = snapshot.entry();
    let (coverage, left_out) = writer.finish(entry.collected_at.as_deref());
    draft.write(vec![coverage])?;
    Ok(Exported { accounts: accounts.len(), left_out })
}

/// Whether nothing is at the place, or an empty directory.
fn is_free(directory: &Path) -> bool {
    match fs::read_dir(directory) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// A directory that is being written. It goes away unless it is published.
struct Draft {
    path: PathBuf,
}

impl Draft {
    fn new(directory: &Path) -> Result<Self, ExportError> {
        let mut name = directory.as_os_str().to_owned();
        name.push(format!(".partial-{}", std::process::id()));
        let draft = Self { path: PathBuf::from(name) };
        fs::create_dir_all(&draft.path).map_err(|cause| unwritable(&draft.path, cause))?;
        Ok(draft)
    }

    fn write(&self, files: Vec<WrittenFile>) -> Result<(), ExportError> {
        for file in files {
            let path = file.path.split('/').fold(self.path.clone(), |path, part| path.join(part));
            let folder = path.parent().unwrap_or(&self.path);
            fs::create_dir_all(folder).map_err(|cause| unwritable(folder, cause))?;
            fs::write(&path, file.text).map_err(|cause| unwritable(&path, cause))?;
        }
        Ok(())
    }

    fn publish(self, directory: &Path) -> Result<(), ExportError> {
        // An empty directory gives way; on some systems only if it is taken away first.
        let _ = fs::remove_dir(directory);
        fs::rename(&self.path, directory).map_err(|cause| unwritable(directory, cause))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After publishing there is nothing here any more.
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn unwritable(path: &Path, cause: io::Error) -> ExportError {
    ExportError::Unwritable { path: path.to_owned(), cause }
}
