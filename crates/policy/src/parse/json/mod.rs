//! JSON as RFC 8259 has it and nothing more, with the place of every key and value in the shown text.
//!
//! Keys that stand twice, and numbers as they are spelled, survive. A test holds what is accepted against `serde_json`.

mod layout;
mod lexer;
mod reader;
mod syntax;
mod tape;

pub(super) use tape::{Member, Members, Node, Value};

use crate::problem::Problem;
use crate::shown_text::ShownText;
use crate::span::Span;
use tape::Tape;

/// Objects and lists may lie this deep in one another; the deepest legal policy needs 7.
const MAX_DEPTH: usize = 16;

/// A result whose error is the first place where the text is not JSON, boxed since it hardly ever happens.
type Checked<T> = Result<T, Box<Problem>>;

/// A text that was read, laid out anew on the way if it stands on one line.
pub(super) struct Json {
    text: ShownText,
    tape: Tape,
    size: usize,
}

impl Json {
    /// Reads `text`, or gives the text to show and the first place where it is not JSON.
    pub(super) fn read(text: &str) -> Result<Self, (ShownText, Problem)> {
        reader::read(text)
    }

    /// The text that every span refers to.
    pub(super) fn text(&self) -> &ShownText {
        &self.text
    }

    /// The outermost value.
    pub(super) fn root(&self) -> Node<'_> {
        Node::new(self.text.as_str(), self.tape.entries())
    }

    /// How many bytes it has without the blanks between tokens, as the quotas count.
    pub(super) fn size(&self) -> usize {
        self.size
    }
}

#[cfg(test)]
mod tests;
