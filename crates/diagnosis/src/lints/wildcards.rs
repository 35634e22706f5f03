//! Wildcards where they are plain characters (C16).

use super::quote::quote;
use super::{Finding, Lint, Linted};
use crate::codes::{Code, Severity};
use iamdiag_policy::KeyKind;
use iamdiag_policy::condition::Base;

static LITERAL: Code = Code {
    id: "IAM1309",
    name: "wildcard-without-like",
    severity: Severity::Warning,
    headline: "`*` stands in a value of an operator that compares text as it is",
    rules: &["C16"],
    means: "Only the `…Like` and the Arn operators know wildcards. `StringEquals` compares with the star itself.",
    matters: "The value hardly ever matches: an Allow grants nothing, and a negated operator is always true.",
    example: "\"StringEquals\": {\"aws:SourceArn\": \"arn:aws:sns:*:111122223333:orders\"}",
    fix: "Write `StringLike` or `StringNotLike`, or `ArnLike` for ARNs. If the star itself is meant, write `${*}`.",
};

pub(super) const LINT: Lint = Lint { codes: &[&LITERAL], check };

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    for (_, clause) in linted.clauses() {
        let Some(like) = like(clause.operator.base) else { continue };
        for value in &clause.values {
            if !value.text.replace("${*}", "").contains('*') {
                continue;
            }
            let operator = clause.operator.base.name();
            let message =
                format!("`{operator}` takes the `*` in {} as a plain character", quote(&value.text));
            let arn = match clause.key.kind() {
                KeyKind::PrincipalArn | KeyKind::SourceArn | KeyKind::SourceVpcArn
                    if clause.operator.negated =>
                {
                    "ArnNotLike"
                }
                KeyKind::PrincipalArn | KeyKind::SourceArn | KeyKind::SourceVpcArn => "ArnLike",
                _ => like,
            };
            let finding = Finding::new(&LITERAL, value.span, message).help(format!("write `{arn}`"));
            found.push(finding.mark(clause.operator_span, "knows no wildcards"));
        }
    }
}

/// The operator that knows wildcards.
fn like(base: Base) -> Option<&'static str> {
    match base {
        Base::StringEquals | Base::StringEqualsIgnoreCase => Some("StringLike"),
        Base::StringNotEquals | Base::StringNotEqualsIgnoreCase => Some("StringNotLike"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::check;

    #[track_caller]
    fn check_condition(condition: &str, expected: &[&str]) {
        let statement =
            format!(r#"{{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {{{condition}}}}}"#);
        check(&["IAM1309"], &statement, expected);
    }

    #[test]
    fn stars_need_an_operator_that_knows_them() {
        check_condition(
            r#""StringNotEquals": {"aws:PrincipalArn": ["arn:aws:iam::*:role/x", "y"]}"#,
            &[
                r#"IAM1309 warning: `StringNotEquals` takes the `*` in `arn:aws:iam::*:role/x` as a plain character | "arn:aws:iam::*:role/x" , "StringNotEquals""#,
            ],
        );
        check_condition(r#""StringEqualsIgnoreCase": {"aws:username": "a*"}"#, &["IAM1309"]);
    }

    #[test]
    fn patterns_and_stars_that_are_meant_are_fine() {
        check_condition(r#""StringLike": {"aws:username": "a*"}"#, &[]);
        check_condition(r#""ArnEquals": {"aws:SourceArn": "arn:aws:sns:*:111122223333:t"}"#, &[]);
        check_condition(r#""StringEquals": {"aws:username": "${*}"}"#, &[]);
    }
}
