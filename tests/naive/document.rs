//! Policies as read: statements and their elements (M1 to M16).

use super::NotCovered;
use super::operators::{Operator, operator};
use super::patterns;
use super::variables::{self, Piece};
use serde_json::Value;

/// G4: the layers that hold policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    Identity,
    Boundary,
    Session,
    Scp,
    Rcp,
    Resource,
    /// The resource policy of a role (`sts:AssumeRole*`).
    Trust,
    Vpce,
}

impl Layer {
    /// The layer's name in answers; the trust policy is a resource policy (G4).
    pub fn name(self) -> &'static str {
        match self {
            Layer::Identity => "identity",
            Layer::Boundary => "boundary",
            Layer::Session => "session",
            Layer::Scp => "scp",
            Layer::Rcp => "rcp",
            Layer::Resource | Layer::Trust => "resource",
            Layer::Vpce => "vpce",
        }
    }
}

/// `Principal` or `NotPrincipal`: (type, value) pairs; `"*"` alone has the type `*`.
#[derive(Clone, Debug)]
pub struct Principal {
    pub negated: bool,
    pub entries: Vec<(String, String)>,
}

/// `Action`/`NotAction` or `Resource`/`NotResource`.
#[derive(Clone, Debug)]
pub struct Entries {
    pub negated: bool,
    pub patterns: Vec<String>,
}

/// One key under one operator (C1).
#[derive(Clone, Debug)]
pub struct Clause {
    pub operator: Operator,
    /// Lower case (C4).
    pub key: String,
    pub values: Vec<String>,
}

/// One statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Names the statement among all of the request, for atoms (T12).
    pub id: String,
    pub layer: Layer,
    pub policy: String,
    pub index: usize,
    pub deny: bool,
    pub principal: Option<Principal>,
    pub action: Entries,
    pub resource: Option<Entries>,
    pub clauses: Vec<Clause>,
    /// M2: `2012-10-17`, where variables live.
    pub v2012: bool,
}

/// M10: a string is a list of one.
fn strings(v: &Value) -> Result<Vec<String>, NotCovered> {
    let one = |v: &Value| v.as_str().map(String::from).ok_or(NotCovered::new("document: not a string"));
    match v {
        Value::Array(list) => list.iter().map(one).collect(),
        v => Ok(vec![one(v)?]),
    }
}

/// M14: strings, numbers, booleans.
pub fn scalar(v: &Value) -> Result<String, NotCovered> {
    match v {
        Value::String(s) => Ok(s.clone()),
        Value::Bool(b) => Ok(b.to_string()),
        Value::Number(n) => Ok(n.to_string()),
        _ => Err(NotCovered::new("a value is neither string, number nor boolean")),
    }
}

fn clauses(v: &Value) -> Result<Vec<Clause>, NotCovered> {
    let mut out = Vec::new();
    for (name, keys) in v.as_object().ok_or(NotCovered::new("document: Condition"))? {
        let operator = operator(name).ok_or(NotCovered::new("document: operator"))?;
        for (key, values) in keys.as_object().ok_or(NotCovered::new("document: operator block"))? {
            let values = match values {
                Value::Array(list) => list.iter().map(scalar).collect::<Result<Vec<_>, _>>()?,
                v => vec![scalar(v)?],
            };
            out.push(Clause { operator, key: key.to_lowercase(), values });
        }
    }
    Ok(out)
}

fn principal(v: &Value, negated: bool) -> Result<Principal, NotCovered> {
    let mut entries = Vec::new();
    match v {
        Value::String(s) if s == "*" => entries.push(("*".to_string(), "*".to_string())),
        Value::Object(types) => {
            for (kind, values) in types {
                for value in strings(values)? {
                    entries.push((kind.clone(), value));
                }
            }
        }
        _ => return Err(NotCovered::new("document: principal")),
    }
    Ok(Principal { negated, entries })
}

/// M1 to M6: one document (an object, or a string holding one).
pub fn policy(v: &Value, layer: Layer, name: &str, place: &str) -> Result<Vec<Statement>, NotCovered> {
    let read;
    let v = match v {
        Value::String(s) => {
            read = serde_json::from_str(s).map_err(|_| NotCovered::new("document: not JSON"))?;
            &read
        }
        v => v,
    };
    let v2012 = match v.get("Version").map(|s| s.as_str()) {
        None | Some(Some("2008-10-17")) => false,
        Some(Some("2012-10-17")) => true,
        Some(_) => return Err(NotCovered::new("document: Version")),
    };
    let list = match v.get("Statement") {
        Some(Value::Array(list)) => list.clone(),
        Some(one @ Value::Object(_)) => vec![one.clone()],
        _ => return Err(NotCovered::new("document: Statement")),
    };
    let mut out = Vec::new();
    for (index, s) in list.iter().enumerate() {
        let statement = statement(s, layer, name, index, v2012, format!("{}{place}/{index}", layer.name()))?;
        legal(&statement)?;
        out.push(statement);
    }
    Ok(out)
}

