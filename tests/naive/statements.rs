//! Does a statement match? Its action, resource and condition parts (S1, A1 to A8, R1 to R18).

use super::conditions;
use super::context::{State, Value};
use super::document::{Entries, Layer, Statement};
use super::patterns::{self, Crossing, Token};
use super::principals::{Class, principal_part};
use super::representatives::representatives;
use super::services::{self, Synthetic};
use super::truth::Truth;
use super::variables::{self, Piece};
use super::world::{Need, World};

/// S1: the statement's match, by principal class. What a definite result asked for is forgotten.
pub fn matching(world: &World, s: &Statement) -> Vec<(Class, Truth)> {
    let mark = world.needs.borrow().len();
    let mut rest = action_part(world, s).and(resource_part(world, s));
    for c in &s.clauses {
        rest = rest.and(conditions::clause(world, s, c));
    }
    let out: Vec<_> = principal_part(world, s).into_iter().map(|(class, t)| (class, t.and(rest))).collect();
    if out.iter().all(|(_, t)| *t != Truth::Unknown) {
        world.needs.borrow_mut().truncate(mark);
    }
    out
}

/// A5, M11, U8: the list of a pair of elements: OR, or none of them.
fn listed(world: &World, s: &Statement, e: &Entries, entry: &dyn Fn(&str) -> Truth) -> Truth {
    if e.patterns.is_empty() {
        return match (e.negated, s.deny) {
            (true, true) => world.disputed("U8", s),
            _ => Truth::False,
        };
    }
    let any = e.patterns.iter().fold(Truth::False, |t, p| t.or(entry(p)));
    if e.negated { any.not() } else { any }
}

/// A1 to A5.
fn action_part(world: &World, s: &Statement) -> Truth {
    listed(world, s, &s.action, &|pattern| {
        let prefix = pattern.split(':').next().unwrap_or_default();
        if pattern == "*" || pattern == "*:*" {
            return Truth::True;
        }
        let hit = patterns::action(pattern, &world.case.action);
        // A3, U11: a wildcard in the service prefix.
        if hit && prefix.contains(['*', '?']) { world.disputed("U11", s) } else { Truth::of(hit) }
    })
}

/// R1 to R18.
fn resource_part(world: &World, s: &Statement) -> Truth {
    let Some(e) = &s.resource else { return Truth::of(s.layer == Layer::Trust) };
    // W9, U9: in an Allow, NotResource that matches thanks to an unresolved entry.
    let mut unresolved = false;
    let usual = listed(world, s, e, &|p| resource_entry(world, s, e.negated, p));
    if e.negated && !s.deny && usual == Truth::True {
        unresolved = e.patterns.iter().any(|p| expand(world, s, p).iter().any(Option::is_none));
    }
    if unresolved { world.disputed("U9", s) } else { usual }
}

/// The patterns an entry can stand for: `None` is unresolved (W8). Several where a key is open (W10).
fn expand(world: &World, s: &Statement, pattern: &str) -> Vec<Option<Vec<Token>>> {
    let pieces = variables::pieces(pattern, s.v2012);
    let mut out = vec![Some(Vec::new())];
    for p in &pieces {
        let options: Vec<Option<Vec<Token>>> = match p {
            Piece::Variable { key, default } => variable(world, key, default.as_deref()),
            other => vec![variables::wild(std::slice::from_ref(other), &|_, _| None)],
        };
        let mut next = Vec::new();
        for before in &out {
            for option in &options {
                next.push(before.clone().zip(option.clone()).map(|(a, b)| [a, b].concat()));
            }
        }
        out = next;
    }
    out
}

/// W4 to W8, W10: what a variable can put in.
fn variable(world: &World, key: &str, default: Option<&str>) -> Vec<Option<Vec<Token>>> {
    let given = |t: &str| Some(patterns::units(t).into_iter().map(Token::Given).collect::<Vec<_>>());
    let absent = || if services::list_key(key) { None } else { default.and_then(given) };
    match world.state(key) {
        State::Known(Value::One(v)) => vec![given(&v)],
        State::Known(Value::Many(_)) => vec![None],
        State::Known(Value::Absent) => vec![absent()],
        State::Open { may_be_absent, shape } => {
            world.need(Need::Key(key.to_string()));
            let mut out = match (&shape, services::list_key(key)) {
                (_, true) => vec![None],
                (super::context::Shape::OneOf(values), _) => values.iter().map(|v| given(v)).collect(),
                _ => vec![Some(vec![Token::AnyText])],
            };
            if may_be_absent {
                out.push(absent());
            }
            out
        }
    }
}

