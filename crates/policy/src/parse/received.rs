//! From the text as it came to the text that is read: without byte order mark and percent-encoding (M1).

use crate::problem::{Problem, ProblemCode};
use crate::span::Span;
use std::borrow::Cow;
use std::str::Utf8Error;

/// The text to read, or the text to show with what is wrong with it.
pub(super) fn decode(text: &str) -> Result<Cow<'_, str>, (String, Problem)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let begins = text.trim_ascii_start().get(..3);
    if !begins.is_some_and(|start| start.eq_ignore_ascii_case("%7B")) {
        return Ok(Cow::Borrowed(text));
    }
    match percent_decode(text) {
        Ok(decoded) => Ok(Cow::Owned(decoded)),
        Err(problem) => Err((text.to_owned(), problem)),
    }
}

/// RFC 3986: `%` with two hex digits is a byte, everything else is itself, `+` too.
fn percent_decode(text: &str) -> Result<String, Problem> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, after)) = rest.split_once('%') {
        bytes.extend_from_slice(plain.as_bytes());
        let at = text.len() - after.len() - 1;
        let Some(byte) = hex_byte(after) else { return Err(broken_escape(text, at)) };
        bytes.push(byte);
        rest = after.get(2..).unwrap_or("");
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).map_err(|error| {
        let at = encoded_offset(text, error.utf8_error().valid_up_to());
        Problem::new(ProblemCode::NotUtf8, Span::new(at, at + 3), "the percent-encoded bytes are not UTF-8")
            .help("encode the text as UTF-8 before percent-encoding it")
    })
}

fn hex_byte(after: &str) -> Option<u8> {
    let digits = after.get(..2).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

fn broken_escape(text: &str, at: usize) -> Problem {
    let length = text.get(at..).map_or(0, |rest| rest.chars().take(3).map(char::len_utf8).sum());
    let span = Span::new(at, at + length);
    Problem::new(ProblemCode::NotJson, span, "`%` is not followed by two hex digits")
        .help("write `%25` for a percent sign in percent-encoded text")
}

/// Where the byte stands that decodes to byte number `wanted`.
fn encoded_offset(text: &str, wanted: usize) -> usize {
    let mut offset = 0;
    for _ in 0..wanted {
        offset += if text.as_bytes().get(offset) == Some(&b'%') { 3 } else { 1 };
    }
    offset
}

/// The text to show for bytes that are not UTF-8, and the place of the first such byte in it.
pub(super) fn not_utf8(bytes: &[u8], error: Utf8Error) -> (String, Problem) {
    let bom: &[u8] = "\u{feff}".as_bytes();
    let (bytes, at) = match bytes.strip_prefix(bom) {
        Some(rest) => (rest, error.valid_up_to().saturating_sub(bom.len())),
        None => (bytes, error.valid_up_to()),
    };
    let text = String::from_utf8_lossy(bytes).into_owned();
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let message = if utf16 { "the text is UTF-16, not UTF-8" } else { "the text is not UTF-8" };
    let span = Span::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8());
    (text, Problem::new(ProblemCode::NotUtf8, span, message).help("save the file as UTF-8"))
}
