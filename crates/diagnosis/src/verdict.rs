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
            Decision::Allowed => Self::Allowed { layer, by },
            Decision::ExplicitDeny => Self::ExplicitDeny { layer, by },
            Decision::ImplicitDeny => Self::ImplicitDeny {
                missing: blockers.iter().filter(|blocker| !blocker.explicit).cloned().collect(),
            },
            Decision::Depends => Self::Depends { collected: collected(subject, evaluation) },
        }
    }
}

/// Whether, of what was collected, everything that must allow does and nothing denies.
fn collected(subject: &Subject<'_>, evaluation: &Evaluation) -> Collected {
    let known = || evaluation.layers.iter().filter(|layer| layer.collected && layer.present);
    // A root user may without any policy being there.
    let grants = |wanted: Layer| {
        let found = evaluation.layers.iter().find(|layer| layer.layer == wanted && layer.collected);
        found.map_or(Truth::False, |layer| layer.allow)
    };
    let (identity, resource) = (grants(Layer::Identity), grants(Layer::Resource));
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
