//! Condition keys: what is known of each (T2, T6) and what follows from the request (section 6).

use super::NotCovered;
use super::case::{Case, Kind, Relation};
use super::document::scalar;
use super::services;
use super::values;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// C5, C6: a key in one world.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Absent,
    One(String),
    Many(Vec<String>),
}

/// T6: what is known of the value of a key that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    Any,
    Like(String),
    OneOf(Vec<String>),
    Cidr(String),
    /// I9: a role ARN with an unknown path: everything up to `role/`, and the name.
    RolePath(String, String),
}

/// T2: what is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Known(Value),
    Open { may_be_absent: bool, shape: Shape },
}

impl State {
    fn one(text: impl Into<String>) -> State {
        State::Known(Value::One(text.into()))
    }
    fn absent() -> State {
        State::Known(Value::Absent)
    }
    fn present(shape: Shape) -> State {
        State::Open { may_be_absent: false, shape }
    }
    /// T2: neither presence nor value known.
    pub fn unknown() -> State {
        State::Open { may_be_absent: true, shape: Shape::Any }
    }
}

/// The states that the input gives (`context`).
pub fn explicit(
    v: Option<&Json>,
    multivalued: &BTreeSet<String>,
) -> Result<BTreeMap<String, State>, NotCovered> {
    let mut out = BTreeMap::new();
    for (name, given) in v.and_then(Json::as_object).into_iter().flatten() {
        let key = name.to_lowercase();
        let list = services::list_key(&key) || multivalued.contains(&key);
        if out.insert(key, state(given, list)?).is_some() {
            return Err(NotCovered::new("two keys that differ in case (U26)"));
        }
    }
    Ok(out)
}

fn state(v: &Json, list: bool) -> Result<State, NotCovered> {
    let texts = |v: &Json| -> Result<Vec<String>, NotCovered> {
        v.as_array().ok_or(NotCovered::new("state"))?.iter().map(scalar).collect()
    };
    Ok(match v {
        Json::Null => State::unknown(),
        Json::Array(_) => {
            let values = texts(v)?;
            // C5: a list by type, else by the number of values given.
            State::Known(match (list, values.as_slice()) {
                (false, [one]) => Value::One(one.clone()),
                _ => Value::Many(values),
            })
        }
        Json::Object(o) => {
            if o.get("absent") == Some(&Json::Bool(true)) {
                State::absent()
            } else if o.get("present") == Some(&Json::Bool(true)) {
                State::present(Shape::Any)
            } else if let Some(p) = o.get("like").and_then(Json::as_str) {
                State::present(Shape::Like(p.to_string()))
            } else if let Some(c) = o.get("cidr").and_then(Json::as_str) {
                State::present(Shape::Cidr(c.to_string()))
            } else {
                State::present(Shape::OneOf(texts(o.get("any_of").unwrap_or(&Json::Null))?))
            }
        }
        v if list => State::Known(Value::Many(vec![scalar(v)?])),
        v => State::one(scalar(v)?),
    })
}

/// Class D: fill in what follows from the other fields (section 6); what is given wins (K2).
pub fn derive(case: &mut Case) -> Result<(), NotCovered> {
    let mut keys = principal_keys(case);
    keys.extend(organization_and_tags(case)?);
    keys.extend(session_keys(case)?);
    keys.extend(request_keys(case)?);
    for (key, state) in keys {
        case.context.entry(key.to_lowercase()).or_insert(state);
    }
    Ok(())
}

type Keys = Vec<(String, State)>;

fn put(keys: &mut Keys, name: &str, state: State) {
    keys.push((name.to_string(), state));
}

