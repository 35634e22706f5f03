//! Every packed record says what the readable files in `data/` say, and there are no others.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use iamdiag_catalog::{Action, Catalog, Key, KeyScope, KeyType, ResourceType};
use serde_json::{Map, Value};

fn data(name: &str) -> Value {
    let path = format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap()
}

/// The strings of a list that may be left out.
fn strings(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().map(|v| v.as_str().unwrap()).collect()
}

fn key_names<'a>(keys: impl Iterator<Item = Key<'a>>) -> Vec<&'a str> {
    keys.map(|key| key.name()).collect()
}

#[test]
fn services_are_those_of_the_reference() {
    let catalog = Catalog::embedded();
    let json = data("catalog.json");
    let rcp = data("rcp_services.json");
    let services = object(&json["services"]);
    let packed: Vec<&str> = catalog.services().map(|service| service.prefix()).collect();
    let mut written: Vec<&str> = services.keys().map(String::as_str).collect();
    written.sort_unstable();
    assert_eq!(packed, written);
    for (prefix, entry) in services {
        let service = catalog.service(prefix).unwrap();
        assert_eq!(service.title(), entry["title"]);
        assert_eq!(service.is_under_rcps(), strings(&rcp["prefixes"]).contains(&prefix.as_str()), "{prefix}");
        assert_eq!(service.is_under_rcps_in_reference(), entry["rcp"] == true, "{prefix}");
    }
}

#[test]
fn actions_are_those_of_the_reference() {
    let catalog = Catalog::embedded();
    let mut json = data("catalog.json");
    for (full, types) in object(&data("reference_gaps.json")["on"]) {
        let (prefix, name) = full.split_once(':').unwrap();
        for resource_type in strings(types) {
            let on = &mut json["services"][prefix]["actions"][name]["on"][resource_type];
            assert!(on.is_null(), "the reference has caught up: {full} {resource_type}");
            *on = Value::Object(Map::new());
        }
    }
    for (prefix, entry) in object(&json["services"]) {
        let service = catalog.service(prefix).unwrap();
        let actions = object(&entry["actions"]);
        assert_eq!(service.actions().len(), actions.len(), "{prefix}");
        for (name, written) in actions {
            let action = catalog.action(prefix, name).unwrap();
            assert_eq!(action.to_string(), format!("{prefix}:{name}"));
            same_action(action, written);
        }
    }
}

fn same_action(action: Action<'_>, written: &Value) {
    assert_eq!(action.access_level().as_str(), written["level"], "{action}");
    assert_eq!(key_names(action.keys()), strings(&written["keys"]), "{action}");
    assert_eq!(action.dependent_actions().collect::<Vec<_>>(), strings(&written["dependents"]), "{action}");
    let on = written["on"].as_object();
    assert_eq!(action.resource_types().len(), on.map_or(0, Map::len), "{action}");
    for (name, reference) in on.into_iter().flatten() {
        let of = action.resource_type(name).unwrap();
        assert_eq!(of.resource_type().name(), name);
        assert_eq!(of.resource_type().service(), action.service());
        assert_eq!(of.required(), reference["required"] == true, "{action} {name}");
        assert_eq!(key_names(of.keys()), strings(&reference["keys"]), "{action} {name}");
        assert_eq!(
            of.dependent_actions().collect::<Vec<_>>(),
            strings(&reference["dependents"]),
            "{action} {name}"
        );
    }
    let scenarios: Vec<BTreeMap<&str, bool>> = action
        .scenarios()
        .map(|scenario| scenario.resource_types().map(|(of, required)| (of.name(), required)).collect())
        .collect();
    let as_map = |v: &'_ Value| object(v).iter().map(|(k, v)| (k.clone(), v.as_bool().unwrap())).collect();
    let written: Vec<BTreeMap<String, bool>> =
        written["scenarios"].as_array().into_iter().flatten().map(as_map).collect();
    let scenarios: Vec<BTreeMap<String, bool>> =
        scenarios.into_iter().map(|s| s.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()).collect();
    assert_eq!(scenarios, written, "{action}");
}

