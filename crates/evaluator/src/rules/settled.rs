//! What the rules and the catalog say of a request whatever the policies and the world are: asked once a request.

use super::resource_policies::type_has_policy;
use super::standing::{Standing, standing};
use crate::context::Facts;
use crate::truth::Truth;

/// The answers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settled {
    /// How the service treats the call beside what policies say.
    pub(crate) standing: Standing,
    /// Whether resources of the request's type have policies, as far as the catalog knows.
    pub(crate) type_has_policy: Truth,
    /// Whether the service is in the list of those under RCPs (Q3).
    pub(crate) under_rcps: bool,
    /// Whether the action never works across accounts (X27, X50).
    pub(crate) single_account: bool,
    /// Whether the caller is a session of a service-linked role (I7, O6).
    pub(crate) service_linked: bool,
}

impl Settled {
    pub(crate) fn new(facts: &Facts<'_>) -> Self {
        let (catalog, request) = (facts.catalog, facts.request);
        let (service, name) = (request.action.service(), request.action.name());
        Self {
            standing: standing(facts),
            type_has_policy: type_has_policy(facts),
            under_rcps: catalog.is_under_rcps(service),
            single_account: catalog.never_cross_account(service, name),
            service_linked: request.caller.is_service_linked(),
        }
    }
}
