//! Layers and their combination: E5 to E22, O1 to O11, Q1 to Q10, V1 to V5.

use super::case::{Case, Kind, Relation};
use super::context::{State, Value};
use super::document::Statement;
use super::principals::Class;
use super::rules;
use super::services;
use super::statements::matching;
use super::truth::Truth;
use super::world::{Need, World};

/// A statement, by layer, policy name and index (G3).
pub type Reference = (String, String, usize);

/// What one world, or what is known, makes of the request.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Some Deny matches.
    pub deny: Truth,
    /// The allow formula.
    pub ok: Truth,
    pub denies: Vec<Reference>,
    pub allows: Vec<Reference>,
    pub missing: Vec<String>,
}

/// Both sides of a layer (T7).
struct Sides {
    deny: Truth,
    allow: Truth,
}

/// The statements that matched, as they are found.
#[derive(Default)]
struct Found {
    denies: Vec<Reference>,
    allows: Vec<Reference>,
}

impl Found {
    fn add(&mut self, s: &Statement) {
        let list = if s.deny { &mut self.denies } else { &mut self.allows };
        list.push((s.layer.name().to_string(), s.policy.clone(), s.index));
    }
}

/// An Allow of the resource layer that may give access, with its class (P4).
pub struct Grant<'a> {
    pub class: Class,
    pub truth: Truth,
    pub statement: &'a Statement,
}

fn not_collected(world: &World, layer: &str) -> Option<Sides> {
    // T12: what is not collected is unknown on both sides.
    world.case.not_collected.contains(layer).then(|| Sides {
        deny: world.atom(&format!("{layer}.deny")),
        allow: world.atom(&format!("{layer}.allow")),
    })
}

/// T7: the union of statements as a layer.
fn union(world: &World, statements: &[Statement], found: &mut Found) -> Sides {
    let mut sides = Sides { deny: Truth::False, allow: Truth::False };
    for s in statements {
        let t = matching(world, s).into_iter().fold(Truth::False, |t, (_, m)| t.or(m));
        let side = if s.deny { &mut sides.deny } else { &mut sides.allow };
        *side = side.or(t);
        if t == Truth::True {
            found.add(s);
        }
    }
    sides
}

fn with_unknown(world: &World, layer: &str, sides: Sides) -> Sides {
    match not_collected(world, layer) {
        Some(u) => Sides { deny: sides.deny.or(u.deny), allow: sides.allow.or(u.allow) },
        None => sides,
    }
}

/// O1 to O6, O11.
fn scp(world: &World, found: &mut Found) -> Sides {
    let case = world.case;
    let mut sides = Sides { deny: Truth::False, allow: Truth::True };
    if case.caller.account.is_none()
        || case.caller.service_linked
        || rules::in_management(case, &case.caller.account)
    {
        return sides; // O6
    }
    for node in &case.scps {
        let here = union(world, node, found);
        sides.deny = sides.deny.or(here.deny);
        sides.allow = sides.allow.and(here.allow);
    }
    if let Some(u) = not_collected(world, "scp") {
        sides = Sides { deny: sides.deny.or(u.deny), allow: sides.allow.and(u.allow) };
    }
    sides
}

/// Q1 to Q10: RCPs act by Deny only.
fn rcp(world: &World, found: &mut Found) -> Truth {
    let case = world.case;
    let action = case.action.to_ascii_lowercase();
    let exempt = case.caller.service_linked
        || case.relation == Relation::AwsOwned
        || rules::in_management(case, &case.resource_account)
        || action == "kms:retiregrant";
    if exempt {
        return Truth::False; // Q6, I5
    }
    // Q4, U2: an action with no resource falls to the RCPs of the caller's account.
    let nodes = match &case.caller_rcps {
        Some(own) if case.resource == "*" && case.caller.account.is_some() => own,
        _ => &case.rcps,
    };
    let listed = services::rcp_prefix(&case.service);
    let mut deny = Truth::False;
    for s in nodes.iter().flatten().filter(|s| s.deny) {
        let t = matching(world, s).into_iter().fold(Truth::False, |t, (_, m)| t.or(m));
        if listed {
            deny = deny.or(t);
            if t == Truth::True {
                found.add(s);
            }
            continue;
        }
        // Q3: outside the list, a Deny that spells the prefix is unknown; any other has no effect.
        let spells = s.action.patterns.iter().any(|p| {
            let prefix = p.split(':').next().unwrap_or_default();
            prefix != "*" && super::patterns::action(p, &case.action)
        });
        if spells && t != Truth::False {
            deny = deny.or(t.and(world.disputed("rcp-prefix", s)));
        }
    }
    if listed && case.not_collected.contains("rcp") {
        deny = deny.or(world.atom("rcp.deny"));
    }
    deny
}

/// V1 to V5: the endpoint's policy as a gate.
fn vpce(world: &World, found: &mut Found) -> Sides {
    let case = world.case;
    let none = Sides { deny: Truth::False, allow: Truth::True };
    if matches!(case.caller.kind, Kind::Service | Kind::Provider) {
        return none; // E13, X16
    }
    let is = |key: &str, test: &dyn Fn(&Value) -> bool| match world.state(key) {
        State::Known(v) => Truth::of(test(&v)),
        State::Open { .. } => Truth::Unknown,
    };
    // V5: what a service asks on the caller's behalf does not pass the endpoint.
    let forwarded = is("aws:viaawsservice", &|v| *v == Value::One("true".to_string()));
    let through = match case.endpoint {
        Some(_) => Truth::True,
        None if case.not_collected.contains("vpce") => Truth::True,
        None => is("aws:sourcevpce", &|v| *v != Value::Absent),
    };
    let through = through.and(forwarded.not());
    if through == Truth::False {
        return none;
    }
    let policy = case.endpoint.as_ref().and_then(|e| e.policy.as_ref());
    let sides = match policy {
        Some(p) => with_unknown(world, "vpce", union(world, p, found)),
        // V2
        None => Sides { deny: world.atom("vpce.deny"), allow: world.atom("vpce.allow") },
    };
    if through == Truth::Unknown {
        for key in ["aws:viaawsservice", "aws:sourcevpce"] {
            if world.open(key) {
                world.need(Need::Key(key.to_string()));
            }
        }
    }
    Sides { deny: sides.deny.and(through), allow: sides.allow.or(through.not()) }
}

