//! Layers, blockers, requests, unknowns and outcomes, as rows and lines.

use super::headline::{name, word};
use super::supply::supply;
use crate::escape::escaped;
use crate::words;
use iamdiag_diagnosis::{
    Answer, BlockerAnswer, CheckAnswer, CheckReason, Exempt, LayerEffect, LayerRow, OutcomeRow, StateOf,
    UnknownAnswer,
};
use iamdiag_evaluator::{Layer, UnknownKind};
use iamdiag_snapshot::Presumed;

pub(super) fn layers(answer: &Answer, check: &CheckAnswer) -> Vec<Vec<String>> {
    let row = |row: &LayerRow| {
        vec![row.layer.name().to_owned(), effect(row.effect).to_owned(), decided_by(answer, row)]
    };
    check.layers.iter().map(row).collect()
}

fn effect(effect: LayerEffect) -> &'static str {
    match effect {
        LayerEffect::Allow => "allow",
        LayerEffect::ExplicitDeny => "EXPLICIT DENY",
        LayerEffect::ImplicitDeny => "IMPLICIT DENY",
        LayerEffect::NoImpact => "no impact",
        LayerEffect::Unknown => "UNKNOWN",
        LayerEffect::NotCollected => "NOT COLLECTED",
        LayerEffect::None => "none",
    }
}

fn decided_by(answer: &Answer, row: &LayerRow) -> String {
    let counted = || {
        let policies = words::count(row.policies, "policy", "policies");
        format!("{policies}, {}", words::count(row.examined, "statement", "statements"))
    };
    match (row.effect, row.statements.split_first()) {
        (LayerEffect::Allow | LayerEffect::ExplicitDeny | LayerEffect::Unknown, Some((first, rest))) => {
            let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
            format!("{}{more}", words::cited(first))
        }
        (LayerEffect::ImplicitDeny, _) if row.layer == Layer::Scp && row.missing.is_some() => {
            row.missing.as_ref().map(|missing| words::cause(row.layer, missing)).unwrap_or_default()
        }
        (LayerEffect::ImplicitDeny, _) if row.examined == 0 => "there is no policy".to_owned(),
        (LayerEffect::ImplicitDeny, _) => format!("{}, none allows it", counted()),
        (LayerEffect::NoImpact, _) if row.layer == Layer::Rcp => "RCPs do not bind this service".to_owned(),
        (LayerEffect::NoImpact, _) if row.examined > 0 => format!("{}, none matches", counted()),
        (LayerEffect::None, _) if row.exempt.is_some() => row.exempt.map(exempt).unwrap_or_default(),
        (LayerEffect::None, _) => why_none(answer, row.layer).to_owned(),
        (LayerEffect::Allow, None) if row.layer == Layer::Identity => "a root user needs none".to_owned(),
        _ => String::new(),
    }
}

fn exempt(why: Exempt) -> String {
    match why {
        Exempt::ManagementAccount => "do not bind the management account",
        Exempt::ServiceLinkedRole => "do not bind service-linked roles",
        Exempt::NoPrincipal => "bind users and roles only",
    }
    .to_owned()
}

fn why_none(answer: &Answer, layer: Layer) -> &'static str {
    let presumed = |wanted: &Presumed| answer.presumed.contains(wanted);
    match layer {
        _ if presumed(&Presumed::Absent(layer)) => "as you said (--assume-absent)",
        Layer::Resource => "there is none",
        Layer::Session if presumed(&Presumed::NoSessionPolicy) => "assumed (--session-policy FILE)",
        Layer::Vpce if presumed(&Presumed::NoEndpoint) => "assumed: not through an endpoint (--vpce ID)",
        _ => "",
    }
}

/// Whether there is more in the way than the headline tells.
pub(super) fn has_blockers_to_list(check: &CheckAnswer) -> bool {
    let told = |blocker: &BlockerAnswer| {
        !blocker.explicit && blocker.alternatives.iter().all(|layer| *layer == blocker.layer)
    };
    check.blockers.len() > 1 && !check.blockers.iter().all(told)
}

pub(super) fn blockers(check: &CheckAnswer) -> Vec<String> {
    check.blockers.iter().map(blocker).collect()
}

fn blocker(blocker: &BlockerAnswer) -> String {
    let kind = if blocker.explicit { "explicit deny: " } else { "" };
    let others: Vec<&str> = blocker
        .alternatives
        .iter()
        .filter(|layer| **layer != blocker.layer)
        .map(|layer| layer.name())
        .collect();
    let alternatives = if others.is_empty() {
        String::new()
    } else {
        format!("; an Allow in {} would do as well", others.join(" or "))
    };
    format!("{kind}{}{alternatives}", words::cause(blocker.layer, &blocker.cause))
}

pub(super) fn request(check: &CheckAnswer) -> Vec<String> {
    let why = match &check.reason {
        CheckReason::Asked => String::new(),
        CheckReason::Like => "whatever is like it".to_owned(),
        CheckReason::ResourceType { name, required: true, .. } => format!("resource type {}", escaped(name)),
        CheckReason::ResourceType { name, required: false, .. } => {
            format!("resource type {}, in some calls", escaped(name))
        }
        CheckReason::AlsoNeeded { certain: true } => "needed by the same call".to_owned(),
        CheckReason::AlsoNeeded { certain: false } => "perhaps needed by the same call".to_owned(),
    };
    let verdict = word(check.decision).to_owned();
    vec![verdict, escaped(&check.action).into_owned(), escaped(&check.resource).into_owned(), why]
}

pub(super) fn unknown(unknown: &UnknownAnswer) -> Vec<String> {
    let text = match (&unknown.statement, unknown.kind) {
        (Some(citation), UnknownKind::Support) => {
            format!("{}, which cannot be read", words::cited(citation))
        }
        (Some(citation), _) => format!("{} in {}", name(&unknown.name), words::cited(citation)),
        (None, _) => name(&unknown.name),
    };
    vec![text, kind(unknown.kind).to_owned(), supply(unknown)]
}

fn kind(kind: UnknownKind) -> &'static str {
    match kind {
        UnknownKind::Context => "you can tell",
        UnknownKind::Data => "not collected",
        UnknownKind::Support => "not modelled",
        UnknownKind::Disputed => "open",
    }
}

pub(super) fn outcome_head(rows: &[OutcomeRow]) -> Vec<String> {
    let names = rows.first().into_iter().flat_map(|row| &row.when).map(|(key, _)| name(key));
    names.chain(["verdict".to_owned()]).collect()
}

/// `all`: the rows speak of all values, and not only of those that were tried.
pub(super) fn outcome(row: &OutcomeRow, all: bool) -> Vec<String> {
    let cells = row.when.iter().map(|(_, state)| cell(state, all));
    cells.chain([word(row.decision).to_owned()]).collect()
}

fn cell(state: &StateOf, all: bool) -> String {
    match state {
        StateOf::Key(state) => words::state(state),
        StateOf::Other if all => "any other value".to_owned(),
        StateOf::Other => "another value".to_owned(),
        StateOf::Any => "any".to_owned(),
        StateOf::Is(true) => "yes".to_owned(),
        StateOf::Is(false) => "no".to_owned(),
    }
}
