//! From evaluations to an answer.

use crate::answer::{Answer, CheckAnswer, Warning};
use crate::blockers::BlockerAnswer;
use crate::checks::{Check, CheckReason};
use crate::citation::Citation;
use crate::completeness::completeness;
use crate::frames::{Frame, FrameRole, frame};
use crate::grounds::grounds;
use crate::join::{join, outcome, unknowns as joined_unknowns};
use crate::layer_rows::{LayerEffect, layer_rows};
use crate::near_misses::{Near, near_misses};
use crate::outcome_causes::outcome_causes;
use crate::outcomes::{are_complete, outcomes};
use crate::question::question;
use crate::readings::other_readings;
use crate::remarks::remarks;
use crate::selection::frames;
use crate::unknowns::{ByName, UnknownAnswer, UnknownName, by_name, unknowns};
use crate::verdict::Verdict;
use crate::warnings;
use iamdiag_catalog::Catalog;
use iamdiag_evaluator::{
    AtomName, Decision, Evaluation, Evidence, Flag, Layer, Prepared, Reading, Request, StatementDetails,
    StatementRef, StatementTrace, details,
};
use iamdiag_policy::{Effect, KeyKind};
use iamdiag_snapshot::{Gathered, Presumed, Snapshot};

/// How many near misses have frames of their own, for who wants to see all.
const NEAR_FRAMES: usize = 10;

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

    /// What was compared in a statement.
    pub(crate) fn details(&self, at: StatementRef) -> StatementDetails {
        let prepared = Prepared::new(self.request, self.evidence().endpoint.as_ref(), self.catalog);
        details(&prepared, self.evidence(), at).unwrap_or_default()
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
    let examined = without_likes(examined);
    let mut checks: Vec<CheckAnswer> = examined.iter().map(|one| check_answer(one, catalog)).collect();
    let (decision, deciding) = join(&checks);
    let mut unknowns = joined_unknowns(&checks, decision);
    if let Some(before) = checks.get_mut(..=deciding) {
        // The one to show comes first, the others keep their order.
        before.rotate_right(1);
    }
    for frame in checks.iter_mut().take(1).flat_map(|check| &mut check.frames) {
        count_accounts(&mut frame.citation, snapshot);
    }
    let mut warnings = warnings::of_question(asked, left_out, catalog);
    warnings.extend(warnings::of_wildcards(&checks));
    // A6: AWS may have no such action, and what is allowed by its name alone is worth nothing then.
    let is_unheard_of = warnings.iter().any(|warning| matches!(warning, Warning::UnknownAction { .. }));
    let decision = if is_unheard_of && decision == Decision::Allowed {
        unknowns.push(UnknownAnswer::action());
        Decision::Depends
    } else {
        decision
    };
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
    let not_collected = not_collected(&checks, examined);
    let question = question(asked, snapshot);
    Answer {
        completeness: completeness(asked, question.resource_account.as_deref(), snapshot),
        asked: question,
        decision,
        outcome: outcome(decision, &unknowns),
        unknowns,
        presumed: presumed(asked, examined, &checks),
        remarks: remarks(asked, decision, &not_collected, examined, snapshot, catalog),
        collected_at: snapshot.info.collected_at.clone(),
        not_collected,
        missing: collect(examined, |one| one.gathered.missing().cloned().collect()),
        warnings,
        catalog_date: catalog.date().into(),
        time: examined
            .iter()
            .any(|one| uses_time(&one.gathered.evidence, &one.evaluation))
            .then(|| asked.time.to_iso()),
        checks,
    }
}

/// Without the check of what is like the told resource, where that says nothing else than the told one: allowed alike, or not,
/// but not because of the name. A denial of the very name stays one: AWS itself asks so for what lists all resources of a type.
fn without_likes(examined: &[Examined]) -> &[Examined] {
    let (Some(first), Some((last, others))) = (examined.first(), examined.split_last()) else {
        return examined;
    };
    if last.check.reason != CheckReason::Like {
        return examined;
    }
    let (told, like) = (&first.evaluation, &last.evaluation);
    let differs = match (told.decision, like.decision) {
        (Decision::Allowed, like) => like != Decision::Allowed,
        (Decision::Depends, _) => by_name(&last.check.request, like) != ByName::Never,
        (Decision::ExplicitDeny | Decision::ImplicitDeny, _) => false,
    };
    if differs { examined } else { others }
}

