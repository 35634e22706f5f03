//! From evaluations to an answer.

use crate::answer::{Answer, Asked, CheckAnswer, Warning};
use crate::blockers::BlockerAnswer;
use crate::checks::Check;
use crate::citation::Citation;
use crate::frames::{Frame, FrameRole, frame};
use crate::join::{join, outcome, unknowns as joined_unknowns};
use crate::layer_rows::{LayerEffect, layer_rows};
use crate::near_misses::{NearMiss, near_misses};
use crate::outcomes::outcomes;
use crate::unknowns::unknowns;
use crate::verdict::Verdict;
use crate::warnings;
use iamdiag_catalog::Catalog;
use iamdiag_evaluator::{
    Caller, CallerKind, Decision, Evaluation, Evidence, Layer, Owner, Reference, Request, Resource, StatementTrace, Unknown,
};
use iamdiag_policy::{Arn, KeyKind};
use iamdiag_snapshot::{Gathered, Lookup, Snapshot};

/// How many statements are kept to be shown; a policy can have a hundred thousand that match.
const FRAMES: usize = 20;

/// One check with its evidence and what the evaluator said.
#[derive(Clone, Debug)]
pub struct Examined {
    /// The check.
    pub check: Check,
    /// The evidence.
    pub gathered: Gathered,
    /// The evaluation.
    pub evaluation: Evaluation,
}

/// What the parts of an answer look at.
pub(crate) struct Subject<'a> {
    pub(crate) request: &'a Request,
    pub(crate) gathered: &'a Gathered,
    pub(crate) catalog: &'a Catalog,
}

impl Subject<'_> {
    pub(crate) fn evidence(&self) -> &Evidence {
        &self.gathered.evidence
    }
}

/// Concludes. `asked` is the request before it was split into checks; `left_out` is a resource that the action cannot have.
pub fn diagnose(
    asked: &Request,
    left_out: Option<&str>,
    examined: &[Examined],
    snapshot: &Snapshot,
    catalog: &Catalog,
) -> Answer {
    let mut checks: Vec<CheckAnswer> = examined.iter().map(|one| check_answer(one, catalog)).collect();
    let (decision, deciding) = join(&checks);
    let unknowns = joined_unknowns(&checks, decision);
    if let Some(before) = checks.get_mut(..=deciding) {
        // The one to show comes first, the others keep their order.
        before.rotate_right(1);
    }
    let mut warnings = warnings::of_question(asked, left_out, catalog);
    if snapshot.is_partial() {
        warnings.push(Warning::PartialFile);
    }
    for one in examined {
        let subject = Subject { request: &one.check.request, gathered: &one.gathered, catalog };
        for warning in warnings::of_policies(&subject, &one.evaluation) {
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
    }
    Answer {
        asked: question(asked, snapshot),
        decision,
        outcome: outcome(decision, &unknowns),
        unknowns,
        presumed: collect(examined, |one| one.gathered.presumed.clone()),
        not_collected: not_collected(&checks, examined),
        missing: collect(examined, |one| one.gathered.missing().cloned().collect()),
        warnings,
        catalog_date: catalog.date().into(),
        time: examined.iter().any(|one| uses_time(&one.gathered.evidence, &one.evaluation)).then(|| asked.time.to_iso()),
        checks,
    }
}

/// What any check has, each once, in the order found.
fn collect<T: PartialEq>(examined: &[Examined], of: impl Fn(&Examined) -> Vec<T>) -> Vec<T> {
    let mut found = Vec::new();
    for one in examined.iter().flat_map(of) {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// The layers of any check that nobody collected, in the order of the table, then ACLs and grants.
fn not_collected(checks: &[CheckAnswer], examined: &[Examined]) -> Vec<Layer> {
    let rows = checks.iter().flat_map(|check| &check.layers);
    let layers = rows.filter(|row| row.effect == LayerEffect::NotCollected).map(|row| row.layer);
    let evidence = || examined.iter().map(|one| &one.gathered.evidence);
    let acl = evidence().any(|evidence| evidence.acl_not_collected).then_some(Layer::Acl);
    let grants = evidence().any(|evidence| evidence.grants.as_ref().is_some_and(|grants| grants.known().is_none()));
    let mut found = Vec::new();
    for layer in layers.chain(acl).chain(grants.then_some(Layer::Grant)) {
        if !found.contains(&layer) {
            found.push(layer);
        }
    }
    found
}

/// Whether a condition that has a say asks for the time.
fn uses_time(evidence: &Evidence, evaluation: &Evaluation) -> bool {
    let of_time = |trace: &StatementTrace| {
        let attached = evidence.attached(trace.at);
        let statement = attached.and_then(|attached| attached.document.statement(trace.at.statement as usize));
        let clauses = statement.into_iter().flat_map(|statement| &statement.conditions);
        clauses.into_iter().any(|clause| matches!(clause.key.kind(), KeyKind::CurrentTime | KeyKind::EpochTime))
    };
    evaluation.trace.statements.iter().any(|trace| trace.failures() <= 1 && of_time(trace))
}

fn check_answer(one: &Examined, catalog: &Catalog) -> CheckAnswer {
    let Examined { check, gathered, evaluation } = one;
    let subject = Subject { request: &check.request, gathered, catalog };
    let blockers: Vec<BlockerAnswer> =
        evaluation.blockers.iter().map(|blocker| BlockerAnswer::new(&subject, evaluation, blocker)).collect();
    let near = near_misses(&subject, evaluation);
    let frames = frames(&subject, evaluation, near.first().map(|(_, trace)| *trace));
    let near_misses = near.into_iter().filter_map(|(part, trace)| {
        Some(NearMiss { citation: Citation::new(&subject, trace.at)?, part })
    });
    CheckAnswer {
        reason: check.reason.clone(),
        action: check.request.action.written().into(),
        resource: check.request.resource.text(),
        decision: evaluation.decision,
        verdict: Verdict::new(&subject, evaluation, &blockers),
        frames,
        blockers,
        layers: layer_rows(&subject, evaluation),
        near_misses: near_misses.collect(),
        assumptions: evaluation.assumptions.clone(),
        flags: evaluation.flags.clone(),
        unknowns: unknowns(&subject, evaluation),
        outcomes: outcomes(evaluation),
        cross_account: evaluation.cross_account,
    }
}

/// The statements to show, by decision.
fn frames<'e>(subject: &Subject<'_>, evaluation: &'e Evaluation, near: Option<&'e StatementTrace>) -> Vec<Frame> {
    let trace = |reference: &Reference| match reference {
        Reference::Statement(at) => evaluation.trace.statements.iter().find(|trace| trace.at == *at),
        _ => None,
    };
    let denies = evaluation.blockers.iter().filter(|blocker| blocker.explicit).map(|blocker| &blocker.reference);
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
        }
        Decision::ExplicitDeny => denies.iter().for_each(|reference| add(trace(reference), FrameRole::Denies)),
        Decision::ImplicitDeny => {
            denies.iter().for_each(|reference| add(trace(reference), FrameRole::Denies));
            add(near, FrameRole::NearMiss);
        }
        Decision::Depends => {
            let open = || evaluation.trace.statements.iter().filter(|trace| trace.truth.is_unknown());
            let decisive: Vec<_> = open().filter(|trace| rests_on(trace, &evaluation.depends_on)).take(FRAMES).collect();
            let shown = if decisive.is_empty() { open().take(FRAMES).collect() } else { decisive };
            shown.into_iter().for_each(|found| add(Some(found), FrameRole::Open));
            match evaluation.allowed_by.first() {
                Some(first) => add(trace(first), FrameRole::Allows),
                None => add(near, FrameRole::NearMiss),
            }
        }
    }
    wanted.into_iter().filter_map(|(trace, role)| frame(subject, trace, role)).collect()
}

