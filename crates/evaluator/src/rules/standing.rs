//! Calls that services let pass without a permission (X1, X2, X3, X5, X33).

use crate::caller::CallerKind;
use crate::context::Facts;
use crate::request::{Owner, Resource};

/// How a service treats a call beside what policies say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Policies decide.
    Ordinary,
    /// Allowed whatever the caller's policies say; an endpoint policy in the way leaves it open (X1).
    Always,
    /// Needs no permission; a Deny of an organization or endpoint policy leaves it open (X2).
    NoPermission,
    /// A public call: only the RCPs over the resource's account and the endpoint policy can refuse it (X3).
    Public,
    /// Allowed to oneself where the account's password policy says so (X5).
    OwnPassword,
    /// The bucket owner's root user rescues a bucket policy: its own Denies are set aside (X33).
    BucketRescue,
}

impl Standing {
    /// The rule that says so; empty for ordinary calls.
    pub(crate) fn rule(self) -> &'static str {
        match self {
            Self::Ordinary => "",
            Self::Always => "X1",
            Self::NoPermission => "X2",
            Self::Public => "X3",
            Self::OwnPassword => "X5",
            Self::BucketRescue => "X33",
        }
    }
}

pub(super) fn standing(facts: &Facts<'_>) -> Standing {
    let request = facts.request;
    let (service, name) = (request.action.service(), request.action.name());
    let signed = !matches!(request.caller.kind, CallerKind::Anonymous | CallerKind::Federated { .. });
    match (service, name) {
        ("sts", "getcalleridentity") if signed => Standing::Always,
        ("sts", "getsessiontoken")
            if matches!(request.caller.kind, CallerKind::User { .. } | CallerKind::Root) =>
        {
            Standing::NoPermission
        }
        ("iam", "changepassword") if is_self(facts) => Standing::OwnPassword,
        ("s3", "getbucketpolicy" | "putbucketpolicy" | "deletebucketpolicy") if is_owners_root(facts) => {
            Standing::BucketRescue
        }
        _ if facts.catalog.is_public_call(service, name) => Standing::Public,
        _ => Standing::Ordinary,
    }
}

fn is_self(facts: &Facts<'_>) -> bool {
    let caller = &facts.request.caller;
    let is_user = matches!(caller.kind, CallerKind::User { .. });
    is_user
        && match &facts.request.resource {
            Resource::Arn(arn) => *arn == caller.text,
            Resource::Star => true,
            Resource::Like(_) => false,
        }
}

fn is_owners_root(facts: &Facts<'_>) -> bool {
    let caller = &facts.request.caller;
    let may_own = match (facts.owner, &caller.account) {
        (Owner::Account(owner), Some(own)) => owner == own,
        // Of a bucket that is not its own the call is impossible, which comes first.
        (Owner::Unknown, Some(_)) => true,
        _ => false,
    };
    caller.kind == CallerKind::Root && may_own
}
