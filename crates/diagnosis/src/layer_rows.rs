//! The table of layers, always in the same order.

use crate::blockers::{Cause, counted};
use crate::citation::Citation;
use crate::diagnose::Subject;
use iamdiag_evaluator::{Decision, Evaluation, Layer, LayerSummary, Management, Owner, Reference, Truth};
use iamdiag_policy::Effect;

/// One layer of the table.
#[derive(Clone, Debug)]
pub struct LayerRow {
    /// The layer.
    pub layer: Layer,
    /// What it does to the request.
    pub effect: LayerEffect,
    /// The statements that make it so, or that could.
    pub statements: Vec<Citation>,
    /// What does not allow, where the layer has to.
    pub missing: Option<Cause>,
    /// What makes it so beside statements: KMS grants, settings of Block Public Access.
    pub causes: Vec<Cause>,
    /// Why SCPs or RCPs that are in force have no say.
    pub exempt: Option<Exempt>,
    /// How many policies were looked at.
    pub policies: usize,
    /// How many statements they have.
    pub examined: usize,
}

/// Why SCPs or RCPs do not bind (O6, Q6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exempt {
    /// The caller, or the resource, is of the management account.
    ManagementAccount,
    /// The caller acts under a service-linked role.
    ServiceLinkedRole,
    /// The caller is a service, a provider or nobody: SCPs bind users and roles.
    NoPrincipal,
}

/// What a layer does to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerEffect {
    /// It allows, or lets pass.
    Allow,
    /// It denies explicitly.
    ExplicitDeny,
    /// It does not allow, and would have to.
    ImplicitDeny,
    /// It neither allows nor denies, and need not.
    NoImpact,
    /// It does not allow, where something else allows past it (E9, E10).
    NotNeeded,
    /// It depends on what is not known.
    Unknown,
    /// It was not collected.
    NotCollected,
    /// There is nothing in it.
    None,
}

impl LayerEffect {
    fn new(summary: &LayerSummary) -> Self {
        match (summary.deny, summary.allow) {
            // A root user may by being one (E15).
            (_, Truth::True) if !summary.present && summary.layer == Layer::Identity => Self::Allow,
            _ if !summary.present => Self::None,
            _ if !summary.collected => Self::NotCollected,
            (Truth::True, _) => Self::ExplicitDeny,
            (Truth::Unknown, _) | (_, Truth::Unknown) => Self::Unknown,
            (Truth::False, Truth::True) if summary.layer == Layer::BlockPublicAccess => Self::NoImpact,
            (Truth::False, Truth::True) => Self::Allow,
            // A resource policy or a grant may grant; in most cases it need not.
            (Truth::False, Truth::False) if matches!(summary.layer, Layer::Resource | Layer::Grant) => {
                Self::NoImpact
            }
            (Truth::False, Truth::False) => Self::ImplicitDeny,
        }
    }
}

pub(crate) fn layer_rows(subject: &Subject<'_>, evaluation: &Evaluation) -> Vec<LayerRow> {
    // Q3: RCPs bind the services of a list.
    let binds = subject.catalog.is_under_rcps(subject.request.action.service());
    let rows = evaluation.layers.iter().map(|summary| {
        let effect = LayerEffect::new(summary);
        let effect = match effect {
            LayerEffect::NoImpact | LayerEffect::None if is_missing(evaluation, summary.layer) => {
                LayerEffect::ImplicitDeny
            }
            LayerEffect::ImplicitDeny if evaluation.decision == Decision::Allowed => LayerEffect::NotNeeded,
            LayerEffect::Allow | LayerEffect::NotCollected | LayerEffect::None
                if summary.layer == Layer::Rcp && !binds =>
            {
                LayerEffect::NoImpact
            }
            other => other,
        };
        let (policies, examined) = counted(evaluation, summary.layer, None);
        let statements = deciding(subject, evaluation, summary.layer, effect);
        let missing =
            missing(subject, evaluation, summary.layer).filter(|_| effect == LayerEffect::ImplicitDeny);
        let exempt = exempt(subject, summary.layer).filter(|_| effect == LayerEffect::None);
        let causes = causes(subject, evaluation, summary.layer);
        LayerRow { layer: summary.layer, effect, statements, missing, causes, exempt, policies, examined }
    });
    rows.collect()
}

/// What makes the effect of a layer that has no statements.
fn causes(subject: &Subject<'_>, evaluation: &Evaluation, layer: Layer) -> Vec<Cause> {
    let allowing = evaluation.allowed_by.iter().filter_map(|reference| match reference {
        Reference::Grant(index) => Some(*index),
        _ => None,
    });
    let at = &subject.gathered.restricted_at;
    match layer {
        Layer::Grant => {
            let all = allowing.chain(evaluation.open_grants.iter().copied());
            all.map(|index| Cause::grant(subject, index)).collect()
        }
        Layer::BlockPublicAccess if !at.is_empty() => vec![Cause::BlockPublicAccess(at.clone())],
        _ => Vec::new(),
    }
}

/// Why policies that were collected do not bind.
fn exempt(subject: &Subject<'_>, layer: Layer) -> Option<Exempt> {
    let request = subject.request;
    let (nodes, account) = match layer {
        Layer::Scp => (&subject.evidence().scps, request.caller.account.clone()),
        Layer::Rcp => match &request.resource_account {
            Some(Owner::Account(owner)) => (&subject.evidence().rcps, Some(owner.clone())),
            _ => return None,
        },
        _ => return None,
    };
    let in_force = nodes.known().is_some_and(|nodes| !nodes.is_empty()) || account.is_none();
    let manages = matches!(&request.management, Management::Account(id) if Some(id) == account.as_ref());
    if !in_force {
        None
    } else if manages {
        Some(Exempt::ManagementAccount)
    } else if request.caller.is_service_linked() {
        Some(Exempt::ServiceLinkedRole)
    } else {
        (layer == Layer::Scp && account.is_none()).then_some(Exempt::NoPrincipal)
    }
}

fn missing(subject: &Subject<'_>, evaluation: &Evaluation, layer: Layer) -> Option<Cause> {
    let missing = evaluation.blockers.iter().filter(|blocker| !blocker.explicit);
    let of_layer = missing.map(|blocker| &blocker.reference).find(|reference| reference.layer() == layer);
    of_layer.map(|reference| Cause::new(subject, evaluation, reference))
}

fn is_missing(evaluation: &Evaluation, layer: Layer) -> bool {
    evaluation.blockers.iter().any(|blocker| !blocker.explicit && blocker.reference.layer() == layer)
}

/// The statements of a layer that make its effect.
fn deciding(
    subject: &Subject<'_>,
    evaluation: &Evaluation,
    layer: Layer,
    effect: LayerEffect,
) -> Vec<Citation> {
    let wanted = |kind: Option<Effect>, truth: Truth| match effect {
        LayerEffect::Allow => kind == Some(Effect::Allow) && truth.is_true(),
        LayerEffect::ExplicitDeny => kind == Some(Effect::Deny) && truth.is_true(),
        LayerEffect::Unknown => truth.is_unknown(),
        _ => false,
    };
    let of_layer = evaluation.trace.statements.iter().filter(|statement| statement.at.layer == layer);
    let mut found: Vec<_> = of_layer.filter(|statement| wanted(statement.effect, statement.truth)).collect();
    // What decides the whole comes first.
    found.sort_by_key(|statement| !evaluation.decided_by.contains(&Reference::Statement(statement.at)));
    found.into_iter().filter_map(|statement| Citation::new(subject, statement.at)).collect()
}
