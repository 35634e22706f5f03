//! Random documents that are legal for their type (Z30).

use super::Rng;
use super::conditions::condition;
use super::principals::principal;
use super::universe::{A, B, Scene};
use serde_json::{Map, Value, json};

/// The types of policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Identity,
    Boundary,
    Session,
    Resource,
    Trust,
    Scp,
    Rcp,
    Vpce,
}

pub fn entries(rng: &mut Rng, scene: &Scene, kind: Kind, most: usize) -> Vec<Value> {
    (0..rng.below(most + 1)).map(|i| entry(rng, scene, kind, &format!("p{i}"))).collect()
}

pub fn entry(rng: &mut Rng, scene: &Scene, kind: Kind, name: &str) -> Value {
    json!({"name": name, "policy": policy(rng, scene, kind)})
}

/// One to three nodes, root first; mostly with the default policy in place.
pub fn nodes(rng: &mut Rng, scene: &Scene, kind: Kind) -> Value {
    let full =
        json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]});
    let mut out = Vec::new();
    for _ in 0..1 + rng.below(3) {
        let mut node = entries(rng, scene, kind, 1);
        if kind == Kind::Scp && (node.is_empty() || rng.chance(80)) {
            node.insert(0, json!({"name": "FullAWSAccess", "policy": full}));
        }
        out.push(if rng.chance(15) {
            json!({"node": format!("n{}", out.len()), "policies": node})
        } else {
            json!(node)
        });
    }
    json!(out)
}

/// A random document.
pub fn policy(rng: &mut Rng, scene: &Scene, kind: Kind) -> Value {
    let organization = matches!(kind, Kind::Scp | Kind::Rcp);
    let version = match rng.below(12) {
        0 if !organization => None,
        1 if !organization => Some("2008-10-17"),
        _ => Some("2012-10-17"),
    };
    let mut statements: Vec<Value> = Vec::new();
    for _ in 0..1 + rng.below(3) {
        statements.push(statement(rng, scene, kind));
    }
    let mut out = Map::new();
    if let Some(v) = version {
        out.insert("Version".to_string(), json!(v));
    }
    let list =
        if statements.len() == 1 && rng.chance(40) { statements[0].clone() } else { json!(statements) };
    out.insert("Statement".to_string(), list);
    let out = Value::Object(out);
    if rng.chance(5) { json!(out.to_string()) } else { out }
}

fn statement(rng: &mut Rng, scene: &Scene, kind: Kind) -> Value {
    let deny = match kind {
        Kind::Rcp => true,
        Kind::Scp => rng.chance(60),
        _ => rng.chance(20),
    };
    let mut s = Map::new();
    s.insert("Effect".to_string(), json!(if deny { "Deny" } else { "Allow" }));
    if matches!(kind, Kind::Resource | Kind::Trust | Kind::Vpce | Kind::Rcp) {
        let (name, value) = principal(rng, scene, kind, deny);
        s.insert(name.to_string(), value);
    }
    let not_action = !matches!(kind, Kind::Rcp | Kind::Trust) && rng.chance(10);
    s.insert(
        if not_action { "NotAction" } else { "Action" }.to_string(),
        actions(rng, scene, kind, not_action),
    );
    if kind != Kind::Trust {
        let not_resource = rng.chance(8);
        let name = if not_resource { "NotResource" } else { "Resource" };
        s.insert(name.to_string(), resources(rng, scene, kind, not_resource));
    }
    let organization = matches!(kind, Kind::Scp | Kind::Rcp);
    if rng.chance(if deny && organization {
        92
    } else if deny {
        75
    } else {
        40
    }) {
        s.insert("Condition".to_string(), condition(rng, scene));
    }
    Value::Object(s)
}

/// A list, or a lone text in its place (M10).
pub fn listed(rng: &mut Rng, mut list: Vec<String>) -> Value {
    list.dedup();
    if list.len() == 1 && rng.chance(60) { json!(list[0]) } else { json!(list) }
}

fn actions(rng: &mut Rng, scene: &Scene, kind: Kind, negated: bool) -> Value {
    let disputed = scene.profile.disputed;
    if disputed && rng.chance(2) && !matches!(kind, Kind::Trust | Kind::Rcp) {
        return json!([]); // M11, U8
    }
    let mut list = Vec::new();
    for _ in 0..1 + rng.below(2) {
        // Q3: an RCP that spells a prefix outside the list is rare.
        let spells = kind != Kind::Rcp || !matches!(scene.service.as_str(), "ec2" | "iam" | "sns" | "lambda");
        let matching = rng.chance(if negated {
            40
        } else if spells {
            80
        } else {
            10
        });
        list.push(if matching { action(rng, scene, kind) } else { other_action(rng, kind) });
    }
    if disputed && rng.chance(3) && matches!(kind, Kind::Session | Kind::Scp | Kind::Vpce) {
        list.push(rng.word(&["*:Get*", "s*:*", "*:*"])); // A3, U11
    }
    listed(rng, list)
}

