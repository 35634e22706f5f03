//! `Allow` with `NotAction` or `NotResource` (Z8).

use super::{Finding, Lint, Linted, allows};
use crate::codes::{Code, Severity};

static ALLOW_NOT_ACTION: Code = Code {
    id: "IAM1105",
    name: "allow-not-action",
    severity: Severity::Warning,
    headline: "`Allow` with `NotAction` covers every action that is not listed",
    rules: &["Z8", "A8"],
    means: "The statement allows all actions of all services but those listed, on the resources it names.",
    matters: "Services that AWS adds later are covered too, and so are actions of other services than the listed ones. In a \
              policy that only limits (a boundary, a service control policy) it is a note.",
    example: "{\"Effect\": \"Allow\", \"NotAction\": \"iam:*\", \"Resource\": \"*\"}",
    fix: "List what is allowed under `Action`, or allow `*` and write a Deny for the exceptions, which no other policy can \
          undo.",
};

static ALLOW_NOT_RESOURCE: Code = Code {
    id: "IAM1208",
    name: "allow-not-resource",
    severity: Severity::Warning,
    headline: "`Allow` with `NotResource` covers every resource that is not listed",
    rules: &["Z8"],
    means: "The statement allows its actions on all resources but those listed, in other accounts and services too.",
    matters: "Resources made later are covered. In a policy that only limits it is a note.",
    example: "{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"NotResource\": \"arn:aws:s3:::acme-logs/*\"}",
    fix: "List what is meant under `Resource`, or write a Deny for the exceptions.",
};

pub(super) const LINT: Lint = Lint { codes: &[&ALLOW_NOT_ACTION, &ALLOW_NOT_RESOURCE], check };

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    for statement in linted.statements().filter(|statement| allows(statement)) {
        let severity = if linted.is_gate() { Severity::Note } else { Severity::Warning };
        if statement.action.negated {
            let message = "`Allow` with `NotAction` covers every other action, of services yet to come too";
            let finding =
                Finding::new(&ALLOW_NOT_ACTION, statement.action.name_span, message).severity(severity);
            found.push(
                finding.help("list what is allowed under `Action`, or write a `Deny` for the exceptions"),
            );
        }
        if let Some(resource) = statement.resource.as_ref().filter(|resource| resource.negated) {
            let message = "`Allow` with `NotResource` covers every other resource, of other accounts too";
            let finding = Finding::new(&ALLOW_NOT_RESOURCE, resource.name_span, message).severity(severity);
            found.push(
                finding.help("list what is allowed under `Resource`, or write a `Deny` for the exceptions"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::{check, check_kind};
    use iamdiag_policy::PolicyKind;

    const CODES: &[&str] = &["IAM1105", "IAM1208"];

    #[test]
    fn allow_with_a_negated_element_is_told() {
        check(
            CODES,
            r#"{"Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::b/*"}"#,
            &["IAM1105 warning", "IAM1208 warning"],
        );
    }

    #[test]
    fn a_deny_is_the_usual_guardrail() {
        check(CODES, r#"{"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}"#, &[]);
    }

    #[test]
    fn where_it_grants_nothing_it_is_a_note() {
        let statement = r#"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}"#;
        check_kind(CODES, PolicyKind::Scp, statement, &["IAM1105 note"]);
    }
}
