//! The shape of an answer (`docs/simulate.md`): wire types of their own, in a fixed order.

use super::trace;
use iamdiag_evaluator::{
    AtomName, Attached, Axis, AxisState, Blocker, Decision, Evaluation, Evidence, KeyState, Possible,
    Prepared, Reference, Unknown, Worlds,
};
use iamdiag_policy::{ConditionKey, Problem};
use serde::Serialize;
use serde_json::{Value, json};

/// At most this many rows of an outcome table are printed for each unknown.
const ROWS: usize = 16;

#[derive(Clone, Debug, Serialize)]
pub(super) struct LineAnswer {
    pub(super) id: Value,
    #[serde(flatten)]
    pub(super) check: CheckAnswer,
    pub(super) ignored: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) requests: Option<Vec<CheckAnswer>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) mismatch: bool,
}

#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct CheckAnswer {
    pub(super) action: String,
    pub(super) resource: String,
    pub(super) decision: &'static str,
    decided_by: Vec<RefOut>,
    blockers: Vec<RefOut>,
    allowed_by: Vec<RefOut>,
    depends_on: Vec<DependsOn>,
    assumptions: Vec<AssumptionOut>,
    flags: Vec<String>,
    warnings: Vec<WarningOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<Value>,
}

/// A reference to what decides, blocks or allows (G3).
#[derive(Clone, Debug, Default, Serialize)]
struct RefOut {
    layer: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    effect: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    node_id: Option<String>,
    policy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    statement: Option<u32>,
    sid: Option<String>,
    pointer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grant: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<&'static str>,
    why: &'static str,
}

#[derive(Clone, Debug, Serialize)]
struct DependsOn {
    kind: &'static str,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    outcomes: Vec<OutcomeOut>,
}

#[derive(Clone, Debug, Serialize, PartialEq)]
struct OutcomeOut {
    state: Value,
    decision: &'static str,
}

#[derive(Clone, Debug, Serialize)]
struct AssumptionOut {
    key: String,
    value: Value,
}

#[derive(Clone, Debug, Serialize)]
struct WarningOut {
    code: String,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
}

pub(super) fn check_answer(
    prepared: &Prepared<'_>,
    evidence: &Evidence,
    evaluation: &Evaluation,
    with_trace: bool,
) -> CheckAnswer {
    let why = |allowed: bool, reference: &Reference| match reference {
        Reference::Rule { .. } => "rule",
        Reference::Layer(_) | Reference::Node { .. } => "no-allow",
        Reference::Grant(_) => "allow",
        Reference::Statement(_) | Reference::BlockPublicAccess if !allowed => "deny",
        Reference::Statement(_) | Reference::BlockPublicAccess => "allow",
    };
    let allowed = evaluation.decision == Decision::Allowed;
    let reference =
        |allowed: bool, found: &Reference| RefOut { why: why(allowed, found), ..reference(evidence, found) };
    CheckAnswer {
        action: prepared.request.action.written().to_owned(),
        resource: prepared.request.resource.text(),
        decision: evaluation.decision.name(),
        decided_by: evaluation.decided_by.iter().map(|found| reference(allowed, found)).collect(),
        blockers: evaluation.blockers.iter().map(|blocker| self::blocker(evidence, blocker, why)).collect(),
        allowed_by: evaluation.allowed_by.iter().map(|found| reference(true, found)).collect(),
        depends_on: evaluation
            .depends_on
            .iter()
            .map(|unknown| depends_on(unknown, evaluation.worlds.as_ref()))
            .collect(),
        assumptions: evaluation
            .assumptions
            .iter()
            .map(|assumption| AssumptionOut {
                key: canonical(&assumption.key),
                value: state(&assumption.state),
            })
            .collect(),
        flags: evaluation.flags.iter().map(ToString::to_string).collect(),
        warnings: warnings(evidence, evaluation),
        trace: with_trace.then(|| trace::trace(prepared, evidence, evaluation)),
    }
}

fn blocker(evidence: &Evidence, blocker: &Blocker, why: impl Fn(bool, &Reference) -> &'static str) -> RefOut {
    RefOut {
        effect: Some(if blocker.explicit { "explicit" } else { "implicit" }),
        alternatives: blocker.alternatives.iter().map(|layer| layer.name()).collect(),
        why: why(false, &blocker.reference),
        ..reference(evidence, &blocker.reference)
    }
}

fn reference(evidence: &Evidence, found: &Reference) -> RefOut {
    let mut out = RefOut { layer: found.layer().name(), ..RefOut::default() };
    match found {
        Reference::Statement(at) => {
            let attached = evidence.attached(*at);
            out.describe(attached);
            out.node = at.node;
            out.node_id = at.node.and_then(|node| node_id(evidence, found, node));
            out.statement = Some(at.statement);
            out.resource_kind = resource_kind(evidence, found, usize::from(at.policy));
            let index = at.statement as usize;
            out.pointer = attached.map(|attached| attached.document.pointer(index));
            let statement = attached.and_then(|attached| attached.document.statement(index));
            out.sid = statement.and_then(|statement| statement.sid.as_ref()).map(|sid| sid.value.to_string());
        }
        Reference::Node { node, .. } => {
            out.node = Some(*node);
            out.node_id = node_id(evidence, found, *node);
            let policies = evidence.scps.known().and_then(|nodes| nodes.get(usize::from(*node)));
            if let Some([only]) = policies.map(|node| &*node.policies) {
                out.describe(Some(only));
            }
        }
        Reference::Layer(_) => {
            out.resource_kind = resource_kind(evidence, found, 0);
            let only = match found.layer() {
                iamdiag_evaluator::Layer::Boundary => evidence.boundary.known().and_then(Option::as_ref),
                _ => None,
            };
            out.describe(only);
        }
        Reference::Rule { rule, .. } => out.rule = Some(rule),
        Reference::Grant(index) => {
            let grants = evidence.grants.as_ref().and_then(|grants| grants.known());
            out.grant = grants.and_then(|grants| grants.get(*index)).map(|grant| grant.id.to_string());
        }
        Reference::BlockPublicAccess => out.rule = Some("X35"),
    }
    out
}

