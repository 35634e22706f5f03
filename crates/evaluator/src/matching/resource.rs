//! `Resource` and `NotResource` (R1 to R17, W8 to W10).

use super::Part;
use super::action::empty;
use super::statement::Place;
use crate::check::Check;
use crate::condition::resolve;
use crate::flag::{Flag, Reading};
use crate::target::{Parts, Target};
use crate::truth::Truth;
use crate::unknown::{Atom, AtomName};
use iamdiag_catalog::SyntheticClass;
use iamdiag_policy::pattern::{
    Expanded, Expansion, Glob, Relation, Shape, Subject, Template, crosses_anywhere, crosses_at_end,
    matches_flat, may_cross_into,
};
use iamdiag_policy::{ARN_PARTS, Effect, Element, PolicyKind, ResourcePattern};

/// The part number of the resource element in a statement's atoms.
const PART: u16 = 2;

/// Whether the element covers the request's resource.
pub(super) fn resource(
    check: &Check<'_>,
    place: &Place,
    effect: Effect,
    element: &Element<ResourcePattern>,
) -> Part {
    if element.entries.is_empty() {
        return empty(check, place, effect, element.negated);
    }
    let entries = Entries { check, place, effect, negated: element.negated };
    let mut whole = Part::of(Truth::False);
    let mut unresolved = false;
    for entry in &element.entries {
        match entries.entry(&entry.value) {
            Some(part) => whole = whole.or(part),
            None => unresolved = true,
        }
        if whole.truth.is_true() {
            break;
        }
    }
    if !element.negated {
        return whole;
    }
    let mut part = whole.negate();
    let unresolved = unresolved
        || effect == Effect::Allow
            && element.entries.iter().any(|entry| may_be_unresolved(check, &entry.value));
    if unresolved && !part.truth.is_false() {
        // W9, U9: an unresolved entry excludes nothing; in an Allow that is open, and so is whether an entry is unresolved.
        part.flags.push(Flag::Reading(Reading(9)));
        if effect == Effect::Allow {
            let atom = Atom::dispute(9, place.at, PART);
            part.truth = part.truth.and(check.atom(atom));
            part.atoms.push(atom);
        }
    }
    part
}

/// Whether some variable of the pattern, by what is known, has a value or has none.
fn may_be_unresolved(check: &Check<'_>, pattern: &ResourcePattern) -> bool {
    let mut variables = pattern.whole().variables();
    variables.any(|variable| matches!(resolve(check, variable), Expansion::Unknown(None)))
}

/// One entry's truth for the trace.
pub(crate) fn entry_truth(
    check: &Check<'_>,
    place: &Place,
    effect: Effect,
    negated: bool,
    pattern: &ResourcePattern,
) -> Truth {
    Entries { check, place, effect, negated }.entry(pattern).map_or(Truth::False, |part| part.truth)
}

struct Entries<'a> {
    check: &'a Check<'a>,
    place: &'a Place,
    effect: Effect,
    negated: bool,
}

