//! Which values of what is unknown give which decision.

use crate::unknowns::UnknownName;
use iamdiag_evaluator::{AxisState, Decision, Evaluation, FRESH, KeyState, Unknown, UnknownKind, Worlds};

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
    /// Of a key: some value that no policy mentions.
    Other,
    /// Of anything else: whether it is so.
    Is(bool),
    /// Whatever it is, the decision is the same.
    Any,
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
        let when = when(worlds, &axes, &row.states);
        match rows.iter_mut().find(|known| known.when == when) {
            Some(known) if known.decision != row.decision => known.decision = Decision::Depends,
            Some(_) => {}
            None => rows.push(OutcomeRow { when, decision: row.decision }),
        }
    }
    if worlds.is_complete() {
        for axis in (0..axes.len()).rev() {
            rows = merged(rows, axis);
        }
    }
    if rows.len() > SHOWN { Vec::new() } else { rows }
}

/// The states of a world on the axes that are shown.
pub(crate) fn when(worlds: &Worlds, axes: &[usize], states: &[usize]) -> Vec<(UnknownName, StateOf)> {
    let of_axis = |&index: &usize| {
        let axis = worlds.axes.get(index)?;
        let state = axis.states.get(*states.get(index)?)?;
        Some((name(&axis.unknown), state_of(state)))
    };
    axes.iter().filter_map(of_axis).collect()
}

/// Rows that differ in one state alone, where they are all there and decide alike, as one row. Only where the states that were
/// tried stand for all.
fn merged(rows: Vec<OutcomeRow>, axis: usize) -> Vec<OutcomeRow> {
    let of = |row: &OutcomeRow| row.when.get(axis).map(|(_, state)| state.clone());
    let beside = |row: &OutcomeRow| -> Vec<(UnknownName, StateOf)> {
        let others = row.when.iter().enumerate().filter(|(at, _)| *at != axis);
        others.map(|(_, state)| state.clone()).collect()
    };
    let mut states: Vec<Option<StateOf>> = Vec::new();
    for state in rows.iter().map(of) {
        if !states.contains(&state) {
            states.push(state);
        }
    }
    let mut found: Vec<OutcomeRow> = Vec::new();
    for row in &rows {
        let same: Vec<&OutcomeRow> = rows.iter().filter(|other| beside(other) == beside(row)).collect();
        let alike =
            same.iter().all(|other| other.decision == row.decision && row.decision != Decision::Depends);
        let mut row = row.clone();
        if states.len() > 1
            && alike
            && same.len() == states.len()
            && let Some((_, state)) = row.when.get_mut(axis)
        {
            *state = StateOf::Any;
        }
        if !found.contains(&row) {
            found.push(row);
        }
    }
    found
}

/// Whether the rows speak of all values, and not only of those that were tried (T10).
pub(crate) fn are_complete(evaluation: &Evaluation) -> bool {
    evaluation.worlds.as_ref().is_none_or(Worlds::is_complete)
}

fn name(unknown: &Unknown) -> UnknownName {
    match unknown {
        Unknown::Key(key) | Unknown::UnsupportedKey(key) => UnknownName::Key(key.clone()),
        Unknown::Atom(atom) => UnknownName::Atom(atom.name),
    }
}

fn state_of(state: &AxisState) -> StateOf {
    match state {
        AxisState::Key(KeyState::Scalar(value)) if **value == *FRESH => StateOf::Other,
        AxisState::Key(KeyState::List(values)) if matches!(&**values, [value] if **value == *FRESH) => {
            StateOf::Other
        }
        AxisState::Key(state) => StateOf::Key(state.clone()),
        AxisState::Is(value) => StateOf::Is(*value),
    }
}
