//! The arguments exactly as typed.

use crate::completions::CompletionsArgs;
use crate::exit::Exit;
use crate::explain::{self, ExplainArgs};
use crate::lint::{self, LintArgs};
use crate::show::ShowArgs;
use crate::simulate::{HELP, SimulateArgs};
use crate::snapshot::SnapshotArgs;
use crate::why::WhyArgs;
use clap::{Parser, Subcommand};
use iamdiag_catalog::Catalog;
use std::sync::OnceLock;

/// Tells why AWS IAM allows or refuses a request: the exact statement, offline.
#[derive(Debug, Parser)]
#[command(name = "iamdiag", version = version(), after_help = help(), max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What stands below the list of commands.
fn help() -> String {
    format!(
        "\
Examples:
  iamdiag why role/deploy s3:GetObject my-bucket/key     from the store that `iamdiag fetch` writes
  iamdiag why role/deploy s3:GetObject arn:aws:s3:::my-bucket/key --data iam.json
  iamdiag lint 'policies/**/*.json'
  iamdiag explain IAM0101

{}",
        Exit::HELP
    )
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Why a request is allowed or refused
    #[command(after_help = crate::why::help())]
    Why(Box<WhyArgs>),
    /// A user, role, policy, resource or account as it is evaluated, with the line numbers of `why`
    #[command(after_help = crate::show::HELP)]
    Show(ShowArgs),
    /// Collect what decides from AWS, read-only, into the store
    #[cfg(feature = "fetch")]
    #[command(after_help = crate::fetch::HELP)]
    Fetch(Box<crate::fetch::FetchArgs>),
    /// Not in this build
    #[cfg(not(feature = "fetch"))]
    #[command(hide = true, disable_help_flag = true)]
    Fetch(crate::no_fetch::NoFetchArgs),
    /// The snapshots in the store: list, show, prune, export, import
    Snapshot(SnapshotArgs),
    /// A completion script for a shell, to be sourced by it
    Completions(CompletionsArgs),
    /// Decisions for requests and policies given as JSON lines
    #[command(after_help = HELP)]
    Simulate(SimulateArgs),
    /// What is wrong with policies, without any request
    #[command(after_help = lint::HELP)]
    Lint(LintArgs),
    /// What the code of a finding means
    #[command(after_help = explain::HELP)]
    Explain(ExplainArgs),
}

/// The version with the date of the facts about AWS.
fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        format!("{} (facts about AWS of {})", env!("CARGO_PKG_VERSION"), Catalog::embedded().date())
    })
}
