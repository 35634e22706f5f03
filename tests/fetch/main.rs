//! `iamdiag fetch` as a user runs it: the real program against an emulator of AWS, and against a server with bad days.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a panic is a test failure")]

#[path = "../../crates/fetcher/src/tests/answers.rs"]
mod answers;
mod compared;
mod emulator;
mod flat;
#[path = "../emulator/install.rs"]
mod install;
mod interrupted;
mod messages;
mod printed;
mod program;
#[path = "../../crates/fetcher/src/tests/server.rs"]
#[allow(dead_code, reason = "shared with the fetcher's own tests")]
mod server;

/// The account of the caller, as the server with bad days tells it.
const ACCOUNT: &str = "111122223333";
/// A member account there.
const MEMBER: &str = "444455556666";
/// The region there.
const REGION: &str = "eu-west-1";
