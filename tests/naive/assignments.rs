//! For a request with unknown keys: concrete versions of it, one for each of some possible worlds.

use super::case::{Case, Kind};
use super::context::{State, Value};
use super::generate::Rng;
use super::representatives::representatives;
use super::variables;
use super::world::{SESSION_NAME, World};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

/// How many versions to make at most.
const MOST: usize = 8;

const PRINCIPAL_ARN: &str = "aws:principalarn";

/// T2, T6, T10, T16: the request with every unknown key in a concrete state that is possible, drawn from the
/// literals of its policies and fresh values. Layers that are not collected stay so; consent not told is told.
/// A request without unknown keys is returned as it is.
pub fn assignments(request: &Json, rng: &mut Rng) -> Vec<Json> {
    let mut first = request.clone();
    if let Some(o) = first.as_object_mut() {
        o.remove("requests");
    }
    let Ok(case) = Case::read(&first) else { return vec![request.clone()] };
    let presumed = presumed_roles(&case);
    let mut keys = open_keys(&case);
    if presumed.len() > 1 {
        keys.retain(|k| k != PRINCIPAL_ARN);
    }
    let told = request.get("owner_consents") != Some(&Json::Null);
    if keys.is_empty() && told && !case.open_context {
        return vec![request.clone()];
    }
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for _ in 0..MOST * 12 {
        let mut world = World::known(&case);
        let mut possible = true;
        for key in &keys {
            let states: Vec<Value> = representatives(&case, key)
                .into_iter()
                .chain(presumed.iter().filter(|_| key == PRINCIPAL_ARN).map(|arn| Value::One(arn.clone())))
                .filter(|v| key != PRINCIPAL_ARN || presumed.iter().all(|arn| *v == Value::One(arn.clone())))
                .filter(|v| world.with_key(key, v.clone()).possible())
                .collect();
            if states.is_empty() {
                possible = false;
                break;
            }
            world = world.with_key(key, rng.pick(&states).clone());
        }
        if !possible {
            continue;
        }
        let mut version = request.clone();
        for (key, value) in &world.keys {
            tell(&mut version, &case, key, value);
        }
        version["open_context"] = json!(false);
        if !told {
            version["owner_consents"] = json!(rng.chance(50));
        }
        if seen.insert(version.to_string()) {
            out.push(version);
        }
        if out.len() == MOST {
            break;
        }
    }
    out
}

/// P10: where only the session is known, an entry with a role ARN of its name is presumed to be its role. Worlds
/// in which the role has another path are not predicted. Several such entries cannot all be the role.
fn presumed_roles(case: &Case) -> BTreeSet<String> {
    let c = &case.caller;
    let head = format!("arn:{}:iam::{}:role/", c.partition, c.account.clone().unwrap_or_default());
    let entries = case.statements().flat_map(|s| s.principal.iter().flat_map(|p| &p.entries));
    let grants = case.field("/grants").and_then(Json::as_array).into_iter().flatten();
    let grantees = grants.filter_map(|g| g.get("GranteePrincipal").and_then(Json::as_str));
    entries
        .map(|(_, value)| value.clone())
        .chain(grantees.map(String::from))
        .filter(|v| c.kind == Kind::Session && c.role_arn.is_none() && v.starts_with(&head))
        .filter(|v| v.rsplit('/').next() == Some(c.name.as_str()))
        .collect()
}

/// The keys that are open and that a policy, or the reading of one, may look at.
fn open_keys(case: &Case) -> Vec<String> {
    let mut keys: BTreeSet<String> = case.context.keys().cloned().collect();
    for s in case.statements() {
        for c in &s.clauses {
            keys.insert(c.key.clone());
            for v in &c.values {
                keys.extend(variables::keys(&variables::pieces(v, s.v2012)));
            }
        }
        for p in s.resource.iter().flat_map(|r| &r.patterns) {
            keys.extend(variables::keys(&variables::pieces(p, s.v2012)));
        }
    }
    let world = World::known(case);
    let mut out: Vec<String> = keys.into_iter().filter(|k| world.open(k)).collect();
    if case.caller.kind == Kind::Role {
        out.insert(0, SESSION_NAME.to_string());
    }
    out
}

/// Write one key's state into the request, by the field it follows from where there is one.
fn tell(r: &mut Json, case: &Case, key: &str, value: &Value) {
    let text = match value {
        Value::One(t) => t.clone(),
        _ => String::new(),
    };
    match key {
        SESSION_NAME => {
            let c = &case.caller;
            let account = c.account.clone().unwrap_or_default();
            r["principal"] =
                json!(format!("arn:{}:sts::{account}:assumed-role/{}/{text}", c.partition, c.name));
            r["principal_arn"] = json!(c.text);
            return;
        }
        "aws:principalarn"
            if matches!(case.context.get(key), Some(State::Open { .. }))
                && case.caller.kind == Kind::Session =>
        {
            r["principal_arn"] = json!(text);
        }
        "aws:userid" if case.caller.id.is_none() => {
            r["principal_id"] = json!(text);
        }
        "aws:principalorgid" | "aws:principalorgpaths" => {
            drop(r.as_object_mut().map(|o| o.remove("principal_org")))
        }
        "aws:resourceorgid" | "aws:resourceorgpaths" => {
            drop(r.as_object_mut().map(|o| o.remove("resource_org")))
        }
        _ => {}
    }
    let state = match value {
        Value::Absent => json!({"absent": true}),
        Value::One(t) => json!(t),
        Value::Many(list) => json!(list),
    };
    // The input may spell the key in another case: it is the same key (C4).
    let Some(context) = r["context"].as_object_mut() else {
        r["context"] = json!({key: state});
        return;
    };
    let spelled = context.keys().find(|k| k.eq_ignore_ascii_case(key)).cloned();
    context.insert(spelled.unwrap_or(key.to_string()), state);
}
