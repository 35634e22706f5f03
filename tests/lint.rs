//! `iamdiag lint` as a user runs it: the real binary, its exact output and its exit code.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use iamdiag_catalog::Catalog;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder of its own with these files, where the commands are run.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lint").join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, text) in files {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_iamdiag"));
        command.current_dir(&self.0).arg("lint").args(args).env_remove("RUST_BACKTRACE");
        command
    }

    fn run(&self, args: &[&str]) -> String {
        shown(args, &self.command(args).output().unwrap())
    }

    fn stdout(&self, args: &[&str]) -> String {
        String::from_utf8(self.command(args).output().unwrap().stdout).unwrap()
    }

    fn pipe(&self, args: &[&str], input: &str) -> String {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        shown(args, &child.wait_with_output().unwrap())
    }
}

/// What a user sees. The catalog's dates are left out, so that a new one changes no test.
fn shown(args: &[&str], output: &Output) -> String {
    let text = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let catalog = Catalog::embedded();
        text.replace(catalog.date(), "<date>").replace(catalog.rcp_list_date(), "<date>")
    };
    format!(
        "$ iamdiag lint {}\n{}{}exit {}\n",
        args.join(" "),
        text(&output.stdout),
        text(&output.stderr),
        output.status.code().unwrap()
    )
}

const CLEAN: &str = r#"{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-raw/*"}
}
"#;

const MIXED: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read logs",
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:ListObjectsV2"],
      "Resource": "arn:aws:s3:::acme-raw"
    },
    {
      "Sid": "Tags",
      "Effect": "Allow",
      "Action": "ec2:CreateTags",
      "Resource": "*",
      "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}
    },
    {"Effect": "Deny", "Action": "s3:PutObjekt", "Resource": "*"}
  ]
}
"#;

const BROKEN: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "allow", "Action": "s3:GetObject", "Resource": "*"},
    {"Effect": "Allow", "Action": "GetObject", "Resource": "*", "Conditions": {}}
  ]
}
"#;

const TRUST: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},
    "Action": "sts:AssumeRole"
  }]
}
"#;

#[test]
fn findings_are_framed_and_counted() {
    let folder = Folder::new("mixed", &[("policy.json", MIXED)]);
    insta::assert_snapshot!(folder.run(&["policy.json"]));
}

#[test]
fn every_error_of_a_policy_is_told() {
    let folder = Folder::new("broken", &[("policy.json", BROKEN), ("not.json", "{'Version': 1}\n")]);
    insta::assert_snapshot!(folder.run(&["policy.json", "not.json"]));
}

#[test]
fn nothing_found_is_said() {
    let folder = Folder::new("clean", &[("a.json", CLEAN), ("b.json", CLEAN)]);
    insta::assert_snapshot!(folder.run(&["a.json", "b.json", "a.json"]));
}

#[test]
fn the_border_of_failure_can_be_moved() {
    let note =
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:New", "Resource": "*"}}"#;
    let folder = Folder::new("border", &[("note.json", note), ("mixed.json", MIXED), ("clean.json", CLEAN)]);
    let code = |args: &[&str]| folder.command(args).output().unwrap().status.code().unwrap();
    assert_eq!(code(&["note.json"]), 0);
    assert_eq!(code(&["note.json", "--fail-on", "note"]), 1);
    assert_eq!(code(&["clean.json", "--fail-on", "note"]), 0);
    let warning = MIXED.replace("Read logs", "ReadLogs");
    let folder = Folder::new("border", &[("warning.json", &warning)]);
    let code = |args: &[&str]| folder.command(args).output().unwrap().status.code().unwrap();
    assert_eq!(code(&["warning.json"]), 1);
    assert_eq!(code(&["warning.json", "--fail-on", "error"]), 0);
}

#[test]
fn patterns_and_folders_are_expanded() {
    let files = [
        ("policies/a.json", CLEAN),
        ("policies/deep/er/b.json", CLEAN),
        ("policies/.hidden/c.json", BROKEN),
        ("policies/package.json", "{\"name\": \"x\"}\n"),
        ("policies/[x].json", CLEAN),
    ];
    let folder = Folder::new("patterns", &files);
    let answers = [
        folder.run(&["policies/**/*.json", "-v"]),
        folder.run(&["policies", "-v"]),
        folder.run(&["policies/[x].json"]),
        folder.run(&["nothing/*.json"]),
        folder.run(&["policies/deep"]),
        folder.run(&["policies/a***"]),
    ];
    insta::assert_snapshot!(answers.join("\n"));
}

