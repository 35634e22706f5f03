//! Keys of the network path (semantics 6.4, K30, K31).

use super::{Facts, derived};
use crate::caller::CallerKind;
use crate::state::{Entry, KeyState, Source};
use crate::truth::Truth;
use iamdiag_policy::KeyKind;

pub(super) fn derive(facts: &Facts<'_>, kind: KeyKind) -> Entry {
    if facts.endpoint.is_some() {
        // K30, V5, U18: the endpoint's keys are taken away, and the address is not the caller's public one.
        match (facts.forwarded(), kind) {
            (Truth::False, _) => {}
            (Truth::True, KeyKind::SourceIp) => return Entry::new(KeyState::present(), Source::Unknown),
            (Truth::True, _) => return derived(KeyState::Absent),
            (Truth::Unknown, _) => return Entry::new(KeyState::unknown(), Source::Unknown),
        }
    }
    let through_endpoint = match facts.told(KeyKind::SourceVpce) {
        Some(KeyState::Absent) => Some(false),
        Some(KeyState::Unknown(_)) => None,
        Some(_) => Some(true),
        None => Some(facts.endpoint.is_some()),
    };
    match (kind, through_endpoint) {
        (KeyKind::SourceIp, Some(true)) => derived(KeyState::Absent),
        (KeyKind::SourceIp, Some(false)) => source_ip(facts),
        (KeyKind::SourceVpce, Some(true)) => match facts.endpoint.and_then(|endpoint| endpoint.id.clone()) {
            Some(id) => derived(KeyState::scalar(id)),
            None => facts.value_not_told(),
        },
        (KeyKind::SourceVpc, Some(true)) => match facts.endpoint.and_then(|endpoint| endpoint.vpc.clone()) {
            Some(vpc) => derived(KeyState::scalar(vpc)),
            None => facts.value_not_told(),
        },
        (KeyKind::VpcSourceIp, Some(true)) => facts.value_not_told(),
        (_, Some(true)) => facts.not_told(),
        // V1, T20: not through an endpoint unless told.
        (_, Some(false)) if facts.is_open() || facts.request.strict => facts.assumed(KeyState::Absent),
        (_, Some(false)) => derived(KeyState::Absent),
        (_, None) => facts.not_told(),
    }
}

fn source_ip(facts: &Facts<'_>) -> Entry {
    match facts.request.caller.kind {
        // K30: a service calls from addresses of its own.
        CallerKind::Service { .. } => derived(KeyState::Absent),
        _ => facts.value_not_told(),
    }
}
