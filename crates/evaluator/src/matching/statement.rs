//! One statement against one request (S1).

use super::{Class, Classes, Part, action, not_principal, principal, resource};
use crate::caller::CallerKind;
use crate::check::Check;
use crate::condition::{ClauseCheck, Outcome, Readings};
use crate::flag::{Flag, Reading};
use crate::state::Source;
use crate::trace::{Recorder, StatementTrace};
use crate::truth::Truth;
use crate::unknown::StatementRef;
use iamdiag_policy::condition::Clause;
use iamdiag_policy::{Effect, KeyKind, PolicyKind, Statement};

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

/// Decides whether the statement matches. Unless failed statements are kept it stops at the first part that fails and leaves no
/// reading to tell of.
pub(crate) fn evaluate_statement<R: Recorder>(
    check: &Check<'_>,
    place: &Place,
    statement: &Statement,
    recorder: &mut R,
) -> StatementResult {
    let effect = statement.effect.value;
    let failed = StatementResult::default();
    let action = action::action(check, place, effect, &statement.action);
    if settles::<R>(&action) {
        return failed;
    }
    let resource =
        statement.resource.as_ref().map(|element| resource::resource(check, place, effect, element));
    let resource_truth = resource.as_ref().map_or(Truth::True, |part| part.truth);
    if resource.as_ref().is_some_and(settles::<R>) {
        return failed;
    }
    let principal = named(check, place, statement);
    if settles::<R>(&principal.part) {
        return failed;
    }
    let elements_truth = action.truth.and(resource_truth).and(principal.part.truth);
    let mut condition = ConditionResult::default();
    for (index, clause) in statement.conditions.iter().enumerate() {
        let outcome = clause_outcome(check, place, effect, index, clause);
        if R::KEEPS {
            condition.add(&outcome, flagged(check, clause, &outcome));
        } else {
            condition.truth = condition.truth.and(outcome.truth);
            condition.fails_anyway = condition.truth.is_false();
        }
        if !R::KEEPS_FAILED && condition.fails_anyway && condition.of_failing == Readings::default() {
            return failed;
        }
    }
    let rest = action.truth.and(resource_truth).and(condition.truth);
    let found =
        StatementResult { truth: elements_truth.and(condition.truth), classes: principal.classes.and(rest) };
    if R::KEEPS {
        let parts = Parts { principal, action, resource, condition };
        parts.record(check, place, statement, found.truth, recorder);
    }
    found
}

/// The parts of a statement, all of them evaluated.
struct Parts {
    principal: Named,
    action: Part,
    resource: Option<Part>,
    condition: ConditionResult,
}

impl Parts {
    fn elements(&self) -> impl Iterator<Item = &Part> {
        [Some(&self.principal.part), Some(&self.action), self.resource.as_ref()].into_iter().flatten()
    }

    fn record<R: Recorder>(
        &self,
        check: &Check<'_>,
        place: &Place,
        statement: &Statement,
        truth: Truth,
        recorder: &mut R,
    ) {
        self.record_flags(recorder);
        let may_match = !self.condition.fails_anyway && !self.elements().any(|part| part.truth.is_false());
        if self.condition.assumes && may_match {
            let assumed = |clause: &&Clause| check.entry(&clause.key).source == Source::Assumed;
            statement.conditions.iter().filter(assumed).for_each(|clause| recorder.assume(&clause.key));
        }
        let has_principals = place.kind.has_principals();
        let matches = |class: &Class| !self.principal.classes.get(*class).is_false();
        recorder.record(StatementTrace {
            at: place.at,
            effect: Some(statement.effect.value),
            truth,
            principal: has_principals.then_some(self.principal.part.truth),
            class: Class::ALL.into_iter().find(matches).filter(|_| has_principals),
            action: Some(self.action.truth),
            resource: self.resource.as_ref().map(|part| part.truth),
            condition: self.condition.truth,
        });
    }

    /// Hands over the readings that the result rests on: those of every part of a statement that does not fail, those of the
    /// failing part where it is the only one, and none where several fail.
    fn record_flags<R: Recorder>(&self, recorder: &mut R) {
        let condition = &self.condition;
        let failing = self.elements().filter(|part| part.truth.is_false()).count() + condition.failing;
        let readings = match (failing, condition.failing) {
            (0, _) => condition.readings,
            (1, 1) => condition.of_failing,
            (1, _) => Readings::default(),
            _ => return,
        };
        for part in self.elements().filter(|part| failing == usize::from(part.truth.is_false())) {
            part.flags.iter().for_each(|flag| recorder.flag(*flag));
        }
        readings.iter().for_each(|number| recorder.flag(Flag::Reading(Reading(number))));
    }
}

/// Whether nothing further can come of a statement, this part of it having failed: of the readings that it rests on one is told
/// where no other part fails.
fn settles<R: Recorder>(part: &Part) -> bool {
    part.truth.is_false() && !R::KEEPS_FAILED && (!R::KEEPS || part.flags.is_empty())
}

/// All clauses of a statement, with the readings that they rest on.
struct ConditionResult {
    truth: Truth,
    failing: usize,
    /// Whether it fails whatever is assumed (T17).
    fails_anyway: bool,
    /// Whether a key was asked for that is assumed.
    assumes: bool,
    readings: Readings,
    /// Of the last clause that fails.
    of_failing: Readings,
}

impl Default for ConditionResult {
    fn default() -> Self {
        Self {
            truth: Truth::True,
            failing: 0,
            fails_anyway: false,
            assumes: false,
            readings: Readings::default(),
            of_failing: Readings::default(),
        }
    }
}

impl ConditionResult {
    fn add(&mut self, outcome: &Outcome, readings: Readings) {
        let is_assumed = outcome.source == Source::Assumed;
        self.truth = self.truth.and(outcome.truth);
        self.assumes |= is_assumed;
        self.readings = self.readings.or(readings);
        if outcome.truth.is_false() {
            self.failing += 1;
            self.fails_anyway |= !is_assumed;
            self.of_failing = readings;
        }
    }
}

/// The readings of a clause that are told to people.
pub(super) fn flagged(check: &Check<'_>, clause: &Clause, outcome: &Outcome) -> Readings {
    let is_role = || matches!(check.prepared.request.caller.kind, CallerKind::RoleSession { .. });
    let mut readings = outcome.readings;
    if clause.key.kind() == KeyKind::MultiFactorAuthPresent && outcome.source != Source::Given && is_role() {
        // U19: that a role session carries the key, and that it is false.
        readings.insert(19);
    }
    readings
}

pub(super) fn clause_outcome(
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
pub(super) struct Named {
    pub(super) part: Part,
    classes: Classes,
}

pub(super) fn named(check: &Check<'_>, place: &Place, statement: &Statement) -> Named {
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
