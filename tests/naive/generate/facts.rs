//! The facts of a request: its context, tags, organizations, session, and what of them is not told.

use super::conditions::texts;
use super::principals::canonical;
use super::universe::{A, KEYS, Scene};
use super::{Profile, Rng};
use serde_json::{Map, Value, json};

fn absent() -> Value {
    json!({"absent": true})
}

/// Fill the fields of the request, and make its context.
pub fn facts(rng: &mut Rng, scene: &mut Scene, r: &mut Value) -> Value {
    let mut context = Map::new();
    identities(rng, scene, r, &mut context);
    session(rng, scene, r);
    organization(rng, scene, r, &mut context);
    network(rng, scene, &mut context);
    request_keys(rng, scene, &mut context);
    if scene.profile.unknowns {
        unknowns(rng, scene, r, &mut context);
    }
    Value::Object(context)
}

fn identities(rng: &mut Rng, scene: &Scene, r: &mut Value, context: &mut Map<String, Value>) {
    let told = |rng: &mut Rng, profile: &Profile| !profile.unknowns || rng.chance(70);
    match scene.kind {
        "user" if told(rng, &scene.profile) => {
            r["principal_id"] = json!(if scene.principal.ends_with("/v") { "AIDAV" } else { "AIDAU" });
        }
        "session" => {
            let id = if scene.role_arn.ends_with("/R") { "AROAR" } else { "AROAQ" };
            if told(rng, &scene.profile) {
                let name = scene.principal.rsplit('/').next().unwrap_or_default();
                r["principal_id"] =
                    json!(if rng.chance(50) { id.to_string() } else { format!("{id}:{name}") });
            }
            if told(rng, &scene.profile) || scene.service_linked {
                r["principal_arn"] = json!(scene.role_arn);
            }
        }
        "role" => r["principal_id"] = json!("AROAR"),
        "service" | "provider" => {
            for key in ["aws:PrincipalArn", "aws:PrincipalAccount", "aws:userid", "aws:PrincipalType"] {
                context.insert(key.to_string(), absent());
            }
        }
        _ => {}
    }
    if matches!(scene.kind, "anonymous" | "provider") {
        for key in ["aws:PrincipalIsAWSService", "aws:ViaAWSService"] {
            context.insert(key.to_string(), absent());
        }
    }
    if scene.has_account {
        r["principal_canonical_id"] = json!(canonical(true));
    }
    if scene.has_account && scene.kind != "root" && rng.chance(60) {
        let mut tags = Map::new();
        tags.insert("team".to_string(), json!(rng.pick(texts("aws:PrincipalTag/team"))));
        if rng.chance(40) {
            tags.insert("blob".to_string(), json!(rng.pick(texts("aws:PrincipalTag/blob"))));
        }
        r["principal_tags"] = Value::Object(tags);
    }
    if rng.chance(50) && scene.resource != "*" {
        r["resource_tags"] = json!({"env": rng.pick(texts("aws:ResourceTag/env"))});
    }
}

/// 6.3: how the credentials were made, told in full where it is told at all.
fn session(rng: &mut Rng, scene: &Scene, r: &mut Value) {
    let issued = "2026-06-01T11:00:00Z";
    match scene.kind {
        "user" | "root" if rng.chance(40) => {
            let mfa = rng.chance(50);
            r["session"] = match rng.below(3) {
                0 => json!({"kind": "long-term"}),
                1 => json!({"kind": "session-token", "mfa": mfa, "issued_at": issued}),
                _ if scene.action.eq_ignore_ascii_case("sts:GetSessionToken") => json!({"kind": "long-term"}),
                _ => json!({"kind": "console", "mfa": mfa, "issued_at": issued}),
            };
            if mfa && r["session"]["mfa"] == json!(true) {
                r["session"]["mfa_age"] = json!(*rng.pick(&[60, 3600]));
            }
        }
        "session" if rng.chance(80) => {
            r["session"] = json!({"kind": "role", "issued_at": issued});
            if rng.chance(30) {
                r["session"]["source_identity"] = json!(rng.pick(texts("aws:SourceIdentity")));
            }
            if rng.chance(30) {
                r["session"]["session_tags"] = json!({"team": rng.pick(&["blue", "u"])});
            }
        }
        "federated" => {
            r["session"] =
                json!({"kind": "federation", "issued_at": issued, "issuer": super::universe::user("u")});
        }
        _ => {}
    }
}

