//! What the program says when it cannot begin.

use crate::program::{Program, Said};
use crate::server::{Reply, Server};
use crate::{REGION, answers};

#[track_caller]
fn check(said: &Said, code: i32, begins: &str, help: &str) {
    assert_eq!(said.code, Some(code), "{said:#?}");
    assert!(said.err.starts_with(begins), "{said:#?}");
    assert!(said.err.contains(help), "{said:#?}");
    assert_eq!(said.out, "");
}

/// With a file of AWS configuration.
fn configured(text: &str) -> Program {
    let program = Program::without_credentials();
    let file = program.folder.join("config");
    std::fs::write(&file, text).unwrap();
    let file = file.display().to_string();
    program.with("AWS_CONFIG_FILE", &file)
}

const SSO: &str = "[profile audit]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = R\nregion = eu-west-1\n\
                   [sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://example.invalid/start\n";

#[test]
fn no_credentials() {
    let said = Program::without_credentials().run(&["fetch"]);
    check(&said, 5, "error: no AWS credentials found\n", "  help: configure them as for the AWS CLI");
}

#[test]
fn a_single_sign_on_that_is_over() {
    for arguments in [&["fetch", "--profile", "audit"][..], &["fetch"]] {
        let program = configured(SSO).with("AWS_PROFILE", "audit");
        let said = program.run(arguments);
        let begins = "error: the single sign-on session of profile `audit` is over\n";
        check(&said, 5, begins, "  help: sign in again: `aws sso login --profile audit`\n");
    }
}

#[test]
fn no_such_profile() {
    let begins = "error: there is no AWS profile `nope`\n";
    check(&configured(SSO).run(&["fetch", "--profile", "nope"]), 2, begins, "  help: there are: audit\n");
    check(
        &configured(SSO).with("AWS_PROFILE", "nope").run(&["fetch"]),
        2,
        begins,
        "  help: there are: audit\n",
    );
    let none = "  help: no profile is configured; `aws configure` makes one\n";
    check(&configured("").run(&["fetch", "--profile", "nope"]), 2, begins, none);
}

#[test]
fn a_region_that_there_is_not() {
    let server = Server::start(|_, _| None);
    let said = Program::at(&server.url(), REGION).run(&["fetch", "--region", "mars-north-1"]);
    check(
        &said,
        2,
        "error: region `mars-north-1` does not exist, or is not enabled in account 111122223333\n",
        "enabled are: eu-west-1",
    );
    for more in [&[][..], &["--print-policy"]] {
        let said = Program::without_credentials().run(&[&["fetch", "--region", "mars"], more].concat());
        check(
            &said,
            2,
            "error: invalid value 'mars' for '--region <REGION>': regions are named such as `eu-west-1`\n",
            "--help",
        );
    }
    let said = Program::at(&server.url(), "no region").run(&["fetch"]);
    check(&said, 2, "error: `no region` is not the name of a region\n", "AWS_REGION");
}

#[test]
fn an_endpoint_that_does_not_answer() {
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://user:pass@{}", listener.local_addr().unwrap())
    };
    let said = Program::at(&closed, REGION).run(&["fetch", "--max-attempts", "1"]);
    check(&said, 5, "error: cannot reach http://127.0.0.1:", "AWS_ENDPOINT_URL");
    assert!(!said.err.contains("pass@"));
    for wrong in ["", "no-url", "ftp://host"] {
        let said = Program::at(wrong, REGION).run(&["fetch"]);
        let begins = "error: the AWS configuration cannot be used: AWS_ENDPOINT_URL is not a URL";
        check(&said, 5, begins, "  help: ");
    }
}

#[test]
fn what_aws_says_of_the_first_call() {
    let told = |code: &'static str| {
        let server = Server::start(move |request, _| Some(Reply::Whole(answers::error(request, 403, code))));
        Program::at(&server.url(), REGION).run(&["fetch"])
    };
    let begins = "error: AWS does not accept the credentials: GetCallerIdentity: InvalidClientTokenId: no (request req-403)\n";
    check(&told("InvalidClientTokenId"), 5, begins, "`aws sts get-caller-identity`");
    check(
        &told("RequestTimeTooSkewed"),
        5,
        "error: AWS refuses the request's time: ",
        "set the clock of this machine",
    );
}

#[test]
fn arguments_that_cannot_be() {
    let program = Program::without_credentials();
    let said = program.run(&["fetch", "--service", "s4"]);
    check(
        &said,
        2,
        "error: `s4` is not a service that is collected\n",
        "organizations, account, iam, s3, kms",
    );
    for arguments in [
        &["fetch", "--account", "12"][..],
        &["fetch", "--role-name", "arn:aws:iam::111122223333:role/x"],
        &["fetch", "--organization", "--account", "111122223333"],
        &["fetch", "--format", "cloudformation"],
        &["fetch", "--max-attempts", "0"],
    ] {
        assert_eq!(program.run(arguments).code, Some(2), "{arguments:?}");
    }
}

#[test]
fn a_store_that_cannot_be_written_to() {
    let server = Server::start(|_, _| None);
    let program = Program::at(&server.url(), REGION);
    std::fs::write(program.store(), "no database").unwrap();
    let said = program.run(&["fetch"]);
    assert_eq!(said.code, Some(2), "{said:#?}");
    assert!(said.err.contains("store.db"), "{said:#?}");
    assert_eq!(server.count("iam GetAccountAuthorizationDetails"), 0);
}

#[test]
fn text_from_aws_is_escaped() {
    let server = Server::start(|request, _| {
        let mut answer = answers::error(request, 500, "Internal\u{1b}[31m");
        answer.body = answer.body.replace("<Message>no", "<Message>a\u{202e}b");
        Some(Reply::Whole(answer))
    });
    let said = Program::at(&server.url(), REGION).run(&["fetch", "--max-attempts", "1"]);
    assert_eq!(said.code, Some(5));
    assert!(!said.err.contains('\u{1b}') && !said.err.contains('\u{202e}'), "{said:#?}");
}