#[test]
fn resource_types_are_those_of_the_reference() {
    let catalog = Catalog::embedded();
    let json = data("catalog.json");
    let forms = data("arn_templates.json");
    for (prefix, entry) in object(&json["services"]) {
        let types = object(&entry["resource_types"]);
        let service = catalog.service(prefix).unwrap();
        assert_eq!(service.resource_types().len(), types.len(), "{prefix}");
        for (name, written) in types {
            let resource_type = service.resource_type(name).unwrap();
            assert_eq!(resource_type.name(), name);
            assert_eq!(key_names(resource_type.keys()), strings(&written["keys"]), "{prefix} {name}");
            let mut templates = strings(&written["arn"]);
            templates.extend(strings(&forms["also"][format!("{prefix}:{name}")]));
            let packed: Vec<&str> = resource_type.arn_templates().map(|template| template.as_str()).collect();
            assert_eq!(packed, templates, "{prefix} {name}");
        }
    }
}

#[test]
fn every_template_fits_an_arn_made_from_it() {
    for service in Catalog::embedded().services() {
        for resource_type in service.resource_types() {
            for template in resource_type.arn_templates() {
                let arn = template.fill("aws", "eu-west-1", "111122223333", "x-1");
                assert!(resource_type.matches(&arn), "{arn} {template}");
                assert!(!resource_type.matches(&arn.replacen("arn:", "arm:", 1)), "{arn}");
                assert!(!resource_type.matches("*"), "{template}");
            }
        }
    }
}

#[test]
fn resource_policies_are_where_the_table_says() {
    let catalog = Catalog::embedded();
    let json = data("catalog.json");
    let rules = data("resource_policies.json");
    let writers = strings(&rules["actions"]);
    let not_these = strings(&rules["not_these"]);
    for (prefix, entry) in object(&json["services"]) {
        let mut expected = BTreeSet::new();
        for (name, action) in object(&entry["actions"]) {
            let full = format!("{prefix}:{name}");
            if writers.contains(&name.as_str()) && !not_these.contains(&full.as_str()) {
                expected
                    .extend(action["on"].as_object().into_iter().flatten().map(|(name, _)| name.as_str()));
            }
        }
        expected
            .extend(rules["with"][prefix].as_object().into_iter().flatten().map(|(name, _)| name.as_str()));
        for name in strings(&rules["without"][prefix]) {
            expected.remove(name);
        }
        let has = |of: &ResourceType<'_>| of.has_resource_policy();
        let service = catalog.service(prefix).unwrap();
        let packed: BTreeSet<&str> = service.resource_types().filter(has).map(|of| of.name()).collect();
        assert_eq!(packed, expected, "{prefix}");
        assert_eq!(service.has_resource_policies(), !expected.is_empty(), "{prefix}");
        assert!(
            service
                .resource_types()
                .all(|of| of.resource_policy_kind().is_some() == of.has_resource_policy())
        );
    }
}

#[test]
fn keys_are_those_of_the_reference() {
    let catalog = Catalog::embedded();
    let json = data("catalog.json");
    let global = data("global_keys.json");
    let mut written: Vec<(String, &str)> = Vec::new();
    for (name, kind) in object(&json["keys"]) {
        let corrected = &global["corrected"][name];
        assert_ne!(corrected, kind, "the reference has caught up: {name}");
        written.push((name.clone(), corrected.as_str().unwrap_or(kind.as_str().unwrap())));
    }
    for name in object(&global["corrected"]).keys() {
        assert!(json["keys"].get(name).is_some(), "{name}");
    }
    let claims = object(&global["claims"]).iter();
    written.extend(claims.map(|(claim, kind)| (format!("${{Issuer}}:{claim}"), kind.as_str().unwrap())));
    assert_eq!(catalog.keys().len(), written.len());
    for (name, kind) in written {
        let key = catalog.key(&name).unwrap();
        assert_eq!(key.name(), name);
        assert_eq!(type_name(key), kind, "{name}");
        assert_eq!(catalog.key(&name.to_uppercase()), Some(key), "{name}");
    }
    let scoped = |scope: KeyScope| -> BTreeSet<&str> {
        catalog.keys().filter(|key| key.scope() == scope).map(|key| key.name()).collect()
    };
    let names = |table: &str| -> BTreeSet<String> { object(&global[table]).keys().cloned().collect() };
    assert_eq!(scoped(KeyScope::Global), names("global").iter().map(String::as_str).collect());
    assert_eq!(scoped(KeyScope::Session), names("session").iter().map(String::as_str).collect());
}

