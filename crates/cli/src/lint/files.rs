//! From what is typed to files: patterns are expanded here, so that they may be quoted and work in every shell.

use crate::error::CliError;
use glob::{MatchOptions, Pattern, glob_with};
use iamdiag_reporter::escaped;
use std::path::{Path, PathBuf};

/// What to read.
#[derive(Debug)]
pub(super) enum Input {
    /// A file.
    File(Chosen),
    /// A data directory, which says what its policies are used as.
    Data(PathBuf),
}

/// One file to read.
#[derive(Debug)]
pub(super) struct Chosen {
    /// Its name for people, as typed.
    pub(super) name: String,
    /// Where it is; `None` for standard input.
    pub(super) path: Option<PathBuf>,
    /// Whether it was named itself and not found by a pattern or in a directory.
    pub(super) is_chosen: bool,
}

/// The files in the order typed, those of a pattern by name, each once.
pub(super) fn inputs(typed: &[String]) -> Result<Vec<Input>, CliError> {
    let mut inputs: Vec<Input> = Vec::new();
    for argument in typed {
        for input in one(argument)? {
            if !inputs.iter().any(|known| known.path() == input.path()) {
                inputs.push(input);
            }
        }
    }
    Ok(inputs)
}

impl Input {
    fn path(&self) -> Option<&Path> {
        match self {
            Self::File(file) => file.path.as_deref(),
            Self::Data(path) => Some(path),
        }
    }
}

fn one(typed: &str) -> Result<Vec<Input>, CliError> {
    if typed == "-" {
        return Ok(vec![Input::File(Chosen { name: "stdin".to_owned(), path: None, is_chosen: true })]);
    }
    let path = Path::new(typed);
    if path.is_dir() && (path.join("organization.json").is_file() || path.join("accounts").is_dir()) {
        return Ok(vec![Input::Data(path.to_owned())]);
    }
    if path.is_dir() {
        let pattern = format!("{}/**/*.json", Pattern::escape(typed.trim_end_matches(['/', '\\'])));
        return found(&pattern, &format!("no .json file in {}", escaped(typed)));
    }
    // A file may be named like a pattern.
    if typed.contains(['*', '?', '[']) && !path.exists() {
        return found(typed, &format!("no file matches {}", escaped(typed)));
    }
    Ok(vec![Input::File(Chosen { name: typed.to_owned(), path: Some(path.to_owned()), is_chosen: true })])
}

fn found(pattern: &str, nothing: &str) -> Result<Vec<Input>, CliError> {
    let options = MatchOptions { require_literal_leading_dot: true, ..MatchOptions::new() };
    let paths = glob_with(pattern, options).map_err(|error| {
        let message = format!("{} is not a pattern: {}", escaped(pattern), error.msg);
        CliError::new(message).help("`*` and `?` match inside a name, `**` stands for directories")
    })?;
    let mut inputs = Vec::new();
    for path in paths {
        let path = path.map_err(|error| {
            CliError::new(format!(
                "cannot read {}: {}",
                escaped(&error.path().display().to_string()),
                error.error()
            ))
        })?;
        if path.is_file() {
            let name = path.display().to_string();
            inputs.push(Input::File(Chosen { name, path: Some(path), is_chosen: false }));
        }
    }
    if inputs.is_empty() {
        return Err(
            CliError::new(nothing).help("check the path; patterns are taken from the current directory")
        );
    }
    Ok(inputs)
}
