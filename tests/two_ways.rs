//! The same policies two ways: as a data directory for `why`, and as a line for `simulate`. Both have to decide alike.
//!
//! Organizations are generated. `IAMDIAG_READINGS=10000` makes more of them than the few hundred of an ordinary run.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod console;

use console::run;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const ACCOUNTS: [&str; 4] = ["111111111111", "222222222222", "333333333333", "999999999999"];
/// In no organization that the data knows of.
const OUTSIDE: &str = "333333333333";
const MANAGEMENT: &str = "999999999999";
const TIME: &str = "2026-06-01T12:00:00Z";
const KEY: &str = "key/1234abcd-12ab-34cd-56ef-1234567890ab";

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == 0
    }

    fn pick<'t, T: ?Sized>(&mut self, all: &[&'t T]) -> &'t T {
        all[self.roll(all.len())]
    }
}

fn condition(dice: &mut Dice) -> Value {
    let own = dice.pick(&ACCOUNTS).to_owned();
    match dice.roll(12) {
        0 => json!({"StringNotEquals": {"aws:PrincipalOrgID": "o-exampleorg1"}}),
        1 => json!({"StringEquals": {"aws:PrincipalOrgID": "o-exampleorg1"}}),
        2 => {
            json!({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-exampleorg1/r-exam/ou-exam-workload/*"}})
        }
        3 => json!({"StringEquals": {"aws:PrincipalTag/team": "data"}}),
        4 => json!({"StringNotEqualsIfExists": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}),
        5 => json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/team/*"}}),
        6 => json!({"StringNotEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}),
        7 => json!({"StringEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}}),
        8 => json!({"Bool": {"aws:SecureTransport": "false"}}),
        9 => json!({"StringEquals": {"aws:PrincipalAccount": own}}),
        10 => json!({"Null": {"aws:PrincipalOrgID": "true"}}),
        _ => json!({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}),
    }
}

fn principal(dice: &mut Dice) -> Value {
    let account = dice.pick(&ACCOUNTS).to_owned();
    match dice.roll(7) {
        0 | 1 => json!("*"),
        2 => json!({"AWS": account}),
        3 => json!({"AWS": format!("arn:aws:iam::{account}:user/u")}),
        4 => json!({"AWS": format!("arn:aws:iam::{account}:role/team/r")}),
        5 => json!({"AWS": format!("arn:aws:sts::{account}:assumed-role/r/s")}),
        _ => json!({"AWS": format!("arn:aws:iam::{account}:root")}),
    }
}

/// A statement as kinds of policy allow it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    OnResource,
    Trust,
    Rcp,
}

fn statement(dice: &mut Dice, kind: Kind) -> Value {
    let mut statement = Map::new();
    let denies = kind == Kind::Rcp || dice.one_in(4);
    statement.insert("Effect".into(), json!(if denies { "Deny" } else { "Allow" }));
    let actions: &[&str] = match kind {
        Kind::Trust => &["sts:AssumeRole"],
        Kind::Rcp => &["sqs:*", "s3:GetObject", "kms:Decrypt", "sts:*"],
        _ => &["*", "*", "sqs:*", "s3:*", "s3:GetObject", "kms:Decrypt", "sts:AssumeRole", "ec2:*"],
    };
    statement.insert("Action".into(), json!(dice.pick(actions)));
    match kind {
        Kind::Plain => {}
        Kind::Rcp => drop(statement.insert("Principal".into(), json!("*"))),
        // A trust policy does not take the plain `*`.
        Kind::OnResource | Kind::Trust => {
            let found = principal(dice);
            let found = if kind == Kind::Trust && found == json!("*") { json!({"AWS": "*"}) } else { found };
            statement.insert("Principal".into(), found);
        }
    }
    if kind != Kind::Trust {
        let patterns: &[&str] = &["*", "*", "*", "arn:aws:sqs:*:*:q", "arn:aws:s3:::b-*/*"];
        statement.insert("Resource".into(), json!(dice.pick(patterns)));
    }
    if dice.one_in(3) || (denies && !dice.one_in(5)) {
        statement.insert("Condition".into(), condition(dice));
    }
    Value::Object(statement)
}

fn policy(dice: &mut Dice, kind: Kind) -> Value {
    let count = 1 + dice.roll(2);
    let statements: Vec<Value> = (0..count).map(|_| statement(dice, kind)).collect();
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn full(kind: Kind) -> Value {
    match kind {
        Kind::Rcp => json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}),
        _ => {
            json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
        }
    }
}

/// A user or role, in both forms.
struct Principal {
    arn: String,
    id: String,
    policies: Vec<Value>,
    boundary: Option<Value>,
    tags: BTreeMap<String, String>,
}

impl Principal {
    fn new(dice: &mut Dice, account: &str, path: &str, id: &str) -> Self {
        let mut policies: Vec<Value> = (0..dice.roll(3)).map(|_| policy(dice, Kind::Plain)).collect();
        if dice.one_in(2) {
            policies.push(full(Kind::Plain));
        }
        let tags = if dice.one_in(2) { &["data", "web"][..] } else { &[] };
        Self {
            arn: format!("arn:aws:iam::{account}:{path}"),
            id: id.to_owned(),
            policies,
            boundary: dice.one_in(4).then(|| policy(dice, Kind::Plain)),
            tags: tags.iter().take(1).map(|tag| ("team".to_owned(), (*tag).to_owned())).collect(),
        }
    }

    fn name(&self) -> &str {
        self.arn.rsplit('/').next().unwrap()
    }

    fn inline(&self) -> Vec<Value> {
        let named = |(at, policy)| json!({"PolicyName": format!("p{at}"), "PolicyDocument": policy});
        self.policies.iter().enumerate().map(named).collect()
    }

    fn tag_list(&self) -> Vec<Value> {
        self.tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect()
    }

    fn boundary_arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:policy/boundary-{}", self.name())
    }
}

struct Account {
    id: &'static str,
    user: Principal,
    role: Principal,
    trust: Value,
    queue: Option<Value>,
    bucket: Option<Value>,
    key: Value,
    tags: BTreeMap<String, String>,
}

impl Account {
    fn new(dice: &mut Dice, id: &'static str) -> Self {
        let on_resource = |dice: &mut Dice| (!dice.one_in(3)).then(|| policy(dice, Kind::OnResource));
        Self {
            id,
            user: Principal::new(dice, id, "user/u", "AIDAEXAMPLEU00000001"),
            role: Principal::new(dice, id, "role/team/r", "AROAEXAMPLER00000001"),
            trust: policy(dice, Kind::Trust),
            queue: on_resource(dice),
            bucket: on_resource(dice),
            key: policy(dice, Kind::OnResource),
            tags: [("team".to_owned(), "data".to_owned())].into(),
        }
    }

    fn arn(&self, service: &str, rest: &str) -> String {
        format!("arn:aws:{service}:eu-west-1:{}:{rest}", self.id)
    }

    fn bucket_arn(&self) -> String {
        format!("arn:aws:s3:::b-{}", self.id)
    }

    fn iam(&self) -> Value {
        let described = |principal: &Principal| {
            let mut found = json!({"Arn": principal.arn, "Tags": principal.tag_list()});
            if principal.boundary.is_some() {
                found["PermissionsBoundary"] =
                    json!({"PermissionsBoundaryArn": principal.boundary_arn(self.id)});
            }
            found
        };
        let mut user = described(&self.user);
        user["UserName"] = json!("u");
        user["UserId"] = json!(self.user.id);
        user["UserPolicyList"] = json!(self.user.inline());
        let mut role = described(&self.role);
        role["RoleName"] = json!("r");
        role["RoleId"] = json!(self.role.id);
        role["RolePolicyList"] = json!(self.role.inline());
        // AWS prints documents percent-encoded where its command line does not decode them.
        let encoded = self.trust.to_string().replace('%', "%25").replace('{', "%7B").replace('"', "%22");
        role["AssumeRolePolicyDocument"] = json!(encoded);
        let boundaries = [&self.user, &self.role].into_iter().filter_map(|principal| {
            let document = principal.boundary.as_ref()?;
            let arn = principal.boundary_arn(self.id);
            let name = arn.rsplit('/').next();
            let version = json!({"Document": document, "VersionId": "v1", "IsDefaultVersion": true});
            Some(json!({"Arn": arn, "PolicyName": name, "DefaultVersionId": "v1", "PolicyVersionList": [version]}))
        });
        let boundaries: Vec<Value> = boundaries.collect();
        json!({"UserDetailList": [user], "GroupDetailList": [], "RoleDetailList": [role], "Policies": boundaries})
    }

    fn resources(&self) -> Value {
        let none = json!({"s3_public_access_block": null});
        json!({"account": none, "resources": [
            {"arn": self.arn("sqs", "q"), "policy": self.queue, "tags": self.tags},
            {"arn": self.bucket_arn(), "policy": self.bucket, "tags": self.tags,
             "object_ownership": "BucketOwnerEnforced", "public_access_block": null},
            {"arn": self.arn("kms", KEY), "policy": self.key, "tags": self.tags, "grants": []},
        ]})
    }
}

/// What is attached at one node.
struct Node {
    id: &'static str,
    scps: Vec<(String, Value)>,
    rcps: Vec<(String, Value)>,
}

impl Node {
    fn new(dice: &mut Dice, id: &'static str) -> Self {
        let mut scps = Vec::new();
        if !dice.one_in(8) {
            scps.push(("p-FullAWSAccess".to_owned(), full(Kind::Plain)));
        }
        if scps.is_empty() || dice.one_in(3) {
            scps.push((format!("p-scp{id}"), policy(dice, Kind::Plain)));
        }
        let mut rcps = vec![("p-RCPFullAWSAccess".to_owned(), full(Kind::Rcp))];
        if dice.one_in(4) {
            rcps.push((format!("p-rcp{id}"), policy(dice, Kind::Rcp)));
        }
        Self { id, scps, rcps }
    }

    fn file(&self, parent: Option<&str>) -> Value {
        let ids =
            |policies: &[(String, Value)]| policies.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
        let mut file = json!({"id": self.id, "scps": ids(&self.scps), "rcps": ids(&self.rcps)});
        if let Some(parent) = parent {
            file["parent"] = json!(parent);
        }
        file
    }

    fn policies(&self) -> impl Iterator<Item = Value> {
        let of = |policies: &[(String, Value)], kind: &str| {
            let own = policies.iter().filter(|(id, _)| !id.ends_with("FullAWSAccess"));
            own.map(|(id, policy)| json!({"id": id, "name": id, "type": kind, "policy": policy}))
                .collect::<Vec<_>>()
        };
        of(&self.scps, "SERVICE_CONTROL_POLICY").into_iter().chain(of(&self.rcps, "RESOURCE_CONTROL_POLICY"))
    }
}

struct Organization {
    root: Node,
    unit: Node,
    /// The members: the management account under the root, the others in the unit or under the root.
    members: Vec<(Node, bool)>,
    accounts: Vec<Account>,
}

impl Organization {
    fn new(dice: &mut Dice) -> Self {
        let root = Node::new(dice, "r-exam");
        let unit = Node::new(dice, "ou-exam-workload");
        let inside = ACCOUNTS.into_iter().filter(|id| *id != OUTSIDE);
        let members = inside.map(|id| (Node::new(dice, id), id != MANAGEMENT && !dice.one_in(3))).collect();
        let accounts = ACCOUNTS.map(|id| Account::new(dice, id)).into();
        Self { root, unit, members, accounts }
    }

    fn account(&self, id: &str) -> &Account {
        self.accounts.iter().find(|account| account.id == id).unwrap()
    }

    /// The nodes over an account, root first; none for one that is no member.
    fn path(&self, account: &str) -> Option<Vec<&Node>> {
        let (node, in_unit) = self.members.iter().find(|(node, _)| node.id == account)?;
        Some([&self.root].into_iter().chain(in_unit.then_some(&self.unit)).chain([node]).collect())
    }

    fn path_text(&self, account: &str) -> Option<String> {
        let path = self.path(account)?;
        let above = &path[..path.len() - 1];
        let ids = above.iter().map(|node| node.id);
        Some(["o-exampleorg1"].into_iter().chain(ids).fold(String::new(), |text, id| format!("{text}{id}/")))
    }

    fn file(&self) -> Value {
        let nodes = || [&self.root, &self.unit].into_iter().chain(self.members.iter().map(|(node, _)| node));
        let members = self
            .members
            .iter()
            .map(|(node, in_unit)| node.file(Some(if *in_unit { self.unit.id } else { self.root.id })));
        json!({"organization": {
            "id": "o-exampleorg1", "management_account": MANAGEMENT,
            "policy_types": {"SERVICE_CONTROL_POLICY": "ENABLED", "RESOURCE_CONTROL_POLICY": "ENABLED"},
            "root": self.root.file(None), "organizational_units": [self.unit.file(Some(self.root.id))],
            "accounts": members.collect::<Vec<_>>(),
            "policies": nodes().flat_map(Node::policies).collect::<Vec<_>>(),
        }})
    }

    fn write(&self, root: &Path) {
        let _ = fs::remove_dir_all(root);
        let write = |path: String, file: Value| {
            let path: PathBuf = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file.to_string()).unwrap();
        };
        write("organization.json".to_owned(), self.file());
        for account in &self.accounts {
            write(format!("accounts/{}/iam.json", account.id), account.iam());
            write(format!("accounts/{}/resources.json", account.id), account.resources());
        }
    }
}

