//! The tables kept by hand are packed as written, and name things that exist.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use iamdiag_catalog::{AccessLevel, Catalog, OperationActions, PolicyRequirement, SyntheticClass};
use serde_json::Value;

fn data(name: &str) -> Value {
    let path = format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
}

fn pairs(value: &Value) -> Vec<(String, String)> {
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    value.as_object().unwrap().iter().map(|(k, v)| (k.clone(), text(v))).collect()
}

fn split(full: &str) -> (&str, &str) {
    full.split_once(':').unwrap()
}

#[test]
fn synthetic_arns() {
    let catalog = Catalog::embedded();
    let file = data("synthetic_arns.json");
    for (table, class) in
        [("documented", SyntheticClass::Documented), ("message_only", SyntheticClass::MessageOnly)]
    {
        for (full, template) in pairs(&file[table]) {
            let (service, name) = split(&full);
            assert!(catalog.action(service, name).is_some(), "{full}");
            let found = catalog.synthetic_arn(&service.to_uppercase(), &name.to_lowercase()).unwrap();
            assert_eq!((found.template, found.class), (template.as_str(), class));
            assert!(!catalog.is_seen_with_star(service, name));
        }
    }
    for full in strings(&file["star"]) {
        let (service, name) = split(&full);
        let name = name.replace('*', "Instances");
        assert!(catalog.action(service, &name).is_some(), "{full}");
        assert!(catalog.is_seen_with_star(service, &name), "{full}");
        assert_eq!(catalog.synthetic_arn(service, &name), None);
    }
    assert!(!catalog.is_seen_with_star("ec2", "RunInstances"));
    let list_users = catalog.synthetic_arn("iam", "ListUsers").unwrap();
    assert_eq!(list_users.fill("aws-cn", "", "111122223333"), "arn:aws-cn:iam::111122223333:user/");
}

#[test]
fn public_calls() {
    let catalog = Catalog::embedded();
    for full in strings(&data("service_rules.json")["public_calls"]) {
        let (service, name) = split(&full);
        assert!(catalog.is_public_call(service, &name.replace('*', "Anything")), "{full}");
    }
    assert!(catalog.is_public_call("cognito-identity", "getid"));
    assert!(catalog.is_public_call("sso-oidc", "CreateToken"));
    // Decided by a trust policy, by policies, and by IAM permissions of `aws login`.
    assert!(!catalog.is_public_call("sts", "AssumeRoleWithWebIdentity"));
    assert!(!catalog.is_public_call("cognito-idp", "AdminGetUser"));
    assert!(!catalog.is_public_call("signin", "CreateOAuth2Token"));
    assert!(!catalog.is_public_call("s3", "GetObject"));
}

#[test]
fn actions_of_one_account_only() {
    let catalog = Catalog::embedded();
    for full in strings(&data("service_rules.json")["single_account"]) {
        let (service, name) = split(&full);
        assert!(catalog.action(service, name).is_some(), "{full}");
        assert!(catalog.never_cross_account(service, name), "{full}");
    }
    assert!(!catalog.never_cross_account("sqs", "SendMessage"));
    assert!(!catalog.never_cross_account("kms", "Decrypt"));
    assert!(!catalog.never_cross_account("kms", "GetKeyRotationStatus"));
}

#[test]
fn actions_whose_requests_lack_the_resources_account() {
    let catalog = Catalog::embedded();
    for full in strings(&data("service_rules.json")["without_resource_account"]) {
        let (service, name) = split(&full);
        let known = if name == "*" {
            catalog.service(service).is_some()
        } else {
            catalog.action(service, name).is_some()
        };
        assert!(known, "{full}");
        assert!(catalog.lacks_resource_account(service, name), "{full}");
    }
    assert!(catalog.lacks_resource_account("ebs", "GetSnapshotBlock"));
    assert!(!catalog.lacks_resource_account("ec2", "RunInstances"));
}

