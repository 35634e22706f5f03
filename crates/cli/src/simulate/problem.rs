//! What is wrong with a line of input.

use super::cut::Cut;
use serde::Serialize;
use serde_json::Value;

/// Why a line could not be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineError {
    /// A stable name: `json`, `missing-field`, `wrong-type`, `unknown-field`, `bad-value`, `policy`.
    pub code: &'static str,
    /// What is wrong and what to write instead.
    pub message: String,
    /// Where in the object (RFC 6901).
    pub pointer: String,
    /// The line of the input, from 1.
    pub line: usize,
    /// The column in that line in Unicode scalar values, from 1.
    pub column: usize,
}

impl LineError {
    /// The line's answer.
    pub(super) fn answer(&self, id: &Value) -> String {
        #[derive(Serialize)]
        struct Answer<'a> {
            id: &'a Value,
            error: &'a LineError,
        }
        serde_json::to_string(&Answer { id, error: self }).unwrap_or_default()
    }
}

/// The line being read: turns places in its text into columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) cut: &'a Cut<'a>,
    pub(super) number: usize,
}

impl Line<'_> {
    /// An error at a part of the line's text; `part` must be a slice of it.
    pub(super) fn error(&self, code: &'static str, part: &str, message: String) -> LineError {
        LineError { pointer: self.pointer(part), ..self.error_at(code, self.cut.offset(part), message) }
    }

    /// An error of the line as a whole, at a byte of it.
    pub(super) fn error_at(&self, code: &'static str, offset: usize, message: String) -> LineError {
        let before = self.cut.text.get(..offset.min(self.cut.text.len())).unwrap_or("");
        let column = before.chars().count() + 1;
        LineError { code, message, pointer: String::new(), line: self.number, column }
    }

    /// The RFC 6901 pointer of a value; `part` must be a slice of the line's text.
    pub(super) fn pointer(&self, part: &str) -> String {
        self.cut.pointer(self.cut.offset(part))
    }
}
