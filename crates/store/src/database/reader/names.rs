//! From what was typed to the rows that it may mean. More than that is harmless; less would be an answer without its policies.

use super::accounts;
use super::found::{Found, add};
use crate::database::error::Result;
use crate::database::keep::last_part;
use iamdiag_policy::{Arn, is_account_id};
use iamdiag_snapshot::{PrincipalQuery, ResourceQuery, Wanted};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// How many beginnings of an ARN are looked up: a bucket stands before the first slash of its object, and nothing that has a
/// policy is deeper than a few.
const DEPTH: usize = 16;

/// The row is held by the snapshot; `row` is joined before it.
macro_rules! held {
    ($row:literal, $members:literal, $column:literal) => {
        concat!(
            " CROSS JOIN snapshot_account AS held ON held.snapshot = ?1 AND held.account = ",
            $row,
            ".account",
            " CROSS JOIN ",
            $members,
            " AS member ON member.state = held.state AND member.",
            $column,
            " = ",
            $row,
            ".id "
        )
    };
}

/// Finds everything that is wanted.
pub(super) fn find(connection: &Connection, snapshot: i64, wanted: &Wanted, found: &mut Found) -> Result<()> {
    if wanted.everything {
        let all = accounts::ids(connection, snapshot)?;
        return all.iter().try_for_each(|account| whole(connection, snapshot, account, found));
    }
    for account in &wanted.accounts {
        whole(connection, snapshot, account, found)?;
    }
    let find = Find { connection, snapshot };
    wanted.names.iter().try_for_each(|name| find.name(name, found))?;
    wanted.anything.iter().try_for_each(|name| find.anything(name, found))
}

/// Everything of an account.
fn whole(connection: &Connection, snapshot: i64, account: &str, found: &mut Found) -> Result<()> {
    found.accounts.insert(account.into());
    let held = "FROM snapshot_account AS held CROSS JOIN";
    let of = "AS member ON member.state = held.state WHERE held.snapshot = ?1 AND held.account = ?2";
    let of_account = (snapshot, account);
    add(
        connection,
        &format!("SELECT member.identity {held} state_identity {of}"),
        of_account,
        &mut found.identities,
    )?;
    add(
        connection,
        &format!("SELECT member.policy {held} state_policy {of}"),
        of_account,
        &mut found.policies,
    )?;
    add(
        connection,
        &format!("SELECT member.resource {held} state_resource {of}"),
        of_account,
        &mut found.resources,
    )
}

struct Find<'c> {
    connection: &'c Connection,
    snapshot: i64,
}

