//! `iamdiag completions SHELL`.

use crate::args::Args;
use crate::environment::Streams;
use crate::error::CliError;
use crate::exit::Exit;
use crate::written;
use clap::CommandFactory;
use clap_complete::{Shell, generate};

/// What is typed behind `iamdiag completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

const HELP: &str = "\
Examples:
  iamdiag completions bash > ~/.local/share/bash-completion/completions/iamdiag
  iamdiag completions zsh > ~/.zfunc/_iamdiag
  iamdiag completions fish > ~/.config/fish/completions/iamdiag.fish";

pub(crate) fn run(args: &CompletionsArgs, streams: &mut Streams<'_>) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    generate(args.shell, &mut Args::command(), "iamdiag", &mut script);
    written(streams.stdout.write_all(&script), Exit::Allowed)
}
