//! The question as it was understood.

use crate::answer::Asked;
use iamdiag_evaluator::{Caller, CallerKind, KeyState, Owner, Request, Resource};
use iamdiag_policy::{Arn, ConditionKey, KeyKind};
use iamdiag_snapshot::{Lookup, Snapshot};

pub(crate) fn question(request: &Request, snapshot: &Snapshot) -> Asked {
    let caller = &request.caller;
    let found = match snapshot.caller(caller) {
        Lookup::Found(principal) => Some(principal.label().into()),
        _ => None,
    };
    // The user behind a federated user is another caller than the session.
    let label = match &caller.kind {
        CallerKind::FederatedUser { name, .. } => format!("federated-user/{name}").into(),
        _ => found.clone().unwrap_or_else(|| caller.text.clone()),
    };
    let issuer = found.filter(|_| matches!(caller.kind, CallerKind::FederatedUser { .. }));
    let owner = resource_account(request);
    let name_of = |account: Option<&str>| snapshot.account_name(account?).map(Into::into);
    Asked {
        principal: caller.text.clone(),
        principal_label: label,
        issuer,
        principal_type: principal_type(caller),
        account: caller.account.clone(),
        account_name: name_of(caller.account.as_deref()),
        action: request.action.written().into(),
        resource: match &request.resource {
            Resource::Star => None,
            told => Some(told.text().into()),
        },
        resource_account_name: name_of(owner.as_deref()),
        resource_account: owner,
        context: told(request),
    }
}

/// Every key that was told, the region by its option too.
fn told(request: &Request) -> Vec<(ConditionKey, KeyState)> {
    let mut told = request.context.clone();
    let key = ConditionKey::new(KeyKind::RequestedRegion.name());
    if let Some(region) = request.region.as_deref().filter(|_| !told.iter().any(|(known, _)| *known == key)) {
        told.push((key, KeyState::scalar(region)));
        told.sort_by(|a, b| a.0.cmp(&b.0));
    }
    told
}

fn resource_account(request: &Request) -> Option<Box<str>> {
    match &request.resource_account {
        Some(Owner::Account(account)) => Some(account.clone()),
        Some(Owner::Aws) => Some("aws".into()),
        Some(Owner::Other | Owner::Unknown) => None,
        None => Arn::parse(&request.resource.text()).and_then(|arn| arn.account_id()).map(Into::into),
    }
}

fn principal_type(caller: &Caller) -> &'static str {
    match caller.kind {
        CallerKind::Root => "root",
        CallerKind::User { .. } => "user",
        CallerKind::RoleSession { session: None, .. } => "role",
        CallerKind::RoleSession { .. } => "session",
        CallerKind::FederatedUser { .. } => "federated",
        CallerKind::Service { .. } => "service",
        CallerKind::Federated { .. } => "provider",
        CallerKind::Anonymous => "anonymous",
    }
}
