//! From bytes to text, and from text to the wire's structs, with the place of what is wrong.

use crate::file::{SourceFile, position};
use crate::read_error::{FileForm, ReadError, ReadProblem};
use iamdiag_policy::Position;
use serde::Deserialize;
use serde_json::error::Category;

/// The text without byte order mark.
pub(crate) fn decode(bytes: Vec<u8>, name: &str) -> Result<String, ReadError> {
    let error = |position, problem| ReadError { file: name.into(), position, problem };
    let start = Position { line: 1, column: 1 };
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(error(start, ReadProblem::Utf16));
    }
    let text = String::from_utf8(bytes).map_err(|broken| {
        let valid = broken.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(broken.as_bytes().get(..valid).unwrap_or(&[])).into_owned();
        error(position(&text, valid), ReadProblem::NotUtf8)
    })?;
    if text.trim_start_matches('\u{feff}').trim_ascii().is_empty() {
        return Err(error(start, ReadProblem::Empty));
    }
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// The wire's structs, borrowed from the file.
pub(crate) fn parse<'a, T: Deserialize<'a>>(file: &'a SourceFile, form: FileForm) -> Result<T, ReadError> {
    // serde would take a list for an object whose fields stand in order.
    if let Some(offset) = file
        .text()
        .find(|c: char| !c.is_ascii_whitespace())
        .filter(|_| file.text().trim_ascii_start().starts_with('['))
    {
        let problem = ReadProblem::Shape { form, message: "a list, expected an object".into() };
        return Err(ReadError { file: file.name().into(), position: file.position(offset), problem });
    }
    serde_json::from_str(file.text()).map_err(|error| {
        let message = without_place(&error);
        let problem = match error.classify() {
            Category::Eof => ReadProblem::Truncated(message),
            Category::Data => ReadProblem::Shape { form, message },
            Category::Syntax | Category::Io => ReadProblem::NotJson(message),
        };
        ReadError { file: file.name().into(), position: place(file.text(), &error), problem }
    })
}

/// What serde says, without its own line and column.
fn without_place(error: &serde_json::Error) -> Box<str> {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).unwrap_or(&text).into()
}

/// serde counts columns in bytes and points behind what it read.
fn place(text: &str, error: &serde_json::Error) -> Position {
    let lines = text.split('\n').take(error.line().saturating_sub(1));
    let start: usize = lines.map(|line| line.len() + 1).sum();
    let mut offset = (start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    position(text, offset)
}
