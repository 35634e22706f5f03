//! The answer.

use crate::combine::Decision;
use crate::evaluate::Pass;
use crate::evidence::{Attached, Collected, Evidence, Layer};
use crate::flag::Flag;
use crate::prepared::Prepared;
use crate::reference::{Blocker, Reference, References};
use crate::request::Owner;
use crate::state::KeyState;
use crate::trace::Trace;
use crate::truth::Truth;
use crate::unknown::{Atom, StatementRef, Unknown};
use crate::warning::{Warning, warnings};
use crate::worlds::Worlds;
use iamdiag_policy::ConditionKey;

/// An assumed default on which the decision relies (T17).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// The key.
    pub key: ConditionKey,
    /// What was assumed of it.
    pub state: KeyState,
}

/// What came of one gate, for the table of layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerSummary {
    /// The layer.
    pub layer: Layer,
    /// Whether some Deny of it matches.
    pub deny: Truth,
    /// Whether it lets the request pass, or grants it.
    pub allow: Truth,
    /// Whether the layer has a say at all: there is a policy, or it was not collected.
    pub present: bool,
    /// Whether it was collected.
    pub collected: bool,
}

/// Everything about one decision (G2).
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// The decision.
    pub decision: Decision,
    /// The deciding references (D2 to D7); empty for `Depends`.
    pub decided_by: Vec<Reference>,
    /// Every matching Deny and every missing gate or grant.
    pub blockers: Vec<Blocker>,
    /// Every matching Allow, the deciding one first.
    pub allowed_by: Vec<Reference>,
    /// KMS grants that allow or not, depending on what is not known, by their positions in the evidence.
    pub open_grants: Vec<usize>,
    /// What a `Depends` turns on.
    pub depends_on: Vec<Unknown>,
    /// Assumed defaults that the decision relies on.
    pub assumptions: Vec<Assumption>,
    /// Disputed readings and notes, sorted.
    pub flags: Vec<Flag>,
    /// What the input says that cannot be, or that has no effect.
    pub warnings: Vec<Warning>,
    /// The layers in a fixed order.
    pub layers: Vec<LayerSummary>,
    /// Whether caller and resource are in different accounts; `None` where that is not known.
    pub cross_account: Option<bool>,
    /// How the decision came about.
    pub trace: Trace,
    /// The worlds, where they were looked into.
    pub worlds: Option<Worlds>,
}

/// What an evaluation is put together from.
pub(crate) struct Explained<'a> {
    pub(crate) pass: &'a Pass,
    pub(crate) trace: Trace,
    pub(crate) worlds: Option<Worlds>,
    pub(crate) flags: Vec<Flag>,
    pub(crate) assumptions: Vec<Assumption>,
    pub(crate) references: References,
}

impl Evaluation {
    pub(crate) fn new(
        prepared: &Prepared<'_>,
        evidence: &Evidence,
        decision: Decision,
        explained: Explained<'_>,
    ) -> Self {
        let Explained { pass, trace, worlds, flags, assumptions, references } = explained;
        let depends_on = match (&worlds, decision) {
            (Some(worlds), Decision::Depends) => decisive(worlds),
            _ => Vec::new(),
        };
        Self {
            decision,
            decided_by: references.decided_by,
            blockers: references.blockers,
            allowed_by: references.allowed_by,
            open_grants: pass.grants.open.clone(),
            depends_on,
            assumptions,
            flags,
            warnings: warnings(prepared, evidence),
            layers: summaries(evidence, pass),
            cross_account: match (&prepared.owner, &prepared.request.caller.account) {
                (Owner::Other, Some(_)) => Some(true),
                (Owner::Unknown, Some(_)) => None,
                _ => Some(prepared.crosses_accounts()),
            },
            trace,
            worlds,
        }
    }
}

/// The unknowns that a `Depends` turns on, each named once: an atom's parts are one thing to people.
fn decisive(worlds: &Worlds) -> Vec<Unknown> {
    let mut found: Vec<Unknown> = Vec::new();
    let axes = if worlds.truncated { (0..worlds.axes.len()).collect() } else { worlds.decisive() };
    for axis in axes.into_iter().filter_map(|axis| worlds.axes.get(axis)) {
        let unknown = match &axis.unknown {
            Unknown::Atom(atom) => Unknown::Atom(Atom { part: 0, ..*atom }),
            key => key.clone(),
        };
        if !found.contains(&unknown) {
            found.push(unknown);
        }
    }
    found
}

fn summaries(evidence: &Evidence, pass: &Pass) -> Vec<LayerSummary> {
    let mut found = of_policies(evidence, pass);
    found.extend(of_grants(evidence, pass));
    found.extend(of_block_public_access(evidence, pass));
    found
}

/// KMS grants, where they have a say and somebody looked, or could have (X28).
fn of_grants(evidence: &Evidence, pass: &Pass) -> Option<LayerSummary> {
    let grants = evidence.grants.as_ref()?;
    Some(LayerSummary {
        layer: Layer::Grant,
        deny: Truth::False,
        allow: pass.grants.classes.any(),
        present: grants.known().is_none_or(|grants| !grants.is_empty()),
        collected: grants.known().is_some(),
    })
}

/// `RestrictPublicBuckets`, where it is on, or nobody looked and it could refuse (X35).
fn of_block_public_access(evidence: &Evidence, pass: &Pass) -> Option<LayerSummary> {
    let facts = &evidence.s3;
    let cuts = pass.gates.block_public_access;
    (facts.restrict_public_buckets || facts.restriction_not_collected && !cuts.is_false()).then(|| {
        LayerSummary {
            layer: Layer::BlockPublicAccess,
            deny: cuts,
            allow: cuts.negate(),
            present: true,
            collected: facts.restrict_public_buckets,
        }
    })
}