impl Find<'_> {
    fn name(&self, text: &str, found: &mut Found) -> Result<()> {
        if is_account_id(text) {
            found.accounts.insert(text.into());
        }
        if let Some(query) = PrincipalQuery::parse(text) {
            self.principal(&query, found)?;
        }
        match Arn::parse(text) {
            Some(arn) => self.arn(text, &arn, found),
            None => self.resource(text, found),
        }
    }

    fn anything(&self, text: &str, found: &mut Found) -> Result<()> {
        self.name(text, found)?;
        for account in self.accounts(text)? {
            whole(self.connection, self.snapshot, &account, found)?;
        }
        self.policy(last_part(text), found)
    }

    /// The policies of that name, and the users, roles and groups that have one: attached, as boundary, or written into them.
    fn policy(&self, name: &str, found: &mut Found) -> Result<()> {
        let end = format!("/{name}");
        add(self.connection, POLICIES, (self.snapshot, name), &mut found.policies)?;
        add(self.connection, ATTACHED, (self.snapshot, &end), &mut found.identities)?;
        add(self.connection, BOUNDED, (self.snapshot, &end), &mut found.identities)?;
        add(self.connection, INLINE, (self.snapshot, name), &mut found.identities)
    }

    fn principal(&self, query: &PrincipalQuery, found: &mut Found) -> Result<()> {
        if let PrincipalQuery::UniqueId { id, .. } = query {
            let by_id = concat!(
                "SELECT identity.id FROM identity",
                held!("identity", "state_identity", "identity"),
                "WHERE identity.unique_id = ?2"
            );
            return add(self.connection, by_id, (self.snapshot, &**id), &mut found.identities);
        }
        let accounts = match query.account() {
            Some(account) => self.accounts(account)?,
            None => BTreeSet::new(),
        };
        found.accounts.extend(accounts.iter().cloned());
        let Some(name) = query.name() else { return self.some_of(&accounts, found) };
        if query.account().is_none() {
            let by_name = concat!(
                "SELECT identity.id FROM identity",
                held!("identity", "state_identity", "identity"),
                "WHERE identity.name = ?2 AND identity.kind <> 'group'"
            );
            return add(self.connection, by_name, (self.snapshot, name), &mut found.identities);
        }
        let in_account = concat!(
            "SELECT identity.id FROM identity",
            held!("identity", "state_identity", "identity"),
            "WHERE identity.name = ?2 AND identity.account = ?3 AND identity.kind <> 'group'"
        );
        accounts.iter().try_for_each(|account| {
            add(self.connection, in_account, (self.snapshot, name, &**account), &mut found.identities)
        })
    }

    /// Any user or role of the accounts: it tells the partition that their root users are in.
    fn some_of(&self, accounts: &BTreeSet<Box<str>>, found: &mut Found) -> Result<()> {
        let first = "SELECT member.identity FROM snapshot_account AS held
            CROSS JOIN state_identity AS member ON member.state = held.state
            CROSS JOIN identity ON identity.id = member.identity
            WHERE held.snapshot = ?1 AND held.account = ?2 AND identity.kind <> 'group' LIMIT 1";
        accounts.iter().try_for_each(|account| {
            add(self.connection, first, (self.snapshot, &**account), &mut found.identities)
        })
    }

    /// The ids of the accounts that go by this id or name.
    fn accounts(&self, text: &str) -> Result<BTreeSet<Box<str>>> {
        let mut ids = BTreeSet::new();
        if is_account_id(text) {
            ids.insert(text.into());
            return Ok(ids);
        }
        let by_name = "SELECT node.id FROM snapshot JOIN organization_node AS node
              ON node.organization = snapshot.organization
            WHERE snapshot.id = ?1 AND node.kind = 'account' AND node.name = ?2 COLLATE NOCASE
            UNION SELECT held.account FROM snapshot_account AS held JOIN account_state AS state ON state.id = held.state
            WHERE held.snapshot = ?1 AND state.name = ?2 COLLATE NOCASE";
        add(self.connection, by_name, (self.snapshot, text), &mut ids)?;
        Ok(ids)
    }

    /// The resource, those that it may lie in, and a managed policy.
    fn arn(&self, text: &str, arn: &Arn<'_>, found: &mut Found) -> Result<()> {
        found.accounts.extend(arn.account_id().map(Into::into));
        let by_arn = concat!(
            "SELECT resource.id FROM resource",
            held!("resource", "state_resource", "resource"),
            "WHERE resource.arn = ?2"
        );
        let before = text.len() - arn.resource.len();
        let ends = arn.resource.match_indices(['/', ':']).map(|(at, _)| before + at).take(DEPTH);
        for end in ends.chain([text.len()]) {
            let outer = text.get(..end).unwrap_or(text);
            add(self.connection, by_arn, (self.snapshot, outer), &mut found.resources)?;
        }
        if arn.service == "kms" && arn.resource.starts_with("alias/") {
            let mut keys = BTreeSet::new();
            self.alias(arn.resource, &mut keys)?;
            let of_place = "SELECT id FROM resource WHERE id = ?1 AND region = ?2 AND account = ?3";
            for key in keys {
                add(self.connection, of_place, (key, arn.region, arn.account), &mut found.resources)?;
            }
        }
        let policy = concat!(
            "SELECT managed_policy.id FROM managed_policy",
            held!("managed_policy", "state_policy", "policy"),
            "WHERE managed_policy.arn = ?2"
        );
        add(self.connection, policy, (self.snapshot, text), &mut found.policies)
    }

    /// Resources by the end of their ARN, keys by their alias, the bucket of an object; users, roles, groups and managed policies
    /// as resources: `group/NAME`, `policy/NAME`.
    fn resource(&self, text: &str, found: &mut Found) -> Result<()> {
        let named = text.split_once(':').map(|(account, _)| self.accounts(account)).transpose()?;
        let accounts = named.unwrap_or_default();
        let query = ResourceQuery::parse(text, |_| !accounts.is_empty());
        found.accounts.extend(accounts.iter().cloned());
        let name = last_part(query.rest);
        let is_meant = |arn: &Arn<'_>| query.names(arn);
        self.ends(RESOURCES, name, &accounts, is_meant, &mut found.resources)?;
        self.alias(query.rest, &mut found.resources)?;
        if let Some((bucket, _)) = query.bucket_and_key() {
            let is_bucket = |arn: &Arn<'_>| arn.service == "s3" && arn.resource == bucket;
            self.ends(RESOURCES, bucket, &accounts, is_bucket, &mut found.resources)?;
        }
        if query.rest.contains('/') {
            self.ends(IDENTITIES, name, &accounts, is_meant, &mut found.identities)?;
            self.ends(POLICIES, name, &accounts, is_meant, &mut found.policies)?;
        }
        Ok(())
    }

    /// Rows of that name in one of the accounts, or in any if there are none, whose ARN is meant.
    fn ends(
        &self,
        named: &str,
        name: &str,
        accounts: &BTreeSet<Box<str>>,
        is_meant: impl Fn(&Arn<'_>) -> bool,
        into: &mut BTreeSet<i64>,
    ) -> Result<()> {
        let mut all = self.connection.prepare_cached(named)?;
        let mut rows = all.query((self.snapshot, name))?;
        while let Some(row) = rows.next()? {
            let (arn, account): (Box<str>, Box<str>) = (row.get(1)?, row.get(2)?);
            let is_there = accounts.is_empty() || accounts.contains(&account);
            if is_there && Arn::parse(&arn).is_some_and(|arn| is_meant(&arn)) {
                into.insert(row.get(0)?);
            }
        }
        Ok(())
    }

    fn alias(&self, alias: &str, resources: &mut BTreeSet<i64>) -> Result<()> {
        let by_alias = concat!(
            "SELECT resource.id FROM resource_alias CROSS JOIN resource ON resource.id = resource_alias.resource",
            held!("resource", "state_resource", "resource"),
            "WHERE resource_alias.alias IN (?2, 'alias/' || ?2)"
        );
        add(self.connection, by_alias, (self.snapshot, alias), resources)
    }
}

