//! Actions of trust policies, and the principals they fit (Z1, X16).

use super::quote::quote;
use super::{Finding, Lint, Linted, allows};
use crate::codes::{Code, Severity};
use iamdiag_policy::{ActionName, ActionPattern, ActionService, PolicyKind, PrincipalEntry, Statement};

static TRUST_ACTION: Code = Code {
    id: "IAM1106",
    name: "not-a-trust-action",
    severity: Severity::Error,
    headline: "a trust policy names an action of STS that does not assume a role",
    rules: &["Z1"],
    means: "A trust policy takes `sts:AssumeRole`, `sts:AssumeRoleWithSAML`, `sts:AssumeRoleWithWebIdentity`, \
            `sts:TagSession`, `sts:SetSourceIdentity` and `sts:SetContext`.",
    matters: "IAM refuses other actions, or they never have an effect.",
    example: "\"Action\": \"sts:GetFederationToken\"",
    fix: "Write one of the six actions.",
};

static MISMATCH: Code = Code {
    id: "IAM1107",
    name: "action-does-not-fit-principal",
    severity: Severity::Error,
    headline: "none of the principals can use this way of assuming the role",
    rules: &["Z1", "X16"],
    means: "AWS principals and services assume a role by `sts:AssumeRole`, SAML providers by `sts:AssumeRoleWithSAML`, OpenID \
            Connect providers by `sts:AssumeRoleWithWebIdentity`. None of the statement's principals fits the action.",
    matters: "The statement never lets anybody in by this action.",
    example: "\"Principal\": {\"Federated\": \"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com\"},\n\
              \"Action\": \"sts:AssumeRole\"",
    fix: "Write the action of the principal's kind.",
};

pub(super) const LINT: Lint = Lint { codes: &[&TRUST_ACTION, &MISMATCH], check };

/// Whether a principal can use a way to assume a role.
type Fits = fn(&PrincipalEntry) -> bool;

/// The ways to assume a role, each with whether a principal can use it.
const WAYS: [(&str, Fits); 3] = [
    ("sts:AssumeRole", |entry| !matches!(entry, PrincipalEntry::Federated(_))),
    (
        "sts:AssumeRoleWithSAML",
        |entry| matches!(entry, PrincipalEntry::Federated(name) if is_saml(name) != Some(false)),
    ),
    (
        "sts:AssumeRoleWithWebIdentity",
        |entry| matches!(entry, PrincipalEntry::Federated(name) if is_saml(name) != Some(true)),
    ),
];
/// What else a trust policy may allow, for every kind of principal.
const OTHERS: [&str; 3] = ["sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"];

/// Whether a provider is a SAML provider; `None` where its name does not tell.
fn is_saml(name: &str) -> Option<bool> {
    if name.contains(":saml-provider/") {
        Some(true)
    } else if name.contains(":oidc-provider/") || !name.starts_with("arn:") {
        Some(false)
    } else {
        None
    }
}

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    if linted.document.kind != PolicyKind::Trust {
        return;
    }
    for statement in linted.statements().filter(|statement| !statement.action.negated) {
        for entry in &statement.action.entries {
            if !matches!(entry.value.service(), ActionService::One(_)) || !is_sts(&entry.value) {
                continue;
            }
            let text = quote(entry.value.written());
            let covers = |name: &str| ActionName::parse(name).is_some_and(|name| entry.value.matches(&name));
            let ways = || WAYS.iter().filter(|(name, _)| covers(name));
            if ways().next().is_none() && !OTHERS.iter().any(|name| covers(name)) {
                let message = format!("{text} does not assume a role");
                let help = "write `sts:AssumeRole` or another action that assumes a role";
                found.push(Finding::new(&TRUST_ACTION, entry.span, message).help(help));
            } else if !OTHERS.iter().any(|name| covers(name))
                && !ways().any(|(_, fits)| any_fits(statement, *fits))
            {
                found.extend(mismatch(statement, &text, entry.span));
            }
        }
    }
}

fn is_sts(entry: &ActionPattern) -> bool {
    entry.spelled_service().as_deref() == Some("sts")
}

fn any_fits(statement: &Statement, fits: Fits) -> bool {
    let Some(principal) = statement.principal.as_ref().filter(|principal| !principal.negated) else {
        return true;
    };
    // In a Deny, everyone may be more than AWS principals (P9).
    let everyone =
        |entry: &PrincipalEntry| matches!(entry, PrincipalEntry::Anyone { .. }) && !allows(statement);
    principal.entries.is_empty()
        || principal.entries.iter().any(|entry| everyone(&entry.value) || fits(&entry.value))
}

fn mismatch(statement: &Statement, text: &str, span: iamdiag_policy::Span) -> Option<Finding> {
    let principal = statement.principal.as_ref()?;
    let first = principal.entries.first()?;
    let fitting = WAYS.iter().find(|(_, fits)| fits(&first.value)).map(|(name, _)| *name)?;
    let message = format!("none of the statement's principals can use {text}");
    let finding = Finding::new(&MISMATCH, span, message).mark(first.span, format!("uses {fitting}"));
    Some(finding.help(format!("write `{fitting}`")))
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::check_kind;
    use iamdiag_policy::PolicyKind;

    const CODES: &[&str] = &["IAM1106", "IAM1107"];
    const OIDC: &str =
        r#"{"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}"#;
    const SAML: &str = r#"{"Federated": "arn:aws:iam::111122223333:saml-provider/corp"}"#;
    const USER: &str = r#"{"AWS": "arn:aws:iam::111122223333:user/u"}"#;

    #[track_caller]
    fn check(principal: &str, action: &str, expected: &[&str]) {
        let statement = format!(r#"{{"Effect": "Allow", "Principal": {principal}, "Action": {action}}}"#);
        check_kind(CODES, PolicyKind::Trust, &statement, expected);
    }

    #[test]
    fn only_some_actions_of_sts_assume_a_role() {
        check(
            USER,
            r#""sts:GetFederationToken""#,
            &["IAM1106 error: `sts:GetFederationToken` does not assume a role"],
        );
        check(USER, r#"["sts:AssumeRole", "sts:TagSession", "sts:SetContext"]"#, &[]);
        check(USER, r#""sts:Assume*""#, &[]);
    }

    #[test]
    fn each_kind_of_principal_has_its_way() {
        check(
            OIDC,
            r#""sts:AssumeRole""#,
            &["IAM1107 error: none of the statement's principals can use `sts:AssumeRole`"],
        );
        check(USER, r#""sts:AssumeRoleWithWebIdentity""#, &["IAM1107 error"]);
        check(r#"{"AWS": "*"}"#, r#""sts:AssumeRoleWithSAML""#, &["IAM1107 error"]);
        check(OIDC, r#""sts:AssumeRoleWithSAML""#, &["IAM1107 error"]);
        check(OIDC, r#"["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]"#, &[]);
        check(SAML, r#""sts:AssumeRoleWithSAML""#, &[]);
        check(r#"{"Federated": "accounts.google.com"}"#, r#""sts:AssumeRoleWithWebIdentity""#, &[]);
        check(r#"{"Service": "ec2.amazonaws.com"}"#, r#""sts:AssumeRole""#, &[]);
    }

    #[test]
    fn one_principal_that_fits_is_enough() {
        let both = r#"{"AWS": "111122223333", "Federated": "accounts.google.com"}"#;
        check(both, r#"["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"]"#, &[]);
        check(OIDC, r#""sts:*""#, &[]);
    }
}
