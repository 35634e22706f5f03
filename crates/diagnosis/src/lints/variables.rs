//! Policy variables that are not expanded, or to nothing (M3, W1 to W4).

use super::actions::is_typo;
use super::keys::near_key;
use super::quote::quote;
use super::{Finding, Lint, Linted};
use crate::codes::{Code, Severity};
use iamdiag_policy::condition::{Family, OperandValue};
use iamdiag_policy::pattern::{Template, Variable, Wildcards};
use iamdiag_policy::{Span, Version};

static OLD_VERSION: Code = Code {
    id: "IAM1501",
    name: "variable-in-old-version",
    severity: Severity::Warning,
    headline: "a policy variable stands in a document whose version does not expand it",
    rules: &["M2", "M3"],
    means: "Variables exist since version `2012-10-17` of the language. A document without `Version` is of `2008-10-17`, where \
            `${aws:username}` is plain text.",
    matters: "The entry matches nothing that was meant: an Allow grants nothing, a Deny stops nothing.",
    example: "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::home/${aws:username}/*\"}]}",
    fix: "Write `\"Version\": \"2012-10-17\"` at the top of the policy.",
};

static BLANK: Code = Code {
    id: "IAM1502",
    name: "blank-in-variable",
    severity: Severity::Warning,
    headline: "the name of a policy variable holds a blank",
    rules: &["W3"],
    means: "A variable is `${`, the name of a condition key, and `}`. Blanks around the name are not part of that syntax; only \
            before a default may one stand.",
    matters: "AWS may refuse the policy or take the text as it stands, and then the entry matches nothing that was meant.",
    example: "\"Resource\": \"arn:aws:s3:::home/${ aws:username }/*\"",
    fix: "Remove the blank: `${aws:username}`.",
};

static LIST_KEY: Code = Code {
    id: "IAM1503",
    name: "list-key-as-variable",
    severity: Severity::Warning,
    headline: "a policy variable names a key that holds a list",
    rules: &["W4"],
    means: "Only keys with one value are expanded; a list is not, even if a default is given.",
    matters: "The entry never matches.",
    example: "\"Resource\": \"arn:aws:s3:::tags/${aws:TagKeys}/*\"",
    fix: "Use a key with one value, such as `${aws:PrincipalTag/team}`.",
};

static UNKNOWN: Code = Code {
    id: "IAM1504",
    name: "unknown-variable",
    severity: Severity::Note,
    headline: "a policy variable names a key that the catalog does not know",
    rules: &["W3", "C43"],
    means: "Variables are condition keys. This one is in no table: it is misspelt, newer than the catalog, or a placeholder of a \
            template that was not filled in.",
    matters: "A variable that is not a key is never filled, and the entry never matches. Where a key of nearly that name exists, it \
              is a warning; else a note.",
    example: "\"Resource\": \"arn:aws:s3:::${BucketName}/*\"",
    fix: "Write a condition key, or fill the placeholder in.",
};

static ELSEWHERE: Code = Code {
    id: "IAM1505",
    name: "variable-in-other-operator",
    severity: Severity::Warning,
    headline: "a policy variable stands in an operator that does not document them",
    rules: &["W2"],
    means: "Variables work in String and Arn operators. For numbers, dates, addresses and booleans AWS's documentation forbids \
            them.",
    matters: "What AWS makes of it is not known.",
    example: "\"NumericEquals\": {\"s3:max-keys\": \"${aws:PrincipalTag/limit}\"}",
    fix: "Write the value, or compare text.",
};

pub(super) const LINT: Lint = Lint { codes: &[&OLD_VERSION, &BLANK, &LIST_KEY, &UNKNOWN, &ELSEWHERE], check };

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    for statement in linted.statements() {
        for entry in statement.resource.iter().flat_map(|resource| &resource.entries) {
            of_text(linted, entry.value.written(), entry.span, found);
        }
        for clause in &statement.conditions {
            for value in &clause.values {
                match (&value.value, clause.operator.family) {
                    (OperandValue::Variable(_), _) => {
                        let message =
                            format!("`{}` does not document variables", clause.operator.base.name());
                        found.push(Finding::new(&ELSEWHERE, value.span, message));
                    }
                    (_, Family::String | Family::Arn) => of_text(linted, &value.text, value.span, found),
                    _ => {}
                }
            }
        }
    }
}

