//! Collects from AWS what IAM evaluation needs, read-only, and hands it to a snapshot's [`Sink`](iamdiag_snapshot::Sink).
//!
//! For: `iamdiag fetch`. Not for: keeping what was collected (`iamdiag-store`), or judging it (`iamdiag-evaluator`); nothing here
//! knows what a policy says. This is the only crate that knows AWS's SDK and that waits for a network.
//!
//! The way of a fetch: a [`Plan`] says what is wanted; [`Fetcher::connect`] finds credentials and accounts; [`Fetcher::collect`]
//! enters the accounts and runs the modules in `services`, which hand pages of items to the one who writes. Memory stays flat:
//! pages go to the sink as they come, and whoever collects waits while the sink is behind.
//!
//! What AWS does not give is data, too: every unit ends with a coverage state, every call that brought nothing becomes a gap.

mod access;
mod collect;
mod connect;
mod connect_error;
mod failure;
mod http;
mod operation;
mod permissions;
mod plan;
mod report;
mod services;
mod signed;
mod site;
mod text;
mod write;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a panic is a test failure")]
mod tests;

pub use connect::{Caller, Fetcher, Target};
pub use connect_error::ConnectError;
pub use failure::{Failure, FailureKind};
pub use operation::Operation;
pub use permissions::{operations, policy, stack_set_template, trust_policy};
pub use plan::{CollectingRole, NoSuchService, Plan, Services, Targets};
pub use report::{AccountReport, Event, Observer, Report};
