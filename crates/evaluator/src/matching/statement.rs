//! One statement against one request (S1).

use super::{Class, Classes, Part, action, not_principal, principal, resource};
use crate::caller::CallerKind;
use crate::check::Check;
use crate::condition::{ClauseCheck, Compared, Outcome, all_wanted};
use crate::flag::{Flag, Reading};
use crate::state::{KeyState, Source};
use crate::trace::{ClauseTrace, ElementTrace, Notes, Recorder, StatementTrace};
use crate::truth::Truth;
use crate::unknown::{Atom, StatementRef, Unknown};
use iamdiag_policy::condition::{Clause, OperandValue};
use iamdiag_policy::pattern::Template;
use iamdiag_policy::{
    ActionService, ConditionKey, Effect, Element, KeyKind, PolicyKind, PrincipalEntry, Statement,
};

/// The part numbers of conditions in a statement's atoms begin here; principal, action and resource are 0 to 2.
const FIRST_CLAUSE: u16 = 3;

/// Where a statement stands, and how its layer reads it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) at: StatementRef,
    pub(crate) kind: PolicyKind,
    /// The layer is RCPs and the service is not in the list of those under RCPs (Q3).
    pub(crate) unlisted_rcp_service: bool,
}

/// What came of a statement.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct StatementResult {
    pub(crate) truth: Truth,
    pub(crate) classes: Classes,
}

/// Decides whether the statement matches. Without a recorder it stops at the first part that fails.
pub(crate) fn evaluate_statement<R: Recorder>(
    check: &Check<'_>,
    place: &Place,
    statement: &Statement,
    recorder: &mut R,
) -> StatementResult {
    let effect = statement.effect.value;
    let failed = StatementResult::default();
    let action = action::action(check, place, effect, &statement.action);
    if !R::KEEPS && action.truth.is_false() {
        return failed;
    }
    let mut resource_entries = Vec::new();
    let seen = |truth| {
        if R::KEEPS {
            resource_entries.push(truth);
        }
    };
    let resource =
        statement.resource.as_ref().map(|element| resource::resource(check, place, effect, element, seen));
    let resource_truth = resource.as_ref().map_or(Truth::True, |part| part.truth);
    if !R::KEEPS && resource_truth.is_false() {
        return failed;
    }
    let principal = named(check, place, statement);
    if !R::KEEPS && principal.part.truth.is_false() {
        return failed;
    }
    let mut rest = action.truth.and(resource_truth);
    let mut outcomes = Vec::new();
    for (index, clause) in statement.conditions.iter().enumerate() {
        let outcome = clause_outcome(check, place, effect, index, clause);
        rest = rest.and(outcome.truth);
        if !R::KEEPS && rest.is_false() {
            return failed;
        }
        if R::KEEPS {
            outcomes.push(outcome);
        }
    }
    let truth = rest.and(principal.part.truth);
    let classes = principal.classes.and(rest);
    recorder.record(|| {
        let parts = Parts { principal, action, resource, resource_entries, outcomes };
        trace(check, place, statement, truth, parts)
    });
    StatementResult { truth, classes }
}

fn clause_outcome(
    check: &Check<'_>,
    place: &Place,
    effect: Effect,
    index: usize,
    clause: &Clause,
) -> Outcome {
    let part = FIRST_CLAUSE.saturating_add(u16::try_from(index).unwrap_or(u16::MAX));
    ClauseCheck::new(*check, place.at, part, effect, clause).outcome()
}

/// The principal part with the classes it matches by.
struct Named {
    part: Part,
    classes: Classes,
}

fn named(check: &Check<'_>, place: &Place, statement: &Statement) -> Named {
    let mut classes = Classes::default();
    if !place.kind.has_principals() {
        // P1: these kinds of policy name nobody.
        classes.add(Class::Any, Truth::True);
        return Named { part: Part::of(Truth::True), classes };
    }
    let effect = statement.effect.value;
    let Some(element) = &statement.principal else {
        // M6: names nobody.
        return Named { part: Part::of(Truth::False), classes };
    };
    if element.negated {
        let part = not_principal::not_principal(check, place, effect, &element.entries);
        classes.add(Class::Any, part.truth);
        return Named { part, classes };
    }
    let mut part = Part::default();
    for entry in &element.entries {
        let (class, found) = principal::entry(check, place, effect, &entry.value);
        classes.add(class, found.truth);
        if !found.truth.is_false() || !found.flags.is_empty() {
            part = part.or(found);
        }
    }
    part.truth = classes.any();
    Named { part, classes }
}

struct Parts {
    principal: Named,
    action: Part,
    resource: Option<Part>,
    /// Of the first entries of the resource element, those that decided it.
    resource_entries: Vec<Truth>,
    outcomes: Vec<Outcome>,
}

