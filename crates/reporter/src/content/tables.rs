//! Layers, blockers, requests, unknowns and outcomes, as rows and lines.

use super::headline::{name, word};
use super::side::Side;
use super::supply::supply;
use crate::escape::escaped;
use crate::words;
use iamdiag_diagnosis::{
    Answer, BlockerAnswer, Cause, CheckAnswer, CheckReason, Citation, Exempt, LayerEffect, LayerRow,
    OutcomeRow, StateOf, UnknownAnswer, Verdict,
};
use iamdiag_evaluator::{Decision, Layer, UnknownKind};
use iamdiag_snapshot::Presumed;

/// How many statements of a layer are named unless all are asked for.
const NAMED: usize = 2;

/// The head and the rows of the table of layers. Of two accounts each row says whose it is.
pub(super) fn layers(
    answer: &Answer,
    check: &CheckAnswer,
    verbose: bool,
) -> (&'static [&'static str], Vec<Vec<String>>) {
    let across = check.cross_account == Some(true) && answer.asked.account.is_some();
    let row = |row: &LayerRow| {
        let mut cells = vec![row.layer.name().to_owned(), effect(row.effect).to_owned()];
        if across {
            cells.push(Side::of(row.layer).map_or("", Side::name).to_owned());
        }
        cells.push(decided_by(answer, check, row, verbose));
        cells
    };
    let head: &[&str] = if across {
        &["layer", "effect", "account", "decided by"]
    } else {
        &["layer", "effect", "decided by"]
    };
    (head, check.layers.iter().map(row).collect())
}

fn effect(effect: LayerEffect) -> &'static str {
    match effect {
        LayerEffect::Allow => "allow",
        LayerEffect::ExplicitDeny => "EXPLICIT DENY",
        LayerEffect::ImplicitDeny => "IMPLICIT DENY",
        LayerEffect::NoImpact => "no impact",
        LayerEffect::NotNeeded => "no allow",
        LayerEffect::Unknown => "UNKNOWN",
        LayerEffect::NotCollected => "NOT COLLECTED",
        LayerEffect::None => "none",
    }
}

fn decided_by(answer: &Answer, check: &CheckAnswer, row: &LayerRow, verbose: bool) -> String {
    let counted = || {
        let policies = words::count(row.policies, "policy", "policies");
        format!("{policies}, {}", words::count(row.examined, "statement", "statements"))
    };
    let shown = if verbose { usize::MAX } else { NAMED };
    match (row.effect, row.statements.is_empty()) {
        (LayerEffect::Allow | LayerEffect::ExplicitDeny | LayerEffect::Unknown, false) => {
            named(row.layer, &row.statements, shown)
        }
        _ if !row.causes.is_empty() => of_causes(row, shown),
        (LayerEffect::NoImpact, _) if row.layer == Layer::Grant => "no grant is for this".to_owned(),
        (LayerEffect::ImplicitDeny, _) if row.layer == Layer::Scp && row.missing.is_some() => {
            row.missing.as_ref().map(|missing| words::cause(row.layer, missing)).unwrap_or_default()
        }
        (LayerEffect::ImplicitDeny, _) if row.examined == 0 => "there is no policy".to_owned(),
        (LayerEffect::ImplicitDeny, _) => format!("{}, none allows it", counted()),
        (LayerEffect::NotNeeded, _) => not_needed(check),
        (LayerEffect::NoImpact, _) if row.layer == Layer::Rcp => "RCPs do not bind this service".to_owned(),
        (LayerEffect::NoImpact, _) if row.examined > 0 => format!("{}, none matches", counted()),
        (LayerEffect::None, _) if row.exempt.is_some() => row.exempt.map(exempt).unwrap_or_default(),
        (LayerEffect::None, _) => why_none(answer, row.layer).to_owned(),
        (LayerEffect::Allow, true) if row.layer == Layer::Identity => "a root user needs none".to_owned(),
        _ => String::new(),
    }
}

/// Why a layer that does not allow does not matter.
fn not_needed(check: &CheckAnswer) -> String {
    match &check.verdict {
        Verdict::Allowed { layer: Layer::Resource, by: Some(Cause::Statement(citation)), .. } => {
            format!("not needed: {} allows the caller itself", words::cited(citation))
        }
        Verdict::Allowed { layer, by: Some(by), .. } => {
            format!("not needed: {}", words::cause(*layer, by))
        }
        _ => "not needed".to_owned(),
    }
}

