//! Representative states of an unknown key (T10, T6), drawn from the request's own policies.

use super::case::{Case, Kind};
use super::context::{Shape, State, Value};
use super::document::Clause;
use super::operators::Family;
use super::patterns::{self, Token};
use super::services::{self, Type};
use super::values;
use super::variables::{self, Piece};
use super::world::{SESSION_NAME, World};
use std::collections::BTreeSet;

/// T10: the states to try. Absence first where it is possible.
pub fn representatives(case: &Case, key: &str) -> Vec<Value> {
    if let Some(done) = case.pools.borrow().get(key) {
        return done.clone();
    }
    let State::Open { may_be_absent, shape } = World::known(case).state(key) else { return Vec::new() };
    let texts: Vec<String> = shaped(case, key, &shape).into_iter().collect();
    let mut out = if may_be_absent { vec![Value::Absent] } else { Vec::new() };
    if services::list_key(key) || case.multivalued.contains(key) {
        for (i, t) in texts.iter().enumerate() {
            out.push(Value::Many(vec![t.clone()]));
            out.extend(texts[i + 1..].iter().take(6).map(|u| Value::Many(vec![t.clone(), u.clone()])));
        }
        out.push(Value::Many(texts));
    } else {
        out.extend(texts.into_iter().map(Value::One));
    }
    case.pools.borrow_mut().insert(key.to_string(), out.clone());
    out
}

/// T10: do the representatives stand for every state? Equality, bool, numbers, dates, addresses, candidates.
pub fn complete(case: &Case, key: &str) -> bool {
    let State::Open { shape, .. } = World::known(case).state(key) else { return true };
    if matches!(shape, Shape::OneOf(_)) {
        return true;
    }
    let list = services::list_key(key) || case.multivalued.contains(key);
    let variable = || {
        let in_conditions =
            clauses(case).flat_map(|(c, v2012)| c.values.iter().map(move |v| (v.clone(), v2012, c)));
        let mut used = in_conditions.filter(|(_, _, c)| c.family_named()).map(|(v, two, _)| (v, two));
        used.any(|(v, two)| names(&v, two, key)) || resources(case).any(|(p, two)| names(p, two, key))
    };
    let simple = clauses(case).filter(|(c, _)| c.key == key).all(|(c, v2012)| {
        let wild = matches!(c.operator.family, Family::StringLike | Family::Arn | Family::Binary);
        !wild && !c.values.iter().any(|v| !variables::keys(&variables::pieces(v, v2012)).is_empty())
    });
    // R11: the region is part of a synthetic ARN, which patterns look at.
    let in_arn = key == "aws:requestedregion" && case.resource == "*";
    key != SESSION_NAME
        && !in_arn
        && matches!(shape, Shape::Any | Shape::Cidr(_))
        && !list
        && simple
        && !variable()
}

impl Clause {
    fn family_named(&self) -> bool {
        self.operator.family != Family::Null
    }
}

fn names(text: &str, v2012: bool, key: &str) -> bool {
    variables::keys(&variables::pieces(text, v2012)).iter().any(|k| k == key)
}

fn clauses(case: &Case) -> impl Iterator<Item = (&Clause, bool)> {
    case.statements().flat_map(|s| s.clauses.iter().map(|c| (c, s.v2012)))
}

fn resources(case: &Case) -> impl Iterator<Item = (&str, bool)> {
    case.statements()
        .flat_map(|s| s.resource.iter().flat_map(|r| r.patterns.iter().map(|p| (p.as_str(), s.v2012))))
}

/// T6: the texts that the shape admits.
fn shaped(case: &Case, key: &str, shape: &Shape) -> BTreeSet<String> {
    let pool = pool(case, key);
    match shape {
        Shape::OneOf(values) => values.iter().cloned().collect(),
        Shape::Any => pool,
        Shape::Like(pattern) => {
            let tokens = patterns::plain(pattern);
            let mut out: BTreeSet<String> =
                pool.iter().filter(|t| patterns::like(&tokens, t)).cloned().collect();
            let mut fills = vec!["zz".to_string()];
            fills.extend(
                pool.iter()
                    .flat_map(|t| [t.clone(), t.rsplit(['/', ':']).next().unwrap_or_default().to_string()]),
            );
            if key != "aws:userid" {
                fills.push(String::new());
            }
            for f in fills.iter().take(24) {
                out.insert(pattern.replace('*', f).replace('?', "q"));
            }
            out
        }
        Shape::Cidr(cidr) => {
            let Some((six, base, bits)) = values::network(cidr) else { return pool };
            let hosts = values::host_mask(six, bits);
            let inside =
                |t: &str| values::address(t).is_some_and(|(s, a)| s == six && a & !hosts == base & !hosts);
            let mut out: BTreeSet<String> = pool.iter().filter(|t| inside(t)).cloned().collect();
            for a in [base & !hosts, base | hosts, (base & !hosts) + (hosts >> 1)] {
                out.insert(values::address_text((six, a)));
            }
            out
        }
        Shape::RolePath(prefix, name) => {
            let fits = |t: &&String| {
                let rest = t.strip_prefix(prefix.as_str());
                rest.is_some_and(|r| r == name || r.ends_with(&format!("/{name}")))
            };
            let mut out: BTreeSet<String> = pool.iter().filter(fits).cloned().collect();
            out.insert(format!("{prefix}{name}"));
            out.insert(format!("{prefix}zz/{name}"));
            out
        }
    }
}

