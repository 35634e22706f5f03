//! The ways to ask: [`decide`] for the decision alone, [`evaluate`] for everything that led to it, [`evaluate_matching`] for what
//! matched of that.
//!
//! All run the same code over different recorders; property tests hold them together.

use crate::check::{Check, Live, World};
use crate::combine::{Decision, Gates, Surroundings, combine, decide as settle};
use crate::evaluation::{Assumption, Evaluation, Explained};
use crate::evidence::{Collected, Evidence};
use crate::flag::Flag;
use crate::layers::{Layers, evaluate_layers};
use crate::prepared::Prepared;
use crate::reference::{self, Reference};
use crate::rules::{self, Grants, Impossible, Standing};
use crate::state::KeyState;
use crate::trace::{Matching, NoTrace, Recorder, Trace};
use crate::truth::Truth;
use crate::unknown::Atom;
use crate::worlds::{Aggregate, Coverage, Row, Unknowns, Worlds, gather};
use iamdiag_policy::{ConditionKey, KeyKind};

/// How often worlds are built anew because looking into them showed further unknowns.
const ROUNDS: usize = 3;

/// One pass over all layers in one world.
pub(crate) struct Pass {
    pub(crate) layers: Layers,
    pub(crate) gates: Gates,
    pub(crate) standing: Standing,
    pub(crate) impossible: Option<Impossible>,
    pub(crate) grants: Grants,
    pub(crate) flags: Vec<Flag>,
    pub(crate) atoms: Vec<Atom>,
}

impl Pass {
    fn run<R: Recorder>(check: &Check<'_>, evidence: &Evidence, recorder: &mut R) -> Self {
        let (mut flags, mut atoms) = (Vec::new(), Vec::new());
        let binding = rules::binding(check.prepared, evidence, &mut flags);
        let mut layers = evaluate_layers(check, evidence, binding, recorder);
        let grants = rules::grants(check, evidence, &mut atoms);
        let standing = check.prepared.settled.standing;
        let impossible = rules::impossible(check);
        let crosses = check.prepared.crosses_accounts();
        let around = Surroundings {
            evidence,
            standing,
            impossible,
            grants: &grants,
            requires_resource: if crosses {
                Truth::False
            } else {
                rules::requires_resource_policy(check, &mut atoms)
            },
            consent: if check.prepared.is_own() {
                Truth::False
            } else {
                rules::owner_consent(check, evidence, &mut atoms)
            },
            block_public_access: rules::cut_by_block_public_access(check, evidence, &mut atoms),
        };
        let gates = combine(check, &around, &layers, &mut atoms);
        if impossible.is_some_and(|found| found.rule == "X2" && found.truth.is_unknown()) {
            // Whether MFA was used decides.
            layers.keys.push(ConditionKey::new(KeyKind::MultiFactorAuthPresent.name()));
        }
        atoms.extend(layers.atoms.iter().copied());
        Self { layers, gates, standing, impossible, grants, flags, atoms }
    }
}

pub(crate) fn first_look<'a>(prepared: &'a Prepared<'a>, evidence: &Evidence) -> Check<'a> {
    let boundary_attached = match &evidence.boundary {
        Collected::Known(boundary) => boundary.is_some().into(),
        Collected::NotCollected => Truth::Unknown,
    };
    Check { prepared, world: None, boundary_attached, live: None }
}

/// The decision, and nothing else. `prepared` must have been made with the evidence's endpoint.
pub fn decide(prepared: &Prepared<'_>, evidence: &Evidence) -> Decision {
    let check = first_look(prepared, evidence);
    let pass = Pass::run(&check, evidence, &mut NoTrace);
    match settle(&pass.gates) {
        Some(decision) => decision,
        None => {
            let mut matching = Matching::default();
            let pass = Pass::run(&check, evidence, &mut matching);
            look_into_worlds(&check, evidence, &pass, &matching.0).1
        }
    }
}

/// The decision with its references, blockers, trace and worlds. `prepared` must have been made with the evidence's endpoint.
pub fn evaluate(prepared: &Prepared<'_>, evidence: &Evidence) -> Evaluation {
    let check = first_look(prepared, evidence);
    let mut trace = Trace::default();
    let pass = Pass::run(&check, evidence, &mut trace);
    conclude(&check, evidence, &pass, trace)
}

/// The same with the trace of only those statements that match or may match, in a fraction of the time.
pub fn evaluate_matching(prepared: &Prepared<'_>, evidence: &Evidence) -> Evaluation {
    let check = first_look(prepared, evidence);
    let mut matching = Matching::default();
    let pass = Pass::run(&check, evidence, &mut matching);
    conclude(&check, evidence, &pass, matching.0)
}

fn conclude(check: &Check<'_>, evidence: &Evidence, pass: &Pass, trace: Trace) -> Evaluation {
    let (worlds, decision, mut flags) = match settle(&pass.gates) {
        Some(decision) => (None, decision, Vec::new()),
        None => {
            let (worlds, decision, flags) = look_into_worlds(check, evidence, pass, &trace);
            (Some(worlds), decision, flags)
        }
    };
    flags.extend(reference::flags(check, pass, &trace, decision));
    flags.sort();
    flags.dedup();
    let assumptions = assumptions(check, evidence, &trace, decision);
    let references = reference::references(check, evidence, pass, &trace, decision);
    let explained = Explained { pass, trace, worlds, flags, assumptions, references };
    Evaluation::new(check.prepared, evidence, decision, explained)
}

