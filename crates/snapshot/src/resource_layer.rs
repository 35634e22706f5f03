//! What is known of the policies on a resource: collected, known not to exist, or not collected.

use crate::gathered::{Missing, Origin};
use crate::given::Given;
use crate::principal::Principal;
use crate::snapshot::Snapshot;
use iamdiag_catalog::Catalog;
use iamdiag_evaluator::{Attached, Collected, Layer, Request, Resource, ResourcePolicy};
use iamdiag_policy::{Arn, PolicyKind};

/// The layer with the origin of each policy, and whether it is empty by the user's word alone.
pub(crate) struct ResourceLayer {
    pub(crate) policies: Collected<Vec<ResourcePolicy>>,
    pub(crate) origins: Vec<Origin>,
    pub(crate) absent_by_word: bool,
}

impl ResourceLayer {
    fn known(policies: Vec<ResourcePolicy>, origins: Vec<Origin>) -> Self {
        Self { policies: Collected::Known(policies), origins, absent_by_word: false }
    }

    fn not_collected(given: &Given) -> Self {
        if given.absent.contains(Layer::Resource) {
            return Self { absent_by_word: true, ..Self::known(Vec::new(), Vec::new()) };
        }
        Self { policies: Collected::NotCollected, origins: Vec::new(), absent_by_word: false }
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
        ResourceLayer::not_collected(given)
    }

    /// The collected role whose trust policy decides with (X10, X14).
    fn trusted_role(&self, request: &Request) -> Option<&Principal> {
        self.principal_by_arn(role_to_assume(request)?)
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
