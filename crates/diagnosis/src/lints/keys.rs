//! Condition keys that a request for the actions never carries (C42), and keys in no table (C43).

use super::actions::{is_typo, nearest};
use super::quote::quote;
use super::{Finding, Lint, Linted, allows, demands_presence};
use crate::codes::{Code, Severity};
use iamdiag_catalog::{Action, Key, KeyScope};
use iamdiag_policy::condition::Clause;
use iamdiag_policy::{KeyKind, Statement};

static NEVER_THERE: Code = Code {
    id: "IAM1310",
    name: "key-not-in-request",
    severity: Severity::Warning,
    headline: "requests for the action do not carry the condition key",
    rules: &["C42", "K43"],
    means: "The reference lists the keys of every action and of its resource types. The key is not among them, so it is absent: \
            a plain operator is then false, a negated one and `IfExists` are true.",
    matters: "With a plain operator the Allow never grants by that action, and the Deny never stops it. Where the reference is \
              merely silent about a key of the action's own service, and the condition would be of use, it is a note: the \
              reference is known to have gaps.",
    example: "\"Action\": [\"s3:ListBucket\", \"s3:GetObject\"],\n\"Condition\": {\"StringLike\": {\"s3:prefix\": \"home/*\"}}",
    fix: "Put the action into a statement of its own, without the condition or with a key that it carries.",
};

static UNKNOWN_KEY: Code = Code {
    id: "IAM1311",
    name: "unknown-condition-key",
    severity: Severity::Note,
    headline: "the catalog knows no such condition key",
    rules: &["C43"],
    means: "The key is in no table: it is misspelt, or newer than the catalog.",
    matters: "A misspelt key is always absent. Where a key of nearly that name exists, it is a warning; else a note.",
    example: "\"IpAddress\": {\"aws:SourceIPs\": \"203.0.113.0/24\"}",
    fix: "Check the spelling; letter case does not count. If the key is new, nothing is wrong.",
};

pub(super) const LINT: Lint = Lint { codes: &[&NEVER_THERE, &UNKNOWN_KEY], check };

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    for (statement, clause) in linted.clauses() {
        match linted.catalog.key(clause.key.lower()) {
            None => found.push(unknown(linted, clause)),
            Some(key) if key.scope() == KeyScope::Service || is_tag(clause) => {
                never_there(linted, statement, clause, key, found);
            }
            Some(_) => {}
        }
    }
}

/// Keys of tags, a service's own ones too (`secretsmanager:ResourceTag/…`). The reference lists where they are present and is
/// known to omit many places.
fn is_tag(clause: &Clause) -> bool {
    let of_service = || clause.key.lower().split_once('/').is_some_and(|(family, _)| family.ends_with("tag"));
    matches!(clause.key.kind(), KeyKind::ResourceTag | KeyKind::RequestTag | KeyKind::TagKeys)
        || clause.key.kind() == KeyKind::Other && of_service()
}

fn unknown(linted: &Linted<'_>, clause: &Clause) -> Finding {
    let message =
        format!("the catalog of {} knows no key {}", linted.catalog.date(), quote(clause.key.written()));
    let finding = Finding::new(&UNKNOWN_KEY, clause.key_span, message);
    let near = near_key(linted, clause.key.written());
    match near {
        Some(near) => {
            let is_typo = is_typo(clause.key.written(), near);
            let finding = if is_typo { finding.severity(Severity::Warning) } else { finding };
            finding.help(format!("did you mean `{near}`?"))
        }
        None => finding,
    }
}

/// The key of the same service whose name differs in one or two letters.
pub(super) fn near_key<'a>(linted: &Linted<'a>, written: &str) -> Option<&'a str> {
    let (prefix, _) = written.split_once(':')?;
    let names = linted.catalog.keys().filter(|key| !key.is_family()).map(|key| key.name());
    let of_service =
        |name: &&str| name.split_once(':').is_some_and(|(service, _)| service.eq_ignore_ascii_case(prefix));
    nearest(written, names.filter(of_service))
}

fn never_there(
    linted: &Linted<'_>,
    statement: &Statement,
    clause: &Clause,
    key: Key<'_>,
    found: &mut Vec<Finding>,
) {
    // Each entry is looked up, and its actions are asked for the key.
    let entries = statement.action.entries.iter();
    let steps: usize = entries.map(|entry| 16 + linted.covered(&entry.value).actions().len()).sum();
    if !linted.budget.allows(steps.saturating_mul(4)) {
        return;
    }
    let Some(all) = linted.cover.all_known(statement, linted.catalog) else {
        // Some entries may be of services that carry the key; those that are known are looked at alone.
        return of_entries(linted, statement, clause, key, found);
    };
    let actions = || all.iter().flat_map(|covered| covered.actions());
    if actions().any(|action| action.carries(key, None)) {
        return of_entries(linted, statement, clause, key, found);
    }
    let message = format!("no action of the statement carries {}", quote(clause.key.written()));
    let severity = severity(statement, clause, actions());
    let finding = Finding::new(&NEVER_THERE, clause.key_span, message).severity(severity);
    found.push(finding.mark(statement.action.span, outcome(statement, clause)));
}

