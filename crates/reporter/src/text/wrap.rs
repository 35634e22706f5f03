//! Prose in lines.

/// Breaks at spaces so that no line is wider than `width`, unless a word is; lines but the first begin with `indent` spaces.
pub(super) fn wrap(text: &str, width: usize, indent: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let is_start = line.trim().is_empty();
        if !is_start && line.chars().count() + 1 + word.chars().count() > width.max(40) {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_spaces_and_indented() {
        let text = wrap("DENIED  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbb cc", 40, 8);
        assert_eq!(text, "DENIED  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n        bbbbbbbbbb cc\n");
    }
}
