//! What a rule of AWS that no policy changes says of a request.

use crate::diagnose::Subject;
use iamdiag_evaluator::{CallerKind, Layer, SessionKind};
use iamdiag_policy::Arn;

/// A rule of AWS, as far as a request has to do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceRule {
    /// A root user needs no identity policy (E15).
    RootUser,
    /// Caller and resource are of different partitions (E23).
    OtherPartition,
    /// Every signed caller may (X1).
    EverySignedCaller,
    /// The call needs no permission (X2).
    NoPermission,
    /// Only long-term credentials may make a session (X2, X4).
    LongTermOnly,
    /// A session of `GetSessionToken` made without MFA may not call IAM (X2).
    SessionTokenInIam,
    /// A session of `GetSessionToken` may make few calls of STS (X2).
    SessionTokenInSts,
    /// The call is public (X3).
    Public,
    /// Users may change their own passwords (X5).
    OwnPassword,
    /// A root user cannot assume a role (X6).
    RootAssumesRole,
    /// A federated user may call neither IAM nor STS (X6).
    FederatedUser,
    /// A managed policy of AWS's own (X6).
    ManagedByAws,
    /// A service-linked role, which only its service changes (X6).
    ServiceLinkedRole,
    /// A role under `/aws-reserved/` (X6).
    ReservedRole,
    /// An alias under `alias/aws/` (X6).
    ReservedAlias,
    /// The call takes an identity provider of another kind, or the caller is none (X16).
    OtherProvider,
    /// A bucket owner's root user may always read and write the bucket's policy (X33).
    BucketOwnersRoot,
    /// Only roles of one's own account can be passed (X52).
    PassesOtherAccountsRole,
    /// The service does not offer the action on another account's resource (X27, X33, X50).
    OtherAccount,
    /// A rule that this page has no words for.
    Other,
}

impl ServiceRule {
    pub(crate) fn new(subject: &Subject<'_>, layer: Layer, rule: &str) -> Self {
        match (layer, rule) {
            (_, "E15") => Self::RootUser,
            (_, "E23") => Self::OtherPartition,
            (_, "X1") => Self::EverySignedCaller,
            (Layer::Structure, "X2" | "X4") => of_session(subject),
            (_, "X2") => Self::NoPermission,
            (_, "X3") => Self::Public,
            (_, "X5") => Self::OwnPassword,
            (_, "X6") => out_of_reach(subject),
            (_, "X16") => Self::OtherProvider,
            (Layer::Structure, "X27" | "X33" | "X50") => Self::OtherAccount,
            (_, "X33") => Self::BucketOwnersRoot,
            (_, "X52") => Self::PassesOtherAccountsRole,
            _ => Self::Other,
        }
    }
}

impl ServiceRule {
    /// Whether it lets the call pass.
    pub fn allows(self) -> bool {
        matches!(
            self,
            Self::RootUser
                | Self::EverySignedCaller
                | Self::NoPermission
                | Self::Public
                | Self::OwnPassword
                | Self::BucketOwnersRoot
        )
    }
}

/// What the credentials rule out.
fn of_session(subject: &Subject<'_>) -> ServiceRule {
    let action = &subject.request.action;
    let kind = subject.request.session.as_ref().and_then(|session| session.kind);
    match (action.service(), action.name()) {
        (_, "getsessiontoken" | "getfederationtoken") => ServiceRule::LongTermOnly,
        ("iam", _) if kind == Some(SessionKind::SessionToken) => ServiceRule::SessionTokenInIam,
        _ => ServiceRule::SessionTokenInSts,
    }
}

fn out_of_reach(subject: &Subject<'_>) -> ServiceRule {
    match &subject.request.caller.kind {
        CallerKind::Root if subject.request.action.lower() == "sts:assumerole" => {
            return ServiceRule::RootAssumesRole;
        }
        CallerKind::FederatedUser { .. } if matches!(subject.request.action.service(), "sts" | "iam") => {
            return ServiceRule::FederatedUser;
        }
        _ => {}
    }
    let resource = subject.request.resource.text();
    match Arn::parse(&resource) {
        Some(arn) if arn.resource.starts_with("role/aws-service-role/") => ServiceRule::ServiceLinkedRole,
        Some(arn) if arn.resource.starts_with("role/") => ServiceRule::ReservedRole,
        Some(arn) if arn.resource.starts_with("alias/") => ServiceRule::ReservedAlias,
        Some(arn) if arn.account == "aws" => ServiceRule::ManagedByAws,
        _ => ServiceRule::Other,
    }
}
