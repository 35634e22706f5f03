//! Statements that would allow but for one part (D4).

use crate::citation::Citation;
use crate::diagnose::Subject;
use iamdiag_evaluator::{Decision, Evaluation, Layer, StatementTrace};
use iamdiag_policy::Effect;

/// A statement that would allow but for one part.
#[derive(Clone, Debug)]
pub struct NearMiss {
    /// The statement.
    pub citation: Citation,
    /// The part that does not match.
    pub part: Part,
}

/// The parts of a statement, nearest to a match first (D4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// `Condition`
    Condition,
    /// `Resource` or `NotResource`
    Resource,
    /// `Action` or `NotAction`
    Action,
    /// `Principal` or `NotPrincipal`
    Principal,
}

impl Part {
    /// The name of the element without `Not`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Condition => "Condition",
            Self::Resource => "Resource",
            Self::Action => "Action",
            Self::Principal => "Principal",
        }
    }
}

/// The near misses in the layers where an Allow is missing, nearest first, each with its trace.
pub(crate) fn near_misses<'e>(
    subject: &Subject<'_>,
    evaluation: &'e Evaluation,
) -> Vec<(Part, &'e StatementTrace)> {
    let missing = evaluation.blockers.iter().filter(|blocker| !blocker.explicit);
    let of_blockers = missing.flat_map(|blocker| {
        std::iter::once(blocker.reference.layer()).chain(blocker.alternatives.iter().copied())
    });
    // Where something else may allow, what was collected does not: that is worth a look too.
    let depends = evaluation.decision == Decision::Depends;
    let unhelpful =
        evaluation.layers.iter().filter(|layer| depends && layer.collected && layer.allow.is_false());
    let layers: Vec<Layer> = of_blockers.chain(unhelpful.map(|layer| layer.layer)).collect();
    let mut found: Vec<(Part, &StatementTrace)> = evaluation
        .trace
        .statements
        .iter()
        .filter(|statement| layers.contains(&statement.at.layer) && statement.effect == Some(Effect::Allow))
        .filter_map(|statement| Some((only_failure(statement)?, statement)))
        .filter(|(part, statement)| *part != Part::Action || is_same_service(subject, statement))
        .collect();
    found.sort_by_key(|(part, statement)| (*part, statement.at));
    found
}

/// The part that fails, if it is the only one.
fn only_failure(statement: &StatementTrace) -> Option<Part> {
    let failed = |part: &Option<iamdiag_evaluator::ElementTrace>| {
        part.as_ref().is_some_and(|part| part.truth.is_false())
    };
    let parts = [
        (Part::Condition, statement.conditions.iter().any(|clause| clause.truth.is_false())),
        (Part::Resource, failed(&statement.resource)),
        (Part::Action, failed(&statement.action)),
        (Part::Principal, failed(&statement.principal)),
    ];
    let mut failures = parts.into_iter().filter(|(_, failed)| *failed).map(|(part, _)| part);
    failures.next().filter(|_| failures.next().is_none())
}

/// Whether an action entry is of the request's service: `s3:Get*` is near `s3:PutObject`, `ec2:*` is not.
fn is_same_service(subject: &Subject<'_>, statement: &StatementTrace) -> bool {
    let action = &subject.request.action;
    let attached = subject.evidence().attached(statement.at);
    let statement =
        attached.and_then(|attached| attached.document.statement(statement.at.statement as usize));
    statement.is_some_and(|statement| {
        statement.action.negated
            || statement
                .action
                .entries
                .iter()
                .any(|entry| entry.value.spelled_service().as_deref() == Some(action.service()))
    })
}
