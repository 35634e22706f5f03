//! Over the wire or from files, the same policies give the same answers.

use crate::emulator::Emulator;
use crate::program::{Program, SECRET};
use serde_json::Value;
use std::collections::BTreeSet;

/// A question, and what the answer must be.
struct Question {
    /// What it shows.
    shows: &'static str,
    principal: String,
    action: &'static str,
    resource: String,
    more: &'static [&'static str],
    decision: &'static str,
    /// A layer that must have decided.
    layer: &'static str,
}

#[test]
fn a_fetched_organization_answers_as_its_files_do() {
    let emulator = Emulator::start();
    let program = Program::at(emulator.endpoint(), "us-east-1");
    let fetch = ["fetch", "--organization", "--region", "us-east-1", "--max-attempts", "2"];

    // The emulator lacks one operation, so the fetch is not whole; that is said, and can be taken.
    let said = program.run(&fetch);
    assert_eq!(said.code, Some(5), "{said:#?}");
    assert!(said.out.contains("DescribeResourcePolicy"), "{said:#?}");
    let again = program.run(&[&fetch[..], &["--allow-partial"]].concat());
    assert_eq!(again.code, Some(0), "{again:#?}");
    assert!(again.out.ends_with("\nnothing changed since snapshot 1\n"), "{again:#?}");

    let questions = questions(&emulator.manifest);
    let seen: BTreeSet<&str> = questions.iter().map(|question| question.layer).collect();
    assert_eq!(seen, BTreeSet::from(["boundary", "identity", "rcp", "resource", "scp"]));
    for question in &questions {
        compare(&program, &emulator, question);
    }
    nothing_secret_is_kept(&program, &emulator, &[&said.out, &said.err, &again.out, &again.err]);
    one_account_alone(&program, &emulator);
}

fn questions(manifest: &Value) -> Vec<Question> {
    let account = |name: &str| manifest["accounts"][name].as_str().unwrap().to_owned();
    let (prod, dev) = (account("orders-prod"), account("data-dev"));
    let here: &[&str] = &["--region", "us-east-1"];
    let user = |account: &str, name: &str| format!("arn:aws:iam::{account}:user/{name}");
    let session = |account: &str, role: &str| format!("arn:aws:sts::{account}:assumed-role/{role}/s");
    let question = |shows, principal, action, resource, decision, layer| Question {
        shows,
        principal,
        action,
        resource,
        more: here,
        decision,
        layer,
    };
    vec![
        question(
            "allowed by a managed policy of a group, with a policy variable",
            user(&dev, "alice"),
            "s3:GetObject",
            "arn:aws:s3:::data-dev-data/home/alice/x".into(),
            "Allowed",
            "identity",
        ),
        question(
            "implicitly denied: nothing allows it",
            user(&dev, "alice"),
            "s3:GetObject",
            "arn:aws:s3:::data-dev-data/home/bob/x".into(),
            "ImplicitDeny",
            "identity",
        ),
        Question {
            more: &["--region", "us-east-1", "--no-mfa"],
            ..question(
                "explicitly denied by an inline policy",
                user(&dev, "bob"),
                "sqs:ReceiveMessage",
                format!("arn:aws:sqs:us-east-1:{dev}:orders-inbox"),
                "ExplicitDeny",
                "identity",
            )
        },
        question(
            "the policy's newest version is in force",
            session(&dev, "order-worker"),
            "sqs:DeleteMessage",
            format!("arn:aws:sqs:us-east-1:{dev}:orders-inbox"),
            "Allowed",
            "identity",
        ),
        question(
            "another account's bucket allows, the caller's own account does not",
            session(&dev, "order-worker"),
            "s3:GetObject",
            "arn:aws:s3:::orders-prod-data/shared/x".into(),
            "ImplicitDeny",
            "identity",
        ),
        question(
            "across accounts: the bucket's policy allows and so does the caller's own account",
            user(&dev, "carol"),
            "s3:GetObject",
            "arn:aws:s3:::orders-prod-data/shared/x".into(),
            "Allowed",
            "resource",
        ),
        question(
            "another account's bucket does not allow",
            session(&dev, "peer-reader"),
            "s3:GetObject",
            "arn:aws:s3:::orders-prod-data/x".into(),
            "ImplicitDeny",
            "resource",
        ),
        Question {
            more: &["--region", "ap-south-1"],
            ..question(
                "denied by an SCP of an organizational unit above",
                user(&dev, "carol"),
                "sqs:DeleteQueue",
                format!("arn:aws:sqs:ap-south-1:{dev}:q"),
                "ExplicitDeny",
                "scp",
            )
        },
        question(
            "not on the list of what an SCP allows",
            user(&prod, "carol"),
            "glue:GetJobs",
            "*".into(),
            "ImplicitDeny",
            "scp",
        ),
        question(
            "an RCP keeps strangers out",
            "anonymous".into(),
            "s3:GetObject",
            "arn:aws:s3:::orders-prod-data/x".into(),
            "ExplicitDeny",
            "rcp",
        ),
        question(
            "a permissions boundary does not allow",
            session(&dev, "ci-deployer"),
            "ec2:RunInstances",
            format!("arn:aws:ec2:us-east-1:{dev}:instance/*"),
            "ImplicitDeny",
            "boundary",
        ),
        question(
            "a permissions boundary denies",
            session(&dev, "ci-deployer"),
            "s3:PutObject",
            "arn:aws:s3:::data-dev-audit/x".into(),
            "ExplicitDeny",
            "boundary",
        ),
        question(
            "a role's trust policy allows the other account's role",
            session(&dev, "order-worker"),
            "sts:AssumeRole",
            format!("arn:aws:iam::{prod}:role/peer-reader"),
            "ImplicitDeny",
            "identity",
        ),
        question(
            "a role's trust policy does not name the caller",
            user(&dev, "carol"),
            "sts:AssumeRole",
            format!("arn:aws:iam::{dev}:role/order-worker"),
            "ImplicitDeny",
            "resource",
        ),
        Question {
            more: &["--region", "us-east-1", "--context", "aws:SourceVpce=vpce-0000000000000dead"],
            ..question(
                "denied by the bucket's policy",
                user(&dev, "carol"),
                "s3:GetObject",
                "arn:aws:s3:::data-dev-data/private/x".into(),
                "ExplicitDeny",
                "resource",
            )
        },
        question(
            "a service may invoke a function by its policy",
            "sns.amazonaws.com".into(),
            "lambda:InvokeFunction",
            format!("arn:aws:lambda:us-east-1:{dev}:function:order-worker"),
            "Depends",
            "resource",
        ),
    ]
}