/// T10: the values by operator, one fresh, and for variables what the other side would have to be.
fn pool(case: &Case, key: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for (c, v2012) in clauses(case) {
        if c.key == key {
            for v in &c.values {
                instances(case, c.operator.family, v, v2012, &mut out);
            }
        } else if c.values.iter().any(|v| names(v, v2012, key)) {
            out.extend(known_texts(case, &c.key));
            out.extend(clauses(case).filter(|(d, _)| d.key == c.key).flat_map(|(d, _)| d.values.clone()));
        }
    }
    if resources(case).any(|(p, v2012)| names(p, v2012, key)) {
        let parts = case.resource.split([':', '/', '.', '-']).map(String::from);
        out.extend(parts.chain([case.resource.clone()]).filter(|p| !p.is_empty()));
    }
    for s in case.statements() {
        for (_, value) in s.principal.iter().flat_map(|p| p.entries.iter()) {
            if key == SESSION_NAME && value.contains(":assumed-role/") {
                out.insert(value.rsplit('/').next().unwrap_or_default().to_string());
            }
            if key == "aws:userid" && (value.starts_with("AROA") || value.starts_with("AIDA")) {
                let session = case.caller.session_name.clone().unwrap_or("zz".to_string());
                let user = case.caller.kind == Kind::User;
                out.insert(if user { value.clone() } else { format!("{value}:{session}") });
            }
        }
    }
    match services::key_type(key) {
        Type::Bool => out = ["true", "false"].into_iter().map(String::from).collect(),
        Type::Address => {
            out.retain(|t| values::address(t).is_some());
            out.extend(["198.51.100.77".to_string(), "2001:db8:77::77".to_string()]);
        }
        Type::Date => {
            out.retain(|t| values::date(t).is_some());
            out.insert("2031-03-04T05:06:07Z".to_string());
        }
        Type::Number => {
            out.retain(|t| values::decimal(t).is_some() && !t.starts_with('-'));
            out.insert("77".to_string());
        }
        Type::Arn => {
            out.retain(|t| patterns::well_formed_arn(t));
            out.insert("arn:aws:iam::999999999999:role/zz-fresh".to_string());
        }
        Type::Region => {
            let region = |p: &str| p.split(':').nth(3).unwrap_or_default().replace(['*', '?'], "");
            out.extend(resources(case).filter(|_| case.resource == "*").map(|(p, _)| region(p)));
            out.retain(|t| !t.is_empty() && t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
            out.insert("zz-fresh-1".to_string());
        }
        Type::Text => {
            out.insert("zz-fresh".to_string());
        }
    }
    out
}

/// What the input says a key is, if it says one text.
fn known_texts(case: &Case, key: &str) -> Vec<String> {
    match World::known(case).state(key) {
        State::Known(Value::One(t)) => vec![t],
        State::Known(Value::Many(t)) => t,
        State::Open { shape: Shape::OneOf(t), .. } => t,
        _ => Vec::new(),
    }
}

/// T10: the representatives that one operand asks for.
fn instances(case: &Case, family: Family, operand: &str, v2012: bool, out: &mut BTreeSet<String>) {
    let fills: Vec<Vec<String>> =
        variables::keys(&variables::pieces(operand, v2012)).iter().map(|k| known_texts(case, k)).collect();
    let fill = |key: &str, default: Option<&str>| {
        let known = known_texts(case, key);
        known.first().cloned().or(default.map(String::from)).or(Some("zz-fresh".to_string()))
    };
    let pieces: Vec<Piece> = variables::pieces(operand, v2012);
    let text = variables::text(&pieces, &fill).unwrap_or_default();
    match family {
        Family::String | Family::Binary | Family::Null => {
            out.insert(text);
        }
        Family::StringIgnoreCase => {
            out.insert(text.to_uppercase());
            out.insert(text.to_lowercase());
        }
        Family::Bool => out.extend(["true".to_string(), "false".to_string()]),
        Family::StringLike | Family::Arn => {
            let tokens = variables::wild(&pieces, &fill).unwrap_or_default();
            let mut stars = vec![String::new(), "zz".to_string()];
            let others = clauses(case).filter(|(c, _)| c.operator.wild() || c.operator.expands());
            stars.extend(
                others.flat_map(|(c, _)| c.values.iter().map(|v| v.replace(['*', '?'], ""))).take(12),
            );
            out.extend(stars.iter().map(|s| fill_stars(&tokens, s)));
        }
        Family::Numeric => {
            if let Ok(n) = text.parse::<f64>() {
                out.extend([n - 1.0, n - 0.25, n, n + 0.25, n + 1.0].map(|n| n.to_string()));
            }
        }
        Family::Date => {
            if let Some(ms) = values::date(&text) {
                out.extend([ms - 1000, ms - 1, ms, ms + 1, ms + 1000].map(values::iso));
            }
        }
        Family::Ip => {
            if let Some((six, base, bits)) = values::network(&text) {
                let hosts = values::host_mask(six, bits);
                let top = if six { u128::MAX } else { u128::from(u32::MAX) };
                let (first, last) = (base & !hosts, base | hosts);
                let around = [first, last, first.saturating_sub(1), last.saturating_add(1).min(top)];
                out.extend(around.map(|a| values::address_text((six, a))));
            }
        }
    }
    out.extend(fills.into_iter().flatten());
}

fn fill_stars(tokens: &[Token], star: &str) -> String {
    let mut units = Vec::new();
    for t in tokens {
        match t {
            Token::Unit(u) | Token::Given(u) => units.push(*u),
            Token::One => units.push(u16::from(b'q')),
            Token::Star | Token::AnyText => units.extend(patterns::units(star)),
        }
    }
    String::from_utf16_lossy(&units)
}
