//! Policies as they came, parsed when a request first asks for them.

use crate::file::{Framing, Place, SourceFile};
use iamdiag_policy::{Document, Origin, PolicyKind, parse};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// How many kinds of policy there are; a text is kept parsed for each kind it is used as.
const KINDS: usize = PolicyKind::Trust as usize + 1;

/// The text of one policy, shared by every place that holds the same text.
#[derive(Debug)]
pub struct PolicyText {
    text: Text,
    documents: [OnceLock<Arc<Document>>; KINDS],
}

#[derive(Debug)]
enum Text {
    /// An object in a file.
    InFile(Arc<SourceFile>, Range<usize>),
    /// Text of its own: decoded from a JSON string, or from the catalog.
    Own(Box<str>),
}

impl PolicyText {
    /// An object in a file, by its byte range.
    pub(crate) fn in_file(file: Arc<SourceFile>, range: Range<usize>) -> Self {
        Self { text: Text::InFile(file, range), documents: Default::default() }
    }

    /// Text of its own.
    pub fn own(text: impl Into<Box<str>>) -> Self {
        Self { text: Text::Own(text.into()), documents: Default::default() }
    }

    /// The text as it came.
    pub fn as_str(&self) -> &str {
        match &self.text {
            Text::InFile(file, range) => file.text().get(range.clone()).unwrap_or(""),
            Text::Own(text) => text,
        }
    }

    /// The policy as a document of a kind. AWS stored it, so what cannot be read is kept as unreadable and never dropped (G5).
    pub fn document(&self, kind: PolicyKind) -> Arc<Document> {
        let read = || Arc::new(read_collected(self.as_str(), kind));
        match self.documents.get(kind as usize) {
            Some(kept) => kept.get_or_init(read).clone(),
            None => read(),
        }
    }
}

fn read_collected(text: &str, kind: PolicyKind) -> Document {
    // INVARIANT: with `Origin::Collected` reading never fails; a text that were refused nevertheless would be one statement
    // of unknown effect, as every unreadable text is.
    parse(text, kind, Origin::Collected).unwrap_or_else(|refused| Document {
        kind,
        text: refused.text,
        version: iamdiag_policy::Version::default(),
        version_span: None,
        statement_list: false,
        statements: refused
            .problems
            .into_iter()
            .take(1)
            .map(|problem| iamdiag_policy::StatementSlot::Unreadable {
                span: problem.span,
                effect: None,
                problem,
            })
            .collect(),
        warnings: Box::default(),
    })
}

/// A policy under a name, with the place it was read from.
#[derive(Clone, Debug)]
pub struct StoredPolicy {
    /// The name: that of an inline policy, of a managed policy's version, or of what it belongs to.
    pub name: Box<str>,
    /// The text.
    pub text: Arc<PolicyText>,
    pub(crate) origin: Option<(Arc<SourceFile>, usize, Framing)>,
}

impl StoredPolicy {
    /// A policy that was read from no file.
    pub fn without_place(name: impl Into<Box<str>>, text: Arc<PolicyText>) -> Self {
        Self { name: name.into(), text, origin: None }
    }

    /// Where its text begins.
    pub fn place(&self) -> Option<Place> {
        let (file, offset, framing) = self.origin.as_ref()?;
        Some(Place { file: file.name().into(), position: file.position(*offset), framing: *framing })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_parsed_once_for_each_kind() {
        let text = PolicyText::own(r#"{"Version":"2012-10-17","Statement":[]}"#);
        let first = text.document(PolicyKind::Identity);
        assert!(Arc::ptr_eq(&first, &text.document(PolicyKind::Identity)));
        assert_eq!(text.document(PolicyKind::Boundary).kind, PolicyKind::Boundary);
    }

    #[test]
    fn what_cannot_be_read_is_one_unreadable_statement() {
        let document = PolicyText::own("[").document(PolicyKind::Identity);
        assert_eq!(document.statements.len(), 1);
        assert!(document.statement(0).is_none());
    }
}
