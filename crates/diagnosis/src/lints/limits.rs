//! Quotas on the size and shape of one policy (section 11.2, Z40): informative, for they change.

use super::{Finding, Lint, Linted};
use crate::codes::{Code, Severity, of_problem};
use iamdiag_policy::{Document, PolicyKind, ProblemCode, Span};

/// The day that the table is of.
const AS_OF: &str = "2026-11-01";

static ONLY_INLINE: Code = Code {
    id: "IAM1603",
    name: "too-large-for-some-uses",
    severity: Severity::Note,
    headline: "the policy fits the quota of some uses only",
    rules: &["Z40"],
    means: "How large a policy may be depends on its use: a managed policy, the inline policies of a user, a group or a role, a \
            trust policy with the default or a raised quota. The policy is larger than some of these and smaller than others.",
    matters: "AWS refuses it where it does not fit.",
    example: "LimitExceeded: Cannot exceed quota for PolicySize: 6144",
    fix: "Check what the policy is for, or make it smaller.",
};

static TOO_MANY: Code = Code {
    id: "IAM1604",
    name: "too-many-parts",
    severity: Severity::Warning,
    headline: "the policy has more statements, principals or conditions than its service takes",
    rules: &["Z40"],
    means: "A queue's policy takes 20 statements, 50 principals and 10 conditions.",
    matters: "SQS refuses the policy.",
    example: "OverLimit: the policy has 21 statements",
    fix: "Join statements, or name an account or an organization instead of many principals.",
};

pub(super) const LINT: Lint = Lint { codes: &[&ONLY_INLINE, &TOO_MANY], check };

/// What is known of a policy's use beside its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Usage {
    /// Nothing.
    #[default]
    Unknown,
    /// A managed policy.
    Managed,
    /// Made by AWS, to whose policies the quotas do not apply.
    ManagedByAws,
    /// Written into a user; the quota is for all such policies together.
    InUser,
    /// Written into a group.
    InGroup,
    /// Written into a role.
    InRole,
}

/// A quota in characters.
struct Quota {
    kind: PolicyKind,
    /// The use it is for; a policy of another known use has another quota.
    usage: Usage,
    /// The service whose resources have the policy.
    service: Option<&'static str>,
    /// What fits everywhere; larger ones fit some uses only.
    common: usize,
    /// The most that any use takes, or that AWS raises the quota to.
    most: usize,
    /// Whether blanks count.
    blanks: bool,
}

const fn quota(kind: PolicyKind, usage: Usage, common: usize, most: usize) -> Quota {
    Quota { kind, usage, service: None, common, most, blanks: false }
}

const fn of_service(service: &'static str, most: usize) -> Quota {
    Quota {
        kind: PolicyKind::Resource,
        usage: Usage::Unknown,
        service: Some(service),
        common: most,
        most,
        blanks: true,
    }
}

/// The quotas of section 11.2 that one document can show.
const QUOTAS: &[Quota] = &[
    quota(PolicyKind::Identity, Usage::Unknown, 6_144, 10_240),
    quota(PolicyKind::Identity, Usage::Managed, 6_144, 6_144),
    quota(PolicyKind::Identity, Usage::InUser, 2_048, 2_048),
    quota(PolicyKind::Identity, Usage::InGroup, 5_120, 5_120),
    quota(PolicyKind::Identity, Usage::InRole, 10_240, 10_240),
    quota(PolicyKind::Boundary, Usage::Unknown, 6_144, 6_144),
    // A managed policy may be a session policy too.
    quota(PolicyKind::Session, Usage::Unknown, 2_048, 6_144),
    quota(PolicyKind::Trust, Usage::Unknown, 2_048, 8_192),
    quota(PolicyKind::Scp, Usage::Unknown, 10_240, 10_240),
    quota(PolicyKind::Rcp, Usage::Unknown, 5_120, 5_120),
    Quota {
        kind: PolicyKind::Vpce,
        usage: Usage::Unknown,
        service: None,
        common: 20_480,
        most: 20_480,
        blanks: true,
    },
    of_service("s3", 20 * 1024),
    of_service("kms", 32 * 1024),
    of_service("sqs", 8_192),
    of_service("sns", 30 * 1024),
    of_service("lambda", 20 * 1024),
    of_service("secretsmanager", 20_480),
    of_service("ecr", 10_240),
];

/// SQS: statements, principals, conditions.
const QUEUE: [(&str, usize); 3] = [("statements", 20), ("principals", 50), ("conditions", 10)];

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    let document = linted.document;
    let service = service_of(document);
    let of_use = |quota: &&Quota| {
        quota.kind == document.kind
            && quota.usage == linted.input.usage
            && (quota.service.is_none() || quota.service == service.as_deref())
    };
    let text = String::from_utf8_lossy(linted.input.text);
    if let Some(quota) = QUOTAS.iter().find(of_use) {
        found.extend(size(quota, document, &text));
    }
    if document.kind == PolicyKind::Resource && service.as_deref() == Some("sqs") {
        queue(document, found);
    }
}

