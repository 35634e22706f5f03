//! One check as given: who, what, where, and the policies (I1 to I9, E8; `simulate` input).

use super::NotCovered;
use super::context::{self, State, Value as KeyValue};
use super::document::{self, Layer, Statement};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// I7: the kinds of caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Root,
    User,
    /// A role ARN in place of one of its sessions.
    Role,
    Session,
    Federated,
    Service,
    Anonymous,
    /// The unsigned caller of `AssumeRoleWithSAML` or `AssumeRoleWithWebIdentity`.
    Provider,
}

/// The caller.
#[derive(Clone, Debug)]
pub struct Caller {
    pub kind: Kind,
    pub text: String,
    pub partition: String,
    pub account: Option<String>,
    /// User, role or federated-user name, without path.
    pub name: String,
    pub session_name: Option<String>,
    /// The full role ARN, if known (I9).
    pub role_arn: Option<String>,
    pub issuer: Option<String>,
    /// Unique id without session name.
    pub id: Option<String>,
    pub service_names: Vec<String>,
    pub canonical: Option<String>,
    pub service_linked: bool,
}

/// I6: how the caller's account and the resource's stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Same,
    Cross,
    /// The resource is AWS's own (`aws` as account).
    AwsOwned,
    /// The caller has no account.
    NoAccount,
}

/// V2, V4: the endpoint a request enters by.
#[derive(Clone, Debug)]
pub struct Endpoint {
    pub id: Option<String>,
    pub gateway: bool,
    pub policy: Option<Vec<Statement>>,
}

/// Everything about one check that does not change from world to world.
pub struct Case {
    pub raw: Value,
    pub caller: Caller,
    pub action: String,
    pub service: String,
    pub resource: String,
    pub resource_account: Option<String>,
    pub relation: Relation,
    pub context: BTreeMap<String, State>,
    pub multivalued: BTreeSet<String>,
    pub open_context: bool,
    pub identity: Vec<Statement>,
    pub boundary: Option<Vec<Statement>>,
    pub session: Option<Vec<Statement>>,
    pub resource_policy: Option<Vec<Statement>>,
    pub scps: Vec<Vec<Statement>>,
    pub rcps: Vec<Vec<Statement>>,
    pub caller_rcps: Option<Vec<Vec<Statement>>>,
    pub endpoint: Option<Endpoint>,
    pub not_collected: BTreeSet<String>,
    /// Representative states by key, once made (T10).
    pub pools: RefCell<BTreeMap<String, Vec<KeyValue>>>,
}

fn text(v: &Value, field: &str) -> Option<String> {
    v.get(field).and_then(Value::as_str).map(String::from)
}

/// I2, I7: read the caller.
fn caller(v: &Value, action: &str) -> Result<Caller, NotCovered> {
    let text_of = text(v, "principal").ok_or(NotCovered::new("no principal"))?;
    let mut c = Caller {
        kind: Kind::Service,
        text: text_of.clone(),
        partition: String::new(),
        account: None,
        name: String::new(),
        session_name: None,
        role_arn: None,
        issuer: v.pointer("/session/issuer").and_then(Value::as_str).map(String::from),
        id: text(v, "principal_id").map(|id| id.split(':').next().unwrap_or_default().to_string()),
        service_names: Vec::new(),
        canonical: text(v, "principal_canonical_id"),
        service_linked: false,
    };
    if matches!(action, "sts:assumerolewithsaml" | "sts:assumerolewithwebidentity") {
        c.kind = Kind::Provider;
        return Ok(c);
    }
    if text_of == "anonymous" {
        c.kind = Kind::Anonymous;
        return Ok(c);
    }
    let parts: Vec<&str> = text_of.splitn(6, ':').collect();
    if parts.len() < 6 {
        c.service_names = vec![text_of.clone()];
        let more = v.get("principal_names").and_then(Value::as_array).cloned().unwrap_or_default();
        c.service_names.extend(more.iter().filter_map(|n| n.as_str().map(String::from)));
        return Ok(c);
    }
    c.partition = parts[1].to_string();
    c.account = Some(parts[4].to_string());
    let last = |s: &str| s.rsplit('/').next().unwrap_or_default().to_string();
    let path: Vec<&str> = parts[5].split('/').collect();
    c.kind = match (parts[2], path[0]) {
        ("iam", "root") => Kind::Root,
        ("iam", "user") => Kind::User,
        ("iam", "role") => Kind::Role,
        ("sts", "assumed-role") => Kind::Session,
        ("sts", "federated-user") => Kind::Federated,
        _ => return Err(NotCovered::new("principal")),
    };
    c.name = last(parts[5]);
    match c.kind {
        Kind::Role => c.role_arn = Some(text_of.clone()),
        Kind::Session => {
            c.name = path.get(1).unwrap_or(&"").to_string();
            c.session_name = path.get(2).map(|s| s.to_string());
            c.role_arn = text(v, "principal_arn");
        }
        _ => {}
    }
    let arn = c.role_arn.clone().unwrap_or_default();
    c.service_linked = arn.contains(":role/aws-service-role/")
        || (c.kind == Kind::Session && c.role_arn.is_none() && c.name.starts_with("AWSServiceRoleFor"));
    Ok(c)
}

