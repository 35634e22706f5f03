//! Text of policies inside messages.

/// As much of a text as a message shows.
const SHOWN: usize = 80;

/// The text in backticks, cut if it is long. Whoever shows the message makes it harmless.
pub(super) fn quote(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}…`", text.get(..end).unwrap_or("")),
        None => format!("`{text}`"),
    }
}
