//! `iamdiag simulate` as a user runs it: the binary, its streams and its exit codes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a panic is a test failure")]

use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Output, Stdio};

const AT: &str = "2026-06-01T12:00:00Z";

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_iamdiag"))
        .arg("simulate")
        .args(arguments)
        .args(["--at", AT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Written beside the reading: the program answers while it reads, and neither pipe holds everything.
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_vec());
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    // A program that refuses its arguments does not read its input.
    let _ = writer.join().unwrap();
    output
}

fn answers(output: &Output) -> Vec<Value> {
    String::from_utf8(output.stdout.clone())
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn allow(action: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Sid": "S", "Effect": "Allow", "Action": action, "Resource": "*"}]})
}

fn request() -> Value {
    json!({
        "id": "r1",
        "principal": "arn:aws:iam::111111111111:user/u",
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::b/k",
        "resource_account": "111111111111",
        "identity_policies": [{"name": "p0", "policy": allow("s3:*")}],
    })
}

/// Asks one object and gives the error that it is answered with.
#[track_caller]
fn error(input: &str) -> Value {
    let output = run(&[], input.as_bytes());
    assert_eq!(output.status.code(), Some(2), "{input}");
    assert!(output.stderr.is_empty());
    answers(&output)[0]["error"].clone()
}

#[test]
fn an_answer_has_every_field_of_the_format() {
    let output = run(&[], request().to_string().as_bytes());
    assert_eq!(output.status.code(), Some(0));
    let answer = &answers(&output)[0];
    assert_eq!(answer["id"], "r1");
    assert_eq!(answer["decision"], "Allowed");
    assert_eq!(
        answer["decided_by"],
        json!([{"layer": "identity", "policy": "p0", "statement": 0, "sid": "S", "pointer": "/Statement/0", "why": "allow"}])
    );
    for list in ["blockers", "allowed_by", "depends_on", "assumptions", "flags", "warnings", "ignored"] {
        assert!(answer[list].is_array(), "{list}");
    }
    assert!(
        answer.get("trace").is_none() && answer.get("requests").is_none() && answer.get("mismatch").is_none()
    );
}

#[test]
fn answers_come_in_the_order_of_the_lines_whatever_the_jobs() {
    let lines: String = (0..5000)
        .map(|id| format!("{}\n", json!({"id": id, "principal": "anonymous", "action": "s3:GetObject"})))
        .collect();
    let one = run(&["--jobs", "1"], lines.as_bytes());
    let many = run(&["--jobs", "4"], lines.as_bytes());
    assert_eq!(one.stdout, many.stdout);
    let ids: Vec<i64> = answers(&one).iter().map(|answer| answer["id"].as_i64().unwrap()).collect();
    assert_eq!(ids, (0..5000).collect::<Vec<_>>());
}

#[test]
fn the_line_number_is_the_id_where_none_is_told() {
    let mut object = request();
    object.as_object_mut().unwrap().remove("id");
    let output = run(&[], format!("\n{object}\n\n{object}").as_bytes());
    let ids: Vec<Value> = answers(&output).iter().map(|answer| answer["id"].clone()).collect();
    assert_eq!(ids, [json!(2), json!(4)]);
}

#[test]
fn a_bad_line_leaves_the_others_answered() {
    let input = format!("{}\n{{\"principal\": 7\n{}\n", request(), request());
    let output = run(&[], input.as_bytes());
    assert_eq!(output.status.code(), Some(2));
    let answers = answers(&output);
    assert_eq!(answers.len(), 3);
    assert_eq!((&answers[0]["decision"], &answers[2]["decision"]), (&json!("Allowed"), &json!("Allowed")));
    assert_eq!(answers[1]["error"]["code"], "json");
    assert_eq!((answers[1]["error"]["line"].as_u64(), answers[1]["id"].as_u64()), (Some(2), Some(2)));
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let with = |name: &str, value: Value| {
        let mut object = request();
        object[name] = value;
        error(&object.to_string())
    };
    let code = |error: &Value| error["code"].as_str().unwrap_or("none").to_owned();

    let found = with("scp", json!([]));
    assert_eq!((code(&found), found["pointer"].as_str()), ("unknown-field".to_owned(), Some("/scp")));
    assert!(found["message"].as_str().unwrap().contains("`scps`"));

    let found = with("strict", json!("yes"));
    assert_eq!((code(&found), found["pointer"].as_str()), ("wrong-type".to_owned(), Some("/strict")));

    let found = with("action", json!("GetObject"));
    assert_eq!(code(&found), "bad-value");

    let found = with("principal", json!("bob"));
    assert_eq!(code(&found), "bad-value");

    let found = with("resource", json!("b/k"));
    assert_eq!(code(&found), "bad-value");

    let found = with("context", json!({"aws:SourceIp": {"cidr": "10.0.0.0/99"}}));
    assert_eq!(
        (code(&found), found["pointer"].as_str()),
        ("wrong-type".to_owned(), Some("/context/aws:SourceIp/cidr"))
    );

    let found = with("not_collected", json!(["scps"]));
    assert_eq!(code(&found), "bad-value");

    let found =
        with("identity_policies", json!([{"name": "p0", "policy": {"Statement": [{"Effect": "allow"}]}}]));
    assert_eq!(
        (code(&found), found["pointer"].as_str()),
        ("policy".to_owned(), Some("/identity_policies/0/policy"))
    );
    assert!(found["message"].as_str().unwrap().contains("Allow"), "{found}");

    let found = error("{\"action\": \"s3:GetObject\"}");
    assert_eq!(code(&found), "missing-field");

    let found = error("[]");
    assert_eq!(code(&found), "wrong-type");

    let found = error("{\"id\": 1, \"id\": 2}");
    assert_eq!(code(&found), "bad-value");
}

#[test]
fn the_column_of_an_error_counts_characters() {
    let found = error("{\"id\": \"é😀\", \"principal\": \"anonymous\", \"action\": 7}");
    let column = "{\"id\": \"é😀\", \"principal\": \"anonymous\", \"action\": ".chars().count() as u64 + 1;
    assert_eq!(found["column"].as_u64(), Some(column));
}

#[test]
fn bytes_that_are_no_utf8_are_an_error_of_their_line() {
    let output = run(&[], b"{\"id\": \"\xff\"}\n");
    assert_eq!(output.status.code(), Some(2));
    let found = &answers(&output)[0]["error"];
    assert_eq!((found["code"].as_str(), found["column"].as_u64()), (Some("json"), Some(9)));
}

#[test]
fn unknown_fields_are_listed_and_change_nothing() {
    let mut object = request();
    object["x-comment"] = json!("seen in production");
    let answer = answers(&run(&[], object.to_string().as_bytes())).remove(0);
    assert_eq!(answer["ignored"], json!(["x-comment"]));
    assert_eq!(answer["decision"], "Allowed");
}

#[test]
fn expectations_are_compared_and_a_mismatch_exits_1() {
    let with = |expect: Value| {
        let mut object = request();
        object["expect"] = expect;
        run(&["--expect"], object.to_string().as_bytes())
    };
    let held = with(json!({"decision": "Allowed", "decided_by": [{"layer": "identity", "policy": "p0"}]}));
    assert_eq!(held.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&held.stderr).contains("1 of 1 expectations held"));

    let failed = with(json!("ImplicitlyDenied"));
    assert_eq!(failed.status.code(), Some(1));
    assert_eq!(answers(&failed)[0]["mismatch"], true);
    assert!(String::from_utf8_lossy(&failed.stderr).contains("expected ImplicitDeny, got Allowed"));
}

