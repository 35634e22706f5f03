//! The typed tree of how a decision came about: statement, element, entry or condition.
//!
//! It is made in two steps: a short record of every statement while it is matched, and its details when they are asked for.

use crate::condition::{Because, Compared, Wanted};
use crate::flag::Flag;
use crate::matching::Class;
use crate::state::{KeyState, Source};
use crate::truth::Truth;
use crate::unknown::{StatementRef, Unknown};
use iamdiag_policy::{ConditionKey, Effect};

/// Every statement that was looked at, in the order of the layers, in short; [`crate::details`] has the rest of each.
///
/// A request is compared with hundreds of statements and a person looks at three of them, so what was compared in a statement is
/// worked out when somebody asks.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// One record a statement.
    pub statements: Vec<StatementTrace>,
    /// Readings and notes that results rest on, as often as they were used.
    pub(crate) flags: Vec<Flag>,
    /// Keys whose assumed default was asked for (T17), each once.
    pub(crate) assumed: Vec<ConditionKey>,
}

/// How one statement stands to the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementTrace {
    /// Which statement.
    pub at: StatementRef,
    /// Its effect; `None` for a statement that could not be read.
    pub effect: Option<Effect>,
    /// Whether it matches (S1).
    pub truth: Truth,
    /// Whether the principal element covers the caller, where the kind of policy has one.
    pub principal: Option<Truth>,
    /// The strongest class by which it names the caller, if it does (P4).
    pub class: Option<Class>,
    /// Whether the action element covers the action; `None` for a statement that could not be read.
    pub action: Option<Truth>,
    /// Whether the resource element covers the resource, where there is one.
    pub resource: Option<Truth>,
    /// Whether every clause of the condition holds.
    pub condition: Truth,
}

impl StatementTrace {
    /// How many parts of it do not match, the whole condition being one: 1 is a near miss (D4).
    pub fn failures(&self) -> usize {
        let elements = [self.principal, self.action, self.resource].into_iter().flatten();
        elements.chain([self.condition]).filter(|truth| truth.is_false()).count()
    }
}

/// What was compared in one statement.
#[derive(Clone, Debug, Default)]
pub struct StatementDetails {
    /// The principal element, where the kind of policy has one.
    pub principal: Option<ElementTrace>,
    /// The action element; `None` for a statement that could not be read.
    pub action: Option<ElementTrace>,
    /// The resource element, where there is one.
    pub resource: Option<ElementTrace>,
    /// Every clause of the condition.
    pub conditions: Vec<ClauseTrace>,
}

impl StatementDetails {
    /// What the parts of the statement rest on.
    pub fn notes(&self) -> impl Iterator<Item = &Notes> {
        self.parts().map(|(_, notes)| notes)
    }

    /// The same, counted only where no other part makes the statement fail anyway.
    pub(crate) fn live_notes(&self) -> impl Iterator<Item = &Notes> {
        let failing = self.parts().filter(|(truth, _)| truth.is_false()).count();
        self.parts()
            .filter(move |(truth, _)| failing == usize::from(truth.is_false()))
            .map(|(_, notes)| notes)
    }

    fn parts(&self) -> impl Iterator<Item = (Truth, &Notes)> {
        let elements = [&self.principal, &self.action, &self.resource].into_iter().flatten();
        elements
            .map(|part| (part.truth, &part.notes))
            .chain(self.conditions.iter().map(|clause| (clause.truth, &clause.notes)))
    }
}

/// How one element stands to the request.
#[derive(Clone, Debug)]
pub struct ElementTrace {
    /// Whether it covers the request.
    pub truth: Truth,
    /// For each entry, whether it matches by itself; for a negated element, whether it excludes.
    pub entries: Vec<Truth>,
    /// What each entry's variables came to; empty where no entry holds one.
    pub wanted: Vec<Wanted>,
    /// What the result rests on.
    pub notes: Notes,
}

/// How one clause of a condition stands to the request.
#[derive(Clone, Debug)]
pub struct ClauseTrace {
    /// Whether it holds.
    pub truth: Truth,
    /// Why.
    pub because: Because,
    /// What was known of the key.
    pub state: KeyState,
    /// Where that came from.
    pub source: Source,
    /// What was compared; nothing where the statement is far from matching anyway.
    pub compared: Compared,
    /// What the result rests on.
    pub notes: Notes,
}

/// What a result rests on.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// Disputed readings and notes.
    pub flags: Vec<Flag>,
    /// What is not known and was asked for.
    pub unknowns: Vec<Unknown>,
    /// Keys whose assumed default was used (T17).
    pub assumed: Vec<ConditionKey>,
}

/// What keeps a trace, or nothing: matching is generic over it, so that bulk decisions pay for nothing they do not keep.
pub(crate) trait Recorder {
    /// Whether anything is kept.
    const KEEPS: bool;
    /// Whether statements that fail are kept too: then every statement is looked at, and every part of it even after one has
    /// failed (PC1).
    const KEEPS_FAILED: bool;
    /// Takes the record of one statement.
    fn record(&mut self, statement: StatementTrace);
    /// Takes what a result rests on.
    fn flag(&mut self, flag: Flag);
    /// Takes a key whose assumed default was used.
    fn assume(&mut self, key: &ConditionKey);
}

/// Keeps nothing.
pub(crate) struct NoTrace;

impl Recorder for NoTrace {
    const KEEPS: bool = false;
    const KEEPS_FAILED: bool = false;
    fn record(&mut self, _: StatementTrace) {}
    fn flag(&mut self, _: Flag) {}
    fn assume(&mut self, _: &ConditionKey) {}
}

impl Recorder for Trace {
    const KEEPS: bool = true;
    const KEEPS_FAILED: bool = true;

    fn record(&mut self, statement: StatementTrace) {
        self.statements.push(statement);
    }

    fn flag(&mut self, flag: Flag) {
        self.flags.push(flag);
    }

    fn assume(&mut self, key: &ConditionKey) {
        if !self.assumed.contains(key) {
            self.assumed.push(key.clone());
        }
    }
}

/// Keeps the statements that match or may match.
#[derive(Default)]
pub(crate) struct Matching(pub(crate) Trace);

impl Recorder for Matching {
    const KEEPS: bool = true;
    const KEEPS_FAILED: bool = false;

    fn record(&mut self, statement: StatementTrace) {
        if !statement.truth.is_false() {
            self.0.record(statement);
        }
    }

    fn flag(&mut self, flag: Flag) {
        self.0.flag(flag);
    }

    fn assume(&mut self, key: &ConditionKey) {
        self.0.assume(key);
    }
}
