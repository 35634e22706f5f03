//! Times that are past whatever the request (C21).

use super::quote::quote;
use super::{Finding, Lint, Linted, allows};
use crate::codes::{Code, Severity};
use iamdiag_policy::KeyKind;
use iamdiag_policy::condition::{Base, Clause, OperandValue, Timestamp};

static PAST: Code = Code {
    id: "IAM1315",
    name: "time-is-past",
    severity: Severity::Warning,
    headline: "the statement ended at a time that is past",
    rules: &["C21"],
    means: "The condition wants the time of the request to be before a time that was past on the date of the catalog's facts, \
            which `iamdiag --version` tells. The clock of the machine is not asked, so that the same policy gives the same \
            findings.",
    matters: "The statement never has an effect again: an Allow grants nothing, a Deny stops nothing.",
    example: "\"DateLessThan\": {\"aws:CurrentTime\": \"2020-01-01T00:00:00Z\"}",
    fix: "Remove the statement, or write a later time.",
};

pub(super) const LINT: Lint = Lint { codes: &[&PAST], check };

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    let Some(today) = Timestamp::parse(&format!("{}T00:00:00Z", linted.catalog.date())) else { return };
    for (statement, clause) in linted.clauses() {
        if !is_before(clause) || clause.values.is_empty() {
            continue;
        }
        let is_past = |value: &OperandValue| matches!(value, OperandValue::Date(Some(end)) if *end < today);
        if clause.values.iter().all(|operand| is_past(&operand.value)) {
            let what = if allows(statement) { "allows" } else { "denies" };
            let until = clause.values.first().map_or("", |operand| &operand.text);
            let message = format!("the statement {what} nothing any more: {} is past", quote(until));
            found.push(Finding::new(&PAST, clause.values_span, message));
        }
    }
}

/// Whether the clause wants the time of the request to be before its values, and a request always has one.
fn is_before(clause: &Clause) -> bool {
    matches!(clause.key.kind(), KeyKind::CurrentTime | KeyKind::EpochTime)
        && clause.operator.qualifier.is_none()
        && matches!(clause.operator.base, Base::DateLessThan | Base::DateLessThanEquals)
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::{check, with_condition};

    const CODES: &[&str] = &["IAM1315"];

    #[test]
    fn what_ended_is_told() {
        let until = |end: &str| format!(r#""DateLessThan": {{"aws:CurrentTime": {end}}}"#);
        check(
            CODES,
            &with_condition("Allow", &until(r#""2020-01-01T00:00:00Z""#)),
            &["IAM1315 warning: the statement allows nothing any more: `2020-01-01T00:00:00Z` is past"],
        );
        check(CODES, &with_condition("Deny", &until(r#""2020-01-01T00:00:00Z""#)), &["denies nothing"]);
        check(
            CODES,
            &with_condition("Allow", &until(r#"["2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"]"#)),
            &[],
        );
        check(CODES, &with_condition("Allow", &until(r#""2099-01-01T00:00:00Z""#)), &[]);
    }

    #[test]
    fn other_times_are_none_of_the_requests() {
        // Revoking old sessions is what this is for.
        let revoked = r#""DateLessThan": {"aws:TokenIssueTime": "2020-01-01T00:00:00Z"}"#;
        check(CODES, &with_condition("Deny", revoked), &[]);
        let since = r#""DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}"#;
        check(CODES, &with_condition("Allow", since), &[]);
    }
}
