//! Wildcard patterns (A1, R1 to R8, C18, C26): what they are, and how they are matched.
//!
//! Matching takes time in the order of pattern length times text length at worst and allocates nothing for a pattern without
//! variables. No regular expression is built from a user's text.

mod common;
mod crossing;
mod glob;
mod relation;
mod template;
mod units;

pub use crossing::{crosses_anywhere, crosses_at_end, matches_flat, may_cross_into};
pub use glob::{Glob, Shape};
pub use relation::{Relation, Subject};
pub use template::{Expanded, Expansion, Piece, Template, Variable, Wildcards};
