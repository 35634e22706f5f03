//! The bounded enumeration of representative worlds (T8 to T11).

mod addresses;
mod classes;
mod constraints;
mod gather;
mod representatives;

pub(crate) use gather::{Unknowns, gather};

use crate::check::World;
use crate::combine::Decision;
use crate::state::{KeyState, Possible};
use crate::unknown::Unknown;
use classes::classes;
use constraints::is_possible;
pub(crate) use representatives::Coverage;
pub use representatives::FRESH;
use representatives::representatives;
use std::collections::HashMap;

/// How many worlds are tried at most (T9).
const BOUND: usize = 4096;

/// The worlds of a request whose decision is not the same in all of them, or could not be told at once.
#[derive(Clone, Debug)]
pub struct Worlds {
    /// What is not known, each with the states that were tried.
    pub axes: Vec<Axis>,
    /// One row for each possible combination: the position of the state on each axis, and the decision.
    pub rows: Vec<Row>,
    /// How well the states stand for every possible one (T10).
    pub(crate) coverage: Coverage,
    /// Whether there were more than are tried; then there are no rows.
    pub truncated: bool,
}

/// Something unknown and the states it was given.
#[derive(Clone, Debug)]
pub struct Axis {
    /// What is not known.
    pub unknown: Unknown,
    /// Its states.
    pub states: Vec<AxisState>,
    /// For each state of a key what it stands for, where that is more than itself: a pattern, a network, or
    /// [`Possible::Anything`] for every value that nothing else stands for.
    pub classes: Vec<Option<Possible>>,
}

/// One state of an [`Axis`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AxisState {
    /// Of a condition key.
    Key(KeyState),
    /// Of anything else: whether it is so.
    Is(bool),
}

/// The decision in one world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// For each axis the position of its state.
    pub states: Vec<usize>,
    /// The decision there; [`Decision::Depends`] where even the world leaves something open.
    pub decision: Decision,
}

impl Worlds {
    /// Builds the axes; the rows are to be filled in by evaluating.
    pub(crate) fn axes(unknowns: &Unknowns<'_>) -> Self {
        let mut coverage = Coverage::Complete;
        let mut axes = Vec::new();
        for key in &unknowns.keys {
            let (states, of_key) = representatives(unknowns, &key.key);
            coverage = coverage.min(of_key);
            let unknown = match key.unsupported {
                true => Unknown::UnsupportedKey(key.key.clone()),
                false => Unknown::Key(key.key.clone()),
            };
            let classes = classes(unknowns, &key.key, &states);
            axes.push(Axis { unknown, states: states.into_iter().map(AxisState::Key).collect(), classes });
        }
        for atom in &unknowns.atoms {
            let states = vec![AxisState::Is(false), AxisState::Is(true)];
            let classes = vec![None; states.len()];
            axes.push(Axis { unknown: Unknown::Atom(*atom), states, classes });
        }
        let size = axes.iter().try_fold(1usize, |size, axis| size.checked_mul(axis.states.len().max(1)));
        let truncated = size.is_none_or(|size| size > BOUND);
        Self { axes, rows: Vec::new(), coverage, truncated }
    }

    /// Evaluates every possible world (T9).
    pub(crate) fn fill(&mut self, unknowns: &Unknowns<'_>, mut decide: impl FnMut(&World) -> Decision) {
        if self.truncated {
            return;
        }
        let mut choice = vec![0; self.axes.len()];
        loop {
            let world = self.world(&choice);
            if is_possible(unknowns.check, &world) {
                self.rows.push(Row { states: choice.clone(), decision: decide(&world) });
            }
            if !self.next(&mut choice) {
                return;
            }
        }
    }

    /// Whether the states are complete by the kind of operators (T10).
    pub fn is_complete(&self) -> bool {
        self.coverage == Coverage::Complete
    }

    /// Whether every state behaves like one of those tried, by the kind of operators or as shown from the patterns at hand.
    pub fn covers_all(&self) -> bool {
        self.coverage >= Coverage::Shown
    }

    /// The next combination, like an odometer.
    fn next(&self, choice: &mut [usize]) -> bool {
        for (position, axis) in choice.iter_mut().zip(&self.axes).rev() {
            *position += 1;
            if *position < axis.states.len() {
                return true;
            }
            *position = 0;
        }
        false
    }

    pub(crate) fn world(&self, choice: &[usize]) -> World {
        let mut world = World::default();
        for (axis, &position) in self.axes.iter().zip(choice) {
            match (&axis.unknown, axis.states.get(position)) {
                (Unknown::Key(key) | Unknown::UnsupportedKey(key), Some(AxisState::Key(state))) => {
                    world.keys.push((key.clone(), state.clone()));
                }
                (Unknown::Atom(atom), Some(AxisState::Is(value))) => world.atoms.push((*atom, *value)),
                _ => {}
            }
        }
        world
    }

    /// T11, with one correction (docs/decisions/0003): where the states are incomplete, "never allowed" is no proof either.
    pub(crate) fn verdict(&self) -> Aggregate {
        let any = |wanted: Decision| self.rows.iter().any(|row| row.decision == wanted);
        if self.truncated || self.rows.is_empty() {
            return Aggregate::Truncated;
        }
        let (allowed, explicit, implicit) =
            (any(Decision::Allowed), any(Decision::ExplicitDeny), any(Decision::ImplicitDeny));
        match (allowed, explicit, implicit) {
            _ if any(Decision::Depends) => Aggregate::Mixed,
            (true, false, false) => Aggregate::Same(Decision::Allowed),
            (false, true, false) => Aggregate::Same(Decision::ExplicitDeny),
            (false, _, true) => Aggregate::Denied { explicit_in_some: explicit },
            (_, _, _) => Aggregate::Mixed,
        }
    }

    /// The axes on which the decision turns: some two worlds differ in that axis alone, and one of them is allowed. Where only
    /// several together turn it, all axes are named.
    pub fn decisive(&self) -> Vec<usize> {
        // For each axis, rows that are alike in all others are put together: one allowed and one not among them, and it turns.
        let turns = |axis: usize| {
            let mut seen: HashMap<Vec<usize>, (bool, bool)> = HashMap::new();
            self.rows.iter().any(|row| {
                let others =
                    row.states.iter().enumerate().filter(|(at, _)| *at != axis).map(|(_, state)| *state);
                let found = seen.entry(others.collect()).or_default();
                match row.decision {
                    Decision::Allowed => found.0 = true,
                    _ => found.1 = true,
                }
                *found == (true, true)
            })
        };
        let decisive: Vec<usize> = (0..self.axes.len()).filter(|axis| turns(*axis)).collect();
        if decisive.is_empty() { (0..self.axes.len()).collect() } else { decisive }
    }
}

/// What all worlds together say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aggregate {
    /// Too many, or none that is possible.
    Truncated,
    /// The same everywhere.
    Same(Decision),
    /// Denied everywhere, implicitly at least once.
    Denied {
        /// Explicitly in some world.
        explicit_in_some: bool,
    },
    /// Allowed in some, or left open in some.
    Mixed,
}
