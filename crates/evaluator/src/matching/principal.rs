//! `Principal` entries (P2 to P15, V4).

use super::statement::Place;
use super::{Class, Part};
use crate::caller::{Caller, CallerKind};
use crate::check::Check;
use crate::evidence::{EndpointType, Layer};
use crate::flag::Flag;
use crate::truth::Truth;
use crate::unknown::{Atom, AtomName};
use iamdiag_policy::{Arn, Effect, PolicyKind, PrincipalEntry};

/// How one entry stands to the caller: by which class, and whether it matches.
pub(super) fn entry(
    check: &Check<'_>,
    place: &Place,
    effect: Effect,
    entry: &PrincipalEntry,
) -> (Class, Part) {
    let (class, part) = ordinary(check, place, effect, entry);
    if place.at.layer == Layer::Vpce
        && !matches!(entry, PrincipalEntry::Anyone { .. })
        && !part.truth.is_false()
    {
        return (class, at_endpoint(check, place, effect, class, part));
    }
    (class, part)
}

fn ordinary(check: &Check<'_>, place: &Place, effect: Effect, entry: &PrincipalEntry) -> (Class, Part) {
    let caller = &check.prepared.request.caller;
    match entry {
        PrincipalEntry::Anyone { .. } => (Class::Any, anyone(check, place, effect, caller)),
        PrincipalEntry::Account { id, partition } => {
            let same = caller.account.as_ref() == Some(id)
                && partition.as_ref().is_none_or(|partition| *partition == caller.partition);
            (Class::Account, Part::of(same.into()))
        }
        PrincipalEntry::User(arn) => user(check, place, caller, arn),
        PrincipalEntry::Role(arn) => (Class::Role, role(caller, arn)),
        PrincipalEntry::Session(arn) => (Class::Session, session(check, place, caller, arn)),
        PrincipalEntry::FederatedUser(arn) => {
            let same = matches!(caller.kind, CallerKind::FederatedUser { .. }) && caller.text == *arn;
            (Class::Session, Part::of(same.into()))
        }
        PrincipalEntry::UniqueId(id) => unique_id(check, place, caller, id),
        PrincipalEntry::Service(name) => {
            let same = matches!(&caller.kind, CallerKind::Service { names } if names.contains(name));
            (Class::Service, Part::of(same.into()))
        }
        PrincipalEntry::Federated(provider) => (Class::Federated, federated(place, caller, provider)),
        PrincipalEntry::CanonicalUser(id) => (Class::Account, canonical(check, place, caller, id)),
        PrincipalEntry::Nobody(_) => (Class::Account, Part::of(Truth::False)),
    }
}

/// Something about the caller that was not told.
fn not_told(check: &Check<'_>, place: &Place, name: AtomName) -> Part {
    let atom = Atom { name, at: Some(place.at), part: 0 };
    Part { truth: check.atom(atom), flags: Vec::new(), atoms: vec![atom] }
}

/// P9: in a trust policy `*` means AWS principals, and whether a Deny reaches the others is open.
fn anyone(check: &Check<'_>, place: &Place, effect: Effect, caller: &Caller) -> Part {
    let outside = matches!(
        caller.kind,
        CallerKind::Service { .. } | CallerKind::Federated { .. } | CallerKind::Anonymous
    );
    if place.kind != PolicyKind::Trust || !outside {
        return Part::of(Truth::True);
    }
    match effect {
        Effect::Allow => Part::of(Truth::False),
        Effect::Deny => {
            let mut part = not_told(check, place, AtomName::Dispute(Flag::TrustWildcard));
            part.flags.push(Flag::TrustWildcard);
            part
        }
    }
}

fn user(check: &Check<'_>, place: &Place, caller: &Caller, arn: &str) -> (Class, Part) {
    match &caller.kind {
        CallerKind::User { .. } => (Class::User, Part::of((*caller.text == *arn).into())),
        CallerKind::FederatedUser { issuer: Some(issuer), .. } => {
            (Class::Issuer, Part::of((**issuer == *arn).into()))
        }
        CallerKind::FederatedUser { issuer: None, .. } => {
            let same_account = Arn::parse(arn).and_then(|arn| arn.account_id()) == caller.account.as_deref();
            let part = if same_account { not_told(check, place, AtomName::Issuer) } else { Part::default() };
            (Class::Issuer, part)
        }
        _ => (Class::User, Part::of(Truth::False)),
    }
}