/// Single actions that do not carry the key where others do.
fn of_entries(
    linted: &Linted<'_>,
    statement: &Statement,
    clause: &Clause,
    key: Key<'_>,
    found: &mut Vec<Finding>,
) {
    if statement.action.negated || statement.action.entries.len() < 2 {
        return;
    }
    for entry in &statement.action.entries {
        let covered = linted.covered(&entry.value);
        let actions = covered.actions();
        if actions.is_empty() || actions.iter().any(|action| action.carries(key, None)) {
            continue;
        }
        let (action, name) = (quote(entry.value.written()), quote(clause.key.written()));
        let message = format!("{action} does not carry {name}");
        let severity = severity(statement, clause, actions.iter());
        let finding = Finding::new(&NEVER_THERE, entry.span, message).severity(severity);
        found.push(finding.mark(clause.key_span, outcome(statement, clause)));
    }
}

/// C42: the reference has gaps. Where it makes an Allow dead that is told as a warning; where it is merely silent otherwise, as
/// a note, and for tags always.
fn severity<'a>(
    statement: &Statement,
    clause: &Clause,
    mut actions: impl Iterator<Item = &'a Action<'a>>,
) -> Severity {
    let service = clause.key.service();
    let foreign =
        !is_tag(clause) && !actions.any(|action| action.service().prefix().eq_ignore_ascii_case(service));
    let dead = allows(statement) && demands_presence(clause) && !is_tag(clause);
    if foreign || dead { Severity::Warning } else { Severity::Note }
}

fn outcome(statement: &Statement, clause: &Clause) -> &'static str {
    match (demands_presence(clause), allows(statement)) {
        (true, true) => "so this never allows it",
        (true, false) => "so this never denies it",
        (false, _) => "so this condition limits nothing",
    }
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::check;

    const CODES: &[&str] = &["IAM1310", "IAM1311"];

    #[track_caller]
    fn check_statement(effect: &str, action: &str, condition: &str, expected: &[&str]) {
        let statement = format!(
            r#"{{"Effect": "{effect}", "Action": {action}, "Resource": "*", "Condition": {{{condition}}}}}"#
        );
        check(CODES, &statement, expected);
    }

    const PREFIX: &str = r#""StringLike": {"s3:prefix": "home/*"}"#;

    #[test]
    fn a_key_that_no_action_carries_makes_the_statement_dead() {
        check_statement(
            "Allow",
            r#""s3:GetObject""#,
            PREFIX,
            &[
                r#"IAM1310 warning: no action of the statement carries `s3:prefix` | "s3:prefix" , "s3:GetObject""#,
            ],
        );
        check_statement("Allow", r#""sqs:*""#, PREFIX, &["IAM1310 warning"]);
        check_statement("Deny", r#""s3:GetObject""#, PREFIX, &["IAM1310 note"]);
        check_statement("Deny", r#""sqs:SendMessage""#, PREFIX, &["IAM1310 warning"]);
    }

    #[test]
    fn the_one_action_without_the_key_is_named() {
        check_statement(
            "Allow",
            r#"["s3:ListBucket", "s3:GetObject"]"#,
            PREFIX,
            &[r#"IAM1310 warning: `s3:GetObject` does not carry `s3:prefix` | "s3:GetObject" , "s3:prefix""#],
        );
    }

    #[test]
    fn keys_that_some_action_may_carry_are_fine() {
        check_statement("Allow", r#""s3:ListBucket""#, PREFIX, &[]);
        check_statement("Allow", r#""s3:*""#, PREFIX, &[]);
        check_statement("Allow", r#""*""#, PREFIX, &[]);
        check_statement("Allow", r#""newservice:Do""#, PREFIX, &[]);
        check_statement("Allow", r#""s3:GetObject""#, r#""IpAddress": {"aws:SourceIp": "203.0.113.1"}"#, &[]);
        check_statement(
            "Allow",
            r#""iam:PassRole""#,
            r#""StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}"#,
            &[],
        );
        check_statement(
            "Allow",
            r#""ec2:StartInstances""#,
            r#""StringEquals": {"aws:ResourceTag/a": "b"}"#,
            &[],
        );
    }

    #[test]
    fn a_slip_in_a_key_is_a_warning() {
        let key = r#""StringEquals": {"aws:PrincipleOrgID": "o-a"}"#;
        check_statement("Deny", r#""s3:*""#, key, &["IAM1311 warning"]);
    }

    #[test]
    fn what_is_in_no_table_is_a_note() {
        check_statement(
            "Allow",
            r#""s3:GetObject""#,
            r#""IpAddress": {"aws:SourceIPs": "203.0.113.1"}"#,
            &[r#"IAM1311 note"#],
        );
        check_statement("Allow", r#""s3:GetObject""#, r#""IpAddress": {"AWS:sourceip": "203.0.113.1"}"#, &[]);
    }
}
