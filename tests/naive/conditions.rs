//! Condition clauses (C1 to C44, W2 to W10), in one world and over all worlds of the keys they name.

use super::context::{State, Value};
use super::document::{Clause, Layer, Statement};
use super::operators::{Family, Operand, Qualifier, matches, unusable, well_formed_operand};
use super::representatives::representatives;
use super::services;
use super::truth::{Truth, agree};
use super::variables::{self, Piece};
use super::world::{Need, World};
use std::collections::BTreeMap;

/// A clause in one world: settled, or U by a rule (T12).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Is(bool),
    By(&'static str),
}

/// The readings under which a clause is looked at.
#[derive(Clone, Copy)]
struct Reading {
    /// Put in variables.
    expand: bool,
    /// U9: an unresolved value counts as matching.
    unresolved_matches: bool,
    /// U22: host bits of IPv6 networks are ignored.
    mask_v6: bool,
}

type Keys = BTreeMap<String, Value>;

/// T3: the clause in every world of its unknown keys; the keys are noted where that leaves it open.
pub fn clause(world: &World, s: &Statement, c: &Clause) -> Truth {
    let mut keys = vec![c.key.clone()];
    if c.operator.family != Family::Null {
        for v in &c.values {
            keys.extend(variables::keys(&variables::pieces(v, s.v2012)));
        }
    }
    keys.sort();
    keys.dedup();
    let mut worlds = vec![Keys::new()];
    for key in &keys {
        let values = match world.state(key) {
            State::Known(v) => vec![v],
            State::Open { .. } => {
                world.need(Need::Key(key.clone()));
                let all = representatives(world.case, key);
                all.into_iter().filter(|v| world.with_key(key, v.clone()).possible()).collect()
            }
        };
        let mut next = Vec::new();
        for w in &worlds {
            for v in &values {
                let mut w = w.clone();
                w.insert(key.clone(), v.clone());
                next.push(w);
            }
        }
        worlds = next;
        if worlds.len() > 3000 {
            return Truth::Unknown;
        }
    }
    agree(worlds.iter().map(|keys| match told(s, c, keys) {
        Verdict::Is(b) => Truth::of(b),
        Verdict::By(rule) => world.disputed(rule, s),
    }))
}

/// The clause in one world.
fn told(s: &Statement, c: &Clause, keys: &Keys) -> Verdict {
    let op = &c.operator;
    let value = keys.get(&c.key).unwrap_or(&Value::Absent);
    if op.family == Family::Null {
        return null(c, value);
    }
    if c.values.is_empty() {
        return no_values(s, c, value);
    }
    let usual = Reading { expand: op.expands(), unresolved_matches: false, mask_v6: false };
    let plain = read(s, c, keys, value, usual);
    // U10: a variable where documentation forbids it.
    let variable = c.values.iter().any(|v| !variables::keys(&variables::pieces(v, s.v2012)).is_empty());
    if variable && !op.expands() && plain != read(s, c, keys, value, Reading { expand: true, ..usual }) {
        return Verdict::By("U10");
    }
    // W8, U9: in an Allow, true only thanks to an unresolved value.
    if !s.deny && op.negated && plain == Verdict::Is(true) {
        let strict = read(s, c, keys, value, Reading { unresolved_matches: true, expand: true, ..usual });
        if strict != plain && variable {
            return Verdict::By("U9");
        }
    }
    // C24, U22.
    let masked = read(s, c, keys, value, Reading { mask_v6: true, ..usual });
    if masked != plain && (s.deny || op.negated) {
        return Verdict::By("U22");
    }
    plain
}

/// C29, C37.
fn null(c: &Clause, value: &Value) -> Verdict {
    let absent = *value == Value::Absent;
    let asks = |text: &str| c.values.iter().any(|v| v.eq_ignore_ascii_case(text));
    match c.operator.qualifier {
        Qualifier::None => Verdict::Is((asks("true") && absent) || (asks("false") && !absent)),
        Qualifier::ForAll if !absent && asks("true") => Verdict::By("U38"),
        Qualifier::ForAll => Verdict::Is(true),
        Qualifier::ForAny if !absent && asks("false") => Verdict::By("U38"),
        Qualifier::ForAny => Verdict::Is(false),
    }
}

/// C40.
fn no_values(s: &Statement, c: &Clause, value: &Value) -> Verdict {
    let empty = matches!(value, Value::Absent) || matches!(value, Value::Many(v) if v.is_empty());
    let result = match c.operator.qualifier {
        Qualifier::ForAll => return Verdict::Is(empty),
        Qualifier::ForAny => return Verdict::Is(false),
        Qualifier::None => c.operator.if_exists && *value == Value::Absent,
    };
    if !result && s.deny { Verdict::By("U7") } else { Verdict::Is(result) }
}

/// C10, C14, C15, C31 to C36 under one reading.
fn read(s: &Statement, c: &Clause, keys: &Keys, value: &Value, reading: Reading) -> Verdict {
    let op = &c.operator;
    let operands = operands(s, c, keys, reading);
    let m = |v: &String| one(s, c, v, &operands, reading);
    let list = match value {
        Value::Absent => Vec::new(),
        Value::One(v) => vec![v.clone()],
        Value::Many(list) => list.clone(),
    };
    match op.qualifier {
        Qualifier::ForAll => Verdict::Is(list.iter().all(m)),
        Qualifier::ForAny if list.is_empty() => {
            if op.if_exists && s.deny {
                Verdict::By("U5")
            } else {
                Verdict::Is(false)
            }
        }
        Qualifier::ForAny => Verdict::Is(list.iter().any(m)),
        Qualifier::None => match value {
            Value::Absent => Verdict::Is(op.negated || op.if_exists),
            Value::One(v) => Verdict::Is(m(v)),
            // C15
            Value::Many(list) if s.deny && list.iter().any(m) => Verdict::By("U21"),
            Value::Many(_) => Verdict::Is(false),
        },
    }
}

/// The operands under one reading: `None` is unresolved (W8).
fn operands(s: &Statement, c: &Clause, keys: &Keys, reading: Reading) -> Vec<Option<Operand>> {
    let fill = |key: &str, default: Option<&str>| -> Option<String> {
        // W4: list keys cannot be put in, even with a default. W7: the default stands for absence only.
        match keys.get(key) {
            Some(Value::One(v)) => Some(v.clone()),
            Some(Value::Many(_)) => None,
            _ if services::list_key(key) => None,
            _ => default.map(String::from),
        }
    };
    (c.values.iter())
        .map(|v| {
            if !reading.expand {
                let raw = vec![Piece::Text(v.clone())];
                return Some(Operand { text: v.clone(), tokens: variables::wild(&raw, &fill)? });
            }
            let pieces = variables::pieces(v, s.v2012);
            Some(Operand { text: variables::text(&pieces, &fill)?, tokens: variables::wild(&pieces, &fill)? })
        })
        .collect()
}

/// C31: the verdict m(r) for one request value: OR for positive, NOR for negated operators.
fn one(s: &Statement, c: &Clause, request: &str, operands: &[Option<Operand>], reading: Reading) -> bool {
    let op = &c.operator;
    if unusable(op.family, request) {
        return false;
    }
    let hit = operands.iter().any(|o| match o {
        Some(o) => matches(op, request, o, reading.mask_v6),
        None => reading.unresolved_matches,
    });
    // C27: in a session policy a malformed operand decides where no well-formed one does.
    let malformed = op.family == Family::Arn
        && s.layer == Layer::Session
        && operands.iter().flatten().any(|o| !well_formed_operand(&o.tokens));
    if malformed && !hit {
        return s.deny;
    }
    hit != op.negated
}
