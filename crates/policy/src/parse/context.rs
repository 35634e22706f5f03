//! What a document's parts share while they are read.

use super::json::{Member, Members, Node, Value};
use super::quote::quote;
use crate::document::Element;
use crate::kind::PolicyKind;
use crate::problem::{Problem, ProblemCode};
use crate::span::{Span, Spanned};
use std::borrow::Cow;

/// Problems beyond this many are counted, not kept: a text of millions of bad entries stays readable and small.
const KEPT: usize = 1000;

/// The kind and version of the document, and what was found so far.
pub(super) struct Context {
    pub(super) kind: PolicyKind,
    /// Whether `${…}` is a variable (M3).
    pub(super) variables: bool,
    /// Whether parts that are in error are read as they were probably meant.
    pub(super) loose: bool,
    pub(super) errors: Vec<Problem>,
    /// All errors, kept or not.
    pub(super) error_count: usize,
    pub(super) warnings: Vec<Problem>,
}

impl Context {
    pub(super) fn new(kind: PolicyKind) -> Self {
        Self { kind, variables: true, loose: false, errors: Vec::new(), error_count: 0, warnings: Vec::new() }
    }

    /// What AWS refuses and this program cannot read either (G5a).
    pub(super) fn error(&mut self, problem: Problem) {
        self.error_count += 1;
        if self.errors.len() < KEPT {
            self.errors.push(problem);
        }
    }

    /// What AWS refuses or surely was not meant, but has a reading (G5b).
    pub(super) fn warn(&mut self, problem: Problem) {
        if self.warnings.len() < KEPT {
            self.warnings.push(problem);
        }
    }

    /// Records a value of the wrong JSON type.
    pub(super) fn wrong_type(&mut self, node: Node<'_>, wanted: &str, help: impl Into<String>) {
        let message = format!("{wanted}, not {}", node.noun());
        self.error(Problem::new(ProblemCode::WrongType, node.span(), message).help(help));
    }

    /// The members of an object, or an error.
    pub(super) fn object<'t>(&mut self, node: Node<'t>, name: &str) -> Option<Members<'t>> {
        if let Value::Object(members) = node.value() {
            return Some(members);
        }
        self.wrong_type(node, &format!("`{name}` must be an object"), "write it as `{...}`");
        None
    }

    /// The text of a string, or an error.
    pub(super) fn text<'t>(&mut self, node: Node<'t>, name: &str) -> Option<Cow<'t, str>> {
        if let Value::Text(text) = node.value() {
            return Some(text);
        }
        self.wrong_type(node, &format!("`{name}` must be a string"), "write it in double quotes");
        None
    }

    /// Reads a string or a list of strings (M10), each with `read`; entries that are in error are left out.
    pub(super) fn entries<T>(
        &mut self,
        node: Node<'_>,
        name: &str,
        mut read: impl FnMut(&mut Self, &str, Span) -> Option<T>,
    ) -> Box<[Spanned<T>]> {
        let mut one = |context: &mut Self, node: Node<'_>| {
            let span = node.span();
            match node.value() {
                Value::Text(text) => read(context, &text, span).map(|value| Spanned { value, span }),
                _ => {
                    context.not_an_entry(node, name);
                    None
                }
            }
        };
        let Value::List(nodes) = node.value() else { return one(self, node).into_iter().collect() };
        if nodes.is_empty() {
            self.warn(empty_list(node.span(), name));
        }
        let mut entries = Vec::with_capacity(nodes.at_most());
        entries.extend(nodes.filter_map(|node| one(self, node)));
        entries.into()
    }

    fn not_an_entry(&mut self, node: Node<'_>, name: &str) {
        let help = match node.value() {
            Value::List(_) => "lists do not nest; write all entries in one list".to_owned(),
            Value::Number(source) => format!("write it in double quotes: `\"{source}\"`"),
            _ => "write each entry in double quotes".to_owned(),
        };
        self.wrong_type(node, &format!("`{name}` takes a string or a list of strings"), help);
    }

    /// Reads an element of the pair `name`, `Not…`.
    pub(super) fn element<T>(
        &mut self,
        member: &Member<'_>,
        negated: bool,
        read: impl FnMut(&mut Self, &str, Span) -> Option<T>,
    ) -> Element<T> {
        let entries = self.entries(member.value, &member.name, read);
        Element { negated, name_span: member.name_span, span: member.value.span(), entries }
    }
}

/// The warning of M11 and C40.
pub(super) fn empty_list(span: Span, name: &str) -> Problem {
    Problem::new(ProblemCode::EmptyList, span, format!("the list of {} is empty", quote(name)))
        .help("write at least one entry; most services refuse an empty list")
}