/// Whether a statement rests on something that the decision turns on.
fn rests_on(trace: &StatementTrace, unknowns: &[Unknown]) -> bool {
    let elements = [&trace.principal, &trace.action, &trace.resource].into_iter().flatten().map(|part| &part.notes);
    let notes = elements.chain(trace.conditions.iter().map(|clause| &clause.notes));
    let same = |a: &Unknown, b: &Unknown| match (a, b) {
        (Unknown::Atom(a), Unknown::Atom(b)) => (a.name, a.at) == (b.name, b.at),
        (a, b) => a == b,
    };
    let by_statement = unknowns.iter().any(|unknown| matches!(unknown, Unknown::Atom(atom) if atom.at == Some(trace.at)));
    by_statement
        || notes.flat_map(|notes| &notes.unknowns).any(|noted| unknowns.iter().any(|unknown| same(noted, unknown)))
}

fn question(request: &Request, snapshot: &Snapshot) -> Asked {
    let caller = &request.caller;
    let label = match snapshot.caller(caller) {
        Lookup::Found(principal) => principal.label().into(),
        _ => caller.text.clone(),
    };
    Asked {
        principal: caller.text.clone(),
        principal_label: label,
        principal_type: principal_type(caller),
        account: caller.account.clone(),
        action: request.action.written().into(),
        resource: match &request.resource {
            Resource::Star => None,
            told => Some(told.text().into()),
        },
        resource_account: resource_account(request),
        context: request.context.clone(),
    }
}

fn resource_account(request: &Request) -> Option<Box<str>> {
    match &request.resource_account {
        Some(Owner::Account(account)) => Some(account.clone()),
        Some(Owner::Aws) => Some("aws".into()),
        Some(Owner::Unknown) => None,
        None => Arn::parse(&request.resource.text()).and_then(|arn| arn.account_id()).map(Into::into),
    }
}

fn principal_type(caller: &Caller) -> &'static str {
    match caller.kind {
        CallerKind::Root => "root",
        CallerKind::User { .. } => "user",
        CallerKind::RoleSession { session: None, .. } => "role",
        CallerKind::RoleSession { .. } => "session",
        CallerKind::FederatedUser { .. } => "federated",
        CallerKind::Service { .. } => "service",
        CallerKind::Federated { .. } => "provider",
        CallerKind::Anonymous => "anonymous",
    }
}
