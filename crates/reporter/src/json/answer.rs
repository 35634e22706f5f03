//! The whole answer.

use super::condition::{ConditionJson, DifferenceJson};
use super::reference::{ReferenceJson, blockers, decided_by, restricted_at};
use super::statement::{StatementJson, Statements, result_of, role_name};
use super::states::StateJson;
use crate::Provenance;
use crate::content::{missing_texts, presumed_texts, reading_texts, remark_text, supply, warning_text};
use crate::words::aws_type;
use iamdiag_diagnosis::{
    Answer, Asked, Cause, CheckAnswer, CheckReason, Ground, Grounds, LayerEffect, LayerRow, Miss, NearMiss,
    OutcomeRow, StateOf, UnknownAnswer,
};
use iamdiag_evaluator::Decision;
use iamdiag_snapshot::RestrictedAt;
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
    unknowns: Vec<UnknownJson>,
    outcomes: Vec<OutcomeJson>,
    /// Whether the outcomes speak of all values, and not only of those that were tried.
    outcomes_complete: bool,
    layers: Vec<LayerJson>,
    /// The statements to look at, the deciding one first.
    frames: Vec<FrameJson>,
    near_misses: Vec<NearMissJson>,
    /// How many near misses there are beside these.
    near_misses_left_out: usize,
    /// What an Allow stands on.
    grounds: Option<GroundsJson>,
    /// Every request that AWS makes of the question, the deciding one first.
    requests: Vec<CheckJson>,
    assumptions: Vec<AssumptionJson>,
    flags: Vec<String>,
    cross_account: Option<bool>,
    evidence: EvidenceJson,
    /// What is to be known beside.
    notes: Vec<String>,
    warnings: Vec<String>,
    /// The codes of everything in the answer, sorted.
    codes: Vec<&'static str>,
    exit_code: u8,
}

#[derive(Serialize)]
struct FrameJson {
    code: &'static str,
    /// `denies`, `allows`, `near-miss` or `open`.
    role: &'static str,
    statement: Option<String>,
}

#[derive(Serialize)]
struct GroundsJson {
    /// How many statements grant it.
    grants: usize,
    /// The statements without any one of which it would not be allowed.
    needed: Vec<GroundJson>,
}

#[derive(Serialize)]
struct GroundJson {
    statement: Option<String>,
    relies_on: Vec<ConditionJson>,
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
    account_name: Option<String>,
    /// The user behind a federated user, where the data knows it.
    issuer: Option<String>,
}

#[derive(Serialize)]
struct ResourceJson {
    arn: String,
    account: Option<String>,
    account_name: Option<String>,
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
    code: &'static str,
    kind: &'static str,
    name: String,
    /// The pointer to the statement in this answer that it belongs to.
    statement: Option<String>,
    /// Empty where nothing helps.
    how_to_supply: String,
}

#[derive(Serialize)]
struct OutcomeJson {
    when: Vec<WhenJson>,
    decision: &'static str,
    /// What decides there; null where something else still matters.
    decided_by: Option<ReferenceJson>,
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
    /// The KMS grants that allow, or could.
    grants: Vec<String>,
    /// Where Block Public Access is on: `bucket`, `account`.
    restricted_at: Vec<&'static str>,
}

#[derive(Serialize)]
struct NearMissJson {
    code: &'static str,
    layer: &'static str,
    statement: Option<String>,
    /// How many parts of the statement do not match.
    distance: usize,
    /// These parts.
    blocking_elements: Vec<&'static str>,
    misses: Vec<MissJson>,
}

/// A part that does not match.
#[derive(Serialize)]
struct MissJson {
    element: &'static str,
    /// The request's value; null for a condition.
    value: Option<String>,
    /// The entry that nearly matches.
    nearest: Option<String>,
    difference: Option<DifferenceJson>,
    condition: Option<ConditionJson>,
}

#[derive(Serialize)]
struct CheckJson {
    action: String,
    resource: String,
    /// `asked`, `resource-type` or `also-needed`.
    reason: &'static str,
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
    /// When the data was collected, where known.
    collected_at: Option<String>,
    not_collected: Vec<&'static str>,
    missing_policies: Vec<String>,
    presumed: Vec<String>,
}

