//! Places in policies.

use iamdiag_diagnosis::{Citation, Frame, Mark};
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

impl PositionJson {
    fn new(position: Position, offset: u32) -> Self {
        Self { line: position.line, column: position.column, offset }
    }
}

impl SpanJson {
    pub(super) fn of_statement(citation: &Citation) -> Self {
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

    pub(super) fn of_mark(frame: &Frame, mark: &Mark) -> Self {
        let at = |offset| PositionJson::new(frame.citation.lines.shown(frame.text.position(offset)), offset);
        Self { file: None, lines_of: None, layout: None, start: at(mark.span.start), end: at(mark.span.end) }
    }
}
