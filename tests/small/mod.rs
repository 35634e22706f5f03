//! Small data directories that a test makes for itself, and questions about them.

#![allow(dead_code, reason = "each test takes what it needs")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is a test failure")]

use crate::console::run;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

pub(crate) const OWN: &str = "111111111111";
pub(crate) const OTHER: &str = "222222222222";
pub(crate) const MANAGEMENT: &str = "999999999999";
pub(crate) const USER: &str = "arn:aws:iam::111111111111:user/u";
pub(crate) const QUEUE: &str = "arn:aws:sqs:eu-west-1:111111111111:q";
pub(crate) const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/// A data directory: files by their paths.
pub(crate) struct Data(pub(crate) Vec<(String, Value)>);

impl Data {
    /// An account with a user who may do everything, in no organization, with these resources.
    pub(crate) fn new(resources: Value) -> Self {
        Self(Vec::new())
            .with("organization.json", json!({"organization": null}))
            .with(&format!("accounts/{OWN}/iam.json"), iam(&[user("u", &everything())], &[]))
            .with(&format!("accounts/{OWN}/resources.json"), json!({"resources": resources}))
    }

    pub(crate) fn with(mut self, path: &str, file: Value) -> Self {
        self.0.retain(|(other, _)| other != path);
        self.0.push((path.to_owned(), file));
        self
    }

    pub(crate) fn without(mut self, path: &str) -> Self {
        self.0.retain(|(other, _)| other != path);
        self
    }

    pub(crate) fn covering(self, units: Value, gaps: Value) -> Self {
        self.with("coverage.json", json!({"units": units, "gaps": gaps}))
    }

    /// The exit code, and what is printed.
    #[track_caller]
    pub(crate) fn ask(&self, name: &str, question: &[&str]) -> (i32, String) {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("small").join(name);
        let _ = fs::remove_dir_all(&root);
        for (path, file) in &self.0 {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file.to_string()).unwrap();
        }
        let data = root.display().to_string();
        let output = run(&[&["why", "--data", &data], question].concat(), "");
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.code().unwrap(), said)
    }

    #[track_caller]
    pub(crate) fn check(&self, name: &str, question: &[&str], exit: i32, said: &str) {
        let (code, text) = self.ask(name, question);
        let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(code == exit && plain.contains(said), "{name}: expected {exit} and `{said}`\n{text}");
    }
}

pub(crate) fn statement(effect: &str, action: &str, principal: Option<Value>) -> Value {
    let mut statement = json!({"Effect": effect, "Action": action, "Resource": "*"});
    if let Some(principal) = principal {
        statement["Principal"] = principal;
    }
    statement
}

pub(crate) fn policy(statements: &[Value]) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

pub(crate) fn everything() -> Value {
    policy(&[statement("Allow", "*", None)])
}

/// A resource policy that refuses everything to everybody.
pub(crate) fn closed() -> Value {
    policy(&[statement("Deny", "*", Some(json!("*")))])
}

pub(crate) fn user(name: &str, document: &Value) -> Value {
    json!({"Arn": format!("arn:aws:iam::{OWN}:user/{name}"), "UserName": name, "UserId": "AIDAEXAMPLEU00000001",
        "UserPolicyList": [{"PolicyName": "p", "PolicyDocument": document}]})
}

pub(crate) fn role(name: &str, trusted: &str) -> Value {
    let trust = json!({"Version": "2012-10-17", "Statement":
        [{"Effect": "Allow", "Principal": {"AWS": trusted}, "Action": "sts:AssumeRole"}]});
    json!({"Arn": format!("arn:aws:iam::{OWN}:role/{name}"), "RoleName": name, "RoleId": "AROAEXAMPLER00000001",
        "AssumeRolePolicyDocument": trust,
        "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": everything()}]})
}

pub(crate) fn iam(users: &[Value], roles: &[Value]) -> Value {
    json!({"UserDetailList": users, "GroupDetailList": [], "RoleDetailList": roles, "Policies": []})
}

pub(crate) fn send() -> [&'static str; 3] {
    [USER, "sqs:SendMessage", QUEUE]
}
