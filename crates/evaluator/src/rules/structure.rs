//! What no policy can make possible (E23, X2, X4, X6, X27, X33, X50, X52).

use crate::caller::CallerKind;
use crate::check::Check;
use crate::prepared::Prepared;
use crate::request::{Owner, SessionKind};
use crate::state::KeyState;
use crate::truth::Truth;
use crate::unknown::{Atom, AtomName};
use iamdiag_policy::{ConditionKey, KeyKind};

/// A request that cannot succeed, by which rule, and how surely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Impossible {
    pub(crate) rule: &'static str,
    pub(crate) truth: Truth,
}

const POLICY_EDITS: &[&str] = &[
    "createpolicyversion",
    "deletepolicy",
    "deletepolicyversion",
    "setdefaultpolicyversion",
    "tagpolicy",
    "untagpolicy",
];

const ROLE_EDITS: &[&str] = &[
    "attachrolepolicy",
    "deleterole",
    "deleterolepermissionsboundary",
    "deleterolepolicy",
    "detachrolepolicy",
    "putrolepermissionsboundary",
    "putrolepolicy",
    "tagrole",
    "untagrole",
    "updateassumerolepolicy",
    "updaterole",
    "updateroledescription",
];

/// `sts:AssumeRole` and the checks that the same call may bring with it (X14).
const IN_ASSUME_ROLE: &[&str] = &["assumerole", "tagsession", "setsourceidentity", "setcontext"];

/// The first rule by which the request is impossible, if any.
pub(crate) fn impossible(check: &Check<'_>) -> Option<Impossible> {
    let prepared = check.prepared;
    let surely = |rule, holds: bool| holds.then_some(Impossible { rule, truth: Truth::True });
    surely("E23", crosses_partitions(prepared))
        .or_else(|| by_credentials(check))
        .or_else(|| surely("X6", is_out_of_reach(prepared)))
        .or_else(|| across_accounts(check))
}

fn crosses_partitions(prepared: &Prepared<'_>) -> bool {
    let caller = &prepared.request.caller.partition;
    let resource = prepared.arn.map(|arn| arn.partition);
    !caller.is_empty() && resource.is_some_and(|partition| partition != &**caller)
}

/// What the kind of credentials rules out (X2, X4, X6).
fn by_credentials(check: &Check<'_>) -> Option<Impossible> {
    let prepared = check.prepared;
    let request = prepared.request;
    let (service, name) = (request.action.service(), request.action.name());
    let session = request.session.as_ref();
    let kind = session.and_then(|session| session.kind);
    let temporary =
        matches!(request.caller.kind, CallerKind::RoleSession { .. } | CallerKind::FederatedUser { .. })
            || matches!(kind, Some(kind) if kind != SessionKind::LongTerm);
    let surely = |rule| Some(Impossible { rule, truth: Truth::True });
    match (service, name) {
        ("sts", "getsessiontoken")
            if temporary || !matches!(request.caller.kind, CallerKind::User { .. } | CallerKind::Root) =>
        {
            surely("X2")
        }
        ("sts", "getfederationtoken") if temporary => surely("X4"),
        ("sts", "assumerole") if request.caller.kind == CallerKind::Root => surely("X6"),
        ("sts", "getcalleridentity") => None,
        // X52: handing on a role is part of another service's call; no API of IAM is called.
        ("iam", "passrole") => None,
        ("sts", "assumerolewithsaml") if !provider_is_saml(prepared, true) => surely("X16"),
        ("sts", "assumerolewithwebidentity") if provider_is_saml(prepared, false) => surely("X16"),
        ("sts" | "iam", _) if matches!(request.caller.kind, CallerKind::FederatedUser { .. }) => surely("X6"),
        ("sts", other) if kind == Some(SessionKind::SessionToken) && !IN_ASSUME_ROLE.contains(&other) => {
            surely("X2")
        }
        ("iam", _) if kind == Some(SessionKind::SessionToken) => {
            let truth = without_mfa(check);
            (!truth.is_false()).then_some(Impossible { rule: "X2", truth })
        }
        _ => None,
    }
}

/// X16: SAML providers have an ARN of their own kind; `unclear` is the answer for callers that are no provider.
fn provider_is_saml(prepared: &Prepared<'_>, unclear: bool) -> bool {
    match &prepared.request.caller.kind {
        CallerKind::Federated { provider } => provider.contains(":saml-provider/"),
        _ => unclear,
    }
}

/// Whether the session was made without MFA: as told of it, else as far as this world tells.
fn without_mfa(check: &Check<'_>) -> Truth {
    let told = check.prepared.request.session.as_ref().and_then(|session| session.mfa);
    if let Some(mfa) = told {
        return (!mfa).into();
    }
    let key = ConditionKey::new(KeyKind::MultiFactorAuthPresent.name());
    match &check.entry(&key).state {
        KeyState::Scalar(value) => (!value.eq_ignore_ascii_case("true")).into(),
        KeyState::Absent => Truth::True,
        KeyState::List(_) | KeyState::Present(_) | KeyState::Unknown(_) => Truth::Unknown,
    }
}

/// Things of AWS's own (X6).
fn is_out_of_reach(prepared: &Prepared<'_>) -> bool {
    let Some(arn) = prepared.arn else {
        return false;
    };
    let request = prepared.request;
    let (service, name) = (request.action.service(), request.action.name());
    match service {
        "iam" if arn.account == "aws" => POLICY_EDITS.contains(&name),
        "iam" if arn.resource.starts_with("role/aws-service-role/") => {
            ROLE_EDITS.contains(&name) && !matches!(request.caller.kind, CallerKind::Service { .. })
        }
        "iam" if arn.resource.starts_with("role/aws-reserved/") => {
            ROLE_EDITS.contains(&name) || name == "passrole"
        }
        "kms" if arn.resource.starts_with("alias/aws/") => {
            matches!(name, "createalias" | "updatealias" | "deletealias")
        }
        _ => false,
    }
}

/// Actions that their service does not offer on another account's resource (X27, X33, X50, X52).
fn across_accounts(check: &Check<'_>) -> Option<Impossible> {
    let prepared = check.prepared;
    let request = prepared.request;
    let (service, name) = (request.action.service(), request.action.name());
    let rule = match (service, name) {
        ("iam", "passrole") => "X52",
        ("s3", "getbucketpolicy" | "putbucketpolicy" | "deletebucketpolicy") => "X33",
        _ if !prepared.settled.single_account => return None,
        ("kms", _) => "X27",
        _ => "X50",
    };
    let truth = match (&prepared.owner, &request.caller.account) {
        (Owner::Account(owner), Some(own)) => (owner != own).into(),
        (Owner::Other, Some(_)) => Truth::True,
        (_, None) if request.caller.kind == CallerKind::Anonymous => Truth::True,
        // Whose it is decides, by the same unknown that the combination asks about.
        (Owner::Unknown, Some(_)) => check.atom(Atom::of(AtomName::ResourceOwner, 0)).negate(),
        _ => Truth::False,
    };
    (!truth.is_false()).then_some(Impossible { rule, truth })
}
