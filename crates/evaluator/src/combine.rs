//! What the layers add up to (E9, E10, E16, T7).

use crate::caller::CallerKind;
use crate::check::Check;
use crate::evidence::{Collected, Evidence};
use crate::flag::Flag;
use crate::layers::Layers;
use crate::matching::{Class, Classes};
use crate::request::{Owner, Request};
use crate::rules::{Grants, Impossible, Standing, is_unbound_by_delegation};
use crate::truth::Truth;
use crate::unknown::{Atom, AtomName};
use iamdiag_policy::Arn;

/// The four answers (G1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// Allowed in every world.
    Allowed,
    /// Denied in every world, in at least one without an explicit deny.
    ImplicitDeny,
    /// Explicitly denied in every world.
    ExplicitDeny,
    /// Allowed in some worlds, denied in others.
    Depends,
}

impl Decision {
    /// The spelling in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allowed => "Allowed",
            Self::ImplicitDeny => "ImplicitDeny",
            Self::ExplicitDeny => "ExplicitDeny",
            Self::Depends => "Depends",
        }
    }
}

/// How caller and resource stand to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// One account (E9), or a resource of AWS's own (I6).
    Same,
    /// Two accounts (E16).
    Cross,
    /// Whose the resource is is not known; the value of the atom.
    Unknown(Truth),
    /// The caller belongs to no account (E13, E14, X16).
    NoAccount,
}

/// Everything that decides, as truth values.
#[derive(Clone, Debug)]
pub(crate) struct Gates {
    pub(crate) relation: Relation,
    pub(crate) deny: Truth,
    pub(crate) block_public_access: Truth,
    pub(crate) impossible: Truth,
    pub(crate) scp: Truth,
    pub(crate) vpce: Truth,
    pub(crate) identity: Truth,
    pub(crate) boundary: Truth,
    pub(crate) session: Truth,
    pub(crate) requires_resource: Truth,
    /// What allows on the resource's side: its policies and KMS grants.
    pub(crate) resource: Classes,
    /// The same of its policies alone.
    pub(crate) resource_policies: Classes,
    pub(crate) consent: Truth,
    pub(crate) direct: Truth,
    /// Grants beside policies: X5, and what is not modelled (X34).
    pub(crate) extra: Truth,
    /// What must hold though it is not modelled (X18, X31, X37); true where everything is modelled.
    pub(crate) modelled: Truth,
    pub(crate) ok: Truth,
}

/// What combining needs beside the layers.
pub(crate) struct Surroundings<'a> {
    pub(crate) evidence: &'a Evidence,
    pub(crate) standing: Standing,
    pub(crate) impossible: Option<Impossible>,
    pub(crate) grants: &'a Grants,
    pub(crate) requires_resource: Truth,
    pub(crate) consent: Truth,
    pub(crate) block_public_access: Truth,
}

/// E6's caller kinds: what no session policy means.
fn session_gate(request: &Request, evidence: &Evidence, layers: &Layers) -> Truth {
    match &evidence.session {
        Collected::Known(None) if !request.is_assumed_root() => {
            (!matches!(request.caller.kind, CallerKind::FederatedUser { .. })).into()
        }
        Collected::Known(_) | Collected::NotCollected => layers.session.allow,
    }
}

fn boundary_gate(evidence: &Evidence, layers: &Layers) -> Truth {
    match &evidence.boundary {
        Collected::Known(None) => Truth::True,
        Collected::Known(Some(_)) | Collected::NotCollected => layers.boundary.allow,
    }
}

