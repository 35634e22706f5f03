//! How text is to look.

use crate::escape::is_unsafe;
use std::borrow::Cow;

/// How text is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// How many columns there are.
    pub width: usize,
    /// Whether to use colours.
    pub colour: bool,
    /// Whether to show everything, instead of what matters most.
    pub verbose: bool,
    /// Whether there is nothing but ASCII: other characters are spelled as `\u{e9}`.
    pub ascii: bool,
}

impl Look {
    /// The narrowest width that is kept to.
    const NARROWEST: usize = 50;

    /// The same, no narrower than what can be kept to.
    pub(crate) fn at_least_narrow(self) -> Self {
        Self { width: self.width.max(Self::NARROWEST), ..self }
    }

    /// Whether a character is to be spelled out.
    pub(crate) fn spells(self, c: char) -> bool {
        is_unsafe(c) || self.ascii && !c.is_ascii()
    }

    /// A text of ours, with text of others in it that is already harmless, as this look has it.
    pub(crate) fn text(self, text: &str) -> Cow<'_, str> {
        if !self.ascii || text.is_ascii() {
            return Cow::Borrowed(text);
        }
        let spelled =
            text.chars().map(|c| if c.is_ascii() { c.to_string() } else { c.escape_unicode().to_string() });
        Cow::Owned(spelled.collect())
    }

    /// Prose in lines.
    pub(crate) fn wrap(self, text: &str, indent: usize) -> String {
        crate::layout::wrap(&self.text(text), self.width, indent)
    }

    /// Rows of cells.
    pub(crate) fn table(self, rows: &[Vec<String>]) -> String {
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| self.text(cell).into_owned()).collect()).collect();
        crate::layout::table(&rows, self.width)
    }
}
