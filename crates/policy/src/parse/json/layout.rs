//! The shown text, written token by token while the received text is read.

use crate::shown_text::{Layout, ShownText};
use crate::span::Span;

/// A one-line text beyond this size is shown as it came: laid out at [`super::MAX_DEPTH`] levels, it could pass what a
/// [`Span`] can count.
const MAX_REFLOW: usize = 128 << 20;

/// A line break and the blanks of [`super::MAX_DEPTH`] levels.
const LINE: &str = "\n                                ";

/// Where the tokens of a text are shown.
pub(super) enum Page {
    /// Where they stand in the received text.
    AsReceived,
    /// In the canonical layout: two spaces a level, one member or entry a line, every token byte for byte.
    Reflowed(String),
}

impl Page {
    /// Texts with a line break inside are shown as they came; blank lines around the value do not count.
    pub(super) fn for_text(text: &str) -> Self {
        let inside = text.trim_ascii();
        if inside.contains('\n') || text.len() > MAX_REFLOW {
            Self::AsReceived
        } else {
            Self::Reflowed(String::with_capacity(2 * text.len()))
        }
    }

    /// The shown text of `received`.
    pub(super) fn finish(self, received: &str) -> ShownText {
        match self {
            Self::AsReceived => ShownText::new(received, Layout::AsReceived),
            Self::Reflowed(page) => ShownText::new(page, Layout::Reflowed),
        }
    }

    /// Shows a token that stands at `received`; gives its place.
    pub(super) fn token(&mut self, source: &str, received: Span) -> Span {
        let Self::Reflowed(page) = self else { return received };
        let from = page.len();
        match *source.as_bytes() {
            // Most tokens are one character of punctuation.
            [byte @ ..=0x7F] => page.push(char::from(byte)),
            _ => page.push_str(source),
        }
        Span::new(from, page.len())
    }

    /// Begins a new line at a level.
    pub(super) fn line(&mut self, level: usize) {
        if let Self::Reflowed(page) = self {
            page.push_str(LINE.get(..1 + 2 * level).unwrap_or(LINE));
        }
    }

    /// Puts the blank between a key's colon and its value.
    pub(super) fn space(&mut self) {
        if let Self::Reflowed(page) = self {
            page.push(' ');
        }
    }
}
