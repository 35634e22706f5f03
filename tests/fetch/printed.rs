//! Permissions to copy.

use crate::program::Program;
use iamdiag_catalog::Catalog;
use iamdiag_fetcher::{Plan, Targets, operations};

#[test]
fn policies_are_printed_without_calling_anything() {
    let program = Program::without_credentials();
    let policy = program.good(&["fetch", "--print-policy"]);
    assert_eq!(policy, iamdiag_fetcher::policy(&Plan::default()));
    let role = ["--role-name", "iamdiag-fetch", "--external-id", "e-1"];
    let trust = program.good(&[&["fetch", "--print-trust-policy", "111122223333"], &role[..]].concat());
    assert!(trust.contains("\"AWS\": \"111122223333\"") && trust.contains("\"sts:ExternalId\": \"e-1\""));
    let role_in_china = "arn:aws-cn:iam::111122223333:role/audit";
    let trust = program.good(&["fetch", "--print-trust-policy", role_in_china]);
    assert!(trust.contains(&format!("\"AWS\": \"{role_in_china}\"")));
    let template =
        program.good(&[&["fetch", "--print-policy", "--format", "cloudformation"], &role[..]].concat());
    assert!(template.contains("\"AWS::IAM::Role\"") && template.contains("iamdiag-fetch"));
    assert!(!program.store().exists());
}

/// A misspelt action in a policy that people copy would be found by them.
#[test]
fn every_action_is_one_that_aws_knows() {
    let plan = Plan { targets: Targets::Organization, ..Plan::default() };
    let catalog = Catalog::embedded();
    for operation in operations(&plan) {
        for action in operation.actions {
            let (service, name) = action.split_once(':').unwrap();
            assert!(catalog.action(service, name).is_some(), "{action}");
        }
    }
}
