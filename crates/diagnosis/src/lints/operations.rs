//! API operations where their actions are meant (A7).

use super::quote::quote;
use super::{Finding, Lint, Linted};
use crate::codes::{Code, Severity};
use iamdiag_catalog::OperationActions;

static OPERATION: Code = Code {
    id: "IAM1104",
    name: "operation-not-action",
    severity: Severity::Warning,
    headline: "the name of an API operation stands where its action is meant",
    rules: &["A7", "X39"],
    means: "Some operations are authorised under another name: there is no action of the operation's own.",
    matters: "The entry matches nothing, so an Allow does not grant the call and a Deny does not stop it.",
    example: "\"Action\": \"s3:ListObjectsV2\"   # the action is s3:ListBucket",
    fix: "Write the action that is named.",
};

pub(super) const LINT: Lint = Lint { codes: &[&OPERATION], check };

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    for entry in linted.statements().flat_map(|statement| &statement.action.entries) {
        let text = entry.value.written();
        let Some((service, name)) = text.split_once(':') else { continue };
        if linted.catalog.service(service).is_none() || linted.catalog.action(service, name).is_some() {
            continue;
        }
        let OperationActions::Renamed(actions) = linted.catalog.operation(service, name) else { continue };
        let actions: Vec<String> = actions.iter().map(|action| format!("`{action}`")).collect();
        if actions.is_empty() {
            continue;
        }
        let message = format!("{} is an operation and not an action", quote(text));
        let help = format!("the operation is authorised by {}", actions.join(", "));
        found.push(Finding::new(&OPERATION, entry.span, message).help(help));
    }
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::check;

    #[test]
    fn operations_are_told_from_actions() {
        let statement = |action| format!(r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}"#);
        let expected =
            "IAM1104 warning: `s3:ListObjectsV2` is an operation and not an action | \"s3:ListObjectsV2\"";
        check(&["IAM1101", "IAM1104"], &statement("s3:ListObjectsV2"), &[expected]);
        check(&["IAM1101", "IAM1104"], &statement("s3:ListBucket"), &[]);
    }
}
