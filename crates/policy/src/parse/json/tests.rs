//! What is read is what `serde_json` reads, and it is laid out as `serde_json` lays it out.

use super::{Json, Node, Value};
use proptest::prelude::*;
use serde_json::Value as Serde;

fn to_serde(node: Node<'_>) -> Serde {
    match node.value() {
        Value::Null => Serde::Null,
        Value::Bool(value) => value.into(),
        Value::Number(source) => serde_json::from_str(source).unwrap(),
        Value::Text(text) => text.into(),
        Value::List(nodes) => nodes.map(to_serde).collect(),
        Value::Object(members) => {
            Serde::Object(members.map(|member| (member.name.into_owned(), to_serde(member.value))).collect())
        }
    }
}

#[track_caller]
fn check(text: &str) {
    let read = Json::read(text).ok();
    match serde_json::from_str(text) {
        Ok(value) => assert_eq!(read.map(|json| to_serde(json.root())), Some(value), "{text:?}"),
        // Such a number is JSON, and what follows it was not looked at.
        Err(error) if error.to_string().starts_with("number out of range") => {}
        Err(_) => assert!(read.is_none(), "{text:?}"),
    }
}

/// Pieces that JSON, and what is nearly JSON, is made of.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\"a\"",
    "\"b\":",
    "\"\\n\"",
    "\\",
    "\\u",
    "\\ud83d\\ude00",
    "\\udc00",
    "00e9",
    "1",
    "0",
    "-",
    ".",
    "e",
    "E",
    "+",
    "true",
    "false",
    "null",
    "tru",
    "True",
    " ",
    "\n",
    "\t",
    "\r",
    "\u{b}",
    "\u{c}",
    "\u{a0}",
    "\u{feff}",
    "\u{7f}",
    "\u{0}",
    "'",
    "//",
    "/*",
    "*/",
    "é",
    "😀",
    "“",
    "x",
    "$",
    "_",
];

fn nearly_json() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..12).prop_map(|pieces| pieces.concat())
}

fn value() -> impl Strategy<Value = Serde> {
    let text = prop_oneof![".{0,12}", "[ -~]{0,12}", Just("\u{1}\"\\/\u{8}\u{7f}😀".to_owned())];
    let leaf = prop_oneof![
        Just(Serde::Null),
        any::<bool>().prop_map(Serde::from),
        any::<i64>().prop_map(Serde::from),
        any::<f64>().prop_map(Serde::from),
        text.clone().prop_map(Serde::from),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Serde::from),
            prop::collection::btree_map(text.clone(), inner, 0..4).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

/// A text with some characters replaced, left out or put in.
fn mutated(text: String) -> impl Strategy<Value = String> {
    let edit = (
        any::<prop::sample::Index>(),
        0..3_u8,
        prop::sample::select(&["\"", ",", "{", "}", "\\", "0", " ", "\n"][..]),
    );
    prop::collection::vec(edit, 1..4).prop_map(move |edits| {
        let mut characters: Vec<char> = text.chars().collect();
        for (at, kind, piece) in edits {
            let at = at.index(characters.len() + 1);
            if kind < 2 && at < characters.len() {
                characters.remove(at);
            }
            if kind > 0 {
                characters.insert(at, piece.chars().next().unwrap());
            }
        }
        characters.into_iter().collect()
    })
}

proptest! {
    #[test]
    fn nearly_json_is_read_as_serde_reads_it(text in nearly_json()) {
        check(&text);
    }

    #[test]
    fn values_survive(value in value()) {
        check(&value.to_string());
        check(&serde_json::to_string_pretty(&value).unwrap());
    }

    #[test]
    fn damaged_values_are_read_as_serde_reads_them(text in value().prop_flat_map(|value| mutated(value.to_string()))) {
        check(&text);
    }

    #[test]
    fn the_layout_is_the_common_one(value in value()) {
        let json = Json::read(&value.to_string()).unwrap();
        assert_eq!(json.text().as_str(), serde_json::to_string_pretty(&value).unwrap());
    }
}

#[test]
fn numbers_follow_the_grammar() {
    for text in ["0", "-0", "10", "1.5", "1e5", "1E+5", "1e-05", "-1.0e0"] {
        check(text);
    }
    assert!(Json::read("1e999").is_ok());
    for text in
        ["", "-", "01", "-01", "1.", ".5", "1.e5", "1e", "1e+", "+1", "0x1", "1_0", "1a", "--1", "1-", "NaN"]
    {
        check(text);
    }
}

#[test]
fn strings_end_where_they_end() {
    for length in 0..40 {
        let plain = "x".repeat(length);
        for text in [
            format!("\"{plain}\""),
            format!("\"{plain}\\\"\""),
            format!("\"{plain}\u{1f}\""),
            format!("\"{plain}é"),
        ] {
            check(&text);
        }
    }
}

#[test]
fn duplicate_keys_and_odd_numbers_survive_the_layout() {
    let json = Json::read(r#"{"a":1.50,"a":[-0e0,"A"],"b":{},"c":[]}"#).unwrap();
    let expected =
        "{\n  \"a\": 1.50,\n  \"a\": [\n    -0e0,\n    \"\\u0041\"\n  ],\n  \"b\": {},\n  \"c\": []\n}";
    assert_eq!(json.text().as_str(), expected.replace("\\u0041", "A"));
}
