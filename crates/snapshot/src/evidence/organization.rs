//! SCPs and RCPs on the path from the organization's root to an account (O1, Q1).

use super::Gathering;
use crate::coverage::CoverageState;
use crate::gathered::{Missing, OrgOrigins, Origin, PathNode, Presumed};
use crate::organization::{OrgNode, OrgPolicyKind, Organization};
use crate::resource::CollectedResource;
use iamdiag_evaluator::{Attached, Collected, Keeping, Layer, Node, Owner, Resource};
use iamdiag_policy::PolicyKind;

/// The policies of one path with where they came from; none where it is not known which there are.
type Found = Option<(Vec<Node>, OrgOrigins)>;

impl Gathering<'_> {
    pub(super) fn organization(&mut self) {
        let caller = self.request.caller.account.clone();
        let owner = match (&self.request.resource_account, &self.request.resource) {
            (Some(Owner::Account(owner)), _) => Some(owner.clone()),
            // Without a resource it is the caller's account that is asked about (I5).
            (None, Resource::Star) => caller.clone(),
            _ => None,
        };
        if self.snapshot.organization_state().any(CoverageState::is_unseen) {
            // Whatever the file holds: what stands in it counts, and there may be more.
            self.partly(Layer::Scp);
            self.partly(Layer::Rcp);
        }
        let (nodes, origins) = self.layer(caller.as_deref(), Layer::Scp);
        self.gathered.evidence.scps = nodes;
        self.gathered.scps = origins;
        let (nodes, origins) = if self.is_key_of_aws() {
            // Q6: they do not bind AWS managed keys, by whatever name such a key is asked for.
            (Collected::Known(Vec::new()), OrgOrigins::default())
        } else {
            self.layer(owner.as_deref(), Layer::Rcp)
        };
        self.gathered.evidence.rcps = nodes;
        self.gathered.rcps = origins;
        let (nodes, origins) = self.layer(caller.as_deref(), Layer::Rcp);
        self.gathered.evidence.caller_rcps = nodes;
        self.gathered.caller_rcps = origins;
    }

    fn is_key_of_aws(&self) -> bool {
        let key = self.snapshot.resource(&self.request.resource.text()).and_then(CollectedResource::key);
        key.is_some_and(|key| key.aliases.iter().any(|alias| alias.starts_with("alias/aws/")))
    }

    fn layer(&mut self, account: Option<&str>, layer: Layer) -> (Collected<Vec<Node>>, OrgOrigins) {
        if let Some((nodes, origins)) = account.and_then(|account| self.of_account(account, layer)) {
            return (Collected::Known(nodes), origins);
        }
        if self.given.absent.contains(layer) {
            self.gathered.presume(Presumed::Absent(layer));
            return (Collected::Known(Vec::new()), OrgOrigins::default());
        }
        (Collected::NotCollected, OrgOrigins::default())
    }

    fn of_account(&self, account: &str, layer: Layer) -> Found {
        let Some(organization) = self.snapshot.organization().known()? else {
            // The accounts that were collected are in none (O11); of others nothing is known (Q10).
            let is_known = self.snapshot.has_whole_organization() && self.snapshot.account(account).is_some();
            return is_known.then(|| (Vec::new(), OrgOrigins::default()));
        };
        let enabled =
            if layer == Layer::Scp { &organization.scps_enabled } else { &organization.rcps_enabled };
        if !*enabled.known()? {
            return Some((Vec::new(), OrgOrigins::default()));
        }
        // Whether the account is the management account decides whether they bind at all (O6, Q6).
        organization.management_account.as_ref()?;
        let path = organization.path(account)?;
        let shown = path.iter().map(|node| PathNode {
            id: node.id.clone(),
            kind: node.kind,
            name: node.name.clone(),
        });
        let mut origins = OrgOrigins { path: shown.collect(), policies: Vec::new() };
        let mut nodes = Vec::new();
        for node in path {
            let (policies, of_policies) = at_node(organization, node, layer);
            nodes.push(Node { id: Some(node.id.clone()), policies });
            origins.policies.push(of_policies);
        }
        Some((nodes, origins))
    }
}

fn at_node(organization: &Organization, node: &OrgNode, layer: Layer) -> (Vec<Attached>, Vec<Origin>) {
    let (attached, kind) = match layer {
        Layer::Scp => (&node.scps, PolicyKind::Scp),
        _ => (&node.rcps, PolicyKind::Rcp),
    };
    let Some(ids) = attached.known() else {
        // Whatever is attached there may allow and deny anything.
        let missing = Missing::NodePolicies { layer, node: node.id.clone() };
        let unknown = Attached::new(&*node.id, Missing::document(kind));
        return (vec![unknown], vec![Origin::missing(&*node.id, missing)]);
    };
    ids.iter().map(|id| of_id(organization, node, id, kind)).unzip()
}

fn of_id(organization: &Organization, node: &OrgNode, id: &str, kind: PolicyKind) -> (Attached, Origin) {
    let known = organization.policies.get(id).filter(|policy| {
        let wanted = if kind == PolicyKind::Scp { OrgPolicyKind::Scp } else { OrgPolicyKind::Rcp };
        policy.kind == wanted
    });
    let name = known.map_or(id, |policy| &policy.name);
    let arn = known.and_then(|policy| policy.arn.clone());
    let of = |document| Attached {
        arn: Some(arn.unwrap_or_else(|| id.into())),
        keeping: Keeping::Managed,
        ..Attached::new(name, document)
    };
    match known.and_then(|policy| policy.document.as_ref()) {
        Some(stored) => (of(stored.text.document(kind)), Origin::collected(&*node.id, stored.clone())),
        None => {
            let missing = Missing::OrgPolicy { id: id.into(), name: name.into() };
            (of(Missing::document(kind)), Origin::missing(&*node.id, missing))
        }
    }
}
