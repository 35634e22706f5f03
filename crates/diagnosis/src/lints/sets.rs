//! Set operators: missing, needless, open, and on `Null` (C15, C34, C37, C39).

use super::quote::quote;
use super::{Finding, Lint, Linted, allows, demands_presence};
use crate::codes::{Code, Severity};
use iamdiag_policy::condition::{Base, Clause, Qualifier};
use iamdiag_policy::{KeyKind, Statement};

static MISSING: Code = Code {
    id: "IAM1301",
    name: "missing-set-operator",
    severity: Severity::Warning,
    headline: "a key that holds a list is compared without `ForAnyValue` or `ForAllValues`",
    rules: &["C5", "C15"],
    means: "Some keys hold several values, such as `aws:TagKeys` and `aws:PrincipalOrgPaths`. Without a set operator a list never \
            matches, not even one of a single value; a negated operator does not match either.",
    matters: "An Allow does not grant, and a Deny does not stop what it seems to.",
    example: "\"StringLike\": {\"aws:PrincipalOrgPaths\": \"o-exampleorgid/r-ab12/ou-ab12-11111111/*\"}",
    fix: "Write `ForAnyValue:` if one of the values is to match, `ForAllValues:` with a `Null` check if each is.",
};

static NEEDLESS: Code = Code {
    id: "IAM1302",
    name: "set-operator-on-single-value",
    severity: Severity::Note,
    headline: "a key that holds one value is compared with a set operator",
    rules: &["C32", "C39"],
    means: "The key's single value is taken for a list of one. `ForAnyValue` then changes little; `ForAllValues` is true where \
            the key is absent.",
    matters: "It is allowed and discouraged: who reads it looks for a list, and `ForAllValues` lets requests without the key \
              through.",
    example: "\"ForAllValues:StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:acme/*\"}",
    fix: "Write the operator without `ForAnyValue:` or `ForAllValues:`.",
};

static UNGUARDED: Code = Code {
    id: "IAM1303",
    name: "for-all-values-without-guard",
    severity: Severity::Warning,
    headline: "`ForAllValues` is true for requests without the key",
    rules: &["C33", "C34"],
    means: "`ForAllValues` asks whether every value that is there matches. If the key is absent there is none, and the condition \
            is true.",
    matters: "An Allow allows every request that does not carry the key. With a negated operator (none of the values may match) \
              that is often meant, so it is a note; so it is in a Deny, which denies such requests.",
    example: "{\"Effect\": \"Allow\", \"Action\": \"ec2:CreateTags\", \"Resource\": \"*\",\n \"Condition\": \
              {\"ForAllValues:StringEquals\": {\"aws:TagKeys\": [\"team\"]}}}",
    fix: "Add `\"Null\": {\"aws:TagKeys\": \"false\"}` to the condition if the key must be there.",
};

static QUALIFIED_NULL: Code = Code {
    id: "IAM1304",
    name: "set-operator-on-null",
    severity: Severity::Warning,
    headline: "`Null` has a set operator",
    rules: &["C37"],
    means: "`ForAllValues:Null` is always true and `ForAnyValue:Null` always false, by AWS's own warning.",
    matters: "The check for presence that was meant is not made.",
    example: "\"ForAllValues:Null\": {\"aws:TagKeys\": \"false\"}",
    fix: "Write `Null`, which works for lists too.",
};

pub(super) const LINT: Lint = Lint { codes: &[&MISSING, &NEEDLESS, &UNGUARDED, &QUALIFIED_NULL], check };

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    for (statement, clause) in linted.clauses() {
        let operator = clause.operator;
        let list = linted.catalog.key(clause.key.lower()).map(|key| key.is_list());
        let key = quote(clause.key.written());
        match operator.qualifier {
            Some(set) if operator.base == Base::Null => {
                let always = if set == Qualifier::ForAllValues { "true" } else { "false" };
                let message = format!("`{}` is always {always}", operator.canonical());
                found.push(Finding::new(&QUALIFIED_NULL, clause.operator_span, message).help("write `Null`"));
                continue;
            }
            None if list == Some(true) && operator.base != Base::Null && !clause.values.is_empty() => {
                let message = format!("{key} holds a list, which `{}` never matches", operator.canonical());
                let help = format!(
                    "write `ForAnyValue:{0}`, or `ForAllValues:{0}` with a `Null` check",
                    operator.canonical()
                );
                let finding = Finding::new(&MISSING, clause.operator_span, message).help(help);
                found.push(finding.mark(clause.key_span, "holds a list"));
            }
            _ => {}
        }
        let Some(set) = operator.qualifier else { continue };
        let unguarded = set == Qualifier::ForAllValues && !is_guarded(statement, clause);
        if unguarded {
            let message = format!("`{}` is true for requests without {key}", operator.canonical());
            let finding = Finding::new(&UNGUARDED, clause.operator_span, message);
            // "None of these values" is often meant to hold where there is no value at all.
            let is_meant = operator.negated || !allows(statement);
            let finding = if is_meant { finding.severity(Severity::Note) } else { finding };
            found.push(finding.help(format!("add `\"Null\": {{\"{}\": \"false\"}}`", clause.key.written())));
        }
        if list == Some(false) {
            let plain =
                operator.canonical().split_once(':').map(|(_, plain)| plain.to_owned()).unwrap_or_default();
            let message = format!("{key} holds one value, and `{}` is for lists", operator.canonical());
            let finding = Finding::new(&NEEDLESS, clause.operator_span, message);
            found.push(finding.mark(clause.key_span, "holds one value").help(format!("write `{plain}`")));
        }
    }
}