/// A list of entries `{name, policy}` as one union (S2).
fn union(v: &Value, layer: Layer, place: &str) -> Result<Vec<Statement>, NotCovered> {
    let mut out = Vec::new();
    for (i, e) in v.as_array().ok_or(NotCovered::new("entries"))?.iter().enumerate() {
        out.extend(entry(e, layer, &format!("{place}/{i}"))?);
    }
    Ok(out)
}

fn entry(e: &Value, layer: Layer, place: &str) -> Result<Vec<Statement>, NotCovered> {
    let name = text(e, "name").unwrap_or_default();
    document::policy(e.get("policy").ok_or(NotCovered::new("entry without policy"))?, layer, &name, place)
}

/// O1: one list of entries per node, root first.
fn nodes(v: Option<&Value>, layer: Layer, place: &str) -> Result<Vec<Vec<Statement>>, NotCovered> {
    let mut out = Vec::new();
    for (i, node) in v.and_then(Value::as_array).map_or(&[][..], |n| n).iter().enumerate() {
        out.push(union(node.get("policies").unwrap_or(node), layer, &format!("{place}/{i}"))?);
    }
    Ok(out)
}

fn given<'a>(v: &'a Value, field: &str) -> Option<&'a Value> {
    v.get(field).filter(|x| !x.is_null())
}

/// V2, V4: `vpce`, or its shorthand `vpce_policy`.
fn endpoint(v: &Value) -> Result<Option<Endpoint>, NotCovered> {
    let name = "vpce_policy";
    if let Some(e) = given(v, "vpce") {
        let policy = given(e, "policy").map(|p| document::policy(p, Layer::Vpce, name, "")).transpose()?;
        return Ok(Some(Endpoint {
            id: text(e, "id"),
            gateway: text(e, "type").as_deref() == Some("gateway"),
            policy,
        }));
    }
    let Some(e) = given(v, "vpce_policy") else { return Ok(None) };
    Ok(Some(Endpoint { id: None, gateway: false, policy: Some(entry(e, Layer::Vpce, "")?) }))
}

/// The resource policy, where the action and resource type have one (X10, X25, X52, E19).
fn resource_policy(
    v: &Value,
    action: &str,
    service: &str,
    resource: &str,
) -> Result<Option<Vec<Statement>>, NotCovered> {
    let several = v.get("resource_policies").and_then(Value::as_array).cloned().unwrap_or_default();
    if several.len() > 1 || several.iter().any(|p| text(p, "kind").is_some_and(|k| k.contains("access"))) {
        return Err(NotCovered::new("several resource policies"));
    }
    let one = given(v, "resource_policy").or_else(|| several.first().and_then(|e| e.get("policy")));
    let Some(policy) = one else { return Ok(None) };
    let layer = if super::services::is_trust_action(action) { Layer::Trust } else { Layer::Resource };
    if layer != Layer::Trust && !super::services::has_resource_policy(service, resource) {
        return Ok(None);
    }
    document::policy(policy, layer, "resource_policy", "").map(Some)
}

