//! Keys of the request itself: defaults, tags passed, keys of the service (semantics 6.6, C42, C43).

use super::{Facts, derived, resource};
use crate::caller::CallerKind;
use crate::request::{Owner, Resource};
use crate::state::{Entry, KeyState, Possible, Source};
use iamdiag_catalog::KeyScope;
use iamdiag_policy::condition::Timestamp;
use iamdiag_policy::{ConditionKey, KeyKind};

pub(super) fn derive(facts: &Facts<'_>, kind: KeyKind) -> Entry {
    use KeyKind as K;
    match kind {
        K::CurrentTime => derived(KeyState::scalar(now(facts).to_iso())),
        K::EpochTime => derived(KeyState::scalar(now(facts).to_epoch_seconds())),
        K::SecureTransport => facts.assumed(KeyState::scalar("true")),
        K::RequestedRegion => requested_region(facts),
        K::UserAgent => facts.value_not_told(),
        K::ViaAwsService => via_aws_service(facts),
        K::CalledViaFirst | K::CalledViaLast => called_via_end(facts, kind),
        K::TagKeys => tag_keys(facts),
        K::SourceArn | K::SourceAccount | K::SourceOrgId | K::SourceOrgPaths => source_of_service(facts),
        _ => assumed_absent(facts),
    }
}

/// T20's keys that an ordinary call does not carry.
fn assumed_absent(facts: &Facts<'_>) -> Entry {
    if facts.is_open() || facts.request.strict {
        return facts.assumed(KeyState::Absent);
    }
    derived(KeyState::Absent)
}

/// The evaluation time; the two time keys are one fact (T16), so a told one gives the other.
fn now(facts: &Facts<'_>) -> Timestamp {
    let told =
        [KeyKind::CurrentTime, KeyKind::EpochTime].into_iter().find_map(|kind| match facts.told(kind) {
            Some(KeyState::Scalar(text)) => Timestamp::parse(text),
            _ => None,
        });
    told.unwrap_or(facts.request.time)
}

/// The region of the endpoint called: the resource's, or the one of the partition's global services.
fn requested_region(facts: &Facts<'_>) -> Entry {
    let request = facts.request;
    let service = request.action.service();
    if let Some(arn) = facts.arn.filter(|arn| !arn.region.is_empty() && !arn.region.contains('*')) {
        return derived(KeyState::scalar(arn.region));
    }
    let partition = facts.arn.map_or(&*request.caller.partition, |arn| arn.partition);
    // A caller without an ARN may be of any partition; most are of the first.
    let partition = if partition.is_empty() { "aws" } else { partition };
    if let Some(region) = facts.catalog.global_region(service, partition) {
        return derived(KeyState::scalar(region));
    }
    match &request.region {
        Some(region) => derived(KeyState::scalar(region.clone())),
        None => facts.value_not_told(),
    }
}

fn via_aws_service(facts: &Facts<'_>) -> Entry {
    if matches!(facts.request.caller.kind, CallerKind::Anonymous | CallerKind::Federated { .. }) {
        // 6.6: always there, says the documentation; of unsigned requests that is not shown.
        return Entry::new(KeyState::Unknown(Possible::AnyOf(["false".into()].into())), Source::Unknown);
    }
    // T16: a chain of services is there only for a call made through one.
    let chain = [KeyKind::CalledVia, KeyKind::CalledViaFirst, KeyKind::CalledViaLast];
    if chain.into_iter().any(|kind| matches!(facts.told(kind), Some(KeyState::Scalar(_) | KeyState::List(_))))
    {
        return derived(KeyState::scalar("true"));
    }
    facts.assumed(KeyState::scalar("false"))
}

fn called_via_end(facts: &Facts<'_>, kind: KeyKind) -> Entry {
    let values = match facts.told(KeyKind::CalledVia) {
        Some(KeyState::List(values)) => &**values,
        Some(KeyState::Scalar(value)) => std::slice::from_ref(value),
        _ => return assumed_absent(facts),
    };
    let end = if kind == KeyKind::CalledViaFirst { values.first() } else { values.last() };
    derived(end.map_or(KeyState::Absent, |value| KeyState::scalar(value.clone())))
}

/// K41: only a service that calls for a resource of somebody's fills these.
fn source_of_service(facts: &Facts<'_>) -> Entry {
    match facts.request.caller.kind {
        CallerKind::Service { .. } => facts.not_told(),
        _ => assumed_absent(facts),
    }
}