#[test]
fn what_cannot_be_read_is_an_error_and_the_rest_is_looked_at() {
    let folder = Folder::new("unreadable", &[("mixed.json", MIXED), ("package.json", "{\"name\": \"x\"}")]);
    let text = folder.run(&["nowhere.json", "package.json", "mixed.json", "--format", "json"]);
    assert!(text.contains("\"code\": \"IAM1601\"") && text.contains("\"exit_code\": 2"), "{text}");
    let errors = text.split_once("\nerror:").unwrap().1;
    insta::assert_snapshot!(format!("error:{errors}"));
}

#[test]
fn kinds_are_told_by_content_or_by_hand() {
    let files = [
        ("trust.json", TRUST),
        (
            "scp.json",
            "{\"Version\": \"2008-10-17\",\n \"Statement\": {\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}}\n",
        ),
    ];
    let folder = Folder::new("kinds", &files);
    let answers =
        [folder.run(&["trust.json", "scp.json", "-v"]), folder.run(&["--kind", "scp", "scp.json", "-v"])];
    insta::assert_snapshot!(answers.join("\n"));
}

#[test]
fn answers_of_the_aws_cli_are_opened() {
    let one_line = MIXED.replace('\n', " ").replace('"', "\\\"");
    let bucket = format!("{{\n  \"Policy\": \"{one_line}\"\n}}\n");
    let version = format!("{{\"PolicyVersion\": {{\n  \"VersionId\": \"v1\",\n  \"Document\": {MIXED}}}}}\n");
    let folder = Folder::new("answers", &[("version.json", &version)]);
    insta::assert_snapshot!([folder.pipe(&["-"], &bucket), folder.run(&["version.json"])].join("\n"));
}

#[test]
fn the_policies_of_an_account_are_looked_at_one_by_one() {
    let folder = Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
    insta::assert_snapshot!(folder.run(&["docs/examples/authorization-details.json"]));
}

#[test]
fn a_data_directory_says_what_its_policies_are_used_as() {
    let folder = Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
    insta::assert_snapshot!(folder.run(&["docs/examples/acme", "-v"]));
}

#[test]
fn text_of_policies_cannot_move_the_cursor() {
    let hostile = CLEAN.replace("s3:GetObject", "s3:\\u001b[2J\\u202eGet");
    let folder = Folder::new("hostile", &[("policy.json", &hostile)]);
    for format in ["text", "json", "sarif"] {
        let text = folder.stdout(&["policy.json", "--format", format]);
        assert!(text.contains("IAM1101"), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{format}: {text}");
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn json_keeps_to_its_schema() {
    let schema = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/json/lint.schema.json"),
    )
    .unwrap();
    let validator = jsonschema::validator_for(&json(&schema)).unwrap();
    let one_line = MIXED.replace('\n', " ");
    let files =
        [("mixed.json", MIXED), ("broken.json", BROKEN), ("clean.json", CLEAN), ("line.json", &one_line)];
    let folder = Folder::new("json", &files);
    let text = folder.stdout(&["mixed.json", "broken.json", "clean.json", "line.json", "--format", "json"]);
    let report = json(&text);
    let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(validator.validate(&json("{}")).is_err());
    let text = folder.run(&["mixed.json", "--format", "json"]);
    insta::assert_snapshot!(text);
}

#[test]
fn sarif_has_rules_regions_and_relative_names() {
    let one_line = MIXED.replace('\n', " ");
    let folder = Folder::new("sarif", &[("policies/a b.json", MIXED), ("line.json", &one_line)]);
    insta::assert_snapshot!(folder.run(&["./policies/a b.json", "line.json", "--format", "sarif"]));
}

#[test]
fn fingerprints_outlive_moved_lines() {
    let folder = Folder::new("moved", &[("a.json", MIXED)]);
    let prints = |folder: &Folder| -> Vec<Value> {
        let report = json(&folder.stdout(&["a.json", "--format", "json"]));
        report["findings"].as_array().unwrap().iter().map(|finding| finding["fingerprint"].clone()).collect()
    };
    let before = prints(&folder);
    let moved = MIXED.replace(
        "  \"Statement\": [",
        "\n\n  \"Statement\": [\n    {\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"},",
    );
    assert_eq!(before, prints(&Folder::new("moved", &[("a.json", &moved)])));
    let mut unique = before.clone();
    unique.sort_by_key(Value::to_string);
    unique.dedup();
    assert_eq!(unique.len(), before.len());
}

#[test]
fn help_has_examples() {
    let folder = Folder::new("help", &[]);
    insta::assert_snapshot!(folder.run(&["--help"]));
}