/// One question: who, what, on what.
struct Question {
    caller: String,
    action: &'static str,
    resource: String,
    line: Value,
    /// Whether the resource is of an account outside the organization.
    is_outside: bool,
}

fn named(policies: &[(String, Value)]) -> Vec<Value> {
    policies.iter().map(|(id, policy)| json!({"name": id, "policy": policy})).collect()
}

fn question(dice: &mut Dice, organization: &Organization) -> Question {
    let owner = organization.account(dice.pick(&ACCOUNTS));
    // What the organization of an account outside does is not known, so only members ask.
    let own = organization.account(dice.pick(&["111111111111", "222222222222", MANAGEMENT]));
    let (principal, caller) = match dice.roll(3) {
        0 => (&own.user, own.user.arn.clone()),
        1 => (&own.role, own.role.arn.clone()),
        _ => (&own.role, format!("arn:aws:sts::{}:assumed-role/r/s", own.id)),
    };
    let (action, resource, policy, tags) = match dice.roll(4) {
        0 => ("sqs:SendMessage", owner.arn("sqs", "q"), owner.queue.clone(), Some(&owner.tags)),
        1 => ("s3:GetObject", format!("{}/k", owner.bucket_arn()), owner.bucket.clone(), None),
        2 => ("kms:Decrypt", owner.arn("kms", KEY), Some(owner.key.clone()), Some(&owner.tags)),
        _ => ("sts:AssumeRole", owner.role.arn.clone(), Some(owner.trust.clone()), Some(&owner.role.tags)),
    };
    let identity: Vec<Value> =
        principal.policies.iter().map(|policy| json!({"name": "p", "policy": policy})).collect();
    let scps = organization.path(own.id).unwrap();
    let scps: Vec<Vec<Value>> = scps.iter().map(|node| named(&node.scps)).collect();
    let rcps = organization.path(owner.id);
    let mut line = json!({
        "principal": caller, "principal_arn": principal.arn, "principal_id": principal.id,
        "action": action, "resource": resource, "resource_account": owner.id, "time": TIME,
        "context": {"aws:RequestedRegion": "eu-west-1"}, "management_account": MANAGEMENT,
        "principal_tags": principal.tags, "resource_tags": tags,
        "principal_org": organization.path_text(own.id), "resource_org": organization.path_text(owner.id),
        "identity_policies": identity, "scps": scps, "grants": [],
        "s3": {"object_ownership": "BucketOwnerEnforced", "bucket_owner": owner.id},
    });
    match rcps {
        Some(path) => line["rcps"] = path.iter().map(|node| named(&node.rcps)).collect(),
        // Its own organization may have some.
        None => line["not_collected"] = json!(["rcp"]),
    }
    if let Some(policy) = policy {
        line["resource_policy"] = policy;
    }
    if let Some(boundary) = &principal.boundary {
        line["boundary"] = json!({"name": "boundary", "policy": boundary});
    }
    Question { caller, action, resource, line, is_outside: owner.id == OUTSIDE }
}

