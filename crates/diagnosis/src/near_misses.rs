//! Statements that would allow but for one part, or two (D4).

use crate::citation::Citation;
use crate::codes::{Code, of_part};
use crate::diagnose::Subject;
use crate::misses::{Miss, Part, misses};
use iamdiag_evaluator::{Decision, Evaluation, Layer, StatementTrace, Truth};
use iamdiag_policy::Effect;

/// How many statements are compared closely; a policy can have a hundred thousand.
const COMPARED: usize = 300;
/// How many are kept.
const KEPT: usize = 50;
/// How many of those that lack two parts.
const KEPT_OF_TWO: usize = 5;

/// A statement that would allow but for one part, or two.
#[derive(Clone, Debug)]
pub struct NearMiss {
    /// The statement.
    pub citation: Citation,
    /// What does not match, at least one.
    pub misses: Vec<Miss>,
}

impl NearMiss {
    /// How many parts of the statement do not match.
    pub fn distance(&self) -> usize {
        self.parts().len()
    }

    /// The parts that do not match, each once.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = self.misses.iter().map(Miss::part).collect();
        parts.dedup();
        parts
    }

    /// The code of the first part that does not match.
    pub fn code(&self) -> &'static Code {
        of_part(self.misses.first().map_or(Part::Condition, Miss::part))
    }
}

/// The near misses, and how many there are beside those that are kept.
pub(crate) struct Near<'e> {
    pub(crate) found: Vec<(NearMiss, &'e StatementTrace)>,
    pub(crate) left_out: usize,
}

/// The near misses in the layers where an Allow is missing, nearest first, each with its trace.
///
/// Fewer parts go first. Among those, one that differs by a slip goes before all others; then the part counts (D4), then how
/// much of it differs.
pub(crate) fn near_misses<'e>(subject: &Subject<'_>, evaluation: &'e Evaluation) -> Near<'e> {
    let layers = layers(evaluation);
    let near = |parts: usize| {
        let statements = evaluation.trace.statements.iter();
        statements
            .filter(move |statement| statement.effect == Some(Effect::Allow) && statement.failures() == parts)
    };
    let of_layers = |statement: &&StatementTrace| layers.contains(&statement.at.layer);
    let concerns =
        |statement: &&StatementTrace| !fails(statement.action) || is_same_service(subject, statement);
    let mut ones: Vec<_> = near(1).filter(of_layers).filter(concerns).collect();
    if ones.is_empty() {
        // What limits has to be widened, whatever it is about.
        ones = near(1).filter(of_layers).filter(|statement| is_gate(statement.at.layer)).collect();
    }
    let count = ones.len();
    ones.sort_by_key(|statement| (first_part(statement), statement.at));
    ones.truncate(COMPARED);
    // Two parts, of which the action is none: else it is another statement altogether.
    let twos = near(2).filter(of_layers).filter(|statement| !fails(statement.action)).take(COMPARED);
    let mut found = ranked(subject, ones.into_iter());
    found.truncate(KEPT);
    let left_out = count - found.len().min(count);
    drop_strangers(&mut found);
    let mut further = ranked(subject, twos);
    // Of two, at least one must be near.
    further.retain(|(near, _)| near.misses.iter().any(|miss| miss.difference().is_some()));
    further.truncate(KEPT_OF_TWO);
    found.extend(further);
    Near { found, left_out }
}

/// Drops statements about another resource or caller altogether, where the same layer has one whose resource or caller is near.
fn drop_strangers(found: &mut Vec<(NearMiss, &StatementTrace)>) {
    // The one part that fails, and whether what it names is near.
    let part = |near: &NearMiss| match &*near.misses {
        [Miss::Element { part: part @ (Part::Resource | Part::Principal), nearly, .. }] => {
            Some((near.citation.at.layer, *part, nearly.is_some()))
        }
        _ => None,
    };
    let parts: Vec<_> = found.iter().filter_map(|(near, _)| part(near)).collect();
    found.retain(|(near, _)| match part(near) {
        Some((layer, part, false)) => !parts.contains(&(layer, part, true)),
        _ => true,
    });
}

/// Whether the layer only limits: it has to allow everything that is to be allowed.
fn is_gate(layer: Layer) -> bool {
    matches!(layer, Layer::Boundary | Layer::Session | Layer::Scp | Layer::Vpce)
}

/// The layers where an Allow is missing; none where no Allow would help (X6).
fn layers(evaluation: &Evaluation) -> Vec<Layer> {
    if evaluation.blockers.iter().any(|blocker| blocker.reference.layer() == Layer::Structure) {
        return Vec::new();
    }
    let missing = evaluation.blockers.iter().filter(|blocker| !blocker.explicit);
    let of_blockers = missing.flat_map(|blocker| {
        std::iter::once(blocker.reference.layer()).chain(blocker.alternatives.iter().copied())
    });
    // Where something else may allow, what was collected does not: that is worth a look too.
    let depends = evaluation.decision == Decision::Depends;
    let unhelpful =
        evaluation.layers.iter().filter(|layer| depends && layer.collected && layer.allow.is_false());
    of_blockers.chain(unhelpful.map(|layer| layer.layer)).collect()
}

/// With what exactly they miss, nearest first.
fn ranked<'e>(
    subject: &Subject<'_>,
    statements: impl Iterator<Item = &'e StatementTrace>,
) -> Vec<(NearMiss, &'e StatementTrace)> {
    let mut found: Vec<(NearMiss, &StatementTrace)> = statements
        .filter_map(|statement| {
            let misses = misses(subject, statement);
            let citation = Citation::new(subject, statement.at)?;
            (!misses.is_empty()).then_some((NearMiss { citation, misses }, statement))
        })
        .collect();
    found.sort_by_key(|(near, statement)| {
        let cost: u32 = near.misses.iter().map(Miss::cost).sum();
        let is_slip = near.misses.iter().all(|miss| miss.difference().is_some_and(|one| one.is_slip()));
        let part = near.misses.first().map(Miss::part);
        (!is_slip, if is_slip { cost } else { 0 }, part, cost, statement.at)
    });
    found
}

fn fails(part: Option<Truth>) -> bool {
    part.is_some_and(Truth::is_false)
}

/// The first part that fails in the order of D4.
pub(crate) fn first_part(statement: &StatementTrace) -> Option<Part> {
    let parts = [
        (Part::Condition, statement.condition.is_false()),
        (Part::Resource, fails(statement.resource)),
        (Part::Action, fails(statement.action)),
        (Part::Principal, fails(statement.principal)),
    ];
    parts.into_iter().find(|(_, failed)| *failed).map(|(part, _)| part)
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
