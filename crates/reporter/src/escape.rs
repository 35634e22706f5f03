//! Text that others wrote, made harmless.

use std::borrow::Cow;

/// Whether a character could move a cursor, hide itself, or turn the direction of writing.
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text with such characters spelled out as `\u{202e}`.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let spelled =
        text.chars().map(|c| if is_unsafe(c) { c.escape_unicode().to_string() } else { c.to_string() });
    Cow::Owned(spelled.collect())
}

/// How many characters of a text of others stand in a sentence.
const SHOWN: usize = 300;

/// The text made harmless, and cut where it is too long for a sentence. AWS's own names and patterns are shorter.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHOWN) {
        None => escaped(text),
        Some((at, _)) => Cow::Owned(format!("{}...", escaped(text.get(..at).unwrap_or("")))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(shown("short"), "short");
        assert_eq!(shown(&"é".repeat(301)), format!("{}...", "é".repeat(300)));
    }

    #[test]
    fn only_harmful_characters_are_spelled_out() {
        assert_eq!(escaped("é \"x\" \\ 日本"), "é \"x\" \\ 日本");
        assert_eq!(escaped("a\u{202e}b\u{1b}[2J\n"), "a\\u{202e}b\\u{1b}[2J\\u{a}");
    }
}
