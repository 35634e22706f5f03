//! Entries of `Resource` that are no ARN of AWS (Z6, R13, I3).

use super::quote::quote;
use super::{Finding, Lint, Linted};
use crate::codes::{Code, Severity};
use iamdiag_policy::pattern::Template;
use iamdiag_policy::{ResourcePattern, Span};

static NOT_AN_ARN: Code = Code {
    id: "IAM1205",
    name: "resource-is-no-arn",
    severity: Severity::Error,
    headline: "an entry of `Resource` is neither `*` nor an ARN",
    rules: &["Z6"],
    means: "A resource begins with `arn:`, a partition and a service.",
    matters: "IAM refuses the policy (\"Partition must be valid\", \"Vendor must be valid\"), and where it is stored the entry \
              matches nothing.",
    example: "\"Resource\": \"arn::s3:::acme-raw\"",
    fix: "Write the ARN as AWS prints it.",
};

static PARTITION: Code = Code {
    id: "IAM1206",
    name: "unknown-partition",
    severity: Severity::Warning,
    headline: "an ARN names a partition that does not exist",
    rules: &["I3", "Z6"],
    means: "Partitions are `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc` and those of the isolated regions (`aws-iso…`).",
    matters: "No resource has such an ARN.",
    example: "\"Resource\": \"arn:AWS:s3:::acme-raw\"",
    fix: "Write the partition of your account, which is `aws` nearly always.",
};

static SERVICE_CASE: Code = Code {
    id: "IAM1207",
    name: "capital-letters-in-arn-service",
    severity: Severity::Warning,
    headline: "an ARN spells its service with capital letters",
    rules: &["R1", "R13"],
    means: "ARNs are compared with regard to letter case, and services are in lower case in them.",
    matters: "The entry matches nothing, although an action of the same spelling would.",
    example: "\"Resource\": \"arn:aws:S3:::acme-raw\"",
    fix: "Write the service in lower case.",
};

pub(super) const LINT: Lint = Lint { codes: &[&NOT_AN_ARN, &PARTITION, &SERVICE_CASE], check };

/// The partitions (I3); those that begin like the isolated ones are taken for such.
const PARTITIONS: [&str; 4] = ["aws", "aws-cn", "aws-us-gov", "aws-eusc"];
const ISOLATED: &str = "aws-iso";

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    let resources = linted.statements().filter_map(|statement| statement.resource.as_ref());
    for entry in resources.flat_map(|resource| &resource.entries) {
        found.extend(of_entry(&entry.value, entry.span));
    }
}

fn of_entry(entry: &ResourcePattern, span: Span) -> Option<Finding> {
    if entry.is_everything() || entry.is_short() {
        return None;
    }
    // Only what is spelled out can be wrong.
    let literal = |index: usize| entry.segments().get(index).and_then(exact);
    let text = quote(entry.written());
    if literal(0).is_some_and(|first| first != "arn") {
        return Some(Finding::new(&NOT_AN_ARN, span, format!("{text} does not begin with `arn:`")));
    }
    match literal(1) {
        Some("") => {
            return Some(
                Finding::new(&NOT_AN_ARN, span, format!("{text} names no partition"))
                    .help("write `arn:aws:…`"),
            );
        }
        Some(partition) if !PARTITIONS.contains(&partition) && !partition.starts_with(ISOLATED) => {
            let message = format!("there is no partition {}", quote(partition));
            return Some(
                Finding::new(&PARTITION, span, message).help("write `aws`, or the partition of your account"),
            );
        }
        _ => {}
    }
    let service = literal(2)?;
    if service.is_empty() {
        return Some(Finding::new(&NOT_AN_ARN, span, format!("{text} names no service")));
    }
    service.contains(|c: char| c.is_ascii_uppercase()).then(|| {
        let message = format!("{text} matches nothing: services are in lower case in ARNs");
        Finding::new(&SERVICE_CASE, span, message).help(format!("write `{}`", service.to_ascii_lowercase()))
    })
}

fn exact(segment: &Template) -> Option<&str> {
    segment.fixed().and_then(|glob| glob.exact_text())
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::check;

    #[track_caller]
    fn check_resource(resource: &str, expected: &[&str]) {
        let statement = format!(r#"{{"Effect": "Allow", "Action": "*", "Resource": "{resource}"}}"#);
        check(&["IAM1205", "IAM1206", "IAM1207"], &statement, expected);
    }

    #[test]
    fn what_is_spelled_wrong_is_told() {
        check_resource("urn:aws:s3:::b", &["IAM1205 error: `urn:aws:s3:::b` does not begin with `arn:`"]);
        check_resource("arn::s3:::b", &["IAM1205 error: `arn::s3:::b` names no partition"]);
        check_resource("arn:aws::::b", &["IAM1205 error: `arn:aws::::b` names no service"]);
        check_resource("arn:AWS:s3:::b", &["IAM1206 warning: there is no partition `AWS`"]);
        check_resource("arn:aws:S3:::b", &["IAM1207 warning"]);
    }

    #[test]
    fn wildcards_variables_and_all_partitions_are_fine() {
        for resource in
            ["arn:*:s3:::b", "arn:aws*:s3:::b", "arn:aws-iso-f:s3:::b", "arn:aws-eusc:s3:::b", "*"]
        {
            check_resource(resource, &[]);
        }
        check_resource("arn:${aws:x}:s3:::b", &[]);
    }
}
