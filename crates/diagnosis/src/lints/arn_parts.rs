//! Accounts and regions in ARNs that are none (R1, P11).

use super::actions::nearest;
use super::quote::quote;
use super::{Finding, Lint, Linted};
use crate::codes::{Code, Severity};
use iamdiag_policy::{Arn, Span, is_account_id};

static ACCOUNT: Code = Code {
    id: "IAM1209",
    name: "account-of-wrong-length",
    severity: Severity::Warning,
    headline: "the account in an ARN has not twelve digits",
    rules: &["R1", "P11"],
    means: "The fifth part of an ARN is an account id of twelve digits, `aws`, or empty. Other digits name no account.",
    matters: "The entry matches nothing: an Allow grants nothing by it, and a Deny stops nothing.",
    example: "\"Resource\": \"arn:aws:sqs:eu-west-1:11112222333:jobs\"",
    fix: "Write all twelve digits, leading zeros too.",
};

static REGION: Code = Code {
    id: "IAM1210",
    name: "misspelt-region",
    severity: Severity::Warning,
    headline: "the region in an ARN looks like a misspelt one",
    rules: &["R1"],
    means: "The fourth part of an ARN is a region. This one is none, holds a word that no region's name has, and differs in one \
            or two letters from one that exists.",
    matters: "The entry matches nothing: an Allow grants nothing by it, and a Deny stops nothing.",
    example: "\"Resource\": \"arn:aws:sqs:us-est-1:111122223333:jobs\"",
    fix: "Write the region that was meant, or `*`.",
};

pub(super) const LINT: Lint = Lint { codes: &[&ACCOUNT, &REGION], check };

/// The areas that regions are named after, without their numbers, so that a new region of an area is none that is misspelt.
const AREAS: [&str; 34] = [
    "af-south",
    "ap-east",
    "ap-northeast",
    "ap-south",
    "ap-southeast",
    "ca-central",
    "ca-west",
    "cn-north",
    "cn-northwest",
    "eu-central",
    "eu-north",
    "eu-south",
    "eu-west",
    "eusc-de-east",
    "il-central",
    "me-central",
    "me-south",
    "me-west",
    "mx-central",
    "sa-east",
    "sa-west",
    "us-central",
    "us-east",
    "us-gov-east",
    "us-gov-west",
    "us-iso-east",
    "us-iso-west",
    "us-isob-east",
    "us-isob-west",
    "us-isof-east",
    "us-isof-south",
    "eu-isoe-west",
    "us-south",
    "us-west",
];

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    for statement in linted.statements() {
        let resources = statement.resource.iter().flat_map(|element| &element.entries);
        resources.for_each(|entry| found.extend(of_arn(entry.value.written(), entry.span)));
        let principals = statement.principal.iter().flat_map(|element| &element.entries);
        principals.for_each(|entry| found.extend(of_arn(entry.value.text(), entry.span)));
    }
}

fn of_arn(text: &str, span: Span) -> Option<Finding> {
    let arn = Arn::parse(text)?;
    let is_short = arn.account.bytes().all(|byte| byte.is_ascii_digit()) && !is_account_id(arn.account);
    if !arn.account.is_empty() && is_short {
        let message = format!("{} is no account: it has not twelve digits", quote(arn.account));
        return Some(Finding::new(&ACCOUNT, span, message).help("write the twelve digits of the account"));
    }
    let meant = misspelt(arn.region)?;
    let message = format!("{} is no region", quote(arn.region));
    Some(Finding::new(&REGION, span, message).help(format!("did you mean `{meant}`?")))
}

/// The region that was meant by one that is none: some word of it is of no region's name, and another name is near.
fn misspelt(region: &str) -> Option<String> {
    let (area, number) = region.rsplit_once('-')?;
    let is_name =
        region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && number.parse::<u8>().is_ok();
    let is_word = |word: &str| AREAS.iter().flat_map(|area| area.split('-')).any(|known| known == word);
    if !is_name || area.split('-').all(is_word) {
        return None;
    }
    nearest(area, AREAS.into_iter()).map(|near| format!("{near}-{number}"))
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::{check, check_kind};
    use iamdiag_policy::PolicyKind;

    const CODES: &[&str] = &["IAM1209", "IAM1210"];

    #[track_caller]
    fn check_resource(resource: &str, expected: &[&str]) {
        check(CODES, &format!(r#"{{"Effect": "Deny", "Action": "*", "Resource": "{resource}"}}"#), expected);
    }

    #[test]
    fn an_account_has_twelve_digits() {
        check_resource("arn:aws:ec2:us-east-1:123:instance/*", &["IAM1209 warning: `123` is no account"]);
        check_resource("arn:aws:iam::1111222233334:role/r", &["IAM1209"]);
        for fine in ["111122223333", "", "*", "aws", "${aws:PrincipalAccount}", "11112222*", "amazon"] {
            check_resource(&format!("arn:aws:ec2:us-east-1:{fine}:instance/*"), &[]);
        }
        let trust = r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::1111:root"}, "Action": "sts:AssumeRole"}"#;
        check_kind(CODES, PolicyKind::Trust, trust, &["IAM1209"]);
    }

    #[test]
    fn a_region_that_is_nearly_one_is_misspelt() {
        check_resource(
            "arn:aws:sqs:us-est-1:111122223333:q",
            &["IAM1210 warning: `us-est-1` is no region | \"arn:aws:sqs:us-est-1:111122223333:q\""],
        );
        check_resource("arn:aws:sqs:eu-centrl-1:111122223333:q", &["IAM1210"]);
        for fine in
            ["us-east-1", "ap-southeast-9", "", "*", "us-*", "us-gov-east-1", "eu-west-?", "cn-central-1"]
        {
            check_resource(&format!("arn:aws:sqs:{fine}:111122223333:q"), &[]);
        }
    }
}