/// Grants and settings.
fn of_causes(row: &LayerRow, shown: usize) -> String {
    let all = row.causes.iter().take(shown).map(|cause| words::cause(row.layer, cause));
    let listed = all.collect::<Vec<_>>().join("; ");
    let more = row.causes.len().saturating_sub(shown);
    match (row.layer, row.effect) {
        (Layer::BlockPublicAccess, effect) => {
            let when = match effect {
                LayerEffect::ExplicitDeny => {
                    ": the bucket's policy is public, and the caller not of its account"
                }
                LayerEffect::Unknown => {
                    ", if the bucket's policy is public and the caller not of its account"
                }
                _ => " cuts nobody off here",
            };
            format!("{}{when}", restrictions(&row.causes))
        }
        _ if more > 0 => format!("{listed}; and {more} more (-v)"),
        _ => listed,
    }
}

/// `RestrictPublicBuckets of bucket ARN`.
fn restrictions(causes: &[Cause]) -> String {
    let at = causes.iter().find_map(|cause| match cause {
        Cause::BlockPublicAccess(at) => Some(&**at),
        _ => None,
    });
    format!("RestrictPublicBuckets{}", words::places(at.unwrap_or_default()))
}

/// Statements by name; of SCPs and RCPs that are attached at several nodes, each once with its nodes.
fn named(layer: Layer, statements: &[Citation], shown: usize) -> String {
    let texts: Vec<String> = match layer {
        Layer::Scp | Layer::Rcp => by_policy(layer, statements),
        _ => statements.iter().map(words::cited).collect(),
    };
    let more = texts.len().saturating_sub(shown);
    let mut listed = texts.into_iter().take(shown).collect::<Vec<_>>().join("; ");
    if more > 0 {
        listed.push_str(&format!("; and {more} more (-v)"));
    }
    listed
}

/// `Statement[0] of SCP FullAWSAccess attached to the root r-1, OU "Prod" (ou-2)`.
fn by_policy(layer: Layer, statements: &[Citation]) -> Vec<String> {
    let same = |a: &Citation, b: &Citation| {
        (&a.policy, &a.arn, a.at.statement) == (&b.policy, &b.arn, b.at.statement)
    };
    let mut groups: Vec<(&Citation, Vec<String>)> = Vec::new();
    for citation in statements {
        let node = citation.path.as_ref().and_then(|path| path.node()).map(words::short_node);
        match groups.iter_mut().find(|(first, _)| same(first, citation)) {
            Some((_, nodes)) => nodes.extend(node),
            None => groups.push((citation, node.into_iter().collect())),
        }
    }
    let kind = if layer == Layer::Scp { "SCP" } else { "RCP" };
    let one = |(citation, nodes): (&Citation, Vec<String>)| match &*nodes {
        [] | [_] => words::cited(citation),
        // What AWS attaches by itself everywhere has one statement.
        nodes if matches!(&*citation.policy, "FullAWSAccess" | "RCPFullAWSAccess") => {
            format!("{} at {}", escaped(&citation.policy), nodes.join(", "))
        }
        nodes => format!(
            "{} of {kind} {} attached to {}",
            words::statement(citation),
            escaped(&citation.policy),
            nodes.join(", ")
        ),
    };
    groups.into_iter().map(one).collect()
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
    names.chain(["verdict".to_owned(), "decided by".to_owned()]).collect()
}

/// The values, the verdict, and what decides there. `all`: the rows speak of all values, and not only of those that were tried.
pub(super) fn outcome(row: &OutcomeRow, cause: Option<&Cause>, all: bool) -> Vec<String> {
    let cells = row.when.iter().map(|(_, state)| cell(state, all));
    let explicit = if row.decision == Decision::ExplicitDeny { "explicit deny: " } else { "" };
    let by = cause.map_or(String::new(), |cause| format!("{explicit}{}", by(cause)));
    cells.chain([word(row.decision).to_owned(), by]).collect()
}

fn by(cause: &Cause) -> String {
    match cause {
        Cause::NothingAllows { only: None, .. } => format!("{} allows it", words::none_of(cause.layer())),
        _ => words::cause(cause.layer(), cause),
    }
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
