//! What is known of the policies on a resource: collected, known not to exist, or not collected.

use crate::coverage::Gap;
use crate::gathered::{Missing, Origin, Presumed};
use crate::given::Given;
use crate::policy_text::StoredPolicy;
use crate::principal::Principal;
use crate::resource::CollectedResource;
use crate::snapshot::Snapshot;
use iamdiag_catalog::Catalog;
use iamdiag_evaluator::{Attached, Collected, Layer, Owner, Request, Resource, ResourcePolicy};
use iamdiag_policy::{Arn, PolicyKind};

/// The layer with the origin of each policy, and what was presumed for it.
pub(crate) struct ResourceLayer {
    pub(crate) policies: Collected<Vec<ResourcePolicy>>,
    pub(crate) origins: Vec<Origin>,
    pub(crate) presumed: Vec<Presumed>,
}

impl ResourceLayer {
    fn known(policies: Vec<ResourcePolicy>, origins: Vec<Origin>) -> Self {
        Self { policies: Collected::Known(policies), origins, presumed: Vec::new() }
    }

    fn not_collected(given: &Given) -> Self {
        if given.absent.contains(Layer::Resource) {
            let presumed = vec![Presumed::Absent(Layer::Resource)];
            return Self { presumed, ..Self::known(Vec::new(), Vec::new()) };
        }
        Self { policies: Collected::NotCollected, origins: Vec::new(), presumed: Vec::new() }
    }
}

impl Snapshot {
    pub(crate) fn resource_layer(
        &self,
        request: &Request,
        given: &Given,
        catalog: &Catalog,
    ) -> ResourceLayer {
        if let Some((kind, given)) = &given.resource {
            let policy = ResourcePolicy { kind: kind.clone(), policy: given.policy.clone() };
            return ResourceLayer::known(vec![policy], vec![Origin::given(request.resource.text(), given)]);
        }
        if let Some(role) = self.trusted_role(request) {
            return trust(role);
        }
        if has_none(request, catalog) {
            return ResourceLayer::known(Vec::new(), Vec::new());
        }
        self.collected(request, catalog).unwrap_or_else(|| ResourceLayer::not_collected(given))
    }

    /// What the collected resources tell; `None` where they tell nothing.
    fn collected(&self, request: &Request, catalog: &Catalog) -> Option<ResourceLayer> {
        if request.resource == Resource::Star && request.action.service() == "organizations" {
            return self.delegation(request);
        }
        let Resource::Arn(text) = &request.resource else { return None };
        if let Some(holder) = self.policy_holder(text) {
            let is_gap =
                self.coverage().gaps_of(&holder.arn).any(Gap::is_about_policy) || self.is_refused(holder);
            return match holder.policy.known().filter(|_| !is_gap)? {
                Some(stored) => Some(on_resource(holder, stored, request, catalog)),
                None => Some(ResourceLayer::known(Vec::new(), Vec::new())),
            };
        }
        let arn = Arn::parse(text)?;
        let account = match &request.resource_account {
            Some(Owner::Account(account)) => account.clone(),
            _ => return None,
        };
        self.is_listed(&account, &arn).then(|| ResourceLayer {
            presumed: vec![Presumed::NotListed { resource: text.clone(), account }],
            ..ResourceLayer::known(Vec::new(), Vec::new())
        })
    }

    /// X55: the organization's delegation policy.
    fn delegation(&self, request: &Request) -> Option<ResourceLayer> {
        let organization = self.known_organization()?;
        organization.path(request.caller.account.as_deref()?)?;
        Some(match organization.resource_policy.known()? {
            Some(stored) => {
                let attached = Attached::new("delegation policy", stored.text.document(PolicyKind::Resource));
                let policy = ResourcePolicy { kind: "organization".into(), policy: attached };
                let origin = Origin::collected(&*organization.id, stored.clone());
                ResourceLayer::known(vec![policy], vec![origin])
            }
            None => ResourceLayer::known(Vec::new(), Vec::new()),
        })
    }

    /// The collected role whose trust policy decides with (X10, X14).
    fn trusted_role(&self, request: &Request) -> Option<&Principal> {
        self.collected_principal(role_to_assume(request)?)
            .filter(|principal| principal.label().starts_with("role/"))
    }

    /// ARNs that look like the role to be assumed, if its account was collected and has no such role.
    pub fn unknown_role(&self, request: &Request) -> Option<Vec<Box<str>>> {
        let text = role_to_assume(request)?;
        let arn = Arn::parse(text)?;
        let is_unknown = self.has_all_of_iam(arn.account) && self.trusted_role(request).is_none();
        is_unknown.then(|| self.candidates(arn.resource))
    }
}

/// The role that an STS request is about.
fn role_to_assume(request: &Request) -> Option<&str> {
    let Resource::Arn(text) = &request.resource else { return None };
    let is_role =
        Arn::parse(text).is_some_and(|arn| arn.service == "iam" && arn.resource.starts_with("role/"));
    (request.action.service() == "sts" && is_role).then_some(text)
}

fn trust(role: &Principal) -> ResourceLayer {
    let attached = |name: &str, document| Attached::new(name, document);
    let (policy, origin) = match role.trust() {
        Some(stored) => (
            attached("trust policy", stored.text.document(PolicyKind::Trust)),
            Origin::collected(role.label(), stored.clone()),
        ),
        None => (
            attached("trust policy", Missing::document(PolicyKind::Trust)),
            Origin::missing(role.label(), Missing::Trust { role: role.arn.clone() }),
        ),
    };
    ResourceLayer::known(vec![ResourcePolicy { kind: "trust".into(), policy }], vec![origin])
}

fn on_resource(
    holder: &CollectedResource,
    stored: &StoredPolicy,
    request: &Request,
    catalog: &Catalog,
) -> ResourceLayer {
    let action = catalog.action(request.action.service(), request.action.name());
    let text = request.resource.text();
    let kind = action.and_then(|action| action.resource_type_of(&text)?.resource_policy_kind());
    let kind = kind.unwrap_or("resource");
    let attached = Attached {
        arn: Some(holder.arn.clone()),
        ..Attached::new(format!("{kind} policy"), stored.text.document(PolicyKind::Resource))
    };
    let policy = ResourcePolicy { kind: kind.into(), policy: attached };
    ResourceLayer::known(vec![policy], vec![Origin::collected(&*holder.arn, stored.clone())])
}

/// Whether no policy can be on what is asked for: the action has no resource, or its type has no policies. What the catalog does
/// not know may have one.
fn has_none(request: &Request, catalog: &Catalog) -> bool {
    let Some(action) = catalog.action(request.action.service(), request.action.name()) else {
        return false;
    };
    match &request.resource {
        // X55: the organization's delegation policy is one on no resource.
        Resource::Star => !action.has_resource_types() && request.action.service() != "organizations",
        resource => {
            action.resource_type_of(&resource.text()).is_some_and(|found| !found.has_resource_policy())
        }
    }
}