/// The resource layer: its Deny, and its Allows by class (P4).
fn resource<'a>(world: &World<'a>, found: &mut Found) -> (Truth, Vec<Grant<'a>>) {
    let (mut deny, mut grants) = (Truth::False, Vec::new());
    let statements: &[Statement] = match &world.case.resource_policy {
        // I5, I6: a resource of AWS has no resource policy.
        Some(p) if world.case.relation != Relation::AwsOwned => p,
        _ => &[],
    };
    for statement in statements {
        let all = matching(world, statement);
        let any = all.iter().fold(Truth::False, |t, (_, m)| t.or(*m));
        if statement.deny {
            deny = deny.or(any);
        } else {
            grants.extend(all.into_iter().map(|(class, truth)| Grant { class, truth, statement }));
        }
        if any == Truth::True {
            found.add(statement);
        }
    }
    (deny, grants)
}

/// The whole decision for one world (Appendix C).
pub fn evaluate(world: &World) -> Outcome {
    let case = world.case;
    let mut found = Found::default();
    if let Some(rule) = rules::impossible(case) {
        return fixed(Truth::False, Truth::False, vec![rule]); // X6, E23
    }
    let vpce = vpce(world, &mut found);
    let scp = scp(world, &mut found);
    let rcp_deny = rcp(world, &mut found);
    if case.action.eq_ignore_ascii_case("sts:GetCallerIdentity") {
        // X1: allowed; what an endpoint policy can do to it is not known.
        let free = vpce.allow.and(vpce.deny.not());
        let ok = if free == Truth::True { free } else { free.or(world.atom("X1")) };
        return fixed(Truth::False, ok, Vec::new());
    }
    if case.action.eq_ignore_ascii_case("sts:GetSessionToken") {
        // X2: only SCP, RCP or endpoint policy may matter.
        let free = scp.allow.and(vpce.allow).and(scp.deny.or(rcp_deny).or(vpce.deny).not());
        let ok = if free == Truth::True { free } else { free.or(world.atom("X2")) };
        return fixed(Truth::False, ok, Vec::new());
    }
    let identity_kind = matches!(case.caller.kind, Kind::User | Kind::Role | Kind::Session | Kind::Federated);
    let nothing = || Sides { deny: Truth::False, allow: Truth::False };
    let gate =
        |policies: &Option<Vec<Statement>>, layer: &str, found: &mut Found, empty: Truth| match policies {
            Some(p) => with_unknown(world, layer, union(world, p, found)),
            None => not_collected(world, layer).unwrap_or(Sides { deny: Truth::False, allow: empty }),
        };
    let identity = match identity_kind {
        true => with_unknown(world, "identity", union(world, &case.identity, &mut found)),
        false => nothing(),
    };
    let id = if case.caller.kind == Kind::Root { Truth::True } else { identity.allow }; // E5, E15
    // E6: a federated user without session policy has no permissions of its own.
    let no_session = Truth::of(case.caller.kind != Kind::Federated);
    // E6, E7: what a caller cannot have is not missing either.
    let none = || Sides { deny: Truth::False, allow: Truth::True };
    let has_boundary = identity_kind && !case.caller.service_linked;
    let has_session = matches!(case.caller.kind, Kind::Role | Kind::Session | Kind::Federated);
    let pb = match &case.boundary {
        None if !has_boundary => none(),
        given => gate(given, "boundary", &mut found, Truth::True),
    };
    let se = match &case.session {
        None if !has_session => none(),
        given => gate(given, "session", &mut found, no_session),
    };
    let (rp_deny, grants) = resource(world, &mut found);
    let rp_deny = match not_collected_resource(case) {
        true => rp_deny.or(world.atom("resource.deny")),
        false => rp_deny,
    };
    // X33: the root user of the owner's account is not bound by the bucket policy's Denies.
    let rp_deny = if rules::bucket_rescue(case) { Truth::False } else { rp_deny };
    let (grant, mut missing) = rules::grant(world, id, pb.allow, se.allow, &grants);
    if scp.allow == Truth::False {
        missing.insert(0, "scp".to_string());
    }
    if vpce.allow == Truth::False {
        missing.push("vpce".to_string());
    }
    let deny = [scp.deny, rcp_deny, vpce.deny, identity.deny, pb.deny, se.deny, rp_deny]
        .into_iter()
        .fold(Truth::False, Truth::or);
    let ok = scp.allow.and(vpce.allow).and(grant);
    Outcome { deny, ok, denies: found.denies, allows: found.allows, missing }
}

/// Does an uncollected resource policy bear on this request?
pub fn not_collected_resource(case: &Case) -> bool {
    let trust = services::is_trust_action(&case.action.to_ascii_lowercase());
    case.not_collected.contains("resource")
        && case.relation != Relation::AwsOwned
        && (trust || services::has_resource_policy(&case.service, &case.resource))
}

fn fixed(deny: Truth, ok: Truth, missing: Vec<String>) -> Outcome {
    Outcome { deny, ok, denies: Vec::new(), allows: Vec::new(), missing }
}
