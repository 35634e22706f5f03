//! What each layer says: the statements of one layer, added up (T7).

use crate::check::Check;
use crate::context::forwarded;
use crate::evidence::{Attached, Collected, Evidence, Layer, Node};
use crate::matching::{Class, Classes, Place, evaluate_statement};
use crate::state::{KeyState, Source};
use crate::trace::{Recorder, StatementTrace};
use crate::truth::Truth;
use crate::unknown::{Atom, AtomName, StatementRef};
use iamdiag_policy::{ConditionKey, Effect, KeyKind, PolicyKind, StatementSlot};

/// Whether some Deny and some Allow of a layer match.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LayerTruth {
    pub(crate) deny: Truth,
    pub(crate) allow: Truth,
}

/// A gate that is not there.
const NO_GATE: LayerTruth = LayerTruth { deny: Truth::False, allow: Truth::True };

/// What the statements of a layer, or of a node of it, say as far as they were looked at.
#[derive(Default)]
struct Said {
    truth: LayerTruth,
    classes: Classes,
}

impl Said {
    /// Whether a further statement of that effect can add nothing. Where principals are named, the class by which a further
    /// Allow matches could matter.
    fn has_all(&self, effect: Effect, kind: PolicyKind) -> bool {
        match effect {
            Effect::Deny => self.truth.deny.is_true(),
            Effect::Allow => self.truth.allow.is_true() && !kind.has_principals(),
        }
    }
}

/// Every layer of one request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layers {
    pub(crate) identity: LayerTruth,
    pub(crate) boundary: LayerTruth,
    pub(crate) session: LayerTruth,
    pub(crate) vpce: LayerTruth,
    pub(crate) rcp_deny: Truth,
    pub(crate) scp_deny: Truth,
    /// For each node, root first, whether some SCP there allows (O2).
    pub(crate) scp_nodes: Vec<Truth>,
    pub(crate) resource_deny: Truth,
    /// Allows of the resource's policies by the class of the matching principal entry (E10).
    pub(crate) resource: Classes,
    /// What was not collected and was asked for.
    pub(crate) atoms: Vec<Atom>,
    /// Keys that a layer as a whole turns on.
    pub(crate) keys: Vec<ConditionKey>,
}

/// What an atom of a layer that was not collected would do.
const DENIES: u16 = 0;
const ALLOWS: u16 = 1;
/// A resource policy that allows by naming the account only.
const ALLOWS_ACCOUNT: u16 = 2;

/// Which organization policies bind this request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Binding {
    pub(crate) scps: bool,
    pub(crate) rcps: RcpBinding,
}

/// Whose RCPs bind this request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RcpBinding {
    /// None (Q5, Q6).
    None,
    /// Those over the resource's account.
    Resource,
    /// Those over the caller's account (Q4).
    Caller,
}

pub(crate) fn evaluate_layers<R: Recorder>(
    check: &Check<'_>,
    evidence: &Evidence,
    binding: Binding,
    recorder: &mut R,
) -> Layers {
    let mut walk = Walk { check, recorder, layers: Layers::default() };
    if binding.scps {
        walk.scps(evidence);
    }
    walk.rcps(evidence, binding.rcps);
    walk.endpoint(evidence);
    walk.layers.identity = match &evidence.identity {
        Collected::Known(policies) if check.prepared.request.caller.has_identity_policies() => {
            let told = walk.policies(Layer::Identity, PolicyKind::Identity, policies);
            walk.with_the_rest(evidence, Layer::Identity, AtomName::Identity, told)
        }
        Collected::Known(_) => LayerTruth::default(),
        Collected::NotCollected if check.prepared.request.caller.has_identity_policies() => {
            walk.not_collected(AtomName::Identity)
        }
        Collected::NotCollected => LayerTruth::default(),
    };
    walk.layers.boundary = match &evidence.boundary {
        Collected::Known(policy) => walk.policies(Layer::Boundary, PolicyKind::Boundary, policy.as_slice()),
        Collected::NotCollected if check.prepared.request.caller.can_have_boundary() => {
            walk.not_collected(AtomName::Boundary)
        }
        Collected::NotCollected => NO_GATE,
    };
    walk.layers.session = match &evidence.session {
        // X18: there is a task policy, which was not told.
        Collected::Known(None) if check.prepared.request.is_assumed_root() => {
            walk.not_collected(AtomName::Session)
        }
        Collected::Known(policies) => {
            let told =
                walk.policies(Layer::Session, PolicyKind::Session, policies.as_deref().unwrap_or_default());
            walk.with_the_rest(evidence, Layer::Session, AtomName::Session, told)
        }
        Collected::NotCollected if check.prepared.request.can_have_session_policies() => {
            walk.not_collected(AtomName::Session)
        }
        Collected::NotCollected => NO_GATE,
    };
    walk.resource(evidence);
    walk.layers
}

