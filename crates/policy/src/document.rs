//! A policy document, read once: what it says, where each part stands, and the matchers it compiles to.

use crate::action::ActionPattern;
use crate::condition::Clause;
use crate::kind::PolicyKind;
use crate::principal::PrincipalEntry;
use crate::problem::Problem;
use crate::resource::ResourcePattern;
use crate::shown_text::ShownText;
use crate::span::{Span, Spanned};
use crate::statements::Statements;
use crate::version::Version;

/// `Allow` or `Deny` (M8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Grants, or lets pass where the layer is a gate.
    Allow,
    /// Refuses, whatever else allows (E2).
    Deny,
}

impl Effect {
    /// The spelling in a policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }
}

/// An element such as `Action` or `NotAction`: its entries, and whether it is the negated one of the pair.
#[derive(Clone, Debug)]
pub struct Element<T> {
    /// True for `NotAction`, `NotResource`, `NotPrincipal`.
    pub negated: bool,
    /// Where the element's name stands.
    pub name_span: Span,
    /// Where its value stands.
    pub span: Span,
    /// The entries, or-ed; may be empty (M11).
    pub entries: Box<[Spanned<T>]>,
}

/// One statement. Its index in [`Document::statements`] is its identity (G3).
#[derive(Clone, Debug)]
pub struct Statement {
    /// The whole object.
    pub span: Span,
    /// The label, which has no effect (M12).
    pub sid: Option<Spanned<Box<str>>>,
    /// `Allow` or `Deny`.
    pub effect: Spanned<Effect>,
    /// `Principal` or `NotPrincipal`; absent where the kind of policy has none (P1) or it was left out (M6).
    pub principal: Option<Element<PrincipalEntry>>,
    /// `Action` or `NotAction`.
    pub action: Element<ActionPattern>,
    /// `Resource` or `NotResource`; absent in trust policies (R14) and where the service fills it in (R15).
    pub resource: Option<Element<ResourcePattern>>,
    /// Every operator and key of `Condition`, and-ed (C1).
    pub conditions: Box<[Clause]>,
}

/// A statement, or what could be read of one.
#[derive(Clone, Debug)]
pub enum StatementSlot {
    /// A statement that was understood.
    Read(Box<Statement>),
    /// A statement of a *collected* document that this version cannot read (G5): whether and how it applies is unknown.
    Unreadable {
        /// The whole object.
        span: Span,
        /// The effect, where at least that could be read.
        effect: Option<Effect>,
        /// Why it could not be read.
        problem: Problem,
    },
}

/// A policy document with its shown text.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it is used as.
    pub kind: PolicyKind,
    /// The text that every [`Span`] points into.
    pub text: ShownText,
    /// The version of the language (M2).
    pub version: Version,
    /// Where `Version` has its value, if it is there.
    pub version_span: Option<Span>,
    /// Whether `Statement` is a list; a lone object has the pointer `/Statement` (M5, G3).
    pub statement_list: bool,
    /// The statements in the order of the text.
    pub statements: Statements,
    /// What AWS would refuse to store or surely was not meant, but can be read (G5).
    pub warnings: Box<[Problem]>,
}

impl Document {
    /// The RFC 6901 pointer of a statement: its stable identity.
    pub fn pointer(&self, index: usize) -> String {
        if self.statement_list { format!("/Statement/{index}") } else { "/Statement".to_owned() }
    }

    /// The statement at `index`, if it was understood.
    pub fn statement(&self, index: usize) -> Option<&Statement> {
        match self.statements.get(index)? {
            StatementSlot::Read(statement) => Some(statement),
            StatementSlot::Unreadable { .. } => None,
        }
    }
}
