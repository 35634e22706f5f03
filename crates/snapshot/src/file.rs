//! Files as they came, and places in them.

use iamdiag_policy::Position;

/// A file that policies were read from: its name for people, and its text.
#[derive(Debug)]
pub struct SourceFile {
    name: Box<str>,
    text: Box<str>,
}

/// How the lines of a policy are numbered for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Framing {
    /// The policy is an object in the file: by the file's lines.
    ByFile,
    /// The policy is text inside a JSON string, or came from elsewhere: by itself.
    ByItself,
}

/// Where the text of a policy begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, by its name for people.
    pub file: Box<str>,
    /// Line and column in the file.
    pub position: Position,
    /// How the policy's lines are numbered.
    pub framing: Framing,
}

impl SourceFile {
    /// Takes over a text under a name.
    pub fn new(name: impl Into<Box<str>>, text: impl Into<Box<str>>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// The name for people.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte offset, counted when asked: a file has thousands of policies, an answer shows three.
    pub fn position(&self, offset: usize) -> Position {
        position(&self.text, offset)
    }

    /// The offset of a slice that was borrowed from this text; `None` for other text.
    pub(crate) fn offset_of(&self, part: &str) -> Option<usize> {
        let offset = (part.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        let end = offset.checked_add(part.len())?;
        (self.text.get(offset..end)? == part).then_some(offset)
    }
}

/// Line and column of a byte offset in a text.
pub(crate) fn position(text: &str, offset: usize) -> Position {
    let before = text.get(..offset).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    let column = before.get(start..).unwrap_or("").chars().count() + 1;
    Position { line: cut(line), column: cut(column) }
}

fn cut(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parts_of_the_text_have_an_offset() {
        let file = SourceFile::new("f", "é\n b");
        let part = file.text().get(4..).unwrap();
        assert_eq!(file.offset_of(part), Some(4));
        assert_eq!(file.position(4), Position { line: 2, column: 2 });
        assert_eq!(file.offset_of("b"), None);
    }
}
