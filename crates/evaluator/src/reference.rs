//! Which statement decides, what blocks, what allows (section 8).

use crate::caller::CallerKind;
use crate::check::Check;
use crate::combine::{Decision, Relation};
use crate::evaluate::Pass;
use crate::evidence::{Evidence, Layer};
use crate::flag::{Flag, Reading};
use crate::matching::Class;
use crate::rules::Standing;
use crate::trace::{StatementTrace, Trace};
use crate::truth::Truth;
use crate::unknown::StatementRef;
use iamdiag_policy::Effect;

/// What an answer points at (D2 to D7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// A statement.
    Statement(StatementRef),
    /// A node of the organization tree at which nothing allows (D3).
    Node {
        /// SCP or RCP.
        layer: Layer,
        /// Its position, root first.
        node: u16,
    },
    /// A layer in which nothing allows (D3).
    Layer(Layer),
    /// A rule that no policy changes, by its number (D7).
    Rule {
        /// `service-rule` or `structure`; `identity` for what a root user may by being one (E15).
        layer: Layer,
        /// The rule.
        rule: &'static str,
    },
    /// A KMS grant, by its position in the evidence.
    Grant(usize),
    /// `RestrictPublicBuckets` (X35).
    BlockPublicAccess,
}

impl Reference {
    /// The layer it belongs to.
    pub fn layer(&self) -> Layer {
        match self {
            Self::Statement(at) => at.layer,
            Self::Node { layer, .. } | Self::Layer(layer) | Self::Rule { layer, .. } => *layer,
            Self::Grant(_) => Layer::Grant,
            Self::BlockPublicAccess => Layer::BlockPublicAccess,
        }
    }
}

/// Something in the way: a matching Deny, or a gate or grant that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocker {
    /// Whether it refuses explicitly.
    pub explicit: bool,
    /// What it is.
    pub reference: Reference,
    /// For a missing grant, the layers any of which could supply it.
    pub alternatives: Vec<Layer>,
}

/// The references of one answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct References {
    pub(crate) decided_by: Vec<Reference>,
    pub(crate) blockers: Vec<Blocker>,
    pub(crate) allowed_by: Vec<Reference>,
}

pub(crate) fn references(
    check: &Check<'_>,
    evidence: &Evidence,
    pass: &Pass,
    trace: &Trace,
    decision: Decision,
) -> References {
    let blockers = match decision {
        Decision::Allowed => Vec::new(),
        _ => blockers(evidence, pass, trace, decision),
    };
    let mut blockers = blockers;
    if decision == Decision::ExplicitDeny
        && !blockers.iter().any(|blocker| blocker.explicit)
        && let Some(reference) = first_deny(evidence, pass, trace, &blockers)
    {
        blockers.insert(0, Blocker { explicit: true, reference, alternatives: Vec::new() });
    }
    let allowed_by = allows(evidence, pass, trace);
    let decided_by = match decision {
        Decision::Allowed => primary(evidence, check, pass, &allowed_by, trace).into_iter().collect(),
        Decision::ExplicitDeny => first_deny(evidence, pass, trace, &blockers).into_iter().collect(),
        Decision::ImplicitDeny => {
            let first = blockers.iter().find(|blocker| !blocker.explicit);
            first.map(|blocker| blocker.reference).into_iter().collect()
        }
        Decision::Depends => Vec::new(),
    };
    References { decided_by, blockers, allowed_by }
}

/// The order in which AWS's causes are named (D2).
fn deny_order(evidence: &Evidence, at: StatementRef) -> impl Ord + use<> {
    let rank = match at.layer {
        Layer::Scp => 0,
        Layer::Rcp => 1,
        Layer::Vpce => 2,
        Layer::Identity => 3,
        Layer::Boundary => 4,
        Layer::Session => 5,
        _ if is_access_point(evidence, at) => 6,
        _ => 7,
    };
    let attached = evidence.attached(at);
    let keeping = attached.map(|attached| attached.keeping);
    let by_group = attached.is_some_and(|attached| attached.via.is_some());
    let name = attached.map(|attached| attached.name.clone());
    (rank, at.node, keeping, by_group, name, at.policy, at.statement)
}

