//! Does one statement match (S1)? One file per element, [`statement`] joins them.

mod action;
mod class;
mod details;
mod not_principal;
mod principal;
mod resource;
mod statement;

pub use class::Class;
pub(crate) use class::Classes;
pub(crate) use details::details;
pub(crate) use statement::{Place, evaluate_statement};

use crate::flag::{Flag, Reading};
use crate::truth::Truth;
use crate::unknown::Atom;

/// What one element, or one entry of it, came to, with the readings and atoms that it rests on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    pub(crate) truth: Truth,
    pub(crate) flags: Vec<Flag>,
    pub(crate) atoms: Vec<Atom>,
}

impl Part {
    pub(crate) fn of(truth: Truth) -> Self {
        Self { truth, ..Self::default() }
    }

    pub(crate) fn with_reading(mut self, number: u8) -> Self {
        self.flags.push(Flag::Reading(Reading(number)));
        self
    }

    /// Disjunction; what the weaker side rests on is kept while it could still matter.
    fn or(self, other: Self) -> Self {
        if other.truth.is_false() && (self.truth.is_true() || other.rests_on_nothing()) {
            return self;
        }
        if other.truth.is_true() && self.truth.is_false() {
            return other;
        }
        let Self { truth, mut flags, mut atoms } = self;
        flags.extend(other.flags);
        atoms.extend(other.atoms);
        Self { truth: truth.or(other.truth), flags, atoms }
    }

    fn rests_on_nothing(&self) -> bool {
        self.flags.is_empty() && self.atoms.is_empty()
    }

    fn negate(self) -> Self {
        Self { truth: self.truth.negate(), ..self }
    }
}
