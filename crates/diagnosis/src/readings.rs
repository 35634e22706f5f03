//! What the answer would be if AWS reads what its documentation leaves open the other way.

use crate::diagnose::Subject;
use iamdiag_evaluator::{Decision, Evaluation, Flag, Prepared, Reading, Request, decide};

/// A disputed reading that an answer rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherReading {
    /// The reading.
    pub reading: Reading,
    /// The decision if AWS reads it the other way.
    pub decision: Decision,
}

/// The readings that were used and would decide otherwise the other way. What [`Decision::Depends`] turns on is told elsewhere.
pub(crate) fn other_readings(subject: &Subject<'_>, evaluation: &Evaluation) -> Vec<OtherReading> {
    if evaluation.decision == Decision::Depends {
        return Vec::new();
    }
    let used = evaluation.flags.iter().filter_map(|flag| match flag {
        Flag::Reading(reading) if Reading::HAVE_ANOTHER.contains(reading) => Some(*reading),
        _ => None,
    });
    let answered = used.map(|reading| {
        let request = Request { otherwise: Some(reading), ..subject.request.clone() };
        let prepared = Prepared::new(&request, subject.evidence().endpoint.as_ref(), subject.catalog);
        OtherReading { reading, decision: decide(&prepared, subject.evidence()) }
    });
    let is_denied = |decision| matches!(decision, Decision::ExplicitDeny | Decision::ImplicitDeny);
    let differs = |other: &OtherReading| {
        other.decision != evaluation.decision
            && !(is_denied(other.decision) && is_denied(evaluation.decision))
    };
    answered.filter(differs).collect()
}
