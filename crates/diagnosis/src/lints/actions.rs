//! Actions that nobody can ask for (A4, A6).

use super::covered::{Covered, is_pattern};
use super::quote::quote;
use super::{Finding, Lint, Linted};
use crate::codes::{Code, Severity};
use crate::warnings::near_actions;
use iamdiag_catalog::{OperationActions, Service};
use iamdiag_policy::{ActionPattern, Span};

static UNKNOWN_ACTION: Code = Code {
    id: "IAM1101",
    name: "unknown-action",
    severity: Severity::Note,
    headline: "the catalog knows no such action",
    rules: &["A6"],
    means: "IAM stores actions that do not exist; they match nothing. The service is known, the action is not: it is misspelt, \
            retired, or newer than the catalog, whose date `iamdiag --version` tells.",
    matters: "A misspelt action in an Allow grants nothing, and in a Deny it stops nothing. Where an action of nearly that name \
              exists, it is a warning; else a note.",
    example: "\"Action\": \"s3:GetObjects\"",
    fix: "Check the spelling against the names that are offered. If the action is new, nothing is wrong.",
};

static UNKNOWN_SERVICE: Code = Code {
    id: "IAM1102",
    name: "unknown-service",
    severity: Severity::Note,
    headline: "the catalog knows no service with that prefix",
    rules: &["A6"],
    means: "The part before the colon is the prefix of no service in the catalog: it is misspelt, or newer than the catalog.",
    matters: "An action of a service that does not exist matches nothing.",
    example: "\"Action\": \"cloudwatchlogs:PutLogEvents\"",
    fix: "Write the prefix as the service authorization reference has it: `logs:PutLogEvents`.",
};

static BLANK: Code = Code {
    id: "IAM1103",
    name: "blank-in-action",
    severity: Severity::Warning,
    headline: "an action holds a blank",
    rules: &["A4"],
    means: "Nothing is trimmed: the blank is part of the name, and no action has one.",
    matters: "The entry never matches.",
    example: "\"Action\": \"s3: GetObject\"",
    fix: "Remove the blank.",
};

pub(super) const LINT: Lint = Lint { codes: &[&UNKNOWN_ACTION, &UNKNOWN_SERVICE, &BLANK], check };

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    let entries = linted.statements().flat_map(|statement| &statement.action.entries);
    for entry in entries {
        let text = entry.value.written();
        if text.contains(char::is_whitespace) {
            let trimmed: String = text.split_whitespace().collect();
            let message = format!("{} holds a blank and matches no action", quote(text));
            found.push(Finding::new(&BLANK, entry.span, message).help(format!("write {}", quote(&trimmed))));
            continue;
        }
        match &*linted.covered(&entry.value) {
            Covered::AnyService => {}
            Covered::UnknownService(prefix) => found.push(unknown_service(linted, prefix, entry.span)),
            Covered::Actions(service, actions) if actions.is_empty() => {
                found.extend(unknown_action(linted, *service, &entry.value, entry.span));
            }
            Covered::Actions(..) => {}
        }
    }
}

fn unknown_service(linted: &Linted<'_>, prefix: &str, span: Span) -> Finding {
    let date = linted.catalog.date();
    let finding = Finding::new(
        &UNKNOWN_SERVICE,
        span,
        format!("the catalog of {date} knows no service {}", quote(prefix)),
    );
    let near = nearest(prefix, linted.catalog.services().map(|service| service.prefix()));
    match near {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding,
    }
}

/// An operation whose action has another name is told by a lint of its own.
fn unknown_action(
    linted: &Linted<'_>,
    service: Service<'_>,
    entry: &ActionPattern,
    span: Span,
) -> Option<Finding> {
    let (_, name) = entry.written().split_once(':')?;
    let known = linted.catalog.operation(service.prefix(), name);
    if !is_pattern(entry) && matches!(known, OperationActions::Renamed(_)) {
        return None;
    }
    let what = if is_pattern(entry) { "no action that matches" } else { "no action" };
    let message = format!("the catalog of {} knows {what} {}", linted.catalog.date(), quote(entry.written()));
    let finding = Finding::new(&UNKNOWN_ACTION, span, message);
    let near = near_actions(service.prefix(), &name.to_ascii_lowercase(), linted.catalog);
    Some(match near.as_slice() {
        [] => finding,
        _ if is_pattern(entry) => finding,
        near => {
            let is_typo = near.iter().any(|near| is_typo(entry.written(), near));
            let finding = if is_typo { finding.severity(Severity::Warning) } else { finding };
            finding.help(format!("did you mean `{}`?", near.join("` or `")))
        }
    })
}

/// Whether a name is another one with a slip: one or two letters differ, and not only in what tells one from many or a version
/// from the next, by which new names differ from old ones.
pub(super) fn is_typo(name: &str, known: &str) -> bool {
    let (name, known) = (name.to_ascii_lowercase(), known.to_ascii_lowercase());
    let stem = |text: &str| {
        text.trim_end_matches(|c: char| c.is_ascii_digit())
            .trim_end_matches('v')
            .trim_end_matches('s')
            .to_owned()
    };
    let edits = strsim::damerau_levenshtein(&name, &known);
    (1..=2).contains(&edits) && name.len() >= 8 && stem(&name) != stem(&known)
}

/// The candidate that differs in one or two letters.
pub(super) fn nearest<'c>(text: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let text = text.to_ascii_lowercase();
    let near = candidates.filter_map(|candidate| {
        let edits = strsim::damerau_levenshtein(&text, &candidate.to_ascii_lowercase());
        (edits <= 2 && edits * 3 <= text.len()).then_some((edits, candidate))
    });
    near.min_by_key(|(edits, _)| *edits).map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::check;

    const CODES: &[&str] = &["IAM1101", "IAM1102", "IAM1103"];

    fn statement(action: &str) -> String {
        format!(r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}"#)
    }

    #[test]
    fn what_the_catalog_does_not_know_is_a_note() {
        check(CODES, &statement("s3:GetObjects"), &["IAM1101 note: "]);
        check(CODES, &statement("s3:FetchThings"), &["IAM1101 note: "]);
        check(CODES, &statement("s3:Fetch*"), &["knows no action that matches `s3:Fetch*` | \"s3:Fetch*\""]);
        check(CODES, &statement("s4:GetObject"), &["IAM1102 note: "]);
    }

    #[test]
    fn a_slip_is_a_warning() {
        check(CODES, &statement("s3:GetObjet"), &["IAM1101 warning: "]);
        check(CODES, &statement("s3:GteObject"), &["IAM1101 warning: "]);
        check(CODES, &statement("s3:ListObjectsV3"), &["IAM1101 note: "]);
    }

    #[test]
    fn blanks_are_not_trimmed() {
        check(CODES, &statement("s3: GetObject"), &["IAM1103 warning: `s3: GetObject` holds a blank"]);
    }

    #[test]
    fn known_actions_and_wildcards_are_fine() {
        for action in ["s3:getobject", "s3:*", "*", "s3:Get*", "iam:?etRole", "*:*"] {
            check(CODES, &statement(action), &[]);
        }
    }
}
