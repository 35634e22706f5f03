//! Everything that stands in the way, each with what it is.

use crate::citation::Citation;
use crate::codes::{Code, of_allow, of_blocker};
use crate::diagnose::Subject;
use crate::service_rule::ServiceRule;
use iamdiag_evaluator::{
    Blocker, Collected, Evaluation, Layer, LayerSummary, Reference, Resource, StatementTrace,
};
use iamdiag_snapshot::{PathNode, RestrictedAt};

/// Something that stands in the way.
#[derive(Clone, Debug)]
pub struct BlockerAnswer {
    /// The code of what it is.
    pub code: &'static Code,
    /// Whether it refuses explicitly.
    pub explicit: bool,
    /// Its layer.
    pub layer: Layer,
    /// What it is.
    pub cause: Cause,
    /// For a missing grant, the layers any of which could supply it.
    pub alternatives: Vec<Layer>,
    /// The policy on the resource, where it could allow in this one's place and does not.
    pub nor: Option<Cause>,
}

/// What decides, or stands in the way.
#[derive(Clone, Debug)]
pub enum Cause {
    /// A statement.
    Statement(Box<Citation>),
    /// No statement of the layer allows.
    NothingAllows {
        /// The layer.
        layer: Layer,
        /// How many policies were looked at.
        policies: usize,
        /// How many statements they have.
        statements: usize,
        /// The node of the organization tree, root first, for SCPs.
        node: Option<u16>,
        /// What that node is, where the organization was collected.
        place: Option<PathNode>,
        /// The policy, by a statement of it, where it is the only one.
        only: Option<Box<Citation>>,
    },
    /// A rule that no policy changes.
    Rule {
        /// Its number.
        rule: &'static str,
        /// What it says here.
        says: ServiceRule,
    },
    /// A KMS grant.
    Grant(Box<GrantAnswer>),
    /// `RestrictPublicBuckets`, and where it is on.
    BlockPublicAccess(Vec<RestrictedAt>),
}

/// A KMS grant.
#[derive(Clone, Debug)]
pub struct GrantAnswer {
    /// Its id.
    pub id: Box<str>,
    /// The key that it is on.
    pub key: String,
    /// Who may use it.
    pub grantee: Box<str>,
    /// Whether it has constraints, which are not modelled.
    pub constrained: bool,
}

impl BlockerAnswer {
    /// A layer in which nothing allows.
    pub(crate) fn missing(subject: &Subject<'_>, evaluation: &Evaluation, layer: Layer) -> Self {
        let reference = Reference::Layer(layer);
        Self::new(subject, evaluation, &Blocker { explicit: false, reference, alternatives: Vec::new() })
    }

    pub(crate) fn new(subject: &Subject<'_>, evaluation: &Evaluation, blocker: &Blocker) -> Self {
        let (explicit, layer) = (blocker.explicit, blocker.reference.layer());
        let cause = Cause::new(subject, evaluation, &blocker.reference);
        let of_caller = |other: &Blocker| !other.explicit && other.reference.layer() == Layer::Identity;
        let beside = evaluation.blockers.iter().any(of_caller);
        let across = evaluation.cross_account == Some(true);
        Self {
            code: of_blocker(explicit, layer, &cause, resource_kind(subject), across, beside),
            explicit,
            layer,
            cause,
            alternatives: alternatives(subject, blocker),
            nor: nor(subject, evaluation, blocker),
        }
    }
}

