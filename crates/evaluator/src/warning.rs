//! What a request or its evidence says that cannot be, or that has no effect.

use crate::caller::CallerKind;
use crate::evidence::Evidence;
use crate::prepared::Prepared;
use crate::request::Resource;
use iamdiag_catalog::OperationActions;
use std::fmt;

/// Something to tell the user beside the decision; it changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// A boundary was given for a caller that cannot have one; it is a gate all the same (E6).
    BoundaryCannotBe,
    /// Session policies were given for a caller that cannot have any; they are a gate all the same (E6).
    SessionPoliciesCannotBe,
    /// Identity policies were given for a caller that has none; they are not looked at.
    IdentityPoliciesCannotBe,
    /// A policy was given for a resource whose type has none; it grants nothing (E19, X52).
    ResourcePolicyCannotBe,
    /// The action is not in the catalog: misspelt, retired, or newer (A6).
    UnknownAction {
        /// As asked for.
        action: String,
        /// The date of the catalog.
        date: String,
        /// The actions that authorise an API operation of that name, if there is one (A7, X39).
        operation_of: Vec<String>,
    },
    /// The resource fits none of the action's resource types (R19).
    UnfitResource {
        /// As asked for.
        action: String,
    },
}

impl Warning {
    /// A stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BoundaryCannotBe => "boundary-cannot-be",
            Self::SessionPoliciesCannotBe => "session-policies-cannot-be",
            Self::IdentityPoliciesCannotBe => "identity-policies-cannot-be",
            Self::ResourcePolicyCannotBe => "resource-policy-cannot-be",
            Self::UnknownAction { .. } => "unknown-action",
            Self::UnfitResource { .. } => "unfit-resource",
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BoundaryCannotBe => f.write_str(
                "a permissions boundary cannot be attached to this caller; it was applied all the same",
            ),
            Self::SessionPoliciesCannotBe => {
                f.write_str("this caller cannot carry session policies; they were applied all the same")
            }
            Self::IdentityPoliciesCannotBe => {
                f.write_str("this caller has no identity policies; those given were not looked at")
            }
            Self::ResourcePolicyCannotBe => f.write_str(
                "resources of this type have no policy for this action; the one given grants nothing",
            ),
            Self::UnknownAction { action, operation_of, .. } if !operation_of.is_empty() => write!(
                f,
                "`{action}` is an API operation and not an action: it is authorised by {}",
                operation_of.join(", ")
            ),
            Self::UnknownAction { action, date, .. } => write!(
                f,
                "`{action}` is not in the service reference of {date}: misspelt, retired, or newer than that"
            ),
            Self::UnfitResource { action } => {
                write!(f, "AWS never asks this: the resource fits none of the resource types of `{action}`")
            }
        }
    }
}

pub(crate) fn warnings(prepared: &Prepared<'_>, evidence: &Evidence) -> Vec<Warning> {
    let caller = &prepared.request.caller;
    let has_session = evidence.session.known().is_some_and(Option::is_some);
    let has_boundary = evidence.boundary.known().is_some_and(Option::is_some);
    let has_identity = evidence.identity.known().is_some_and(|policies| !policies.is_empty());
    let sessions = matches!(caller.kind, CallerKind::RoleSession { .. } | CallerKind::FederatedUser { .. });
    let mut found = Vec::new();
    if has_boundary && (!caller.has_identity_policies() || caller.is_service_linked()) {
        found.push(Warning::BoundaryCannotBe);
    }
    if has_session && !sessions {
        found.push(Warning::SessionPoliciesCannotBe);
    }
    if has_identity && !caller.has_identity_policies() {
        found.push(Warning::IdentityPoliciesCannotBe);
    }
    let has_resource_policy = evidence.resource.known().is_some_and(|policies| !policies.is_empty());
    if has_resource_policy && prepared.settled.type_has_policy.is_false() {
        found.push(Warning::ResourcePolicyCannotBe);
    }
    let action = prepared.request.action.written().to_owned();
    match (&prepared.action, &prepared.request.resource) {
        (None, _) => {
            let (service, name) = action.split_once(':').unwrap_or_default();
            let operation_of = match prepared.catalog.operation(service, name) {
                OperationActions::Renamed(actions) => {
                    actions.iter().map(|action| action.to_string()).collect()
                }
                _ => Vec::new(),
            };
            found.push(Warning::UnknownAction {
                date: prepared.catalog.date().to_owned(),
                operation_of,
                action,
            });
        }
        (Some(known), Resource::Arn(arn))
            if known.has_resource_types() && known.resource_type_of(arn).is_none() =>
        {
            found.push(Warning::UnfitResource { action });
        }
        _ => {}
    }
    found
}
