//! "Did you mean": names in the store that look like one that is not in it.

use super::found::add;
use crate::database::error::Result;
use crate::database::keep::last_part;
use iamdiag_policy::Arn;
use iamdiag_snapshot::nearest;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// How many names are looked at from each side: a store may hold a million.
const LOOKED_AT: i64 = 20_000;

/// ARNs of users and roles that look like the text, nearest first: of those whose names begin alike, and of all in an account
/// that the text names.
pub(super) fn principals(connection: &Connection, snapshot: i64, text: &str) -> Result<Vec<Box<str>>> {
    let account = Arn::parse(text).and_then(|arn| arn.account_id()).or_else(|| text.split(':').next());
    let of_account = "SELECT identity.arn FROM snapshot_account AS held
        CROSS JOIN state_identity AS member ON member.state = held.state
        CROSS JOIN identity ON identity.id = member.identity
        WHERE held.snapshot = ?1 AND held.account = ?2 AND identity.kind <> 'group' LIMIT ?3";
    let mut all = BTreeSet::new();
    add(connection, of_account, (snapshot, account, LOOKED_AT), &mut all)?;
    let by_name = "SELECT identity.arn FROM identity
        CROSS JOIN snapshot_account AS held ON held.snapshot = ?1 AND held.account = identity.account
        CROSS JOIN state_identity AS member ON member.state = held.state AND member.identity = identity.id
        WHERE identity.name >= ?2 AND identity.name < ?3 AND identity.kind <> 'group' LIMIT ?4";
    near(connection, snapshot, text, by_name, all)
}

/// ARNs of resources that look like the text, nearest first, of those whose names begin alike.
pub(super) fn resources(connection: &Connection, snapshot: i64, text: &str) -> Result<Vec<Box<str>>> {
    let by_name = "SELECT resource.arn FROM resource
        CROSS JOIN snapshot_account AS held ON held.snapshot = ?1 AND held.account = resource.account
        CROSS JOIN state_resource AS member ON member.state = held.state AND member.resource = resource.id
        WHERE resource.name >= ?2 AND resource.name < ?3 LIMIT ?4";
    near(connection, snapshot, text, by_name, BTreeSet::new())
}

/// ARNs of managed policies that look like the text, nearest first, of those whose names begin alike.
pub(super) fn policies(connection: &Connection, snapshot: i64, text: &str) -> Result<Vec<Box<str>>> {
    let by_name = "SELECT managed.arn FROM managed_policy AS managed
        CROSS JOIN snapshot_account AS held ON held.snapshot = ?1 AND held.account = managed.account
        CROSS JOIN state_policy AS member ON member.state = held.state AND member.policy = managed.id
        WHERE managed.name >= ?2 AND managed.name < ?3 LIMIT ?4";
    near(connection, snapshot, text, by_name, BTreeSet::new())
}

fn near(
    connection: &Connection,
    snapshot: i64,
    text: &str,
    by_name: &str,
    mut all: BTreeSet<Box<str>>,
) -> Result<Vec<Box<str>>> {
    let name = last_part(text);
    // The first letter may be the wrong one, so names are tried by their first two letters, and by the two after the first.
    for (from, to) in beginnings(name) {
        add(connection, by_name, (snapshot, &from, &to, LOOKED_AT), &mut all)?;
    }
    Ok(nearest(name, all.iter().map(|arn| &**arn)))
}

/// Ranges of names that begin as this one does, or as it does without its first letter.
fn beginnings(name: &str) -> Vec<(String, String)> {
    let letters: Vec<char> = name.chars().take(3).collect();
    let range = |letters: &[char]| {
        let from: String = letters.iter().collect();
        let to = from.clone() + "\u{10ffff}";
        (from, to)
    };
    match letters.as_slice() {
        [first, second, third] => vec![range(&[*first, *second]), range(&[*second, *third])],
        [] => Vec::new(),
        short => vec![range(short)],
    }
}