/// `trust` or `key` where such a policy decides over the resource.
fn resource_kind(subject: &Subject<'_>) -> Option<&'static str> {
    let request = subject.request;
    match request.action.service() {
        "sts" if request.resource.text().contains(":role/") => Some("trust"),
        "kms" if request.resource.text().contains(":key/") => Some("key"),
        _ => None,
    }
}

impl Cause {
    /// The code of what allows.
    pub fn code_of_allow(&self) -> &'static Code {
        of_allow(Some(self))
    }

    pub(crate) fn new(subject: &Subject<'_>, evaluation: &Evaluation, reference: &Reference) -> Self {
        match reference {
            Reference::Statement(at) => match Citation::new(subject, *at) {
                Some(citation) => Self::Statement(Box::new(citation)),
                None => nothing_allows(subject, evaluation, at.layer, at.node),
            },
            Reference::Node { layer, node } => nothing_allows(subject, evaluation, *layer, Some(*node)),
            Reference::Layer(layer) => nothing_allows(subject, evaluation, *layer, None),
            Reference::Rule { rule, layer } => {
                Self::Rule { rule, says: ServiceRule::new(subject, *layer, rule) }
            }
            Reference::Grant(index) => Self::grant(subject, *index),
            Reference::BlockPublicAccess => Self::BlockPublicAccess(subject.gathered.restricted_at.clone()),
        }
    }

    /// The layer that it is of.
    pub fn layer(&self) -> Layer {
        match self {
            Self::Statement(citation) => citation.at.layer,
            Self::NothingAllows { layer, .. } => *layer,
            Self::Rule { says: ServiceRule::RootUser, .. } => Layer::Identity,
            Self::Rule { says, .. } if says.allows() => Layer::ServiceRule,
            Self::Rule { .. } => Layer::Structure,
            Self::Grant(_) => Layer::Grant,
            Self::BlockPublicAccess(_) => Layer::BlockPublicAccess,
        }
    }

    /// The code of what it does: allows, denies explicitly, or lacks.
    pub fn code(&self, allows: bool) -> &'static Code {
        let explicit = matches!(self, Self::Statement(_) | Self::BlockPublicAccess(_));
        if allows {
            of_allow(Some(self))
        } else {
            of_blocker(explicit, self.layer(), self, None, false, false)
        }
    }

    /// The grant at that position of the evidence.
    pub(crate) fn grant(subject: &Subject<'_>, index: usize) -> Self {
        let grants = subject.evidence().grants.as_ref().and_then(Collected::known);
        let grant = grants.and_then(|grants| grants.get(index)).cloned().unwrap_or_default();
        Self::Grant(Box::new(GrantAnswer {
            id: grant.id,
            key: subject.request.resource.text(),
            grantee: grant.grantee,
            constrained: grant.constrained,
        }))
    }
}

/// The layers that could supply a missing grant; a resource of a type that has no policies cannot.
fn alternatives(subject: &Subject<'_>, blocker: &Blocker) -> Vec<Layer> {
    let action = subject.catalog.action(subject.request.action.service(), subject.request.action.name());
    let has_policies = match (&subject.request.resource, action) {
        (Resource::Star, Some(action)) => action.has_resource_types(),
        (resource, Some(action)) => {
            action.resource_type_of(&resource.text()).is_none_or(|found| found.has_resource_policy())
        }
        (_, None) => true,
    };
    let is_one = |layer: &&Layer| **layer != Layer::Resource || has_policies;
    blocker.alternatives.iter().filter(is_one).copied().collect()
}

/// E9: within an account the policy on the resource may grant as well.
fn nor(subject: &Subject<'_>, evaluation: &Evaluation, blocker: &Blocker) -> Option<Cause> {
    let layer = Layer::Resource;
    let could = blocker.reference.layer() == Layer::Identity && blocker.alternatives.contains(&layer);
    let allows_not = |summary: &LayerSummary| summary.layer == layer && summary.allow.is_false();
    let (policies, _) = counted(evaluation, layer, None);
    (could && policies > 0 && evaluation.layers.iter().any(allows_not))
        .then(|| nothing_allows(subject, evaluation, layer, None))
}

fn nothing_allows(subject: &Subject<'_>, evaluation: &Evaluation, layer: Layer, node: Option<u16>) -> Cause {
    let (policies, statements) = counted(evaluation, layer, node);
    let place = node.and_then(|node| subject.gathered.node(layer, usize::from(node))).cloned();
    let looked_at = statements_of(evaluation, layer, node).next();
    let only = looked_at.filter(|_| policies == 1).and_then(|trace| Citation::new(subject, trace.at));
    Cause::NothingAllows { layer, policies, statements, node, place, only: only.map(Box::new) }
}

/// How many policies and statements of a layer, or of one node of it, were looked at. Policies without statements count as
/// none: nothing in them was looked at.
pub(crate) fn counted(evaluation: &Evaluation, layer: Layer, node: Option<u16>) -> (usize, usize) {
    let all = statements_of(evaluation, layer, node);
    let mut policies: Vec<_> = all.map(|statement| (statement.at.node, statement.at.policy)).collect();
    let statements = policies.len();
    policies.dedup();
    (policies.len(), statements)
}

fn statements_of(
    evaluation: &Evaluation,
    layer: Layer,
    node: Option<u16>,
) -> impl Iterator<Item = &StatementTrace> {
    let of_layer = evaluation.trace.statements.iter().filter(move |statement| statement.at.layer == layer);
    of_layer.filter(move |statement| node.is_none() || statement.at.node == node)
}