pub(crate) fn combine(
    check: &Check<'_>,
    around: &Surroundings<'_>,
    layers: &Layers,
    atoms: &mut Vec<Atom>,
) -> Gates {
    let caller = &check.prepared.request.caller.kind;
    let mut resource = layers.resource;
    if around.evidence.s3.object_owner_not_known && !resource.any().is_false() {
        // X31: the bucket's policy gives nothing of what its owner does not own.
        let atom = Atom::of(AtomName::ObjectOwner, 0);
        atoms.push(atom);
        resource = resource.and(check.atom(atom));
    }
    let identity_alone = check.prepared.owner == Owner::Aws || is_unbound_by_delegation(check.prepared);
    if identity_alone {
        // I6, X55: the identity side alone decides.
        resource = Classes::default();
    }
    let resource_policies = resource;
    resource.or(around.grants.classes);
    let mut gates = Gates {
        relation: relation(check, atoms),
        deny: deny(check, around, layers),
        block_public_access: around.block_public_access,
        impossible: around.impossible.map_or(Truth::False, |impossible| impossible.truth),
        scp: layers.scp_nodes.iter().copied().fold(Truth::True, Truth::and),
        vpce: layers.vpce.allow,
        identity: match caller {
            CallerKind::Root => Truth::True,
            CallerKind::User { .. } | CallerKind::RoleSession { .. } | CallerKind::FederatedUser { .. } => {
                layers.identity.allow
            }
            CallerKind::Service { .. } | CallerKind::Federated { .. } | CallerKind::Anonymous => Truth::False,
        },
        boundary: boundary_gate(around.evidence, layers),
        session: session_gate(check.prepared.request, around.evidence, layers),
        requires_resource: around.requires_resource,
        resource,
        resource_policies,
        consent: around.consent,
        direct: Truth::False,
        extra: extra(check, around, atoms),
        modelled: modelled(check, around, atoms),
        ok: Truth::False,
    };
    gates.direct = direct(check, &gates, atoms);
    gates.ok = ok(check, around.standing, &gates, layers, atoms);
    gates
}

fn relation(check: &Check<'_>, atoms: &mut Vec<Atom>) -> Relation {
    let prepared = check.prepared;
    match (&prepared.request.caller.account, &prepared.owner) {
        (None, _) => Relation::NoAccount,
        (Some(_), Owner::Aws) => Relation::Same,
        (Some(own), Owner::Account(owner)) if own == owner => Relation::Same,
        (Some(_), Owner::Account(_) | Owner::Other) => Relation::Cross,
        (Some(_), Owner::Unknown) => {
            let atom = Atom::of(AtomName::ResourceOwner, 0);
            atoms.push(atom);
            Relation::Unknown(check.atom(atom))
        }
    }
}

/// Whether some applicable Deny matches (E2), less those that a service rule sets aside.
fn deny(check: &Check<'_>, around: &Surroundings<'_>, layers: &Layers) -> Truth {
    let organization = layers.scp_deny.or(layers.rcp_deny);
    let of_caller = layers.identity.deny.or(layers.boundary.deny).or(layers.session.deny);
    let identity_alone = check.prepared.owner == Owner::Aws || is_unbound_by_delegation(check.prepared);
    let resource = if identity_alone { Truth::False } else { layers.resource_deny };
    match around.standing {
        Standing::Always | Standing::NoPermission => Truth::False,
        Standing::Public => layers.rcp_deny.or(layers.vpce.deny),
        Standing::BucketRescue => organization.or(layers.vpce.deny).or(of_caller),
        Standing::Ordinary | Standing::OwnPassword => {
            organization.or(layers.vpce.deny).or(of_caller).or(resource).or(around.block_public_access)
        }
    }
}

