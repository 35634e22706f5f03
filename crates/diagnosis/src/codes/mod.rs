//! The registry of codes: every finding has one, which never changes its meaning, and a page that explains it.
//!
//! `IAM0…` are conclusions of answers, `IAM1…` are findings in the text of a policy. A code stands beside what finds it where
//! that is a lint; the codes of answers and of the parser's problems are here. The pages are documentation, not answers, so
//! their words are here too.

mod denied;
mod depends;
mod near;
mod of_answers;
mod problems;
mod settled;
mod text;

pub(crate) use of_answers::{of_allow, of_blocker, of_frame, of_part, of_unknown};
pub(crate) use problems::{of_problem, severity_of_warning};

use crate::lints::LINTS;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing may be wrong.
    Note,
    /// Surely or very likely not what was meant.
    Warning,
    /// AWS refuses it, or it refuses the request.
    Error,
}

impl Severity {
    /// The word in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A kind of finding with its page.
#[derive(Debug)]
pub struct Code {
    /// `IAM0101`: stable, never used again for anything else.
    pub id: &'static str,
    /// The same in words, kebab-case and stable too.
    pub name: &'static str,
    /// How much it matters unless a finding says otherwise.
    pub severity: Severity,
    /// What it is, in one clause.
    pub headline: &'static str,
    /// The rules of `docs/semantics.md` it rests on.
    pub rules: &'static [&'static str],
    /// What it means.
    pub means: &'static str,
    /// Why it matters.
    pub matters: &'static str,
    /// A piece of a policy, a command or an output that shows it.
    pub example: &'static str,
    /// What to do.
    pub fix: &'static str,
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Code {}

/// Every code, by id.
pub fn codes() -> Vec<&'static Code> {
    let of_lints = LINTS.iter().flat_map(|lint| lint.codes).copied();
    let mut all: Vec<&'static Code> = TABLES.iter().copied().flatten().copied().chain(of_lints).collect();
    all.sort_by_key(|code| code.id);
    all
}

/// The code of that id or name, in any case.
pub fn code(wanted: &str) -> Option<&'static Code> {
    codes()
        .into_iter()
        .find(|code| code.id.eq_ignore_ascii_case(wanted) || code.name.eq_ignore_ascii_case(wanted))
}

/// The codes that stand here and not beside a lint.
const TABLES: &[&[&Code]] = &[denied::CODES, near::CODES, depends::CODES, settled::CODES, text::CODES];

#[cfg(test)]
mod tests;