impl Entries<'_> {
    /// Whether one pattern covers the resource; `None` where a variable in it is unresolved (W8).
    fn entry(&self, pattern: &ResourcePattern) -> Option<Part> {
        if pattern.is_everything() {
            return Some(Part::of(Truth::True));
        }
        match &self.check.prepared.target {
            Target::NotTold => Some(Part::of(Truth::False)),
            Target::Nothing { synthetic: Some((class, target)), .. } => {
                self.synthetic(pattern, *class, target)
            }
            Target::Nothing { synthetic: None, bare: true } => Some(Part::of(Truth::False)),
            Target::Nothing { synthetic: None, bare: false } => Some(self.without_resource(pattern)),
            target => self.against(pattern, target),
        }
    }

    /// R11: the account-wide ARN that AWS checks for an action without a resource.
    fn synthetic(
        &self,
        pattern: &ResourcePattern,
        class: SyntheticClass,
        target: &Target<'_>,
    ) -> Option<Part> {
        let mut part = self.against(pattern, target)?;
        if part.truth.is_false() {
            return Some(part);
        }
        part.flags.push(Flag::Reading(Reading(14)));
        if part.truth.is_unknown() && matches!(target, Target::Like { .. }) {
            let atom = Atom { name: AtomName::Region, at: Some(self.place.at), part: PART };
            part.truth = self.check.atom(atom);
            part.atoms.push(atom);
        }
        // Known from messages only: good enough to refuse by, for nothing else.
        let refuses = self.effect == Effect::Deny && !self.negated;
        if class == SyntheticClass::MessageOnly && !refuses {
            let atom = Atom::dispute(14, self.place.at, PART);
            part.truth = part.truth.and(self.check.atom(atom));
            part.atoms.push(atom);
        }
        Some(part)
    }

    /// Whether a match here grants, or keeps a Deny from applying.
    fn would_open(&self) -> bool {
        (self.effect == Effect::Allow) != self.negated
    }

    /// R10, U14: an ARN never covers "no resource"; where AWS may check an account-wide ARN after all, a Deny that spells one
    /// is open.
    fn without_resource(&self, pattern: &ResourcePattern) -> Part {
        let service = self.check.prepared.request.action.service();
        let fits = pattern
            .segments()
            .get(2)
            .is_none_or(|segment| segment.fixed().is_none_or(|glob| glob.matches(service)));
        let last = pattern.segments().get(ARN_PARTS - 1);
        // What a short pattern leaves out may be anything (R7).
        let wide = pattern.ends_in_star()
            || last.is_none_or(|segment| segment.fixed().and_then(Glob::exact_text) == Some(""));
        if !(fits && wide) {
            return Part::of(Truth::False);
        }
        if self.would_open() {
            return Part::of(Truth::False).with_reading(14);
        }
        self.dispute(Flag::Reading(Reading(14)))
    }

    fn dispute(&self, flag: Flag) -> Part {
        let atom = Atom { name: AtomName::Dispute(flag), at: Some(self.place.at), part: PART };
        Part { truth: self.check.atom(atom), flags: vec![flag], atoms: vec![atom] }
    }

    fn against(&self, pattern: &ResourcePattern, target: &Target<'_>) -> Option<Part> {
        if let Some(matches) = at_once(pattern, target) {
            return Some(Part::of(matches.into()));
        }
        if pattern.is_short() {
            return self.short(pattern, target);
        }
        let strict = self.strict(pattern, target)?;
        let settled = match target {
            Target::Like { .. } => !strict.truth.is_false(),
            _ => strict.truth.is_true(),
        };
        if settled {
            return Some(strict);
        }
        Some(strict.or(self.crossing(pattern, target)))
    }

    /// R4: part by part.
    fn strict(&self, pattern: &ResourcePattern, target: &Target<'_>) -> Option<Part> {
        let mut part = Part::of(Truth::True);
        for (index, segment) in pattern.segments().iter().enumerate() {
            let Some(subject) = target.subject(index) else {
                return Some(Part::of(Truth::False));
            };
            if let Some(glob) = segment.fixed() {
                part.truth = part.truth.and(glob.relate(subject).into());
            } else {
                let expanded = segment.expand(|variable| resolve(self.check, variable))?;
                part.truth = part.truth.and(relate(&expanded, subject));
                if index < ARN_PARTS - 1 {
                    // U10: outside the documented place; expanded, and marked.
                    part.flags.push(Flag::Reading(Reading(10)));
                }
            }
            if part.truth.is_false() && pattern.fixed().is_some() {
                return Some(Part::of(Truth::False));
            }
        }
        Some(part)
    }

    /// R5: what only a `*` that crosses parts can match.
    fn crossing(&self, pattern: &ResourcePattern, target: &Target<'_>) -> Part {
        let parts = match target {
            Target::Exact(parts) => parts,
            Target::Like { whole, .. } => return self.perhaps_crossed(pattern, whole),
            Target::NotTold | Target::Nothing { .. } => return Part::default(),
        };
        if let Some(glob) = pattern.fixed() {
            return self.crossed(glob, parts);
        }
        let Some(expanded) = pattern.whole().expand(|variable| resolve(self.check, variable)) else {
            return Part::default();
        };
        let part = self.crossed(&expanded.glob, parts);
        if part.truth.is_false() && matches_flat(&expanded.glob, &parts.text) {
            // W5, U36: only if a variable's text may fill several parts.
            return self.several_parts();
        }
        part
    }

    /// The same where only a pattern of the resource is known.
    fn perhaps_crossed(&self, pattern: &ResourcePattern, whole: &Glob) -> Part {
        let crosses = match pattern.fixed() {
            Some(glob) => may_cross_into(glob, whole),
            None => {
                let expanded = pattern.whole().expand(|variable| resolve(self.check, variable));
                expanded.is_some_and(|expanded| may_cross_into(&expanded.glob, whole))
            }
        };
        if crosses { self.dispute(Flag::CrossedColon) } else { Part::default() }
    }

    /// U36: a variable's text is one token, so this grants nothing; a Deny that it would make match is open.
    fn several_parts(&self) -> Part {
        if self.would_open() {
            Part::default().with_reading(36)
        } else {
            self.dispute(Flag::Reading(Reading(36)))
        }
    }

    fn crossed(&self, glob: &Glob, parts: &Parts<'_>) -> Part {
        if crosses_at_end(glob, &parts.text) {
            Part::of(Truth::True)
        } else if crosses_anywhere(glob, &parts.text) {
            self.dispute(Flag::CrossedColon)
        } else {
            Part::default()
        }
    }

    /// R7, R8: fewer than six parts.
    fn short(&self, pattern: &ResourcePattern, target: &Target<'_>) -> Option<Part> {
        let Some(glob) = pattern.fixed() else {
            // R8: what a variable may supply is not padded; only the text as it comes out can match.
            let expanded = pattern.whole().expand(|variable| resolve(self.check, variable))?;
            let Target::Exact(parts) = target else {
                return Some(self.dispute(Flag::Reading(Reading(13))));
            };
            return Some(match matches_flat(&expanded.glob, &parts.text) {
                true => self.several_parts(),
                false => self.crossed(&expanded.glob, parts),
            });
        };
        let crossed = match target {
            Target::Exact(parts) => self.crossed(glob, parts),
            Target::Like { whole, parts } => {
                let to_the_end =
                    if pattern.ends_in_star() { by_final_star(pattern, parts) } else { Truth::False };
                if to_the_end.is_false() {
                    self.perhaps_crossed(pattern, whole)
                } else {
                    Part::of(to_the_end)
                }
            }
            _ => Part::default(),
        };
        if crossed.truth.is_true() {
            return Some(crossed);
        }
        Some(crossed.or(self.padded(pattern, target)))
    }

    /// R7's table: what the missing parts are taken to be, by kind of policy.
    fn padded(&self, pattern: &ResourcePattern, target: &Target<'_>) -> Part {
        let parts =
            (0..ARN_PARTS).map(|index| match (pattern.segments().get(index), target.subject(index)) {
                (Some(segment), Some(subject)) => {
                    segment.fixed().map_or(Truth::Unknown, |glob| glob.relate(subject).into())
                }
                (None, Some(_)) => Truth::True,
                (_, None) => Truth::False,
            });
        let truth = parts.fold(Truth::True, Truth::and);
        if truth.is_false() {
            return Part::default();
        }
        if pattern.ends_in_star() {
            return Part::of(truth);
        }
        let refuses = match self.place.kind {
            PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Session => false,
            PolicyKind::Resource | PolicyKind::Vpce | PolicyKind::Trust => !pattern.has_wildcard(),
            PolicyKind::Scp | PolicyKind::Rcp => true,
        };
        if refuses && self.would_open() {
            return Part::default().with_reading(13);
        }
        self.dispute(Flag::Reading(Reading(13)))
    }
}

