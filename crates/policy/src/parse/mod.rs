//! From text to [`Document`]: what AWS stores is read, what AWS refuses is told with what to write instead (G5).

mod condition;
mod context;
mod document;
mod entries;
mod json;
mod principal;
mod quote;
mod received;
mod repeats;
mod rules_by_kind;
mod statement;
mod suggest;

use crate::document::{Document, StatementSlot};
use crate::kind::{Origin, PolicyKind};
use crate::problem::Problem;
use crate::shown_text::{Layout, ShownText};
use crate::span::Span;
use crate::version::Version;
use std::borrow::Cow;
use std::fmt;

/// A text that is no policy, with everything that is wrong with it.
#[derive(Clone, Debug)]
pub struct PolicyError {
    /// The text that the problems point into.
    pub text: ShownText,
    /// What was found, in the order of the text; never empty. At most a thousand are kept.
    pub problems: Vec<Problem>,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(first) = self.problems.first() else { return f.write_str("not a policy") };
        let place = self.text.position(first.span.start);
        write!(f, "{}:{}: {}", place.line, place.column, first.message)
    }
}

impl std::error::Error for PolicyError {}

/// Reads a policy.
///
/// The text may carry a byte order mark or be percent-encoded, as IAM hands policies out (M1).
///
/// # Errors
///
/// With [`Origin::Given`], any text that is not a policy of this kind (G5a). With [`Origin::Collected`] never: what cannot be
/// read becomes [`StatementSlot::Unreadable`], the whole document if need be, so that no `Deny` is dropped.
pub fn parse(text: &str, kind: PolicyKind, origin: Origin) -> Result<Document, PolicyError> {
    match received::decode(text) {
        Ok(text) => document::read(&text, kind, origin),
        Err((text, problem)) => refuse(ShownText::new(text, Layout::AsReceived), vec![problem], kind, origin),
    }
}

/// The text to keep: without byte order mark and percent-encoding. It is read exactly as the text as it came would be; where that
/// cannot be promised, it is the text as it came.
pub fn plain_text(text: &str) -> Cow<'_, str> {
    match received::decode(text) {
        Ok(plain) if received::decode(&plain).is_ok_and(|again| again == plain) => plain,
        _ => Cow::Borrowed(text),
    }
}

/// Reads a policy from bytes, which should be UTF-8. See [`parse`].
///
/// # Errors
///
/// As [`parse`], and with [`Origin::Given`] bytes that are not UTF-8.
pub fn parse_bytes(bytes: &[u8], kind: PolicyKind, origin: Origin) -> Result<Document, PolicyError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => parse(text, kind, origin),
        Err(error) => {
            let (text, problem) = received::not_utf8(bytes, error);
            refuse(ShownText::new(text, Layout::AsReceived), vec![problem], kind, origin)
        }
    }
}

/// Reads what can be read of a policy with errors, for looking at its parts and never for deciding: a statement that AWS refuses is
/// read as it was probably meant. The errors themselves are told by [`parse_bytes`].
pub fn parse_loosely(bytes: &[u8], kind: PolicyKind) -> Document {
    let decoded = std::str::from_utf8(bytes).ok().and_then(|text| received::decode(text).ok());
    match decoded {
        Some(text) => document::read_loosely(&text, kind),
        None => nothing_read(ShownText::new(String::new(), Layout::AsReceived), kind),
    }
}

/// A document of which nothing can be read.
fn nothing_read(text: ShownText, kind: PolicyKind) -> Document {
    Document {
        kind,
        text,
        version: Version::default(),
        version_span: None,
        statement_list: false,
        statements: Vec::new().into(),
        warnings: Box::default(),
    }
}

/// What becomes of a document that cannot be read as a whole.
fn refuse(
    text: ShownText,
    problems: Vec<Problem>,
    kind: PolicyKind,
    origin: Origin,
) -> Result<Document, PolicyError> {
    let first = match (origin, problems.first()) {
        (Origin::Collected, Some(first)) => first.clone(),
        _ => return Err(PolicyError { text, problems }),
    };
    let span = Span::new(0, text.as_str().len());
    Ok(Document {
        kind,
        text,
        version: Version::default(),
        version_span: None,
        statement_list: false,
        statements: vec![StatementSlot::Unreadable { span, effect: None, problem: first }].into(),
        warnings: Box::default(),
    })
}

#[cfg(test)]
mod tests;
