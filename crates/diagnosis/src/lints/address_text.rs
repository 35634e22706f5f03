//! Addresses that are compared as text (C24).

use super::quote::quote;
use super::{Finding, Lint, Linted};
use crate::codes::{Code, Severity};
use iamdiag_policy::KeyKind;
use iamdiag_policy::condition::Family;

static TEXT: Code = Code {
    id: "IAM1316",
    name: "address-as-text",
    severity: Severity::Warning,
    headline: "a network is compared with an address as text",
    rules: &["C24"],
    means: "String operators compare letters. The key holds one address, such as `203.0.113.7`, and no text of an address is the \
            text of a network.",
    matters: "The value never matches: a plain operator is always false, a negated one always true.",
    example: "\"StringEquals\": {\"aws:SourceIp\": \"203.0.113.0/24\"}",
    fix: "Write `IpAddress` or `NotIpAddress`.",
};

pub(super) const LINT: Lint = Lint { codes: &[&TEXT], check };

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    for (_, clause) in linted.clauses() {
        let is_address = matches!(clause.key.kind(), KeyKind::SourceIp | KeyKind::VpcSourceIp);
        if !is_address || clause.operator.family != Family::String {
            continue;
        }
        let network = clause.values.iter().find(|value| value.text.contains('/'));
        if let Some(network) = network {
            let operator = clause.operator.canonical();
            let message = format!("`{operator}` never matches the network {}", quote(&network.text));
            let write = if clause.operator.negated { "NotIpAddress" } else { "IpAddress" };
            let finding = Finding::new(&TEXT, clause.operator_span, message).help(format!("write `{write}`"));
            found.push(finding.mark(network.span, "is a network"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::{check, with_condition};

    const CODES: &[&str] = &["IAM1316"];

    #[test]
    fn networks_are_no_text() {
        check(
            CODES,
            &with_condition(
                "Allow",
                r#""StringEquals": {"aws:SourceIp": ["203.0.113.7", "203.0.113.0/24"]}"#,
            ),
            &[
                r#"IAM1316 warning: `StringEquals` never matches the network `203.0.113.0/24` | "StringEquals""#,
            ],
        );
        check(
            CODES,
            &with_condition("Deny", r#""StringNotLike": {"aws:VpcSourceIp": "10.0.0.0/8"}"#),
            &["IAM1316"],
        );
        for fine in [
            r#""StringEquals": {"aws:SourceIp": "203.0.113.7"}"#,
            r#""StringLike": {"aws:SourceIp": "203.0.113.*"}"#,
            r#""IpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#,
            r#""StringLike": {"aws:PrincipalTag/net": "a/b"}"#,
        ] {
            check(CODES, &with_condition("Allow", fine), &[]);
        }
    }
}
