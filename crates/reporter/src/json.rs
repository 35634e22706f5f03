//! The answer for machines: structs of its own, so that the shape is a promise and not a mirror of the program.

mod answer;
mod condition;
mod render;
mod span;
mod statement;
mod states;

pub use render::render;
pub(crate) use render::written;
