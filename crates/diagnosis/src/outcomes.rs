//! Which values of what is unknown give which decision.

use crate::unknowns::UnknownName;
use iamdiag_evaluator::{AxisState, Decision, Evaluation, KeyState, Unknown, UnknownKind};

/// How many rows are worth reading.
const SHOWN: usize = 16;

/// One combination of values and its decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeRow {
    /// The values.
    pub when: Vec<(UnknownName, StateOf)>,
    /// The decision; [`Decision::Depends`] where something else still matters.
    pub decision: Decision,
}

/// The state of something unknown in one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateOf {
    /// Of a key.
    Key(KeyState),
    /// Of anything else: whether it is so.
    Is(bool),
}

/// The rows over what the decision turns on; empty where data is missing, whose states say nothing to people, or where there
/// are too many.
pub(crate) fn outcomes(evaluation: &Evaluation) -> Vec<OutcomeRow> {
    let Some(worlds) = evaluation.worlds.as_ref().filter(|_| evaluation.decision == Decision::Depends) else {
        return Vec::new();
    };
    let axes = worlds.decisive();
    let told = |axis: &usize| {
        let axis = worlds.axes.get(*axis);
        axis.is_some_and(|axis| matches!(axis.unknown.kind(), UnknownKind::Context | UnknownKind::Disputed))
    };
    if worlds.truncated || !axes.iter().all(told) {
        return Vec::new();
    }
    let mut rows: Vec<OutcomeRow> = Vec::new();
    for row in &worlds.rows {
        let when = axes.iter().filter_map(|&index| {
            let axis = worlds.axes.get(index)?;
            let state = axis.states.get(*row.states.get(index)?)?;
            Some((name(&axis.unknown), state_of(state)))
        });
        let when: Vec<_> = when.collect();
        match rows.iter_mut().find(|known| known.when == when) {
            Some(known) if known.decision != row.decision => known.decision = Decision::Depends,
            Some(_) => {}
            None => rows.push(OutcomeRow { when, decision: row.decision }),
        }
    }
    if rows.len() > SHOWN { Vec::new() } else { rows }
}

fn name(unknown: &Unknown) -> UnknownName {
    match unknown {
        Unknown::Key(key) | Unknown::UnsupportedKey(key) => UnknownName::Key(key.clone()),
        Unknown::Atom(atom) => UnknownName::Atom(atom.name),
    }
}

fn state_of(state: &AxisState) -> StateOf {
    match state {
        AxisState::Key(state) => StateOf::Key(state.clone()),
        AxisState::Is(value) => StateOf::Is(*value),
    }
}
