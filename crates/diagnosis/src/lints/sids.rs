//! Labels that IAM refuses (M12).

use super::quote::quote;
use super::{Finding, Lint, Linted};
use crate::codes::{Code, Severity};
use iamdiag_policy::PolicyKind;

static CHARACTERS: Code = Code {
    id: "IAM1601",
    name: "sid-characters",
    severity: Severity::Error,
    headline: "a `Sid` holds characters that IAM refuses",
    rules: &["M12"],
    means: "In policies of IAM a `Sid` holds letters and digits of ASCII only. Policies on resources of some services take more.",
    matters: "IAM refuses the policy.",
    example: "\"Sid\": \"Read logs\"",
    fix: "Leave out blanks and punctuation: `ReadLogs`.",
};

pub(super) const LINT: Lint = Lint { codes: &[&CHARACTERS], check };

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    if !matches!(linted.document.kind, PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Session) {
        return;
    }
    for sid in linted.statements().filter_map(|statement| statement.sid.as_ref()) {
        if !sid.value.chars().all(|c| c.is_ascii_alphanumeric()) {
            let plain: String = sid.value.chars().filter(char::is_ascii_alphanumeric).collect();
            let message = format!("IAM refuses the Sid {}", quote(&sid.value));
            let finding = Finding::new(&CHARACTERS, sid.span, message);
            found.push(finding.help(format!("write letters and digits only: `{plain}`")));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::{check, check_kind};
    use iamdiag_policy::PolicyKind;

    #[test]
    fn iam_takes_letters_and_digits() {
        let statement = r#"{"Sid": "Read logs!", "Effect": "Allow", "Action": "*", "Resource": "*"}"#;
        check(
            &["IAM1601"],
            statement,
            &[r#"IAM1601 error: IAM refuses the Sid `Read logs!` | "Read logs!""#],
        );
        check_kind(&["IAM1601"], PolicyKind::Scp, statement, &[]);
        check(&["IAM1601"], &statement.replace(" logs!", "Logs1"), &[]);
    }
}