/// 6.2, K10 to K13, 6.7.
fn principal_keys(case: &Case) -> Keys {
    let c = &case.caller;
    let mut keys = Vec::new();
    let account = c.account.clone().unwrap_or_default();
    let arn = match c.kind {
        Kind::Session => match &c.role_arn {
            Some(arn) => State::one(arn.clone()),
            None => State::present(Shape::RolePath(
                format!("arn:{}:iam::{account}:role/", c.partition),
                c.name.clone(),
            )),
        },
        Kind::Root | Kind::User | Kind::Role | Kind::Federated => State::one(c.text.clone()),
        // U24
        Kind::Service => State::unknown(),
        Kind::Anonymous | Kind::Provider => State::absent(),
    };
    put(&mut keys, "aws:PrincipalArn", arn);
    let account_state = match c.kind {
        Kind::Anonymous => State::one("anonymous"),
        Kind::Service => State::unknown(),
        Kind::Provider => State::absent(),
        _ => State::one(account.clone()),
    };
    put(&mut keys, "aws:PrincipalAccount", account_state);
    let kind_name = match c.kind {
        Kind::Root => State::one("Account"),
        Kind::User => State::one("User"),
        Kind::Federated => State::one("FederatedUser"),
        Kind::Role | Kind::Session => State::one("AssumedRole"),
        Kind::Anonymous => State::one("Anonymous"),
        // U24
        Kind::Service => State::unknown(),
        Kind::Provider => State::absent(),
    };
    put(&mut keys, "aws:PrincipalType", kind_name);
    let id = c.id.clone();
    let session = c.session_name.clone();
    let userid = match (c.kind, id, session) {
        (Kind::Root, _, _) => State::one(account),
        (Kind::User, Some(id), _) => State::one(id),
        (Kind::User, None, _) => State::present(Shape::Like("AIDA*".to_string())),
        (Kind::Federated, _, _) => State::one(format!("{account}:{}", c.name)),
        (Kind::Session | Kind::Role, id, session) => match (id, session) {
            (Some(id), Some(s)) => State::one(format!("{id}:{s}")),
            // K11
            (None, Some(s)) => State::present(Shape::Like(format!("AROA*:{s}"))),
            (Some(id), None) => State::present(Shape::Like(format!("{id}:*"))),
            (None, None) => State::present(Shape::Like("AROA*:*".to_string())),
        },
        (Kind::Anonymous, _, _) => State::one("anonymous"),
        // U24
        (Kind::Service, _, _) => State::unknown(),
        (Kind::Provider, _, _) => State::absent(),
    };
    put(&mut keys, "aws:userid", userid);
    put(
        &mut keys,
        "aws:username",
        if c.kind == Kind::User { State::one(c.name.clone()) } else { State::absent() },
    );
    match c.kind {
        Kind::Service => {
            put(&mut keys, "aws:PrincipalIsAWSService", State::one("true"));
            put(&mut keys, "aws:PrincipalServiceName", State::one(c.text.clone()));
            let names: BTreeSet<String> = c.service_names.iter().cloned().collect();
            let names = State::Known(Value::Many(names.into_iter().collect()));
            put(&mut keys, "aws:PrincipalServiceNamesList", names);
        }
        Kind::Anonymous | Kind::Provider => {}
        _ => put(&mut keys, "aws:PrincipalIsAWSService", State::one("false")),
    }
    keys
}

/// An organization path: `aws:…OrgID` and `aws:…OrgPaths`.
fn organization(case: &Case, field: &str, side: &str, keys: &mut Keys) {
    let (id, paths) = match case.raw.get(field) {
        None => return,
        Some(Json::Null) => (State::unknown(), State::unknown()),
        Some(path) => {
            let path = path.as_str().unwrap_or_default();
            let id = path.split('/').next().unwrap_or_default();
            (State::one(id), State::Known(Value::Many(vec![path.to_string()])))
        }
    };
    put(keys, &format!("aws:{side}OrgID"), id);
    put(keys, &format!("aws:{side}OrgPaths"), paths);
}

/// 6.2, 6.5, I20: organizations, accounts and tags.
fn organization_and_tags(case: &Case) -> Result<Keys, NotCovered> {
    let mut keys = Vec::new();
    if case.caller.account.is_some() {
        organization(case, "principal_org", "Principal", &mut keys);
    }
    if case.resource != "*" {
        organization(case, "resource_org", "Resource", &mut keys);
        if let Some(account) = &case.resource_account {
            put(&mut keys, "aws:ResourceAccount", State::one(account.clone()));
        }
    }
    let tags = |pointer: &str| -> Result<BTreeMap<String, State>, NotCovered> {
        let mut out = BTreeMap::new();
        for (k, v) in case.field(pointer).and_then(Json::as_object).into_iter().flatten() {
            let state = if v.is_null() { State::unknown() } else { State::one(scalar(v)?) };
            if out.insert(k.to_lowercase(), state).is_some() {
                return Err(NotCovered::new("tags that differ in case (U26)"));
            }
        }
        Ok(out)
    };
    let mut principal = tags("/principal_tags")?;
    principal.extend(tags("/session/session_tags")?);
    if !matches!(case.caller.kind, Kind::Root | Kind::Service | Kind::Anonymous | Kind::Provider) {
        for (k, v) in principal {
            put(&mut keys, &format!("aws:PrincipalTag/{k}"), v);
        }
    }
    for (k, v) in tags("/resource_tags")? {
        put(&mut keys, &format!("aws:ResourceTag/{k}"), v);
    }
    Ok(keys)
}

