//! `iamdiag why` as a user runs it: the real binary, its exact output and its exit code.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use iamdiag_catalog::Catalog;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

const EXAMPLE: &str = "docs/examples/authorization-details.json";
const ACCOUNT: &str = "arn:aws:iam::111122223333:";

/// Where the commands are run: a folder that holds a copy of the example and the tests' own files, so that every path in an
/// answer is a short one, wherever the sources lie. A long one would be folded to the width of the answer.
fn place() -> &'static Path {
    static PLACE: LazyLock<PathBuf> = LazyLock::new(|| {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("why");
        std::fs::create_dir_all(place.join("docs/examples")).unwrap();
        std::fs::create_dir_all(place.join("empty")).unwrap();
        std::fs::copy(root().join(EXAMPLE), place.join(EXAMPLE)).unwrap();
        place
    });
    &PLACE
}

/// The repository's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_iamdiag"));
    command.current_dir(place()).args(args).env_remove("RUST_BACKTRACE").env("LC_ALL", "C.UTF-8");
    // Nobody has a store here.
    for place in ["IAMDIAG_STORE", "HOME", "XDG_DATA_HOME", "LOCALAPPDATA"] {
        command.env_remove(place);
    }
    command
}

/// What a user sees: command, exit code, both streams. The catalog's date is left out, so that a new one changes no test.
fn shown(args: &[&str], output: &Output) -> String {
    let text = |bytes: &[u8]| {
        String::from_utf8(bytes.to_vec()).unwrap().replace(Catalog::embedded().date(), "<date>")
    };
    format!(
        "$ iamdiag {}\n{}{}exit {}\n",
        args.join(" "),
        text(&output.stdout),
        text(&output.stderr),
        output.status.code().unwrap()
    )
}

fn run(args: &[&str]) -> String {
    if args.first() == Some(&"why") && !args.contains(&"--help") {
        check_json(args);
    }
    shown(args, &command(args).output().unwrap())
}

/// The same question as JSON is answered as the published schema says, and with the same exit code.
fn check_json(args: &[&str]) {
    static VALIDATOR: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
        let schema = serde_json::from_str(include_str!("../docs/json/why.schema.json")).unwrap();
        jsonschema::draft202012::new(&schema).unwrap()
    });
    let asked: Vec<&str> =
        args.iter().copied().filter(|arg| !matches!(*arg, "--format" | "json" | "markdown")).collect();
    let output = command(&[&asked[..], &["--format", "json"]].concat()).output().unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let errors: Vec<String> = VALIDATOR.iter_errors(&answer).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{args:?}: {errors:#?}");
    assert_eq!(answer["exit_code"].as_i64(), output.status.code().map(i64::from), "{args:?}");
}

/// Asks over the example.
fn ask(principal: &str, action: &str, rest: &[&str]) -> String {
    let principal = format!("{ACCOUNT}{principal}");
    run(&[&["why", "--data", EXAMPLE, &principal, action], rest].concat())
}

/// A file of its own with this content.
fn file(name: &str, content: &[u8]) -> String {
    std::fs::write(place().join(name), content).unwrap();
    name.to_owned()
}

/// A file of authorization details with one user, `u`, and one inline policy, `p`.
fn one_policy(name: &str, document: &str) -> String {
    let text = format!(
        r#"{{"UserDetailList": [{{"Arn": "{ACCOUNT}user/u", "UserName": "u", "UserId": "AIDAEXAMPLEU00000001",
"UserPolicyList": [{{"PolicyName": "p", "PolicyDocument": {document}}}]}}],
"GroupDetailList": [], "RoleDetailList": [], "Policies": []}}"#
    );
    file(name, text.as_bytes())
}

/// Asks over such a file, with every layer that it lacks said to be absent.
fn ask_policy(data: &str, rest: &[&str]) -> Output {
    let principal = format!("{ACCOUNT}user/u");
    let args = [&["why", "--data", data, &principal], rest, &["--assume-absent", "all"]].concat();
    command(&args).output().unwrap()
}

#[test]
fn an_allow_is_shown_with_its_statement() {
    let alice = format!("{ACCOUNT}user/alice");
    insta::assert_snapshot!(ask(
        "user/alice",
        "iam:CreateAccessKey",
        &[&alice, "--mfa", "--assume-absent", "scp"]
    ));
}

#[test]
fn a_bucket_where_an_object_is_meant_is_the_near_miss() {
    let object = "arn:aws:s3:::acme-raw/2026/11/a.parquet";
    insta::assert_snapshot!(ask(
        "role/etl/etl-runner",
        "s3:GetObject",
        &[object, "--assume-absent", "resource,acl"]
    ));
}

