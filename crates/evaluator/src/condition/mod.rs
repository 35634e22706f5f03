//! Condition clauses: one operator, one key (semantics section 5).
//!
//! [`ClauseCheck::truth`] dispatches on what is known of the key; [`value`] compares one value of the request with all
//! values of the policy; one file per family of operators knows how.

mod arn;
mod because;
mod compared;
mod ordered;
mod string;
mod value;

pub use because::Because;
pub(crate) use compared::all_wanted;
pub use compared::{Compared, Wanted};
pub(crate) use value::RequestValue;

use crate::caller::CallerKind;
use crate::check::Check;
use crate::state::{Entry, KeyState, Possible, Source};
use crate::truth::Truth;
use crate::unknown::{Atom, StatementRef};
use iamdiag_policy::condition::{Clause, Family, Operand, OperandValue, Qualifier};
use iamdiag_policy::pattern::{Expansion, Glob, Variable};
use iamdiag_policy::{Effect, KeyKind};
use std::cell::Cell;

/// A set of entries of section 12, by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Readings(u64);

impl Readings {
    pub(crate) fn insert(&mut self, number: u8) {
        self.0 |= 1 << number;
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = u8> {
        (0..64).filter(move |bit| self.0 & (1 << bit) != 0)
    }
}

/// What came of a clause.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    /// The clause's number in the atoms of its statement.
    pub(crate) part: u16,
    pub(crate) truth: Truth,
    pub(crate) because: Because,
    pub(crate) readings: Readings,
    /// Where what is known of the key came from.
    pub(crate) source: Source,
}

/// One clause of one statement in one evaluation.
pub(crate) struct ClauseCheck<'a, 'c> {
    check: Check<'a>,
    at: StatementRef,
    part: u16,
    effect: Effect,
    clause: &'c Clause,
    /// The values of the clause, or one of them.
    values: &'c [Operand],
    readings: Cell<Readings>,
}

impl<'a, 'c> ClauseCheck<'a, 'c> {
    pub(crate) fn new(
        check: Check<'a>,
        at: StatementRef,
        part: u16,
        effect: Effect,
        clause: &'c Clause,
    ) -> Self {
        Self { check, at, part, effect, clause, values: &clause.values, readings: Cell::default() }
    }

    /// The same for one of its values alone.
    fn alone(&self, operand: &'c Operand) -> Self {
        let values = std::slice::from_ref(operand);
        Self { values, ..Self::new(self.check, self.at, self.part, self.effect, self.clause) }
    }

    /// Decides the clause.
    pub(crate) fn outcome(&self) -> Outcome {
        let entry = self.check.entry(&self.clause.key);
        let (truth, because) = self.by_entry(&entry);
        let readings = self.readings.get();
        Outcome { part: self.part, truth, because, readings, source: entry.source }
    }

    /// Marks a disputed reading as used.
    fn reading(&self, number: u8) {
        let mut readings = self.readings.get();
        readings.insert(number);
        self.readings.set(readings);
    }

    /// What a disputed reading comes to, or the other way, if that is asked for.
    fn read(&self, number: u8, truth: Truth, otherwise: Truth) -> Truth {
        self.reading(number);
        if self.check.prepared.request.reads_otherwise(number) { otherwise } else { truth }
    }

    /// The value of a disputed reading in this world (T12).
    fn dispute(&self, number: u8) -> Truth {
        self.reading(number);
        self.check.atom(Atom::dispute(number, self.at, self.part))
    }

    fn by_entry(&self, entry: &Entry) -> (Truth, Because) {
        if entry.ambiguous {
            // C4, U26: colliding tags.
            return (self.dispute(26), Because::Disputed);
        }
        if self.is_undocumented_for_services() {
            let (absent, present) = (self.absent(), self.present(entry, &Possible::Anything));
            let truth = if absent == present { absent } else { self.dispute(24) };
            return (truth, Because::Disputed);
        }
        match &entry.state {
            KeyState::Absent if entry.unlisted && self.opens(self.absent()) => {
                (self.absent().join(self.present(entry, &Possible::Anything)), Because::NotTold)
            }
            KeyState::Absent => (self.absent(), Because::Absent),
            KeyState::Scalar(value) => (self.scalar(value), Because::Compared),
            KeyState::List(values) => (self.list(values), self.because_of_list()),
            KeyState::Present(possible) => (self.present(entry, possible), Because::PartlyKnown),
            KeyState::Unknown(possible) => {
                (self.absent().join(self.present(entry, possible)), Because::NotTold)
            }
        }
    }

