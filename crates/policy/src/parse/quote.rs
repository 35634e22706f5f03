//! User input inside messages.

/// As much of a text as a message shows.
const SHOWN: usize = 60;

/// `text` in backticks, cut after some sixty characters, with control characters escaped.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::from("`");
    for (count, c) in text.chars().enumerate() {
        if count == SHOWN {
            quoted.push('…');
            break;
        }
        if c.is_control() {
            quoted.extend(c.escape_default());
        } else {
            quoted.push(c);
        }
    }
    quoted.push('`');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn input_is_cut_and_harmless() {
        assert_eq!(quote("s3:Get é"), "`s3:Get é`");
        assert_eq!(quote("a\n\u{1b}[2J"), "`a\\n\\u{1b}[2J`");
        assert_eq!(quote(&"x".repeat(60)), format!("`{}`", "x".repeat(60)));
        assert_eq!(quote(&"x".repeat(61)), format!("`{}…`", "x".repeat(60)));
    }
}
