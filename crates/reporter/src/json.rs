//! The answer for machines: structs of its own, so that the shape is a promise and not a mirror of the program.

mod answer;
mod condition;
mod lint;
mod reference;
mod render;
mod span;
mod statement;
mod states;

pub use lint::render as render_lint;
pub use render::render;
pub(crate) use render::written;
