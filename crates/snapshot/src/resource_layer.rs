//! What is known of the policies on a resource: collected, known not to exist, or not collected.

use crate::coverage::Gap;
use crate::gathered::{Missing, Origin, Presumed};
use crate::given::Given;
use crate::ownership::settled_text;
use crate::policy_text::StoredPolicy;
use crate::principal::Principal;
use crate::resource::CollectedResource;
use crate::snapshot::Snapshot;
use iamdiag_catalog::{Catalog, ResourceType};
use iamdiag_evaluator::{Attached, Collected, Layer, Owner, Request, Resource, ResourcePolicy};
use iamdiag_policy::{Arn, PolicyKind};

/// The layer with the origin of each policy, and what was presumed for it.
pub(crate) struct ResourceLayer {
    pub(crate) policies: Collected<Vec<ResourcePolicy>>,
    pub(crate) origins: Vec<Origin>,
    pub(crate) presumed: Vec<Presumed>,
    /// Whether there may be more: the policy of something that the resource lies in, which was not found, or what nobody was let
    /// see.
    pub(crate) is_part: bool,
}

impl ResourceLayer {
    fn known(policies: Vec<ResourcePolicy>, origins: Vec<Origin>) -> Self {
        Self { policies: Collected::Known(policies), origins, presumed: Vec::new(), is_part: false }
    }

    fn not_collected(given: &Given) -> Self {
        if given.absent.contains(Layer::Resource) {
            let presumed = vec![Presumed::Absent(Layer::Resource)];
            return Self { presumed, ..Self::known(Vec::new(), Vec::new()) };
        }
        Self { policies: Collected::NotCollected, origins: Vec::new(), presumed: Vec::new(), is_part: false }
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
            return ResourceLayer { is_part: self.is_doubtful(role), ..trust(role) };
        }
        if has_none(request, catalog) {
            return ResourceLayer::known(Vec::new(), Vec::new());
        }
        if self.is_made(request, catalog) && kind_of(request, catalog).is_some_and(is_policy_of_its_own) {
            return ResourceLayer::known(Vec::new(), Vec::new());
        }
        self.collected(request, catalog).unwrap_or_else(|| ResourceLayer::not_collected(given))
    }

    /// What the collected resources tell; `None` where they tell nothing.
    fn collected(&self, request: &Request, catalog: &Catalog) -> Option<ResourceLayer> {
        if request.action.service() == "organizations" && self.is_of_organization(request) {
            return self.delegation(request);
        }
        let text = settled_text(&request.resource)?;
        if let Some(holder) = self.policy_holder(&text) {
            let is_own = *holder.arn != *text || kind_of(request, catalog).is_none_or(is_policy_of_its_own);
            return match self.policy_on(holder)? {
                Some(stored) => Some(ResourceLayer {
                    is_part: !is_own || self.is_unseen(holder),
                    ..on_resource(holder, stored, request, catalog)
                }),
                None => is_own.then(|| ResourceLayer::known(Vec::new(), Vec::new())),
            };
        }
        let arn = Arn::parse(&text)?;
        let account = match &request.resource_account {
            Some(Owner::Account(account)) => account.clone(),
            _ => return None,
        };
        // Where the policy is another resource's, or the type is not known, its own listing says nothing of it.
        let is_own = kind_of(request, catalog).is_some_and(is_policy_of_its_own);
        (is_own && self.is_listed(&account, &arn)).then(|| ResourceLayer {
            presumed: vec![Presumed::NotListed { resource: text.clone().into(), account }],
            ..ResourceLayer::known(Vec::new(), Vec::new())
        })
    }

    /// The policy on a collected resource; `None` where it is not known whether there is one.
    pub(crate) fn policy_on<'r>(&self, resource: &'r CollectedResource) -> Option<Option<&'r StoredPolicy>> {
        if self.coverage().gaps_of(&resource.arn).any(Gap::is_about_policy) {
            return None;
        }
        let policy = resource.policy.known()?.as_ref();
        // That it has none is not to be believed where nobody was let look.
        (policy.is_some() || !self.is_unseen(resource)).then_some(policy)
    }

    /// Whether nobody was let look at what a resource is of.
    pub(crate) fn is_unseen(&self, resource: &CollectedResource) -> bool {
        Arn::parse(&resource.arn).is_some_and(|arn| {
            let region = Some(arn.region).filter(|region| !region.is_empty());
            self.coverage().is_unseen(&resource.account, region, arn.service)
        })
    }

    /// Whether what is asked for is of the organization that was collected: its management account owns what is in it.
    fn is_of_organization(&self, request: &Request) -> bool {
        let manager = self.known_organization().and_then(|known| known.management_account.as_ref());
        match (&request.resource, &request.resource_account) {
            (Resource::Star, _) => true,
            (_, Some(Owner::Account(owner))) => manager == Some(owner),
            _ => false,
        }
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

fn on_resource(
    holder: &CollectedResource,
    stored: &StoredPolicy,
    request: &Request,
    catalog: &Catalog,
) -> ResourceLayer {
    let kind = kind_of(request, catalog).and_then(|kind| kind.resource_policy_kind()).unwrap_or("resource");
    let attached = Attached {
        arn: Some(holder.arn.clone()),
        ..Attached::new(format!("{kind} policy"), stored.text.document(PolicyKind::Resource))
    };
    let policy = ResourcePolicy { kind: kind.into(), policy: attached };
    ResourceLayer::known(vec![policy], vec![Origin::collected(&*holder.arn, stored.clone())])
}

/// The type of the resource, among those of the action.
fn kind_of<'c>(request: &Request, catalog: &'c Catalog) -> Option<ResourceType<'c>> {
    let action = catalog.action(request.action.service(), request.action.name())?;
    action.resource_type_of(&request.resource.text())
}

/// Whether a policy on a resource of the type stands on itself, and not on something that it lies in, as a Glue table's does.
fn is_policy_of_its_own(kind: ResourceType<'_>) -> bool {
    /// Types whose policy is called otherwise; X51: each qualifier of a function has a policy of its own.
    const OTHERWISE: &[&str] =
        &["backupVault", "function alias", "function version", "graphqlapi", "layerVersion", "rootcatalog"];
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    kind.resource_policy_kind().is_none_or(|policy| plain(policy) == plain(kind.name()))
        || OTHERWISE.contains(&kind.name())
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
