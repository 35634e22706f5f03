//! What a lint says.

use crate::codes::{Code, Severity};
use iamdiag_policy::{Document, Span, StatementSlot};

/// Something found in the text of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which kind of finding.
    pub code: &'static Code,
    /// How much it matters here.
    pub severity: Severity,
    /// What it is, in one clause without a final period. Holds text of the policy, unescaped.
    pub message: String,
    /// What to write instead, or to do.
    pub help: Option<String>,
    /// What to underline; the first one is the place of the finding.
    pub marks: Vec<FindingMark>,
    /// The statement that it is in.
    pub statement: Option<FoundIn>,
}

/// Something to underline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingMark {
    /// Where, in the shown text.
    pub span: Span,
    /// What it says; empty under the place of the finding.
    pub text: String,
}

/// A statement by index and Sid (G3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundIn {
    /// Its index.
    pub index: usize,
    /// Its Sid.
    pub sid: Option<Box<str>>,
    /// Its RFC 6901 pointer.
    pub pointer: String,
}

impl Finding {
    pub(super) fn new(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        let marks = vec![FindingMark { span, text: String::new() }];
        Self { code, severity: code.severity, message: message.into(), help: None, marks, statement: None }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub(super) fn severity(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    /// Underlines something else too.
    pub(super) fn mark(mut self, span: Span, text: impl Into<String>) -> Self {
        self.marks.push(FindingMark { span, text: text.into() });
        self
    }

    /// The place of the finding.
    pub fn span(&self) -> Span {
        self.marks.first().map(|mark| mark.span).unwrap_or_default()
    }

    pub(super) fn order(&self) -> (Span, &'static str, &str) {
        (self.span(), self.code.id, &self.message)
    }

    pub(super) fn find_statement(&mut self, document: &Document) {
        let place = self.span();
        let holds = |slot: &StatementSlot| {
            let span = match slot {
                StatementSlot::Read(statement) => statement.span,
                StatementSlot::Unreadable { span, .. } => *span,
            };
            span.start <= place.start && place.end <= span.end
        };
        // The statements stand in the order of the text.
        let after = document.statements.partition_point(|slot| match slot {
            StatementSlot::Read(statement) => statement.span.start <= place.start,
            StatementSlot::Unreadable { span, .. } => span.start <= place.start,
        });
        let Some(index) = after.checked_sub(1) else { return };
        // A document that could not be read as a whole is one slot that is no statement.
        let whole =
            document.statements.len() == 1 && document.statement(0).is_none() && !document.statement_list;
        if !whole && document.statements.get(index).is_some_and(holds) {
            let sid = document.statement(index).and_then(|statement| statement.sid.as_ref());
            self.statement = Some(FoundIn {
                index,
                sid: sid.map(|sid| sid.value.clone()),
                pointer: document.pointer(index),
            });
        }
    }
}