#[test]
fn an_explicit_deny_is_definite_whatever_is_missing() {
    insta::assert_snapshot!(ask("role/deploy", "s3:DeleteObject", &["arn:aws:s3:::acme-logs/2026/11/22.gz"]));
}

#[test]
fn a_deny_of_a_group_names_the_group() {
    let table = "arn:aws:dynamodb:eu-west-1:111122223333:table/prod-orders";
    insta::assert_snapshot!(ask("user/contractors/bob", "dynamodb:PutItem", &[table, "--no-mfa"]));
}

#[test]
fn assuming_a_role_can_depend_on_mfa() {
    let role = format!("{ACCOUNT}role/break-glass");
    insta::assert_snapshot!(ask("user/alice", "sts:AssumeRole", &[&role, "--assume-absent", "scp,rcp"]));
}

#[test]
fn what_was_not_collected_is_no_permission() {
    let role = format!("{ACCOUNT}role/deploy");
    insta::assert_snapshot!(ask("user/alice", "sts:AssumeRole", &[&role]));
}

#[test]
fn passing_tags_needs_another_permission() {
    let role = format!("{ACCOUNT}role/deploy");
    let rest = [&*role, "--tag", "team=platform", "--assume-absent", "scp,rcp", "--mfa"];
    insta::assert_snapshot!(ask("user/alice", "sts:AssumeRole", &rest));
}

#[test]
fn a_resource_that_was_not_told_is_asked_by_type() {
    insta::assert_snapshot!(ask("role/etl/etl-runner", "s3:GetObject", &["--assume-absent", "all"]));
    insta::assert_snapshot!(ask(
        "role/break-glass",
        "ec2:RunInstances",
        &["*", "--assume-absent", "all", "--resource-account", "111122223333"]
    ));
}

#[test]
fn a_caller_of_another_account_is_not_refused_for_it() {
    let role = format!("{ACCOUNT}role/break-glass");
    let args = ["why", "--data", EXAMPLE, "arn:aws:iam::999999999999:user/eve", "sts:AssumeRole", &role];
    insta::assert_snapshot!(run(&args));
}

#[test]
fn given_policies_are_named_by_their_files() {
    let session = file(
        "session.json",
        br#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:List*", "Resource": "*"}}"#,
    );
    let bucket = file(
        "bucket.json",
        br#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "TeamOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
     "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": "data"}}}
  ]
}"#,
    );
    let rest = ["arn:aws:s3:::acme-curated/x", "--session-policy", &session, "--resource-policy", &bucket];
    insta::assert_snapshot!(ask("role/deploy", "s3:GetObject", &rest));
}

/// An administrator is allowed what AWS never asks for, and the first line says that it may be that.
#[test]
fn an_answer_to_what_aws_never_asks_says_so_in_its_first_line() {
    let admin = "acme-data:role/AWSReservedSSO_AdministratorAccess_00112233445566cc";
    let doubtful = [
        ("ec2:RunInstancse", "*", "DEPENDS  allowed or denied depending on whether AWS has such an action"),
        ("s3:GetObject", "arn:aws:s3:::acme-raw", "ALLOWED  as asked, but see the warning: "),
    ];
    for (action, resource, first) in doubtful {
        let data = root().join("docs/examples/acme");
        let answer = run(&["why", "--data", data.to_str().unwrap(), admin, action, resource]);
        assert!(answer.lines().any(|line| line.starts_with(first)), "{answer}");
        assert!(answer.contains("\nwarning: "), "{answer}");
    }
}

#[test]
fn json_says_the_same() {
    let object = "arn:aws:s3:::acme-raw/2026/11/a.parquet";
    let rest = [object, "--assume-absent", "resource,acl", "--format", "json"];
    insta::assert_snapshot!(ask("role/etl/etl-runner", "s3:GetObject", &rest));
}

#[test]
fn a_policy_on_one_line_is_reflowed() {
    let encoded = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Deny%22%2C%22Action%22%3A%5B%22sqs%3A*%22%5D%2C%22Resource%22%3A%22*%22%7D%5D%7D";
    let data = one_policy("reflowed.json", &format!("\"{encoded}\""));
    let rest = ["sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q"];
    insta::assert_snapshot!(shown(&rest, &ask_policy(&data, &rest)));
}

