//! The arguments of `show` exactly as typed.

use crate::data::DataArgs;
use clap::{ArgAction, ValueEnum};

/// What is typed behind `iamdiag show`.
#[derive(Debug, clap::Args)]
pub(crate) struct ShowArgs {
    /// What to show: a user, role, policy (ARN, name, `p-…`), resource or account, in full or abbreviated
    pub(super) name: String,
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// What the name is of, where it could be several things
    #[arg(long, value_enum, value_name = "KIND")]
    pub(super) kind: Option<Kind>,
    /// The form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// Print the text of every policy
    #[arg(short, long, action = ArgAction::SetTrue)]
    pub(super) verbose: bool,
}

/// The kinds of thing that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// A user or role
    Principal,
    /// A managed, inline, service control or resource control policy
    Policy,
    /// A resource
    Resource,
    /// An account
    Account,
}

/// The form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For machines
    Json,
}

pub(crate) const HELP: &str = "\
Examples:
  iamdiag show role/deploy --data acme             what applies to a role, with its place in the organization
  iamdiag show role/deploy -v --data acme          the same with the text of every policy
  iamdiag show acme-logs --data acme               a bucket, its policy, and what else decides
  iamdiag show p-examplescp1 --data acme           a service control policy and where it is attached
  iamdiag show 111122223333 --data acme            an account, and what was and was not collected of it

The line numbers are those of `iamdiag why`; a line wider than the terminal goes on behind `>`. Exit codes: 0 shown, 2 not found or unreadable.";
