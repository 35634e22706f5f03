//! `iamdiag explain`: what a finding means.

use crate::environment::{Environment, Streams};
use crate::error::CliError;
use crate::exit::Exit;
use crate::written;
use clap::ValueEnum;
use iamdiag_diagnosis::{Code, code, codes};
use iamdiag_reporter::{Look, escaped, render_page_markdown, render_page_text, render_pages_json};

/// What is typed behind `iamdiag explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// The codes of findings, such as IAM0101, or their names, such as explicit-deny
    #[arg(value_name = "CODE", required = true)]
    codes: Vec<String>,
    /// The form of the pages
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// The form of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For the terminal
    Text,
    /// As in docs/findings
    Markdown,
    /// For machines
    Json,
}

/// Shown by `iamdiag explain --help`.
pub(crate) const HELP: &str = "\
Examples:
  iamdiag explain IAM0101
  iamdiag explain missing-set-operator --format markdown

Exit codes:
  0  explained
  2  not a code";

/// How many codes are offered for one that does not exist.
const OFFERED: usize = 3;

/// Prints the pages of all codes, or none if one does not exist.
pub(crate) fn run(
    args: &ExplainArgs,
    streams: &mut Streams<'_>,
    environment: &Environment,
) -> Result<Exit, CliError> {
    let pages = args.codes.iter().map(|typed| evidence(typed)).collect::<Result<Vec<_>, _>>()?;
    let Environment { width, colour, ascii, .. } = *environment;
    let look = Look { width, colour, verbose: false, ascii };
    let text = match args.format {
        Format::Text => join(&pages, |code| render_page_text(code, look)),
        Format::Markdown => join(&pages, render_page_markdown),
        Format::Json => render_pages_json(&pages),
    };
    written(streams.stdout.write_all(text.as_bytes()).and_then(|()| streams.stdout.flush()), Exit::Allowed)
}

fn join(pages: &[&'static Code], page: impl Fn(&Code) -> String) -> String {
    pages.iter().map(|code| page(code)).collect::<Vec<_>>().join("\n")
}

/// What was handed over: a code.
fn evidence(typed: &str) -> Result<&'static Code, CliError> {
    if let Some(code) = code(typed) {
        return Ok(code);
    }
    let all = codes();
    if !looks_like_a_code(typed) {
        return Err(CliError::new(format!("`{}` is not the code of a finding", escaped(&shortened(typed))))
            .help("expected a code such as `IAM0101`, or a name such as `explicit-deny`"));
    }
    let mut near: Vec<(usize, &Code)> = all.iter().map(|code| (distance(typed, code), *code)).collect();
    near.sort_by_key(|(distance, code)| (*distance, code.id));
    // A word that shares no more than half of its letters is another word.
    let is_near = |(distance, _): &&(usize, &Code)| distance * 2 <= typed.len();
    let offered: Vec<Box<str>> = near
        .iter()
        .filter(is_near)
        .take(OFFERED)
        .map(|(_, code)| format!("{} ({})", code.id, code.name).into())
        .collect();
    let error = CliError::new(format!("there is no code `{}`", escaped(typed)));
    Err(match offered.as_slice() {
        [] => error.help("docs/findings lists all codes"),
        offered => error.did_you_mean(offered),
    })
}

/// Whether a text has the form of an id or a name.
fn looks_like_a_code(text: &str) -> bool {
    (1..=60).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn distance(typed: &str, code: &Code) -> usize {
    let to =
        |known: &str| strsim::damerau_levenshtein(&typed.to_ascii_lowercase(), &known.to_ascii_lowercase());
    to(code.id).min(to(code.name))
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")),
        None => text.to_owned(),
    }
}
