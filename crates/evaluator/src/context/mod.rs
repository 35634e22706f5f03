//! The request context: what each condition key holds (semantics section 6).
//!
//! Told keys win (K2); the rest is derived once per request, when it is first asked for: most requests ask for three or four
//! keys. A look-up during matching copies nothing.

mod network;
mod parameters;
mod principal;
mod resource;
mod session;

use crate::caller::CallerKind;
use crate::evidence::Endpoint;
use crate::request::{Owner, Request, World};
use crate::state::{Entry, KeyState, Possible, Source};
use crate::truth::Truth;
use iamdiag_catalog::{Action, Catalog};
use iamdiag_policy::{Arn, ConditionKey, KeyKind};
use std::sync::OnceLock;

/// What derivation may look at.
pub(crate) struct Facts<'a> {
    pub(crate) request: &'a Request,
    pub(crate) catalog: &'a Catalog,
    pub(crate) action: Option<Action<'a>>,
    pub(crate) arn: Option<Arn<'a>>,
    pub(crate) owner: &'a Owner,
    pub(crate) endpoint: Option<&'a Endpoint>,
}

impl Facts<'_> {
    pub(crate) fn is_open(&self) -> bool {
        self.request.world == World::Open
    }

    /// What the caller told of a key.
    pub(crate) fn told(&self, kind: KeyKind) -> Option<&KeyState> {
        self.request.context.iter().find(|(key, _)| key.kind() == kind).map(|(_, state)| state)
    }

    /// Whether the call is one that a service makes on the caller's behalf (I16).
    pub(crate) fn forwarded(&self) -> Truth {
        self.told(KeyKind::ViaAwsService).map_or(Truth::False, forwarded)
    }

    /// A default of T20: assumed, or unknown in strict mode (T18).
    pub(crate) fn assumed(&self, state: KeyState) -> Entry {
        if self.request.strict {
            return Entry::new(KeyState::unknown(), Source::Unknown);
        }
        Entry::new(state, Source::Assumed)
    }

    /// A key that cannot be derived: absent in a closed world, unknown in an open one.
    pub(crate) fn not_told(&self) -> Entry {
        if self.is_open() {
            Entry::new(KeyState::unknown(), Source::Unknown)
        } else {
            Entry::new(KeyState::Absent, Source::Derived)
        }
    }

    /// A key that is surely there but whose value was not told; a closed world leaves it out.
    pub(crate) fn value_not_told(&self) -> Entry {
        if self.is_open() {
            Entry::new(KeyState::present(), Source::Unknown)
        } else {
            Entry::new(KeyState::Absent, Source::Derived)
        }
    }
}

/// What a state of `aws:ViaAWSService` says of that.
pub(crate) fn forwarded(via: &KeyState) -> Truth {
    match via {
        KeyState::Absent => Truth::False,
        KeyState::Scalar(value) => value.eq_ignore_ascii_case("true").into(),
        KeyState::Present(Possible::AnyOf(values)) | KeyState::Unknown(Possible::AnyOf(values))
            if !values.iter().any(|value| value.eq_ignore_ascii_case("true")) =>
        {
            Truth::False
        }
        KeyState::List(_) | KeyState::Present(_) | KeyState::Unknown(_) => Truth::Unknown,
    }
}

pub(crate) fn derived(state: KeyState) -> Entry {
    Entry::new(state, Source::Derived)
}

/// The state of every key of one request.
#[derive(Debug)]
pub(crate) struct Context {
    told: Vec<(ConditionKey, Entry)>,
    derived: Box<[OnceLock<Entry>]>,
}

impl Context {
    pub(crate) fn new(facts: &Facts<'_>) -> Self {
        let told =
            facts.request.context.iter().map(|(key, state)| (key.clone(), told_entry(facts, key, state)));
        let mut told: Vec<_> = told.collect();
        // Told keys stand first, so they win over the caller's tags.
        for (name, _) in facts.request.principal_tags.iter().flatten() {
            let key = ConditionKey::new(&format!("aws:PrincipalTag/{name}"));
            let entry = open_ended(facts, &key);
            told.push((key, entry));
        }
        Self { told, derived: KeyKind::SINGLE.iter().map(|_| OnceLock::new()).collect() }
    }

