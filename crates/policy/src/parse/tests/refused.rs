//! What AWS refuses and has no reading (G5a), in every kind of policy.

use super::*;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    refused(PolicyKind::Identity, text, expected);
}

/// One problem in an element of an otherwise right statement.
#[track_caller]
fn check_element(element: &str, expected: &str) {
    check(&allow(element), &[expected]);
}

#[test]
fn a_policy_is_an_object() {
    check(
        r#""{}""#,
        &[
            r#"wrong-type "{}": a policy must be an object, not a string (give the policy itself, not a string that holds it)"#,
        ],
    );
    check(
        "[]",
        &[
            "wrong-type []: a policy must be an object, not a list (give one policy; a list of statements belongs under `Statement`)",
        ],
    );
    check(
        "null",
        &[
            "wrong-type null: a policy must be an object, not null (a policy is an object: `{\"Version\": \"2012-10-17\", \"Statement\": [...]}`)",
        ],
    );
}

#[test]
fn document_elements_are_known() {
    check("{}", &["missing-element {: the policy has no `Statement` (write `\"Statement\": [...]`)"]);
    check(
        r#"{"Version":"2012-10-17","Statements":[],"Foo":1}"#,
        &[
            "unknown-element \"Statements\": a policy has no element `Statements` (did you mean `Statement`?)",
            "unknown-element \"Foo\": a policy has no element `Foo` (the elements are `Version`, `Id` and `Statement`)",
        ],
    );
    check(
        r#"{"Effect":"Allow"}"#,
        &[
            "missing-element {: the policy has no `Statement` (put the statement inside: `\"Statement\": [{...}]`)",
            "unknown-element \"Effect\": a policy has no element `Effect` (`Effect` belongs inside a statement)",
        ],
    );
}

#[test]
fn document_values_have_their_types() {
    check(
        r#"{"Version":2012,"Id":[],"Statement":"x"}"#,
        &[
            "wrong-type 2012: `Version` must be a string, not a number (write it in double quotes)",
            "wrong-type []: `Id` must be a string, not a list (write it in double quotes)",
            "wrong-type \"x\": `Statement` must be an object or a list of objects, not a string (write `[{...}]`)",
        ],
    );
    check(
        r#"{"Version":"2012-10-18","Statement":["x"]}"#,
        &[
            "illegal-version \"2012-10-18\": `2012-10-18` is not a version of the policy language (write `\"2012-10-17\"`; it names the language, not your edit)",
            "wrong-type \"x\": a statement must be an object, not a string (write it as `{\"Effect\": ..., ...}`)",
        ],
    );
}

#[test]
fn keys_stand_once() {
    let help = "keep one; several values go in one list";
    check(
        r#"{"Version":"2012-10-17","Version":"2008-10-17","Statement":[]}"#,
        &[&format!("duplicate-key \"Version\": the key `Version` stands twice ({help})")],
    );
    check_element(
        r#""Action":"s3:*""#,
        &format!("duplicate-key \"Action\": the key `Action` stands twice ({help})"),
    );
    check_element(
        r#""resource":"*""#,
        &format!("duplicate-key \"resource\": the key `resource` stands twice ({help})"),
    );
    check_element(
        r#""Condition":{"Bool":{"a":true},"Bool":{"b":true}}"#,
        &format!("duplicate-key \"Bool\": the key `Bool` stands twice ({help})"),
    );
    check_element(
        r#""Condition":{"Bool":{"a":true,"a":true}}"#,
        &format!("duplicate-key \"a\": the key `a` stands twice ({help})"),
    );
    check_element(
        r#""Condition":{"Bool":{"aws:x":true,"AWS:X":true}}"#,
        &format!(
            "duplicate-condition-key \"AWS:X\": the condition key `AWS:X` stands twice, once as `aws:x` ({help})"
        ),
    );
    let principal = r#"{"Effect":"Allow","Action":"s3:*","Principal":{"AWS":"*","Service":"s3.amazonaws.com","AWS":"*"}}"#;
    refused(
        PolicyKind::Resource,
        &document(principal),
        &[&format!("duplicate-key \"AWS\": the key `AWS` stands twice ({help})")],
    );
}

