//! One evaluation: a prepared request in one world.

use crate::prepared::Prepared;
use crate::state::{Entry, KeyState, Source};
use crate::trace::Trace;
use crate::truth::Truth;
use crate::unknown::{Atom, StatementRef};
use iamdiag_policy::{ConditionKey, KeyKind};
use std::borrow::Cow;
use std::collections::HashMap;

/// The states that one world gives to what is unknown (T9).
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub(crate) keys: Vec<(ConditionKey, KeyState)>,
    pub(crate) atoms: Vec<(Atom, bool)>,
}

/// A prepared request, and the world it is looked at in; without one, what is unknown stays unknown.
#[derive(Clone, Copy)]
pub(crate) struct Check<'a> {
    pub(crate) prepared: &'a Prepared<'a>,
    pub(crate) world: Option<&'a World>,
    /// Whether a permissions boundary is attached to the caller (P18).
    pub(crate) boundary_attached: Truth,
    /// The statements that can match at all, where that is known: others need not be looked at in a world.
    pub(crate) live: Option<&'a Live>,
}

/// For each policy the statements that do not fail in every world (T5): a statement that fails before any unknown is given a
/// state fails whatever state it is given.
#[derive(Debug, Default)]
pub(crate) struct Live(HashMap<StatementRef, Vec<usize>>);

impl Live {
    /// Those of a trace that was made without a world.
    pub(crate) fn of(trace: &Trace) -> Self {
        let mut live = Self::default();
        for statement in trace.statements.iter().filter(|statement| !statement.truth.is_false()) {
            let policy = StatementRef { statement: 0, ..statement.at };
            live.0.entry(policy).or_default().push(statement.at.statement as usize);
        }
        live
    }

    /// The indexes of a policy's statements, ascending; `policy` is the reference of its first statement.
    pub(crate) fn in_policy(&self, policy: StatementRef) -> &[usize] {
        self.0.get(&policy).map_or(&[], Vec::as_slice)
    }
}

impl<'a> Check<'a> {
    /// What is known of a key.
    pub(crate) fn entry(&self, key: &ConditionKey) -> Cow<'a, Entry> {
        let base = self.base_entry(key);
        let told = self.world.and_then(|world| world.keys.iter().find(|(known, _)| known == key));
        match told {
            Some((_, state)) => Cow::Owned(Entry { state: state.clone(), ..base.into_owned() }),
            None => base,
        }
    }

    fn base_entry(&self, key: &ConditionKey) -> Cow<'a, Entry> {
        static ABSENT: Entry = Entry {
            state: KeyState::Absent,
            is_list: false,
            source: Source::Derived,
            unsupported: false,
            unlisted: false,
            ambiguous: false,
        };
        let facts = self.prepared.facts();
        if let Some(entry) = self.prepared.context.get(&facts, key) {
            return Cow::Borrowed(entry);
        }
        let plain = key.kind() == KeyKind::Other && !facts.is_open() && !key.lower().contains(":resource");
        if plain && key.lower() != "kms:calleraccount" {
            return Cow::Borrowed(&ABSENT);
        }
        Cow::Owned(crate::context::open_ended(&facts, key))
    }

    /// The value of an atom in this world.
    pub(crate) fn atom(&self, atom: Atom) -> Truth {
        match self.world.and_then(|world| world.atoms.iter().find(|(known, _)| *known == atom)) {
            Some((_, value)) => (*value).into(),
            None => Truth::Unknown,
        }
    }
}