fn organization(rng: &mut Rng, scene: &Scene, r: &mut Value, context: &mut Map<String, Value>) {
    let path = rng.word(texts("aws:PrincipalOrgPaths"));
    if scene.has_account && rng.chance(60) {
        r["principal_org"] = json!(path);
    }
    if scene.resource == "*" {
        for key in ["aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths"] {
            context.insert(key.to_string(), absent());
        }
    } else {
        if scene.cross && rng.chance(50) {
            r["resource_org"] = json!(rng.word(texts("aws:PrincipalOrgPaths")));
        } else if !scene.cross && scene.has_account && r.get("principal_org").is_some() {
            r["resource_org"] = json!(path);
        }
        if scene.resource.starts_with("arn:aws:s3") || rng.chance(10) {
            r["resource_account"] = json!(scene.resource_account);
        }
    }
}

/// 6.4: the public path or the endpoint, in full.
fn network(rng: &mut Rng, scene: &Scene, context: &mut Map<String, Value>) {
    let mut put = |key: &str, value: Value| context.insert(key.to_string(), value);
    if scene.endpoint {
        put("aws:SourceVpce", json!("vpce-1"));
        put("aws:SourceVpc", json!(rng.pick(texts("aws:SourceVpc"))));
        put("aws:VpcSourceIp", json!("10.0.0.7"));
        put("aws:SourceIp", absent());
    } else {
        for key in ["aws:SourceVpce", "aws:SourceVpc", "aws:VpcSourceIp"] {
            put(key, absent());
        }
        let there = scene.kind != "service";
        put("aws:SourceIp", if there { json!(rng.pick(texts("aws:SourceIp"))) } else { absent() });
    }
}

/// 6.6: what the request carries.
fn request_keys(rng: &mut Rng, scene: &Scene, context: &mut Map<String, Value>) {
    let mut put = |key: &str, value: Value| context.insert(key.to_string(), value);
    let derivable = !scene.resource.starts_with("arn:aws:s3") && scene.resource != "*" && !scene.trust;
    let told = !derivable || !scene.has_account || rng.chance(50);
    if told {
        let region = if scene.resource.contains("eu-west-1") { "eu-west-1" } else { "us-east-1" };
        put("aws:RequestedRegion", json!(region));
    }
    put("aws:UserAgent", json!(rng.pick(texts("aws:UserAgent"))));
    // X14: in a role assumption, tags and a source identity bring further checks.
    if scene.profile.several || !scene.trust {
        let tagged = rng.chance(if scene.kind == "provider" { 0 } else { 25 });
        if tagged {
            put("aws:RequestTag/Env", json!(rng.pick(texts("aws:RequestTag/Env"))));
            let owner = rng.chance(40);
            if owner {
                put("aws:RequestTag/Owner", json!("me"));
            }
            put("aws:TagKeys", if owner { json!(["Env", "Owner"]) } else { json!(["Env"]) });
        } else if rng.chance(20) && !scene.trust {
            put("aws:TagKeys", json!([]));
        }
    }
    if scene.action.eq_ignore_ascii_case("s3:ListBucket") && rng.chance(70) {
        put("s3:prefix", json!(rng.pick(texts("s3:prefix"))));
        put("s3:max-keys", json!(rng.pick(&["10", "99.5", "1e2", "abc"])));
    }
    if scene.trust && rng.chance(40) {
        put("sts:ExternalId", json!(rng.pick(texts("sts:ExternalId"))));
    }
    if scene.service == "kms" && rng.chance(30) {
        put("kms:ViaService", json!(rng.pick(texts("kms:ViaService"))));
    }
    if scene.service == "dynamodb" && rng.chance(60) {
        put("dynamodb:LeadingKeys", if rng.chance(50) { json!(["u"]) } else { json!(["u", "red"]) });
    }
    if scene.has_account && rng.chance(8) && !scene.trust {
        put("aws:ViaAWSService", json!("true"));
        if rng.chance(60) {
            put("aws:CalledVia", json!([rng.pick(texts("aws:CalledVia"))]));
        }
    }
    if scene.kind == "service" && rng.chance(60) {
        put("aws:SourceArn", json!(rng.pick(texts("aws:SourceArn"))));
        put("aws:SourceAccount", json!(A));
    }
    if rng.chance(5) {
        put("aws:SecureTransport", json!("false"));
    }
}