/// A pattern that matches the action of the scene.
fn action(rng: &mut Rng, scene: &Scene, kind: Kind) -> String {
    let (service, name) = scene.action.split_once(':').unwrap_or_default();
    if kind == Kind::Trust {
        return rng.word(&["sts:AssumeRole", "sts:*", "sts:AssumeRole", "sts:TagSession", "sts:AssumeRole*"]);
    }
    match rng.below(9) {
        0 | 1 if kind != Kind::Rcp => "*".to_string(),
        2 | 3 => format!("{service}:*"),
        4 => format!("{service}:{}*", name.chars().take(3).collect::<String>()),
        5 => {
            let mut chars: Vec<char> = name.chars().collect();
            let at = rng.below(chars.len());
            chars[at] = '?';
            format!("{service}:{}", chars.into_iter().collect::<String>())
        }
        6 => scene.action.to_ascii_uppercase(),
        7 => format!("{service}:*{}", name.chars().skip(2).collect::<String>()),
        _ => scene.action.clone(),
    }
}

fn other_action(rng: &mut Rng, kind: Kind) -> String {
    match kind {
        Kind::Trust => rng.word(&["sts:SetSourceIdentity", "sts:TagSession", "sts:AssumeRoleWithSAML"]),
        Kind::Rcp => rng.word(&["s3:PutObject", "sqs:*", "kms:Encrypt", "sts:AssumeRole", "dynamodb:*"]),
        _ => rng.word(&[
            "s3:Put*",
            "iam:*",
            "sqs:ReceiveMessage",
            "ec2:*",
            "kms:Encrypt",
            "sts:TagSession",
            "s3:GetObjectAcl",
        ]),
    }
}

fn resources(rng: &mut Rng, scene: &Scene, kind: Kind, negated: bool) -> Value {
    let disputed = scene.profile.disputed;
    if disputed && rng.chance(2) && !matches!(kind, Kind::Rcp | Kind::Resource) {
        return json!([]); // M11, U8
    }
    let mut list = Vec::new();
    for _ in 0..1 + rng.below(2) {
        list.push(resource(rng, scene, negated));
    }
    if disputed && rng.chance(8) {
        let service = &scene.service;
        let last = scene.resource.rsplit(':').next().unwrap_or_default();
        let crossing = format!("arn:aws:{service}:*:{last}");
        let short = format!("arn:aws:{service}:*");
        let bare = format!("arn:aws:{service}");
        list.push(match kind {
            Kind::Identity | Kind::Boundary | Kind::Session => rng.pick(&[crossing, short, bare]).clone(),
            Kind::Resource | Kind::Vpce | Kind::Scp if !negated => short,
            _ => "*".to_string(),
        });
    }
    listed(rng, list)
}

fn resource(rng: &mut Rng, scene: &Scene, negated: bool) -> String {
    let asked = scene.resource.as_str();
    if asked == "*" {
        let wide = format!("arn:aws:{}:*:{A}:*", scene.service);
        let seen = if scene.profile.disputed { wide.as_str() } else { "*" };
        return rng.word(&["*", "*", "*", "**", "arn:aws:s3:::*", "arn:aws:iam::111111111111:role/*", seen]);
    }
    let (head, tail) = asked.split_at(asked.rfind(':').map_or(0, |at| at + 1));
    match rng.below(if negated { 12 } else { 15 }) {
        0 => asked.to_string(),
        1 => format!("{head}*"),
        2 => format!("{head}{}*", tail.chars().take(2).collect::<String>()),
        3 => asked.replace(A, "*").replace(B, "*"),
        4 => asked.replace("eu-west-1", "eu-*-1").replace("arn:aws:", "arn:*:"),
        5 => asked.replace(A, "${aws:PrincipalAccount}"),
        6 => asked.to_uppercase().replacen("ARN:AWS", "arn:aws", 1).replace(":S3:", ":s3:"),
        7 => rng.word(&["arn:aws:s3:::b", "arn:aws:s3:::c/*", "arn:aws:sqs:*:111111111111:*"]),
        8 => asked.replace("/u/", "/${aws:username}/").replace("/red/", "/${aws:PrincipalTag/team}/"),
        9 => asked
            .replace("/u/", "/${aws:PrincipalTag/team, 'u'}/")
            .replace("/red/", "/${aws:username, 'red'}/"),
        10 => format!("{head}{}", tail.replace('*', "${*}")),
        11 => {
            let mut chars: Vec<char> = asked.chars().collect();
            let last = chars.len() - 1;
            chars[last] = '?';
            chars.into_iter().collect()
        }
        _ => "*".to_string(),
    }
}
