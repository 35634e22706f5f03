//! What did not change is kept once.

use super::*;
use rusqlite::Connection;

fn count(path: &Path, table: &str) -> i64 {
    let connection = Connection::open(path).unwrap();
    connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

const TABLES: [&str; 10] = [
    "document",
    "account_state",
    "identity",
    "inline_policy",
    "managed_policy",
    "resource",
    "state_identity",
    "unit",
    "organization",
    "organization_node",
];

#[test]
fn a_night_without_changes_costs_a_row_for_each_account() {
    let place = place();
    write(&place.path, "2026-11-21T08:00:00Z", acme());
    let before = TABLES.map(|table| count(&place.path, table));
    let held = count(&place.path, "snapshot_account");
    // In any order: what counts is what is there.
    write(&place.path, "2026-11-22T08:00:00Z", acme().into_iter().rev().collect());
    assert_eq!(TABLES.map(|table| count(&place.path, table)), before);
    assert_eq!(count(&place.path, "snapshot_account"), 2 * held);
    let snapshot = Store::open(&place.path).unwrap().snapshot(Choice::Newest).unwrap();
    assert!(snapshot.changes_since(1).unwrap().is_empty());
}

#[test]
fn a_changed_role_costs_a_row_and_is_told() {
    let place = place();
    write(&place.path, "2026-11-21T08:00:00Z", acme());
    let before = count(&place.path, "identity");
    let mut items = acme();
    items.retain(|item| !matches!(item, Item::Principal(found) if found.arn.ends_with("user/ann")));
    items.push(role(DATA, "deploy", "{\"changed\": 1}"));
    items.push(role(PROD, "new", ALLOW));
    let mut changed = organization();
    changed.nodes.insert("ou-3".into(), node("ou-3", NodeKind::Unit, Some("r-1"), &[]));
    items.push(Item::Organization(Box::new(Some(changed))));
    write(&place.path, "2026-11-22T08:00:00Z", items);
    assert_eq!(count(&place.path, "identity"), before + 2);
    let changes = open(&place.path).changes_since(1).unwrap();
    let list =
        |set: &std::collections::BTreeSet<Box<str>>| set.iter().map(|id| id.to_string()).collect::<Vec<_>>();
    assert_eq!(list(&changes.principals.added), ["arn:aws:iam::111122223333:role/new"]);
    assert_eq!(list(&changes.principals.removed), ["arn:aws:iam::111122223333:user/ann"]);
    assert_eq!(list(&changes.principals.changed), ["arn:aws:iam::444455556666:role/deploy"]);
    assert_eq!(list(&changes.organization_nodes.added), ["ou-3"]);
    assert!(
        changes.resources.is_empty()
            && changes.policies.is_empty()
            && changes.organization_policies.is_empty()
    );
}

#[test]
fn older_snapshots_answer_as_they_did() {
    let place = place();
    write(&place.path, "2026-11-21T08:00:00Z", acme());
    write(&place.path, "2026-11-22T08:00:00Z", vec![role(DATA, "deploy", "{}")]);
    let of = |choice| {
        let snapshot = Store::open(&place.path).unwrap().snapshot(choice).unwrap();
        super::described::described(snapshot.load(&Wanted::everything()).unwrap().items())
    };
    assert_eq!(of(Choice::Id(1)), super::described::described(acme()));
    assert_eq!(of(Choice::AsOf(at("2026-11-22T07:59:59Z"))), of(Choice::Id(1)));
    assert_eq!(of(Choice::AsOf(at("2026-11-22T08:00:00Z"))), of(Choice::Newest));
    let none = Store::open(&place.path).unwrap().snapshot(Choice::AsOf(at("2026-11-20")));
    let expected = "there is no complete snapshot of 2026-11-20T00:00:00Z or before; the oldest is of 2026-11-21T08:00:00Z";
    assert!(none.unwrap_err().to_string().ends_with(expected));
    let none = Store::open(&place.path).unwrap().snapshot(Choice::Id(7)).unwrap_err();
    assert!(none.to_string().ends_with("there is no snapshot 7"));
}
