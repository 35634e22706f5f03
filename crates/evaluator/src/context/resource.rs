//! Keys of the resource (semantics 6.5, K35, K36).

use super::principal::{org_id, org_paths, tag_entry};
use super::{Facts, derived};
use crate::request::Owner;
use crate::state::{Entry, KeyState, Possible, Source};
use iamdiag_policy::pattern::Glob;
use iamdiag_policy::{ConditionKey, KeyKind};

pub(super) fn derive(facts: &Facts<'_>, kind: KeyKind) -> Entry {
    let (service, name) = (facts.request.action.service(), facts.request.action.name());
    let entry = of_owner(facts, kind);
    if facts.catalog.lacks_resource_account(service, name) { perhaps_missing(entry) } else { entry }
}

/// 6.5: for some actions the keys are documented to be missing, by a list that changed over time.
fn perhaps_missing(entry: Entry) -> Entry {
    let state = match entry.state {
        KeyState::Scalar(value) => KeyState::Unknown(Possible::AnyOf([value].into())),
        KeyState::List(values) => KeyState::Unknown(Possible::AnyOf(values)),
        KeyState::Present(possible) => KeyState::Unknown(possible),
        KeyState::Absent | KeyState::Unknown(_) => entry.state,
    };
    Entry { state, source: Source::Unknown, ..entry }
}

fn of_owner(facts: &Facts<'_>, kind: KeyKind) -> Entry {
    match (kind, facts.owner) {
        (KeyKind::ResourceAccount, Owner::Account(account)) => derived(KeyState::scalar(account.clone())),
        (KeyKind::ResourceAccount, Owner::Aws) => aws_owned_account(facts),
        (KeyKind::ResourceAccount, Owner::Other) => another_account(facts),
        (KeyKind::ResourceAccount, Owner::Unknown) => facts.value_not_told(),
        (KeyKind::ResourceOrgId, Owner::Account(_) | Owner::Other) => org_id(&facts.request.resource_org),
        (KeyKind::ResourceOrgPaths, Owner::Account(_) | Owner::Other) => {
            org_paths(&facts.request.resource_org)
        }
        (_, Owner::Unknown) => facts.not_told(),
        (_, _) => derived(KeyState::Absent),
    }
}

/// K35, U34: `aws` for AWS managed policies, some account of AWS's for everything else.
fn aws_owned_account(facts: &Facts<'_>) -> Entry {
    if facts.request.resource.text().split(':').nth(2) == Some("iam") {
        return derived(KeyState::scalar("aws"));
    }
    Entry::new(KeyState::present(), Source::Unknown)
}

/// Any account but the caller's.
fn another_account(facts: &Facts<'_>) -> Entry {
    let own = facts.request.caller.account.as_deref().unwrap_or("");
    Entry::new(KeyState::Present(Possible::Unlike(Glob::literal(own))), Source::Derived)
}

/// `aws:ResourceTag/k`, and the services' own spelling of it.
pub(super) fn tag(facts: &Facts<'_>, key: &ConditionKey) -> Entry {
    tag_entry(facts.request.resource_tags.as_ref(), key)
}