/// One entry: every pattern it can stand for must agree; unknown text can only ever perhaps match (W10).
fn resource_entry(world: &World, s: &Statement, negated: bool, pattern: &str) -> Truth {
    let results: Vec<Truth> = expand(world, s, pattern)
        .into_iter()
        .map(|tokens| match tokens {
            // W8
            None => Truth::False,
            Some(tokens) => {
                let t = one_pattern(world, s, negated, &tokens);
                if tokens.contains(&Token::AnyText) { t.and(Truth::Unknown) } else { t }
            }
        })
        .collect();
    super::truth::agree(results)
}

fn one_pattern(world: &World, s: &Statement, negated: bool, tokens: &[Token]) -> Truth {
    let case = world.case;
    if !tokens.is_empty() && tokens.iter().all(|t| *t == Token::Star) {
        return Truth::True; // R2
    }
    if case.resource != "*" {
        return by_arn(world, s, negated, tokens, &case.resource);
    }
    let action = case.action.to_ascii_lowercase();
    if !services::resourceless(&action) {
        return Truth::False; // R21: `*` stays literal
    }
    // R11 speaks of the request's region; where that is open, every region counts (T3).
    let key = "aws:requestedregion";
    let regions = match world.state(key) {
        State::Known(Value::One(r)) => vec![r],
        State::Known(_) => vec![String::new()],
        State::Open { .. } => {
            world.need(Need::Key(key.to_string()));
            let all = representatives(case, key).into_iter();
            all.filter_map(|v| if let Value::One(r) = v { Some(r) } else { None }).collect()
        }
    };
    super::truth::agree(regions.iter().map(|region| in_region(world, s, negated, tokens, region)))
}

/// R10, R11: an action without resource types, asked in one region.
fn in_region(world: &World, s: &Statement, negated: bool, tokens: &[Token], region: &str) -> Truth {
    let action = world.case.action.to_ascii_lowercase();
    let account = world.case.resource_account.clone().unwrap_or_default();
    match services::synthetic(&action, &world.case.caller.partition, region, &account) {
        Synthetic::Settled(arn) => by_arn(world, s, negated, tokens, &arn),
        Synthetic::MessageOnly(arn) => {
            let t = by_arn(world, s, negated, tokens, &arn);
            let plain = t == Truth::False || (s.deny && !negated);
            if plain { t } else { t.and(world.disputed("U14", s)) }
        }
        Synthetic::Star => Truth::False,
        Synthetic::None => caution(world, s, negated, tokens),
    }
}

/// R10: an account-wide pattern of the action's service, for an action without resource types.
fn caution(world: &World, s: &Statement, negated: bool, tokens: &[Token]) -> Truth {
    let full = patterns::padded(tokens);
    let parts = patterns::parts(&full);
    let service_fits = patterns::like(&parts[2], &world.case.service);
    let wide = parts[5].last().is_none_or(|t| *t == Token::Star);
    if service_fits && wide && s.deny != negated { world.disputed("U14", s) } else { Truth::False }
}

/// R4, R5, R7, R8: a pattern against an ARN.
fn by_arn(world: &World, s: &Statement, negated: bool, tokens: &[Token], arn: &str) -> Truth {
    let written = match patterns::crossing(tokens, arn) {
        _ if patterns::by_segment(tokens, arn) => Truth::True,
        Crossing::AtEnd => Truth::True,
        Crossing::Inside => world.disputed("U12", s),
        Crossing::No => Truth::False,
    };
    let variable = tokens.iter().any(|t| matches!(t, Token::Given(_) | Token::AnyText));
    let short = patterns::parts(tokens).len() < 6;
    if !short || variable || written == Truth::True {
        return written;
    }
    if !patterns::by_segment(&patterns::padded(tokens), arn) {
        return written;
    }
    let wildcard = tokens.iter().any(|t| matches!(t, Token::Star | Token::One));
    let ends = tokens.last() == Some(&Token::Star);
    let pads = match s.layer {
        Layer::Identity | Layer::Boundary | Layer::Session => true,
        Layer::Scp => ends,
        _ => wildcard,
    };
    let by_padding = match (pads, ends) {
        (true, true) => Truth::True,
        (true, false) => world.disputed("U13", s),
        (false, _) if s.deny && !negated => world.disputed("U13", s),
        (false, _) => Truth::False,
    };
    written.or(by_padding)
}