#[test]
fn required_resource_policies() {
    let catalog = Catalog::embedded();
    let entries = data("service_rules.json");
    let entries = entries["requires_resource_policy"].as_array().unwrap();
    let mut found = 0;
    for service in catalog.services() {
        for resource_type in service.resource_types() {
            if let Some(requirement) = resource_type.requires_resource_policy() {
                assert!(resource_type.has_resource_policy(), "{resource_type:?}");
                let when = match requirement {
                    PolicyRequirement::Always => "always",
                    PolicyRequirement::When(case) => case,
                };
                let same = |e: &&Value| {
                    e["service"] == service.prefix() && e["resource_type"] == resource_type.name()
                };
                assert_eq!(entries.iter().find(same).unwrap()["when"], when);
                found += 1;
            }
        }
    }
    assert_eq!(found, entries.len());
}

#[test]
fn services_under_rcps() {
    let catalog = Catalog::embedded();
    let file = data("rcp_services.json");
    let by_hand: BTreeSet<String> = strings(&file["prefixes"]).into_iter().collect();
    assert_eq!(catalog.rcp_services().map(str::to_owned).collect::<BTreeSet<_>>(), by_hand);
    assert_eq!(by_hand.len(), 62);
    for prefix in ["s3", "sts", "kms", "sqs", "secretsmanager", "opensearch", "CLOUDTRAIL-DATA"] {
        assert!(catalog.is_under_rcps(prefix), "{prefix}");
    }
    for prefix in
        ["iam", "lambda", "ec2", "sns", "rds", "organizations", "es", "kinesis", "glue", "ssm", "nope"]
    {
        assert!(!catalog.is_under_rcps(prefix), "{prefix}");
    }
    let without_resources = strings(&file["none_with_resources"]);
    for prefix in &by_hand {
        let Some(service) = catalog.service(prefix) else { continue };
        let none = service.actions().all(|action| !action.has_resource_types());
        assert_eq!(none, without_resources.contains(prefix), "{prefix}");
    }
}

/// When this fails after a refresh, read AWS's page on resource control policies and decide: the list kept by hand is
/// what the program goes by.
#[test]
fn the_two_lists_of_services_under_rcps_differ_as_known() {
    let catalog = Catalog::embedded();
    let by_hand: BTreeSet<&str> = catalog.rcp_services().collect();
    let listed = catalog.services().filter(|service| service.is_under_rcps_in_reference());
    let reference: BTreeSet<&str> = listed.map(|service| service.prefix()).collect();
    assert_eq!(by_hand.difference(&reference).copied().collect::<Vec<_>>(), [""; 0]);
    assert_eq!(reference.difference(&by_hand).copied().collect::<Vec<_>>(), [""; 0]);
}

/// When this fails after a refresh, find out what the call writes, and add it to `actions` or to `looked_at`.
#[test]
fn calls_that_read_like_writers_of_resource_policies_have_been_looked_at() {
    let file = data("resource_policies.json");
    let actions = strings(&file["actions"]);
    let looked_at = strings(&file["looked_at"]);
    let verbs = ["Put", "Set", "Add", "Create", "Update", "Attach", "Modify"];
    let objects = ["Policy", "Policies", "Permission", "Permissions", "PolicyStatement"];
    let mut found = Vec::new();
    for action in Catalog::embedded().services().flat_map(|service| service.actions()) {
        let name = action.name();
        let reads_so = verbs.iter().any(|v| name.starts_with(v)) && objects.iter().any(|o| name.ends_with(o));
        let level = action.access_level() == AccessLevel::PermissionsManagement;
        if reads_so && level && !actions.contains(&name.to_owned()) {
            found.push(action.to_string());
        }
    }
    assert_eq!(found, looked_at);
}