impl RefOut {
    fn describe(&mut self, attached: Option<&Attached>) {
        let Some(attached) = attached else { return };
        self.policy = Some(attached.name.to_string());
        self.arn = attached.arn.as_ref().map(ToString::to_string);
        self.via = attached.via.as_ref().map(ToString::to_string);
        self.version = attached.version.as_ref().map(ToString::to_string);
    }
}

fn resource_kind(evidence: &Evidence, found: &Reference, index: usize) -> Option<String> {
    if found.layer() != iamdiag_evaluator::Layer::Resource {
        return None;
    }
    evidence.resource.known()?.get(index).map(|policy| policy.kind.to_string())
}

fn node_id(evidence: &Evidence, found: &Reference, node: u16) -> Option<String> {
    let nodes = match found.layer() {
        iamdiag_evaluator::Layer::Scp => &evidence.scps,
        _ => &evidence.rcps,
    };
    nodes.known()?.get(usize::from(node))?.id.as_ref().map(ToString::to_string)
}

fn depends_on(unknown: &Unknown, worlds: Option<&Worlds>) -> DependsOn {
    let (name, key) = match unknown {
        Unknown::Key(key) | Unknown::UnsupportedKey(key) => (canonical(key), Some(canonical(key))),
        Unknown::Atom(atom) => (atom.name.to_string(), None),
    };
    let outcomes = worlds.map_or_else(Vec::new, |worlds| outcomes(unknown, worlds));
    DependsOn { kind: unknown.kind().name(), name, key, outcomes }
}

/// For each state of the unknown the decisions of the worlds in which it is so.
fn outcomes(unknown: &Unknown, worlds: &Worlds) -> Vec<OutcomeOut> {
    let is_same = |axis: &Axis| match (&axis.unknown, unknown) {
        (Unknown::Atom(of_axis), Unknown::Atom(wanted)) => {
            of_axis.name == wanted.name && of_axis.at == wanted.at
        }
        (of_axis, wanted) => of_axis == wanted,
    };
    let mut outcomes: Vec<OutcomeOut> = Vec::new();
    for (position, axis) in worlds.axes.iter().enumerate().filter(|(_, axis)| is_same(axis)) {
        for (index, axis_state) in axis.states.iter().enumerate() {
            for row in worlds.rows.iter().filter(|row| row.states.get(position) == Some(&index)) {
                let shown = match axis_state {
                    AxisState::Key(key_state) => state(key_state),
                    AxisState::Is(value) => json!(value),
                };
                let outcome = OutcomeOut { state: shown, decision: row.decision.name() };
                if !outcomes.contains(&outcome) && outcomes.len() < ROWS {
                    outcomes.push(outcome);
                }
            }
        }
    }
    outcomes
}

/// A key's state in the form in which `context` takes it.
pub(super) fn state(key_state: &KeyState) -> Value {
    let possible = |possible: &Possible| match possible {
        Possible::Anything => json!({"present": true}),
        Possible::Like(glob) => json!({"like": glob.instance("*")}),
        // No input says this, so no output of `simulate` does.
        Possible::Unlike(_) => json!({"present": true}),
        Possible::AnyOf(values) => json!({"any_of": values}),
        Possible::Cidr(net) => json!({"cidr": net.to_string()}),
    };
    match key_state {
        KeyState::Absent => json!({"absent": true}),
        KeyState::Scalar(value) => json!(value),
        KeyState::List(values) => json!(values),
        KeyState::Present(what) => possible(what),
        KeyState::Unknown(_) => Value::Null,
    }
}

/// The catalog's spelling of a key, else the one it was written in.
pub(super) fn canonical(key: &ConditionKey) -> String {
    let known = iamdiag_catalog::Catalog::embedded().key(key.lower());
    match known {
        Some(known) if !known.is_family() => known.name().to_owned(),
        _ if !key.kind().name().is_empty() => key.kind().name().to_owned(),
        _ => key.written().to_owned(),
    }
}

fn warnings(evidence: &Evidence, evaluation: &Evaluation) -> Vec<WarningOut> {
    let of_document = |attached: &Attached| {
        let shown = |problem: &Problem| {
            let place = attached.document.text.position(problem.span.start);
            WarningOut {
                code: problem.code.name().to_owned(),
                message: format!("{}:{}: {}", place.line, place.column, problem.message),
                policy: Some(attached.name.to_string()),
            }
        };
        attached.document.warnings.iter().map(shown).collect::<Vec<_>>()
    };
    let mut warnings: Vec<WarningOut> = evidence.documents().flat_map(of_document).collect();
    let unmodelled = evaluation.depends_on.iter().filter_map(|unknown| match unknown {
        Unknown::Atom(atom) => match atom.name {
            AtomName::Support(name) => Some(name),
            _ => None,
        },
        _ => None,
    });
    warnings.extend(unmodelled.map(|name| WarningOut {
        code: "not-modelled".to_owned(),
        message: format!("`{name}` is not modelled by this version, and the decision turns on it"),
        policy: None,
    }));
    warnings.extend(evaluation.warnings.iter().map(|warning| WarningOut {
        code: warning.code().to_owned(),
        message: warning.to_string(),
        policy: None,
    }));
    warnings
}