/// Whether another clause of the statement is false where the key is absent.
fn is_guarded(statement: &Statement, clause: &Clause) -> bool {
    let implies = |other: &Clause| {
        other.key == clause.key
            // A request that passes a tag has its key in the list.
            || clause.key.kind() == KeyKind::TagKeys && other.key.kind() == KeyKind::RequestTag
    };
    statement.conditions.iter().any(|other| implies(other) && demands_presence(other))
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::{check, with_condition};

    const CODES: &[&str] = &["IAM1301", "IAM1302", "IAM1303", "IAM1304"];

    #[track_caller]
    fn check_condition(effect: &str, condition: &str, expected: &[&str]) {
        check(CODES, &with_condition(effect, condition), expected);
    }

    #[test]
    fn lists_need_a_set_operator() {
        check_condition(
            "Deny",
            r#""StringNotLike": {"aws:PrincipalOrgPaths": "o-x/*"}"#,
            &[
                r#"IAM1301 warning: `aws:PrincipalOrgPaths` holds a list, which `StringNotLike` never matches | "StringNotLike" , "aws:PrincipalOrgPaths""#,
            ],
        );
        check_condition("Allow", r#""StringEqualsIfExists": {"aws:tagkeys": "a"}"#, &["IAM1301"]);
        check_condition("Deny", r#""ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-x/*"}"#, &[]);
        check_condition("Deny", r#""Null": {"aws:TagKeys": "true"}"#, &[]);
        check_condition("Deny", r#""StringEquals": {"some:NewKey": "a"}"#, &[]);
    }

    #[test]
    fn for_all_values_is_open_without_a_guard() {
        let all = r#""ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}"#;
        check_condition(
            "Allow",
            all,
            &["IAM1303 warning: `ForAllValues:StringEquals` is true for requests without `aws:TagKeys`"],
        );
        check_condition("Deny", all, &["IAM1303 note"]);
        let none = r#""ForAllValues:StringNotEquals": {"aws:TagKeys": ["a"]}"#;
        check_condition("Allow", none, &["IAM1303 note"]);
        for guard in [
            r#""Null": {"aws:TagKeys": "false"}"#,
            r#""Null": {"AWS:tagkeys": false}"#,
            r#""ForAnyValue:StringEquals": {"aws:TagKeys": "a"}"#,
            r#""StringEquals": {"aws:RequestTag/a": "b"}"#,
        ] {
            check_condition("Allow", &format!("{all}, {guard}"), &[]);
        }
        for other in [
            r#""Null": {"aws:TagKeys": "true"}"#,
            r#""StringEqualsIfExists": {"aws:RequestTag/a": "b"}"#,
            r#""StringNotEquals": {"aws:RequestTag/a": "b"}"#,
        ] {
            check_condition("Allow", &format!("{all}, {other}"), &["IAM1303"]);
        }
    }

    #[test]
    fn single_values_need_no_set_operator() {
        check_condition("Deny", r#""ForAnyValue:StringEquals": {"aws:username": "a"}"#, &["IAM1302 note"]);
        let sub = r#""ForAllValues:StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/*"}"#;
        check_condition("Allow", sub, &["IAM1302", "IAM1303"]);
    }

    #[test]
    fn null_takes_no_set_operator() {
        check_condition(
            "Allow",
            r#""ForAllValues:Null": {"aws:TagKeys": "false"}"#,
            &["IAM1304 warning: `ForAllValues:Null` is always true"],
        );
        check_condition("Allow", r#""ForAnyValue:Null": {"aws:TagKeys": "false"}"#, &["always false"]);
    }
}