/// D2: an access point's policy comes before its bucket's.
fn is_access_point(evidence: &Evidence, at: StatementRef) -> bool {
    let policies = evidence.resource.known().map(Vec::as_slice).unwrap_or_default();
    at.layer == Layer::Resource
        && policies.get(usize::from(at.policy)).is_some_and(|policy| &*policy.kind == "access-point")
}

fn in_order<'t>(
    evidence: &Evidence,
    trace: &'t Trace,
    wanted: impl Fn(&StatementTrace) -> bool,
) -> Vec<&'t StatementTrace> {
    let mut found: Vec<_> = trace.statements.iter().filter(|statement| wanted(statement)).collect();
    found.sort_by_cached_key(|statement| deny_order(evidence, statement.at));
    found
}

/// Whether a service rule sets the statement's Deny aside (X1, X2, X3, X33).
fn set_aside(standing: Standing, layer: Layer) -> bool {
    match standing {
        Standing::Ordinary | Standing::OwnPassword => false,
        Standing::Always | Standing::NoPermission => true,
        Standing::Public => !matches!(layer, Layer::Rcp | Layer::Vpce),
        Standing::BucketRescue => layer == Layer::Resource,
    }
}

fn blockers(evidence: &Evidence, pass: &Pass, trace: &Trace, decision: Decision) -> Vec<Blocker> {
    let denies = in_order(evidence, trace, |statement| {
        statement.effect == Some(Effect::Deny)
            && statement.truth.is_true()
            && !set_aside(pass.standing, statement.at.layer)
    });
    let explicit = |reference| Blocker { explicit: true, reference, alternatives: Vec::new() };
    let mut blockers: Vec<Blocker> =
        denies.iter().map(|statement| explicit(Reference::Statement(statement.at))).collect();
    if pass.gates.block_public_access.is_true() {
        blockers.push(explicit(Reference::BlockPublicAccess));
    }
    if let Some(impossible) = pass.impossible.filter(|impossible| impossible.truth.is_true()) {
        let reference = Reference::Rule { layer: Layer::Structure, rule: impossible.rule };
        blockers.push(Blocker { explicit: false, reference, alternatives: Vec::new() });
    }
    if pass.gates.ok.is_false() {
        blockers.extend(missing(pass, Truth::is_false));
    } else if decision == Decision::ImplicitDeny {
        // Denied in every world, each time by a gate that alone is not certain to be missing (T11).
        blockers.extend(missing(pass, |truth| !truth.is_true()));
    }
    blockers
}

/// Every gate and grant that is missing, in the order of D3.
fn missing(pass: &Pass, is_missing: impl Fn(Truth) -> bool) -> Vec<Blocker> {
    let gates = &pass.gates;
    let implicit = |reference, alternatives| Blocker { explicit: false, reference, alternatives };
    let mut found = Vec::new();
    for (node, truth) in pass.layers.scp_nodes.iter().enumerate() {
        if is_missing(*truth) {
            let node = u16::try_from(node).unwrap_or(u16::MAX);
            found.push(implicit(Reference::Node { layer: Layer::Scp, node }, Vec::new()));
        }
    }
    let residual = [(Layer::Boundary, gates.boundary), (Layer::Session, gates.session)];
    let grants = match pass.standing {
        Standing::Ordinary | Standing::OwnPassword => missing_grants(pass, &is_missing),
        // What is left of the caller's side where the call needs no Allow (X33).
        Standing::BucketRescue => {
            residual.iter().filter(|(_, truth)| is_missing(*truth)).map(|(layer, _)| *layer).collect()
        }
        Standing::Always | Standing::NoPermission | Standing::Public => Vec::new(),
    };
    let of_layer = |layer: Layer| implicit(Reference::Layer(layer), alternatives(pass, layer));
    let (resource, of_caller): (Vec<Layer>, Vec<Layer>) =
        grants.into_iter().partition(|layer| *layer == Layer::Resource);
    found.extend(of_caller.into_iter().map(of_layer));
    if is_missing(gates.vpce) {
        found.push(implicit(Reference::Layer(Layer::Vpce), Vec::new()));
    }
    found.extend(resource.into_iter().map(of_layer));
    found
}

