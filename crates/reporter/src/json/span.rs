//! Places in policies.

use iamdiag_diagnosis::{Citation, Frame, Lines, Mark};
use iamdiag_policy::{Layout, Position};
use serde::Serialize;

/// A place: lines as people are shown them, offsets in bytes of the policy's shown text.
#[derive(Serialize)]
pub(super) struct SpanJson {
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

/// A position and its offset in the shown text.
type At = (Position, u32);

impl PositionJson {
    fn new((position, offset): At) -> Self {
        Self { line: position.line, column: position.column, offset }
    }
}

impl SpanJson {
    /// A place in a policy, which may be in a file.
    pub(super) fn in_policy(lines: &Lines, start: At, end: At) -> Self {
        Self {
            file: None,
            lines_of: Some(if lines.lead_into_file() { "file" } else { "policy" }),
            layout: Some(match lines.layout {
                Layout::AsReceived => "as-received",
                Layout::Reflowed => "reflowed",
            }),
            start: PositionJson::new(start),
            end: PositionJson::new(end),
        }
    }

    pub(super) fn of_statement(citation: &Citation) -> Self {
        let lines = &citation.lines;
        let span = Self::in_policy(lines, (lines.start, lines.span.start), (lines.end, lines.span.end));
        Self { file: lines.file.as_deref().map(Into::into), ..span }
    }

    pub(super) fn of_mark(frame: &Frame, mark: &Mark) -> Self {
        let at =
            |offset| PositionJson::new((frame.citation.lines.shown(frame.text.position(offset)), offset));
        Self { file: None, lines_of: None, layout: None, start: at(mark.span.start), end: at(mark.span.end) }
    }
}