#[test]
fn text_of_policies_cannot_play_tricks() {
    let document = r#"{"Version": "2012-10-17",
 "Statement": [{"Sid": "a\u001b[2J\u202eb", "Effect": "Deny", "Action": "sqs:*",
   "Resource": "*", "Condition": {"StringNotEquals": {"aws:PrincipalTag/<rlo>x": "<rlo>›"}}}]}"#;
    let data = one_policy("hostile.json", &document.replace("<rlo>", "\u{202e}"));
    for format in ["text", "markdown", "json"] {
        let rest =
            ["sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:\u{1b}]0;x\u{7}q", "--format", format];
        let output = ask_policy(&data, &rest);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{9b}']), "{text}");
        assert_eq!(output.status.code(), Some(1), "{text}");
    }
}

#[test]
fn in_a_locale_without_utf8_there_is_nothing_but_ascii() {
    let data = one_policy(
        "umlaut.json",
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "ä", "Effect": "Deny", "Action": "sqs:*", "Resource": "*"}]}"#,
    );
    let principal = format!("{ACCOUNT}user/u");
    let args =
        ["why", "--data", &data, &principal, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q"];
    let shown = |locale: &str| {
        let output = command(&args).env("LC_ALL", locale).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let (ascii, utf8) = (shown("C"), shown("C.UTF-8"));
    assert!(ascii.is_ascii() && ascii.contains("\"\\u{e4}\""), "{ascii}");
    assert!(utf8.contains("\"ä\""), "{utf8}");
}

#[test]
fn markdown_says_the_same() {
    let object = "arn:aws:s3:::acme-raw/2026/11/a.parquet";
    let rest = [object, "--assume-absent", "resource,acl", "--format", "markdown"];
    insta::assert_snapshot!(ask("role/etl/etl-runner", "s3:GetObject", &rest));
}

#[test]
fn what_this_version_cannot_read_may_do_anything() {
    let document = r#"{"Version": "2012-10-17",
 "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"},
   {"Effect": "Deny", "Action": "sqs:*", "Resource": "*", "Condition": {"StringSounds": {"aws:username": "u"}}}]}"#;
    let data = one_policy("unreadable.json", document);
    let rest = ["sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q"];
    insta::assert_snapshot!(shown(&rest, &ask_policy(&data, &rest)));
}

#[test]
fn exit_codes_can_be_left_out() {
    let object = "arn:aws:s3:::acme-logs/x";
    let shown = ask("role/deploy", "s3:DeleteObject", &[object, "--exit-zero"]);
    assert!(shown.contains("\nDENIED ") && shown.ends_with("exit 0\n"), "{shown}");
}