/// Id, ARN and account of the rows of a name, whatever they are a name of.
const RESOURCES: &str = concat!(
    "SELECT resource.id, resource.arn, resource.account FROM resource",
    held!("resource", "state_resource", "resource"),
    "WHERE resource.name = ?2"
);
const IDENTITIES: &str = concat!(
    "SELECT identity.id, identity.arn, identity.account FROM identity",
    held!("identity", "state_identity", "identity"),
    "WHERE identity.name = ?2"
);
const POLICIES: &str = concat!(
    "SELECT managed_policy.id, managed_policy.arn, managed_policy.account FROM managed_policy",
    held!("managed_policy", "state_policy", "policy"),
    "WHERE managed_policy.name = ?2"
);

/// Users, roles and groups by the end of a managed policy's ARN, or by the name of an inline policy. These have no index, and are
/// read through.
const ATTACHED: &str = concat!(
    "SELECT identity.id FROM attached_policy AS attached CROSS JOIN identity ON identity.id = attached.identity",
    held!("identity", "state_identity", "identity"),
    "WHERE substr(attached.arn, -length(?2)) = ?2"
);
const BOUNDED: &str = concat!(
    "SELECT identity.id FROM identity",
    held!("identity", "state_identity", "identity"),
    "WHERE substr(identity.boundary, -length(?2)) = ?2"
);
const INLINE: &str = concat!(
    "SELECT identity.id FROM inline_policy AS inline CROSS JOIN identity ON identity.id = inline.identity",
    held!("identity", "state_identity", "identity"),
    "WHERE inline.name = ?2"
);