/// A missing identity allow in the same account could as well be a grant of the resource's policy.
fn alternatives(pass: &Pass, layer: Layer) -> Vec<Layer> {
    let either = layer == Layer::Identity
        && pass.gates.relation == Relation::Same
        && pass.gates.requires_resource.is_false();
    if either { vec![Layer::Identity, Layer::Resource] } else { Vec::new() }
}

/// The gates of the paths that could still grant (D3).
fn missing_grants(pass: &Pass, is_missing: &impl Fn(Truth) -> bool) -> Vec<Layer> {
    let gates = &pass.gates;
    let any = gates.resource.any();
    let missing = |wanted: &[(Layer, Truth)]| -> Vec<Layer> {
        wanted.iter().filter(|(_, truth)| is_missing(*truth)).map(|(layer, _)| *layer).collect()
    };
    let caller = [
        (Layer::Identity, gates.identity),
        (Layer::Boundary, gates.boundary),
        (Layer::Session, gates.session),
    ];
    match gates.relation {
        Relation::NoAccount => missing(&[(Layer::Resource, gates.direct)]),
        Relation::Cross | Relation::Unknown(_) => {
            let mut found = missing(&caller);
            found.extend(missing(&[(Layer::Resource, any.or(gates.consent))]));
            found
        }
        Relation::Same if is_missing(gates.direct) => {
            let by_role = [Class::Role, Class::Issuer, Class::Any].into_iter();
            let named = by_role.map(|class| gates.resource.get(class)).any(|truth| !truth.is_false());
            let residual = missing(&[(Layer::Boundary, gates.boundary), (Layer::Session, gates.session)]);
            if named && !residual.is_empty() {
                return residual;
            }
            let mut found = missing(&caller);
            if !gates.requires_resource.is_false() {
                found.extend(missing(&[(Layer::Resource, any)]));
            }
            found
        }
        Relation::Same => Vec::new(),
    }
}

fn first_deny(evidence: &Evidence, pass: &Pass, trace: &Trace, blockers: &[Blocker]) -> Option<Reference> {
    if let Some(blocker) = blockers.iter().find(|blocker| blocker.explicit) {
        return Some(blocker.reference);
    }
    // Denied in every world, each time by a Deny that alone is not certain (T8).
    let perhaps = in_order(evidence, trace, |statement| {
        statement.effect == Some(Effect::Deny)
            && statement.truth.is_unknown()
            && !set_aside(pass.standing, statement.at.layer)
    });
    perhaps.first().map(|statement| Reference::Statement(statement.at))
}

/// Every Allow that matches, the deciding layer first (D5, D6).
fn allows(evidence: &Evidence, pass: &Pass, trace: &Trace) -> Vec<Reference> {
    let mut found = in_order(evidence, trace, |statement| {
        statement.effect == Some(Effect::Allow) && statement.truth.is_true()
    });
    let direct = pass.gates.direct.is_true();
    found.sort_by_key(|statement| match statement.at.layer {
        Layer::Resource if direct => 0,
        Layer::Identity => 1,
        Layer::Resource => 2,
        Layer::Boundary => 3,
        Layer::Session => 4,
        Layer::Scp => 5,
        Layer::Rcp => 6,
        _ => 7,
    });
    let mut references: Vec<Reference> =
        found.into_iter().map(|statement| Reference::Statement(statement.at)).collect();
    references.extend(pass.grants.allowing.iter().map(|index| Reference::Grant(*index)));
    references
}

