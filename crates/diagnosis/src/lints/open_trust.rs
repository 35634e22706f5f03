//! Trust policies that let in more than anybody means (X10, X16), and services that there are none of (P13).

use super::quote::quote;
use super::{Finding, Lint, Linted, allows, demands_presence};
use crate::codes::{Code, Severity};
use iamdiag_policy::condition::{Base, Clause};
use iamdiag_policy::{PolicyKind, PrincipalEntry, Statement};

static EVERYBODY: Code = Code {
    id: "IAM1404",
    name: "trust-for-everybody",
    severity: Severity::Warning,
    headline: "a trust policy lets every account in",
    rules: &["X10", "P9"],
    means: "The principal is `*`, and no condition asks for an account, an organization, a principal, a source or an external \
            id: every principal of every account can assume the role if its own policies allow it.",
    matters: "The role is open to the world.",
    example: "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"*\"}, \"Action\": \"sts:AssumeRole\"}",
    fix: "Name the accounts or principals, or add a condition such as `\"StringEquals\": {\"aws:PrincipalOrgID\": \"o-…\"}`.",
};

static SUBJECT: Code = Code {
    id: "IAM1405",
    name: "web-identity-without-subject",
    severity: Severity::Warning,
    headline: "a trust policy lets in everybody whom a shared identity provider knows",
    rules: &["X16"],
    means: "The provider gives tokens to all its customers. No condition on a claim but `aud`, or one whose wildcard covers every \
            customer, tells one's own from those of others.",
    matters: "Whoever has a repository or workspace there can assume the role.",
    example: "\"Principal\": {\"Federated\": \"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com\"},\n\
              \"Condition\": {\"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:*\"}}",
    fix: "Ask for one's own subject: `\"token.actions.githubusercontent.com:sub\": \"repo:ORGANIZATION/REPOSITORY:*\"`.",
};

static SERVICE: Code = Code {
    id: "IAM1406",
    name: "not-a-service-principal",
    severity: Severity::Warning,
    headline: "a principal is no name of a service",
    rules: &["P13"],
    means: "Services are named `SERVICE.amazonaws.com`, with the domain of the partition.",
    matters: "IAM refuses names that it does not know; where one is stored, the entry names nobody.",
    example: "\"Principal\": {\"Service\": \"lambda.amazon.com\"}",
    fix: "Write the service's name: `lambda.amazonaws.com`.",
};

pub(super) const LINT: Lint = Lint { codes: &[&EVERYBODY, &SUBJECT, &SERVICE], check };

/// Providers that give tokens to all their customers, with what every subject begins with before the customer's own name.
const SHARED: [(&str, &str); 4] = [
    ("token.actions.githubusercontent.com", "repo:"),
    ("gitlab.com", "project_path:"),
    ("app.terraform.io", "organization:"),
    ("agent.buildkite.com", "organization:"),
];

/// The domains that services are named in, one for each partition.
const DOMAINS: [&str; 7] = [
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
    ".csp.hci.ic.gov",
    ".cloud.adc-e.uk",
];

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    for statement in linted.statements() {
        let entries = || statement.principal.iter().flat_map(|element| &element.entries);
        for entry in entries() {
            if let PrincipalEntry::Service(name) = &entry.value
                && !DOMAINS.iter().any(|domain| name.ends_with(domain))
                && !name.contains(['*', '$'])
            {
                let message = format!("{} is no name of a service", quote(name));
                let help =
                    format!("did you mean `{}.amazonaws.com`?", name.split('.').next().unwrap_or(name));
                found.push(Finding::new(&SERVICE, entry.span, message).help(help));
            }
        }
        let is_trust = linted.document.kind == PolicyKind::Trust && allows(statement);
        if !is_trust || statement.principal.as_ref().is_some_and(|principal| principal.negated) {
            continue;
        }
        for entry in entries() {
            match &entry.value {
                PrincipalEntry::Anyone { .. } if !statement.conditions.iter().any(tells_callers_apart) => {
                    let message = "every principal of every account can assume the role";
                    let help =
                        "name accounts or principals, or add a condition such as one on `aws:PrincipalOrgID`";
                    found.push(Finding::new(&EVERYBODY, entry.span, message).help(help));
                }
                PrincipalEntry::Federated(provider) => {
                    found.extend(of_provider(statement, provider, entry.span));
                }
                _ => {}
            }
        }
    }
}

/// Whether a clause asks for a key that only some callers, or only whoever was told a secret, can have.
fn tells_callers_apart(clause: &Clause) -> bool {
    const SAY_NOTHING: [&str; 6] = [
        "aws:securetransport",
        "aws:multifactorauthpresent",
        "aws:multifactorauthage",
        "aws:currenttime",
        "aws:epochtime",
        "aws:requestedregion",
    ];
    demands_presence(clause) && !SAY_NOTHING.contains(&clause.key.lower())
}

