//! Random condition blocks: every operator, set qualifiers, `IfExists`, variables.

use super::Rng;
use super::universe::{A, B, Scene};
use serde_json::{Map, Value, json};

/// Texts that policies compare a key with, and that contexts hold; the first few are the likely ones.
pub fn texts(key: &str) -> &'static [&'static str] {
    match key {
        "aws:PrincipalTag/team" => &["red", "blue", "Red", "u", "*"],
        "aws:PrincipalTag/blob" => &["cmVk", "Ymx1ZQ==", "red"],
        "aws:ResourceTag/env" => &["prod", "dev", "red"],
        "aws:RequestTag/Env" => &["prod", "dev"],
        "aws:TagKeys" => &["Env", "Owner", "env"],
        "aws:RequestedRegion" => &["eu-west-1", "us-east-1", "eu-central-1"],
        "aws:PrincipalOrgID" | "aws:ResourceOrgID" => &["o-x", "o-y"],
        "aws:PrincipalOrgPaths" => &["o-x/r-1/ou-1/", "o-x/r-1/", "o-y/r-9/"],
        "aws:PrincipalAccount" | "aws:ResourceAccount" | "aws:SourceAccount" => &[A, B, "anonymous"],
        "aws:username" => &["u", "v", "U"],
        "aws:userid" => &["AROAR:s", "AROAQ:s", "AIDAU", "AIDAV", "111111111111:f", A],
        "aws:PrincipalArn" => &[
            "arn:aws:iam::111111111111:role/R",
            "arn:aws:iam::111111111111:role/team/Q",
            "arn:aws:iam::111111111111:user/u",
            "arn:aws:iam::111111111111:root",
        ],
        "aws:SourceArn" => &["arn:aws:sns:eu-west-1:111111111111:topic", "arn:aws:s3:::b"],
        "aws:PrincipalType" => &["User", "AssumedRole", "Account", "FederatedUser"],
        "aws:SourceVpce" => &["vpce-1", "vpce-2"],
        "aws:SourceVpc" => &["vpc-1", "vpc-2"],
        "aws:UserAgent" => &["cli/2", "sdk"],
        "aws:CalledVia" => &["athena.amazonaws.com", "kms.amazonaws.com"],
        "aws:SourceIdentity" => &["ann", "bob"],
        "s3:prefix" => &["", "home/", "home/u/"],
        "sts:ExternalId" => &["x1", "x2"],
        "kms:ViaService" => &["s3.eu-west-1.amazonaws.com", "sqs.eu-west-1.amazonaws.com"],
        "dynamodb:LeadingKeys" => &["u", "red", "blue"],
        "s3:max-keys" => &["10", "100", "10.5"],
        "aws:MultiFactorAuthAge" => &["60", "3600", "6e1"],
        "aws:CurrentTime" | "aws:TokenIssueTime" => {
            &["2026-06-01T12:00:00Z", "2026-01-01", "2026-06-01T14:00:00+02:00", "2027", "1780315200"]
        }
        "aws:EpochTime" => &["1780315200", "1780315201", "1700000000"],
        "aws:SourceIp" => &["10.1.2.3", "203.0.113.9", "2001:db8::1", "::ffff:10.0.0.1"],
        _ => &["true", "false"],
    }
}

fn pattern(rng: &mut Rng, text: &str) -> String {
    match rng.below(6) {
        0 => "*".to_string(),
        1 if !text.is_empty() => {
            let mut chars: Vec<char> = text.chars().collect();
            let at = rng.below(chars.len());
            chars[at] = '?';
            chars.into_iter().collect()
        }
        2 => format!("*{}", text.chars().skip(1).collect::<String>()),
        3 | 4 => format!("{}*", text.chars().take(text.chars().count().div_ceil(2)).collect::<String>()),
        _ => text.to_string(),
    }
}

fn arn_pattern(rng: &mut Rng, text: &str) -> String {
    let (head, tail) = text.split_at(text.rfind(':').map_or(0, |at| at + 1));
    match rng.below(6) {
        0 => "*".to_string(),
        1 => format!("{head}*"),
        2 => text.replace(A, "*"),
        3 => format!("{head}{}", pattern(rng, tail)),
        4 => text.replace(A, "${aws:PrincipalAccount}"),
        _ => text.to_string(),
    }
}

const VARIABLES: &[&str] = &[
    "${aws:username}",
    "${aws:PrincipalTag/team}",
    "${aws:PrincipalTag/team, 'red'}",
    "${aws:PrincipalTag/none, 'u'}",
    "${aws:ResourceTag/env}",
    "${aws:PrincipalAccount}",
    "${aws:PrincipalOrgID}",
    "${aws:RequestedRegion}",
    "${*}",
    "r${?}d",
    "${aws:TagKeys, 'x'}",
    "${aws:USERNAME, ''}",
];

/// How an operand is written from a text.
type Write = fn(&mut Rng, &str) -> String;

