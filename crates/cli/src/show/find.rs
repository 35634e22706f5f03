//! What a name is of: everything in the data that it could mean.

use super::args::Kind;
use crate::data::Data;
use crate::error::CliError;
use iamdiag_catalog::Catalog;
use iamdiag_reporter::{Subject, escaped};
use iamdiag_snapshot::{PrincipalQuery, Snapshot, Source};

/// Something that the name could mean, with its name in full.
struct Found<'s> {
    kind: Kind,
    label: String,
    subject: Subject<'s>,
}

/// The one thing that the name means.
pub(super) fn find<'s>(
    name: &'s str,
    kind: Option<Kind>,
    snapshot: &'s Snapshot,
    data: &Data,
) -> Result<Subject<'s>, CliError> {
    let mut found = accounts(name, snapshot);
    found.extend(policies(name, snapshot));
    found.extend(principals(name, snapshot));
    found.extend(resources(name, snapshot));
    found.retain(|one| kind.is_none_or(|kind| kind == one.kind));
    found.dedup_by(|a, b| a.label == b.label);
    match found.len() {
        0 => Err(not_found(name, data)?),
        1 => Ok(found.swap_remove(0).subject),
        count => {
            let error = CliError::new(format!("`{}` stands for {count} things", escaped(name)));
            let error = error.help("say which, or its --kind:");
            Err(found.iter().take(10).fold(error, |error, one| {
                error.help(format!("  {}  ({})", escaped(&one.label), word(one.kind)))
            }))
        }
    }
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Principal => "principal",
        Kind::Policy => "policy",
        Kind::Resource => "resource",
        Kind::Account => "account",
    }
}

fn accounts<'s>(name: &str, snapshot: &'s Snapshot) -> Vec<Found<'s>> {
    let members = snapshot.known_organization().into_iter().flat_map(|known| known.accounts());
    let ids = members.map(|node| &*node.id).chain(snapshot.account_ids());
    let named = snapshot.accounts_named(name);
    let mut ids: Vec<&str> = ids.filter(|id| named.iter().any(|named| **named == **id)).collect();
    ids.sort_unstable();
    ids.dedup();
    let of = |id| Found {
        kind: Kind::Account,
        label: String::from(id),
        subject: Subject::Account(id, snapshot.account(id)),
    };
    ids.into_iter().map(of).collect()
}

fn policies<'s>(name: &'s str, snapshot: &'s Snapshot) -> Vec<Found<'s>> {
    let mut found = Vec::new();
    let mut add = |label: String, subject| found.push(Found { kind: Kind::Policy, label, subject });
    let last = |arn: &str| arn.rsplit('/').next().is_some_and(|last| last == name);
    for policy in snapshot.policies() {
        if *policy.arn == *name || last(&policy.arn) {
            add(policy.arn.to_string(), Subject::Managed(&policy.arn));
        }
    }
    // One of AWS's that was collected, in whatever partition, is not another one in the catalog.
    let is_of_aws = |arn: &str| arn.contains(":iam::aws:policy/") && last(arn);
    let is_collected = snapshot.policies().any(|policy| *policy.arn == *name || is_of_aws(&policy.arn));
    if !is_collected && Catalog::embedded().managed_policy(name).is_some() {
        add(name.to_owned(), Subject::Managed(name));
    }
    let handed = snapshot.known_organization().into_iter().flat_map(|known| known.policies.values());
    for policy in handed.filter(|policy| *policy.id == *name || *policy.name == *name) {
        add(policy.id.to_string(), Subject::Handed(policy));
    }
    for account in snapshot.accounts() {
        let of_groups = account.groups().map(|group| (&group.arn, &group.inline));
        let all = account.principals().map(|principal| (&principal.arn, &principal.inline)).chain(of_groups);
        for (holder, inline) in all {
            for policy in inline.iter().filter(|policy| *policy.name == *name) {
                add(format!("{} in {holder}", policy.name), Subject::Inline(holder, policy));
            }
        }
    }
    found
}

fn principals<'s>(name: &str, snapshot: &'s Snapshot) -> Vec<Found<'s>> {
    let Some(query) = PrincipalQuery::parse(name) else { return Vec::new() };
    // A session is shown as its role.
    let query = match query {
        PrincipalQuery::UniqueId { id, .. } => PrincipalQuery::UniqueId { id, session: None },
        PrincipalQuery::Session { account, role, .. } => PrincipalQuery::Name {
            account,
            kind: Some(iamdiag_snapshot::QueryKind::Role),
            path: None,
            name: role,
        },
        other => other,
    };
    let named = snapshot.principals_named(&query);
    let found = named.iter().filter_map(|named| snapshot.principal_by_arn(&named.caller));
    let of = |principal: &'s iamdiag_snapshot::Principal| Found {
        kind: Kind::Principal,
        label: principal.arn.to_string(),
        subject: Subject::Principal(principal),
    };
    found.map(of).collect()
}

fn resources<'s>(name: &str, snapshot: &'s Snapshot) -> Vec<Found<'s>> {
    let exact = snapshot.resource(name);
    let named = snapshot.resources_named(name);
    let found = named.iter().filter_map(|arn| snapshot.resource(arn)).chain(exact);
    let of = |resource: &'s iamdiag_snapshot::CollectedResource| Found {
        kind: Kind::Resource,
        label: resource.arn.to_string(),
        subject: Subject::Resource(resource),
    };
    found.map(of).collect()
}

fn not_found(name: &str, data: &Data) -> Result<CliError, CliError> {
    let mut near = data.near_principals(name)?;
    near.extend(data.near_resources(name)?);
    near.extend(data.near_policies(name)?);
    near.truncate(5);
    let message = format!("there is nothing called `{}` in {}", escaped(name), escaped(&data.name()));
    Ok(CliError::new(message).did_you_mean(&near))
}
