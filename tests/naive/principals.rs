//! Who is meant: principal entries and their classes (P1 to P20, V4).

use super::case::{Caller, Kind};
use super::context::{State, Value};
use super::document::{Layer, Principal, Statement};
use super::truth::Truth;
use super::world::{Need, SESSION_NAME, World};

/// P4: the class of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Session,
    User,
    Any,
    Role,
    Issuer,
    Account,
    Service,
    Federated,
}

/// P1, P5, P16, P17: the principal part of a statement, by class of the matching entry.
pub fn principal_part(world: &World, s: &Statement) -> Vec<(Class, Truth)> {
    let Some(p) = &s.principal else {
        // M6: in a policy that needs a principal, none matches nobody; P1: elsewhere the part is true.
        let nobody = matches!(s.layer, Layer::Resource | Layer::Vpce | Layer::Trust);
        return vec![(Class::Any, Truth::of(!nobody))];
    };
    // P1: an RCP's principal is everyone.
    if s.layer == Layer::Rcp {
        return vec![(Class::Any, Truth::True)];
    }
    if p.negated {
        return vec![(Class::Any, not_principal(world, s, p))];
    }
    p.entries.iter().map(|(kind, value)| entry(world, s, kind, value)).collect()
}

/// P2, P9, P13 to P15, V4: one entry.
fn entry(world: &World, s: &Statement, kind: &str, value: &str) -> (Class, Truth) {
    let c = &world.case.caller;
    let (class, truth) = match kind {
        "*" => (Class::Any, Truth::True),
        "AWS" if value == "*" => (Class::Any, everyone(world, s)),
        "AWS" => aws(world, c, value),
        "Service" => {
            (Class::Service, Truth::of(c.kind == Kind::Service && c.service_names.iter().any(|n| n == value)))
        }
        "Federated" => (Class::Federated, Truth::of(c.kind == Kind::Provider && c.text == value)),
        "CanonicalUser" => (Class::Account, canonical(world, c, value)),
        _ => (Class::Any, Truth::False),
    };
    let gateway = s.layer == Layer::Vpce && world.case.endpoint.as_ref().is_some_and(|e| e.gateway);
    if !gateway || class == Class::Any || class == Class::Service || truth == Truth::False {
        return (class, truth);
    }
    // V4: at a gateway endpoint an Allow to the account means the root user; of the rest nothing is documented.
    if class == Class::Account && !s.deny {
        return (class, Truth::of(c.kind == Kind::Root).and(truth));
    }
    (class, truth.and(world.disputed("endpoint-principal", s)))
}

/// P9: `{"AWS": "*"}`; in a trust policy it means AWS principals.
fn everyone(world: &World, s: &Statement) -> Truth {
    let aws = !matches!(world.case.caller.kind, Kind::Service | Kind::Provider | Kind::Anonymous);
    if s.layer != Layer::Trust || aws {
        Truth::True
    } else if s.deny {
        world.disputed("P9", s)
    } else {
        Truth::False
    }
}

/// P15.
fn canonical(world: &World, c: &Caller, value: &str) -> Truth {
    match (&c.account, &c.canonical) {
        (None, _) => Truth::False,
        (_, Some(id)) => Truth::of(id == value),
        (_, None) => world.atom("canonical-id").and(Truth::True),
    }
}