#[test]
fn many_keys_are_checked_as_few_are() {
    let keys: Vec<_> = (0..100).map(|n| format!("\"k{}\":true", n % 99)).collect();
    check_element(
        &format!(r#""Condition":{{"Bool":{{{}}}}}"#, keys.join(",")),
        "duplicate-key \"k0\": the key `k0` stands twice (keep one; several values go in one list)",
    );
}

#[test]
fn statement_elements_are_known() {
    check_element(
        r#""Conditions":{}"#,
        "unknown-element \"Conditions\": a statement has no element `Conditions` (did you mean `Condition`?)",
    );
    check_element(
        r#""Version":"2012-10-17""#,
        "unknown-element \"Version\": a statement has no element `Version` (`Version` belongs to the policy, not to a statement)",
    );
    check_element(
        r#""Comment":"x""#,
        "unknown-element \"Comment\": a statement has no element `Comment` (the elements are `Sid`, `Effect`, `Principal`, `NotPrincipal`, `Action`, `NotAction`, `Resource`, `NotResource`, `Condition`)",
    );
}

#[test]
fn required_elements_are_there() {
    check(
        &document("{}"),
        &[
            "missing-element {: the statement has no `Effect` (write `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`)",
            "missing-element {: the statement has no `Action` (write `\"Action\": \"service:Name\"`)",
            "missing-element {: the statement has no `Resource`, which an identity policy needs (write `\"Resource\": \"*\"`)",
        ],
    );
}

#[test]
fn a_misspelled_element_is_not_missing_too() {
    check(
        &document(r#"{"Efect":"Allow","Actions":"s3:*","NotResources":"*"}"#),
        &[
            "unknown-element \"Efect\": a statement has no element `Efect` (did you mean `Effect`?)",
            "unknown-element \"Actions\": a statement has no element `Actions` (did you mean `Action`?)",
            "unknown-element \"NotResources\": a statement has no element `NotResources` (did you mean `NotResource`?)",
        ],
    );
}

#[test]
fn of_a_pair_there_is_one() {
    let help = "keep one of them, or write two statements";
    check(
        &allow(r#""NotAction":"s3:*","NotResource":"*""#),
        &[
            &format!("both-of-pair \"NotAction\": a statement holds both `Action` and `NotAction` ({help})"),
            &format!(
                "both-of-pair \"NotResource\": a statement holds both `Resource` and `NotResource` ({help})"
            ),
        ],
    );
}

#[test]
fn the_case_of_an_effect_counts() {
    for (effect, help) in [
        ("deny", "write `\"Deny\"`"),
        ("ALLOW", "write `\"Allow\"`"),
        ("", "write `\"Allow\"` or `\"Deny\"`"),
    ] {
        check(
            &allow("\"Sid\":\"x\"").replace("Allow", effect),
            &[&format!("illegal-effect \"{effect}\": `{effect}` is not an effect ({help})")],
        );
    }
}

#[test]
fn values_have_their_types() {
    check_element(
        r#""Sid":["a"]"#,
        "wrong-type [\n        \"a\"\n      ]: `Sid` must be a string, not a list (write it in double quotes)",
    );
    check_element(
        r#""Condition":[]"#,
        "wrong-type []: `Condition` must be an object, not a list (write it as `{...}`)",
    );
    check_element(
        r#""Condition":{"Bool":true}"#,
        "wrong-type true: `Bool` must be an object, not a boolean (write it as `{...}`)",
    );
    check(
        &document(r#"{"Effect":true,"Action":["s3:*",["s3:*"]],"Resource":[7,{}]}"#),
        &[
            "wrong-type true: `Effect` must be a string, not a boolean (write it in double quotes)",
            "wrong-type [\n          \"s3:*\"\n        ]: `Action` takes a string or a list of strings, not a list (lists do not nest; write all entries in one list)",
            "wrong-type 7: `Resource` takes a string or a list of strings, not a number (write it in double quotes: `\"7\"`)",
            "wrong-type {}: `Resource` takes a string or a list of strings, not an object (write each entry in double quotes)",
        ],
    );
}

#[test]
fn an_action_has_a_colon() {
    for entry in ["s3", "s3*", "", "s3.GetObject"] {
        check(
            &allow("\"Sid\":\"x\"").replace("s3:*", entry),
            &[&format!(
                "action-without-colon \"{entry}\": the action `{entry}` has no colon (write `service:Name`, such as `s3:GetObject`, or `*` for every action)"
            )],
        );
    }
}

#[test]
fn operators_are_known() {
    let check = |operator: &str, help: &str| {
        check_element(
            &format!(r#""Condition":{{"{operator}":{{"a":"b"}}}}"#),
            &format!("unknown-operator \"{operator}\": `{operator}` is not a condition operator ({help})"),
        );
    };
    check("StringEqual", "did you mean `StringEquals`?");
    check("stringequal", "did you mean `StringEquals`?");
    check("ForAllValue:StringLikeIfExists", "did you mean `ForAllValues:StringLikeIfExists`?");
    check("ForAnyValue:ArnLikes", "did you mean `ForAnyValue:ArnLike`?");
    check("ForSome:ArnLike", "the set operators are `ForAllValues:` and `ForAnyValue:`");
    check("NullIfExists", "write `Null`, which takes no `IfExists`");
    check("Equals", "write an operator such as `StringEquals`, `ArnLike` or `Bool`");
}

#[test]
fn condition_values_are_strings_numbers_or_booleans() {
    let check = |value: &str, shown: &str, found: &str, help: &str| {
        check_element(
            &format!(r#""Condition":{{"StringLike":{{"a":{value}}}}}"#),
            &format!(
                "illegal-condition-value {shown}: a condition value must be a string, not {found} ({help})"
            ),
        );
    };
    check("null", "null", "null", "to test that a key is absent, write `\"Null\": {\"the:key\": \"true\"}`");
    check("{}", "{}", "an object", "write a string or a list of strings");
    check("[[]]", "[]", "a list", "lists do not nest; write all values in one list");
}

#[test]
fn null_is_compared_with_true_or_false() {
    for value in ["\"yes\"", "1", "\"\"", "\"${a}\""] {
        check_element(
            &format!(r#""Condition":{{"Null":{{"a":["TRUE",false,{value}]}}}}"#),
            &format!(
                "illegal-null-value {value}: `Null` compares with `true` or `false`, not `{}` (write `\"true\"` if the key must be absent, `\"false\"` if it must be present)",
                value.trim_matches('"')
            ),
        );
    }
}

#[test]
fn operands_of_arn_operators_are_arns() {
    let help = "write all six parts, `arn:partition:service:region:account:resource`, or use `StringLike`";
    for value in ["arn:aws:iam", "", "role/x", "foo:aws:iam::1:x", "foo:${aws:x}"] {
        check_element(
            &format!(r#""Condition":{{"ArnNotLike":{{"a":"{value}"}}}}"#),
            &format!(
                "malformed-arn-operand \"{value}\": `{value}` is not an ARN, which `ArnNotLike` needs ({help})"
            ),
        );
    }
    for value in ["*", "arn:*:*:*:*:*", "${aws:x}", "arn:aws:${aws:x}", "a*:aws:iam:::x"] {
        parsed(PolicyKind::Identity, &allow(&format!(r#""Condition":{{"ArnEquals":{{"a":"{value}"}}}}"#)));
    }
}

#[test]
fn all_problems_are_told_in_the_order_of_the_text() {
    let text = document(
        r#"{"Action":"s3","Effect":"deny"},{"Foo":1,"Effect":"Allow","NotAction":[],"Resource":"*"}"#,
    );
    let error = parse(&text, PolicyKind::Identity, Origin::Given).unwrap_err();
    let codes: Vec<_> = error.problems.iter().map(|problem| problem.code.name()).collect();
    assert_eq!(codes, ["missing-element", "action-without-colon", "illegal-effect", "unknown-element"]);
}

#[test]
fn no_more_than_a_thousand_problems_are_kept() {
    let text = document(&vec!["1"; 5000].join(","));
    assert_eq!(parse(&text, PolicyKind::Identity, Origin::Given).unwrap_err().problems.len(), 1000);
}