fn statement(
    s: &Value,
    layer: Layer,
    name: &str,
    index: usize,
    v2012: bool,
    id: String,
) -> Result<Statement, NotCovered> {
    let known = [
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    ];
    let object = s.as_object().ok_or(NotCovered::new("document: statement"))?;
    if object.keys().any(|k| !known.contains(&k.as_str())) {
        return Err(NotCovered::new("document: element name"));
    }
    let pair = |plain: &str, not: &str| -> Result<Option<Entries>, NotCovered> {
        match (s.get(plain), s.get(not)) {
            (Some(v), None) => Ok(Some(Entries { negated: false, patterns: strings(v)? })),
            (None, Some(v)) => Ok(Some(Entries { negated: true, patterns: strings(v)? })),
            (None, None) => Ok(None),
            _ => Err(NotCovered::new("document: both of a pair")),
        }
    };
    let deny = match s.get("Effect").and_then(Value::as_str) {
        Some("Allow") => false,
        Some("Deny") => true,
        _ => return Err(NotCovered::new("document: Effect")),
    };
    let principal = match (s.get("Principal"), s.get("NotPrincipal")) {
        (Some(v), None) => Some(principal(v, false)?),
        (None, Some(v)) => Some(principal(v, true)?),
        (None, None) => None,
        _ => return Err(NotCovered::new("document: both of a pair")),
    };
    Ok(Statement {
        id,
        layer,
        policy: name.to_string(),
        index,
        deny,
        principal,
        action: pair("Action", "NotAction")?.ok_or(NotCovered::new("document: no action"))?,
        resource: pair("Resource", "NotResource")?,
        clauses: s.get("Condition").map_or(Ok(Vec::new()), clauses)?,
        v2012,
    })
}

/// Z30, A2, A3, R7, C27: documents that are errors are not for this reading.
fn legal(s: &Statement) -> Result<(), NotCovered> {
    let refuse = |what: &str| Err(NotCovered::new(&format!("document error: {what}")));
    for p in &s.action.patterns {
        let Some((prefix, _)) = p.split_once(':') else {
            if p == "*" {
                continue;
            }
            return refuse("action without a colon (A2)");
        };
        let stored = matches!(s.layer, Layer::Identity | Layer::Boundary | Layer::Trust);
        if prefix.contains(['*', '?']) && p != "*:*" && stored {
            return refuse("wildcard in the service prefix (A3)");
        }
    }
    match (s.layer, &s.principal) {
        (Layer::Identity | Layer::Boundary | Layer::Session | Layer::Scp, Some(_)) => {
            return refuse("Principal");
        }
        (Layer::Rcp, None) => return refuse("RCP without Principal"),
        (Layer::Trust | Layer::Rcp, Some(p)) if p.negated => return refuse("NotPrincipal"),
        (Layer::Trust, Some(p)) if p.entries.iter().any(|e| e.0 == "*") => return refuse("Principal * (P9)"),
        (Layer::Trust, None) => return refuse("trust policy without Principal"),
        _ => {}
    }
    if s.layer == Layer::Rcp && s.action.negated {
        return refuse("NotAction in an RCP (Z3)");
    }
    match (s.layer, &s.resource) {
        (Layer::Trust, Some(_)) => return refuse("Resource in a trust policy (R14)"),
        (Layer::Trust, None) => {}
        (_, None) => return refuse("no Resource (M6)"),
        (layer, Some(r)) => {
            for p in &r.patterns {
                let tokens = patterns::plain(p);
                let short = !p.contains("${")
                    && !p.trim_matches('*').is_empty()
                    && patterns::parts(&tokens).len() < 6;
                if short && (layer == Layer::Rcp || (layer == Layer::Scp && !p.ends_with('*'))) {
                    return refuse("short resource (R7)");
                }
            }
        }
    }
    if s.layer != Layer::Session && s.clauses.iter().any(|c| c.malformed_arn(s.v2012)) {
        return refuse("malformed ARN operand (C27)");
    }
    Ok(())
}

impl Clause {
    /// C27: some operand without variables is no ARN.
    fn malformed_arn(&self, v2012: bool) -> bool {
        self.operator.is_arn()
            && self.values.iter().any(|v| {
                let pieces = variables::pieces(v, v2012);
                !pieces.iter().any(|p| matches!(p, Piece::Variable { .. }))
                    && !super::operators::well_formed_operand(
                        &variables::wild(&pieces, &|_, _| None).unwrap_or_default(),
                    )
            })
    }
}