/// 6.3, K20.
fn session_keys(case: &Case) -> Result<Keys, NotCovered> {
    let mut keys = Vec::new();
    let Some(session) = case.field("/session") else { return Ok(keys) };
    let text = |f: &str| session.get(f).and_then(Json::as_str);
    let issued = text("issued_at").map(State::one);
    let mfa = match session.get("mfa") {
        Some(Json::Bool(b)) => Some(State::one(b.to_string())),
        Some(Json::Null) => Some(State::present(Shape::OneOf(vec!["true".to_string(), "false".to_string()]))),
        _ => None,
    };
    let given_mfa = || mfa.clone().ok_or(NotCovered::new("session without mfa"));
    let (mfa, temporary) = match text("kind") {
        Some("long-term") => (State::absent(), false),
        Some("session-token" | "console") => (given_mfa()?, true),
        Some("role") => (State::one("false"), true),
        Some("federation") => (State::absent(), true),
        // K20: absent or `false`.
        Some("saml" | "web-identity") => {
            (State::Open { may_be_absent: true, shape: Shape::OneOf(vec!["false".to_string()]) }, true)
        }
        _ => return Err(NotCovered::new("session kind")),
    };
    // K20: redacted or as original in what a service asks on the caller's behalf.
    let by_service = case.context.get("aws:viaawsservice").is_some_and(|state| match state {
        State::Known(Value::One(via)) => via.eq_ignore_ascii_case("true"),
        State::Known(_) => false,
        State::Open { .. } => true,
    });
    let mfa = if by_service && mfa != State::absent() {
        let shape = Shape::OneOf(vec!["true".to_string(), "false".to_string()]);
        State::Open { may_be_absent: true, shape }
    } else {
        mfa
    };
    put(&mut keys, "aws:MultiFactorAuthPresent", mfa);
    let issue =
        if temporary { issued.ok_or(NotCovered::new("session without issued_at"))? } else { State::absent() };
    put(&mut keys, "aws:TokenIssueTime", issue);
    if let Some(age) = session.get("mfa_age").filter(|a| !a.is_null()) {
        put(&mut keys, "aws:MultiFactorAuthAge", State::one(scalar(age)?));
    }
    if let Some(s) = text("source_identity") {
        put(&mut keys, "aws:SourceIdentity", State::one(s));
    }
    Ok(keys)
}

/// 6.4, 6.6, T20: the keys of the request itself. What is neither given nor derivable is absent.
fn request_keys(case: &Case) -> Result<Keys, NotCovered> {
    let mut keys = Vec::new();
    put(&mut keys, "aws:SecureTransport", State::one("true"));
    let direct = match case.caller.kind {
        // 6.7: absent or `false`.
        Kind::Anonymous | Kind::Provider => {
            State::Open { may_be_absent: true, shape: Shape::OneOf(vec!["false".to_string()]) }
        }
        _ => State::one("false"),
    };
    put(&mut keys, "aws:ViaAWSService", direct);
    let region = case.resource.split(':').nth(3).unwrap_or_default();
    if services::global(&case.service) && case.relation != Relation::NoAccount {
        put(&mut keys, "aws:RequestedRegion", State::one("us-east-1"));
    } else if !region.is_empty() {
        put(&mut keys, "aws:RequestedRegion", State::one(region));
    }
    if let Some(id) = case.endpoint.as_ref().and_then(|e| e.id.clone()) {
        put(&mut keys, "aws:SourceVpce", State::one(id));
    }
    if let Some(time) = case.field("/time").and_then(Json::as_str) {
        let instant = values::date(time).ok_or(NotCovered::new("time"))?;
        put(&mut keys, "aws:CurrentTime", State::one(time));
        put(&mut keys, "aws:EpochTime", State::one((instant / 1000).to_string()));
    }
    Ok(keys)
}