impl AnswerJson {
    pub(super) fn new(answer: &Answer, provenance: &Provenance<'_>) -> Self {
        let first = answer.checks.first();
        let layers = first.into_iter().flat_map(|check| check.layers.iter().map(|row| row.layer));
        let mut statements = Statements::new(layers, first.map(|check| &*check.frames).unwrap_or_default());
        // What decides a layer stands first in it.
        for row in first.into_iter().flat_map(|check| &check.layers) {
            let result = if row.effect == LayerEffect::Unknown { "unknown" } else { "match" };
            row.statements.iter().for_each(|citation| {
                statements.pointer(citation, result);
            });
        }
        let decided_by = match (first, answer.decision) {
            (None, _) | (_, Decision::Depends) => Vec::new(),
            (Some(check), _) => decided_by(check, &mut statements),
        };
        let blockers = first.map(|check| blockers(check, &mut statements)).unwrap_or_default();
        let frames: Vec<FrameJson> = first
            .into_iter()
            .flat_map(|check| &check.frames)
            .map(|frame| FrameJson {
                code: frame.code.id,
                role: role_name(frame.role),
                statement: statements.pointer(&frame.citation, result_of(frame.role)),
            })
            .collect();
        let near_misses: Vec<NearMissJson> = first
            .into_iter()
            .flat_map(|check| &check.near_misses)
            .map(|near| near_miss(near, &mut statements))
            .collect();
        let grounds = first.and_then(|check| check.grounds.as_ref());
        let grounds = grounds.map(|grounds| self::grounds(grounds, &mut statements));
        let unknowns: Vec<UnknownJson> =
            answer.unknowns.iter().map(|one| unknown(one, &mut statements)).collect();
        let outcomes = first.map(|check| outcomes(check, &mut statements)).unwrap_or_default();
        Self {
            schema_version: SCHEMA_VERSION,
            tool: ToolJson {
                name: "iamdiag",
                version: provenance.version.to_owned(),
                reference_data: answer.catalog_date.to_string(),
            },
            request: request(&answer.asked),
            decision: answer.decision.name(),
            decided_by,
            blockers,
            unknowns,
            outcomes,
            outcomes_complete: first.is_none_or(|check| check.outcomes_are_complete),
            layers: first
                .into_iter()
                .flat_map(|check| &check.layers)
                .map(|row| layer(row, statements.of(row.layer)))
                .collect(),
            frames,
            near_misses,
            near_misses_left_out: first.map_or(0, |check| check.near_misses_left_out),
            grounds,
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
                collected_at: answer.collected_at.as_deref().map(Into::into),
                not_collected: answer.not_collected.iter().map(|layer| layer.name()).collect(),
                missing_policies: missing_texts(answer),
                presumed: presumed_texts(answer),
            },
            notes: first
                .into_iter()
                .flat_map(reading_texts)
                .chain(answer.remarks.iter().map(remark_text))
                .collect(),
            warnings: answer.warnings.iter().map(warning_text).collect(),
            codes: answer.codes().into_iter().map(|code| code.id).collect(),
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
            account_name: owned(&asked.account_name),
            issuer: owned(&asked.issuer),
        },
        action: asked.action.to_string(),
        resource: asked.resource.as_deref().map(|arn| ResourceJson {
            arn: arn.to_owned(),
            account: owned(&asked.resource_account),
            account_name: owned(&asked.resource_account_name),
        }),
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

fn unknown<'a>(unknown: &'a UnknownAnswer, statements: &mut Statements<'a>) -> UnknownJson {
    UnknownJson {
        code: unknown.code().id,
        kind: unknown.kind.name(),
        name: unknown.name.text(),
        statement: unknown.statement.as_deref().and_then(|citation| statements.pointer(citation, "unknown")),
        how_to_supply: supply(unknown),
    }
}

fn grounds<'a>(grounds: &'a Grounds, statements: &mut Statements<'a>) -> GroundsJson {
    let needed = grounds.needed.iter().map(|Ground { citation, relies_on }| GroundJson {
        statement: statements.pointer(citation, "match"),
        relies_on: relies_on.iter().map(ConditionJson::new).collect(),
    });
    GroundsJson { grants: grounds.grants, needed: needed.collect() }
}