/// What decides in one of the worlds of an evaluation of the same request and evidence (D2 to D7).
pub fn decided_in(
    prepared: &Prepared<'_>,
    evidence: &Evidence,
    worlds: &Worlds,
    row: &Row,
) -> Vec<Reference> {
    let world = worlds.world(&row.states);
    let check = Check { world: Some(&world), ..first_look(prepared, evidence) };
    let mut trace = Trace::default();
    let pass = Pass::run(&check, evidence, &mut trace);
    reference::references(&check, evidence, &pass, &trace, row.decision).decided_by
}

/// T9 to T11.
fn look_into_worlds(
    check: &Check<'_>,
    evidence: &Evidence,
    pass: &Pass,
    trace: &Trace,
) -> (Worlds, Decision, Vec<Flag>) {
    let live = Live::of(trace);
    let check = &Check { live: Some(&live), ..*check };
    let mut unknowns = gather(check, evidence, trace, pass.atoms.iter().copied(), &pass.layers.keys);
    let mut worlds = Worlds::axes(&unknowns);
    for _ in 0..ROUNDS {
        worlds.fill(&unknowns, |world| in_world(check, evidence, world));
        let open = worlds.rows.iter().filter(|row| row.decision == Decision::Depends);
        let mut grew = false;
        for row in open.take(16) {
            let world = worlds.world(&row.states);
            let inner = Check { world: Some(&world), ..*check };
            let found = unknowns_of(&inner, evidence);
            grew |= unknowns.merge(found);
        }
        if !grew {
            break;
        }
        worlds = Worlds::axes(&unknowns);
    }
    let (decision, flags) = aggregate(&pass.gates, &worlds);
    (worlds, decision, flags)
}

fn unknowns_of<'a>(check: &'a Check<'a>, evidence: &'a Evidence) -> Unknowns<'a> {
    let mut matching = Matching::default();
    let pass = Pass::run(check, evidence, &mut matching);
    gather(check, evidence, &matching.0, pass.atoms, &pass.layers.keys)
}

fn in_world(check: &Check<'_>, evidence: &Evidence, world: &World) -> Decision {
    let check = Check { world: Some(world), ..*check };
    let pass = Pass::run(&check, evidence, &mut NoTrace);
    match settle(&pass.gates) {
        Some(decision) => decision,
        // Nothing can allow it here, though something may still deny it explicitly.
        None if pass.gates.ok.is_false() => Decision::ImplicitDeny,
        None => Decision::Depends,
    }
}

/// T11.
fn aggregate(gates: &Gates, worlds: &Worlds) -> (Decision, Vec<Flag>) {
    // Definite whatever the worlds say: nothing can allow it (E1).
    let never = gates.ok.is_false();
    let surely_denied = never || gates.deny.is_true();
    match worlds.verdict() {
        Aggregate::Truncated if surely_denied => {
            (Decision::ImplicitDeny, vec![Flag::MayBeExplicit, Flag::Truncated])
        }
        Aggregate::Truncated => (Decision::Depends, vec![Flag::Truncated]),
        Aggregate::Same(decision) if worlds.is_complete() => (decision, Vec::new()),
        Aggregate::Same(Decision::ExplicitDeny) | Aggregate::Denied { .. } | Aggregate::Mixed
            if surely_denied =>
        {
            (Decision::ImplicitDeny, vec![Flag::MayBeExplicit])
        }
        Aggregate::Same(_) => (Decision::Depends, vec![Flag::NoCounterexample]),
        Aggregate::Denied { explicit_in_some } if worlds.coverage >= Coverage::Shown => {
            let flags = if explicit_in_some { vec![Flag::ExplicitInSomeWorlds] } else { Vec::new() };
            (Decision::ImplicitDeny, flags)
        }
        Aggregate::Denied { .. } => (Decision::Depends, vec![Flag::NoCounterexample]),
        Aggregate::Mixed => (Decision::Depends, Vec::new()),
    }
}

/// T17: assumed defaults whose change would change the decision.
fn assumptions(check: &Check<'_>, evidence: &Evidence, trace: &Trace, decision: Decision) -> Vec<Assumption> {
    let mut keys: Vec<&ConditionKey> = trace.assumed.iter().collect();
    keys.sort();
    let relies = |key: &&ConditionKey| {
        let changed = match &check.entry(key).state {
            KeyState::Scalar(value) if &**value == "true" => KeyState::scalar("false"),
            KeyState::Scalar(value) if &**value == "false" => KeyState::scalar("true"),
            _ => KeyState::present(),
        };
        let world = World { keys: vec![((*key).clone(), changed)], atoms: Vec::new() };
        let check = Check { world: Some(&world), ..*check };
        let pass = Pass::run(&check, evidence, &mut NoTrace);
        decision != Decision::Depends && settle(&pass.gates) != Some(decision)
    };
    keys.into_iter()
        .filter(relies)
        .map(|key| Assumption { key: canonical(key), state: check.entry(key).state.clone() })
        .collect()
}

/// In AWS's spelling, whichever of several spellings in the policies was met first.
fn canonical(key: &ConditionKey) -> ConditionKey {
    match key.kind().name() {
        "" => key.clone(),
        name => ConditionKey::new(name),
    }
}