/// E10: what a resource-policy Allow of a class still needs in the same account.
fn direct(check: &Check<'_>, gates: &Gates, atoms: &mut Vec<Atom>) -> Truth {
    let caller = &check.prepared.request.caller.kind;
    let (identity, boundary, session) = (gates.identity, gates.boundary, gates.session);
    let mut direct = Truth::False;
    for class in Class::ALL {
        let matched = gates.resource.get(class);
        if matched.is_false() {
            continue;
        }
        let residual = match (caller, class) {
            // U17 the other way: what is granted to everybody is not granted past a gate.
            (CallerKind::User { .. } | CallerKind::RoleSession { .. }, Class::Any)
                if check.prepared.request.reads_otherwise(17) =>
            {
                boundary.and(session)
            }
            // A session policy given for a user contradicts the rest and is a gate all the same (E6).
            (CallerKind::User { .. }, Class::User | Class::Any) => session,
            (CallerKind::RoleSession { .. }, Class::Session | Class::Any) => Truth::True,
            (CallerKind::RoleSession { .. }, Class::Role) => boundary.and(session),
            (CallerKind::FederatedUser { .. }, Class::Session) => Truth::True,
            (CallerKind::FederatedUser { .. }, Class::Any) => {
                federated_by_anyone(check, boundary.and(session), atoms)
            }
            (CallerKind::FederatedUser { .. }, Class::Issuer) => boundary.and(session),
            (CallerKind::Root, Class::Account | Class::Any) => boundary.and(session),
            (_, Class::Account) => identity.and(boundary).and(session),
            (CallerKind::Service { .. }, Class::Service | Class::Any) => Truth::True,
            (CallerKind::Federated { .. }, Class::Federated | Class::Any) => Truth::True,
            (CallerKind::Anonymous, Class::Any) => Truth::True,
            (_, _) => Truth::False,
        };
        direct = direct.or(matched.and(residual));
    }
    direct
}

/// U17: for federated users only the session's own ARN is promised to bypass boundary and session policy.
fn federated_by_anyone(check: &Check<'_>, gates: Truth, atoms: &mut Vec<Atom>) -> Truth {
    if gates.is_true() {
        return gates;
    }
    let atom = Atom::of(AtomName::Dispute(Flag::Reading(crate::flag::Reading(17))), 0);
    atoms.push(atom);
    gates.or(check.atom(atom))
}

/// Grants that no policy makes.
fn extra(check: &Check<'_>, around: &Surroundings<'_>, atoms: &mut Vec<Atom>) -> Truth {
    let mut open = |name: AtomName| {
        let atom = Atom::of(name, 0);
        atoms.push(atom);
        check.atom(atom)
    };
    let s3 = check.prepared.request.action.service() == "s3";
    let mut extra = Truth::False;
    if around.standing == Standing::OwnPassword {
        let told = check.prepared.request.allow_change_password;
        extra = extra.or(if told.is_unknown() { open(AtomName::PasswordPolicy) } else { told });
    }
    if s3 && around.evidence.s3.acl_could_allow {
        extra = extra.or(open(AtomName::Support("acl")));
    }
    if s3 && around.evidence.acl_not_collected {
        extra = extra.or(open(AtomName::Acl));
    }
    extra
}

/// What is left for later and must not be answered with confidence.
fn modelled(check: &Check<'_>, around: &Surroundings<'_>, atoms: &mut Vec<Atom>) -> Truth {
    let request = check.prepared.request;
    let s3 = request.action.service() == "s3";
    let policies = around.evidence.resource.known().map(Vec::as_slice).unwrap_or_default();
    let access_point = || {
        around.evidence.s3.access_point
            || policies.iter().any(|policy| &*policy.kind == "access-point")
            || request.resource.text().contains(":accesspoint/")
    };
    let name = if request.action.lower() == "sts:assumeroot" {
        "sts:AssumeRoot"
    } else if is_key_alias(check) {
        "key-alias"
    } else if is_unsigned_elsewhere(check, around.standing) {
        "unsigned-call"
    } else if s3 && access_point() {
        "access-point"
    } else if s3 && around.evidence.s3.foreign_object {
        "object-ownership"
    } else {
        return Truth::True;
    };
    let atom = Atom::of(AtomName::Support(name), 0);
    atoms.push(atom);
    check.atom(atom)
}

