//! A pattern without variables, classified so that the common shapes are one comparison.

use super::units::{self, QUESTION, STAR};

/// What a pattern looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Only `*`: everything.
    Any,
    /// No wildcard.
    Exact,
    /// Literal text, then one `*`.
    Prefix,
    /// Anything else.
    Mixed,
}

/// A pattern of literal text, `*` and `?` (R3, C18). Case-sensitive; the whole text must match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    units: Box<[u8]>,
    shape: Shape,
    has_question: bool,
}

impl Glob {
    /// Reads `*` and `?` as wildcards, everything else as itself.
    pub fn new(pattern: &str) -> Self {
        Self::from_units(pattern.bytes().map(unit_of).collect())
    }

    /// As [`Glob::new`], with ASCII letters in lower case.
    pub(crate) fn new_lower(pattern: &str) -> Self {
        Self::from_units(pattern.bytes().map(|byte| unit_of(byte.to_ascii_lowercase())).collect())
    }

    /// A pattern without wildcards: `*` and `?` are themselves (C16).
    pub fn literal(text: &str) -> Self {
        Self { units: text.as_bytes().into(), shape: Shape::Exact, has_question: false }
    }

    /// The patterns of an ARN's parts, with colons between them.
    pub fn joined(parts: &[Self]) -> Self {
        let parts: Vec<&[u8]> = parts.iter().map(Self::units).collect();
        Self::from_units(parts.join(&b':'))
    }

    pub(crate) fn from_units(mut units: Vec<u8>) -> Self {
        let mut first = units.len();
        let (mut has_question, mut double_star, mut last) = (false, false, 0);
        for (at, &unit) in units.iter().enumerate() {
            if unit >= STAR {
                first = first.min(at);
                has_question |= unit == QUESTION;
                double_star |= unit == STAR && last == STAR;
            }
            last = unit;
        }
        if double_star {
            // `**` equals `*` (R10).
            units.dedup_by(|a, b| *a == STAR && *b == STAR);
        }
        let shape = match first {
            _ if first == units.len() => Shape::Exact,
            _ if first + 1 < units.len() || has_question => Shape::Mixed,
            0 => Shape::Any,
            _ => Shape::Prefix,
        };
        Self { units: units.into(), shape, has_question }
    }

    /// What the pattern looks like.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The text of a pattern without wildcards.
    pub fn exact_text(&self) -> Option<&str> {
        if self.shape == Shape::Exact { std::str::from_utf8(&self.units).ok() } else { None }
    }

    /// Whether the whole of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        match self.shape {
            Shape::Any => true,
            Shape::Exact => *self.units == *text.as_bytes(),
            Shape::Prefix => {
                let literal = self.units.split_last().map_or(&[][..], |(_, literal)| literal);
                text.as_bytes().starts_with(literal)
            }
            Shape::Mixed if self.has_question && !text.is_ascii() => {
                units::matches(&units::pattern_to_utf16(&self.units), &units::text_to_utf16(text))
            }
            Shape::Mixed => units::matches(&self.units, text.as_bytes()),
        }
    }

    /// Whether all literal text is ASCII.
    pub fn is_ascii(&self) -> bool {
        self.units.iter().all(|&unit| unit < 0x80 || unit == STAR || unit == QUESTION)
    }

    /// The pattern with its ASCII letters in lower case.
    #[must_use]
    pub fn to_ascii_lowercase(&self) -> Self {
        // The wildcards lie outside ASCII and stay as they are.
        Self::from_units(self.units.to_ascii_lowercase())
    }

    pub(crate) fn units(&self) -> &[u8] {
        &self.units
    }

    /// Whether the pattern's last character is `*`.
    pub fn ends_in_star(&self) -> bool {
        self.units.last() == Some(&STAR)
    }

    /// Whether it holds a `?`.
    pub fn has_question(&self) -> bool {
        self.has_question
    }

    /// Whether it holds a wildcard.
    pub fn has_wildcard(&self) -> bool {
        self.shape != Shape::Exact
    }

    /// Texts that match: the pattern with each wildcard replaced by `filling` (one character for `?`). Used for the
    /// representative values of an unknown (T10).
    pub fn instance(&self, filling: &str) -> String {
        let mut bytes = Vec::with_capacity(self.units.len());
        for &unit in &*self.units {
            match unit {
                STAR => bytes.extend_from_slice(filling.as_bytes()),
                QUESTION => bytes.push(b'x'),
                other => bytes.push(other),
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

fn unit_of(byte: u8) -> u8 {
    match byte {
        b'*' => STAR,
        b'?' => QUESTION,
        literal => literal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, text: &str, expected: bool) {
        assert_eq!(Glob::new(pattern).matches(text), expected, "{pattern} against {text}");
    }

    #[test]
    fn wildcards_match_runs_and_single_characters() {
        check("*", "", true);
        check("a*", "ab/c:d\n", true);
        check("*b", "aab", true);
        check("a?c", "abc", true);
        check("a?c", "ac", false);
        check("a**c", "ac", true);
        check("a*b*c", "axxbyyc", true);
        check("a*b*c", "axxbyy", false);
        check("[ab]", "a", false);
    }

    #[test]
    fn a_question_mark_is_one_utf16_unit() {
        check("?", "é", true);
        check("?", "😀", false);
        check("??", "😀", true);
        check("*?é", "😀é", true);
    }

    #[test]
    fn hostile_patterns_end_quickly() {
        let text = "a".repeat(100_000);
        check("*a*a*a*a*a*a*a*a*b", &text, false);
    }

    #[test]
    fn shapes_are_told_apart() {
        assert_eq!(Glob::new("**").shape(), Shape::Any);
        assert_eq!(Glob::new("abc").shape(), Shape::Exact);
        assert_eq!(Glob::new("ab*").shape(), Shape::Prefix);
        assert_eq!(Glob::new("a*b").shape(), Shape::Mixed);
        assert_eq!(Glob::literal("a*").shape(), Shape::Exact);
    }
}
