//! `iamdiag fetch` in a build that cannot collect: it says so, rather than that there is no such command.

use crate::error::CliError;
use clap::Args;
use std::ffi::OsString;

/// Whatever was typed behind it.
#[derive(Debug, Args)]
pub(crate) struct NoFetchArgs {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _rest: Vec<OsString>,
}

/// What to do instead.
pub(crate) fn run() -> CliError {
    CliError::new("this build of iamdiag has no `fetch`: it was made without the feature of that name")
        .help("build it without `--no-default-features`: `cargo build --release`")
        .help("or read data that was collected elsewhere: `--data PATH`, `iamdiag snapshot import PATH`")
}