/// P10: with the path where it is known, else by account and name.
fn role(caller: &Caller, arn: &str) -> Part {
    let CallerKind::RoleSession { role, role_arn, .. } = &caller.kind else {
        return Part::of(Truth::False);
    };
    if let Some(known) = role_arn {
        return Part::of((**known == *arn).into());
    }
    let same = Arn::parse(arn).is_some_and(|arn| {
        arn.partition == &*caller.partition
            && arn.account_id() == caller.account.as_deref()
            && arn.resource.rsplit('/').next() == Some(role)
    });
    let mut part = Part::of(same.into());
    if same {
        part.flags.push(Flag::PathNotVerified);
    }
    part
}

fn session(check: &Check<'_>, place: &Place, caller: &Caller, arn: &str) -> Part {
    match &caller.kind {
        CallerKind::RoleSession { session: Some(_), .. } => Part::of((*caller.text == *arn).into()),
        // I7: the role's ARN stands for some session of it.
        CallerKind::RoleSession { role, session: None, .. } => {
            let prefix = format!(
                "arn:{}:sts::{}:assumed-role/{role}/",
                caller.partition,
                caller.account.as_deref().unwrap_or("")
            );
            if arn.starts_with(&prefix) {
                not_told(check, place, AtomName::SessionName)
            } else {
                Part::default()
            }
        }
        _ => Part::of(Truth::False),
    }
}

/// P12: an id matches only the caller that has it.
fn unique_id(check: &Check<'_>, place: &Place, caller: &Caller, id: &str) -> (Class, Part) {
    let (class, fits) = match &caller.kind {
        CallerKind::User { .. } => (Class::User, id.starts_with("AIDA")),
        CallerKind::RoleSession { .. } => (Class::Role, id.starts_with("AROA")),
        CallerKind::FederatedUser { .. } => (Class::Issuer, id.starts_with("AIDA")),
        _ => (Class::User, false),
    };
    let part = match &caller.unique_id {
        _ if !fits => Part::default(),
        Some(known) => Part::of((**known == *id).into()),
        None => not_told(check, place, AtomName::UniqueId),
    };
    (class, part)
}

/// P14, U16: outside trust policies a provider names nobody.
fn federated(place: &Place, caller: &Caller, provider: &str) -> Part {
    match &caller.kind {
        CallerKind::Federated { provider: own } => Part::of((**own == *provider).into()),
        CallerKind::RoleSession { .. } if place.kind != PolicyKind::Trust => Part::default().with_reading(16),
        _ => Part::default(),
    }
}

/// P15.
fn canonical(check: &Check<'_>, place: &Place, caller: &Caller, id: &str) -> Part {
    match (&caller.account, &caller.canonical_id) {
        (None, _) => Part::default(),
        (Some(_), Some(known)) => Part::of((**known == *id).into()),
        (Some(_), None) => not_told(check, place, AtomName::CanonicalId),
    }
}

/// V4: what an entry that names somebody means in the policy of a gateway endpoint.
fn at_endpoint(check: &Check<'_>, place: &Place, effect: Effect, class: Class, part: Part) -> Part {
    let told = check.prepared.endpoint.and_then(|endpoint| endpoint.endpoint_type);
    let has_gateways = matches!(check.prepared.request.action.service(), "s3" | "dynamodb");
    let is_root = check.prepared.request.caller.kind == CallerKind::Root;
    let documented_only_root = class == Class::Account && effect == Effect::Allow;
    match told {
        Some(EndpointType::Interface) => part,
        None if !has_gateways => part,
        _ if class == Class::Account && is_root && effect == Effect::Allow => part,
        Some(EndpointType::Gateway) if documented_only_root => {
            Part { truth: Truth::False, flags: vec![Flag::EndpointPrincipal], atoms: Vec::new() }
        }
        _ => {
            let mut open = not_told(check, place, AtomName::Dispute(Flag::EndpointPrincipal));
            open.truth = open.truth.and(part.truth);
            open.flags.push(Flag::EndpointPrincipal);
            open.flags.extend(part.flags);
            open.atoms.extend(part.atoms);
            open
        }
    }
}