/// D5.
fn primary(
    evidence: &Evidence,
    check: &Check<'_>,
    pass: &Pass,
    allowed_by: &[Reference],
    trace: &Trace,
) -> Option<Reference> {
    let is_root = check.prepared.request.caller.kind == CallerKind::Root;
    if pass.standing != Standing::Ordinary && pass.standing != Standing::OwnPassword {
        return Some(Reference::Rule { layer: Layer::ServiceRule, rule: pass.standing.rule() });
    }
    let of = |layer: Layer| allowed_by.iter().find(|reference| reference.layer() == layer).copied();
    let grants_alone = |reference: &&Reference| match reference {
        Reference::Statement(at) if at.layer == Layer::Resource => {
            let class =
                trace.statements.iter().find(|statement| statement.at == *at).and_then(|found| found.class);
            class.is_some_and(|class| {
                class != Class::Account || is_root || pass.gates.relation == Relation::NoAccount
            })
        }
        Reference::Grant(_) => true,
        _ => false,
    };
    if pass.gates.relation != Relation::Cross
        && pass.gates.direct.is_true()
        && let Some(direct) = allowed_by.iter().find(grants_alone)
    {
        return Some(*direct);
    }
    of(Layer::Identity)
        .or_else(|| {
            if pass.standing == Standing::OwnPassword {
                return Some(Reference::Rule {
                    layer: Layer::ServiceRule,
                    rule: Standing::OwnPassword.rule(),
                });
            }
            // A root user may by being one (E15).
            is_root.then_some(Reference::Rule { layer: Layer::Identity, rule: "E15" })
        })
        .or_else(|| {
            // Allowed in every world, each time by an Allow that alone is not certain (T11).
            let perhaps = in_order(evidence, trace, |statement| {
                statement.effect == Some(Effect::Allow)
                    && statement.truth.is_unknown()
                    && matches!(statement.at.layer, Layer::Identity | Layer::Resource)
            });
            perhaps.first().map(|statement| Reference::Statement(statement.at))
        })
}

/// The notes and disputed readings that an answer rests on.
pub(crate) fn flags(check: &Check<'_>, pass: &Pass, trace: &Trace, decision: Decision) -> Vec<Flag> {
    let mut flags = check.prepared.flags.clone();
    flags.extend(&pass.flags);
    flags.extend(&trace.flags);
    flags.extend(pass.atoms.iter().filter_map(|atom| match atom.name {
        crate::unknown::AtomName::Dispute(flag) => Some(flag),
        _ => None,
    }));
    let lacks_key_policy = pass.grants.could_exist
        && decision == Decision::ImplicitDeny
        && missing_grants(pass, &|truth| !truth.is_true())
            .iter()
            .any(|layer| matches!(layer, Layer::Resource | Layer::Identity));
    if lacks_key_policy {
        flags.push(Flag::GrantCouldAllow);
    }
    if decision == Decision::ImplicitDeny && pass.gates.deny.is_unknown() && pass.gates.ok.is_false() {
        flags.push(Flag::MayBeExplicit);
    }
    if uses_u17(check, pass) {
        flags.push(Flag::Reading(Reading(17)));
    }
    flags
}

/// U17: a grant to everybody that holds although boundary or session policy does not allow.
fn uses_u17(check: &Check<'_>, pass: &Pass) -> bool {
    let gates = &pass.gates;
    let by_session = matches!(check.prepared.request.caller.kind, CallerKind::RoleSession { .. });
    let by_user = matches!(check.prepared.request.caller.kind, CallerKind::User { .. });
    gates.relation == Relation::Same
        && (by_session || by_user)
        && gates.resource.get(Class::Any).is_true()
        && (gates.boundary.is_false() || gates.session.is_false())
}
