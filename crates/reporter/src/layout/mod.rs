//! Text in columns: prose in lines, tables, and code with marks under it. Nothing here knows what it is about.
//!
//! Widths are counted as a terminal counts them. No line is wider than it may be: what has no space to break at is broken
//! after `:` or `/`, and anywhere where it has neither.

mod canvas;
mod code;
mod table;
mod wrap;

pub(crate) use code::{Note, code, listing};
pub(crate) use table::table;
pub(crate) use wrap::{fold, wrap};

use unicode_width::UnicodeWidthStr;

/// How many columns a text takes.
pub(crate) fn columns(text: &str) -> usize {
    text.width()
}
