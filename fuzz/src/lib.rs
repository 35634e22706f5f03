//! What must hold for any input: the checks behind the fuzz targets, and the seeds that they start from.
//!
//! Each check takes bytes and panics if something does not hold. The targets in `targets/` hand them to libFuzzer
//! (`cargo xtask fuzz`); `tests/seeds.rs` runs them over the seeds alone, in every test run.

#![forbid(unsafe_code)]

mod data_directory;
mod naive;
mod patterns;
mod policy_text;
pub mod seeds;
mod simulate_lines;

pub use data_directory::data_directory;
pub use patterns::patterns;
pub use policy_text::policy_text;
pub use simulate_lines::simulate_lines;
