//! The naive second reading: a slow, plain transcription of the rules of `docs/semantics.md`, written without
//! sight of the evaluator and held against it in tests. It takes a `simulate` object as it is (a closed world).
//!
//! Include it in a test target with `#[path = "naive/mod.rs"] mod naive;`. It needs `serde_json` only.

#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test oracle: each target uses a part of it, and a panic is a test failure"
)]

pub mod assignments;
pub mod case;
pub mod conditions;
pub mod context;
pub mod coverage;
pub mod document;
pub mod generate;
pub mod layers;
pub mod operators;
pub mod patterns;
pub mod principals;
pub mod representatives;
pub mod rules;
pub mod services;
pub mod statements;
pub mod truth;
pub mod values;
pub mod variables;
pub mod world;

#[allow(unused_imports, reason = "each target uses a part of the module")]
pub use assignments::assignments;
pub use layers::Reference;

use case::Case;
use layers::{Outcome, evaluate};
use serde_json::Value;
use std::collections::BTreeSet;
use truth::Truth;
use world::{Need, World};

/// G1: the four decisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    Allowed,
    ImplicitDeny,
    ExplicitDeny,
    Depends,
}

/// Why this reading does not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotCovered(pub String);

impl NotCovered {
    pub fn new(what: &str) -> NotCovered {
        NotCovered(what.to_string())
    }
}

/// The answer of this reading.
#[derive(Clone, Debug)]
pub struct Answer {
    /// By the letter of T7 to T11.
    pub decision: Decision,
    /// T7 alone: before any world is looked at.
    pub kleene: Decision,
    /// The worlds joined (T11) as if their representatives were always complete.
    pub worlds: Decision,
    /// T10: every key that was tried has complete representatives.
    pub complete: bool,
    /// More worlds than were looked at: `Depends` for want of time.
    pub truncated: bool,
    /// T7: an `ImplicitDeny` that an unknown Deny may make explicit, or worlds that mix both.
    pub may_be_explicit: bool,
    /// The unknown keys (lower case) and atoms (`rule@statement`) that the Kleene result hinged on.
    pub unknown_keys: Vec<String>,
    pub atoms: Vec<String>,
    /// Certainly matching statements: (layer, policy name, statement index). Sorted.
    pub matching_denies: Vec<Reference>,
    pub matching_allows: Vec<Reference>,
    /// D3: certainly missing gates. Sorted.
    pub missing_gates: Vec<String>,
}

/// Decide one `simulate` object, all its checks together.
pub fn decide(request: &Value) -> Result<Answer, NotCovered> {
    let mut answers = Vec::new();
    for check in checks(request)? {
        answers.push(decide_check(&check)?);
    }
    let first = |f: &dyn Fn(&Answer) -> Decision| {
        // The first definite denial, else `Depends`, else `Allowed`.
        let all = || answers.iter().map(f);
        all()
            .find(|d| matches!(d, Decision::ImplicitDeny | Decision::ExplicitDeny))
            .or(all().find(|d| *d == Decision::Depends))
            .unwrap_or(Decision::Allowed)
    };
    let (decision, kleene, worlds) = (first(&|a| a.decision), first(&|a| a.kleene), first(&|a| a.worlds));
    let at = answers.iter().position(|a| a.decision == decision).unwrap_or(0);
    let complete = answers.iter().all(|a| a.complete);
    let truncated = answers.iter().any(|a| a.truncated);
    let answer = answers.swap_remove(at);
    Ok(Answer { decision, kleene, worlds, complete, truncated, ..answer })
}

/// X14, X60: the checks of one call, each laid over the outer object.
pub fn checks(request: &Value) -> Result<Vec<Value>, NotCovered> {
    let mut outer = request.clone();
    let inner = outer.as_object_mut().ok_or(NotCovered::new("not an object"))?.remove("requests");
    let mut list = Vec::new();
    for laid in inner.as_ref().and_then(Value::as_array).unwrap_or(&vec![Value::Object(Default::default())]) {
        let mut one = outer.clone();
        for (k, v) in laid.as_object().into_iter().flatten() {
            one[k.as_str()] = v.clone();
        }
        list.push(one);
    }
    let mut out = Vec::new();
    for one in list {
        let further = coverage::further_actions(&Case::read(&one)?)?;
        out.push(one.clone());
        for action in further {
            let mut more = one.clone();
            more["action"] = Value::String(action.to_string());
            out.push(more);
        }
    }
    Ok(out)
}