/// The tag keys passed: told, or those of the told `aws:RequestTag/…` (T16).
fn tag_keys(facts: &Facts<'_>) -> Entry {
    let names: Vec<&str> = told_request_tags(facts)
        .filter(|(_, state)| !matches!(state, KeyState::Absent | KeyState::Unknown(_)))
        .filter_map(|(key, _)| key.written().split_once('/').map(|(_, tag)| tag))
        .collect();
    if !names.is_empty() {
        return Entry::list(KeyState::list(names), Source::Derived);
    }
    if told_request_tags(facts).any(|(_, state)| matches!(state, KeyState::Unknown(_))) {
        return Entry::list(KeyState::unknown(), Source::Unknown);
    }
    unlisted_or_unknown(facts, "aws:tagkeys")
}

fn told_request_tags<'a>(facts: &Facts<'a>) -> impl Iterator<Item = &'a (ConditionKey, KeyState)> {
    facts.request.context.iter().filter(|(key, _)| key.kind() == KeyKind::RequestTag)
}

/// `aws:RequestTag/k` that was not told: its presence follows from `aws:TagKeys` (T16).
pub(super) fn request_tag(facts: &Facts<'_>, key: &ConditionKey) -> Entry {
    let wanted = key.tag().unwrap_or("");
    let named = |names: &[Box<str>]| names.iter().any(|name| name.to_lowercase() == wanted);
    match facts.told(KeyKind::TagKeys) {
        Some(KeyState::List(names)) if named(names) => Entry::new(KeyState::present(), Source::Unknown),
        Some(KeyState::Scalar(name)) if named(std::slice::from_ref(name)) => {
            Entry::new(KeyState::present(), Source::Unknown)
        }
        Some(KeyState::Present(_) | KeyState::Unknown(_)) => Entry::new(KeyState::unknown(), Source::Unknown),
        Some(_) => derived(KeyState::Absent),
        None if told_request_tags(facts).next().is_some() => derived(KeyState::Absent),
        None => unlisted_or_unknown(facts, key.lower()),
    }
}

/// A key with no rule of its own that was not told.
pub(super) fn service_key(facts: &Facts<'_>, key: &ConditionKey) -> Entry {
    if let Some(entry) = services_own_spelling(facts, key) {
        return entry;
    }
    let known = facts.catalog.key(key.lower());
    let is_list =
        known.as_ref().is_some_and(|known| known.is_list()) || facts.request.multivalued.contains(key);
    if !facts.is_open() {
        return Entry { is_list, ..derived(KeyState::Absent) };
    }
    if known.is_none() {
        // C43: misspelt, or newer than the tables.
        return Entry { unsupported: true, ..Entry::new(KeyState::unknown(), Source::Unknown) };
    }
    let scope = known.as_ref().map(|known| known.scope());
    if matches!(scope, Some(KeyScope::Session | KeyScope::Federation)) {
        // 6.3: may come with any action, whatever the action's own list says.
        return Entry { is_list, ..facts.not_told() };
    }
    Entry { is_list, ..unlisted_or_unknown(facts, key.lower()) }
}

/// Keys of the service that repeat a global one.
fn services_own_spelling(facts: &Facts<'_>, key: &ConditionKey) -> Option<Entry> {
    let (service, name) = key.lower().split_once(':')?;
    if service != facts.request.action.service() {
        return None;
    }
    match name.split_once('/') {
        Some(("resourcetag", _)) => Some(own_resource_tag(facts, key)),
        None if name == "resourceaccount" => match facts.owner {
            Owner::Account(account) => Some(derived(KeyState::scalar(account.clone()))),
            Owner::Aws | Owner::Other | Owner::Unknown => None,
        },
        None if (service, name) == ("kms", "calleraccount") => {
            facts.request.caller.account.clone().map(|account| derived(KeyState::scalar(account)))
        }
        _ => None,
    }
}

/// The service's own spelling of `aws:ResourceTag/k`.
fn own_resource_tag(facts: &Facts<'_>, key: &ConditionKey) -> Entry {
    let entry = resource::tag(facts, key);
    let told = matches!(facts.request.resource, Resource::Arn(_)) || entry.state != KeyState::Absent;
    if told { entry } else { unlisted_or_unknown(facts, key.lower()) }
}

/// C42: a key that the reference lists for the action may be there; one that it does not list is absent, with a doubt where
/// it is the service's own or a tag key.
fn unlisted_or_unknown(facts: &Facts<'_>, lower: &str) -> Entry {
    if !facts.is_open() {
        return derived(KeyState::Absent);
    }
    let Some(action) = &facts.action else {
        return Entry::new(KeyState::unknown(), Source::Unknown);
    };
    if action.carries_key(lower, None) {
        return Entry::new(KeyState::unknown(), Source::Unknown);
    }
    let own = lower.split(':').next() == Some(facts.request.action.service());
    let tag = lower.starts_with("aws:requesttag/") || lower == "aws:tagkeys";
    Entry { unlisted: own || tag, ..derived(KeyState::Absent) }
}
