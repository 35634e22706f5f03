//! What is unknown and could matter, read off a trace.

use crate::check::Check;
use crate::details::details_in;
use crate::evidence::Evidence;
use crate::trace::{StatementDetails, Trace};
use crate::unknown::{Atom, StatementRef, Unknown};
use iamdiag_policy::{ConditionKey, Statement};

/// A key to enumerate.
pub(crate) struct UnknownKey {
    pub(crate) key: ConditionKey,
    pub(crate) unsupported: bool,
}

/// Everything to enumerate, with the statements it occurs in.
pub(crate) struct Unknowns<'a> {
    pub(crate) check: &'a Check<'a>,
    pub(crate) keys: Vec<UnknownKey>,
    pub(crate) atoms: Vec<Atom>,
    pub(crate) statements: Vec<&'a Statement>,
}

/// Collects the keys and atoms of the statements that are unknown (T9 step 2), and the atoms of layers and rules.
pub(crate) fn gather<'a>(
    check: &'a Check<'a>,
    evidence: &'a Evidence,
    trace: &Trace,
    atoms: impl IntoIterator<Item = Atom>,
    keys: &[ConditionKey],
) -> Unknowns<'a> {
    let mut found =
        Unknowns { check, keys: Vec::new(), atoms: atoms.into_iter().collect(), statements: Vec::new() };
    for key in keys {
        found.add_key(key, false);
    }
    for statement in trace.statements.iter().filter(|statement| statement.truth.is_unknown()) {
        if let Some(details) = details_in(check, evidence, statement.at) {
            found.add(&details);
        }
        found.statements.extend(find(evidence, statement.at));
    }
    found.atoms.sort();
    found.atoms.dedup();
    found
}

impl Unknowns<'_> {
    fn add(&mut self, details: &StatementDetails) {
        for notes in details.live_notes() {
            for unknown in &notes.unknowns {
                match unknown {
                    Unknown::Key(key) => self.add_key(key, false),
                    Unknown::UnsupportedKey(key) => self.add_key(key, true),
                    Unknown::Atom(atom) => self.atoms.push(*atom),
                }
            }
        }
    }

    fn add_key(&mut self, key: &ConditionKey, unsupported: bool) {
        if !self.keys.iter().any(|known| known.key == *key) {
            self.keys.push(UnknownKey { key: key.clone(), unsupported });
        }
    }

    /// Takes over what another look found.
    pub(crate) fn merge(&mut self, other: Unknowns<'_>) -> bool {
        let before = (self.keys.len(), self.atoms.len());
        for key in other.keys {
            self.add_key(&key.key, key.unsupported);
        }
        self.atoms.extend(other.atoms);
        self.atoms.sort();
        self.atoms.dedup();
        before != (self.keys.len(), self.atoms.len())
    }
}

/// The statement that a reference points at.
pub(crate) fn find(evidence: &Evidence, at: StatementRef) -> Option<&Statement> {
    evidence.attached(at)?.document.statement(at.statement as usize)
}
