//! What decides in each row of the outcome table.

use crate::blockers::Cause;
use crate::diagnose::Subject;
use crate::outcomes::{OutcomeRow, StateOf, shown, when};
use iamdiag_evaluator::{Decision, Evaluation, Prepared, decided_in};

/// What decides in each row, in their order; nothing where something else still matters.
///
/// A row may stand for several worlds, of which one is looked into: they decide alike.
pub(crate) fn outcome_causes(
    subject: &Subject<'_>,
    evaluation: &Evaluation,
    rows: &[OutcomeRow],
) -> Vec<Option<Cause>> {
    rows.iter().map(|row| cause(subject, evaluation, row)).collect()
}

fn cause(subject: &Subject<'_>, evaluation: &Evaluation, row: &OutcomeRow) -> Option<Cause> {
    let worlds = evaluation.worlds.as_ref().filter(|_| row.decision != Decision::Depends)?;
    let axes = shown(worlds);
    let stands_for = |states: &[usize]| {
        let told = when(worlds, &axes, states);
        row.when.len() == told.len()
            && row
                .when
                .iter()
                .zip(&told)
                .all(|((_, shown), (_, state))| *shown == StateOf::Any || shown == state)
    };
    let world =
        worlds.rows.iter().find(|world| world.decision == row.decision && stands_for(&world.states))?;
    let prepared = Prepared::new(subject.request, subject.evidence().endpoint.as_ref(), subject.catalog);
    let references = decided_in(&prepared, subject.evidence(), worlds, world);
    references.first().map(|reference| Cause::new(subject, evaluation, reference))
}
