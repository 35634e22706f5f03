//! ARNs of roles that lack the path all such roles have (I9), and session ARNs where the role's ARN is compared.

use super::quote::quote;
use super::{Finding, Lint, Linted};
use crate::codes::{Code, Severity};
use iamdiag_policy::{KeyKind, PrincipalEntry, Span};

static MISSING_PATH: Code = Code {
    id: "IAM1401",
    name: "role-without-its-path",
    severity: Severity::Warning,
    headline: "the ARN of a role lacks the path that such roles have",
    rules: &["I8", "I9"],
    means: "A role's ARN holds its path. Roles of IAM Identity Center (`AWSReservedSSO_…`) lie under \
            `/aws-reserved/sso.amazonaws.com/`, perhaps followed by a region; service-linked roles under `/aws-service-role/`. \
            The session's ARN, which is what one sees most, shows no path.",
    matters: "The text names no role, so that it never matches.",
    example: "\"ArnEquals\": {\"aws:PrincipalArn\": \"arn:aws:iam::111122223333:role/AWSReservedSSO_Admin_0123456789abcdef\"}",
    fix: "Write the path, or a wildcard in its place where wildcards are taken: `role/aws-reserved/sso.amazonaws.com/*`.",
};

static SESSION_ARN: Code = Code {
    id: "IAM1312",
    name: "session-arn-as-principal-arn",
    severity: Severity::Warning,
    headline: "`aws:PrincipalArn` is compared with the ARN of a role session",
    rules: &["I7", "K12"],
    means: "For a role session the key holds the ARN of the role, path included, and never the ARN of the session.",
    matters: "The comparison is never true. In a Deny with a negated operator it is always true, which locks everybody out.",
    example: "\"ArnNotLike\": {\"aws:PrincipalArn\": \"arn:aws:sts::111122223333:assumed-role/deploy/*\"}",
    fix: "Write the role: `arn:aws:iam::111122223333:role/deploy`. To tell sessions of one role apart, use `aws:userid`.",
};

pub(super) const LINT: Lint = Lint { codes: &[&MISSING_PATH, &SESSION_ARN], check };

/// Names that show where the role lies.
const FIXED: [(&str, &str); 2] =
    [("AWSReservedSSO_", "aws-reserved/sso.amazonaws.com/"), ("AWSServiceRoleFor", "aws-service-role/")];

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    for statement in linted.statements() {
        let resources = statement.resource.iter().flat_map(|resource| &resource.entries);
        for entry in resources {
            found.extend(missing_path(entry.value.written(), entry.span));
        }
        let principals = statement.principal.iter().flat_map(|principal| &principal.entries);
        for entry in principals {
            if let PrincipalEntry::Role(arn) = &entry.value {
                found.extend(missing_path(arn, entry.span));
            }
        }
    }
    for (_, clause) in linted.clauses().filter(|(_, clause)| clause.key.kind() == KeyKind::PrincipalArn) {
        for value in &clause.values {
            found.extend(missing_path(&value.text, value.span));
            if value.text.contains(":assumed-role/") {
                let message = format!(
                    "`aws:PrincipalArn` is never {}: it holds the ARN of the role",
                    quote(&value.text)
                );
                found.push(Finding::new(&SESSION_ARN, value.span, message).help(role_of(&value.text)));
            }
        }
    }
}

fn missing_path(text: &str, span: Span) -> Option<Finding> {
    let (_, role) = text.split_once(":iam:").and_then(|(_, rest)| rest.split_once(":role/"))?;
    let (_, path) = FIXED.iter().find(|(name, _)| role.starts_with(name))?;
    let message = format!("no role has the ARN {}: its path is missing", quote(text));
    let (before, after) = text.split_at(text.len() - role.len());
    Some(
        Finding::new(&MISSING_PATH, span, message)
            .help(format!("write {}", quote(&format!("{before}{path}…/{after}")))),
    )
}

fn role_of(session: &str) -> String {
    let role = session.replacen(":sts:", ":iam:", 1).replacen(":assumed-role/", ":role/", 1);
    let end = role.rfind('/').filter(|_| role.matches('/').count() > 1).unwrap_or(role.len());
    format!("write the role with its path, such as {}", quote(role.get(..end).unwrap_or(&role)))
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::{check, check_kind};
    use iamdiag_policy::PolicyKind;

    const CODES: &[&str] = &["IAM1312", "IAM1401"];

    #[track_caller]
    fn check_principal_arn(arn: &str, expected: &[&str]) {
        let statement = format!(
            r#"{{"Effect": "Deny", "Action": "*", "Resource": "*",
                "Condition": {{"ArnNotLike": {{"aws:principalarn": "{arn}"}}}}}}"#
        );
        check(CODES, &statement, expected);
    }

    #[test]
    fn sessions_are_not_what_the_key_holds() {
        check_principal_arn(
            "arn:aws:sts::111122223333:assumed-role/deploy/*",
            &[
                r#"IAM1312 warning: `aws:PrincipalArn` is never `arn:aws:sts::111122223333:assumed-role/deploy/*`"#,
            ],
        );
        check_principal_arn("arn:aws:iam::111122223333:role/deploy", &[]);
        check_principal_arn("arn:aws:iam::*:role/*", &[]);
    }

    #[test]
    fn roles_with_a_fixed_path_need_it() {
        check_principal_arn("arn:aws:iam::111122223333:role/AWSReservedSSO_Admin_*", &["IAM1401 warning"]);
        check_principal_arn(
            "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_*",
            &[],
        );
        check_principal_arn("arn:aws:iam::*:role/*AWSReservedSSO_Admin_*", &[]);
        let statement = r#"{"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"AWS": "arn:aws:iam::111122223333:role/AWSServiceRoleForSupport"}}"#;
        check_kind(CODES, PolicyKind::Trust, statement, &["IAM1401 warning"]);
    }
}