    /// The entry of a key that was told or is one of [`KeyKind::SINGLE`].
    /// `facts` are those that it was made with.
    pub(crate) fn get(&self, facts: &Facts<'_>, key: &ConditionKey) -> Option<&Entry> {
        self.told(key).or_else(|| {
            let entry = self.derived.get(key.kind() as usize)?;
            Some(entry.get_or_init(|| derive(facts, key.kind())))
        })
    }

    fn told(&self, key: &ConditionKey) -> Option<&Entry> {
        self.told.iter().find(|(told, _)| told == key).map(|(_, entry)| entry)
    }
}

/// The entry of a key with a name of its own: a tag, a service key, a key nobody knows.
pub(crate) fn open_ended(facts: &Facts<'_>, key: &ConditionKey) -> Entry {
    match key.kind() {
        KeyKind::PrincipalTag => principal::tag(facts, key),
        KeyKind::ResourceTag => resource::tag(facts, key),
        KeyKind::RequestTag => parameters::request_tag(facts, key),
        _ => parameters::service_key(facts, key),
    }
}

/// What the caller told, with the declared type of the key (C5).
fn told_entry(facts: &Facts<'_>, key: &ConditionKey, state: &KeyState) -> Entry {
    let marked = facts.request.multivalued.contains(key);
    let of_services = matches!(key.kind(), KeyKind::SourceArn | KeyKind::SourceAccount);
    let is_service = matches!(facts.request.caller.kind, CallerKind::Service { .. });
    if of_services && !is_service && matches!(state, KeyState::Unknown(_)) {
        // T16: only a service carries them.
        return Entry::new(KeyState::Absent, Source::Derived);
    }
    let declared = facts.catalog.key(key.lower()).map(|known| known.is_list());
    let state = match state {
        KeyState::Scalar(value) if marked || declared == Some(true) => KeyState::List([value.clone()].into()),
        KeyState::List(values) if !marked && declared != Some(true) => match &**values {
            [value] => KeyState::Scalar(value.clone()),
            _ => state.clone(),
        },
        _ => state.clone(),
    };
    let is_list = match &state {
        KeyState::List(_) => true,
        KeyState::Scalar(_) => false,
        _ => marked || declared == Some(true),
    };
    Entry { is_list, ..Entry::new(state, Source::Given) }
}

fn derive(facts: &Facts<'_>, kind: KeyKind) -> Entry {
    use KeyKind as K;
    let mut entry = match kind {
        K::PrincipalArn
        | K::PrincipalAccount
        | K::PrincipalOrgId
        | K::PrincipalOrgPaths
        | K::PrincipalIsAwsService
        | K::PrincipalServiceName
        | K::PrincipalServiceNamesList
        | K::PrincipalType
        | K::UserId
        | K::Username => principal::derive(facts, kind),
        K::TokenIssueTime
        | K::MultiFactorAuthPresent
        | K::MultiFactorAuthAge
        | K::SourceIdentity
        | K::FederatedProvider
        | K::AssumedRoot => session::derive(facts, kind),
        K::SourceIp
        | K::VpcSourceIp
        | K::SourceVpce
        | K::SourceVpc
        | K::SourceVpcArn
        | K::VpceAccount
        | K::VpceOrgId
        | K::VpceOrgPaths => network::derive(facts, kind),
        K::ResourceAccount | K::ResourceOrgId | K::ResourceOrgPaths => resource::derive(facts, kind),
        _ => parameters::derive(facts, kind),
    };
    entry.is_list = matches!(
        kind,
        K::PrincipalOrgPaths
            | K::PrincipalServiceNamesList
            | K::VpceOrgPaths
            | K::ResourceOrgPaths
            | K::SourceOrgPaths
            | K::CalledVia
            | K::TagKeys
    );
    entry
}