fn size(quota: &Quota, document: &Document, text: &str) -> Option<Finding> {
    // Blanks inside strings are left out too: AWS's words allow either reading, and this one raises no false alarm.
    let bare = text.chars().filter(|c| !c.is_whitespace()).count();
    let size = if quota.blanks { text.trim().chars().count() } else { bare };
    let what = if quota.blanks { "with blanks" } else { "without blanks" };
    let brace = first_brace(document);
    let noun = match quota.service {
        Some(service) => format!("{} of {service}", document.kind.name()),
        None => document.kind.name().to_owned(),
    };
    if size > quota.most {
        let message =
            format!("{size} characters {what}: no {noun} may have more than {} (as of {AS_OF})", quota.most);
        let help = if quota.blanks && bare <= quota.most {
            format!("blanks count here; without them it has {bare}")
        } else {
            "make it smaller, or split it".to_owned()
        };
        Some(Finding::new(of_problem(ProblemCode::Oversized), brace, message).help(help))
    } else if size > quota.common {
        let message = format!(
            "{size} characters {what}: more than the {} that fit every use of such a policy (as of {AS_OF})",
            quota.common
        );
        Some(Finding::new(&ONLY_INLINE, brace, message))
    } else {
        None
    }
}

/// The service that a resource policy is of: the one that all its actions name.
fn service_of(document: &Document) -> Option<String> {
    let statements = (0..document.statements.len()).filter_map(|index| document.statement(index));
    let mut services =
        statements.flat_map(|statement| &statement.action.entries).map(|entry| entry.value.spelled_service());
    let first = services.next()??;
    services.all(|service| service.as_deref() == Some(&*first)).then_some(first)
}

fn queue(document: &Document, found: &mut Vec<Finding>) {
    let statements = || (0..document.statements.len()).filter_map(|index| document.statement(index));
    let principals = statements()
        .flat_map(|statement| &statement.principal)
        .map(|principal| principal.entries.len())
        .sum();
    let conditions = statements().map(|statement| statement.conditions.len()).sum();
    let counts = [document.statements.len(), principals, conditions];
    for ((what, most), count) in QUEUE.into_iter().zip(counts) {
        if count > most {
            let message = format!("{count} {what}: a queue's policy takes {most} (as of {AS_OF})");
            found.push(Finding::new(&TOO_MANY, first_brace(document), message));
        }
    }
}

/// Where the document as a whole is meant.
pub(super) fn first_brace(document: &Document) -> Span {
    let text = document.text.as_str();
    let start = text.find('{').unwrap_or(0);
    Span::new(start, (start + 1).min(text.len()))
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::{document, found_in};
    use crate::lints::{LintInput, Usage, lint};
    use iamdiag_catalog::Catalog;
    use iamdiag_policy::PolicyKind;

    const CODES: &[&str] = &["IAM1033", "IAM1603", "IAM1604"];

    /// A policy of some size.
    fn of_size(size: usize, principal: &str, action: &str) -> String {
        let resource = format!("arn:aws:s3:::{}", "x".repeat(size));
        document(&format!(
            r#"{{"Effect": "Deny", {principal} "Action": "{action}", "Resource": "{resource}"}}"#
        ))
    }

    #[test]
    fn a_policy_larger_than_any_is_told_and_one_larger_than_some_is_a_note() {
        let found = |size| found_in(&of_size(size, "", "s3:*"), PolicyKind::Identity, CODES);
        assert!(found(5_900).is_empty());
        assert!(found(7_000)[0].starts_with("IAM1603 note"));
        assert!(found(11_000)[0].starts_with("IAM1033 warning"));
    }

    #[test]
    fn the_use_tells_the_quota() {
        let text = of_size(3_000, "", "s3:*");
        let found = |usage| {
            let input = LintInput { text: text.as_bytes(), kind: PolicyKind::Identity, usage };
            let linting = lint(&input, Catalog::embedded());
            linting.findings.iter().any(|finding| finding.code.id == "IAM1033")
        };
        assert!(found(Usage::InUser));
        assert!(!found(Usage::InRole) && !found(Usage::ManagedByAws) && !found(Usage::Unknown));
    }

    #[test]
    fn blanks_count_in_some_policies() {
        let principal = "\"Principal\": \"*\",";
        let padded = |kind, action| {
            let text = of_size(100, principal, action).replace('\n', &" ".repeat(11_000));
            found_in(&text, kind, CODES)
        };
        assert!(padded(PolicyKind::Vpce, "s3:*")[0].contains("with blanks"));
        assert!(padded(PolicyKind::Rcp, "s3:*").is_empty());
        assert_eq!(padded(PolicyKind::Resource, "sqs:*").len(), 1);
        assert!(padded(PolicyKind::Resource, "kms:*").is_empty());
    }

    #[test]
    fn a_queue_takes_so_many_statements() {
        let one = r#"{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sqs:SendMessage", "Resource": "*"}"#;
        let many = |count| found_in(&document(&[one].repeat(count).join(",")), PolicyKind::Resource, CODES);
        assert!(many(20).is_empty());
        assert!(many(21)[0].contains("21 statements"));
    }
}
