//! What was compared in one statement, for whoever looks at it: entry by entry, clause by clause.
//!
//! Nothing here decides: the parts are evaluated by the same code as in [`super::statement`], and told in full.

use super::statement::{Place, clause_outcome, flagged, named};
use super::{Part, action, principal, resource};
use crate::check::Check;
use crate::condition::{ClauseCheck, Compared, Outcome, all_wanted};
use crate::flag::{Flag, Reading};
use crate::state::{KeyState, Source};
use crate::trace::{ClauseTrace, ElementTrace, Notes, StatementDetails};
use crate::truth::Truth;
use crate::unknown::{Atom, Unknown};
use iamdiag_policy::condition::{Clause, OperandValue};
use iamdiag_policy::pattern::Template;
use iamdiag_policy::{
    ActionService, ConditionKey, Effect, Element, PrincipalEntry, ResourcePattern, Statement,
};

/// The details of a statement that stands at `place`.
pub(crate) fn details(check: &Check<'_>, place: &Place, statement: &Statement) -> StatementDetails {
    let effect = statement.effect.value;
    let principal = named(check, place, statement).part;
    let action = action::action(check, place, effect, &statement.action);
    let resource =
        statement.resource.as_ref().map(|element| resource::resource(check, place, effect, element));
    let elements = [Some(&principal), Some(&action), resource.as_ref()];
    let near = elements.into_iter().flatten().filter(|part| part.truth.is_false()).count() <= 1;
    let clause = |(index, clause): (usize, &Clause)| {
        let outcome = clause_outcome(check, place, effect, index, clause);
        clause_trace(check, place, (effect, near), clause, outcome)
    };
    StatementDetails {
        principal: place.kind.has_principals().then(|| {
            let entries = principal_entries(check, place, effect, statement.principal.as_ref());
            element(&principal, entries, Vec::new())
        }),
        action: Some(element(&action, action_entries(check, place, statement), Vec::new())),
        resource: resource
            .as_ref()
            .zip(statement.resource.as_ref())
            .map(|(part, element)| resource_trace(check, place, (effect, near), element, part)),
        conditions: statement.conditions.iter().enumerate().map(clause).collect(),
    }
}

fn resource_trace(
    check: &Check<'_>,
    place: &Place,
    (effect, near): (Effect, bool),
    patterns: &Element<ResourcePattern>,
    part: &Part,
) -> ElementTrace {
    let entries = patterns.entries.iter();
    let truths =
        entries.map(|entry| resource::entry_truth(check, place, effect, patterns.negated, &entry.value));
    let variables = || patterns.entries.iter().map(|entry| entry.value.whole());
    let wanted = if near { all_wanted(check, variables().map(Some)) } else { Vec::new() };
    ElementTrace { wanted, ..element(part, truths.collect(), unknown_variables(check, variables())) }
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
    let flagged = flagged(check, clause, &outcome);
    let mut notes = Notes {
        flags: flagged.iter().map(|number| Flag::Reading(Reading(number))).collect(),
        unknowns: clause_unknowns(check, clause, &entry.state, entry.unsupported, entry.unlisted),
        assumed: Vec::new(),
    };
    notes
        .unknowns
        .extend(outcome.readings.iter().map(|number| Unknown::Atom(Atom::dispute(number, place.at, index))));
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
