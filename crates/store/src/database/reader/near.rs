//! "Did you mean": names in the store that look like one that is not in it.

use super::found::add;
use crate::database::error::Result;
use iamdiag_policy::Arn;
use iamdiag_snapshot::nearest;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// How many names are looked at from each side: a store may hold a million.
const LOOKED_AT: i64 = 20_000;

/// ARNs of principals or resources that look like the text, nearest first.
///
/// Names that begin or end alike are found by an index, and all names of an account that the text names.
pub(super) fn near(connection: &Connection, snapshot: i64, text: &str) -> Result<Vec<Box<str>>> {
    let name = text.rsplit(['/', ':']).next().unwrap_or(text);
    let mut all: BTreeSet<Box<str>> = BTreeSet::new();
    let account = Arn::parse(text).and_then(|arn| arn.account_id()).or_else(|| text.split(':').next());
    let of_account = "SELECT identity.arn FROM snapshot_account AS held
        CROSS JOIN state_identity AS member ON member.state = held.state
        CROSS JOIN identity ON identity.id = member.identity
        WHERE held.snapshot = ?1 AND held.account = ?2 AND identity.kind <> 'group' LIMIT ?3";
    add(connection, of_account, (snapshot, account, LOOKED_AT), &mut all)?;
    // The first letter may be the wrong one, so a beginning of two letters is tried, and without the first.
    for (from, to) in beginnings(name) {
        let identities = "SELECT identity.arn FROM identity
            CROSS JOIN snapshot_account AS held ON held.snapshot = ?1 AND held.account = identity.account
            CROSS JOIN state_identity AS member ON member.state = held.state AND member.identity = identity.id
            WHERE identity.name >= ?2 AND identity.name < ?3 AND identity.kind <> 'group' LIMIT ?4";
        add(connection, identities, (snapshot, &from, &to, LOOKED_AT), &mut all)?;
        let resources = "SELECT resource.arn FROM resource
            CROSS JOIN snapshot_account AS held ON held.snapshot = ?1 AND held.account = resource.account
            CROSS JOIN state_resource AS member ON member.state = held.state AND member.resource = resource.id
            WHERE resource.name >= ?2 AND resource.name < ?3 LIMIT ?4";
        add(connection, resources, (snapshot, &from, &to, LOOKED_AT), &mut all)?;
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
