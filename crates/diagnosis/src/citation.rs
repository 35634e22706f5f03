//! Where a statement stands: policy, attachment, index, Sid, line and column (G3).

use crate::diagnose::Subject;
use iamdiag_evaluator::{Keeping, Layer, StatementRef};
use iamdiag_policy::{Document, Effect, Layout, Position, Span, StatementSlot};
use iamdiag_snapshot::{Framing, Missing, OriginText, PathNode, Place};
use std::sync::Arc;

/// A statement with everything needed to find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The statement in the evidence.
    pub at: StatementRef,
    /// `trust`, `key`, `bucket`, … for a resource policy.
    pub resource_kind: Option<Box<str>>,
    /// The name of the policy.
    pub policy: Box<str>,
    /// Its ARN, where it has one.
    pub arn: Option<Box<str>>,
    /// Its version, where known.
    pub version: Option<Box<str>>,
    /// Inline or managed.
    pub keeping: Keeping,
    /// What it is attached to: `role/NAME`, `group/NAME`, the ARN of a resource; empty where that goes without saying.
    pub holder: Box<str>,
    /// For SCPs and RCPs, the way from the organization's root to the account, with the node where the policy is attached.
    pub path: Option<AttachmentPath>,
    /// Whether the text is the catalog's and not a collected one.
    pub from_catalog: bool,
    /// What nobody has the text of, where the statement stands for that.
    pub missing: Option<Missing>,
    /// The statement's effect; `None` where it could not be read.
    pub effect: Option<Effect>,
    /// Its Sid.
    pub sid: Option<Box<str>>,
    /// Its RFC 6901 pointer.
    pub pointer: String,
    /// Its place.
    pub lines: Lines,
}

/// The way from the organization's root to an account, and where on it a policy is attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentPath {
    /// Root, units, account.
    pub nodes: Arc<[PathNode]>,
    /// The position of the node where the policy is attached.
    pub here: usize,
    /// How many accounts it binds there, where the whole organization was collected; only told of statements that are shown.
    pub accounts: Option<usize>,
}

impl AttachmentPath {
    fn new(subject: &Subject<'_>, at: StatementRef) -> Option<Self> {
        let nodes = subject.gathered.path(at)?;
        let here = usize::from(at.node?);
        (here < nodes.len()).then_some(Self { nodes, here, accounts: None })
    }

    /// The node where the policy is attached.
    pub fn node(&self) -> Option<&PathNode> {
        self.nodes.get(self.here)
    }
}

/// A place in text, by the line numbers that people are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The file that the policy is in, if it is in one.
    pub file: Option<Box<str>>,
    /// Where in the file the policy begins; `None` where it is the whole file.
    pub policy_start: Option<Position>,
    /// Whether lines are the file's or the policy's own.
    pub framing: Framing,
    /// Whether the text is shown as it came.
    pub layout: Layout,
    /// The first character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
    /// The same in bytes of the shown text.
    pub span: Span,
}

impl Citation {
    pub(crate) fn new(subject: &Subject<'_>, at: StatementRef) -> Option<Self> {
        let attached = subject.evidence().attached(at)?;
        let document = &attached.document;
        let index = at.statement as usize;
        let (span, effect) = span_and_effect(document, index)?;
        let origin = subject.gathered.origin(at);
        let resource = match at.layer {
            Layer::Resource => {
                subject.evidence().resource.known().and_then(|policies| policies.get(usize::from(at.policy)))
            }
            _ => None,
        };
        let sid = document.statement(index).and_then(|statement| statement.sid.as_ref());
        Some(Self {
            at,
            resource_kind: resource.map(|policy| policy.kind.clone()),
            policy: attached.name.clone(),
            arn: attached.arn.clone(),
            version: attached.version.clone(),
            keeping: attached.keeping,
            holder: origin.map(|origin| origin.holder.clone()).unwrap_or_default(),
            path: AttachmentPath::new(subject, at),
            from_catalog: origin.is_some_and(|origin| matches!(origin.text, OriginText::Catalog)),
            missing: match origin.map(|origin| &origin.text) {
                Some(OriginText::Missing(missing)) => Some(missing.clone()),
                _ => None,
            },
            effect,
            sid: sid.map(|sid| sid.value.clone()),
            pointer: document.pointer(index),
            lines: Lines::new(subject, at, document, span),
        })
    }
}

pub(crate) fn span_and_effect(document: &Document, index: usize) -> Option<(Span, Option<Effect>)> {
    Some(match document.statements.get(index)? {
        StatementSlot::Read(statement) => (statement.span, Some(statement.effect.value)),
        StatementSlot::Unreadable { span, effect, .. } => (*span, *effect),
    })
}

impl Lines {
    pub(crate) fn new(subject: &Subject<'_>, at: StatementRef, document: &Document, span: Span) -> Self {
        let origin = subject.gathered.origin(at);
        let place = origin.and_then(|origin| origin.place());
        let given = match origin.map(|origin| &origin.text) {
            Some(OriginText::Given { file }) => Some(file.clone()),
            _ => None,
        };
        Self::of(place, given, document, span)
    }

    /// A span of a document that was read from a place, or is the whole of a given file.
    pub fn of(place: Option<Place>, given: Option<Box<str>>, document: &Document, span: Span) -> Self {
        let layout = document.text.layout();
        // A reflowed text has lines that the file does not have.
        let by_file = layout == Layout::AsReceived
            && place.as_ref().is_some_and(|place| place.framing == Framing::ByFile);
        let mut lines = Self {
            file: place.as_ref().map(|place| place.file.clone()).or(given),
            policy_start: place.as_ref().map(|place| place.position),
            framing: if by_file { Framing::ByFile } else { Framing::ByItself },
            layout,
            start: Position { line: 0, column: 0 },
            end: Position { line: 0, column: 0 },
            span,
        };
        lines.start = lines.shown(document.text.position(span.start));
        lines.end = lines.shown(document.text.position(span.end));
        lines
    }

    /// Whether the lines are those of the file, so that `FILE:LINE` leads there.
    pub fn lead_into_file(&self) -> bool {
        let whole_file = self.policy_start.is_none() && self.layout == Layout::AsReceived;
        self.file.is_some() && (self.framing == Framing::ByFile || whole_file)
    }

    /// A position in the document as people are shown it.
    pub fn shown(&self, position: Position) -> Position {
        let Some(start) = self.policy_start.filter(|_| self.framing == Framing::ByFile) else {
            return position;
        };
        let column = if position.line == 1 { position.column + start.column - 1 } else { position.column };
        Position { line: position.line + start.line - 1, column }
    }
}
