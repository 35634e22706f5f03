//! The published schema holds for every answer, and for nothing looser.

use crate::fixtures::{Case, all};
use crate::provenance;
use iamdiag_evaluator::KeyState;
use iamdiag_reporter::render_json;
use jsonschema::Validator;
use serde_json::{Value, json};

fn schema() -> Value {
    serde_json::from_str(include_str!("../../docs/json/why.schema.json")).unwrap()
}

fn validator() -> Validator {
    jsonschema::draft202012::new(&schema()).unwrap()
}

#[track_caller]
fn check(validator: &Validator, case: &Case) -> Value {
    let answer = case.answer();
    let value: Value = serde_json::from_str(&render_json(&answer, &provenance(&answer))).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{}: {errors:#?}", case.name);
    value
}

#[test]
fn every_answer_is_as_the_schema_says() {
    let validator = validator();
    let mut cases = all();
    let unreadable = r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringSounds": {"a:b": "c"}}}"#;
    cases.push(Case::new("unreadable", unreadable));
    cases.push(Case::new("nothing", ""));
    let lists = r#"{"Effect": "Allow", "NotAction": "s3:Get*", "NotResource": ["*"], "Condition": {"ForAnyValue:StringLike": {"aws:TagKeys": ["a*", "${aws:username}"]}}}"#;
    cases.push(Case::new("lists", lists).with("aws:TagKeys", KeyState::list(["ab", "c"])));
    cases.iter().for_each(|case| drop(check(&validator, case)));
}

#[test]
fn pointers_lead_to_statements() {
    let validator = validator();
    for case in all() {
        let value = check(&validator, &case);
        let pointers = ["decided_by", "blockers", "frames", "near_misses", "unknowns"]
            .into_iter()
            .flat_map(|list| value[list].as_array().unwrap())
            .chain(value["grounds"]["needed"].as_array().into_iter().flatten())
            .filter_map(|entry| entry["statement"].as_str());
        for pointer in pointers {
            assert!(value.pointer(pointer).is_some_and(Value::is_object), "{}: {pointer}", case.name);
        }
    }
}

/// A schema that allows anything would hold too.
#[test]
fn other_shapes_are_refused() {
    let validator = validator();
    let good = check(&validator, &all()[0]);
    assert!(validator.is_valid(&good));
    let changes: [fn(&mut Value); 5] = [
        |value| value["surprise"] = json!(1),
        |value| value["decision"] = json!("Maybe"),
        |value| value["layers"][3]["statements"][0]["surprise"] = json!(1),
        |value| value["layers"][3]["statements"][0]["conditions"][0]["value"]["surprise"] = json!(1),
        |value| drop(value.as_object_mut().unwrap().remove("exit_code")),
    ];
    for (index, change) in changes.iter().enumerate() {
        let mut value = good.clone();
        change(&mut value);
        assert!(!validator.is_valid(&value), "change {index}");
    }
}

/// Every object of the schema is closed, so that a new field cannot slip in.
#[test]
fn every_object_is_closed() {
    fn look(value: &Value, path: &str) {
        if let Value::Object(object) = value {
            if object.contains_key("properties") {
                assert_eq!(object.get("additionalProperties"), Some(&json!(false)), "{path}");
            }
            object.iter().for_each(|(name, inner)| look(inner, &format!("{path}/{name}")));
        }
        if let Value::Array(values) = value {
            values.iter().for_each(|inner| look(inner, path));
        }
    }
    look(&schema(), "");
}
