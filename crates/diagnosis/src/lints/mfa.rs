//! Conditions on MFA that say less than they seem to (C11).

use super::{Finding, Lint, Linted, allows};
use crate::codes::{Code, Severity};
use iamdiag_policy::condition::{Base, Clause, OperandValue};
use iamdiag_policy::{KeyKind, Statement};

static ALLOW_IF_EXISTS: Code = Code {
    id: "IAM1305",
    name: "mfa-if-exists-in-allow",
    severity: Severity::Warning,
    headline: "an Allow with `BoolIfExists` on MFA lets long-term keys through",
    rules: &["C11"],
    means: "Requests signed with long-term access keys do not carry `aws:MultiFactorAuthPresent`, and `IfExists` is true for an \
            absent key.",
    matters: "The statement allows without MFA exactly where MFA is needed most.",
    example: "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\",\n \"Condition\": {\"BoolIfExists\": \
              {\"aws:MultiFactorAuthPresent\": \"true\"}}}",
    fix: "Write `Bool` in an Allow. `BoolIfExists` with `\"false\"` belongs into a Deny.",
};

static DENY_WITHOUT_IF_EXISTS: Code = Code {
    id: "IAM1306",
    name: "mfa-deny-spares-long-term-keys",
    severity: Severity::Warning,
    headline: "a Deny with `Bool` on MFA does not stop long-term keys",
    rules: &["C11"],
    means: "`Bool` is false where the key is absent, and requests signed with long-term access keys do not carry \
            `aws:MultiFactorAuthPresent`.",
    matters: "The Deny stops sessions without MFA and lets access keys without MFA through.",
    example: "{\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\",\n \"Condition\": {\"Bool\": \
              {\"aws:MultiFactorAuthPresent\": \"false\"}}}",
    fix: "Write `BoolIfExists`. If roles and services are to be spared, add a condition that says so.",
};

pub(super) const LINT: Lint = Lint { codes: &[&ALLOW_IF_EXISTS, &DENY_WITHOUT_IF_EXISTS], check };

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    // Long-term keys may be stopped by a statement of their own.
    let stopped = linted.clauses().any(|(statement, clause)| !allows(statement) && is_null(clause, true));
    for (statement, clause) in linted.clauses() {
        if !is_of_mfa(clause) || clause.operator.base != Base::Bool || clause.operator.qualifier.is_some() {
            continue;
        }
        let if_exists = clause.operator.if_exists;
        if allows(statement) && if_exists && only(clause, true) && !demands_key(statement) {
            let message = "`BoolIfExists` allows requests that carry no `aws:MultiFactorAuthPresent`: those with long-term keys";
            found.push(Finding::new(&ALLOW_IF_EXISTS, clause.operator_span, message).help("write `Bool`"));
        } else if !allows(statement)
            && !if_exists
            && only(clause, false)
            && !demands_key(statement)
            && !stopped
        {
            let message = "`Bool` does not deny requests that carry no `aws:MultiFactorAuthPresent`: those with long-term keys";
            found.push(
                Finding::new(&DENY_WITHOUT_IF_EXISTS, clause.operator_span, message)
                    .help("write `BoolIfExists`"),
            );
        }
    }
}

fn is_of_mfa(clause: &Clause) -> bool {
    clause.key.kind() == KeyKind::MultiFactorAuthPresent
}

/// Whether all values are this one.
fn only(clause: &Clause, wanted: bool) -> bool {
    let is = |value: &OperandValue| matches!(value, OperandValue::Bool(Some(is)) if *is == wanted);
    !clause.values.is_empty() && clause.values.iter().all(|operand| is(&operand.value))
}

/// Whether the clause asks that the key of MFA be absent, or present.
fn is_null(clause: &Clause, absent: bool) -> bool {
    let is = |value: &OperandValue| matches!(value, OperandValue::Null(Some(is)) if *is == absent);
    is_of_mfa(clause)
        && clause.operator.base == Base::Null
        && clause.values.iter().any(|operand| is(&operand.value))
}

/// Whether the statement says itself that only requests with the key are meant: the matter was thought of.
fn demands_key(statement: &Statement) -> bool {
    statement.conditions.iter().any(|clause| is_null(clause, false))
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::check;

    const CODES: &[&str] = &["IAM1305", "IAM1306"];

    fn statement(effect: &str, operator: &str, value: &str, more: &str) -> String {
        format!(
            r#"{{"Effect": "{effect}", "Action": "*", "Resource": "*", "Condition": {{
                "{operator}": {{"aws:MultiFactorAuthPresent": {value}}}{more}}}}}"#
        )
    }

    #[test]
    fn an_allow_must_not_take_absence_for_mfa() {
        check(CODES, &statement("Allow", "BoolIfExists", r#""true""#, ""), &[r#"IAM1305 warning"#]);
        check(CODES, &statement("Allow", "BoolIfExists", "true", ""), &["IAM1305"]);
        check(CODES, &statement("Allow", "Bool", r#""true""#, ""), &[]);
        let guard = r#", "Null": {"aws:MultiFactorAuthPresent": "false"}"#;
        check(CODES, &statement("Allow", "BoolIfExists", r#""true""#, guard), &[]);
    }

    #[test]
    fn a_deny_must_take_absence_for_no_mfa() {
        check(CODES, &statement("Deny", "Bool", r#""false""#, ""), &["IAM1306 warning"]);
        check(CODES, &statement("Deny", "BoolIfExists", r#""false""#, ""), &[]);
        let own = statement("Deny", "Null", r#""true""#, "");
        check(CODES, &format!("{}, {own}", statement("Deny", "Bool", r#""false""#, "")), &[]);
    }
}
