use super::*;
use crate::Plan;

fn role() -> CollectingRole {
    CollectingRole { name: "collector".into(), external_id: Some("e-1".into()) }
}

#[test]
fn the_policy_is_the_union_of_what_the_selected_services_declare() {
    let plan = |named: &[&str]| Plan {
        services: Services::new(&named.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>(), &[])
            .unwrap(),
        ..Plan::default()
    };
    let actions_of = |plan: &Plan| -> BTreeSet<String> {
        let policy: serde_json::Value = serde_json::from_str(&policy(plan)).unwrap();
        let statements = policy["Statement"].as_array().unwrap();
        let actions = statements.iter().flat_map(|statement| statement["Action"].as_array().unwrap());
        actions.map(|action| action.as_str().unwrap().to_owned()).collect()
    };
    let mut union = BTreeSet::new();
    for service in Services::names() {
        let declared = operations(&plan(&[service]));
        let declared: BTreeSet<String> = declared
            .iter()
            .flat_map(|operation| operation.actions)
            .map(|action| (*action).to_owned())
            .collect();
        assert_eq!(actions_of(&plan(&[service])), declared);
        union.extend(declared);
    }
    assert_eq!(actions_of(&Plan::default()), union);
}

#[test]
fn nothing_but_reading_is_asked_for() {
    let all = Plan { targets: Targets::Organization, ..Plan::default() };
    for operation in operations(&all) {
        let is_reading = ["Get", "List", "Describe"].iter().any(|verb| operation.name.starts_with(verb));
        assert!(is_reading || operation == ASSUME_ROLE, "{operation:?}");
        assert!(!operation.actions.is_empty());
        assert!(
            !operation.actions.iter().any(|action| action.contains('*') || action.contains("SecretValue"))
        );
    }
}

#[test]
fn the_policy_of_one_account() {
    insta::assert_snapshot!(policy(&Plan::default()));
}

#[test]
fn the_policy_of_an_organization() {
    let services = Services::new(&["iam".into()], &[]).unwrap();
    let plan = Plan { targets: Targets::Organization, services, role: role(), ..Plan::default() };
    insta::assert_snapshot!(policy(&plan));
}

#[test]
fn the_trust_policy() {
    insta::assert_snapshot!(trust_policy(&role(), "111122223333"));
    assert!(!trust_policy(&CollectingRole::default(), "111122223333").contains("Condition"));
}

#[test]
fn the_template() {
    insta::assert_snapshot!(stack_set_template(&Services::new(&["sqs".into()], &[]).unwrap(), &role()));
}
