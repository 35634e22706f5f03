//! What the reader should know before believing the answer.

use crate::answer::{CheckAnswer, Warning};
use crate::checks::{CheckReason, fits};
use crate::citation::{Lines, span_and_effect};
use crate::diagnose::Subject;
use crate::frames::FrameRole;
use iamdiag_catalog::Catalog;
use iamdiag_evaluator::{Evaluation, Request, Resource, StatementTrace, contradictions};
use iamdiag_policy::{Arn, ConditionKey, KeyKind, Problem, ProblemCode, Span};

/// How many forms of resources, or names of actions, are listed.
const SHOWN: usize = 3;

/// Warnings about the question itself.
pub(crate) fn of_question(request: &Request, left_out: Option<&str>, catalog: &Catalog) -> Vec<Warning> {
    let mut found = Vec::new();
    let (service, name) = (request.action.service(), request.action.name());
    match catalog.action(service, name) {
        None => found.push(Warning::UnknownAction {
            action: request.action.written().into(),
            candidates: near_actions(service, name, catalog),
        }),
        Some(action) if fits(request, catalog) == Some(false) => {
            let types = action.resource_types().map(|of| of.resource_type().arn_template().into());
            if let Resource::Arn(resource) = &request.resource {
                found.push(Warning::ResourceDoesNotFit {
                    resource: resource.clone(),
                    forms: types.take(SHOWN).collect(),
                });
            }
        }
        Some(_) => {}
    }
    let unknown = request.context.iter().filter(|(key, _)| catalog.key(key.lower()).is_none());
    found.extend(unknown.map(|(key, _)| Warning::UnknownKey { key: key.written().into() }));
    found.extend(contradictions(request).into_iter().map(Warning::Contradiction));
    found.extend(other_region(request));
    found.extend(left_out.map(|resource| Warning::ResourceLeftOut { resource: resource.into() }));
    found
}

/// A call goes to the region of its resource, whatever region was told.
fn other_region(request: &Request) -> Option<Warning> {
    let text = request.resource.text();
    let fact = Arn::parse(&text)?.region;
    let told = request.region.as_deref()?;
    let differs = !fact.is_empty() && !fact.contains(['*', '?']) && fact != told;
    let key = ConditionKey::new(KeyKind::RequestedRegion.name());
    differs.then(|| Warning::OtherRegion { key, told: told.into(), fact: fact.into() })
}

/// What was told with wildcards, which AWS takes literally, and fares otherwise that way.
pub(crate) fn of_wildcards(checks: &[CheckAnswer]) -> Option<Warning> {
    let like = checks.iter().find(|check| check.reason == CheckReason::Like)?;
    let told = checks.iter().find(|check| check.reason == CheckReason::Asked)?;
    let open = like.frames.iter().filter(|frame| frame.role == FrameRole::Open);
    Some(Warning::Wildcards {
        resource: like.resource.as_str().into(),
        literally: told.decision,
        statements: open.take(SHOWN).map(|frame| frame.citation.clone()).collect(),
    })
}

/// Actions of the service whose names begin or end like the wanted one.
pub(crate) fn near_actions(service: &str, name: &str, catalog: &Catalog) -> Vec<Box<str>> {
    let Some(service) = catalog.service(service) else { return Vec::new() };
    let likeness = |other: &str| {
        let other = other.to_ascii_lowercase();
        let same = |a: &mut dyn Iterator<Item = u8>, b: &mut dyn Iterator<Item = u8>| {
            a.zip(b).take_while(|(a, b)| a == b).count()
        };
        let head = same(&mut name.bytes(), &mut other.bytes());
        let tail = same(&mut name.bytes().rev(), &mut other.bytes().rev());
        let letters = name.len().max(other.len());
        ((head + tail).min(letters) * 100) / letters.max(1)
    };
    let mut found: Vec<(usize, &str)> = service
        .actions()
        .map(|action| (likeness(action.name()), action.name()))
        .filter(|(like, _)| *like >= 75)
        .collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    found.into_iter().take(SHOWN).map(|(_, name)| format!("{}:{name}", service.prefix()).into()).collect()
}

/// Warnings of the policies in the evidence: about the whole document, or in a statement that has a say.
pub(crate) fn of_policies(subject: &Subject<'_>, evaluation: &Evaluation) -> Vec<Warning> {
    let mut found = Vec::new();
    let mut seen: Option<(_, _, _)> = None;
    for trace in &evaluation.trace.statements {
        let Some(attached) = subject.evidence().attached(trace.at) else { continue };
        let document = &attached.document;
        let policy = (trace.at.layer, trace.at.node, trace.at.policy);
        let is_first = seen.replace(policy) != Some(policy);
        let place = span_and_effect(document, trace.at.statement as usize).map(|(span, _)| span);
        let concerns = |problem: &&Problem| match problem.code {
            ProblemCode::Oversized => is_first,
            _ => has_a_say(trace) && place.is_some_and(|place| contains(place, problem.span)),
        };
        found.extend(document.warnings.iter().filter(concerns).map(|problem| Warning::Policy {
            policy: attached.name.clone(),
            lines: Lines::new(subject, trace.at, document, problem.span),
            message: problem.message.clone(),
        }));
    }
    found
}

fn has_a_say(trace: &StatementTrace) -> bool {
    !trace.truth.is_false() || trace.failures() == 1
}

fn contains(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
