//! The whole answer.

use super::place::{FrameJson, ReferenceJson, StatementJson};
use super::states::StateJson;
use crate::Provenance;
use crate::text::{missing_texts, presumed_texts, supply, warning_text};
use crate::words::aws_type;
use iamdiag_diagnosis::{
    Answer, Asked, Cause, CheckAnswer, CheckReason, LayerEffect, LayerRow, NearMiss, OutcomeRow, StateOf,
    UnknownAnswer, Verdict,
};
use iamdiag_evaluator::Decision;
use serde::Serialize;

/// The version of this shape. It changes when a field goes or changes its meaning, not when one is added.
const SCHEMA_VERSION: &str = "1";

#[derive(Serialize)]
pub(super) struct AnswerJson {
    schema_version: &'static str,
    tool: ToolJson,
    request: RequestJson,
    decision: &'static str,
    decided_by: Vec<ReferenceJson>,
    blockers: Vec<ReferenceJson>,
    depends_on: Vec<UnknownJson>,
    outcomes: Vec<OutcomeJson>,
    layers: Vec<LayerJson>,
    statements: Vec<FrameJson>,
    near_misses: Vec<NearMissJson>,
    /// Every request that AWS makes of the question, the deciding one first.
    requests: Vec<CheckJson>,
    assumptions: Vec<AssumptionJson>,
    flags: Vec<String>,
    cross_account: Option<bool>,
    evidence: EvidenceJson,
    warnings: Vec<String>,
    exit_code: u8,
}

#[derive(Serialize)]
struct ToolJson {
    name: &'static str,
    version: String,
    reference_data: String,
}

#[derive(Serialize)]
struct RequestJson {
    principal: PrincipalJson,
    action: String,
    /// Null where it was not told.
    resource: Option<ResourceJson>,
    context: Vec<ContextJson>,
}

#[derive(Serialize)]
struct PrincipalJson {
    arn: String,
    label: String,
    #[serde(rename = "type")]
    kind: &'static str,
    account: Option<String>,
}

#[derive(Serialize)]
struct ResourceJson {
    arn: String,
    account: Option<String>,
}

#[derive(Serialize)]
struct ContextJson {
    key: String,
    source: &'static str,
    #[serde(flatten)]
    state: StateJson,
}

#[derive(Serialize)]
struct UnknownJson {
    kind: &'static str,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<StatementJson>,
    how_to_supply: String,
}

#[derive(Serialize)]
struct OutcomeJson {
    when: Vec<WhenJson>,
    decision: &'static str,
}

#[derive(Serialize)]
struct WhenJson {
    name: String,
    #[serde(flatten)]
    state: Option<StateJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is: Option<bool>,
}

#[derive(Serialize)]
struct LayerJson {
    layer: &'static str,
    aws_type: &'static str,
    effect: &'static str,
    policies: usize,
    statements_examined: usize,
    statements: Vec<StatementJson>,
}

#[derive(Serialize)]
struct NearMissJson {
    layer: &'static str,
    blocking_element: &'static str,
    distance: u8,
    #[serde(flatten)]
    statement: StatementJson,
}

#[derive(Serialize)]
struct CheckJson {
    action: String,
    resource: String,
    /// `asked`, `resource-type` or `also-needed`.
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_type: Option<String>,
    required: bool,
    decision: &'static str,
}

#[derive(Serialize)]
struct AssumptionJson {
    key: String,
    #[serde(flatten)]
    state: StateJson,
}

#[derive(Serialize)]
struct EvidenceJson {
    data: String,
    time: Option<String>,
    not_collected: Vec<&'static str>,
    missing_policies: Vec<String>,
    presumed: Vec<String>,
}

impl AnswerJson {
    pub(super) fn new(answer: &Answer, provenance: &Provenance<'_>) -> Self {
        let first = answer.checks.first();
        let of_first = |of: &dyn Fn(&CheckAnswer) -> Vec<ReferenceJson>| first.map(of).unwrap_or_default();
        Self {
            schema_version: SCHEMA_VERSION,
            tool: ToolJson {
                name: "iamdiag",
                version: provenance.version.to_owned(),
                reference_data: answer.catalog_date.to_string(),
            },
            request: request(&answer.asked),
            decision: answer.decision.name(),
            decided_by: match answer.decision {
                Decision::Depends => Vec::new(),
                _ => of_first(&|check| decided_by(&check.verdict)),
            },
            blockers: of_first(&blockers),
            depends_on: answer.unknowns.iter().map(unknown).collect(),
            outcomes: first.into_iter().flat_map(|check| &check.outcomes).map(outcome).collect(),
            layers: first.into_iter().flat_map(|check| &check.layers).map(layer).collect(),
            statements: first.into_iter().flat_map(|check| &check.frames).map(FrameJson::new).collect(),
            near_misses: first.into_iter().flat_map(|check| &check.near_misses).map(near_miss).collect(),
            requests: answer.checks.iter().map(check).collect(),
            assumptions: first
                .into_iter()
                .flat_map(|check| &check.assumptions)
                .map(|one| AssumptionJson {
                    key: one.key.written().to_owned(),
                    state: StateJson::new(&one.state),
                })
                .collect(),
            flags: first.into_iter().flat_map(|check| &check.flags).map(ToString::to_string).collect(),
            cross_account: first.and_then(|check| check.cross_account),
            evidence: EvidenceJson {
                data: provenance.data.to_owned(),
                time: answer.time.clone(),
                not_collected: answer.not_collected.iter().map(|layer| layer.name()).collect(),
                missing_policies: missing_texts(answer),
                presumed: presumed_texts(answer),
            },
            warnings: answer.warnings.iter().map(warning_text).collect(),
            exit_code: provenance.exit_code,
        }
    }
}