struct Walk<'a, 'r, R> {
    check: &'a Check<'a>,
    recorder: &'r mut R,
    layers: Layers,
}

impl<R: Recorder> Walk<'_, '_, R> {
    /// What a layer says of which only a part was collected.
    fn with_the_rest(
        &mut self,
        evidence: &Evidence,
        layer: Layer,
        name: AtomName,
        told: LayerTruth,
    ) -> LayerTruth {
        if !evidence.partly.contains(&layer) {
            return told;
        }
        let rest = self.not_collected(name);
        LayerTruth { deny: told.deny.or(rest.deny), allow: told.allow.or(rest.allow) }
    }

    fn not_collected(&mut self, name: AtomName) -> LayerTruth {
        LayerTruth { deny: self.atom(name, DENIES), allow: self.atom(name, ALLOWS) }
    }

    fn atom(&mut self, name: AtomName, part: u16) -> Truth {
        let atom = Atom::of(name, part);
        if R::KEEPS {
            self.layers.atoms.push(atom);
        }
        self.check.atom(atom)
    }

    fn scps(&mut self, evidence: &Evidence) {
        let Collected::Known(nodes) = &evidence.scps else {
            let unknown = self.not_collected(AtomName::Scps);
            self.layers.scp_deny = unknown.deny;
            self.layers.scp_nodes.push(unknown.allow);
            return;
        };
        for (index, node) in nodes.iter().enumerate() {
            let truth = self.node(node_reference(Layer::Scp, index), PolicyKind::Scp, node, false);
            self.layers.scp_deny = self.layers.scp_deny.or(truth.deny);
            self.layers.scp_nodes.push(truth.allow);
        }
        if evidence.partly.contains(&Layer::Scp) {
            let rest = self.not_collected(AtomName::Scps);
            self.layers.scp_deny = self.layers.scp_deny.or(rest.deny);
            self.layers.scp_nodes.push(rest.allow);
        }
    }

    /// RCPs act by Deny alone: the default policy that allows everything is always attached (Q2).
    fn rcps(&mut self, evidence: &Evidence, binding: RcpBinding) {
        let (rcps, of_caller) = match binding {
            RcpBinding::None => return,
            RcpBinding::Resource => (&evidence.rcps, false),
            RcpBinding::Caller => (&evidence.caller_rcps, true),
        };
        let listed = self.check.prepared.settled.under_rcps;
        match rcps {
            Collected::Known(nodes) => {
                for (index, node) in nodes.iter().enumerate() {
                    let from = StatementRef { of_caller, ..node_reference(Layer::Rcp, index) };
                    let truth = self.node(from, PolicyKind::Rcp, node, !listed);
                    self.layers.rcp_deny = self.layers.rcp_deny.or(truth.deny);
                }
                if listed && evidence.partly.contains(&Layer::Rcp) {
                    self.layers.rcp_deny = self.layers.rcp_deny.or(self.atom(AtomName::Rcps, DENIES));
                }
            }
            Collected::NotCollected if listed => self.layers.rcp_deny = self.atom(AtomName::Rcps, DENIES),
            Collected::NotCollected => {}
        }
    }

