//! Connections to a store's file: for reading without touching it, and for the one writer.

use super::clock;
use super::error::{Result, StoreProblem};
use super::lock::{WriterLock, beside, private};
use super::schema::{self, Found};
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, DirBuilder, OpenOptions};
use std::io;
use std::path::Path;
use std::time::Duration;

/// How long to wait for SQLite's own locks, which are held for a moment only.
const PATIENCE: Duration = Duration::from_secs(5);

/// A connection that only reads. A store of an older version is brought up to date first.
pub(super) fn for_reading(path: &Path) -> Result<Connection> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(StoreProblem::Missing),
        Err(error) => return Err(StoreProblem::Unreadable(error)),
        Ok(found) if found.is_dir() => {
            return Err(StoreProblem::Unreadable(io::ErrorKind::IsADirectory.into()));
        }
        Ok(_) => {}
    }
    let (connection, found) = look_at(path)?;
    match found {
        Found::Current => Ok(connection),
        Found::Nothing => Err(StoreProblem::Missing),
        Found::Older => {
            drop(connection);
            let (mut connection, _lock) = for_writing(path)?;
            leave_one_file(&mut connection);
            drop(connection);
            Ok(look_at(path)?.0)
        }
    }
}

fn look_at(path: &Path) -> Result<(Connection, Found)> {
    match look_through(path.as_os_str(), OpenFlags::empty()) {
        Err(StoreProblem::System(_) | StoreProblem::ReadOnly) if is_settled(path) => {
            // The folder is read-only and the file says that it has a log, which SQLite would make anew. There is none, so
            // the file is all there is.
            let text = path.to_str().ok_or(StoreProblem::Unfinished)?;
            look_through(immutable(text).as_ref(), OpenFlags::SQLITE_OPEN_URI)
        }
        Err(StoreProblem::System(_) | StoreProblem::ReadOnly) => {
            tidy_up(path).map_err(|_| StoreProblem::Unfinished)?;
            look_through(path.as_os_str(), OpenFlags::empty())
        }
        other => other,
    }
}

fn look_through(path: &std::ffi::OsStr, further: OpenFlags) -> Result<(Connection, Found)> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | further;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    let found = schema::look(&connection)?;
    Ok((connection, found))
}

/// A writer was killed while the file itself was written to, and left a journal of what was there before. SQLite puts that back
/// for the first who looks and may write; it waits for a writer that is at work after all.
fn tidy_up(path: &Path) -> Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    schema::look(&connection)?;
    Ok(())
}

/// Whether nothing stands beside the file that belongs into it.
fn is_settled(path: &Path) -> bool {
    let is_empty = |suffix| fs::metadata(beside(path, suffix)).map_or(true, |found| found.len() == 0);
    is_empty("-wal") && is_empty("-journal")
}

/// The file as a URI that promises that nobody changes it.
fn immutable(path: &str) -> String {
    let mut uri = String::from("file:");
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri + "?immutable=1"
}

/// The connection of the one writer, with the lock that makes it the one. The file is made if there is none.
pub(super) fn for_writing(path: &Path) -> Result<(Connection, WriterLock)> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        private_folder(folder).map_err(not_writable)?;
    }
    let lock = WriterLock::take(path, &clock::text(clock::now()))?;
    let mut options = OpenOptions::new();
    match private(options.write(true).create_new(true)).open(path) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(not_writable(error)),
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    if schema::look(&connection)? != Found::Current {
        schema::migrate(&mut connection)?;
    }
    // Readers go on reading what was there while a log takes what is new. The relations hold by construction, and tests check
    // them.
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -32000;")?;
    Ok((connection, lock))
}

/// Puts the log into the file and goes without one, so that the store is one file that opens in a read-only place. While
/// somebody reads, the log stays; the next writer tidies up.
pub(super) fn leave_one_file(connection: &mut Connection) {
    let _ = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;");
}

/// Makes the folder, for nobody but the owner, where there is none.
fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// What a refused opening for writing means.
pub(super) fn not_writable(error: io::Error) -> StoreProblem {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StoreProblem::ReadOnly,
        io::ErrorKind::StorageFull => StoreProblem::Full,
        _ => StoreProblem::Unreadable(error),
    }
}