/// A place where variables are expanded.
fn of_text(linted: &Linted<'_>, text: &str, span: Span, found: &mut Vec<Finding>) {
    if !text.contains("${") {
        return;
    }
    let template = Template::parse(text, true, Wildcards::Active);
    let old = linted.document.version == Version::V2008;
    if let Some(padded) = padded(text).filter(|_| !old) {
        let message = format!("{} has a blank around its name", quote(&format!("${{{padded}}}")));
        found.push(Finding::new(&BLANK, span, message).help(format!("write `${{{}}}`", padded.trim())));
    }
    let mut variables = template.variables();
    if old && variables.any(|variable| variable.key.written().contains(':')) {
        let message = format!("version `2008-10-17` takes {} as it stands", quote(text));
        let finding = Finding::new(&OLD_VERSION, span, message).help("write `\"Version\": \"2012-10-17\"`");
        found.push(match linted.document.version_span {
            Some(version) => finding.mark(version, "does not expand variables"),
            None => finding,
        });
    }
    if !old {
        template.variables().for_each(|variable| found.extend(of_variable(linted, variable, span)));
    }
}

/// The first name between `${` and its end that has blanks around it.
fn padded(text: &str) -> Option<&str> {
    let names = text.split("${").skip(1).filter_map(|after| after.get(..after.find(['}', ','])?));
    let mut padded = names.filter(|name| name.trim() != *name && !name.trim().is_empty());
    padded.next()
}

fn of_variable(linted: &Linted<'_>, variable: &Variable, span: Span) -> Option<Finding> {
    let name = variable.key.written();
    match linted.catalog.key(variable.key.lower()) {
        Some(key) if key.is_list() => {
            let message = format!("`${{{name}}}` is never filled: the key holds a list");
            Some(Finding::new(&LIST_KEY, span, message))
        }
        Some(_) => None,
        None => {
            let message = format!("the catalog of {} knows no key {}", linted.catalog.date(), quote(name));
            let finding = Finding::new(&UNKNOWN, span, message);
            Some(match near_key(linted, name).filter(|near| is_typo(name, near)) {
                Some(near) => {
                    finding.severity(Severity::Warning).help(format!("did you mean `${{{near}}}`?"))
                }
                None => finding,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::{check, found_in};
    use iamdiag_policy::PolicyKind;

    const CODES: &[&str] = &["IAM1501", "IAM1502", "IAM1503", "IAM1504", "IAM1505"];

    #[track_caller]
    fn check_resource(resource: &str, expected: &[&str]) {
        check(CODES, &format!(r#"{{"Effect": "Allow", "Action": "*", "Resource": "{resource}"}}"#), expected);
    }

    fn old(version: &str, resource: &str) -> Vec<String> {
        let text = format!(
            "{{{version}\n\"Statement\": {{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"{resource}\"}}}}"
        );
        found_in(&text, PolicyKind::Identity, CODES)
    }

    #[test]
    fn the_old_version_expands_nothing() {
        let home = "arn:aws:s3:::home/${aws:username}/*";
        let found = old(r#""Version": "2008-10-17","#, home);
        assert!(found[0].ends_with(r#"| "arn:aws:s3:::home/${aws:username}/*" , "2008-10-17""#), "{found:?}");
        assert_eq!(old("", home).len(), 1);
        assert!(old("", "arn:aws:s3:::home/${Name}/*").is_empty());
        assert!(old(r#""Version": "2012-10-17","#, home).is_empty());
    }

    #[test]
    fn variables_must_name_a_key_with_one_value() {
        check_resource(
            "arn:aws:s3:::h/${ aws:username }/*",
            &["IAM1502 warning: `${ aws:username }` has a blank around its name"],
        );
        check_resource("arn:aws:s3:::h/${aws:TagKeys}", &["IAM1503 warning"]);
        check_resource("arn:aws:s3:::${BucketName}/*", &["IAM1504 note"]);
        check_resource("arn:aws:s3:::h/${aws:usrname}/*", &["IAM1504 warning"]);
        for fine in
            ["${aws:username}", "${aws:PrincipalTag/team, 'none'}", "${*}", "${$}", "${saml:sub}", "$x"]
        {
            check_resource(&format!("arn:aws:s3:::h/{fine}"), &[]);
        }
    }

    #[test]
    fn variables_belong_into_text() {
        check(
            CODES,
            r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {
                "NumericEquals": {"s3:max-keys": "${aws:PrincipalTag/limit}"},
                "StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}}"#,
            &["IAM1505 warning: `NumericEquals` does not document variables"],
        );
    }
}