#[test]
fn a_hundred_thousand_statements_are_evaluated_with_a_warning() {
    let statement =
        r#"{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:*:111122223333:q"}"#;
    let mut statements = vec![statement; 100_000];
    statements[77_777] = r#"{"Effect": "Deny", "Action": "sqs:*", "Resource": "*"}"#;
    let document =
        format!("{{\"Version\": \"2012-10-17\",\n\"Statement\": [\n{}\n]}}", statements.join(",\n"));
    let data = one_policy("statements.json", &document);
    let output = ask_policy(&data, &["sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.starts_with("DENIED  explicit deny of sqs:SendMessage: Statement[77777] of inline policy \"p\""),
        "{text}"
    );
    assert!(text.contains("statements.json:77781:12\n") && text.contains("warning: policy p"), "{text}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn fifty_megabytes_are_evaluated_with_a_warning() {
    let resource = format!("arn:aws:sqs:*:111122223333:{}", "q*".repeat(25_000_000));
    let document = format!(
        "{{\"Version\": \"2012-10-17\",\n\"Statement\": [{{\"Effect\": \"Allow\", \"Action\": \"sqs:*\", \"Resource\": \"{resource}\"}}]}}"
    );
    let data = one_policy("megabytes.json", &document);
    let output = ask_policy(&data, &["sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:z"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.starts_with("DENIED  implicit deny") && text.contains("warning: policy p"),
        "{:.2000}",
        text
    );
    assert!(text.len() < 10_000, "the pattern is not printed whole");
    std::fs::remove_file(place().join(data)).unwrap();
}

#[test]
fn whoever_closes_the_pipe_has_seen_enough() {
    let principal = format!("{ACCOUNT}role/deploy");
    let args = ["why", "--data", "-", &principal, "s3:DeleteObject", "arn:aws:s3:::acme-logs/x"];
    let mut child = command(&args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    child.stdin.take().unwrap().write_all(&std::fs::read(root().join(EXAMPLE)).unwrap()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn help_and_version_tell_exit_codes_and_date() {
    insta::assert_snapshot!(run(&["why", "--help"]));
    assert_eq!(
        run(&["--version"]),
        format!(
            "$ iamdiag --version\niamdiag {} (facts about AWS of <date>)\nexit 0\n",
            env!("CARGO_PKG_VERSION")
        )
    );
}

/// Bad input: a message that says what, where and what to do; exit code 2; nothing on stdout.
mod bad_input {
    use super::*;

    fn refused(args: &[&str]) -> String {
        let output = command(args).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
        shown(args, &output)
    }

    fn refused_data(data: &str) -> String {
        refused(&["why", "--data", data, "arn:aws:iam::111122223333:role/deploy", "s3:GetObject"])
    }

    fn refused_question(rest: &[&str]) -> String {
        refused(&[&["why", "--data", EXAMPLE], rest].concat())
    }

    #[test]
    fn data_that_cannot_be_read() {
        let example = std::fs::read(root().join(EXAMPLE)).unwrap();
        let mut broken = example.clone();
        broken.insert(300, 0xFF);
        let files = [
            "no-such-file.json".to_owned(),
            "empty".to_owned(),
            file("empty.json", b""),
            file("truncated.json", example.get(..5000).unwrap()),
            file("not-utf8.json", &broken),
            file("utf16.json", b"\xff\xfe{\0"),
            file("not-json.json", b"UserDetailList:\n"),
            file("other.json", b"{\"Users\": []}\n"),
            file("shape.json", b"{\n  \"UserDetailList\": {}\n}\n"),
        ];
        let all: Vec<String> = files.iter().map(|file| refused_data(file)).collect();
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn principals_that_nobody_knows() {
        let all = [
            "arn:aws:iam::111122223333:role/etl-runner",
            "arn:aws:iam::111122223333:user/alcie",
            "arn:aws:iam::111122223333:user/zaphod",
            "arn:aws:sts::111122223333:assumed-role/deplyo/session",
            "arn:aws:iam::111122223333:group/engineers",
            "role/deplyo",
            "prod:role/deploy",
            "",
        ];
        let all: Vec<String> =
            all.iter().map(|principal| refused_question(&[principal, "s3:ListAllMyBuckets"])).collect();
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn actions_and_resources_that_are_none() {
        let deploy = "arn:aws:iam::111122223333:role/deploy";
        let all = [
            refused_question(&[deploy, "GetObject"]),
            refused_question(&[deploy, "s3:"]),
            refused_question(&[deploy, "s3:Get*"]),
            refused_question(&[deploy, "s3:GetObject", "acme-raw/a"]),
            refused_question(&[deploy, "s3:GetObject", "arn:aws:s3"]),
            refused_question(&[deploy, "sts:AssumeRole", "arn:aws:iam::111122223333:role/etl-runner"]),
        ];
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn options_that_make_no_sense() {
        let policy = file(
            "policy.json",
            b"{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{\"Effect\": \"Alow\"}]\n}\n",
        );
        let context = file("context.json", b"{\n  \"aws:SourceIp\": \n");
        let values = file("values.json", b"{\"aws:SourceIp\": {\"near\": true}}");
        let twice =
            file("twice.json", b"{\"aws:SourceIp\": \"203.0.113.7\", \"aws:SourceIp\": \"10.0.0.1\"}");
        let options: &[&[&str]] = &[
            &["--context", "aws:SourceIp"],
            &["--context", "SourceIp=203.0.113.7"],
            &["--context", "aws:SourceIp=here"],
            &["--context", "aws:SecureTransport=yes"],
            &["--context", "aws:PrincipalTag/a=1", "--context", "aws:PrincipalTag/a=2"],
            &["--context", "aws:SourceIp=203.0.113.7", "--source-ip", "203.0.113.7"],
            &["--context-file", &context],
            &["--context-file", &values],
            &["--context-file", &twice],
            &["--absent", "tag"],
            &["--tag", "team"],
            &["--source-ip", "10.0.0.0/99"],
            &["--at", "yesterday"],
            &["--resource-account", "12"],
            &["--assume-absent", "scps"],
            &["--session-policy", &policy],
            &["--resource-policy", &policy],
        ];
        let question = ["arn:aws:iam::111122223333:role/deploy", "s3:ListBucket"];
        let all: Vec<String> =
            options.iter().map(|options| refused_question(&[&question, *options].concat())).collect();
        insta::assert_snapshot!(all.join("\n"));
    }

    /// Without the collector there is one way to get data less.
    #[test]
    #[cfg(feature = "fetch")]
    fn no_data_at_all() {
        insta::assert_snapshot!(refused(&["why", "arn:aws:iam::111122223333:role/deploy", "s3:ListBucket"]));
    }
}
