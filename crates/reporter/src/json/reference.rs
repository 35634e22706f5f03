//! What decides, blocks or is missing.

use super::statement::{NodeJson, Statements};
use crate::words::aws_type;
use iamdiag_diagnosis::{BlockerAnswer, Cause, CheckAnswer, Code, Verdict};
use iamdiag_evaluator::Layer;
use iamdiag_snapshot::RestrictedAt;
use serde::Serialize;

/// A statement, or what else decides or is missing.
#[derive(Serialize)]
pub(super) struct ReferenceJson {
    code: &'static str,
    layer: &'static str,
    aws_type: &'static str,
    /// `explicit`, `implicit` or `allow`.
    effect: &'static str,
    /// `deny`, `no-allow`, `allow`, `rule`, `grant`, `block-public-access`.
    why: &'static str,
    rule: Option<&'static str>,
    /// The node of the organization tree, root first.
    node: Option<u16>,
    /// That node, where the organization was collected and nothing there allows.
    place: Option<NodeJson>,
    /// The pointer to the statement in this answer.
    statement: Option<String>,
    /// For a missing grant, the layers any of which could supply it.
    alternatives: Vec<&'static str>,
    /// The id of a KMS grant.
    grant: Option<String>,
    /// Where Block Public Access is on: `bucket`, `account`.
    restricted_at: Vec<&'static str>,
}

impl ReferenceJson {
    pub(super) fn new<'a>(
        (code, layer, cause): (&Code, Layer, &'a Cause),
        effect: &'static str,
        alternatives: &[Layer],
        statements: &mut Statements<'a>,
    ) -> Self {
        let mut reference = Self {
            code: code.id,
            layer: layer.name(),
            aws_type: aws_type(layer),
            effect,
            why: "rule",
            rule: None,
            node: None,
            place: None,
            statement: None,
            alternatives: alternatives.iter().map(|layer| layer.name()).collect(),
            grant: None,
            restricted_at: Vec::new(),
        };
        match cause {
            Cause::Statement(citation) => {
                reference.why = if effect == "allow" { "allow" } else { "deny" };
                reference.node = citation.at.node;
                reference.statement = statements.pointer(citation, "match");
            }
            Cause::NothingAllows { node, place, .. } => {
                reference.place = place.as_ref().map(NodeJson::new);
                reference.why = "no-allow";
                reference.node = *node;
            }
            Cause::Rule { rule, .. } => reference.rule = Some(rule),
            Cause::Grant(grant) => {
                reference.why = "grant";
                reference.grant = Some(grant.id.to_string());
            }
            Cause::BlockPublicAccess(at) => {
                reference.why = "block-public-access";
                reference.restricted_at = at.iter().map(restricted_at).collect();
            }
        }
        reference
    }
}

pub(super) fn restricted_at(at: &RestrictedAt) -> &'static str {
    match at {
        RestrictedAt::Bucket(_) => "bucket",
        RestrictedAt::Account(_) => "account",
    }
}

/// What decides.
pub(super) fn decided_by<'a>(check: &'a CheckAnswer, statements: &mut Statements<'a>) -> Vec<ReferenceJson> {
    match &check.verdict {
        Verdict::Allowed { layer, by, beside } => {
            let own = by.iter().map(|by| (by.code_of_allow(), *layer, by));
            let beside = beside.iter().map(|by| (by.code_of_allow(), by.layer(), by));
            own.chain(beside).map(|cause| ReferenceJson::new(cause, "allow", &[], statements)).collect()
        }
        Verdict::ExplicitDeny { layer, by } => {
            let code = check.blockers.iter().find(|blocker| blocker.explicit).map(|blocker| blocker.code);
            let one = by.iter().zip(code).map(|(by, code)| (code, *layer, by));
            one.map(|cause| ReferenceJson::new(cause, "explicit", &[], statements)).collect()
        }
        Verdict::ImplicitDeny { missing } => {
            missing.iter().take(1).map(|missing| blocker(missing, statements)).collect()
        }
        Verdict::Depends { .. } => Vec::new(),
    }
}

/// Everything that stands in the way.
pub(super) fn blockers<'a>(check: &'a CheckAnswer, statements: &mut Statements<'a>) -> Vec<ReferenceJson> {
    check.blockers.iter().map(|one| blocker(one, statements)).collect()
}

fn blocker<'a>(blocker: &'a BlockerAnswer, statements: &mut Statements<'a>) -> ReferenceJson {
    let effect = if blocker.explicit { "explicit" } else { "implicit" };
    let cause = (blocker.code, blocker.layer, &blocker.cause);
    ReferenceJson::new(cause, effect, &blocker.alternatives, statements)
}