/// X26: an alias where a key is used: which key, and so which key policy, is not known from it.
fn is_key_alias(check: &Check<'_>) -> bool {
    let request = check.prepared.request;
    let on_alias = |arn: Arn<'_>| arn.service == "kms" && arn.resource.starts_with("alias/");
    request.action.service() == "kms"
        && check.prepared.arn.is_some_and(on_alias)
        && !matches!(request.action.name(), "createalias" | "updatealias" | "deletealias")
}

/// E14: only some services take unsigned calls at all.
fn is_unsigned_elsewhere(check: &Check<'_>, standing: Standing) -> bool {
    const TAKING: &[&str] = &["s3", "sqs", "sns", "lambda", "execute-api", "es", "aoss", "iot", "mediastore"];
    check.prepared.request.caller.kind == CallerKind::Anonymous
        && standing == Standing::Ordinary
        && !TAKING.contains(&check.prepared.request.action.service())
}

/// The allow side of E9, E13, E14 and E16.
fn ok(check: &Check<'_>, standing: Standing, gates: &Gates, layers: &Layers, atoms: &mut Vec<Atom>) -> Truth {
    let possible = gates.impossible.negate();
    let any = gates.resource.any();
    let of_caller = gates.identity.and(gates.boundary).and(gates.session);
    let same = gates.direct.or(of_caller.and(gates.requires_resource.negate().or(any)));
    let cross = of_caller.and(any.or(gates.consent));
    let granted = match gates.relation {
        Relation::Same => same,
        Relation::Cross => cross,
        Relation::Unknown(is_same) => is_same.and(same).or(is_same.negate().and(cross)),
        Relation::NoAccount => gates.direct,
    };
    let granted = granted.or(gates.extra);
    let granted = if gates.modelled.is_true() { granted } else { gates.modelled };
    let passes = gates.vpce.and(possible);
    match standing {
        Standing::Always => {
            possible.and(undocumented_refusal(check, "X1", gates.vpce.and(layers.vpce.deny.negate()), atoms))
        }
        Standing::NoPermission => {
            let refused = layers.scp_deny.or(layers.rcp_deny).or(layers.vpce.deny);
            let passes = gates.scp.and(gates.vpce).and(refused.negate());
            possible.and(undocumented_refusal(check, "X2", passes, atoms))
        }
        Standing::Public => passes,
        // An assumed root stays within its task policy (I7), and a boundary told of a root user is a gate all the same (E6).
        Standing::BucketRescue => {
            passes.and(gates.scp).and(gates.boundary).and(gates.session).and(gates.modelled)
        }
        Standing::Ordinary | Standing::OwnPassword => passes.and(gates.scp).and(granted),
    }
}

/// Where nothing is documented, a refusal is a possibility and no more (X1, X2).
fn undocumented_refusal(
    check: &Check<'_>,
    rule: &'static str,
    passes: Truth,
    atoms: &mut Vec<Atom>,
) -> Truth {
    if passes.is_true() {
        return passes;
    }
    let atom = Atom::of(AtomName::Dispute(Flag::Rule(rule)), 0);
    atoms.push(atom);
    passes.or(check.atom(atom))
}

/// T7; `None` where only worlds can tell.
pub(crate) fn decide(gates: &Gates) -> Option<Decision> {
    match (gates.impossible, gates.deny, gates.ok) {
        // X6: structural impossibility comes before policy.
        (Truth::True, _, _) => Some(Decision::ImplicitDeny),
        // Some Deny matches in every world (E2).
        (Truth::False, Truth::True, _) => Some(Decision::ExplicitDeny),
        // Nothing can allow it (E1); whether some Deny matches in every world is left to look into (G1, T8).
        (Truth::False, Truth::Unknown, Truth::False) => None,
        (_, _, Truth::False) => Some(Decision::ImplicitDeny),
        // Everything needed is there, and no Deny can match.
        (Truth::False, Truth::False, Truth::True) => Some(Decision::Allowed),
        (_, _, Truth::Unknown | Truth::True) => None,
    }
}