/// R5's undisputed form for a short pattern: all its parts but the last stay within theirs, and its final `*` takes the rest.
fn by_final_star(pattern: &ResourcePattern, parts: &[Glob]) -> Truth {
    let Some((last, head)) = pattern.segments().split_last() else { return Truth::False };
    let relate = |segment: &Template, subject: &Glob| {
        segment.fixed().map_or(Truth::Unknown, |glob| glob.relate(Subject::Like(subject)).into())
    };
    let rest = Glob::joined(parts.get(head.len()..).unwrap_or_default());
    let within = head.iter().zip(parts).map(|(segment, part)| relate(segment, part));
    let only_final = last.fixed().is_some_and(|glob| matches!(glob.shape(), Shape::Prefix | Shape::Any));
    let at_end = match relate(last, &rest) {
        // Another `*` beside the final one must not have taken a colon.
        Truth::True if !only_final => Truth::Unknown,
        truth => truth,
    };
    within.fold(at_end, Truth::and)
}

/// What the text as a whole settles, which saves cutting most patterns into parts. A match by parts, and one that crosses them
/// (R5), is a match of the whole text. Without wildcards but at the end the whole text and the parts are the same thing.
fn at_once(pattern: &ResourcePattern, target: &Target<'_>) -> Option<bool> {
    let (Some(glob), Target::Exact(parts)) = (pattern.fixed(), target) else {
        return None;
    };
    match glob.shape() {
        _ if pattern.is_short() => None,
        Shape::Exact | Shape::Prefix => Some(glob.matches(&parts.text)),
        // A `?` counts units that the parts and a crossing see differently.
        Shape::Mixed if !glob.has_question() && !glob.matches(&parts.text) => Some(false),
        Shape::Mixed | Shape::Any => None,
    }
}

fn relate(expanded: &Expanded, subject: Subject<'_>) -> Truth {
    match expanded.glob.relate(subject) {
        Relation::Always if expanded.exact => Truth::True,
        Relation::Never => Truth::False,
        Relation::Always | Relation::Sometimes => Truth::Unknown,
    }
}
