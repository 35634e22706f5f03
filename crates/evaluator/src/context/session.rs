//! Keys of the session (semantics 6.3, K20, K21).

use super::{Facts, derived};
use crate::caller::CallerKind;
use crate::request::{Session, SessionKind};
use crate::state::{Entry, KeyState, Possible, Source};
use iamdiag_policy::KeyKind;

pub(super) fn derive(facts: &Facts<'_>, kind: KeyKind) -> Entry {
    if !can_have_session(facts) {
        return derived(KeyState::Absent);
    }
    let session = facts.request.session.as_ref();
    match kind {
        KeyKind::TokenIssueTime => token_issue_time(facts, session),
        KeyKind::MultiFactorAuthPresent if !facts.forwarded().is_false() => {
            perhaps_redacted(mfa_present(facts, session))
        }
        KeyKind::MultiFactorAuthPresent => mfa_present(facts, session),
        KeyKind::MultiFactorAuthAge => mfa_age(facts, session),
        KeyKind::SourceIdentity => match session {
            Some(Session { source_identity: Some(identity), .. }) => {
                derived(KeyState::scalar(identity.clone()))
            }
            Some(_) => derived(KeyState::Absent),
            None => role_only(facts),
        },
        KeyKind::FederatedProvider => match session.and_then(|session| session.kind) {
            Some(SessionKind::WebIdentity) => facts.value_not_told(),
            Some(_) => derived(KeyState::Absent),
            None => role_only(facts),
        },
        KeyKind::AssumedRoot => match session.and_then(|session| session.kind) {
            Some(SessionKind::AssumeRoot) => derived(KeyState::scalar("true")),
            _ => derived(KeyState::Absent),
        },
        _ => facts.not_told(),
    }
}

/// The matrix 6.7: services, anonymous and unsigned callers have no session.
fn can_have_session(facts: &Facts<'_>) -> bool {
    !matches!(
        facts.request.caller.kind,
        CallerKind::Service { .. } | CallerKind::Federated { .. } | CallerKind::Anonymous
    )
}

fn is_role(facts: &Facts<'_>) -> bool {
    matches!(facts.request.caller.kind, CallerKind::RoleSession { .. })
}

fn role_only(facts: &Facts<'_>) -> Entry {
    if is_role(facts) { facts.not_told() } else { derived(KeyState::Absent) }
}

fn token_issue_time(facts: &Facts<'_>, session: Option<&Session>) -> Entry {
    if let Some(issued) = session.and_then(|session| session.issued_at.clone()) {
        return derived(KeyState::scalar(issued));
    }
    match session.and_then(|session| session.kind) {
        Some(SessionKind::LongTerm) => derived(KeyState::Absent),
        // A session that was told of has been issued at some time.
        Some(_) => Entry::new(KeyState::present(), Source::Unknown),
        // K21: a role's credentials are always temporary.
        None if is_role(facts) => facts.value_not_told(),
        None => facts.not_told(),
    }
}

fn told_mfa(facts: &Facts<'_>, session: &Session) -> Entry {
    match session.mfa {
        Some(mfa) => derived(KeyState::scalar(if mfa { "true" } else { "false" })),
        None if session.mfa_age.is_some() || facts.told(KeyKind::MultiFactorAuthAge).is_some() => {
            derived(KeyState::scalar("true"))
        }
        None => Entry::new(KeyState::Present(true_or_false()), Source::Unknown),
    }
}

fn mfa_present(facts: &Facts<'_>, session: Option<&Session>) -> Entry {
    let Some((session, kind)) = session.and_then(|session| Some((session, session.kind?))) else {
        return match session {
            Some(session) if session.mfa.is_some() && !is_role(facts) => told_mfa(facts, session),
            _ if !facts.is_open() => derived(KeyState::Absent),
            _ if is_role(facts) => assumed_false(facts),
            _ => Entry::new(KeyState::Unknown(true_or_false()), Source::Unknown),
        };
    };
    match kind {
        SessionKind::LongTerm | SessionKind::Federation => derived(KeyState::Absent),
        SessionKind::SessionToken | SessionKind::Console => told_mfa(facts, session),
        SessionKind::Role | SessionKind::InstanceProfile | SessionKind::AssumeRoot => assumed_false(facts),
        // K20: absent by the documentation, `false` by older texts and logs.
        SessionKind::WebIdentity | SessionKind::Saml => {
            Entry::new(KeyState::Unknown(Possible::AnyOf(["false".into()].into())), Source::Unknown)
        }
    }
}

/// K20: redacted or as original, so unknown, in what a service asks on the caller's behalf.
fn perhaps_redacted(original: Entry) -> Entry {
    match original.state {
        KeyState::Absent => original,
        _ => Entry::new(KeyState::Unknown(true_or_false()), Source::Unknown),
    }
}

/// U19: role sessions carry the key, and it is false.
fn assumed_false(facts: &Facts<'_>) -> Entry {
    if facts.request.reads_otherwise(19) {
        return Entry::new(KeyState::Absent, Source::Assumed);
    }
    if facts.request.strict {
        return Entry::new(KeyState::Unknown(true_or_false()), Source::Unknown);
    }
    Entry::new(KeyState::scalar("false"), Source::Assumed)
}

fn true_or_false() -> Possible {
    Possible::AnyOf(["true".into(), "false".into()].into())
}

fn mfa_age(facts: &Facts<'_>, session: Option<&Session>) -> Entry {
    let Some(session) = session else {
        return if is_role(facts) { derived(KeyState::Absent) } else { facts.not_told() };
    };
    match (&session.mfa_age, session.kind, session.mfa) {
        (Some(age), ..) => derived(KeyState::scalar(age.clone())),
        (None, Some(SessionKind::SessionToken | SessionKind::Console), Some(true)) => facts.value_not_told(),
        (None, Some(SessionKind::SessionToken | SessionKind::Console), None) => facts.not_told(),
        _ => derived(KeyState::Absent),
    }
}
