//! The rules between the crates (`docs/architecture.md`): who may use whom, what the pure crates keep away from, and under
//! which licences the program may be given on.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is a test failure")]

mod edges;
mod licences;
mod metadata;
mod purity;

/// The crates without input, output, clock and environment.
const PURE: [&str; 6] = [
    "iamdiag-policy",
    "iamdiag-catalog",
    "iamdiag-evaluator",
    "iamdiag-snapshot",
    "iamdiag-diagnosis",
    "iamdiag-reporter",
];
