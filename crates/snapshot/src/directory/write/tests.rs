use super::*;
use crate::item::{AccountFacts, Item};
use crate::policy_text::{PolicyText, StoredPolicy};
use crate::principal::{Principal, PrincipalKind};
use crate::resource::{CollectedResource, ResourceDetails};
use iamdiag_evaluator::Collected;
use std::sync::Arc;

const ACCOUNT: &str = "111122223333";

#[track_caller]
fn check_value(text: &str, expected: &str) {
    let stored = StoredPolicy::without_place("p", Arc::new(PolicyText::own(text)));
    assert_eq!(policy::value(&stored).unwrap().get(), expected);
}

#[test]
fn a_policy_is_an_object_where_its_text_is_one() {
    check_value("{\"a\": 1}", "{\"a\": 1}");
    check_value("{ \"a\":\n  1, \"a\": 2 }\n", "{ \"a\":\n  1, \"a\": 2 }");
    check_value("%7B%22a%22:1%7D", "{\"a\":1}");
    check_value("\u{feff}{}", "{}");
    check_value("\n{}", r#""\n{}""#);
    check_value("{\"a\": }", r#""{\"a\": }""#);
    check_value("[1]", r#""[1]""#);
    check_value("%7B%", r#""%7B%""#);
    check_value("", r#""""#);
    // Or it would be taken for the name of a file.
    check_value("../secret.JSON", r#""../secret.JSON ""#);
}

fn user(name: &str, tag: Option<&str>) -> Item {
    Item::Principal(Principal {
        arn: format!("arn:aws:iam::{ACCOUNT}:user/{name}").into(),
        name: name.into(),
        unique_id: None,
        tags: vec![("k".into(), tag.map(Into::into))],
        inline: Vec::new(),
        attached: Vec::new(),
        boundary: None,
        kind: PrincipalKind::User { groups: Vec::new() },
    })
}

fn queue(account: &str) -> Item {
    Item::Resource(CollectedResource {
        arn: format!("arn:aws:sqs:eu-west-1:{account}:q").into(),
        account: ACCOUNT.into(),
        policy: Collected::Known(None),
        tags: None,
        details: ResourceDetails::Plain,
    })
}

/// The paths that are written for the account, `coverage.json`, and what is left out.
fn written(items: Vec<Item>) -> (Vec<String>, serde_json::Value, Vec<String>) {
    let mut snapshot = Snapshot::default();
    items.into_iter().for_each(|item| snapshot.add(item).unwrap());
    let mut writer = DirectoryWriter::default();
    let files = writer.account(&snapshot, ACCOUNT);
    let (coverage, left_out) = writer.finish(None);
    let paths = files.into_iter().map(|file| file.path).collect();
    (paths, serde_json::from_str(&coverage.text).unwrap(), left_out)
}

fn complete(service: &str) -> Item {
    let unit = Unit { account: Some(ACCOUNT.into()), region: None, service: service.into() };
    Item::Coverage(unit, CoverageState::Collected)
}

#[test]
fn what_was_not_said_to_be_complete_does_not_become_so() {
    let (paths, coverage, left_out) = written(vec![user("ann", Some("v")), queue(ACCOUNT)]);
    assert_eq!(paths, ["accounts/111122223333/iam.json", "accounts/111122223333/resources.json"]);
    let states: Vec<_> = coverage["units"].as_array().unwrap().iter().map(|unit| &unit["state"]).collect();
    assert_eq!(states, ["partial", "partial"]);
    assert!(left_out.is_empty());
}

#[test]
fn what_nobody_looked_at_has_no_file() {
    let (paths, coverage, _) = written(vec![Item::Account(AccountFacts::new(ACCOUNT)), complete("s3")]);
    assert_eq!(paths, ["accounts/111122223333/resources.json"]);
    assert_eq!(coverage["units"].as_array().unwrap().len(), 1);
    let (paths, _, _) = written(vec![complete("iam")]);
    assert_eq!(paths.first().unwrap(), "accounts/111122223333/iam.json");
}

#[test]
fn what_cannot_be_said_is_left_out_and_its_unit_not_complete() {
    let items = vec![user("ann", None), user("bob", Some("v")), queue("444455556666"), complete("iam")];
    let (_, coverage, left_out) = written(items);
    assert_eq!(left_out, ["arn:aws:iam::111122223333:user/ann", "arn:aws:sqs:eu-west-1:444455556666:q"]);
    let units = coverage["units"].as_array().unwrap();
    assert!(units.len() == 2 && units.iter().all(|unit| unit["state"] == "partial"), "{units:?}");
    let mut writer = DirectoryWriter::default();
    assert!(writer.account(&Snapshot::default(), "../up").is_empty());
    assert_eq!(writer.finish(None).1, ["account `../up`"]);
}