/// The seven layers of policies, always all of them.
fn of_policies(evidence: &Evidence, pass: &Pass) -> Vec<LayerSummary> {
    let (layers, gates) = (&pass.layers, &pass.gates);
    let row =
        |layer, deny, allow, present, collected| LayerSummary { layer, deny, allow, present, collected };
    let scp = &evidence.scps;
    let has_nodes =
        |nodes: &Collected<Vec<crate::evidence::Node>>| nodes.known().is_none_or(|nodes| !nodes.is_empty());
    vec![
        row(
            Layer::Scp,
            layers.scp_deny,
            gates.scp,
            has_nodes(scp) && !layers.scp_nodes.is_empty(),
            scp.known().is_some(),
        ),
        row(
            Layer::Rcp,
            layers.rcp_deny,
            Truth::True,
            has_nodes(&evidence.rcps),
            evidence.rcps.known().is_some(),
        ),
        row(
            Layer::Resource,
            layers.resource_deny,
            gates.resource_policies.any(),
            evidence.resource.known().is_none_or(|policies| !policies.is_empty()),
            evidence.resource.known().is_some(),
        ),
        row(
            Layer::Identity,
            layers.identity.deny,
            gates.identity,
            evidence.identity.known().is_none_or(|policies| !policies.is_empty()),
            evidence.identity.known().is_some(),
        ),
        row(
            Layer::Boundary,
            layers.boundary.deny,
            gates.boundary,
            evidence.boundary.known().is_none_or(Option::is_some),
            evidence.boundary.known().is_some(),
        ),
        row(
            Layer::Session,
            layers.session.deny,
            gates.session,
            evidence.session.known().is_none_or(Option::is_some),
            evidence.session.known().is_some(),
        ),
        row(
            Layer::Vpce,
            layers.vpce.deny,
            gates.vpce,
            evidence.endpoint.is_some(),
            evidence.endpoint.as_ref().is_none_or(|endpoint| endpoint.policy.known().is_some()),
        ),
    ]
}

impl Evidence {
    /// Every document of every layer that was collected.
    pub fn documents(&self) -> impl Iterator<Item = &Attached> {
        let endpoint =
            self.endpoint.as_ref().and_then(|endpoint| endpoint.policy.known()).and_then(Option::as_ref);
        let mut all: Vec<&Attached> = Vec::new();
        all.extend(self.identity.known().into_iter().flatten());
        all.extend(self.boundary.known().into_iter().flatten());
        all.extend(self.session.known().into_iter().flatten().flatten());
        for nodes in [&self.scps, &self.rcps] {
            all.extend(nodes.known().into_iter().flatten().flat_map(|node| &node.policies));
        }
        all.extend(self.resource.known().into_iter().flatten().map(|policy| &policy.policy));
        all.extend(endpoint);
        all.into_iter()
    }

    /// The document that a reference points into, at the place where it is attached.
    pub fn attached(&self, at: StatementRef) -> Option<&Attached> {
        let index = usize::from(at.policy);
        let node = at.node.map(usize::from);
        match at.layer {
            Layer::Identity => self.identity.known()?.get(index),
            Layer::Boundary => self.boundary.known()?.as_ref(),
            Layer::Session => self.session.known()?.as_ref()?.get(index),
            Layer::Scp => self.scps.known()?.get(node?)?.policies.get(index),
            Layer::Rcp => {
                let rcps = if at.of_caller { &self.caller_rcps } else { &self.rcps };
                rcps.known()?.get(node?)?.policies.get(index)
            }
            Layer::Resource => self.resource.known()?.get(index).map(|policy| &policy.policy),
            Layer::Vpce => match &self.endpoint.as_ref()?.policy {
                Collected::Known(policy) => policy.as_ref(),
                Collected::NotCollected => None,
            },
            Layer::Acl | Layer::BlockPublicAccess | Layer::Grant | Layer::ServiceRule | Layer::Structure => {
                None
            }
        }
    }

    /// The same, to put another document in its place.
    pub fn attached_mut(&mut self, at: StatementRef) -> Option<&mut Attached> {
        fn known<T>(collected: &mut Collected<T>) -> Option<&mut T> {
            match collected {
                Collected::Known(value) => Some(value),
                Collected::NotCollected => None,
            }
        }
        let index = usize::from(at.policy);
        let node = at.node.map(usize::from);
        match at.layer {
            Layer::Identity => known(&mut self.identity)?.get_mut(index),
            Layer::Boundary => known(&mut self.boundary)?.as_mut(),
            Layer::Session => known(&mut self.session)?.as_mut()?.get_mut(index),
            Layer::Scp => known(&mut self.scps)?.get_mut(node?)?.policies.get_mut(index),
            Layer::Rcp => {
                let rcps = if at.of_caller { &mut self.caller_rcps } else { &mut self.rcps };
                known(rcps)?.get_mut(node?)?.policies.get_mut(index)
            }
            Layer::Resource => known(&mut self.resource)?.get_mut(index).map(|policy| &mut policy.policy),
            Layer::Vpce => known(&mut self.endpoint.as_mut()?.policy)?.as_mut(),
            Layer::Acl | Layer::BlockPublicAccess | Layer::Grant | Layer::ServiceRule | Layer::Structure => {
                None
            }
        }
    }
}