fn request(asked: &Asked) -> RequestJson {
    let owned = |text: &Option<Box<str>>| text.as_deref().map(Into::into);
    RequestJson {
        principal: PrincipalJson {
            arn: asked.principal.to_string(),
            label: asked.principal_label.to_string(),
            kind: asked.principal_type,
            account: owned(&asked.account),
        },
        action: asked.action.to_string(),
        resource: asked
            .resource
            .as_deref()
            .map(|arn| ResourceJson { arn: arn.to_owned(), account: owned(&asked.resource_account) }),
        context: asked
            .context
            .iter()
            .map(|(key, state)| ContextJson {
                key: key.written().to_owned(),
                source: "given",
                state: StateJson::new(state),
            })
            .collect(),
    }
}

fn decided_by(verdict: &Verdict) -> Vec<ReferenceJson> {
    let one = |layer, by: &Option<Cause>, effect| {
        by.iter().map(|cause| ReferenceJson::new(layer, cause, effect, &[])).collect()
    };
    match verdict {
        Verdict::Allowed { layer, by } => one(*layer, by, "allow"),
        Verdict::ExplicitDeny { layer, by } => one(*layer, by, "explicit"),
        Verdict::ImplicitDeny { missing } => missing
            .iter()
            .take(1)
            .map(|blocker| {
                ReferenceJson::new(blocker.layer, &blocker.cause, "implicit", &blocker.alternatives)
            })
            .collect(),
        Verdict::Depends { .. } => Vec::new(),
    }
}

fn blockers(check: &CheckAnswer) -> Vec<ReferenceJson> {
    let effect = |explicit| if explicit { "explicit" } else { "implicit" };
    let one = check.blockers.iter().map(|blocker| {
        ReferenceJson::new(blocker.layer, &blocker.cause, effect(blocker.explicit), &blocker.alternatives)
    });
    one.collect()
}

fn unknown(unknown: &UnknownAnswer) -> UnknownJson {
    UnknownJson {
        kind: unknown.kind.name(),
        name: unknown.name.text(),
        statement: unknown.statement.as_deref().map(StatementJson::new),
        how_to_supply: supply(unknown),
    }
}

fn outcome(row: &OutcomeRow) -> OutcomeJson {
    let when = row.when.iter().map(|(name, state)| match state {
        StateOf::Key(state) => WhenJson { name: name.text(), state: Some(StateJson::new(state)), is: None },
        StateOf::Is(is) => WhenJson { name: name.text(), state: None, is: Some(*is) },
    });
    OutcomeJson { when: when.collect(), decision: row.decision.name() }
}

fn layer(row: &LayerRow) -> LayerJson {
    LayerJson {
        layer: row.layer.name(),
        aws_type: aws_type(row.layer),
        effect: match row.effect {
            LayerEffect::Allow => "Allow",
            LayerEffect::ExplicitDeny => "ExplicitDeny",
            LayerEffect::ImplicitDeny => "ImplicitDeny",
            LayerEffect::NoImpact => "NoImpact",
            LayerEffect::Unknown => "Unknown",
            LayerEffect::NotCollected => "NotCollected",
            LayerEffect::None => "None",
        },
        policies: row.policies,
        statements_examined: row.examined,
        statements: row.statements.iter().map(StatementJson::new).collect(),
    }
}

fn near_miss(near: &NearMiss) -> NearMissJson {
    NearMissJson {
        layer: near.citation.at.layer.name(),
        blocking_element: near.part.name(),
        distance: 1,
        statement: StatementJson::new(&near.citation),
    }
}

fn check(check: &CheckAnswer) -> CheckJson {
    let (reason, resource_type) = match &check.reason {
        CheckReason::Asked => ("asked", None),
        CheckReason::ResourceType { name, .. } => ("resource-type", Some(name.to_string())),
        CheckReason::AlsoNeeded { .. } => ("also-needed", None),
    };
    CheckJson {
        action: check.action.to_string(),
        resource: check.resource.clone(),
        reason,
        resource_type,
        required: check.reason.is_required(),
        decision: check.decision.name(),
    }
}
