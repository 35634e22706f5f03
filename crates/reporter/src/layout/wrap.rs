//! Prose in lines.

use super::columns;
use unicode_width::UnicodeWidthChar;

/// Lines are never made narrower than this, however narrow the terminal is.
const LEAST: usize = 8;

/// Breaks at spaces so that no line is wider than `width`; lines but the first begin with `indent` spaces. Every line ends in a
/// line break.
pub(crate) fn wrap(text: &str, width: usize, indent: usize) -> String {
    let indent = indent.min(width / 3);
    let mut found = String::new();
    for (index, line) in broken(text, width, width.saturating_sub(indent)).iter().enumerate() {
        if index > 0 {
            found.push_str(&" ".repeat(indent));
        }
        found.push_str(line.trim_end());
        found.push('\n');
    }
    found
}

/// The lines of a text in a column of that width.
pub(crate) fn fold(text: &str, width: usize) -> Vec<String> {
    broken(text, width, width)
}

fn broken(text: &str, first: usize, rest: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let words = text.trim_start_matches(' ');
    let mut line = " ".repeat(text.len() - words.len());
    let room = |lines: &[String]| if lines.is_empty() { first } else { rest }.max(LEAST);
    for word in words.split(' ') {
        let is_start = line.trim().is_empty();
        if !is_start && columns(&line) + 1 + columns(word) > room(&lines) {
            lines.push(std::mem::take(&mut line));
        } else if !is_start {
            line.push(' ');
        }
        let mut word = word;
        while is_wider(word, room(&lines).saturating_sub(columns(&line))) {
            let (head, tail) = split(word, room(&lines).saturating_sub(columns(&line)).max(1));
            line.push_str(head);
            lines.push(std::mem::take(&mut line));
            word = tail;
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// Whether a word needs more columns than there are. It looks no further than it must, so that a word of many lines is broken in
/// time that is linear in its length.
pub(super) fn is_wider(word: &str, room: usize) -> bool {
    let mut left = room;
    word.chars().any(|c| match left.checked_sub(c.width().unwrap_or(0)) {
        Some(rest) => {
            left = rest;
            false
        }
        None => true,
    })
}

/// Splits a word so that the first part is not wider than `room`: after the last `:` or `/` in it, else where it is full.
pub(super) fn split(word: &str, room: usize) -> (&str, &str) {
    let (mut used, mut full, mut good) = (0, 0, 0);
    for (at, c) in word.char_indices() {
        used += c.width().unwrap_or(0);
        if used > room && full > 0 {
            break;
        }
        full = at + c.len_utf8();
        if matches!(c, ':' | '/' | ',') {
            good = full;
        }
    }
    word.split_at_checked(if good > 0 { good } else { full }).unwrap_or((word, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_spaces_and_indented() {
        let text = wrap("DENIED  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbb cc", 40, 8);
        assert_eq!(text, "DENIED  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n        bbbbbbbbbb cc\n");
        assert_eq!(
            wrap(&format!("        {}", "x".repeat(40)), 30, 8),
            format!("        {0}\n        {1}\n", "x".repeat(22), "x".repeat(18))
        );
        assert_eq!(wrap(" 1. first", 40, 4), " 1. first\n");
    }

    #[test]
    fn words_that_are_too_wide_are_broken_after_colons_and_slashes() {
        let text = fold("of arn:aws:iam::111122223333:role/a/b", 20);
        assert_eq!(text, ["of", "arn:aws:iam::", "111122223333:role/a/", "b"]);
        assert_eq!(fold(&"x".repeat(45), 20), ["x".repeat(20), "x".repeat(20), "x".repeat(5)]);
        assert_eq!(fold("日本日本日本日本日本", 16), ["日本日本日本日本", "日本"]);
        assert_eq!(fold("", 20), [""]);
    }
}