    fn node(&mut self, from: StatementRef, kind: PolicyKind, node: &Node, unlisted: bool) -> LayerTruth {
        let mut said = Said::default();
        for (policy, attached) in node.policies.iter().enumerate() {
            let at = StatementRef { policy: cut(policy), ..from };
            self.document(Place { at, kind, unlisted_rcp_service: unlisted }, attached, &mut said);
        }
        said.truth
    }

    fn policies(&mut self, layer: Layer, kind: PolicyKind, policies: &[Attached]) -> LayerTruth {
        let mut said = Said::default();
        for (index, attached) in policies.iter().enumerate() {
            let place = Place { at: reference(layer, index), kind, unlisted_rcp_service: false };
            self.document(place, attached, &mut said);
        }
        said.truth
    }

    /// V1 to V3; an endpoint without a policy of its own lets everything pass.
    fn endpoint(&mut self, evidence: &Evidence) {
        let Some(endpoint) = evidence.endpoint.as_ref().filter(|_| self.may_be_through_endpoint()) else {
            self.layers.vpce = NO_GATE;
            return;
        };
        // V5: what a service asks on the caller's behalf does not come through the caller's endpoint.
        let via = ConditionKey::new(KeyKind::ViaAwsService.name());
        let entry = self.check.entry(&via);
        if entry.source == Source::Assumed {
            self.recorder.assume(&via);
        }
        let forwarded = forwarded(&entry.state);
        if forwarded.is_true() {
            self.layers.vpce = NO_GATE;
            return;
        }
        let of_policy = match &endpoint.policy {
            Collected::Known(Some(policy)) => {
                self.policies(Layer::Vpce, PolicyKind::Vpce, std::slice::from_ref(policy))
            }
            Collected::Known(None) => NO_GATE,
            Collected::NotCollected => {
                self.endpoint_asked();
                self.not_collected(AtomName::Vpce)
            }
        };
        self.layers.vpce = of_policy;
        if forwarded.is_unknown() {
            self.layers.vpce.deny = of_policy.deny.and(Truth::Unknown);
            self.layers.vpce.allow = of_policy.allow.or(Truth::Unknown);
            self.layers.keys.push(via);
        }
    }

    /// Where it is not known whether the request came through the endpoint, that is one more thing the layer turns on.
    fn endpoint_asked(&mut self) {
        let key = ConditionKey::new(KeyKind::SourceVpce.name());
        if R::KEEPS && !self.check.entry(&key).state.is_told() {
            self.layers.keys.push(key);
        }
    }

    /// Whether this world's request can have come through an endpoint (T16).
    fn may_be_through_endpoint(&self) -> bool {
        self.check.world.is_none_or(|world| {
            !world
                .keys
                .iter()
                .any(|(key, state)| key.kind() == KeyKind::SourceVpce && *state == KeyState::Absent)
        })
    }

    fn resource(&mut self, evidence: &Evidence) {
        let prepared = self.check.prepared;
        let Collected::Known(policies) = &evidence.resource else {
            // Whatever was not collected, some requests name nothing that could have a policy.
            if !prepared.has_no_policy_of_its_own() && !prepared.settled.type_has_policy.is_false() {
                self.rest_of_resource();
            }
            return;
        };
        if evidence.partly.contains(&Layer::Resource) {
            self.rest_of_resource();
        }
        // E19, X52: a resource of a type that has no policy is granted by none; a Deny is not dropped all the same.
        let grants = !prepared.settled.type_has_policy.is_false();
        let mut said = Said::default();
        for (index, policy) in policies.iter().enumerate() {
            let kind = policy.policy.document.kind;
            let place = Place { at: reference(Layer::Resource, index), kind, unlisted_rcp_service: false };
            self.document(place, &policy.policy, &mut said);
        }
        self.layers.resource_deny = self.layers.resource_deny.or(said.truth.deny);
        if grants {
            self.layers.resource.or(said.classes);
        }
    }

