//! Snapshots go and leave nothing behind; versions, locks and limits are respected.

use super::*;
use crate::database::lock::beside;
use crate::database::{Prune, StoreProblem, open as opening, prune, schema};
use rusqlite::Connection;
use std::fs;

fn ids(path: &Path) -> Vec<i64> {
    Store::open(path).unwrap().snapshots().unwrap().iter().map(|entry| entry.id).collect()
}

/// Every relation between the tables holds.
pub(super) fn check_relations(path: &Path) {
    let connection = Connection::open(path).unwrap();
    let mut check = connection.prepare("PRAGMA foreign_key_check").unwrap();
    let broken: Vec<String> = check.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(broken, Vec::<String>::new());
    let sound: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
}

#[test]
fn what_only_a_removed_snapshot_held_goes_with_it() {
    let place = place();
    write(&place.path, "2026-11-20T08:00:00Z", vec![role(DATA, "old", "{\"only\": \"here\"}")]);
    write(&place.path, "2026-11-21T08:00:00Z", acme());
    write(&place.path, "2026-11-22T08:00:00Z", acme());
    let done = prune(&place.path, Prune { keep: Some(2), ..Prune::default() }).unwrap();
    assert_eq!(done.removed.iter().map(|entry| entry.id).collect::<Vec<_>>(), [1]);
    check_relations(&place.path);
    let connection = Connection::open(&place.path).unwrap();
    let query = "SELECT count(*) FROM document WHERE text LIKE '%here%'";
    assert_eq!(connection.query_row(query, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
    assert_eq!(
        super::described::described(load(&place.path, &Wanted::everything()).items()).len(),
        acme().len()
    );
    // An id is never given twice.
    prune(&place.path, Prune { keep: Some(1), ..Prune::default() }).unwrap();
    assert_eq!(write(&place.path, "2026-11-23T08:00:00Z", Vec::new()), 4);
}

#[test]
fn the_newest_complete_snapshot_stays() {
    let place = place();
    for day in ["2026-11-20", "2026-11-21", "2026-11-22"] {
        write(&place.path, day, vec![bucket()]);
    }
    drop(Writer::start(&place.path, &run("2026-11-23")).unwrap());
    let prune = |rule| prune(&place.path, rule).unwrap().removed.len();
    assert_eq!(prune(Prune::default()), 0);
    assert_eq!(prune(Prune { keep: Some(2), before: Some(at("2026-11-20")), partial: false }), 0);
    assert_eq!(prune(Prune { before: Some(at("2026-11-21")), ..Prune::default() }), 1);
    assert_eq!(prune(Prune { before: Some(at("2027-01-01")), ..Prune::default() }), 1);
    assert_eq!(ids(&place.path), [3, 4]);
    assert_eq!(prune(Prune { partial: true, ..Prune::default() }), 1);
    assert_eq!(ids(&place.path), [3]);
    check_relations(&place.path);
}

#[test]
fn the_second_writer_is_told_of_the_first_and_readers_go_on() {
    let place = place();
    write(&place.path, "2026-11-22T08:00:00Z", acme());
    let mut first = Writer::start(&place.path, &run("2026-11-23")).unwrap();
    first.put(vec![role(DATA, "later", ALLOW)]).unwrap();
    let refused = Writer::start(&place.path, &run("2026-11-23")).unwrap_err();
    let expected = format!("process {} (since ", std::process::id());
    assert!(refused.to_string().contains(&expected), "{refused}");
    assert!(matches!(prune(&place.path, Prune::default()).unwrap_err().problem, StoreProblem::Locked(_)));
    assert!(load(&place.path, &Wanted::everything()).role(DATA, "later").is_none());
    drop(first);
    write(&place.path, "2026-11-24", Vec::new());
}

#[test]
fn a_store_is_one_private_file() {
    let place = place();
    let mut writer = Writer::start(&place.path, &run("2026-11-22")).unwrap();
    writer.put(acme()).unwrap();
    let mut beside_it: Vec<PathBuf> = vec![place.path.clone()];
    beside_it.extend(["-wal", "-shm", "-lock"].map(|suffix| beside(&place.path, suffix)));
    #[cfg(unix)]
    for path in &beside_it {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", path.display());
    }
    writer.finish(at("2026-11-22"), None).unwrap();
    let files = fs::read_dir(place.path.parent().unwrap()).unwrap().count();
    assert_eq!(files, 1);
}

#[cfg(unix)]
#[test]
fn a_store_opens_in_a_read_only_place() {
    use std::os::unix::fs::PermissionsExt;
    let place = place();
    write(&place.path, "2026-11-22", acme());
    let folder = place.path.parent().unwrap();
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    set(&place.path, 0o400);
    set(folder, 0o500);
    assert!(load(&place.path, &Wanted::names(["role/deploy"])).role(DATA, "deploy").is_some());
    // Whoever may write anywhere is not refused.
    if fs::write(folder.join("probe"), "").is_err() {
        let refused = Writer::start(&place.path, &run("2026-11-23")).unwrap_err();
        assert!(matches!(refused.problem, StoreProblem::ReadOnly), "{refused}");
    }
    set(folder, 0o700);
}

#[test]
fn an_older_version_is_brought_up_to_date_and_a_newer_one_refused() {
    let place = place();
    fs::create_dir_all(place.path.parent().unwrap()).unwrap();
    let mut connection = Connection::open(&place.path).unwrap();
    schema::create_version(&mut connection, 1);
    drop(connection);
    assert_eq!(ids(&place.path), Vec::<i64>::new());
    let connection = Connection::open(&place.path).unwrap();
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, schema::VERSION);
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let expected = format!("{}: the store has version 99, and", place.path.display());
    assert!(Store::open(&place.path).unwrap_err().to_string().starts_with(&expected));
    assert!(Writer::start(&place.path, &run("2026-11-23")).unwrap_err().to_string().starts_with(&expected));
}

#[test]
fn what_is_no_store_is_refused_and_left_alone() {
    let place = place();
    let folder = place.path.parent().unwrap();
    fs::create_dir_all(folder).unwrap();
    fs::write(&place.path, "{\"organization\": null, \"padding\": \"so that it is longer than a header of a database is, which has a hundred bytes\"}").unwrap();
    let text = fs::read(&place.path).unwrap();
    assert!(matches!(Store::open(&place.path).unwrap_err().problem, StoreProblem::NotADatabase));
    let refused = Writer::start(&place.path, &run("2026-11-23")).unwrap_err();
    assert!(matches!(refused.problem, StoreProblem::NotADatabase));
    assert_eq!(fs::read(&place.path).unwrap(), text);
    let other = folder.join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(matches!(Store::open(&other).unwrap_err().problem, StoreProblem::NotAStore));
    assert!(matches!(
        Writer::start(&other, &run("2026-11-23")).unwrap_err().problem,
        StoreProblem::NotAStore
    ));
    assert!(matches!(Store::open(&folder.join("none.db")).unwrap_err().problem, StoreProblem::Missing));
    assert!(matches!(Store::open(folder).unwrap_err().problem, StoreProblem::Unreadable(_)));
}

#[test]
fn a_full_disk_takes_nothing_away() {
    let place = place();
    write(&place.path, "2026-11-22", acme());
    let before = super::described::described(load(&place.path, &Wanted::everything()).items());
    let mut writer = Writer::start(&place.path, &run("2026-11-23")).unwrap();
    writer.limit_pages(70);
    let page = |at: usize| {
        (0..50).map(|n| role(DATA, &format!("role-{at}-{n}"), &format!("{{\"{at}\": {n}}}"))).collect()
    };
    let full = (0..100).find_map(|at| writer.put(page(at)).err()).unwrap();
    assert!(matches!(full.problem, StoreProblem::Full), "{full}");
    // The page is gone as a whole, and the writer may go on when there is space.
    writer.limit_pages(100_000);
    writer.put(page(0)).unwrap();
    drop(writer);
    assert_eq!(super::described::described(load(&place.path, &Wanted::everything()).items()), before);
    check_relations(&place.path);
}

#[test]
fn a_log_without_content_does_not_stop_readers_in_a_read_only_place() {
    let place = place();
    write(&place.path, "2026-11-22", acme());
    let (connection, _lock) = opening::for_writing(&place.path).unwrap();
    drop(connection);
    assert!(load(&place.path, &Wanted::names(["role/deploy"])).role(DATA, "deploy").is_some());
}

/// A writer that is killed while the file itself changes leaves a journal, which has to be put back before anybody can read.
#[test]
fn what_a_killed_writer_left_half_written_is_put_back_by_the_next_reader() {
    let place = place();
    write(&place.path, "2026-11-22", acme());
    let copy = place.path.with_file_name("killed.db");
    let connection = Connection::open(&place.path).unwrap();
    connection
        .execute_batch(
            "PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; BEGIN;
             CREATE TABLE half (text TEXT);
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
             INSERT INTO half SELECT hex(randomblob(100)) FROM n;",
        )
        .unwrap();
    fs::copy(&place.path, &copy).unwrap();
    fs::copy(beside(&place.path, "-journal"), beside(&copy, "-journal")).unwrap();
    drop(connection);
    assert_eq!(ids(&copy), [1]);
    assert!(load(&copy, &Wanted::names(["role/deploy"])).role(DATA, "deploy").is_some());
}

#[test]
fn a_writer_may_go_to_another_thread() {
    fn check<T: Send>() {}
    check::<Writer>();
    check::<crate::StoredSnapshot>();
}
