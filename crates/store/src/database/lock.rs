//! One writer at a time: an exclusive lock of the system's on a file beside the store, which goes away with its holder.

use super::error::{Result, StoreProblem};
use super::open::not_writable;
use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Who writes to a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The process.
    pub process: u32,
    /// Since when, as RFC 3339 text.
    pub since: Box<str>,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {} (since {})", self.process, self.since)
    }
}

/// The right to write, until it is dropped or its process ends.
#[derive(Debug)]
pub(super) struct WriterLock {
    file: File,
    path: PathBuf,
}

impl WriterLock {
    /// Takes the lock, or says who has it.
    pub(super) fn take(store: &Path, now: &str) -> Result<Self> {
        let path = beside(store, "-lock");
        loop {
            let mut file = open(&path).map_err(not_writable)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(StoreProblem::Locked(holder(&mut file))),
                Err(TryLockError::Error(error)) => return Err(StoreProblem::Unreadable(error)),
            }
            // Its last holder may have removed the file between our opening and locking it: then the lock is worth nothing.
            if !is_still_there(&file, &path) {
                continue;
            }
            // Only for the message to the next one: the lock holds without it.
            let _ = file.set_len(0);
            let _ = write!(file, "{} {now}", std::process::id());
            return Ok(Self { file, path });
        }
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        // A store is one file; where files that are open cannot be removed, an empty one stays.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
        let _ = self.file.unlock();
    }
}

/// The path of a file that belongs to the store.
pub(super) fn beside(store: &Path, suffix: &str) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    private(&mut options).open(path)
}

/// For nobody but the owner, from the moment the file is there.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

fn holder(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.take(200).read_to_string(&mut text).ok()?;
    let (process, since) = text.split_once(' ')?;
    Some(Holder { process: process.parse().ok()?, since: since.into() })
}

#[cfg(unix)]
fn is_still_there(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same =
        |ours: &fs::Metadata, theirs: &fs::Metadata| (ours.dev(), ours.ino()) == (theirs.dev(), theirs.ino());
    matches!((file.metadata(), fs::metadata(path)), (Ok(ref ours), Ok(ref theirs)) if same(ours, theirs))
}

#[cfg(not(unix))]
fn is_still_there(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_has_it_and_a_dropped_lock_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store.db");
        let first = WriterLock::take(&store, "2026-11-22T08:00:00Z").unwrap();
        let refused = WriterLock::take(&store, "2026-11-22T09:00:00Z").unwrap_err();
        let expected =
            format!("process {} (since 2026-11-22T08:00:00Z) is writing to the store", std::process::id());
        assert_eq!(refused.to_string(), expected);
        drop(first);
        assert!(!beside(&store, "-lock").exists());
        WriterLock::take(&store, "2026-11-22T09:00:00Z").unwrap();
    }

    #[test]
    fn what_a_dead_process_left_is_no_lock() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store.db");
        fs::write(beside(&store, "-lock"), "4242 2026-11-22T08:00:00Z").unwrap();
        WriterLock::take(&store, "2026-11-22T09:00:00Z").unwrap();
    }
}
