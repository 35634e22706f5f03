//! `Action` and `NotAction` (A1 to A5, Q3).

use super::Part;
use super::statement::Place;
use crate::check::Check;
use crate::flag::{Flag, Reading};
use crate::truth::Truth;
use crate::unknown::{Atom, AtomName};
use iamdiag_policy::{ActionPattern, ActionService, Effect, Element};

/// Whether the element covers the request's action.
pub(super) fn action(
    check: &Check<'_>,
    place: &Place,
    effect: Effect,
    element: &Element<ActionPattern>,
) -> Part {
    if place.unlisted_rcp_service {
        return spelled_prefix(check, place, element);
    }
    if element.entries.is_empty() {
        return empty(check, place, effect, element.negated);
    }
    let action = &check.prepared.request.action;
    let mut truth = Truth::False;
    let mut disputed = false;
    for entry in &element.entries {
        if entry.value.matches(action) {
            match entry.value.service() {
                ActionService::Wildcard => disputed = true,
                ActionService::Every | ActionService::One(_) => truth = Truth::True,
            }
        }
    }
    if disputed && !truth.is_true() {
        // A3, U11: where IAM did not refuse a wildcard in the prefix, what it does is open.
        let mut part = dispute(check, Atom::dispute(11, place.at, 1), Flag::Reading(Reading(11)));
        if element.negated {
            part = part.negate();
        }
        return part;
    }
    Part::of(if element.negated { truth.negate() } else { truth })
}

fn dispute(check: &Check<'_>, atom: Atom, flag: Flag) -> Part {
    Part { truth: check.atom(atom), flags: vec![flag], atoms: vec![atom] }
}

/// M11, U8: an empty list matches nothing; an empty `NotAction` is inert in an Allow and open in a Deny.
pub(super) fn empty(check: &Check<'_>, place: &Place, effect: Effect, negated: bool) -> Part {
    match (negated, effect) {
        (false, _) => Part::of(Truth::False),
        (true, Effect::Allow) => Part::of(Truth::False).with_reading(8),
        (true, Effect::Deny) => dispute(check, Atom::dispute(8, place.at, 1), Flag::Reading(Reading(8))),
    }
}

/// Q3: for a service outside the list only a pattern that spells its prefix can matter, in whole or by a wildcard in it (U11),
/// and that one says that the list is stale.
fn spelled_prefix(check: &Check<'_>, place: &Place, element: &Element<ActionPattern>) -> Part {
    let action = &check.prepared.request.action;
    let spelled = !element.negated
        && element.entries.iter().any(|entry| {
            !matches!(entry.value.service(), ActionService::Every) && entry.value.matches(action)
        });
    if !spelled {
        return Part::of(Truth::False);
    }
    let atom = Atom { name: AtomName::Dispute(Flag::RcpPrefix), at: Some(place.at), part: 1 };
    dispute(check, atom, Flag::RcpPrefix)
}
