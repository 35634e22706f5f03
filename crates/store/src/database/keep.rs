//! Items as rows. A row never changes: what is equal is kept once and belongs to many states of accounts.

use super::documents::{Documents, Kept, digest, json};
use super::error::{Result, StoreProblem};
use super::json::{TagsJson, details};
use iamdiag_evaluator::{Collected, Tags};
use iamdiag_policy::Arn;
use iamdiag_snapshot::{
    AttachedPolicy, CollectedResource, Group, ManagedPolicy, NotAnArn, Principal, PrincipalKind,
    ResourceDetails, StoredPolicy,
};
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;

/// A kept row and the account it is of.
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) account: Box<str>,
}

/// A user, role or group as its digest is taken of it.
#[derive(Serialize)]
struct Identity<'i> {
    account: &'i str,
    kind: &'static str,
    name: &'i str,
    arn: &'i str,
    unique_id: Option<&'i str>,
    boundary: Option<&'i str>,
    tags: TagsJson,
    trust: Option<Box<str>>,
    inline: Vec<(&'i str, Box<str>)>,
    attached: Vec<(&'i str, &'i str)>,
    groups: &'i [Box<str>],
}

struct Held<'i> {
    inline: &'i [StoredPolicy],
    attached: &'i [AttachedPolicy],
    trust: Option<&'i StoredPolicy>,
}

pub(super) fn principal(
    connection: &Connection,
    documents: &mut Documents,
    principal: &Principal,
) -> Result<Row> {
    let (kind, groups) = match &principal.kind {
        PrincipalKind::User { groups } => ("user", groups.as_slice()),
        PrincipalKind::Role { .. } => ("role", [].as_slice()),
    };
    let row = Identity {
        account: account_of(&principal.arn)?,
        kind,
        name: &principal.name,
        arn: &principal.arn,
        unique_id: principal.unique_id.as_deref(),
        boundary: principal.boundary.as_deref(),
        tags: TagsJson(principal.tags.clone()),
        trust: None,
        inline: Vec::new(),
        attached: Vec::new(),
        groups,
    };
    let held = Held { inline: &principal.inline, attached: &principal.attached, trust: principal.trust() };
    identity(connection, documents, row, &held)
}

pub(super) fn group(connection: &Connection, documents: &mut Documents, group: &Group) -> Result<Row> {
    let row = Identity {
        account: account_of(&group.arn)?,
        kind: "group",
        name: &group.name,
        arn: &group.arn,
        unique_id: None,
        boundary: None,
        tags: TagsJson(Tags::new()),
        trust: None,
        inline: Vec::new(),
        attached: Vec::new(),
        groups: &[],
    };
    identity(
        connection,
        documents,
        row,
        &Held { inline: &group.inline, attached: &group.attached, trust: None },
    )
}

