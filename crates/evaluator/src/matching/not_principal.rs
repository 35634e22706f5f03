//! `NotPrincipal` (P16 to P18).

use super::principal;
use super::statement::Place;
use super::{Class, Part};
use crate::caller::CallerKind;
use crate::check::Check;
use crate::flag::{Flag, Reading};
use crate::truth::Truth;
use crate::unknown::{Atom, AtomName};
use iamdiag_policy::{Effect, PrincipalEntry, Spanned};

/// Whether a statement with this list applies to the caller.
pub(super) fn not_principal(
    check: &Check<'_>,
    place: &Place,
    effect: Effect,
    entries: &[Spanned<PrincipalEntry>],
) -> Part {
    let mut listed = Listed::default();
    let mut part = Part::default();
    for entry in entries {
        let (class, found) = principal::entry(check, place, effect, &entry.value);
        listed.add(class, found.truth);
        part.flags.extend(found.flags);
        part.atoms.extend(found.atoms);
    }
    part.truth = applies(check, place, &listed, &mut part);
    match effect {
        Effect::Allow => never_better_than_unknown(check, place, part),
        Effect::Deny => with_boundary(check, part),
    }
}

/// Which links of the caller's chain the list names.
#[derive(Default)]
struct Listed {
    leaf: Truth,
    role: Truth,
    issuer: Truth,
    account: Truth,
    anyone: Truth,
}

impl Listed {
    fn add(&mut self, class: Class, truth: Truth) {
        let link = match class {
            Class::Session | Class::User | Class::Service | Class::Federated => &mut self.leaf,
            Class::Role => &mut self.role,
            Class::Issuer => &mut self.issuer,
            Class::Account => &mut self.account,
            Class::Any => &mut self.anyone,
        };
        *link = link.or(truth);
    }
}

/// P17: true if the caller is not exempt.
fn applies(check: &Check<'_>, place: &Place, listed: &Listed, part: &mut Part) -> Truth {
    let (leaf, rest) = match check.prepared.request.caller.kind {
        CallerKind::User { .. } => (listed.leaf, listed.account),
        CallerKind::RoleSession { .. } => (listed.leaf, listed.role.and(listed.account)),
        CallerKind::FederatedUser { .. } => (listed.leaf, listed.account.and(listed.issuer)),
        CallerKind::Root => (listed.account, Truth::True),
        CallerKind::Service { .. } | CallerKind::Federated { .. } => (listed.leaf, Truth::True),
        CallerKind::Anonymous => (Truth::False, Truth::True),
    };
    if listed.anyone.is_true() {
        return Truth::False;
    }
    if leaf.is_false() && listed.account.is_true() {
        // U4: the account alone exempts root, not its users and roles.
        part.flags.push(Flag::Reading(Reading(4)));
        if check.prepared.request.reads_otherwise(4) {
            return Truth::False;
        }
    }
    match (leaf, rest) {
        (Truth::False, _) => listed.anyone.negate(),
        (Truth::True, Truth::True) => Truth::False,
        (Truth::True, Truth::False) => {
            let atom = Atom::dispute(4, place.at, 0);
            part.flags.push(Flag::Reading(Reading(4)));
            part.atoms.push(atom);
            check.atom(atom)
        }
        (_, _) => Truth::Unknown,
    }
}

/// P16: services refuse `Allow` with `NotPrincipal`; what an old one still does is open.
fn never_better_than_unknown(check: &Check<'_>, place: &Place, mut part: Part) -> Part {
    if !part.truth.is_false() {
        let atom = Atom { name: AtomName::Dispute(Flag::AllowNotPrincipal), at: Some(place.at), part: 0 };
        part.truth = part.truth.and(check.atom(atom));
        part.atoms.push(atom);
        part.flags.push(Flag::AllowNotPrincipal);
    }
    part
}

/// P18, U30: with a boundary attached the statement always applies.
fn with_boundary(check: &Check<'_>, mut part: Part) -> Part {
    let can_have = matches!(
        check.prepared.request.caller.kind,
        CallerKind::User { .. } | CallerKind::RoleSession { .. } | CallerKind::FederatedUser { .. }
    );
    if !can_have || check.boundary_attached.is_false() || part.truth.is_true() {
        return part;
    }
    part.flags.push(Flag::Reading(Reading(30)));
    if check.prepared.request.reads_otherwise(30) {
        return part;
    }
    part.truth = part.truth.or(match check.boundary_attached {
        Truth::Unknown => {
            let atom = Atom::of(AtomName::Boundary, 2);
            part.atoms.push(atom);
            check.atom(atom)
        }
        told => told,
    });
    part
}