    /// What policies on the resource that were not collected may do.
    fn rest_of_resource(&mut self) {
        let deny = self.atom(AtomName::Resource, DENIES);
        self.layers.resource_deny = self.layers.resource_deny.or(deny);
        let direct = self.atom(AtomName::Resource, ALLOWS);
        self.layers.resource.add(Class::Any, direct);
        self.layers.resource.add(Class::Service, direct);
        let account = self.atom(AtomName::Resource, ALLOWS_ACCOUNT);
        self.layers.resource.add(Class::Account, account);
    }

    /// Adds the statements of a document to what its layer says; `place` is that of its first statement.
    fn document(&mut self, place: Place, attached: &Attached, said: &mut Said) {
        let (statements, prepared) = (&attached.document.statements, self.check.prepared);
        let live = self.check.live;
        let add = |(index, slot)| self.slot(place, index, slot, said);
        if let Some(live) = live {
            let indexes = live.in_policy(place.at).iter();
            indexes.filter_map(|index| Some((*index, statements.get(*index)?))).for_each(add);
        } else if R::KEEPS_FAILED {
            statements.iter().enumerate().for_each(add);
        } else {
            statements.about(&prepared.request.action).for_each(add);
        }
    }

    /// Adds the statement at `index` to what its layer says.
    fn slot(&mut self, of: Place, index: usize, slot: &StatementSlot, said: &mut Said) {
        let at = StatementRef { statement: u32::try_from(index).unwrap_or(u32::MAX), ..of.at };
        match slot {
            StatementSlot::Read(statement) if !R::KEEPS && said.has_all(statement.effect.value, of.kind) => {}
            StatementSlot::Read(statement) => {
                let result = evaluate_statement(self.check, &Place { at, ..of }, statement, self.recorder);
                match statement.effect.value {
                    Effect::Deny => said.truth.deny = said.truth.deny.or(result.truth),
                    Effect::Allow => {
                        said.truth.allow = said.truth.allow.or(result.truth);
                        said.classes.or(result.classes);
                    }
                }
            }
            StatementSlot::Unreadable { effect, .. } => {
                let truth = self.unreadable(at, *effect);
                said.truth.deny = said.truth.deny.or(truth.deny);
                said.truth.allow = said.truth.allow.or(truth.allow);
                said.classes.add(Class::Any, truth.allow);
            }
        }
    }

    /// G5: a collected statement that this version cannot read may do what its effect says, or anything.
    fn unreadable(&mut self, at: StatementRef, effect: Option<Effect>) -> LayerTruth {
        let mut unknown = |wanted: Effect, part: u16| {
            if effect.is_some_and(|effect| effect != wanted) {
                return Truth::False;
            }
            let atom = Atom { name: AtomName::Support("unreadable-statement"), at: Some(at), part };
            if R::KEEPS {
                self.layers.atoms.push(atom);
            }
            self.check.atom(atom)
        };
        let truth = LayerTruth { deny: unknown(Effect::Deny, DENIES), allow: unknown(Effect::Allow, ALLOWS) };
        self.recorder.record(StatementTrace {
            at,
            effect,
            truth: truth.deny.or(truth.allow),
            principal: None,
            class: None,
            action: None,
            resource: None,
            condition: Truth::True,
        });
        truth
    }
}

fn reference(layer: Layer, policy: usize) -> StatementRef {
    StatementRef { layer, node: None, policy: cut(policy), statement: 0, of_caller: false }
}

fn node_reference(layer: Layer, node: usize) -> StatementRef {
    StatementRef { node: Some(cut(node)), ..reference(layer, 0) }
}

/// Positions beyond 65,535 policies of one layer share the last number; no account has that many.
fn cut(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}
