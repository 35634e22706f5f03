//! Statements to look at: the text, and what to underline in it with which meaning.

use crate::citation::Citation;
use crate::clauses::{ClauseLabel, clause_marks};
use crate::codes::{Code, of_frame};
use crate::diagnose::Subject;
use crate::difference::Difference;
use crate::elements::elements;
use crate::near_misses::first_part;
use iamdiag_evaluator::{StatementDetails, StatementTrace, Truth, Unknown, UnknownKind};
use iamdiag_policy::{Effect, ShownText, Span, Statement, StatementSlot};
use iamdiag_snapshot::OriginText;

/// A statement with marks.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Why it is shown.
    pub role: FrameRole,
    /// Whether nearer statements are shown before it, where it is a near miss.
    pub is_further: bool,
    /// The code of what it shows.
    pub code: &'static Code,
    /// Which statement it is.
    pub citation: Citation,
    /// The text of its document.
    pub text: ShownText,
    /// What to underline, in the order of the text.
    pub marks: Vec<Mark>,
}

/// Why a statement is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameRole {
    /// It denies.
    Denies,
    /// It allows.
    Allows,
    /// It would allow but for one part.
    NearMiss,
    /// It allows or denies depending on what is not known.
    Open,
}

/// Something to underline.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Where, in the shown text.
    pub span: Span,
    /// Whether it is what decides.
    pub primary: bool,
    /// The part of the statement that it is about.
    pub of: MarkOf,
    /// What it means.
    pub label: Label,
}

/// The part of a statement that a mark is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkOf {
    /// `Effect`
    Effect,
    /// `Principal` or `NotPrincipal`
    Principal,
    /// `Action` or `NotAction`
    Action,
    /// `Resource` or `NotResource`
    Resource,
    /// A clause of `Condition`.
    Condition,
    /// The whole statement.
    Statement,
}

/// What a mark means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// The effect of a Deny that matches.
    ExplicitDeny,
    /// The effect of an Allow that matches.
    Allow,
    /// An entry that covers the value.
    Matches {
        /// The request's value.
        value: Box<str>,
        /// The entry with its variables replaced, where it has some.
        expanded: Option<Box<str>>,
        /// What each `*` of it stands for.
        stands_for: Vec<Box<str>>,
    },
    /// A negated element that does not list the value, and so covers it.
    NotListed(Box<str>),
    /// An entry of `NotPrincipal` that names the caller, or the role or account behind it, and spares it all the same not.
    NamesInVain {
        /// What it names.
        entry: Box<str>,
        /// What it would take.
        wanted: Spares,
    },
    /// An entry that does not cover the value.
    Misses {
        /// The request's value.
        value: Box<str>,
        /// The entry with its variables replaced, where it has some.
        expanded: Option<Box<str>>,
        /// The variables that it has, where one of them has no value in the request.
        without_value: Vec<Box<str>>,
        /// What differs, where it is near.
        difference: Option<Difference>,
    },
    /// An element none of whose many entries covers the value.
    NoneMatches {
        /// The request's value.
        value: Box<str>,
        /// How many entries there are.
        entries: usize,
        /// The entry that nearly does, and what differs.
        nearly: Option<(Box<str>, Difference)>,
    },
    /// An entry of a negated element that lists the value.
    Excludes(Box<str>),
    /// An entry that covers the value or not, depending on what is not known.
    MayMatch(Box<str>),
    /// A whole element.
    Element {
        /// Whether it covers the value.
        truth: Truth,
        /// The request's value.
        value: Box<str>,
    },
    /// A clause of a condition.
    Clause(Box<ClauseLabel>),
    /// A statement that this program cannot read.
    Unreadable(String),
}

/// What it takes to be spared by a Deny with `NotPrincipal` (P17, P18).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spares {
    /// The ARN of the session, beside the role's and the account's.
    Session(Box<str>),
    /// The caller's own ARN, beside the account's.
    Caller(Box<str>),
    /// No permissions boundary: with one attached nobody is spared.
    NoBoundary,
}

/// The frame of a statement.
pub(crate) fn frame(subject: &Subject<'_>, trace: &StatementTrace, role: FrameRole) -> Option<Frame> {
    let citation = Citation::new(subject, trace.at)?;
    if subject.gathered.origin(trace.at).is_some_and(|origin| matches!(origin.text, OriginText::Missing(_))) {
        return None;
    }
    let document = &subject.evidence().attached(trace.at)?.document;
    let index = trace.at.statement as usize;
    let details = subject.details(trace.at);
    let mut found = match document.statement(index) {
        Some(statement) => {
            let mut found = marks(subject, statement, &details, role);
            let effect = match (role, statement.effect.value) {
                (FrameRole::Denies, _) => Some(Label::ExplicitDeny),
                (FrameRole::Allows, Effect::Allow) => Some(Label::Allow),
                _ => None,
            };
            let span = statement.effect.span;
            found.extend(effect.map(|label| Mark { span, primary: true, of: MarkOf::Effect, label }));
            found
        }
        None => {
            let StatementSlot::Unreadable { problem, .. } = document.statements.get(index)? else {
                return None;
            };
            vec![Mark {
                // Where it goes wrong, which may be far from where the statement begins.
                span: first_line(&document.text, problem.span),
                primary: true,
                of: MarkOf::Statement,
                label: Label::Unreadable(problem.message.clone()),
            }]
        }
    };
    found.sort_by_key(|mark| (mark.span.start, mark.span.end));
    let code = of_frame(role, first_part(trace), document.statement(index).map(|_| open_kind(&details)));
    Some(Frame { role, is_further: false, code, citation, text: document.text.clone(), marks: found })
}

/// Who could help with what a statement rests on. What the caller can tell comes last: it is of no use while the rest is open.
fn open_kind(details: &StatementDetails) -> UnknownKind {
    let unknowns = details.notes().flat_map(|notes| &notes.unknowns);
    let kinds: Vec<UnknownKind> = unknowns.map(Unknown::kind).collect();
    let order = [UnknownKind::Support, UnknownKind::Data, UnknownKind::Disputed, UnknownKind::Context];
    // What rests on nothing of these rests on the resource that was not told (R21).
    order.into_iter().find(|kind| kinds.contains(kind)).unwrap_or(UnknownKind::Context)
}

/// The marks of every part of a statement.
fn marks(
    subject: &Subject<'_>,
    statement: &Statement,
    details: &StatementDetails,
    role: FrameRole,
) -> Vec<Mark> {
    let is_primary = |truth: Truth| match role {
        FrameRole::Denies | FrameRole::Allows => false,
        FrameRole::NearMiss => truth.is_false(),
        FrameRole::Open => truth.is_unknown(),
    };
    let elements = elements(statement, details, subject.request);
    let mut found: Vec<Mark> =
        elements.iter().flat_map(|element| element.marks(is_primary(element.truth()))).collect();
    let clauses = statement.conditions.iter().zip(&details.conditions);
    found.extend(clause_marks(statement.effect.value, clauses, &is_primary));
    found
}

/// The beginning of a span, up to the end of its line.
fn first_line(text: &ShownText, span: Span) -> Span {
    let length = span.slice(text.as_str()).lines().next().map_or(0, str::len);
    Span::new(span.start as usize, span.start as usize + length)
}
