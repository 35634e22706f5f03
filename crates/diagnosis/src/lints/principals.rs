//! `NotPrincipal` with `Deny` (P17, P18), and variables in principals (P7, W1).

use super::quote::quote;
use super::{Finding, Lint, Linted, allows};
use crate::codes::{Code, Severity};

static DENY_NOT_PRINCIPAL: Code = Code {
    id: "IAM1402",
    name: "deny-not-principal",
    severity: Severity::Warning,
    headline: "`Deny` with `NotPrincipal` hits callers that it lists",
    rules: &["P17", "P18", "P19", "Z4"],
    means: "The statement denies everyone who is not listed. A caller is spared only if its session, its role and its account \
            are all listed, and a user or role with a permissions boundary is denied whatever is listed.",
    matters: "Whoever attaches a boundary to a listed role locks it out of the resource.",
    example: "{\"Effect\": \"Deny\", \"NotPrincipal\": {\"AWS\": \"arn:aws:iam::111122223333:role/admin\"}, \"Action\": \"s3:*\", \
              \"Resource\": \"*\"}",
    fix: "Write `\"Principal\": \"*\"` and a condition: `\"ArnNotEquals\": {\"aws:PrincipalArn\": [\"…\"]}`.",
};

static VARIABLE: Code = Code {
    id: "IAM1403",
    name: "variable-in-principal",
    severity: Severity::Warning,
    headline: "a policy variable stands where none is expanded",
    rules: &["P7", "W1"],
    means: "Variables work in `Resource` and in the values of conditions. In `Principal` they are plain text.",
    matters: "The entry names nobody.",
    example: "\"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:user/${aws:username}\"}",
    fix: "Name the account and compare in a condition on `aws:PrincipalArn`.",
};

pub(super) const LINT: Lint = Lint { codes: &[&DENY_NOT_PRINCIPAL, &VARIABLE], check };

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    for statement in linted.statements() {
        let Some(principal) = &statement.principal else { continue };
        if principal.negated && !allows(statement) {
            let message =
                "`Deny` with `NotPrincipal` also hits listed callers that have a permissions boundary";
            let help = "write `\"Principal\": \"*\"` and a condition `ArnNotEquals` on `aws:PrincipalArn`";
            found.push(Finding::new(&DENY_NOT_PRINCIPAL, principal.name_span, message).help(help));
        }
        for entry in principal.entries.iter().filter(|entry| entry.value.text().contains("${")) {
            let message = format!(
                "{} is taken as it stands: variables are not expanded in principals",
                quote(entry.value.text())
            );
            let help = "name the account, and compare in a condition on `aws:PrincipalArn`";
            found.push(Finding::new(&VARIABLE, entry.span, message).help(help));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::check_kind;
    use iamdiag_policy::PolicyKind;

    const CODES: &[&str] = &["IAM1402", "IAM1403"];

    #[track_caller]
    fn check(effect: &str, principal: &str, expected: &[&str]) {
        let statement =
            format!(r#"{{"Effect": "{effect}", {principal}, "Action": "s3:*", "Resource": "*"}}"#);
        check_kind(CODES, PolicyKind::Resource, &statement, expected);
    }

    #[test]
    fn a_deny_of_everybody_else_is_told() {
        check("Deny", r#""NotPrincipal": {"AWS": "111122223333"}"#, &[r#"IAM1402 warning"#]);
        check("Deny", r#""Principal": "*""#, &[]);
    }

    #[test]
    fn variables_are_not_expanded_in_principals() {
        check(
            "Allow",
            r#""Principal": {"AWS": "arn:aws:iam::111122223333:user/${aws:username}"}"#,
            &["IAM1403 warning"],
        );
        check("Allow", r#""Principal": {"AWS": "arn:aws:iam::111122223333:user/u"}"#, &[]);
    }
}
