//! The decision in the parts of its headline.

use crate::blockers::{BlockerAnswer, Cause};
use crate::diagnose::Subject;
use iamdiag_evaluator::{Decision, Evaluation, Layer, LayerSummary, Reference, ResourcePolicy, Truth};

/// What the first line says.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Allowed.
    Allowed {
        /// The layer of what allows.
        layer: Layer,
        /// What allows, if it is one thing.
        by: Option<Cause>,
        /// What allows on the resource's side, where it is another account's (E16).
        beside: Option<Cause>,
    },
    /// Some Deny matches.
    ExplicitDeny {
        /// The layer of the Deny.
        layer: Layer,
        /// The Deny.
        by: Option<Cause>,
    },
    /// Something that must allow does not.
    ImplicitDeny {
        /// What does not, first the one that AWS would name.
        missing: Vec<BlockerAnswer>,
    },
    /// Not the same in all worlds.
    Depends {
        /// What the collected policies alone say.
        collected: Collected,
        /// The layers that were collected, have to allow and do not, whatever else is open.
        missing: Vec<BlockerAnswer>,
    },
}

/// What the collected policies alone say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collected {
    /// All of them allow: only what is not known can refuse.
    Allow,
    /// They do not allow: only what is not known can.
    DoNotAllow,
    /// That itself depends on what is not known.
    Open,
}

impl Verdict {
    pub(crate) fn new(subject: &Subject<'_>, evaluation: &Evaluation, blockers: &[BlockerAnswer]) -> Self {
        let first = evaluation.decided_by.first();
        let by = first.map(|reference| Cause::new(subject, evaluation, reference));
        let layer = first.map_or(Layer::Identity, Reference::layer);
        match evaluation.decision {
            Decision::Allowed => Self::Allowed { layer, by, beside: beside(subject, evaluation, layer) },
            Decision::ExplicitDeny => Self::ExplicitDeny { layer, by },
            Decision::ImplicitDeny => Self::ImplicitDeny {
                missing: blockers.iter().filter(|blocker| !blocker.explicit).cloned().collect(),
            },
            Decision::Depends => {
                let collected = collected(subject, evaluation);
                Self::Depends { collected, missing: missing(subject, evaluation, collected) }
            }
        }
    }
}

/// The Allow of the resource's side, where caller and resource are of two accounts and the caller's side is told.
fn beside(subject: &Subject<'_>, evaluation: &Evaluation, layer: Layer) -> Option<Cause> {
    evaluation.cross_account.filter(|across| *across && layer == Layer::Identity)?;
    let of_resource = |reference: &&Reference| matches!(reference.layer(), Layer::Resource | Layer::Grant);
    let found = evaluation.allowed_by.iter().find(of_resource)?;
    Some(Cause::new(subject, evaluation, found))
}

/// What, of what was collected, surely does not allow: the caller's own layers, and the resource's policy where it has to.
fn missing(subject: &Subject<'_>, evaluation: &Evaluation, collected: Collected) -> Vec<BlockerAnswer> {
    if collected != Collected::DoNotAllow {
        return Vec::new();
    }
    let has_identity = subject.request.caller.has_identity_policies();
    let grants_of_caller = evaluation
        .layers
        .iter()
        .any(|layer| layer.layer == Layer::Identity && !(layer.collected && layer.allow.is_false()));
    let has_to = |layer: &&LayerSummary| match layer.layer {
        Layer::Identity => has_identity,
        Layer::Boundary | Layer::Session => layer.present,
        // Within an account one side is enough: where it is the caller's that lacks, this says nothing more.
        Layer::Resource => layer.present && (evaluation.cross_account == Some(true) || grants_of_caller),
        _ => false,
    };
    let lacks = |layer: &&LayerSummary| layer.collected && layer.allow.is_false();
    let found = evaluation.layers.iter().filter(has_to).filter(lacks);
    found.map(|layer| BlockerAnswer::missing(subject, evaluation, layer.layer)).collect()
}

/// Whether, of what was collected, everything that must allow does and nothing denies.
fn collected(subject: &Subject<'_>, evaluation: &Evaluation) -> Collected {
    let known = || evaluation.layers.iter().filter(|layer| layer.collected && layer.present);
    // A root user may without any policy being there.
    let grants = |wanted: Layer| {
        let found = evaluation.layers.iter().find(|layer| layer.layer == wanted && layer.collected);
        found.map_or(Truth::False, |layer| layer.allow)
    };
    let (identity, resource) = (grants(Layer::Identity), grants(Layer::Resource).or(grants(Layer::Grant)));
    let policies = subject.evidence().resource.known();
    let must_allow =
        |policies: &&Vec<ResourcePolicy>| policies.iter().any(|one| matches!(&*one.kind, "trust" | "key"));
    let granted = match (policies, evaluation.cross_account) {
        // E16: both sides.
        (Some(_), Some(true)) => identity.and(resource),
        // X10, X20: the resource's policy, and in most cases the caller's too.
        (Some(_), _) if policies.as_ref().is_some_and(must_allow) => {
            resource.and(identity.or(Truth::Unknown))
        }
        (_, _) => identity.or(resource),
    };
    let is_gate = |layer: &&LayerSummary| {
        matches!(layer.layer, Layer::Boundary | Layer::Session | Layer::Scp | Layer::Vpce)
    };
    let gates = known().filter(is_gate).fold(Truth::True, |all, layer| all.and(layer.allow));
    let denied = known().fold(Truth::False, |all, layer| all.or(layer.deny));
    match granted.and(gates).and(denied.negate()) {
        Truth::True => Collected::Allow,
        Truth::False => Collected::DoNotAllow,
        Truth::Unknown => Collected::Open,
    }
}