#[test]
fn an_expectation_is_not_compared_unless_asked() {
    let mut object = request();
    object["expect"] = json!("ExplicitDeny");
    let output = run(&[], object.to_string().as_bytes());
    assert_eq!(output.status.code(), Some(0));
    assert!(answers(&output)[0].get("mismatch").is_none());
}

#[test]
fn several_checks_are_answered_one_by_one() {
    let mut object = request();
    object["action"] = json!("ec2:RunInstances");
    object["identity_policies"] = json!([{"name": "p0", "policy": {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "arn:aws:ec2:*:*:instance/*"}]}}]);
    object["requests"] = json!([
        {"resource": "arn:aws:ec2:eu-west-1:111111111111:instance/*"},
        {"resource": "arn:aws:ec2:eu-west-1:111111111111:image/ami-1"},
    ]);
    let answer = answers(&run(&[], object.to_string().as_bytes())).remove(0);
    assert_eq!(answer["decision"], "ImplicitDeny");
    let each: Vec<&Value> =
        answer["requests"].as_array().unwrap().iter().map(|check| &check["decision"]).collect();
    assert_eq!(each, ["Allowed", "ImplicitDeny"]);
}

#[test]
fn a_trace_names_every_statement_and_the_values_compared() {
    let mut object = request();
    object["identity_policies"][0]["policy"]["Statement"][0]["Condition"] =
        json!({"StringEquals": {"aws:username": "v"}});
    let answer = answers(&run(&["--trace"], object.to_string().as_bytes())).remove(0);
    let clause = &answer["trace"]["statements"][0]["conditions"][0];
    assert_eq!(
        (&clause["state"], &clause["holds"], &clause["source"]),
        (&json!("u"), &json!(false), &json!("derived"))
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let output = run(&["no-such-file.jsonl"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no-such-file.jsonl"));
    assert!(output.stdout.is_empty());
}

#[test]
fn a_policy_in_a_string_is_the_same_as_an_object() {
    let mut object = request();
    let text = object["identity_policies"][0]["policy"].to_string();
    object["identity_policies"][0]["policy"] = json!(text);
    let answer = answers(&run(&[], object.to_string().as_bytes())).remove(0);
    assert_eq!(answer["decision"], "Allowed");
}
