//! Which statements are worth looking at.

use crate::diagnose::Subject;
use crate::frames::{Frame, FrameRole, frame};
use iamdiag_evaluator::{Decision, Evaluation, Layer, Reference, StatementTrace, Unknown};

/// How many statements are kept to be shown; a policy can have a hundred thousand that match.
const FRAMES: usize = 20;

/// The statements to show, by decision.
pub(crate) fn frames<'e>(
    subject: &Subject<'_>,
    evaluation: &'e Evaluation,
    near: &[&'e StatementTrace],
) -> Vec<Frame> {
    let trace = |reference: &Reference| match reference {
        Reference::Statement(at) => evaluation.trace.statements.iter().find(|trace| trace.at == *at),
        _ => None,
    };
    let denies =
        evaluation.blockers.iter().filter(|blocker| blocker.explicit).map(|blocker| &blocker.reference);
    let denies: Vec<&Reference> = match evaluation.decision {
        Decision::ExplicitDeny => evaluation.decided_by.iter().chain(denies).take(FRAMES).collect(),
        _ => denies.take(FRAMES).collect(),
    };
    let mut wanted: Vec<(&StatementTrace, FrameRole)> = Vec::new();
    let mut add = |found: Option<&'e StatementTrace>, role| {
        if let Some(found) = found.filter(|found| !wanted.iter().any(|(known, _)| known.at == found.at)) {
            wanted.push((found, role));
        }
    };
    match evaluation.decision {
        Decision::Allowed => {
            evaluation.decided_by.iter().for_each(|reference| add(trace(reference), FrameRole::Allows));
            // E16: of two accounts both have to.
            let across = evaluation.cross_account == Some(true);
            let of_resource = |reference: &&Reference| across && reference.layer() == Layer::Resource;
            let beside = evaluation.allowed_by.iter().find(of_resource);
            beside.into_iter().for_each(|reference| add(trace(reference), FrameRole::Allows));
        }
        Decision::ExplicitDeny => {
            denies.iter().for_each(|reference| add(trace(reference), FrameRole::Denies))
        }
        Decision::ImplicitDeny => {
            denies.iter().for_each(|reference| add(trace(reference), FrameRole::Denies));
            near.iter().for_each(|near| add(Some(*near), FrameRole::NearMiss));
        }
        Decision::Depends => {
            let open = || evaluation.trace.statements.iter().filter(|trace| trace.truth.is_unknown());
            let decisive: Vec<_> = open()
                .filter(|trace| rests_on(subject, trace, &evaluation.depends_on))
                .take(FRAMES)
                .collect();
            let shown = if decisive.is_empty() { open().take(FRAMES).collect() } else { decisive };
            shown.into_iter().for_each(|found| add(Some(found), FrameRole::Open));
            let grants =
                |reference: &&Reference| matches!(reference.layer(), Layer::Identity | Layer::Resource);
            // What surely does not allow is told in the headline: its frame fits that, and no Allow beside it does.
            let lacks = |at: &StatementTrace| matches!(at.at.layer, Layer::Boundary | Layer::Session);
            match evaluation
                .allowed_by
                .first()
                .filter(grants)
                .filter(|_| !near.first().is_some_and(|near| lacks(near)))
            {
                Some(first) => add(trace(first), FrameRole::Allows),
                None => near.iter().for_each(|near| add(Some(*near), FrameRole::NearMiss)),
            }
        }
    }
    wanted.into_iter().filter_map(|(trace, role)| frame(subject, trace, role)).collect()
}

/// Whether a statement rests on something that the decision turns on.
fn rests_on(subject: &Subject<'_>, trace: &StatementTrace, unknowns: &[Unknown]) -> bool {
    let same = |a: &Unknown, b: &Unknown| match (a, b) {
        (Unknown::Atom(a), Unknown::Atom(b)) => (a.name, a.at) == (b.name, b.at),
        (a, b) => a == b,
    };
    let by_statement =
        unknowns.iter().any(|unknown| matches!(unknown, Unknown::Atom(atom) if atom.at == Some(trace.at)));
    by_statement
        || subject
            .details(trace.at)
            .notes()
            .flat_map(|notes| &notes.unknowns)
            .any(|noted| unknowns.iter().any(|unknown| same(noted, unknown)))
}
