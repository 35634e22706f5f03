//! Statements and places in them.

use super::states::StateJson;
use crate::text::mark_text;
use crate::words::aws_type;
use iamdiag_diagnosis::{Cause, Citation, Frame, FrameRole, Label, Mark};
use iamdiag_evaluator::{Keeping, Layer, Truth};
use iamdiag_policy::{Layout, Position};
use serde::Serialize;

/// A statement, or what else decides or is missing.
#[derive(Serialize)]
pub(super) struct ReferenceJson {
    layer: &'static str,
    aws_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_kind: Option<String>,
    /// `explicit`, `implicit` or `allow`.
    effect: &'static str,
    /// `deny`, `no-allow`, `allow`, `rule`, `grant`, `block-public-access`.
    why: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<u16>,
    #[serde(flatten)]
    statement: Option<StatementJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<&'static str>,
}

impl ReferenceJson {
    pub(super) fn new(layer: Layer, cause: &Cause, effect: &'static str, alternatives: &[Layer]) -> Self {
        let mut reference = Self {
            layer: layer.name(),
            aws_type: aws_type(layer),
            resource_kind: None,
            effect,
            why: "rule",
            rule: None,
            node: None,
            statement: None,
            alternatives: alternatives.iter().map(|layer| layer.name()).collect(),
        };
        match cause {
            Cause::Statement(citation) => {
                reference.why = if effect == "allow" { "allow" } else { "deny" };
                reference.resource_kind = citation.resource_kind.as_deref().map(Into::into);
                reference.node = citation.at.node;
                reference.statement = Some(StatementJson::new(citation));
            }
            Cause::NothingAllows { node, .. } => {
                reference.why = "no-allow";
                reference.node = *node;
            }
            Cause::Rule(rule) => reference.rule = Some(rule),
            Cause::Grant(_) => reference.why = "grant",
            Cause::BlockPublicAccess => reference.why = "block-public-access",
        }
        reference
    }
}

/// A statement.
#[derive(Serialize)]
pub(super) struct StatementJson {
    policy: String,
    policy_arn: Option<String>,
    policy_version: Option<String>,
    /// `inline` or `managed`.
    keeping: &'static str,
    attached_to: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    from_catalog: bool,
    statement: u32,
    sid: Option<String>,
    statement_effect: Option<&'static str>,
    pointer: String,
    span: SpanJson,
}

impl StatementJson {
    pub(super) fn new(citation: &Citation) -> Self {
        Self {
            policy: citation.policy.to_string(),
            policy_arn: citation.arn.as_deref().map(Into::into),
            policy_version: citation.version.as_deref().map(Into::into),
            keeping: match citation.keeping {
                Keeping::Inline => "inline",
                Keeping::Managed => "managed",
            },
            attached_to: citation.holder.to_string(),
            from_catalog: citation.from_catalog,
            statement: citation.at.statement,
            sid: citation.sid.as_deref().map(Into::into),
            statement_effect: citation.effect.map(|effect| effect.name()),
            pointer: citation.pointer.clone(),
            span: SpanJson::of_statement(citation),
        }
    }
}

/// A place: lines as people are shown them, offsets in bytes of the policy's shown text.
#[derive(Serialize)]
struct SpanJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// `file` or `policy`: whose lines these are.
    #[serde(skip_serializing_if = "Option::is_none")]
    lines_of: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    layout: Option<&'static str>,
    start: PositionJson,
    end: PositionJson,
}

#[derive(Serialize)]
struct PositionJson {
    line: u32,
    column: u32,
    offset: u32,
}

impl PositionJson {
    fn new(position: Position, offset: u32) -> Self {
        Self { line: position.line, column: position.column, offset }
    }
}

impl SpanJson {
    fn of_statement(citation: &Citation) -> Self {
        let lines = &citation.lines;
        Self {
            file: lines.file.as_deref().map(Into::into),
            lines_of: Some(if lines.lead_into_file() { "file" } else { "policy" }),
            layout: Some(match lines.layout {
                Layout::AsReceived => "as-received",
                Layout::Reflowed => "reflowed",
            }),
            start: PositionJson::new(lines.start, lines.span.start),
            end: PositionJson::new(lines.end, lines.span.end),
        }
    }

    fn of_mark(frame: &Frame, mark: &Mark) -> Self {
        let at = |offset| PositionJson::new(frame.citation.lines.shown(frame.text.position(offset)), offset);
        Self { file: None, lines_of: None, layout: None, start: at(mark.span.start), end: at(mark.span.end) }
    }
}

/// A statement to look at.
#[derive(Serialize)]
pub(super) struct FrameJson {
    layer: &'static str,
    /// `denies`, `allows`, `near-miss` or `open`.
    role: &'static str,
    #[serde(flatten)]
    statement: StatementJson,
    marks: Vec<MarkJson>,
}

#[derive(Serialize)]
struct MarkJson {
    primary: bool,
    /// What kind of mark it is.
    kind: &'static str,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<ConditionJson>,
    span: SpanJson,
}

#[derive(Serialize)]
struct ConditionJson {
    operator: String,
    key: String,
    result: &'static str,
    because: &'static str,
    source: &'static str,
    value: StateJson,
}

impl FrameJson {
    pub(super) fn new(frame: &Frame) -> Self {
        Self {
            layer: frame.citation.at.layer.name(),
            role: match frame.role {
                FrameRole::Denies => "denies",
                FrameRole::Allows => "allows",
                FrameRole::NearMiss => "near-miss",
                FrameRole::Open => "open",
            },
            statement: StatementJson::new(&frame.citation),
            marks: frame.marks.iter().map(|mark| MarkJson::new(frame, mark)).collect(),
        }
    }
}

impl MarkJson {
    fn new(frame: &Frame, mark: &Mark) -> Self {
        Self {
            primary: mark.primary,
            kind: kind(&mark.label),
            text: mark_text(&mark.label),
            condition: condition(&mark.label),
            span: SpanJson::of_mark(frame, mark),
        }
    }
}

fn condition(label: &Label) -> Option<ConditionJson> {
    let Label::Clause { operator, key, truth, state, source, because } = label else { return None };
    Some(ConditionJson {
        operator: operator.clone(),
        key: key.written().to_owned(),
        result: truth_name(*truth),
        because: because.name(),
        source: source.name(),
        value: StateJson::new(state),
    })
}

fn truth_name(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "unknown",
    }
}

fn kind(label: &Label) -> &'static str {
    match label {
        Label::ExplicitDeny => "explicit-deny",
        Label::Allow => "allow",
        Label::Matches(_) => "matches",
        Label::NotListed(_) => "not-listed",
        Label::Misses { .. } | Label::NoneMatches { .. } => "misses",
        Label::Excludes(_) => "excludes",
        Label::MayMatch(_) => "may-match",
        Label::Element { .. } => "element",
        Label::Clause { .. } => "condition",
        Label::Unreadable(_) => "unreadable",
    }
}
