//! `iamdiag show` as a user runs it, over the example organization.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod console;

use console::run;
use iamdiag::{Environment, Streams};
use serde_json::Value;

const ACME: &str = "docs/examples/acme";

/// What is shown of a name: both streams and the exit code.
fn show(name: &str, more: &[&str]) -> String {
    let output = run(&[&["show", name, "--data", ACME], more].concat(), "");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    format!("{}{}exit {}\n", text(&output.stdout), text(&output.stderr), output.status.code().unwrap())
}

#[test]
fn a_role_is_shown_with_what_applies_to_it() {
    insta::assert_snapshot!(show("role/analyst", &[]));
}

#[test]
fn a_user_is_shown_with_the_policies_of_its_groups() {
    insta::assert_snapshot!(show("user/alice", &[]));
}

#[test]
fn a_policy_has_the_line_numbers_of_its_file() {
    insta::assert_snapshot!(show("guard-rails", &[]));
}

#[test]
fn a_policy_of_aws_says_who_has_it_by_whatever_it_is_named() {
    let by_name = show("AdministratorAccess", &[]);
    assert_eq!(by_name, show("arn:aws:iam::aws:policy/AdministratorAccess", &[]));
    assert!(by_name.contains("AWSReservedSSO_AdministratorAccess_00112233445566bb"), "{by_name}");
    // One that was collected is not two.
    let details = ["--data", "docs/examples/authorization-details.json"];
    let collected = run(&[&["show", "AdministratorAccess"], &details[..]].concat(), "");
    let by_arn = run(&[&["show", "arn:aws:iam::aws:policy/AdministratorAccess"], &details[..]].concat(), "");
    assert_eq!(collected.status.code(), Some(0), "{}", String::from_utf8_lossy(&collected.stderr));
    assert_eq!(collected.stdout, by_arn.stdout);
}

#[test]
fn a_bucket_is_shown_with_what_decides_about_it() {
    insta::assert_snapshot!(show("acme-vault", &[]));
}

#[test]
fn an_account_is_shown_with_its_place_and_what_was_collected() {
    insta::assert_snapshot!(show("acme-data", &[]));
}

#[test]
fn several_things_of_one_name_are_listed() {
    insta::assert_snapshot!(show("deploy", &[]));
    assert!(show("deploy", &["--kind", "account"]).ends_with("exit 2\n"));
    assert!(show("acme-prod:role/deploy", &["--kind", "principal"]).ends_with("exit 0\n"));
}

#[test]
fn nothing_of_that_name_suggests_what_was_meant() {
    insta::assert_snapshot!(show("acme-vaul", &[]));
}

/// The lines that `show` prints are the ones that `why` points at.
#[test]
fn lines_are_those_of_the_answers() {
    let answer = run(
        &[
            "why",
            "acme-prod:role/deploy",
            "ec2:RunInstances",
            "arn:aws:ec2:eu-west-1:111122223333:instance/*",
            "--data",
            ACME,
        ],
        "",
    );
    let answer = String::from_utf8(answer.stdout).unwrap();
    let shown = show("instances-by-cloudops", &[]);
    let effect = |text: &str| {
        let line = text.lines().find(|line| line.contains("\"Effect\": \"Deny\"")).unwrap();
        line.split('|').next().unwrap().trim().to_owned()
    };
    assert_eq!(effect(&answer), effect(&shown));
}

#[test]
fn json_holds_the_same() {
    let output = run(&["show", "acme-vault", "--data", ACME, "--format", "json"], "");
    let shown: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(shown["kind"], "resource");
    assert_eq!(shown["facts"]["owner"][0], "444455556666 \"acme-data\"");
    assert_eq!(shown["policies"][0]["first_line"], 1);
    assert_eq!(shown["policies"][0]["layout"], "as-received");
    let text = shown["policies"][0]["text"].as_str().unwrap();
    let policy: Value = serde_json::from_str(text).unwrap();
    assert_eq!(policy["Statement"][0]["Sid"], "OnlyTheKeepers");
}

/// As wide as the terminal is, and in ASCII where it shows nothing else.
#[test]
fn text_follows_the_terminal() {
    let shown = |name: &str, width: usize, ascii: bool| {
        let args = ["iamdiag", "show", name, "-v", "--data", "../../docs/examples/acme"];
        let environment = Environment { width, ascii, ..Environment::of_process() };
        let (mut out, mut error) = (Vec::new(), Vec::new());
        let mut streams = Streams { stdin: &mut std::io::empty(), stdout: &mut out, stderr: &mut error };
        assert_eq!(iamdiag::run(args.map(Into::into), &mut streams, &environment).code(), 0);
        String::from_utf8(out).unwrap()
    };
    for name in
        ["role/analyst", "acme-vault", "acme-data", "guard-rails", "AdministratorAccess", "user/alice"]
    {
        for width in [50, 72, 100] {
            let text = shown(name, width, true);
            let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= width, "{name} at {width} is {widest} wide: {text}");
        }
        let words = |text: &str| text.replace(['\n', ' ', '>', '|'], "");
        assert!(
            words(&shown(name, 60, true)).len() + 100 > words(&shown(name, 200, true)).len(),
            "{name} is cut"
        );
    }
    insta::assert_snapshot!(shown("acme-vault", 60, true));
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(&["completions", shell], "");
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && script.contains("why"), "{shell}: {script}");
    }
}
