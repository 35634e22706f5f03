//! Which values of what is unknown give which decision.

use crate::unknowns::UnknownName;
use iamdiag_evaluator::{
    AxisState, Decision, Evaluation, FRESH, KeyState, Possible, Unknown, UnknownKind, Worlds,
};
use std::collections::{HashMap, HashSet};

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
    // Where every world is still open, what is left is no value of a key: which resource it is (T6).
    let is_open = worlds.rows.iter().all(|row| row.decision == Decision::Depends);
    if is_open || worlds.truncated || !axes.iter().all(told) {
        return Vec::new();
    }
    let shown = shown(worlds);
    let mut rows: Vec<OutcomeRow> = Vec::new();
    for row in &worlds.rows {
        let when = when(worlds, &shown, &row.states);
        match rows.iter_mut().find(|known| known.when == when) {
            Some(known) if known.decision != row.decision => known.decision = Decision::Depends,
            Some(_) => {}
            None => rows.push(OutcomeRow { when, decision: row.decision }),
        }
    }
    if worlds.covers_all() {
        for axis in (0..axes.len()).rev() {
            rows = merged(rows, axis);
        }
    }
    // What stands for the rest goes last.
    rows.sort_by_key(|row| row.when.iter().map(|(_, state)| *state == StateOf::Other).collect::<Vec<_>>());
    if rows.len() > SHOWN { Vec::new() } else { rows }
}

/// An axis that is shown, with its states as they are.
pub(crate) type Shown = (usize, Vec<StateOf>);

/// The axes that the decision turns on.
pub(crate) fn shown(worlds: &Worlds) -> Vec<Shown> {
    worlds.decisive().into_iter().map(|index| (index, shown_states(worlds, index))).collect()
}

/// The states of a world on the axes that are shown.
pub(crate) fn when(worlds: &Worlds, shown: &[Shown], states: &[usize]) -> Vec<(UnknownName, StateOf)> {
    let of_axis = |(index, of_axis): &Shown| {
        let axis = worlds.axes.get(*index)?;
        let state = of_axis.get(*states.get(*index)?)?;
        Some((name(&axis.unknown), state.clone()))
    };
    shown.iter().filter_map(of_axis).collect()
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
    evaluation.worlds.as_ref().is_none_or(Worlds::covers_all)
}

fn name(unknown: &Unknown) -> UnknownName {
    match unknown {
        Unknown::Key(key) | Unknown::UnsupportedKey(key) => UnknownName::Key(key.clone()),
        Unknown::Atom(atom) => UnknownName::Atom(atom.name),
    }
}

/// The states of an axis as they are shown: by what they stand for, unless states that stand for the same differ.
fn shown_states(worlds: &Worlds, index: usize) -> Vec<StateOf> {
    let Some(axis) = worlds.axes.get(index) else { return Vec::new() };
    let classed: Vec<StateOf> = axis
        .states
        .iter()
        .zip(&axis.classes)
        .map(|(state, class)| match class {
            Some(Possible::Anything) => StateOf::Other,
            Some(class) => StateOf::Key(KeyState::Present(class.clone())),
            None => state_of(state),
        })
        .collect();
    // A class is known by the first state in it.
    let class_of =
        |at: usize| classed.get(at).and_then(|class| classed.iter().position(|other| other == class));
    let mut seen: HashMap<(Vec<usize>, usize), Decision> = HashMap::new();
    let mut split: HashSet<usize> = HashSet::new();
    for row in &worlds.rows {
        let Some(class) = row.states.get(index).and_then(|at| class_of(*at)) else { continue };
        let others = row.states.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, state)| *state);
        if *seen.entry((others.collect(), class)).or_insert(row.decision) != row.decision {
            split.insert(class);
        }
    }
    let shown = |(at, (state, class)): (usize, (&AxisState, &StateOf))| match class_of(at) {
        Some(first) if split.contains(&first) => state_of(state),
        _ => class.clone(),
    };
    axis.states.iter().zip(&classed).enumerate().map(shown).collect()
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
