//! Actions of resource control policies (Z3, Q3).

use super::quote::quote;
use super::{Finding, Lint, Linted, allows};
use crate::codes::{Code, Severity};
use iamdiag_policy::{ActionService, PolicyKind};

static EVERY_ACTION: Code = Code {
    id: "IAM1108",
    name: "rcp-needs-service-prefix",
    severity: Severity::Error,
    headline: "a resource control policy must name the service of every action",
    rules: &["Z3"],
    means: "Every entry of `Action` must begin with the prefix of a service that supports resource control policies; `*` alone \
            is taken only in the policy that AWS itself attaches.",
    matters: "Organizations refuses the policy.",
    example: "\"Action\": \"*\"",
    fix: "Write one entry for each service: `s3:*`, `sts:*`, `kms:*`.",
};

static SERVICE: Code = Code {
    id: "IAM1109",
    name: "service-without-rcps",
    severity: Severity::Warning,
    headline: "the service is not in the list of those that resource control policies bind",
    rules: &["Z3", "Q3", "QA1"],
    means: "Resource control policies have an effect on the services of a list, which AWS extends. The list of the catalog, \
            whose date is told, lacks this service.",
    matters: "Organizations refuses the policy, or the entry has no effect: the resources of that service are not protected.",
    example: "\"Action\": \"lambda:*\"",
    fix: "Remove the entry, or ignore the warning if AWS has added the service since.",
};

pub(super) const LINT: Lint = Lint { codes: &[&EVERY_ACTION, &SERVICE], check };

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    if linted.document.kind != PolicyKind::Rcp {
        return;
    }
    // The Allow of AWS's own policy is the one that may name every action; the parser refuses all others.
    let denies = linted.statements().filter(|statement| !allows(statement) && !statement.action.negated);
    for entry in denies.flat_map(|statement| &statement.action.entries) {
        let text = entry.value.written();
        match (entry.value.service(), entry.value.spelled_service()) {
            (ActionService::One(_), Some(prefix)) => {
                if linted.catalog.service(&prefix).is_some() && !linted.catalog.is_under_rcps(&prefix) {
                    let date = linted.catalog.rcp_list_date();
                    let message =
                        format!("resource control policies do not bind `{prefix}`, by the list of {date}");
                    found.push(Finding::new(&SERVICE, entry.span, message).help("remove the entry"));
                }
            }
            _ => {
                let message =
                    format!("{} names no service, which a resource control policy needs", quote(text));
                let help = "write one entry for each service, such as `s3:*`";
                found.push(Finding::new(&EVERY_ACTION, entry.span, message).help(help));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::check_kind;
    use iamdiag_policy::PolicyKind;

    #[track_caller]
    fn check(effect: &str, action: &str, expected: &[&str]) {
        let statement =
            format!(r#"{{"Effect": "{effect}", "Principal": "*", "Action": "{action}", "Resource": "*"}}"#);
        check_kind(&["IAM1108", "IAM1109"], PolicyKind::Rcp, &statement, expected);
    }

    #[test]
    fn every_action_names_a_service_that_is_bound() {
        check("Deny", "*", &["IAM1108 error: `*` names no service"]);
        check("Deny", "lambda:*", &["IAM1109 warning: resource control policies do not bind `lambda`"]);
        check("Deny", "s3:*", &[]);
        check("Allow", "*", &[]);
    }

    #[test]
    fn services_that_the_catalog_does_not_know_are_left_to_another_note() {
        check("Deny", "newservice:*", &[]);
    }
}