/// The base operators that suit a key, and how to write an operand.
fn base(rng: &mut Rng, key: &str) -> (&'static str, Write) {
    let same: Write = |_, t| t.to_string();
    let network: Write = |rng, t| {
        let options =
            ["10.0.0.0/8", "10.1.2.3/8", "203.0.113.0/24", "0.0.0.0/0", "::/0", "2001:db8::/32", "010.1.2.3"];
        // Of a network of IPv4-mapped addresses in a policy nothing is known (U22).
        if rng.chance(15) { t.replace("::ffff:", "") } else { rng.word(&options) }
    };
    let string: &[(&'static str, Write)] = &[
        ("StringEquals", same),
        ("StringNotEquals", same),
        ("StringEqualsIgnoreCase", |_, t| t.to_uppercase()),
        ("StringNotEqualsIgnoreCase", |_, t| t.to_uppercase()),
        ("StringLike", pattern),
        ("StringNotLike", pattern),
        ("StringEquals", same),
        ("StringNotEquals", same),
    ];
    let arn: &[(&'static str, Write)] = &[
        ("ArnEquals", arn_pattern),
        ("ArnNotEquals", arn_pattern),
        ("ArnLike", arn_pattern),
        ("ArnNotLike", arn_pattern),
        ("StringLike", pattern),
        ("StringNotEquals", same),
    ];
    let number = [
        "NumericEquals",
        "NumericNotEquals",
        "NumericLessThan",
        "NumericLessThanEquals",
        "NumericGreaterThan",
        "NumericGreaterThanEquals",
    ];
    let date = [
        "DateEquals",
        "DateNotEquals",
        "DateLessThan",
        "DateLessThanEquals",
        "DateGreaterThan",
        "DateGreaterThanEquals",
    ];
    match key {
        "aws:PrincipalArn" | "aws:SourceArn" => *rng.pick(arn),
        "aws:SourceIp" => (if rng.chance(50) { "IpAddress" } else { "NotIpAddress" }, network),
        "aws:CurrentTime" | "aws:TokenIssueTime" => (*rng.pick(&date), same),
        "aws:EpochTime" => (if rng.chance(50) { *rng.pick(&date) } else { *rng.pick(&number) }, same),
        "s3:max-keys" | "aws:MultiFactorAuthAge" => (*rng.pick(&number), same),
        "aws:PrincipalTag/blob" if rng.chance(60) => ("BinaryEquals", same),
        "aws:SecureTransport"
        | "aws:MultiFactorAuthPresent"
        | "aws:ViaAWSService"
        | "aws:PrincipalIsAWSService" => {
            ("Bool", |rng, t| if rng.chance(10) { t.to_uppercase() } else { t.to_string() })
        }
        _ => *rng.pick(string),
    }
}

fn is_list(key: &str) -> bool {
    matches!(key, "aws:TagKeys" | "aws:CalledVia" | "aws:PrincipalOrgPaths" | "dynamodb:LeadingKeys")
}

/// A random `Condition` element about the keys of the scene.
pub fn condition(rng: &mut Rng, scene: &Scene) -> Value {
    let mut blocks: Map<String, Value> = Map::new();
    let mut qualified_null = false;
    for _ in 0..1 + rng.below(2) {
        let key = *rng.pick(&scene.keys);
        let (operator, values) = clause(rng, scene, key, &mut qualified_null);
        let block = blocks.entry(operator).or_insert(json!({}));
        let taken = block.as_object().is_some_and(|b| b.keys().any(|k| k.eq_ignore_ascii_case(key)));
        if !taken {
            let spelled = if rng.chance(10) { key.to_uppercase() } else { key.to_string() };
            block[spelled] = values;
        }
    }
    Value::Object(blocks)
}

fn clause(rng: &mut Rng, scene: &Scene, key: &str, qualified_null: &mut bool) -> (String, Value) {
    let disputed = scene.profile.disputed;
    if rng.chance(10) {
        let value = if rng.chance(50) { "true" } else { "false" };
        if disputed && !*qualified_null && rng.chance(15) {
            *qualified_null = true;
            return (rng.word(&["ForAllValues:Null", "ForAnyValue:Null"]), json!(value));
        }
        return ("Null".to_string(), json!(value));
    }
    let (base, write) = base(rng, key);
    let mut values = Vec::new();
    for _ in 0..1 + rng.below(2) {
        let text = rng.word(texts(key));
        let variable = base.starts_with("String") && rng.chance(15);
        values.push(if variable { rng.word(VARIABLES) } else { write(rng, &text) });
    }
    let qualifier = match (is_list(key), disputed) {
        (true, true) if rng.chance(15) => "",
        (true, _) => *rng.pick(&["ForAllValues:", "ForAnyValue:"]),
        (false, _) if rng.chance(8) => *rng.pick(&["ForAllValues:", "ForAnyValue:"]),
        _ => "",
    };
    let if_exists = if rng.chance(20) { "IfExists" } else { "" };
    if disputed && rng.chance(4) && !is_list(key) && if_exists.is_empty() {
        values.clear(); // U7
    }
    if disputed && base.ends_with("IpAddress") && rng.chance(10) {
        values.push("2001:db8::1/32".to_string()); // U22
    }
    if disputed
        && rng.chance(4)
        && matches!(base, "Bool" | "NumericLessThan" | "IpAddress" | "DateGreaterThan")
    {
        values.push(format!("${{{key}}}")); // U10
    }
    let value = match values.as_slice() {
        [one] if rng.chance(60) => match one.as_str() {
            "true" if rng.chance(30) => json!(true),
            "false" if rng.chance(30) => json!(false),
            "10" if rng.chance(30) => json!(10),
            one => json!(one),
        },
        _ => json!(values),
    };
    (format!("{qualifier}{base}{if_exists}"), value)
}