#[test]
fn global_services() {
    let catalog = Catalog::embedded();
    for (prefix, regions) in data("global_services.json")["regions"].as_object().unwrap() {
        assert!(catalog.service(prefix).is_some(), "{prefix}");
        for (partition, region) in pairs(regions) {
            assert_eq!(catalog.global_region(prefix, &partition), Some(region.as_str()));
        }
    }
    assert!(catalog.is_global_service("IAM"));
    assert_eq!(catalog.global_region("iam", "aws-cn"), Some("cn-north-1"));
    assert_eq!(catalog.global_region("iam", "aws-us-gov"), Some("us-gov-west-1"));
    assert!(!catalog.is_global_service("sts"));
    assert!(!catalog.is_global_service("s3"));
}

#[test]
fn services_that_call_on_behalf_of_a_principal() {
    let catalog = Catalog::embedded();
    let rules = data("service_rules.json");
    assert_eq!(catalog.called_via_services().collect::<Vec<_>>(), strings(&rules["called_via"]));
    let names: Vec<&str> = catalog.service_principal_names("logs.amazonaws.com").collect();
    assert_eq!(names, ["logs.${Region}.amazonaws.com"]);
    assert_eq!(catalog.service_principal_names("ec2.amazonaws.com").count(), 0);
}

#[test]
fn operation_names_lead_to_actions_that_exist() {
    let catalog = Catalog::embedded();
    let file = data("operation_names.json");
    for (full, targets) in file["renamed"].as_object().unwrap() {
        let (label, operation) = split(full);
        let OperationActions::Renamed(actions) = catalog.operation(label, operation) else {
            assert_eq!(full, "", "not renamed: {:?}", catalog.operation(label, operation));
            continue;
        };
        let found: Vec<String> = actions.iter().map(|action| action.to_string()).collect();
        assert_eq!(found, strings(targets), "{full}");
    }
    for table in ["prefix_of_signing_name", "prefix_of_event_source"] {
        for (label, prefix) in pairs(&file[table]) {
            assert!(catalog.service(&prefix).is_some(), "{prefix}");
            assert_eq!(catalog.prefix_of_event_source(&label), prefix);
        }
    }
    for variant in file["variants"].as_array().unwrap() {
        let (prefix, operation) = split(variant["operation"].as_str().unwrap());
        let actions = strings(&variant["actions"]);
        let same = catalog.operation_variants(prefix, operation).filter(|found| {
            found.instead == variant["instead"]
                && found.actions.iter().map(|a| a.to_string()).eq(actions.clone())
        });
        assert!(same.count() > 0, "{variant}");
    }
}

#[test]
fn extracted_operations_are_packed_as_written() {
    let catalog = Catalog::embedded();
    let file = data("operations.json");
    let by_hand = data("operation_names.json");
    for (label, prefix) in pairs(&file["event_sources"]) {
        let replaced = by_hand["prefix_of_event_source"].get(&label).is_some();
        assert!(replaced || catalog.prefix_of_event_source(&label) == prefix, "{label}");
    }
    for (full, target) in pairs(&file["likely"]) {
        let (label, operation) = split(&full);
        let OperationActions::Likely(actions) = catalog.operation(label, operation) else {
            assert_eq!(full, "", "not likely");
            continue;
        };
        assert_eq!(actions.iter().map(|a| a.to_string()).collect::<Vec<_>>(), [target]);
    }
    for (full, call) in file["http"].as_object().unwrap() {
        let (label, operation) = split(full);
        let OperationActions::Http { verb, path, action } = catalog.operation(label, operation) else {
            assert_eq!(full, "", "not by verb");
            continue;
        };
        assert_eq!([verb, path], [call[0].as_str().unwrap(), call[1].as_str().unwrap()]);
        assert_eq!(action.unwrap().to_string(), format!("apigateway:{verb}"));
    }
    for (prefix, names) in file["unmapped"].as_object().unwrap() {
        for name in strings(names) {
            assert_eq!(catalog.operation(prefix, &name), OperationActions::Unmapped, "{prefix}:{name}");
        }
    }
}