/// T9, T11: what the worlds that were looked at came to.
#[derive(Default)]
struct Tally {
    allowed: bool,
    implicit: bool,
    explicit: bool,
    keys: BTreeSet<String>,
    looked_at: usize,
    truncated: bool,
}

const BOUND: usize = 6_000;

/// T7: the Kleene decision, and whether a denial may be explicit.
fn kleene(o: &Outcome) -> (Decision, bool) {
    match (o.deny, o.ok) {
        (Truth::True, _) => (Decision::ExplicitDeny, false),
        (deny, Truth::False) => (Decision::ImplicitDeny, deny == Truth::Unknown),
        (Truth::False, Truth::True) => (Decision::Allowed, false),
        _ => (Decision::Depends, false),
    }
}

fn decide_check(request: &Value) -> Result<Answer, NotCovered> {
    let case = Case::read(request)?;
    coverage::covered(&case)?;
    let world = World::known(&case);
    let outcome = evaluate(&world);
    let (by_kleene, may_be_explicit) = kleene(&outcome);
    let mut sorted = outcome.clone();
    sorted.denies.sort();
    sorted.allows.sort();
    sorted.missing.sort();
    let mut answer = Answer {
        decision: by_kleene,
        kleene: by_kleene,
        worlds: by_kleene,
        complete: true,
        truncated: false,
        may_be_explicit,
        unknown_keys: Vec::new(),
        atoms: Vec::new(),
        matching_denies: sorted.denies,
        matching_allows: sorted.allows,
        missing_gates: if by_kleene == Decision::ImplicitDeny { sorted.missing } else { Vec::new() },
    };
    for need in world.needs.borrow().iter() {
        match need {
            Need::Key(k) => answer.unknown_keys.push(k.clone()),
            Need::Atom(a) => answer.atoms.push(a.clone()),
        }
    }
    if by_kleene != Decision::Depends && !may_be_explicit {
        return Ok(answer);
    }
    let mut tally = Tally::default();
    explore(world, &mut tally);
    answer.complete = tally.keys.iter().all(|k| representatives::complete(&case, k));
    answer.truncated = tally.truncated;
    answer.worlds = match (tally.allowed, tally.implicit, tally.explicit) {
        _ if tally.truncated => by_kleene,
        (true, false, false) => Decision::Allowed,
        (false, _, false) => Decision::ImplicitDeny,
        (false, false, true) => Decision::ExplicitDeny,
        (false, true, true) => Decision::ImplicitDeny,
        _ => Decision::Depends,
    };
    answer.may_be_explicit = answer.worlds == Decision::ImplicitDeny && tally.explicit;
    // T11: all Allowed, or all explicit, counts only where the representatives are complete.
    let proviso = matches!(answer.worlds, Decision::Allowed | Decision::ExplicitDeny) && !answer.complete;
    answer.decision = if proviso { by_kleene } else { answer.worlds };
    Ok(answer)
}

/// T9, in the most naive way: take one unknown that the result hinges on, try each of its states, and look
/// again at everything.
fn explore(world: World, tally: &mut Tally) {
    if tally.truncated || (tally.allowed && (tally.implicit || tally.explicit)) {
        return;
    }
    tally.looked_at += 1;
    if tally.looked_at > BOUND {
        tally.truncated = true;
        return;
    }
    let outcome = evaluate(&world);
    let need = world
        .needs
        .borrow()
        .iter()
        .find(|n| match n {
            Need::Key(k) => world.open(k),
            Need::Atom(a) => !world.atoms.contains_key(a),
        })
        .cloned();
    match (kleene(&outcome), need) {
        ((Decision::Depends, _) | (_, true), Some(Need::Key(key))) => {
            tally.keys.insert(key.clone());
            let states = representatives::representatives(world.case, &key).into_iter();
            let worlds: Vec<World> =
                states.map(|v| world.with_key(&key, v)).filter(World::possible).collect();
            // No state at all: the input contradicts itself, and that is no decision.
            tally.truncated |= worlds.is_empty();
            for world in worlds {
                explore(world, tally);
            }
        }
        ((Decision::Depends, _) | (_, true), Some(Need::Atom(atom))) => {
            for value in [true, false] {
                explore(world.with_atom(&atom, value), tally);
            }
        }
        ((Decision::Allowed, _), _) => tally.allowed = true,
        ((Decision::ImplicitDeny, false), _) => tally.implicit = true,
        ((Decision::ExplicitDeny, _), _) => tally.explicit = true,
        // Open with nothing left to ask: cannot be, but must not pass for a decision.
        ((_, _), None) => tally.truncated = true,
    }
}