fn of_provider(statement: &Statement, provider: &str, span: iamdiag_policy::Span) -> Option<Finding> {
    let host = provider.rsplit("oidc-provider/").next()?;
    let (host, begins) = SHARED.iter().find(|(shared, _)| *shared == host)?;
    let claim = |clause: &&Clause| {
        let name = clause.key.lower().strip_prefix(host).and_then(|rest| rest.strip_prefix(':'));
        name.is_some_and(|name| name != "aud" && name != "iss") && demands_presence(clause)
    };
    let claims: Vec<&Clause> = statement.conditions.iter().filter(claim).collect();
    if claims.iter().any(|clause| !covers_everybody(clause, begins)) {
        return None;
    }
    let message = match claims.first() {
        None => format!("everybody who gets a token of {} can assume the role", quote(host)),
        Some(_) => format!("the condition covers every customer of {}", quote(host)),
    };
    let finding = Finding::new(&SUBJECT, span, message).help(format!("ask for one's own `{host}:sub`"));
    Some(match claims.first() {
        Some(clause) => finding.mark(clause.values_span, "matches subjects of others too"),
        None => finding,
    })
}

/// Whether some value has a wildcard where the customer's name begins.
fn covers_everybody(clause: &Clause, begins: &str) -> bool {
    let takes_wildcards = matches!(clause.operator.base, Base::StringLike);
    takes_wildcards
        && clause.values.iter().any(|value| {
            let text = &*value.text;
            text.starts_with('*') || text.strip_prefix(begins).is_some_and(|rest| rest.starts_with('*'))
        })
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::{check as check_identity, check_kind};
    use iamdiag_policy::PolicyKind;

    const CODES: &[&str] = &["IAM1404", "IAM1405", "IAM1406"];
    const GITHUB: &str =
        r#"{"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}"#;

    #[track_caller]
    fn check(principal: &str, condition: &str, expected: &[&str]) {
        let statement = format!(
            r#"{{"Effect": "Allow", "Principal": {principal}, "Action": ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"], "Condition": {{{condition}}}}}"#
        );
        check_kind(CODES, PolicyKind::Trust, &statement, expected);
    }

    #[test]
    fn a_role_for_everybody_is_told() {
        let everybody = r#"{"AWS": "*"}"#;
        check(everybody, "", &["IAM1404 warning"]);
        check(everybody, r#""Bool": {"aws:MultiFactorAuthPresent": "true"}"#, &["IAM1404"]);
        check(everybody, r#""StringNotEquals": {"aws:PrincipalOrgID": "o-a"}"#, &["IAM1404"]);
        check(everybody, r#""StringEquals": {"aws:PrincipalOrgID": "o-a"}"#, &[]);
        check(everybody, r#""StringEquals": {"sts:ExternalId": "secret"}"#, &[]);
        let bucket = r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}"#;
        check_kind(CODES, PolicyKind::Resource, bucket, &[]);
        check_identity(CODES, r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#, &[]);
    }

    #[test]
    fn tokens_of_a_shared_provider_need_a_subject() {
        let aud = r#""StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}"#;
        let sub = |value: &str| {
            format!(r#"{aud}, "StringLike": {{"token.actions.githubusercontent.com:sub": {value}}}"#)
        };
        check(GITHUB, aud, &["IAM1405 warning: everybody who gets a token of"]);
        check(GITHUB, &sub(r#""repo:*""#), &["IAM1405 warning: the condition covers every customer"]);
        check(GITHUB, &sub(r#"["repo:acme/shop:*", "*"]"#), &["IAM1405"]);
        check(GITHUB, &sub(r#""repo:acme/*""#), &[]);
        check(GITHUB, &sub(r#""repo:acme-*/shop""#), &[]);
        let owner = r#""StringEquals": {"token.actions.githubusercontent.com:repository_owner": "acme"}"#;
        check(GITHUB, owner, &[]);
        let own = r#"{"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB12"}"#;
        check(own, "", &[]);
    }

    #[test]
    fn services_have_names_of_their_own() {
        check(
            r#"{"Service": "lambda.amazon.com"}"#,
            "",
            &["IAM1406 warning: `lambda.amazon.com` is no name"],
        );
        check(r#"{"Service": ["ec2", "sns.amazonaws.com"]}"#, "", &["IAM1406"]);
        check(r#"{"Service": ["ec2.amazonaws.com.cn", "states.eu-west-1.amazonaws.com"]}"#, "", &[]);
    }
}
