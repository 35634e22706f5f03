//! Errors for people: what was read, where, what was expected, and what to do. They all end the program with exit code 2.

use iamdiag_policy::PolicyError;
use iamdiag_reporter::{escaped, render_policy_error};
use iamdiag_store::{ExportError, LoadError, StoreError};
use thiserror::Error;

/// Something that cannot be worked with.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub(crate) struct CliError {
    message: String,
    help: Vec<String>,
}

impl CliError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: Vec::new() }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// With the candidates a misspelt name may mean.
    pub(crate) fn did_you_mean(self, candidates: &[Box<str>]) -> Self {
        match candidates {
            [] => self,
            [one] => self.help(format!("did you mean {}?", escaped(one))),
            several => several.iter().fold(self.help("did you mean one of these?"), |error, one| {
                error.help(format!("  {}", escaped(one)))
            }),
        }
    }

    pub(crate) fn policy(error: &PolicyError, file: &str) -> Self {
        Self::new(render_policy_error(error, file))
    }

    /// The text for stderr.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("error: {}\n", self.message);
        for help in &self.help {
            text.push_str(&format!("  help: {help}\n"));
        }
        text.replace("  help:   ", "          ")
    }
}

impl From<LoadError> for CliError {
    fn from(error: LoadError) -> Self {
        Self::new(escaped(&error.to_string()).into_owned()).help(error.help())
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        LoadError::from(error).into()
    }
}

impl From<ExportError> for CliError {
    fn from(error: ExportError) -> Self {
        Self::new(escaped(&error.to_string()).into_owned()).help(error.help())
    }
}
