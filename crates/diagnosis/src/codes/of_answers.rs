//! The codes of an answer's parts.

use super::{Code, denied, depends, near, settled};
use crate::blockers::Cause;
use crate::frames::FrameRole;
use crate::misses::Part;
use iamdiag_evaluator::{Layer, UnknownKind};

/// The code of a blocker. `beside` says that a policy of the caller could allow as well.
pub(crate) fn of_blocker(
    explicit: bool,
    layer: Layer,
    cause: &Cause,
    kind: Option<&str>,
    cross_account: bool,
    beside: bool,
) -> &'static Code {
    match (cause, layer) {
        (Cause::BlockPublicAccess(_), _) | (_, Layer::BlockPublicAccess) => &denied::PUBLIC_ACCESS,
        (_, Layer::Structure) => &denied::STRUCTURE,
        (_, Layer::ServiceRule) => &denied::SERVICE_RULE,
        _ if explicit => &denied::EXPLICIT_DENY,
        (_, Layer::Identity | Layer::Acl | Layer::Grant) => &denied::IDENTITY,
        (_, Layer::Boundary) => &denied::BOUNDARY,
        (_, Layer::Session) => &denied::SESSION,
        (_, Layer::Scp) => &denied::SCP,
        (_, Layer::Rcp) => &denied::RCP,
        (_, Layer::Vpce) => &denied::VPCE,
        (_, Layer::Resource) => match kind {
            Some("trust") => &denied::TRUST,
            Some("key") => &denied::KEY,
            _ if cross_account => &denied::CROSS_ACCOUNT,
            _ if beside => &denied::NEITHER,
            _ => &denied::RESOURCE,
        },
    }
}

/// The code of what allows.
pub(crate) fn of_allow(cause: Option<&Cause>) -> &'static Code {
    match cause {
        Some(Cause::Rule { .. }) => &settled::ALLOWED_BY_RULE,
        Some(Cause::Grant(_)) => &settled::ALLOWED_BY_GRANT,
        _ => &settled::ALLOWED,
    }
}

/// The code of a near miss.
pub(crate) fn of_part(part: Part) -> &'static Code {
    match part {
        Part::Condition => &near::CONDITION,
        Part::Resource => &near::RESOURCE,
        Part::Action => &near::ACTION,
        Part::Principal => &near::PRINCIPAL,
    }
}

/// The code of something that is not known.
pub(crate) fn of_unknown(kind: UnknownKind) -> &'static Code {
    match kind {
        UnknownKind::Context => &depends::CONTEXT,
        UnknownKind::Disputed => &depends::DISPUTED,
        UnknownKind::Data => &depends::NOT_COLLECTED,
        UnknownKind::Support => &depends::NOT_MODELLED,
    }
}

/// The code of a statement that is shown; `part` is the one that fails in a near miss, `unknown` what an open one rests on.
pub(crate) fn of_frame(role: FrameRole, part: Option<Part>, unknown: Option<UnknownKind>) -> &'static Code {
    match role {
        FrameRole::Denies => &denied::EXPLICIT_DENY,
        FrameRole::Allows => &settled::ALLOWED,
        FrameRole::NearMiss => of_part(part.unwrap_or(Part::Condition)),
        FrameRole::Open => of_unknown(unknown.unwrap_or(UnknownKind::Support)),
    }
}
