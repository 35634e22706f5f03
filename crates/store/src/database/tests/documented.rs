//! The queries of `docs/store.md` are run, and print what the document says. `IAMDIAG_BLESS=1` writes what they print into it.

use super::*;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::fs;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The example organization in a store.
fn example(place: &Place) {
    let acme = crate::DataDirectory::new(root().join("docs/examples/acme"));
    let snapshot = acme.load(&Wanted::everything()).unwrap();
    let run = Run { origin: "import".into(), ..run("2026-11-22T08:00:00Z") };
    let mut writer = Writer::start(&place.path, &run).unwrap();
    writer.put(snapshot.items().collect()).unwrap();
    writer.finish(at("2026-11-22T08:00:00Z"), None).unwrap();
}

/// What a query prints: columns as wide as their widest cell.
fn printed(connection: &Connection, query: &str) -> String {
    let mut statement = connection.prepare(query).unwrap();
    let mut rows: Vec<Vec<String>> = vec![statement.column_names().map(str::to_owned).collect()];
    let columns = rows[0].len();
    let cell = |value: ValueRef<'_>| match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        value => value.as_str().unwrap().to_owned(),
    };
    let read = |row: &rusqlite::Row<'_>| (0..columns).map(|at| Ok(cell(row.get_ref(at)?))).collect();
    rows.extend(statement.query_map([], read).unwrap().map(Result::unwrap));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap();
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let rule = widths.iter().map(|&width| "-".repeat(width)).collect();
    rows.insert(1, rule);
    let line = |row: &Vec<String>| {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:width$}")).collect();
        cells.join("  ").trim_end().to_owned() + "\n"
    };
    if rows.len() == 2 { "(no rows)\n".to_owned() } else { rows.iter().map(line).collect() }
}

#[test]
fn the_queries_of_the_document_print_what_it_says() {
    let place = place();
    example(&place);
    let connection = Connection::open(&place.path).unwrap();
    let path = root().join("docs/store.md");
    let document = fs::read_to_string(&path).unwrap();
    let (mut blessed, mut queries) = (String::new(), 0);
    let mut rest = document.as_str();
    while let Some((before, query)) = rest.split_once("```sql\n") {
        let (query, after) = query.split_once("```\n```text\n").unwrap();
        let (shown, after) = after.split_once("```\n").unwrap();
        let printed = printed(&connection, query);
        if std::env::var_os("IAMDIAG_BLESS").is_none() {
            assert_eq!(shown, printed, "{query}");
        }
        blessed.push_str(&format!("{before}```sql\n{query}```\n```text\n{printed}```\n"));
        (rest, queries) = (after, queries + 1);
    }
    assert!(queries > 5);
    if std::env::var_os("IAMDIAG_BLESS").is_some() {
        fs::write(path, blessed + rest).unwrap();
    }
}

#[test]
fn every_table_and_view_is_described() {
    let place = place();
    example(&place);
    let connection = Connection::open(&place.path).unwrap();
    let names = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'";
    let mut all = connection.prepare(names).unwrap();
    let document = fs::read_to_string(root().join("docs/store.md")).unwrap();
    let names: Vec<String> = all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(names.len() > 25);
    for name in names {
        assert!(document.contains(&format!("`{name}`")), "docs/store.md does not describe `{name}`");
    }
}