/// The decision of `why`, and the whole answer.
fn why(data: &Path, question: &Question) -> (String, String) {
    let data = data.display().to_string();
    let arguments = [
        "why",
        "--data",
        &data,
        &question.caller,
        question.action,
        &question.resource,
        "--at",
        TIME,
        "--context",
        "aws:RequestedRegion=eu-west-1",
        "--format",
        "json",
    ];
    let output = run(&arguments, "");
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    let answer: Value = serde_json::from_str(&text).unwrap_or_default();
    (answer["decision"].as_str().unwrap_or("none").to_owned(), text)
}

fn simulate(lines: &str) -> Vec<Value> {
    let output = run(&["simulate"], lines);
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_directory_and_a_line_decide_alike() {
    const ASKED: usize = 8;
    let rounds =
        std::env::var("IAMDIAG_READINGS").ok().and_then(|text| text.parse().ok()).unwrap_or(200) / ASKED;
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("two-ways");
    let mut decisions: BTreeMap<String, usize> = BTreeMap::new();
    for round in 0..rounds.max(1) {
        let mut dice = Dice(0x9e37_79b9 + round as u64);
        let organization = Organization::new(&mut dice);
        organization.write(&root);
        let questions: Vec<Question> = (0..ASKED).map(|_| question(&mut dice, &organization)).collect();
        let lines: Vec<String> = questions.iter().map(|question| question.line.to_string()).collect();
        let simulated = simulate(&lines.join("\n"));
        for (question, simulated) in questions.iter().zip(&simulated) {
            let (decision, told) = why(&root, question);
            // That an account is in another organization than ours a line cannot say, so a denial may be surer.
            let may_differ =
                question.is_outside && decision != "Allowed" && simulated["decision"] == "Depends";
            assert!(
                simulated["decision"] == *decision || may_differ,
                "round {round}: why {decision}, simulate {simulated}\n{}\n{told}",
                question.line
            );
            *decisions.entry(decision).or_default() += 1;
        }
    }
    // Each answer comes up, or nothing is compared.
    assert_eq!(decisions.len(), 4, "{decisions:?}");
}