/// T2, T6: make some of the keys that the policies speak of unknown.
fn unknowns(rng: &mut Rng, scene: &mut Scene, r: &mut Value, context: &mut Map<String, Value>) {
    if rng.chance(60) {
        scene.keys.push(KEYS[rng.below(KEYS.len())]);
    }
    for key in scene.keys.clone() {
        if !rng.chance(60) {
            continue;
        }
        let mut put = |key: &str, value: Value| context.insert(key.to_string(), value);
        let texts = texts(key);
        let state = match rng.below(5) {
            0 | 1 => Value::Null,
            2 => json!({"present": true}),
            3 => json!({"any_of": [texts[0], texts[texts.len() - 1]]}),
            _ => json!({"like": format!("{}*", texts[0].chars().take(3).collect::<String>())}),
        };
        match key {
            "aws:SourceIp" if !scene.endpoint && scene.kind != "service" => {
                let states = [
                    json!({"present": true}),
                    json!({"cidr": "10.0.0.0/8"}),
                    json!({"any_of": ["10.1.2.3", "203.0.113.9"]}),
                ];
                put(key, rng.pick(&states).clone());
            }
            "aws:SourceVpce" if !scene.endpoint && scene.has_account && rng.chance(30) => {
                for key in ["aws:SourceIp", "aws:SourceVpce", "aws:SourceVpc", "aws:VpcSourceIp"] {
                    put(key, Value::Null);
                }
            }
            "aws:SecureTransport" => drop(put(key, json!({"present": true}))),
            "aws:MultiFactorAuthPresent"
                if matches!(scene.kind, "user" | "root") && r.get("session").is_none() =>
            {
                put(key, Value::Null);
                put("aws:MultiFactorAuthAge", if rng.chance(50) { Value::Null } else { absent() });
            }
            "aws:ViaAWSService" if scene.has_account && !scene.trust => {
                put(key, json!({"present": true}));
                put("aws:CalledVia", if rng.chance(50) { Value::Null } else { absent() });
            }
            "aws:TagKeys" | "aws:RequestTag/Env" if !scene.trust => {
                for key in ["aws:TagKeys", "aws:RequestTag/Env", "aws:RequestTag/Owner"] {
                    put(key, Value::Null);
                }
            }
            // R11 puts the region into the ARN that is asked for.
            "aws:RequestedRegion" if scene.resource == "*" => {}
            "aws:PrincipalTag/team"
            | "aws:ResourceTag/env"
            | "aws:RequestedRegion"
            | "aws:UserAgent"
            | "sts:ExternalId" => {
                let always = matches!(key, "aws:RequestedRegion" | "aws:UserAgent");
                put(key, if always && state.is_null() { json!({"present": true}) } else { state });
            }
            "s3:prefix" if scene.action.eq_ignore_ascii_case("s3:ListBucket") => {
                put(key, rng.pick(&[Value::Null, json!({"any_of": ["", "home/"]})]).clone());
            }
            "kms:ViaService" if scene.service == "kms" => drop(put(key, state)),
            "dynamodb:LeadingKeys" if scene.service == "dynamodb" => drop(put(key, Value::Null)),
            "aws:SourceArn" if scene.kind == "service" || rng.chance(20) => drop(put(key, Value::Null)),
            "aws:SourceIdentity" if scene.kind == "session" && r.get("session").is_none() => {
                drop(put(key, state))
            }
            "aws:PrincipalOrgID" | "aws:PrincipalOrgPaths" if scene.has_account && rng.chance(40) => {
                r["principal_org"] = Value::Null;
            }
            _ => {}
        }
    }
}
