//! What an Allow stands on: the statements without which it would not be one, each tried by deciding without it.

use crate::citation::Citation;
use crate::clauses::ClauseLabel;
use crate::diagnose::Subject;
use iamdiag_evaluator::{
    Decision, Evaluation, Evidence, Layer, Prepared, Reference, StatementRef, StatementTrace, decide,
};
use iamdiag_policy::{Document, Effect, StatementSlot};
use std::sync::Arc;

/// How many statements are tried.
const TRIED: usize = 40;
/// Documents with more statements are not made anew.
const LARGE: usize = 2_000;

/// What an Allow stands on.
#[derive(Clone, Debug)]
pub struct Grounds {
    /// How many statements of identity and resource policies grant it.
    pub grants: usize,
    /// The statements without any one of which the request would not be allowed, in the order of the layers.
    pub needed: Vec<Ground>,
}

/// A statement that is needed.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The statement.
    pub citation: Citation,
    /// The clauses of its condition, all of which hold.
    pub relies_on: Vec<ClauseLabel>,
}

/// The grounds of an Allow; `None` where it is none, or rests on no statement, or on more than are tried.
pub(crate) fn grounds(subject: &Subject<'_>, evaluation: &Evaluation) -> Option<Grounds> {
    // A root user, or a call that needs no permission, stands on no statement.
    let by_rule = matches!(evaluation.decided_by.first(), Some(Reference::Rule { .. }));
    if evaluation.decision != Decision::Allowed || by_rule {
        return None;
    }
    let allows =
        |statement: &&StatementTrace| statement.effect == Some(Effect::Allow) && statement.truth.is_true();
    let found: Vec<&StatementTrace> =
        evaluation.trace.statements.iter().filter(allows).take(TRIED + 1).collect();
    let grants = found.iter().filter(|one| matches!(one.at.layer, Layer::Identity | Layer::Resource)).count();
    if grants == 0 || found.len() > TRIED {
        return None;
    }
    let mut needed = Vec::new();
    for statement in found {
        if is_needed(subject, statement.at)? {
            let citation = Citation::new(subject, statement.at)?;
            needed.push(Ground { citation, relies_on: relies_on(subject, statement) });
        }
    }
    Some(Grounds { grants, needed })
}

/// Whether the request is not allowed without the statement; `None` where that is not tried.
fn is_needed(subject: &Subject<'_>, at: StatementRef) -> Option<bool> {
    let evidence = without(subject.evidence(), at)?;
    let prepared = Prepared::new(subject.request, evidence.endpoint.as_ref(), subject.catalog);
    Some(decide(&prepared, &evidence) != Decision::Allowed)
}

/// The evidence without one statement.
fn without(evidence: &Evidence, at: StatementRef) -> Option<Evidence> {
    let mut evidence = evidence.clone();
    let attached = evidence.attached_mut(at)?;
    let document = &attached.document;
    if document.statements.len() > LARGE {
        return None;
    }
    let index = at.statement as usize;
    let kept = document.statements.iter().enumerate().filter(|(at, _)| *at != index);
    let statements: Vec<StatementSlot> = kept.map(|(_, slot)| slot.clone()).collect();
    attached.document = Arc::new(Document { statements: statements.into(), ..Document::clone(document) });
    Some(evidence)
}

fn relies_on(subject: &Subject<'_>, trace: &StatementTrace) -> Vec<ClauseLabel> {
    let attached = subject.evidence().attached(trace.at);
    let statement = attached.and_then(|attached| attached.document.statement(trace.at.statement as usize));
    let details = subject.details(trace.at);
    let clauses = statement.into_iter().flat_map(|statement| {
        statement.conditions.iter().map(|clause| (statement.effect.value, clause)).zip(&details.conditions)
    });
    clauses.map(|((effect, clause), trace)| ClauseLabel::new(effect, clause, trace)).collect()
}