/// Tells how many accounts an SCP or RCP binds where it is attached.
fn count_accounts(citation: &mut Citation, snapshot: &Snapshot) {
    let organization = snapshot.known_organization().filter(|_| snapshot.has_whole_organization());
    if let Some((organization, path)) = organization.zip(citation.path.as_mut()) {
        path.accounts = path.node().map(|node| organization.accounts_bound_at(&node.id));
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

/// What was presumed; what an answer turns on was not.
fn presumed(asked: &Request, examined: &[Examined], checks: &[CheckAnswer]) -> Vec<Presumed> {
    let is_open = |atom: AtomName| {
        checks.iter().flat_map(|check| &check.unknowns).any(|unknown| unknown.name == UnknownName::Atom(atom))
    };
    let mut found = collect(examined, |one| one.gathered.presumed.clone());
    found.retain(|presumed| match presumed {
        Presumed::NotRestricted => !is_open(AtomName::PublicAccessBlock),
        Presumed::OwnObjects => !is_open(AtomName::ObjectOwner),
        _ => true,
    });
    let is_made = |one: &Examined| {
        one.gathered.presumed.iter().any(|presumed| matches!(presumed, Presumed::Made { .. }))
    };
    let of_account = |one: &Examined| match &one.check.reason {
        CheckReason::ResourceType { account, .. } if !is_made(one) => account.clone(),
        _ => None,
    };
    if asked.resource_account.is_none()
        && let Some(account) = examined.iter().find_map(of_account)
    {
        found.push(Presumed::ResourceOf { account });
    }
    found
}

/// The layers of any check that nobody collected, in the order of the table, then ACLs and grants.
fn not_collected(checks: &[CheckAnswer], examined: &[Examined]) -> Vec<Layer> {
    let rows = checks.iter().flat_map(|check| &check.layers);
    let layers = rows.filter(|row| row.effect == LayerEffect::NotCollected).map(|row| row.layer);
    let evidence = || examined.iter().map(|one| &one.gathered.evidence);
    let acl = evidence().any(|evidence| evidence.acl_not_collected).then_some(Layer::Acl);
    let grants =
        evidence().any(|evidence| evidence.grants.as_ref().is_some_and(|grants| grants.known().is_none()));
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
        let statement =
            attached.and_then(|attached| attached.document.statement(trace.at.statement as usize));
        let clauses = statement.into_iter().flat_map(|statement| &statement.conditions);
        clauses
            .into_iter()
            .any(|clause| matches!(clause.key.kind(), KeyKind::CurrentTime | KeyKind::EpochTime))
    };
    evaluation.trace.statements.iter().any(|trace| trace.failures() <= 1 && of_time(trace))
}

fn check_answer(one: &Examined, catalog: &Catalog) -> CheckAnswer {
    let Examined { check, gathered, evaluation } = one;
    let subject = Subject { request: &check.request, gathered, catalog };
    let mut blockers: Vec<BlockerAnswer> =
        evaluation.blockers.iter().map(|blocker| BlockerAnswer::new(&subject, evaluation, blocker)).collect();
    // X6: what cannot be comes before what policies say.
    blockers.sort_by_key(|blocker| blocker.layer != Layer::Structure);
    let near = near_misses(&subject, evaluation);
    let other_readings = other_readings(&subject, evaluation);
    let verdict = Verdict::new(&subject, evaluation, &blockers);
    let frames = frames(&subject, evaluation, &nearest(&verdict, &near));
    let is_framed = |at: StatementRef| frames.iter().any(|frame| frame.citation.at == at);
    let further = near.found.iter().map(|(_, trace)| *trace).filter(|trace| !is_framed(trace.at));
    let further = further.take(NEAR_FRAMES);
    let near_frames = further.filter_map(|trace| frame(&subject, trace, FrameRole::NearMiss));
    let near_frames = near_frames.map(|frame| Frame { is_further: true, ..frame }).collect();
    let outcomes = outcomes(evaluation);
    CheckAnswer {
        reason: check.reason.clone(),
        action: check.request.action.written().into(),
        resource: check.request.resource.text(),
        decision: evaluation.decision,
        verdict,
        frames,
        near_frames,
        blockers,
        layers: layer_rows(&subject, evaluation),
        near_misses: near.found.into_iter().map(|(near, _)| near).collect(),
        near_misses_left_out: near.left_out,
        grounds: grounds(&subject, evaluation),
        assumptions: evaluation.assumptions.clone(),
        flags: evaluation.flags.iter().copied().filter(|flag| matters(*flag, evaluation)).collect(),
        other_readings,
        unknowns: unknowns(&subject, evaluation),
        outcome_causes: outcome_causes(&subject, evaluation, &outcomes),
        outcomes,
        outcomes_are_complete: are_complete(evaluation),
        cross_account: evaluation.cross_account,
    }
}

/// The near misses to show: the nearest, and the nearest of every other layer that has to allow and does not. Of a `Depends`
/// the nearest of what the verdict says does not allow.
fn nearest<'e>(verdict: &Verdict, near: &Near<'e>) -> Vec<&'e StatementTrace> {
    let layers: Vec<Layer> = match verdict {
        Verdict::Depends { missing, .. } | Verdict::ImplicitDeny { missing } => {
            missing.iter().map(|one| one.layer).collect()
        }
        _ => Vec::new(),
    };
    let of_layer = |layer: &Layer| near.found.iter().find(|(near, _)| near.citation.at.layer == *layer);
    let first = near.found.first();
    let first = match verdict {
        Verdict::Depends { .. } => layers.iter().find_map(of_layer).or(first),
        _ => first,
    };
    let mut found: Vec<&StatementTrace> = first.into_iter().map(|(_, trace)| *trace).collect();
    for (_, trace) in layers.iter().filter_map(of_layer) {
        if !found.iter().any(|known| known.at.layer == trace.at.layer) {
            found.push(trace);
        }
    }
    found
}

/// Whether a flag could have made a difference: how AWS reads which RCPs bind (U1, U2) makes none where no RCP denies.
fn matters(flag: Flag, evaluation: &Evaluation) -> bool {
    let denies = |trace: &StatementTrace| {
        trace.at.layer == Layer::Rcp && trace.effect != Some(Effect::Allow) && !trace.truth.is_false()
    };
    match flag {
        Flag::Reading(Reading(1 | 2)) => evaluation.trace.statements.iter().any(denies),
        _ => true,
    }
}

#[cfg(test)]
mod tests;