fn outcomes<'a>(check: &'a CheckAnswer, statements: &mut Statements<'a>) -> Vec<OutcomeJson> {
    let causes = check.outcome_causes.iter().map(Option::as_ref).chain(std::iter::repeat(None));
    let rows = check.outcomes.iter().zip(causes);
    rows.map(|(row, cause)| outcome(row, cause, statements)).collect()
}

fn outcome<'a>(
    row: &'a OutcomeRow,
    cause: Option<&'a Cause>,
    statements: &mut Statements<'a>,
) -> OutcomeJson {
    let when = row.when.iter().map(|(name, state)| match state {
        StateOf::Key(state) => WhenJson { name: name.text(), state: Some(StateJson::new(state)), is: None },
        StateOf::Other => WhenJson { name: name.text(), state: Some(StateJson::named("other")), is: None },
        StateOf::Any => WhenJson { name: name.text(), state: Some(StateJson::named("any")), is: None },
        StateOf::Is(is) => WhenJson { name: name.text(), state: None, is: Some(*is) },
    });
    let effect = match row.decision {
        Decision::Allowed => "allow",
        Decision::ExplicitDeny => "explicit",
        Decision::ImplicitDeny | Decision::Depends => "implicit",
    };
    let decided_by = cause.map(|cause| {
        ReferenceJson::new((cause.code(effect == "allow"), cause.layer(), cause), effect, &[], statements)
    });
    OutcomeJson { when: when.collect(), decision: row.decision.name(), decided_by }
}

fn layer(row: &LayerRow, statements: Vec<StatementJson>) -> LayerJson {
    LayerJson {
        layer: row.layer.name(),
        aws_type: aws_type(row.layer),
        effect: match row.effect {
            LayerEffect::Allow => "Allow",
            LayerEffect::ExplicitDeny => "ExplicitDeny",
            LayerEffect::ImplicitDeny => "ImplicitDeny",
            LayerEffect::NoImpact | LayerEffect::NotNeeded => "NoImpact",
            LayerEffect::Unknown => "Unknown",
            LayerEffect::NotCollected => "NotCollected",
            LayerEffect::None => "None",
        },
        policies: row.policies,
        statements_examined: row.examined,
        statements,
        grants: row.causes.iter().filter_map(grant_id).collect(),
        restricted_at: row.causes.iter().flat_map(restrictions).map(restricted_at).collect(),
    }
}

fn grant_id(cause: &Cause) -> Option<String> {
    match cause {
        Cause::Grant(grant) => Some(grant.id.to_string()),
        _ => None,
    }
}

fn restrictions(cause: &Cause) -> &[RestrictedAt] {
    match cause {
        Cause::BlockPublicAccess(at) => at,
        _ => &[],
    }
}

fn near_miss<'a>(near: &'a NearMiss, statements: &mut Statements<'a>) -> NearMissJson {
    NearMissJson {
        code: near.code().id,
        layer: near.citation.at.layer.name(),
        statement: statements.pointer(&near.citation, "no-match"),
        distance: near.distance(),
        blocking_elements: near.parts().into_iter().map(|part| part.name()).collect(),
        misses: near.misses.iter().map(miss).collect(),
    }
}

fn miss(miss: &Miss) -> MissJson {
    let difference = miss.difference().map(DifferenceJson::new);
    let element = miss.part().name();
    match miss {
        Miss::Element { asked, nearly, .. } => MissJson {
            element,
            value: Some(asked.to_string()),
            nearest: nearly.as_ref().map(|(entry, _)| entry.to_string()),
            difference,
            condition: None,
        },
        Miss::Clause(clause) => MissJson {
            element,
            value: None,
            nearest: None,
            difference,
            condition: Some(ConditionJson::new(clause)),
        },
    }
}

fn check(check: &CheckAnswer) -> CheckJson {
    let (reason, resource_type) = match &check.reason {
        CheckReason::Asked => ("asked", None),
        CheckReason::Like => ("like", None),
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
