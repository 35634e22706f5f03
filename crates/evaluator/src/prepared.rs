//! A request with everything that does not change from statement to statement worked out once.

use crate::context::{Context, Facts};
use crate::contradiction::contradictions;
use crate::evidence::Endpoint;
use crate::flag::Flag;
use crate::request::{Owner, Request, Resource, World};
use crate::rules::Settled;
use crate::target::Target;
use iamdiag_catalog::{Action, Catalog};
use iamdiag_policy::Arn;

/// A request ready to be matched, again and again.
#[derive(Debug)]
pub struct Prepared<'a> {
    /// The request.
    pub request: &'a Request,
    /// The facts about services.
    pub catalog: &'a Catalog,
    pub(crate) endpoint: Option<&'a Endpoint>,
    pub(crate) action: Option<Action<'a>>,
    /// The resource, where it is one ARN.
    pub(crate) arn: Option<Arn<'a>>,
    pub(crate) owner: Owner,
    pub(crate) settled: Settled,
    pub(crate) target: Target<'a>,
    pub(crate) context: Context,
    pub(crate) flags: Vec<Flag>,
}

impl<'a> Prepared<'a> {
    /// Works out owner, target and context. `endpoint` is the one that the request came through, as in the evidence.
    pub fn new(request: &'a Request, endpoint: Option<&'a Endpoint>, catalog: &'a Catalog) -> Self {
        let action = catalog.action(request.action.service(), request.action.name());
        let mut flags = Vec::new();
        let arn = match &request.resource {
            Resource::Arn(text) => Arn::parse(text),
            Resource::Star | Resource::Like(_) => None,
        };
        let owner = owner(request, arn, &mut flags);
        let facts = Facts { request, catalog, action, arn, owner: &owner, endpoint };
        let settled = Settled::new(&facts);
        let context = Context::new(&facts);
        let target = Target::new(request, &facts, &context, &mut flags);
        if !contradictions(request).is_empty() {
            flags.push(Flag::Contradiction);
        }
        Self { request, catalog, endpoint, action, arn, owner, settled, target, context, flags }
    }

    /// Whether caller and resource are surely in two accounts.
    pub(crate) fn crosses_accounts(&self) -> bool {
        match (&self.owner, &self.request.caller.account) {
            (Owner::Account(owner), Some(own)) => owner != own,
            (Owner::Other, Some(_)) => true,
            _ => false,
        }
    }

    /// Whether they surely are in one, or the caller has none, so that no consent of another owner is asked for.
    pub(crate) fn is_own(&self) -> bool {
        match (&self.owner, &self.request.caller.account) {
            (Owner::Account(owner), Some(own)) => owner == own,
            (Owner::Aws, _) | (_, None) => true,
            (Owner::Other | Owner::Unknown, Some(_)) => false,
        }
    }

    /// Whether the request names no resource that could have a policy; the organization's delegation policy needs none (X55).
    pub(crate) fn has_no_policy_of_its_own(&self) -> bool {
        matches!(self.target, Target::Nothing { .. }) && self.request.action.service() != "organizations"
    }

    pub(crate) fn facts(&self) -> Facts<'_> {
        Facts {
            request: self.request,
            catalog: self.catalog,
            action: self.action,
            arn: self.arn,
            owner: &self.owner,
            endpoint: self.endpoint,
        }
    }
}

/// I5, I6.
fn owner(request: &Request, arn: Option<Arn<'_>>, flags: &mut Vec<Flag>) -> Owner {
    let own = || request.caller.account.clone().map_or(Owner::Unknown, Owner::Account);
    if let Some(told) = &request.resource_account {
        return told.clone();
    }
    if let Some(arn) = arn {
        if let Some(account) = arn.account_id() {
            return Owner::Account(account.into());
        }
        if arn.account == "aws" {
            return Owner::Aws;
        }
    }
    if request.resource == Resource::Star {
        return own();
    }
    if request.world == World::Open {
        return Owner::Unknown;
    }
    flags.push(Flag::ResourceAccountAssumed);
    own()
}
