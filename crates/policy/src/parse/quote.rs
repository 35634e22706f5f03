//! User input inside messages.

/// As much of a text as a message shows.
const SHOWN: usize = 60;

/// `text` in backticks, cut after some sixty characters.
pub(super) fn quote(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}…`", text.get(..end).unwrap_or(text)),
        None => format!("`{text}`"),
    }
}