/// P2, P5, P7, P8, P10 to P12: an entry of type `AWS`.
fn aws(world: &World, c: &Caller, value: &str) -> (Class, Truth) {
    let account = c.account.as_deref().unwrap_or("-");
    if value.len() == 12 && value.bytes().all(|b| b.is_ascii_digit()) {
        return (Class::Account, Truth::of(value == account));
    }
    let parts: Vec<&str> = value.splitn(6, ':').collect();
    if parts.len() < 6 {
        return unique_id(world, c, value);
    }
    let here = parts[0] == "arn" && parts[1] == c.partition && parts[4] == account;
    let steps: Vec<&str> = parts[5].split('/').collect();
    let last = steps.last().copied().unwrap_or_default();
    match (parts[2], steps[0], c.kind) {
        ("iam", "root", _) => (Class::Account, Truth::of(here && steps.len() == 1)),
        ("iam", "user", Kind::User) => (Class::User, Truth::of(value == c.text)),
        ("iam", "user", Kind::Federated) => (Class::Issuer, Truth::of(c.issuer.as_deref() == Some(value))),
        ("iam", "role", Kind::Session | Kind::Role) => match &c.role_arn {
            Some(arn) => (Class::Role, Truth::of(arn == value)),
            // P10: only the session is known: the path is not verified.
            None => (Class::Role, Truth::of(here && last == c.name)),
        },
        ("sts", "assumed-role", Kind::Session) => (Class::Session, Truth::of(value == c.text)),
        ("sts", "assumed-role", Kind::Role) => {
            let ours = here && steps.len() == 3 && steps[1] == c.name;
            (Class::Session, Truth::of(ours).and(session_name(world, last)))
        }
        ("sts", "federated-user", Kind::Federated) => (Class::Session, Truth::of(value == c.text)),
        _ => (Class::Any, Truth::False),
    }
}

/// I7: some session of the role, its name unknown.
fn session_name(world: &World, name: &str) -> Truth {
    match world.state(SESSION_NAME) {
        State::Known(v) => Truth::of(v == Value::One(name.to_string())),
        State::Open { .. } => {
            world.need(Need::Key(SESSION_NAME.to_string()));
            Truth::Unknown
        }
    }
}

/// P12: an entry by unique id.
fn unique_id(world: &World, c: &Caller, value: &str) -> (Class, Truth) {
    let class = match (c.kind, value.get(..4)) {
        (Kind::User, Some("AIDA")) => Class::User,
        (Kind::Session | Kind::Role, Some("AROA")) => Class::Role,
        _ => return (Class::Any, Truth::False),
    };
    if let Some(id) = &c.id {
        return (class, Truth::of(id == value));
    }
    let truth = match world.state("aws:userid") {
        State::Known(Value::One(id)) => Truth::of(id.split(':').next() == Some(value)),
        State::Known(_) => Truth::False,
        State::Open { .. } => {
            world.need(Need::Key("aws:userid".to_string()));
            Truth::Unknown
        }
    };
    (class, truth)
}

/// P16 to P18: `NotPrincipal`.
fn not_principal(world: &World, s: &Statement, p: &Principal) -> Truth {
    let c = &world.case.caller;
    if s.deny && s.layer == Layer::Resource && matches!(c.kind, Kind::User | Kind::Session | Kind::Role) {
        // P18
        if world.case.boundary.is_some() {
            return Truth::True;
        }
    }
    let hits: Vec<(Class, Truth)> = p.entries.iter().map(|(k, v)| entry(world, s, k, v)).collect();
    let listed = |class: Class| hits.iter().filter(|h| h.0 == class).fold(Truth::False, |t, h| t.or(h.1));
    let account = listed(Class::Account);
    let (leaf, rest) = match c.kind {
        Kind::User => (listed(Class::User), account),
        Kind::Session | Kind::Role => (listed(Class::Session), listed(Class::Role).and(account)),
        Kind::Federated => (listed(Class::Session), listed(Class::Issuer).and(account)),
        Kind::Root => (account, Truth::True),
        Kind::Service => (listed(Class::Service), Truth::True),
        Kind::Provider => (listed(Class::Federated), Truth::True),
        Kind::Anonymous => (Truth::False, Truth::True),
    };
    // All listed, or `*`: exempt. The leaf missing: matched. The leaf without the rest: U4.
    let partly = match (leaf, rest) {
        (Truth::False, _) | (_, Truth::True) => Truth::False,
        _ => leaf.and(rest.not()),
    };
    let matched = leaf.not();
    let matched =
        if partly == Truth::False { matched } else { matched.or(partly.and(world.disputed("U4", s))) };
    let matched = matched.and(listed(Class::Any).not());
    // P16: with Allow never better than unknown.
    if s.deny || matched == Truth::False { matched } else { matched.and(world.disputed("P16", s)) }
}
