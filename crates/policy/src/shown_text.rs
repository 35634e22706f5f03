//! The text of a policy as people are shown it: what every span, line and column refers to.

use std::sync::{Arc, OnceLock};

/// Whether the shown text is the text as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layout {
    /// The text has line breaks of its own and is shown as it came.
    AsReceived,
    /// The text came on one line and is shown in its canonical layout.
    Reflowed,
}

/// The shown text of one document. Clones share it.
#[derive(Clone, Debug)]
pub struct ShownText(Arc<Shown>);

#[derive(Debug)]
struct Shown {
    text: Box<str>,
    layout: Layout,
    /// Where each line begins, told when a position is first asked for: most documents are never quoted.
    lines: OnceLock<Box<[u32]>>,
}

/// A place people can go to: 1-based, columns in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

impl ShownText {
    /// Wraps a text that is already in its shown form.
    pub fn new(text: impl Into<Box<str>>, layout: Layout) -> Self {
        Self(Arc::new(Shown { text: text.into(), layout, lines: OnceLock::new() }))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// Whether it is the text as it came.
    pub fn layout(&self) -> Layout {
        self.0.layout
    }

    /// The line and column of a byte offset; offsets past the end give the end.
    pub fn position(&self, offset: u32) -> Position {
        let lines = self.0.lines.get_or_init(|| line_starts(&self.0.text));
        let line = lines.partition_point(|&start| start <= offset);
        let start = line.checked_sub(1).and_then(|line| lines.get(line)).copied().unwrap_or(0);
        Position { line: cut(line), column: column(&self.0.text, start, offset) }
    }
}

fn cut(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn line_starts(text: &str) -> Box<[u32]> {
    let breaks = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
    std::iter::once(0).chain(breaks.map(|(at, _)| cut(at + 1))).collect()
}

/// The column of `offset` in the line that begins at `start`.
fn column(text: &str, start: u32, offset: u32) -> u32 {
    let mut end = (offset as usize).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    cut(text.get(start as usize..end).unwrap_or("").chars().count() + 1)
}

/// The line and column of a place in a text that is asked for once.
pub(crate) fn position_in(text: &str, offset: u32) -> Position {
    let before = text.get(..offset as usize).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    Position { line: cut(line), column: column(text, cut(start), offset) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, at: &str, line: u32, column: u32) {
        let offset = u32::try_from(text.find(at).unwrap()).unwrap();
        let expected = Position { line, column };
        assert_eq!(ShownText::new(text, Layout::AsReceived).position(offset), expected);
        assert_eq!(position_in(text, offset), expected);
    }

    #[test]
    fn columns_count_characters() {
        check("abc", "a", 1, 1);
        check("a\nbc\r\nd", "c", 2, 2);
        check("a\nbc\r\nd", "d", 3, 1);
        check("é😀x", "x", 1, 3);
        check("\n\nx", "x", 3, 1);
    }

    #[test]
    fn offsets_past_the_end_give_the_end() {
        let text = ShownText::new("a\nbc", Layout::AsReceived);
        assert_eq!(text.position(u32::MAX), Position { line: 2, column: 3 });
        assert_eq!(ShownText::new("", Layout::AsReceived).position(7), Position { line: 1, column: 1 });
    }
}