#[test]
fn every_family_is_found_by_a_name_in_it() {
    let catalog = Catalog::embedded();
    for family in catalog.keys().filter(Key::is_family) {
        let mut name = family.name().replace("${Issuer}", "id.example.com/x");
        while let Some(start) = name.find(['$', '<']) {
            let end = name.find(['}', '>']).unwrap();
            name.replace_range(start..=end, "x.y");
        }
        assert_eq!(catalog.key(&name), Some(family), "{name}");
        assert_eq!(catalog.key(&name.to_uppercase()), Some(family), "{name}");
    }
}

fn type_name(key: Key<'_>) -> String {
    let element = match key.value_type() {
        KeyType::String => "String",
        KeyType::Arn => "ARN",
        KeyType::Bool => "Bool",
        KeyType::Numeric => "Numeric",
        KeyType::Date => "Date",
        KeyType::IpAddress => "IPAddress",
        KeyType::Binary => "Binary",
    };
    format!("{}{element}", if key.is_list() { "ArrayOf" } else { "" })
}

#[test]
fn managed_policies_are_those_of_the_package() {
    let catalog = Catalog::embedded();
    let json = data("managed_policies.json");
    let policies = object(&json["policies"]);
    assert_eq!(catalog.managed_policies().len(), policies.len());
    for (name, written) in policies {
        let policy = catalog.managed_policy(name).unwrap();
        assert_eq!(policy.name(), name);
        assert_eq!(policy.path(), written["path"]);
        assert_eq!(policy.version_id(), written["version"]);
        assert_eq!(policy.date(), written["date"]);
        assert_eq!(catalog.managed_policy(&policy.arn()).unwrap().name(), name);
        let document: Value = serde_json::from_str(&policy.document()).unwrap();
        assert_eq!(document, written["document"], "{name}");
    }
}

#[test]
fn sources_and_dates_are_those_of_the_files() {
    let catalog = Catalog::embedded();
    let files = ["catalog.json", "operations.json", "managed_policies.json"].map(data);
    let written: Vec<&Value> = files.iter().flat_map(|file| file["sources"].as_array().unwrap()).collect();
    assert_eq!(catalog.sources().len(), written.len());
    for (source, written) in catalog.sources().zip(written) {
        assert_eq!(source.package, written["package"]);
        assert_eq!(source.version, written["version"]);
        assert_eq!(source.licence, written["licence"]);
        assert_eq!(source.usage, written["use"]);
        assert_eq!(source.sha256, written["sha256"]);
        assert_eq!(source.updated, written["updated"].as_str());
    }
    let notice = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../NOTICE")).unwrap();
    for source in catalog.sources() {
        let line = format!("{} {} ({})", source.package, source.version, source.licence);
        assert!(notice.contains(&line), "NOTICE does not name {line}");
    }
    let as_of = |name| data(name)["as_of"].as_str().unwrap().to_owned();
    assert_eq!(catalog.date(), files[0]["sources"][0]["updated"]);
    assert_eq!(catalog.managed_policies_date(), files[2]["sources"][0]["updated"]);
    assert_eq!(catalog.rcp_list_date(), as_of("rcp_services.json"));
    assert_eq!(catalog.service_rules_date(), as_of("service_rules.json"));
    assert_eq!(catalog.resource_policies_date(), as_of("resource_policies.json"));
    assert_eq!(catalog.synthetic_arns_date(), as_of("synthetic_arns.json"));
    assert_eq!(catalog.operation_names_date(), as_of("operation_names.json"));
}
