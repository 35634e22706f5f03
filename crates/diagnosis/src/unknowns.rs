//! What a decision turns on, and who could help.

use crate::citation::Citation;
use crate::codes::{Code, of_unknown};
use crate::diagnose::Subject;
use iamdiag_evaluator::{
    AtomName, Axis, AxisState, CallerKind, Decision, Evaluation, KeyState, Request, Resource, Unknown,
    UnknownKind,
};
use iamdiag_policy::{ConditionKey, KeyKind};
use iamdiag_snapshot::{Missing, OriginText};

/// Something that the decision turns on.
#[derive(Clone, Debug)]
pub struct UnknownAnswer {
    /// Who could help.
    pub kind: UnknownKind,
    /// What it is.
    pub name: UnknownName,
    /// The statement that it belongs to, for readings and text that cannot be read.
    pub statement: Option<Box<Citation>>,
    /// How a policy on the resource can be told.
    pub remedy: Remedy,
}

/// How something can be told, where that is not the same for all of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Its value, or that there is none.
    ValueOrAbsent,
    /// Its value: the key is always there.
    Value,
    /// By the name of the session that asks.
    Session,
    /// The policy can be given, or said not to exist.
    GiveOrDeny,
    /// The policy can be given. There always is one: roles and KMS keys have no life without (X10, X20).
    Give,
    /// The policy can be said not to exist; to give it, the resource must be named.
    NameOrDeny,
    /// The resource must be named.
    Name,
}

impl Remedy {
    fn new(request: &Request, unknown: &Unknown, evaluation: &Evaluation) -> Self {
        match unknown {
            Unknown::Key(key) | Unknown::UnsupportedKey(key) => Self::of_key(request, key, evaluation),
            Unknown::Atom(_) => Self::of_policy(request),
        }
    }

    fn of_key(request: &Request, key: &ConditionKey, evaluation: &Evaluation) -> Self {
        let is_unnamed = matches!(request.caller.kind, CallerKind::RoleSession { session: None, .. });
        if key.kind() == KeyKind::UserId && is_unnamed {
            return Self::Session;
        }
        let axes = evaluation.worlds.iter().flat_map(|worlds| &worlds.axes);
        let of_key = |axis: &&Axis| matches!(&axis.unknown, Unknown::Key(other) if other == key);
        let absent = AxisState::Key(KeyState::Absent);
        match axes.into_iter().find(of_key) {
            Some(axis) if !axis.states.contains(&absent) => Self::Value,
            _ => Self::ValueOrAbsent,
        }
    }

    fn of_policy(request: &Request) -> Self {
        let action = &request.action;
        let is_role = action.service() == "sts" && request.resource.text().contains(":role/");
        let is_always_there = is_role || action.service() == "kms";
        match (matches!(request.resource, Resource::Arn(_)), is_always_there) {
            (true, true) => Self::Give,
            (true, false) => Self::GiveOrDeny,
            (false, true) => Self::Name,
            (false, false) => Self::NameOrDeny,
        }
    }
}

/// What is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnknownName {
    /// A condition key.
    Key(ConditionKey),
    /// Which resource it is, or whether the call has one of that type (R21).
    Resource,
    /// Whether AWS has such an action (A6).
    Action,
    /// The text of a policy that is known to apply.
    PolicyText(Missing),
    /// Anything else, by its name.
    Atom(AtomName),
}

impl UnknownName {
    /// The stable name.
    pub fn text(&self) -> String {
        match self {
            Self::Key(key) => key.written().to_owned(),
            Self::Resource => "resource".to_owned(),
            Self::Action => "action".to_owned(),
            Self::PolicyText(Missing::Managed { arn }) => arn.to_string(),
            Self::PolicyText(Missing::Group { name }) => format!("group/{name}"),
            Self::PolicyText(Missing::Trust { role }) => role.to_string(),
            Self::PolicyText(Missing::OrgPolicy { id, .. }) => id.to_string(),
            Self::PolicyText(Missing::NodePolicies { layer, node }) => format!("{layer} at {node}"),
            Self::Atom(name) => name.to_string(),
        }
    }
}

impl UnknownAnswer {
    /// The code of who could help.
    pub fn code(&self) -> &'static Code {
        of_unknown(self.kind)
    }

    /// That the resource was not told.
    pub(crate) fn resource() -> Self {
        Self {
            kind: UnknownKind::Context,
            name: UnknownName::Resource,
            statement: None,
            remedy: Remedy::Name,
        }
    }

    /// That AWS is not known to have the action.
    pub(crate) fn action() -> Self {
        Self { name: UnknownName::Action, ..Self::resource() }
    }

    fn new(subject: &Subject<'_>, unknown: &Unknown, evaluation: &Evaluation) -> Self {
        let (name, at) = match unknown {
            Unknown::Key(key) | Unknown::UnsupportedKey(key) => (UnknownName::Key(key.clone()), None),
            Unknown::Atom(atom) => (UnknownName::Atom(atom.name), atom.at),
        };
        let statement = at.and_then(|at| Citation::new(subject, at)).map(Box::new);
        let remedy = Remedy::new(subject.request, unknown, evaluation);
        match at.and_then(|at| subject.gathered.origin(at)).map(|origin| &origin.text) {
            Some(OriginText::Missing(missing)) => Self {
                kind: UnknownKind::Data,
                name: UnknownName::PolicyText(missing.clone()),
                statement: None,
                remedy,
            },
            _ => Self { kind: unknown.kind(), name, statement, remedy },
        }
    }
}

/// What the decision of one check turns on, each once.
pub(crate) fn unknowns(subject: &Subject<'_>, evaluation: &Evaluation) -> Vec<UnknownAnswer> {
    let mut found: Vec<UnknownAnswer> = Vec::new();
    let by_name = by_name(subject.request, evaluation);
    if by_name != ByName::Never {
        found.push(UnknownAnswer::resource());
    }
    if by_name == ByName::Always {
        // Nothing else turned it, so the evaluator could name no one thing.
        return found;
    }
    for unknown in &evaluation.depends_on {
        add(&mut found, UnknownAnswer::new(subject, unknown, evaluation));
    }
    found
}

/// Whether a decision turns on which resource it is, where only a pattern of its ARN is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ByName {
    /// It does not, or the resource is known.
    Never,
    /// It does for some states of what else is not known.
    Sometimes,
    /// It does whatever else is not known.
    Always,
}

/// T6: a world that is still open is open by the resource's name, which is no axis of the worlds.
pub(crate) fn by_name(request: &Request, evaluation: &Evaluation) -> ByName {
    let worlds = evaluation.worlds.as_ref().filter(|worlds| !worlds.truncated && !worlds.rows.is_empty());
    let (Resource::Like(_), Some(worlds), Decision::Depends) =
        (&request.resource, worlds, evaluation.decision)
    else {
        return ByName::Never;
    };
    let open = worlds.rows.iter().filter(|row| row.decision == Decision::Depends).count();
    match open {
        0 => ByName::Never,
        all if all == worlds.rows.len() => ByName::Always,
        _ => ByName::Sometimes,
    }
}

/// Adds one unless its name is there already.
pub(crate) fn add(found: &mut Vec<UnknownAnswer>, unknown: UnknownAnswer) {
    let same = |other: &UnknownAnswer| {
        other.name == unknown.name
            && other.statement.as_ref().map(|statement| statement.at)
                == unknown.statement.as_ref().map(|statement| statement.at)
    };
    if !found.iter().any(same) {
        found.push(unknown);
    }
}