impl Case {
    /// Read one check of a `simulate` object.
    pub fn read(v: &Value) -> Result<Case, NotCovered> {
        let action = text(v, "action").ok_or(NotCovered::new("no action"))?;
        let lower = action.to_ascii_lowercase();
        let service = lower.split(':').next().unwrap_or_default().to_string();
        let caller = caller(v, &lower)?;
        let resource = text(v, "resource").unwrap_or("*".to_string());
        let from_arn = resource.split(':').nth(4).unwrap_or_default().to_string();
        let twelve = |s: &str| s.len() == 12 && s.bytes().all(|b| b.is_ascii_digit());
        // I5: the ARN, else the explicit input, else the caller's account.
        let resource_account = if twelve(&from_arn) || from_arn == "aws" {
            Some(from_arn)
        } else {
            text(v, "resource_account").or_else(|| caller.account.clone())
        };
        let relation = match (&caller.account, resource_account.as_deref()) {
            (None, _) => Relation::NoAccount,
            (_, Some("aws")) => Relation::AwsOwned,
            (Some(a), Some(b)) if a != b => Relation::Cross,
            _ => Relation::Same,
        };
        let list = |field: &str| -> BTreeSet<String> {
            let values = v.get(field).and_then(Value::as_array).cloned().unwrap_or_default();
            values.iter().filter_map(|s| s.as_str().map(str::to_lowercase)).collect()
        };
        let multivalued = list("multivalued");
        let session = given(v, "session_policies").map(|p| union(p, Layer::Session, "")).transpose()?;
        let none_passed = v.get("session_policies").and_then(Value::as_array).is_some_and(Vec::is_empty);
        let mut case = Case {
            raw: v.clone(),
            service: service.clone(),
            context: context::explicit(v.get("context"), &multivalued)?,
            open_context: v.get("open_context") == Some(&Value::Bool(true)),
            identity: given(v, "identity_policies")
                .map_or(Ok(Vec::new()), |p| union(p, Layer::Identity, ""))?,
            boundary: given(v, "boundary").map(|e| entry(e, Layer::Boundary, "")).transpose()?,
            session: session.filter(|_| !none_passed),
            resource_policy: resource_policy(v, &lower, &service, &resource)?,
            scps: nodes(v.get("scps"), Layer::Scp, "")?,
            rcps: nodes(v.get("rcps"), Layer::Rcp, "")?,
            caller_rcps: given(v, "caller_rcps").map(|n| nodes(Some(n), Layer::Rcp, "caller")).transpose()?,
            endpoint: endpoint(v)?,
            not_collected: list("not_collected"),
            caller,
            action,
            resource,
            resource_account,
            relation,
            multivalued,
            pools: RefCell::default(),
        };
        context::derive(&mut case)?;
        Ok(case)
    }

    /// All statements that are in the input.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        let endpoint = self.endpoint.iter().flat_map(|e| e.policy.iter().flatten());
        (self.identity.iter())
            .chain(self.boundary.iter().flatten())
            .chain(self.session.iter().flatten())
            .chain(self.resource_policy.iter().flatten())
            .chain(self.scps.iter().flatten())
            .chain(self.rcps.iter().flatten())
            .chain(self.caller_rcps.iter().flatten().flatten())
            .chain(endpoint)
    }

    /// I3: the partition of the resource, if it is an ARN.
    pub fn resource_partition(&self) -> Option<&str> {
        self.resource.strip_prefix("arn:").and_then(|r| r.split(':').next())
    }

    /// A field of the input.
    pub fn field(&self, pointer: &str) -> Option<&Value> {
        self.raw.pointer(pointer).filter(|v| !v.is_null())
    }
}
