//! The versions of a store's tables, and the way from each to the next.

use super::error::{Result, StoreProblem};
use rusqlite::Connection;

/// Marks the file as ours: `iamd`.
const APPLICATION: i64 = 0x6961_6d64;

/// The step at index N leads from version N to version N + 1. A step that was ever released never changes.
const STEPS: [&str; 2] = [include_str!("schema/1.sql"), include_str!("schema/2.sql")];

/// The version that this program writes.
pub(super) const VERSION: i64 = STEPS.len() as i64;

/// What the file says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A file without any table.
    Nothing,
    /// A store of this version.
    Current,
    /// A store of an older version.
    Older,
}

/// Looks at the file's version.
pub(super) fn look(connection: &Connection) -> Result<Found> {
    let application: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    match (application, version) {
        (0, 0) if tables == 0 => Ok(Found::Nothing),
        (APPLICATION, VERSION) => Ok(Found::Current),
        (APPLICATION, 1..VERSION) => Ok(Found::Older),
        (APPLICATION, found) if found > VERSION => Err(StoreProblem::Newer { found, known: VERSION }),
        _ => Err(StoreProblem::NotAStore),
    }
}

/// Brings the file to this program's version, in one transaction.
pub(super) fn migrate(connection: &mut Connection) -> Result<()> {
    migrate_to(connection, VERSION)
}

fn migrate_to(connection: &mut Connection, wanted: i64) -> Result<()> {
    let change = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let version: i64 = change.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let (from, to) = (usize::try_from(version).unwrap_or(0), usize::try_from(wanted).unwrap_or(0));
    for step in STEPS.get(from..to).unwrap_or(&[]) {
        change.execute_batch(step)?;
    }
    change.pragma_update(None, "application_id", APPLICATION)?;
    change.pragma_update(None, "user_version", wanted.max(version))?;
    change.commit()?;
    Ok(())
}

#[cfg(test)]
pub(super) fn create_version(connection: &mut Connection, version: i64) {
    migrate_to(connection, version).unwrap();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(connection: &Connection) -> Vec<String> {
        let mut statement = connection.prepare("SELECT sql FROM sqlite_master ORDER BY name").unwrap();
        let rows = statement.query_map([], |row| row.get::<_, Option<String>>(0)).unwrap();
        rows.map(|row| row.unwrap().unwrap_or_default()).collect()
    }

    #[test]
    fn every_older_version_becomes_the_current_one() {
        let mut fresh = Connection::open_in_memory().unwrap();
        migrate(&mut fresh).unwrap();
        for version in 1..VERSION {
            let mut older = Connection::open_in_memory().unwrap();
            create_version(&mut older, version);
            older.execute_batch("INSERT INTO document VALUES (1, 'x', '{}')").unwrap();
            assert_eq!(look(&older).unwrap(), Found::Older, "{version}");
            migrate(&mut older).unwrap();
            assert_eq!(look(&older).unwrap(), Found::Current, "{version}");
            assert_eq!(tables(&older), tables(&fresh), "{version}");
            let kept: i64 = older.query_row("SELECT count(*) FROM document", [], |row| row.get(0)).unwrap();
            assert_eq!(kept, 1, "{version}");
        }
    }

    #[test]
    fn what_is_not_ours_or_newer_is_refused() {
        let other = Connection::open_in_memory().unwrap();
        assert_eq!(look(&other).unwrap(), Found::Nothing);
        other.execute_batch("CREATE TABLE t (a)").unwrap();
        assert!(matches!(look(&other), Err(StoreProblem::NotAStore)));
        let mut newer = Connection::open_in_memory().unwrap();
        migrate(&mut newer).unwrap();
        newer.pragma_update(None, "user_version", 99).unwrap();
        let refused = look(&newer).unwrap_err().to_string();
        assert_eq!(
            refused,
            format!("the store has version 99, and this program knows versions up to {VERSION}")
        );
    }
}