fn trace(
    check: &Check<'_>,
    place: &Place,
    statement: &Statement,
    truth: Truth,
    parts: Parts,
) -> StatementTrace {
    let effect = statement.effect.value;
    let elements = [Some(&parts.principal.part), Some(&parts.action), parts.resource.as_ref()];
    let near = elements.into_iter().flatten().filter(|part| part.truth.is_false()).count() <= 1;
    let class = Class::ALL.into_iter().find(|class| !parts.principal.classes.get(*class).is_false());
    StatementTrace {
        at: place.at,
        effect: Some(effect),
        truth,
        principal: place.kind.has_principals().then(|| {
            let entries = principal_entries(check, place, effect, statement.principal.as_ref());
            element(&parts.principal.part, entries, Vec::new())
        }),
        class: class.filter(|_| place.kind.has_principals()),
        action: Some(element(&parts.action, action_entries(check, place, statement), Vec::new())),
        resource: parts.resource.as_ref().zip(statement.resource.as_ref()).map(|(part, patterns)| {
            let rest = patterns.entries.iter().skip(parts.resource_entries.len());
            let mut truths = parts.resource_entries;
            truths.extend(
                rest.map(|entry| resource::entry_truth(check, place, effect, patterns.negated, &entry.value)),
            );
            let variables = || patterns.entries.iter().map(|entry| entry.value.whole());
            let wanted = if near { all_wanted(check, variables().map(Some)) } else { Vec::new() };
            ElementTrace { wanted, ..element(part, truths, unknown_variables(check, variables())) }
        }),
        conditions: statement
            .conditions
            .iter()
            .zip(parts.outcomes)
            .map(|(clause, outcome)| clause_trace(check, place, (effect, near), clause, outcome))
            .collect(),
    }
}

fn element(part: &Part, entries: Vec<Truth>, mut unknowns: Vec<Unknown>) -> ElementTrace {
    unknowns.extend(part.atoms.iter().map(|atom| Unknown::Atom(*atom)));
    let notes = Notes { flags: part.flags.clone(), unknowns, assumed: Vec::new() };
    ElementTrace { truth: part.truth, entries, wanted: Vec::new(), notes }
}

fn principal_entries(
    check: &Check<'_>,
    place: &Place,
    effect: Effect,
    element: Option<&Element<PrincipalEntry>>,
) -> Vec<Truth> {
    let entries = element.into_iter().flat_map(|element| &element.entries);
    entries.map(|entry| principal::entry(check, place, effect, &entry.value).1.truth).collect()
}

fn action_entries(check: &Check<'_>, place: &Place, statement: &Statement) -> Vec<Truth> {
    let action = &check.prepared.request.action;
    let entries = statement.action.entries.iter();
    entries
        .map(|entry| match (entry.value.matches(action), entry.value.service()) {
            (false, _) => Truth::False,
            (true, ActionService::Wildcard) => Truth::Unknown,
            (true, ActionService::Every) if place.unlisted_rcp_service => Truth::False,
            (true, _) => Truth::True,
        })
        .collect()
}

/// `near` is whether the statement is near enough to a match that what was compared is of interest.
fn clause_trace(
    check: &Check<'_>,
    place: &Place,
    (effect, near): (Effect, bool),
    clause: &Clause,
    outcome: Outcome,
) -> ClauseTrace {
    let entry = check.entry(&clause.key);
    let index = outcome.part;
    let mut notes = Notes {
        flags: outcome.readings.iter().map(|number| Flag::Reading(Reading(number))).collect(),
        unknowns: clause_unknowns(check, clause, &entry.state, entry.unsupported, entry.unlisted),
        assumed: Vec::new(),
    };
    notes
        .unknowns
        .extend(outcome.readings.iter().map(|number| Unknown::Atom(Atom::dispute(number, place.at, index))));
    let is_role = matches!(check.prepared.request.caller.kind, CallerKind::RoleSession { .. });
    if is_role && clause.key.kind() == KeyKind::MultiFactorAuthPresent && entry.source != Source::Given {
        // U19: that a role session carries the key, and that it is false.
        notes.flags.push(Flag::Reading(Reading(19)));
    }
    if entry.source == Source::Assumed {
        notes.assumed.push(clause.key.clone());
    }
    let state = entry.state.clone();
    let compared = match near {
        true => ClauseCheck::new(*check, place.at, index, effect, clause).what_was_compared(&state),
        false => Compared::default(),
    };
    ClauseTrace {
        truth: outcome.truth,
        because: outcome.because,
        state,
        source: entry.source,
        compared,
        notes,
    }
}

fn clause_unknowns(
    check: &Check<'_>,
    clause: &Clause,
    state: &KeyState,
    unsupported: bool,
    unlisted: bool,
) -> Vec<Unknown> {
    let mut unknowns = Vec::new();
    if !state.is_told() || unlisted {
        unknowns.push(match unsupported {
            true => Unknown::UnsupportedKey(clause.key.clone()),
            false => Unknown::Key(clause.key.clone()),
        });
    }
    let templates = clause.values.iter().filter_map(|operand| match &operand.value {
        OperandValue::Text(template) | OperandValue::Variable(template) => Some(template),
        OperandValue::Arn(arn) => Some(&arn.whole),
        _ => None,
    });
    unknowns.extend(unknown_variables(check, templates));
    unknowns
}

/// The keys behind variables that are not known.
fn unknown_variables<'t>(check: &Check<'_>, templates: impl Iterator<Item = &'t Template>) -> Vec<Unknown> {
    let is_unknown = |key: &ConditionKey| {
        let entry = check.entry(key);
        !entry.state.is_told() || entry.unlisted
    };
    templates
        .flat_map(Template::variables)
        .filter(|variable| is_unknown(&variable.key))
        .map(|variable| Unknown::Key(variable.key.clone()))
        .collect()
}
