//! What was told against what follows from the rest of the request (K2).

use crate::caller::CallerKind;
use crate::request::Request;
use crate::state::KeyState;
use iamdiag_policy::{ConditionKey, KeyKind};

/// A key that was told otherwise than the caller says. What was told counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The key.
    pub key: ConditionKey,
    /// What was told of it.
    pub told: Box<str>,
    /// What it would be by the caller.
    pub fact: Box<str>,
}

/// The keys of the caller that were told otherwise than it is.
pub fn contradictions(request: &Request) -> Vec<Contradiction> {
    let caller = &request.caller;
    let username = match &caller.kind {
        CallerKind::User { name } => Some(&**name),
        _ => None,
    };
    let arn = match &caller.kind {
        CallerKind::User { .. } | CallerKind::Root => Some(&*caller.text),
        _ => caller.role_arn(),
    };
    let fact = |kind: KeyKind| match kind {
        KeyKind::PrincipalAccount => caller.account.as_deref(),
        KeyKind::Username => username,
        KeyKind::PrincipalArn => arn,
        _ => None,
    };
    let differs = |(key, state): &(ConditionKey, KeyState)| match (state, fact(key.kind())) {
        (KeyState::Scalar(told), Some(fact)) if **told != *fact => {
            Some(Contradiction { key: key.clone(), told: told.clone(), fact: fact.into() })
        }
        _ => None,
    };
    request.context.iter().filter_map(differs).collect()
}
