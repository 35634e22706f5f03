//! Wildcards that policies of VPC endpoints do not take (Z5, K42).

use super::quote::quote;
use super::{Finding, Lint, Linted};
use crate::codes::{Code, Severity};
use iamdiag_policy::condition::{Base, Family, Operand, OperandValue};
use iamdiag_policy::pattern::Template;
use iamdiag_policy::{KeyKind, PolicyKind};

static SENSITIVE: Code = Code {
    id: "IAM1313",
    name: "wildcard-in-endpoint-policy-key",
    severity: Severity::Warning,
    headline: "an endpoint policy compares a sensitive key with a wildcard",
    rules: &["Z5", "K42"],
    means: "Policies of newer VPC endpoints take no wildcards for keys that name an account, an organization, a VPC or an \
            endpoint.",
    matters: "The service refuses the policy.",
    example: "\"StringLike\": {\"aws:PrincipalOrgID\": \"o-*\"}",
    fix: "Write the values in full, with `StringEquals`.",
};

static ACCOUNT: Code = Code {
    id: "IAM1314",
    name: "partial-account-in-endpoint-policy",
    severity: Severity::Warning,
    headline: "an ARN in a condition of an endpoint policy mixes digits and wildcards in its account",
    rules: &["Z5"],
    means: "The account part of an ARN is an account id or a wildcard, not a part of an id.",
    matters: "The service refuses the policy.",
    example: "\"ArnLike\": {\"aws:PrincipalArn\": \"arn:aws:iam::1111*:role/app\"}",
    fix: "Write the account id, or `*`.",
};

pub(super) const LINT: Lint = Lint { codes: &[&SENSITIVE, &ACCOUNT], check };

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    if linted.document.kind != PolicyKind::Vpce {
        return;
    }
    for (_, clause) in linted.clauses() {
        let like = matches!(clause.operator.base, Base::StringLike | Base::StringNotLike);
        for value in &clause.values {
            if like && is_sensitive(clause.key.kind()) && value.text.contains(['*', '?']) {
                let message =
                    format!("an endpoint policy takes no wildcard for {}", quote(clause.key.written()));
                let finding = Finding::new(&SENSITIVE, value.span, message);
                found.push(
                    finding.help("write the value in full").mark(clause.key_span, "is a sensitive key"),
                );
            }
            if clause.operator.family == Family::Arn && has_partial_account(value) {
                let message = format!("the account of {} is only in part a wildcard", quote(&value.text));
                found.push(Finding::new(&ACCOUNT, value.span, message).help("write the account id, or `*`"));
            }
        }
    }
}

/// K42.
fn is_sensitive(key: KeyKind) -> bool {
    matches!(
        key,
        KeyKind::PrincipalAccount
            | KeyKind::PrincipalOrgId
            | KeyKind::ResourceAccount
            | KeyKind::ResourceOrgId
            | KeyKind::SourceAccount
            | KeyKind::SourceOrgId
            | KeyKind::SourceVpc
            | KeyKind::SourceVpce
            | KeyKind::VpceAccount
            | KeyKind::VpceOrgId
    )
}

fn has_partial_account(operand: &Operand) -> bool {
    let OperandValue::Arn(arn) = &operand.value else { return false };
    let account: Option<&Template> = arn.segments.as_ref().and_then(|segments| segments.get(4));
    let Some(account) = account.and_then(Template::fixed) else { return false };
    account.has_wildcard() && account.instance("").contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::check_kind;
    use iamdiag_policy::PolicyKind;

    #[track_caller]
    fn check(kind: PolicyKind, condition: &str, expected: &[&str]) {
        let statement = format!(
            r#"{{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {{{condition}}}}}"#
        );
        check_kind(&["IAM1313", "IAM1314"], kind, &statement, expected);
    }

    #[test]
    fn sensitive_keys_are_compared_in_full() {
        let like = r#""StringLike": {"aws:PrincipalOrgID": "o-*"}"#;
        check(
            PolicyKind::Vpce,
            like,
            &["IAM1313 warning: an endpoint policy takes no wildcard for `aws:PrincipalOrgID`"],
        );
        check(PolicyKind::Resource, like, &[]);
        check(PolicyKind::Vpce, r#""StringEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}"#, &[]);
    }

    #[test]
    fn an_account_is_whole_or_a_wildcard() {
        check(
            PolicyKind::Vpce,
            r#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::1111*:role/app"}"#,
            &["IAM1314"],
        );
        check(PolicyKind::Vpce, r#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app*"}"#, &[]);
    }
}