    /// U24: whether a service principal carries these keys is not documented.
    fn is_undocumented_for_services(&self) -> bool {
        use KeyKind::{PrincipalAccount, PrincipalArn, PrincipalType, UserId};
        matches!(self.clause.key.kind(), PrincipalArn | PrincipalAccount | PrincipalType | UserId)
            && matches!(self.check.prepared.request.caller.kind, CallerKind::Service { .. })
            && !self.check.prepared.request.context.iter().any(|(key, _)| *key == self.clause.key)
    }

    /// Whether this result would open access (C42).
    fn opens(&self, truth: Truth) -> bool {
        match self.effect {
            Effect::Allow => truth.is_true(),
            Effect::Deny => truth.is_false(),
        }
    }

    fn because_of_list(&self) -> Because {
        match self.clause.operator.qualifier {
            None if self.clause.operator.family != Family::Null => Because::ListWithoutQualifier,
            _ => Because::Compared,
        }
    }

    /// The key is absent: C10, C33, C40.
    fn absent(&self) -> Truth {
        let operator = &self.clause.operator;
        if operator.family == Family::Null {
            return self.null(true);
        }
        match operator.qualifier {
            Some(Qualifier::ForAllValues) => Truth::True,
            Some(Qualifier::ForAnyValue) if operator.if_exists => match self.effect {
                // U5: false where both tests were made, unknown where that would open.
                Effect::Allow => self.read(5, Truth::False, Truth::True),
                Effect::Deny => self.dispute(5),
            },
            Some(Qualifier::ForAnyValue) => Truth::False,
            None if self.values.is_empty() => self.empty_values(true),
            None => (operator.if_exists || operator.negated).into(),
        }
    }

    /// A plain clause without values (C40, U7).
    fn empty_values(&self, absent: bool) -> Truth {
        if absent && self.clause.operator.if_exists {
            return Truth::True;
        }
        match self.effect {
            Effect::Allow => self.read(7, Truth::False, Truth::True),
            Effect::Deny => self.dispute(7),
        }
    }

    /// `Null` (C29) and its qualified forms (C37, U38).
    fn null(&self, absent: bool) -> Truth {
        let wants = |absence: bool| {
            self.values
                .iter()
                .any(|operand| matches!(operand.value, OperandValue::Null(Some(v)) if v == absence))
        };
        match self.clause.operator.qualifier {
            None => wants(absent).into(),
            Some(Qualifier::ForAllValues) if !absent && wants(true) && !wants(false) => self.dispute(38),
            Some(Qualifier::ForAllValues) => Truth::True,
            Some(Qualifier::ForAnyValue) if !absent && wants(false) => self.dispute(38),
            Some(Qualifier::ForAnyValue) => Truth::False,
        }
    }

    /// Present with one value: C14, C32.
    fn scalar(&self, value: &str) -> Truth {
        let operator = &self.clause.operator;
        match operator.qualifier {
            _ if operator.family == Family::Null => self.null(false),
            None if self.values.is_empty() => self.empty_values(false),
            Some(_) if self.values.is_empty() => Truth::False,
            _ => self.value(RequestValue::Text(value)),
        }
    }

