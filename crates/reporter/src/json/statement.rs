//! Statements, each once under its layer, and what points at them.

use super::condition::{ConditionJson, DifferenceJson};
use super::span::SpanJson;
use crate::content::mark_text;
use iamdiag_diagnosis::{Citation, Difference, Frame, FrameRole, Label, Mark, MarkOf};
use iamdiag_evaluator::{Keeping, Layer};
use iamdiag_snapshot::{NodeKind, PathNode};
use serde::Serialize;

/// A statement.
#[derive(Serialize)]
pub(super) struct StatementJson {
    policy: PolicyJson,
    /// What the policy is attached to; empty where that goes without saying.
    attached_to: String,
    /// The node of the organization tree, root first.
    node: Option<u16>,
    /// For SCPs and RCPs of a collected organization, the way from its root to the account.
    path: Vec<NodeJson>,
    index: u32,
    sid: Option<String>,
    /// Null where the statement cannot be read.
    effect: Option<&'static str>,
    /// The RFC 6901 pointer into the policy: the statement's stable identity.
    pointer: String,
    span: SpanJson,
    /// `match`, `no-match` or `unknown`.
    result: &'static str,
    /// What was found in its elements; empty for statements that are not among those to look at.
    elements: Vec<ElementJson>,
    conditions: Vec<ConditionJson>,
}

/// A node of the organization tree.
#[derive(Serialize)]
pub(super) struct NodeJson {
    /// `root`, `ou` or `account`.
    kind: &'static str,
    id: String,
    name: Option<String>,
}

impl NodeJson {
    pub(super) fn new(node: &PathNode) -> Self {
        Self {
            kind: match node.kind {
                NodeKind::Root => "root",
                NodeKind::Unit => "ou",
                NodeKind::Account => "account",
            },
            id: node.id.to_string(),
            name: node.name.as_deref().map(Into::into),
        }
    }
}

#[derive(Serialize)]
struct PolicyJson {
    name: String,
    arn: Option<String>,
    version: Option<String>,
    /// `inline`, `managed`, `boundary`, `session`, `scp`, `rcp`, `vpce`, or the kind of a resource policy.
    kind: String,
    from_catalog: bool,
    /// False where the policy applies and nobody has its text: the statement stands for whatever it says.
    collected: bool,
}

/// One place in a statement with what it means.
#[derive(Serialize)]
struct ElementJson {
    /// `Effect`, `Principal`, `Action`, `Resource` or `Statement`, without `Not`.
    element: &'static str,
    /// What kind of finding it is.
    kind: &'static str,
    /// Whether it is what decides.
    primary: bool,
    /// The same in words.
    text: String,
    /// The entry that it is about, where it is about one.
    entry: Option<String>,
    /// The request's value that was compared.
    value: Option<String>,
    /// The entry with its variables replaced, where it has some.
    resolved: Option<String>,
    /// What each `*` stands for.
    stands_for: Vec<String>,
    difference: Option<DifferenceJson>,
    span: SpanJson,
}

impl StatementJson {
    fn new(citation: &Citation, result: &'static str, frame: Option<&Frame>) -> Self {
        let marks = || frame.into_iter().flat_map(|frame| frame.marks.iter().map(move |mark| (frame, mark)));
        Self {
            policy: PolicyJson {
                name: citation.policy.to_string(),
                arn: citation.arn.as_deref().map(Into::into),
                version: citation.version.as_deref().map(Into::into),
                kind: kind_of_policy(citation),
                from_catalog: citation.from_catalog,
                collected: citation.missing.is_none(),
            },
            attached_to: citation.holder.to_string(),
            node: citation.at.node,
            path: citation.path.iter().flat_map(|path| path.nodes.iter()).map(NodeJson::new).collect(),
            index: citation.at.statement,
            sid: citation.sid.as_deref().map(Into::into),
            effect: citation.effect.map(|effect| effect.name()),
            pointer: citation.pointer.clone(),
            span: SpanJson::of_statement(citation),
            result,
            elements: marks().filter_map(|(frame, mark)| ElementJson::new(frame, mark)).collect(),
            conditions: marks().filter_map(|(frame, mark)| ConditionJson::of_mark(frame, mark)).collect(),
        }
    }
}

fn kind_of_policy(citation: &Citation) -> String {
    match (citation.at.layer, citation.keeping) {
        (Layer::Identity, Keeping::Inline) => "inline".to_owned(),
        (Layer::Identity, Keeping::Managed) => "managed".to_owned(),
        (Layer::Resource, _) => citation.resource_kind.as_deref().unwrap_or("resource").to_owned(),
        (layer, _) => layer.name().to_owned(),
    }
}