fn identity<'i>(
    connection: &Connection,
    documents: &mut Documents,
    mut row: Identity<'i>,
    held: &Held<'i>,
) -> Result<Row> {
    let account = row.account.into();
    let trust = held.trust.map(|policy| documents.keep(connection, &policy.text)).transpose()?;
    row.trust = trust.as_ref().map(|kept| (&*kept.sha256).into());
    let inline: Result<Vec<Kept>> =
        held.inline.iter().map(|policy| documents.keep(connection, &policy.text)).collect();
    let inline = inline?;
    row.inline = held
        .inline
        .iter()
        .zip(&inline)
        .map(|(policy, kept)| (&*policy.name, (&*kept.sha256).into()))
        .collect();
    row.attached = held.attached.iter().map(|policy| (&*policy.name, &*policy.arn)).collect();
    let digest = digest("identity", &row)?;
    if let Some(id) = found(connection, "identity", &digest)? {
        return Ok(Row { id, account });
    }
    let mut insert = connection.prepare_cached(
        "INSERT INTO identity (digest, account, kind, name, arn, unique_id, boundary, tags, trust)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    let tags = json(&row.tags)?;
    let trust = trust.map(|kept| kept.id);
    let id = insert.insert((
        digest,
        row.account,
        row.kind,
        row.name,
        row.arn,
        row.unique_id,
        row.boundary,
        tags,
        trust,
    ))?;
    let mut insert = connection.prepare_cached("INSERT INTO inline_policy VALUES (?1, ?2, ?3, ?4)")?;
    for (position, (policy, kept)) in (0_i64..).zip(held.inline.iter().zip(inline)) {
        insert.execute((id, position, &*policy.name, kept.id))?;
    }
    let mut insert = connection.prepare_cached("INSERT INTO attached_policy VALUES (?1, ?2, ?3, ?4)")?;
    for (position, policy) in (0_i64..).zip(held.attached) {
        insert.execute((id, position, &*policy.name, &*policy.arn))?;
    }
    let mut insert = connection.prepare_cached("INSERT INTO group_membership VALUES (?1, ?2, ?3)")?;
    for (position, group) in (0_i64..).zip(row.groups) {
        insert.execute((id, position, &**group))?;
    }
    Ok(Row { id, account })
}

/// A managed policy. One of AWS's own is of the account `aws`.
pub(super) fn managed_policy(
    connection: &Connection,
    documents: &mut Documents,
    policy: &ManagedPolicy,
) -> Result<Row> {
    let account = Arn::parse(&policy.arn).map_or("", |arn| arn.account);
    let last = policy.arn.rsplit('/').next().unwrap_or(&policy.arn);
    let name = policy.document.as_ref().map_or(last, |document| &document.name);
    let kept =
        policy.document.as_ref().map(|document| documents.keep(connection, &document.text)).transpose()?;
    let text = kept.as_ref().map(|kept| &*kept.sha256);
    let version = policy.version.as_deref();
    let digest = digest("managed_policy", &(account, &policy.arn, name, version, text))?;
    let id = match found(connection, "managed_policy", &digest)? {
        Some(id) => id,
        None => connection
            .prepare_cached(
                "INSERT INTO managed_policy (digest, account, arn, name, version, document)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .insert((digest, account, &*policy.arn, name, version, kept.map(|kept| kept.id)))?,
    };
    Ok(Row { id, account: account.into() })
}

pub(super) fn resource(
    connection: &Connection,
    documents: &mut Documents,
    resource: &CollectedResource,
) -> Result<Row> {
    let (state, policy) = policy_state(&resource.policy);
    let kept = policy.map(|policy| documents.keep(connection, &policy.text)).transpose()?;
    let policy_name = policy.map(|policy| &*policy.name);
    let tags = resource.tags.clone().map(|tags| json(&TagsJson(tags))).transpose()?;
    let further = details(&resource.details).map(|details| json(&details)).transpose()?;
    let text = kept.as_ref().map(|kept| &*kept.sha256);
    let content = (&resource.arn, &resource.account, state, policy_name, text, &tags, &further);
    let digest = digest("resource", &content)?;
    let account: Box<str> = resource.account.clone();
    if let Some(id) = found(connection, "resource", &digest)? {
        return Ok(Row { id, account });
    }
    let (service, region) = Arn::parse(&resource.arn).map_or(("", ""), |arn| (arn.service, arn.region));
    let name = last_part(&resource.arn);
    let mut insert = connection.prepare_cached(
        "INSERT INTO resource
           (digest, account, arn, service, region, name, policy_state, policy_name, policy, tags, details)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    let policy = kept.map(|kept| kept.id);
    let id = insert.insert((
        digest,
        &*account,
        &*resource.arn,
        service,
        region,
        name,
        state,
        policy_name,
        policy,
        tags,
        further,
    ))?;
    if let ResourceDetails::Key(key) = &resource.details {
        let mut insert = connection.prepare_cached("INSERT OR IGNORE INTO resource_alias VALUES (?1, ?2)")?;
        for alias in &key.aliases {
            insert.execute((&**alias, id))?;
        }
    }
    Ok(Row { id, account })
}

/// What stands behind the last `/` or `:`.
pub(super) fn last_part(text: &str) -> &str {
    text.rsplit(['/', ':']).next().unwrap_or(text)
}

/// The word for what is known of a policy, and the policy.
pub(super) fn policy_state(
    policy: &Collected<Option<StoredPolicy>>,
) -> (&'static str, Option<&StoredPolicy>) {
    match policy {
        Collected::Known(Some(policy)) => ("collected", Some(policy)),
        Collected::Known(None) => ("none", None),
        Collected::NotCollected => ("not-collected", None),
    }
}

/// The row of that digest, if there is one.
pub(super) fn found(connection: &Connection, table: &str, digest: &[u8; 32]) -> Result<Option<i64>> {
    let mut find = connection.prepare_cached(&format!("SELECT id FROM {table} WHERE digest = ?1"))?;
    Ok(find.query_row([digest], |row| row.get(0)).optional()?)
}

fn account_of(arn: &str) -> Result<&str> {
    let account = Arn::parse(arn).and_then(|arn| arn.account_id());
    account.ok_or_else(|| StoreProblem::NotAnArn(NotAnArn(arn.into())))
}
