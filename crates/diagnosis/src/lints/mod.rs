//! Findings in the text of one policy, without any request: what AWS refuses, what never has an effect, and what surely was
//! not meant (semantics section 11).
//!
//! A lint is a pure function over a document. Its code, with the page that explains it, stands beside it; [`LINTS`] is the
//! table of all. As the parser does for its problems, a lint words its findings itself.

mod actions;
mod address_text;
mod arn_parts;
mod budget;
mod covered;
mod finding;
mod keys;
mod limits;
mod mfa;
mod negated;
mod open_trust;
mod operations;
mod past;
mod paths;
mod principals;
mod quote;
mod rcp;
mod reach;
mod resources;
mod sets;
mod sids;
mod source_ip;
mod trust;
mod variables;
mod versions;
mod vpce;
mod wildcards;

pub use finding::{Finding, FindingMark, FoundIn};
pub use limits::Usage;

use crate::codes::{Code, Severity, of_problem, severity_of_warning};
use budget::Budget;
use covered::{Cover, Covered};
use iamdiag_catalog::Catalog;
use iamdiag_policy::condition::Clause;
use iamdiag_policy::{
    ActionPattern, Document, Effect, Origin, PolicyKind, Problem, ProblemCode, ShownText, Statement,
    parse_bytes, parse_loosely,
};
use std::rc::Rc;

/// A check with the codes of what it can find.
#[derive(Debug)]
pub struct Lint {
    /// The codes.
    pub codes: &'static [&'static Code],
    check: fn(&Linted<'_>, &mut Vec<Finding>),
}

/// Every lint.
pub const LINTS: &[Lint] = &[
    actions::LINT,
    operations::LINT,
    negated::LINT,
    trust::LINT,
    rcp::LINT,
    reach::LINT,
    resources::LINT,
    arn_parts::LINT,
    paths::LINT,
    principals::LINT,
    open_trust::LINT,
    sets::LINT,
    mfa::LINT,
    source_ip::LINT,
    address_text::LINT,
    past::LINT,
    wildcards::LINT,
    keys::LINT,
    vpce::LINT,
    variables::LINT,
    sids::LINT,
    versions::LINT,
    limits::LINT,
];

/// A policy to look at.
#[derive(Clone, Copy, Debug)]
pub struct LintInput<'a> {
    /// The text as it came.
    pub text: &'a [u8],
    /// What it is used as.
    pub kind: PolicyKind,
    /// What more is known of its use, for the quotas.
    pub usage: Usage,
}

/// What was found in one policy.
#[derive(Clone, Debug)]
pub struct Linting {
    /// The text that every span points into.
    pub text: ShownText,
    /// What it was read as.
    pub kind: PolicyKind,
    /// What was found, in the order of the text.
    pub findings: Vec<Finding>,
}

/// What a lint looks at.
pub(crate) struct Linted<'a> {
    document: &'a Document,
    input: &'a LintInput<'a>,
    catalog: &'a Catalog,
    cover: Cover<'a>,
    budget: Budget,
}

impl<'a> Linted<'a> {
    /// What an entry of `Action` covers.
    fn covered(&self, entry: &ActionPattern) -> Rc<Covered<'a>> {
        self.cover.of(entry, self.catalog)
    }

    /// The statements that were understood.
    fn statements(&self) -> impl Iterator<Item = &'a Statement> + use<'a> {
        let document = self.document;
        (0..document.statements.len()).filter_map(|index| document.statement(index))
    }

    /// Every clause with its statement.
    fn clauses(&self) -> impl Iterator<Item = (&'a Statement, &'a Clause)> + use<'a> {
        self.statements()
            .flat_map(|statement| statement.conditions.iter().map(move |clause| (statement, clause)))
    }

    /// Whether it only limits what others grant (E3).
    fn is_gate(&self) -> bool {
        matches!(
            self.document.kind,
            PolicyKind::Boundary | PolicyKind::Session | PolicyKind::Scp | PolicyKind::Rcp | PolicyKind::Vpce
        )
    }
}

/// Looks at one policy: what the parser says, and every lint.
///
/// A text with errors is looked at as far as it can be read.
pub fn lint(input: &LintInput<'_>, catalog: &Catalog) -> Linting {
    let refused = parse_bytes(input.text, input.kind, Origin::Given);
    let (mut findings, text) = match &refused {
        Ok(document) => (Vec::new(), document.text.clone()),
        Err(error) => {
            let found = error.problems.iter().map(|problem| of_parser(problem, Severity::Error));
            (found.collect(), error.text.clone())
        }
    };
    // What AWS would refuse is still read, every part that has a reading.
    let readable = refused.unwrap_or_else(|_| parse_loosely(input.text, input.kind));
    let document = &readable;
    {
        let warnings = document.warnings.iter().filter(|problem| problem.code != ProblemCode::Oversized);
        findings.extend(warnings.map(|problem| {
            let under = problem.span.slice(document.text.as_str());
            of_parser(problem, severity_of_warning(problem, input.kind, under))
        }));
        let linted = Linted { document, input, catalog, cover: Cover::default(), budget: Budget::default() };
        for lint in LINTS {
            (lint.check)(&linted, &mut findings);
        }
        findings.extend(linted.budget.spent(document));
        for finding in &mut findings {
            finding.find_statement(document);
        }
    }
    findings.sort_by(|a, b| a.order().cmp(&b.order()));
    findings.dedup();
    Linting { text, kind: input.kind, findings }
}

fn of_parser(problem: &Problem, severity: Severity) -> Finding {
    let finding =
        Finding::new(of_problem(problem.code), problem.span, problem.message.clone()).severity(severity);
    match &problem.help {
        Some(help) => finding.help(help.clone()),
        None => finding,
    }
}

/// Whether a clause is false where its key is absent, so that the key must be there (C10, C33).
fn demands_presence(clause: &Clause) -> bool {
    use iamdiag_policy::condition::{Base, OperandValue, Qualifier};
    let operator = clause.operator;
    if operator.base == Base::Null {
        let present = |value: &OperandValue| matches!(value, OperandValue::Null(Some(false)));
        return operator.qualifier.is_none()
            && !clause.values.is_empty()
            && clause.values.iter().all(|operand| present(&operand.value));
    }
    match operator.qualifier {
        Some(Qualifier::ForAllValues) => false,
        Some(Qualifier::ForAnyValue) => !operator.if_exists,
        None => !operator.if_exists && !operator.negated,
    }
}

/// Whether a statement allows.
fn allows(statement: &Statement) -> bool {
    statement.effect.value == Effect::Allow
}

#[cfg(test)]
mod testing;