    /// Present with a list: C15, C31, C33.
    fn list(&self, values: &[Box<str>]) -> Truth {
        let operator = &self.clause.operator;
        if operator.family == Family::Null {
            return self.null(false);
        }
        if operator.qualifier.is_some() && values.iter().any(|value| value.is_empty()) {
            // U6: empty members are values like any other.
            self.reading(6);
        }
        let each = || values.iter().map(|value| self.value(RequestValue::Text(value)));
        match operator.qualifier {
            Some(Qualifier::ForAllValues) if self.values.is_empty() => values.is_empty().into(),
            Some(Qualifier::ForAllValues) => each().fold(Truth::True, Truth::and),
            // "As absent" (C33).
            Some(Qualifier::ForAnyValue) if values.is_empty() => self.absent(),
            Some(Qualifier::ForAnyValue) if self.values.is_empty() => Truth::False,
            Some(Qualifier::ForAnyValue) => each().fold(Truth::False, Truth::or),
            None if self.values.is_empty() => self.empty_values(false),
            None => self.list_without_qualifier(each().fold(Truth::False, Truth::or)),
        }
    }

    /// C15, U21: `one_by_one` is what comparing the elements one by one would give.
    fn list_without_qualifier(&self, one_by_one: Truth) -> Truth {
        match (self.effect, one_by_one) {
            (Effect::Allow, _) => self.read(21, Truth::False, one_by_one),
            (Effect::Deny, Truth::False) => Truth::False,
            (Effect::Deny, Truth::True) => self.dispute(21),
            (Effect::Deny, Truth::Unknown) => {
                self.reading(21);
                Truth::Unknown
            }
        }
    }

    /// Present, of the value only `possible` is known (T3, T4, T6).
    fn present(&self, entry: &Entry, possible: &Possible) -> Truth {
        let operator = &self.clause.operator;
        if operator.family == Family::Null {
            return self.null(false);
        }
        if self.values.is_empty() {
            return match operator.qualifier {
                None => self.empty_values(false),
                Some(Qualifier::ForAnyValue) => Truth::False,
                Some(Qualifier::ForAllValues) if entry.is_list => Truth::Unknown,
                Some(Qualifier::ForAllValues) => Truth::False,
            };
        }
        let one = self.possible(possible);
        if !entry.is_list {
            return one;
        }
        // A list of any length, perhaps empty, each element within `possible`.
        match operator.qualifier {
            Some(Qualifier::ForAllValues) => {
                if one.is_true() {
                    Truth::True
                } else {
                    Truth::Unknown
                }
            }
            // The list may be empty, which is as absent (C33).
            Some(Qualifier::ForAnyValue) if one.is_false() => one.join(self.absent()),
            Some(Qualifier::ForAnyValue) => Truth::Unknown,
            None => self.list_without_qualifier(if one.is_false() { one } else { Truth::Unknown }),
        }
    }

    fn possible(&self, possible: &Possible) -> Truth {
        match possible {
            Possible::Anything => self.value(RequestValue::Anything),
            Possible::Like(glob) => self.value(RequestValue::Like(glob)),
            Possible::Unlike(glob) => self.value(RequestValue::Unlike(glob)),
            Possible::Cidr(net) => self.value(RequestValue::Within(*net)),
            Possible::AnyOf(values) => {
                let mut each = values.iter().map(|value| self.value(RequestValue::Text(value)));
                let first = each.next().unwrap_or(Truth::Unknown);
                each.fold(first, Truth::join)
            }
        }
    }

    /// What a policy variable stands for in this request (W4, W7, W8, W10).
    pub(crate) fn resolve(&self, variable: &Variable) -> Expansion {
        resolve(&self.check, variable)
    }
}

/// What a policy variable stands for (W4, W7, W8, W10).
pub(crate) fn resolve(check: &Check<'_>, variable: &Variable) -> Expansion {
    let entry = check.entry(&variable.key);
    let default = || variable.default.as_ref().map(ToString::to_string);
    if entry.is_list {
        return Expansion::Unresolved;
    }
    if entry.ambiguous || (entry.unlisted && entry.state == KeyState::Absent) {
        return Expansion::Unknown(default());
    }
    match &entry.state {
        KeyState::Absent => default().map_or(Expansion::Unresolved, Expansion::Text),
        KeyState::Scalar(value) => Expansion::Text(value.to_string()),
        KeyState::List(_) => Expansion::Unresolved,
        KeyState::Present(Possible::Like(glob)) => Expansion::Like(glob.clone()),
        KeyState::Present(_) => Expansion::Like(Glob::new("*")),
        KeyState::Unknown(_) => Expansion::Unknown(default()),
    }
}
