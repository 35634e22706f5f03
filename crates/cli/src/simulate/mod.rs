//! `iamdiag simulate`: requests and policies as JSON lines in, decisions as JSON lines out (`docs/simulate.md`).
//!
//! A closed world: what an object leaves out does not exist. One line is one object; lines are answered in their order, in
//! batches spread over all cores, so that memory stays bounded.

mod answer;
mod cache;
mod checks;
mod command;
mod context;
mod cut;
mod expect;
mod fields;
mod output;
mod policies;
mod principal;
mod problem;
mod request;
mod run;
mod trace;

pub use answer::{Answered, answer, read};
pub use cache::Cache;
pub(crate) use command::{HELP, SimulateArgs, simulate};
pub use problem::LineError;
pub use run::Options;