#[track_caller]
fn compare(program: &Program, emulator: &Emulator, question: &Question) {
    let Question { principal, action, resource, more, .. } = question;
    let asked = [&["why", principal, action, resource, "--format", "json"][..], more].concat();
    let answer = |data: &[&str]| -> Value {
        let said = program.run(&[&asked[..], data].concat());
        serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}: {said:#?}", question.shows))
    };
    let files = emulator.files();
    let (fetched, written) = (answer(&[]), answer(&["--data", files.to_str().unwrap()]));
    assert_eq!(fetched["decision"], question.decision, "{}: {fetched:#}", question.shows);
    assert_eq!(written["decision"], question.decision, "{}: {written:#}", question.shows);
    assert_eq!(layers(&fetched), layers(&written), "{}", question.shows);
    assert_eq!(decided_by(&fetched), decided_by(&written), "{}", question.shows);
    assert!(decides(&fetched, question.layer), "{}: {fetched:#}", question.shows);
}

/// Whether a layer is among what decided, what is in the way, or, where nothing is, what has a say.
fn decides(answer: &Value, layer: &str) -> bool {
    let parts = |name: &str| answer[name].as_array().unwrap().iter();
    let is_it = |part: &Value| {
        part["layer"] == layer
            || part["alternatives"].as_array().is_some_and(|all| all.contains(&layer.into()))
    };
    let has_say = |part: &Value| part["layer"] == layer && part["statements"] != Value::Array(Vec::new());
    parts("decided_by").chain(parts("blockers")).any(is_it)
        || ["Allowed", "Depends"].contains(&answer["decision"].as_str().unwrap())
            && parts("layers").any(has_say)
}

/// What decided, without the places, which are other files.
fn decided_by(answer: &Value) -> Vec<[Value; 5]> {
    statements(&answer["decided_by"])
}

fn statements(of: &Value) -> Vec<[Value; 5]> {
    let named = ["/policy/name", "/attached_to", "/pointer", "/sid", "/effect"];
    let all = of.as_array().into_iter().flatten();
    all.map(|one| named.map(|name| one.pointer(name).cloned().unwrap_or_default())).collect()
}

/// Every layer with its effect, how many policies it has, and the statements that count in it.
fn layers(answer: &Value) -> Vec<(String, String, Vec<[Value; 5]>)> {
    let text = |value: &Value| value.to_string();
    let layers = answer["layers"].as_array().unwrap().iter();
    layers
        .map(|layer| {
            let counted = format!("{} {}", layer["effect"], layer["policies"]);
            (text(&layer["layer"]), counted, statements(&layer["statements"]))
        })
        .collect()
}

/// Neither the caller's secret, nor any that the emulator handed out.
fn nothing_secret_is_kept(program: &Program, emulator: &Emulator, said: &[&String]) {
    let mut secrets = vec![SECRET.to_owned(), "not-a-secret".to_owned()];
    for resources in emulator.manifest["resources"].as_object().unwrap().values() {
        secrets.push(resources["alice_secret_key"].as_str().unwrap().to_owned());
        secrets.push(resources["alice_access_key"].as_str().unwrap().to_owned());
    }
    assert_eq!(secrets.len(), 8);
    for secret in secrets {
        assert!(!program.files_hold(&secret), "the store holds {secret}");
        assert!(said.iter().all(|text| !text.contains(&secret)), "the output holds {secret}");
    }
    assert!(program.files_hold("OnlyApprovedRegions"));
}

/// One member account by its role, without the organization and with one service only.
fn one_account_alone(program: &Program, emulator: &Emulator) {
    let account = emulator.manifest["accounts"]["data-dev"].as_str().unwrap();
    let store = program.folder.join("one.db");
    let store = store.to_str().unwrap();
    let fetch =
        ["fetch", "--account", account, "--service", "sqs,iam", "--region", "us-east-1", "--store", store];
    let said = program.good(&fetch);
    assert!(said.starts_with("snapshot 1 in "), "{said}");
    assert!(said.contains(": 1 account, "), "{said}");
    let queue = format!("arn:aws:sqs:us-east-1:{account}:orders-inbox");
    let worker = format!("arn:aws:sts::{account}:assumed-role/order-worker/s");
    let ask = ["why", &worker, "sqs:DeleteMessage", &queue, "--region", "us-east-1", "--store", store];
    // Its SCPs are not collected, and could deny.
    let said = program.run(&ask);
    assert_eq!(said.code, Some(4), "{said:#?}");
    assert_eq!(program.run(&[&ask[..], &["--assume-absent", "scp,rcp"]].concat()).code, Some(0));
}