impl ElementJson {
    fn new(frame: &Frame, mark: &Mark) -> Option<Self> {
        let none = (None, None, &[][..], None);
        let (value, resolved, stands_for, difference) = match &mark.label {
            Label::Clause(_) => return None,
            Label::ExplicitDeny | Label::Allow | Label::NamesInVain { .. } | Label::Unreadable(_) => none,
            Label::Matches { value, expanded, stands_for } => {
                (Some(value), expanded.as_ref(), &**stands_for, None)
            }
            Label::Misses { value, expanded, difference, .. } => {
                (Some(value), expanded.as_ref(), &[][..], difference.as_ref())
            }
            Label::NoneMatches { value, nearly, .. } => {
                (Some(value), None, &[][..], nearly.as_ref().map(|(_, difference)| difference))
            }
            Label::NotListed(value) | Label::Excludes(value) | Label::MayMatch(value) => {
                (Some(value), None, &[][..], None)
            }
            Label::Element { value, .. } => (Some(value), None, &[][..], None),
        };
        Some(Self {
            element: element(mark.of),
            kind: kind(&mark.label),
            primary: mark.primary,
            text: mark_text(&mark.label),
            entry: entry(frame, mark),
            value: value.map(ToString::to_string),
            resolved: resolved.map(ToString::to_string),
            stands_for: stands_for.iter().map(ToString::to_string).collect(),
            difference: difference.map(|difference: &Difference| DifferenceJson::new(difference)),
            span: SpanJson::of_mark(frame, mark),
        })
    }
}

/// The entry under a mark, read from the text.
fn entry(frame: &Frame, mark: &Mark) -> Option<String> {
    let is_entry = matches!(
        mark.label,
        Label::Matches { .. }
            | Label::Misses { .. }
            | Label::NamesInVain { .. }
            | Label::Excludes(_)
            | Label::MayMatch(_)
    );
    serde_json::from_str(mark.span.slice(frame.text.as_str())).ok().filter(|_| is_entry)
}

fn element(of: MarkOf) -> &'static str {
    match of {
        MarkOf::Effect => "Effect",
        MarkOf::Principal => "Principal",
        MarkOf::Action => "Action",
        MarkOf::Resource => "Resource",
        MarkOf::Condition => "Condition",
        MarkOf::Statement => "Statement",
    }
}

fn kind(label: &Label) -> &'static str {
    match label {
        Label::ExplicitDeny => "explicit-deny",
        Label::Allow => "allow",
        Label::Matches { .. } => "matches",
        Label::NotListed(_) => "not-listed",
        Label::NamesInVain { .. } => "names-in-vain",
        Label::Misses { .. } | Label::NoneMatches { .. } => "misses",
        Label::Excludes(_) => "excludes",
        Label::MayMatch(_) => "may-match",
        Label::Element { .. } => "element",
        Label::Clause(_) => "condition",
        Label::Unreadable(_) => "unreadable",
    }
}

/// The statements that an answer speaks of, by layer, each once.
pub(super) struct Statements<'a> {
    layers: Vec<(Layer, Vec<(&'a Citation, &'static str)>)>,
    frames: &'a [Frame],
}

impl<'a> Statements<'a> {
    pub(super) fn new(layers: impl Iterator<Item = Layer>, frames: &'a [Frame]) -> Self {
        Self { layers: layers.map(|layer| (layer, Vec::new())).collect(), frames }
    }

    /// The pointer to a statement, which is added unless it is there.
    pub(super) fn pointer(&mut self, citation: &'a Citation, result: &'static str) -> Option<String> {
        let position = self.layers.iter().position(|(layer, _)| *layer == citation.at.layer)?;
        let (_, known) = self.layers.get_mut(position)?;
        let same = |other: &Citation| other.at == citation.at && other.policy == citation.policy;
        let index = known.iter().position(|(other, _)| same(other)).unwrap_or_else(|| {
            known.push((citation, result));
            known.len() - 1
        });
        Some(format!("/layers/{position}/statements/{index}"))
    }

    /// The statements of a layer.
    pub(super) fn of(&self, layer: Layer) -> Vec<StatementJson> {
        let known = self.layers.iter().filter(|(other, _)| *other == layer).flat_map(|(_, known)| known);
        let frame = |citation: &Citation| self.frames.iter().find(|frame| frame.citation.at == citation.at);
        known.map(|(citation, result)| StatementJson::new(citation, result, frame(citation))).collect()
    }
}

/// What a frame's statement comes to.
pub(super) fn result_of(role: FrameRole) -> &'static str {
    match role {
        FrameRole::Denies | FrameRole::Allows => "match",
        FrameRole::NearMiss => "no-match",
        FrameRole::Open => "unknown",
    }
}

/// Why a frame's statement is to be looked at.
pub(super) fn role_name(role: FrameRole) -> &'static str {
    match role {
        FrameRole::Denies => "denies",
        FrameRole::Allows => "allows",
        FrameRole::NearMiss => "near-miss",
        FrameRole::Open => "open",
    }
}
