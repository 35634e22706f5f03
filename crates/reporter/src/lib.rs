//! Answers as text and Markdown for people, and as JSON for machines.
//!
//! For: whoever shows an [`Answer`](iamdiag_diagnosis::Answer). Not for: concluding anything (`iamdiag-diagnosis`). Every word
//! that a user reads in an answer is here.
//!
//! Everything here is pure: width and colour are inputs, and the same answer gives the same bytes. Text of policies never
//! reaches the output unescaped where it could move a cursor or turn the direction of writing.

mod content;
mod escape;
mod explain;
mod frame;
mod json;
mod layout;
mod lint;
mod look;
mod markdown;
mod policy_error;
mod sarif;
mod service_rule;
mod show;
mod text;
mod words;

pub use escape::escaped;
pub use explain::{
    index as render_findings_index, json as render_pages_json, markdown as render_page_markdown,
    text as render_page_text,
};
pub use frame::lint::render as render_lint_text;
pub use json::render as render_json;
pub use json::render_lint as render_lint_json;
pub use lint::{LintCounts, LintReport, LintedPolicy, stored_label};
pub use look::Look;
pub use markdown::render as render_markdown;
pub use policy_error::render as render_policy_error;
pub use sarif::render as render_lint_sarif;
pub use show::{Shown, Subject, render_shown_json, render_shown_text};
pub use text::render as render_text;

/// What an answer is printed with.
#[derive(Clone, Copy, Debug)]
pub struct Provenance<'a> {
    /// The version of the program.
    pub version: &'a str,
    /// Where the data came from.
    pub data: &'a str,
    /// The exit code.
    pub exit_code: u8,
}
