//! The values of a text, flat and in order: an object or list is followed by what it holds.

use super::Span;
use super::lexer::unquote;
use std::borrow::Cow;

/// What an [`Entry`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    True,
    False,
    Number,
    /// A string without a backslash.
    Plain,
    /// A string with one.
    Escaped,
    List,
    /// Its keys, each followed by its value.
    Object,
}

/// A value or a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    kind: Kind,
    /// How many entries it and what it holds take.
    length: u32,
    span: Span,
}

/// The entries of one text.
#[derive(Default)]
pub(super) struct Tape(Vec<Entry>);

impl Tape {
    pub(super) fn with_capacity(entries: usize) -> Self {
        Self(Vec::with_capacity(entries))
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// Appends an entry and gives its index.
    pub(super) fn push(&mut self, kind: Kind, span: Span) -> usize {
        let index = self.0.len();
        self.0.push(Entry { kind, length: 1, span });
        index
    }

    /// Whether nothing follows the entry at `index`.
    pub(super) fn is_last(&self, index: usize) -> bool {
        index + 1 == self.0.len()
    }

    /// Ends an object or list at `end`: what follows it so far is what it holds.
    pub(super) fn close(&mut self, index: usize, end: u32) {
        let total = self.0.len();
        if let Some(entry) = self.0.get_mut(index) {
            entry.span.end = end;
            entry.length = u32::try_from(total - index).unwrap_or(u32::MAX);
        }
    }
}

/// A value and its place.
#[derive(Clone, Copy)]
pub(in crate::parse) struct Node<'t> {
    text: &'t str,
    /// The entry and all that follow.
    entries: &'t [Entry],
}

/// A JSON value; texts are unescaped, numbers are their source text.
pub(in crate::parse) enum Value<'t> {
    Null,
    Bool(bool),
    Number(&'t str),
    Text(Cow<'t, str>),
    List(Nodes<'t>),
    Object(Members<'t>),
}

/// A key of an object with its value.
pub(in crate::parse) struct Member<'t> {
    pub(in crate::parse) name: Cow<'t, str>,
    pub(in crate::parse) name_span: Span,
    pub(in crate::parse) value: Node<'t>,
}

impl<'t> Node<'t> {
    /// The first of some entries.
    pub(super) fn new(text: &'t str, entries: &'t [Entry]) -> Self {
        Self { text, entries }
    }

    fn entry(&self) -> Entry {
        let nothing = Entry { kind: Kind::Null, length: 1, span: Span::default() };
        self.entries.first().copied().unwrap_or(nothing)
    }

    pub(in crate::parse) fn span(&self) -> Span {
        self.entry().span
    }

    pub(in crate::parse) fn value(&self) -> Value<'t> {
        let Entry { kind, length, span } = self.entry();
        let source = span.slice(self.text);
        let inside = || {
            let held = self.entries.get(1..length as usize).unwrap_or(&[]);
            Nodes { text: self.text, entries: held }
        };
        match kind {
            Kind::Null => Value::Null,
            Kind::True => Value::Bool(true),
            Kind::False => Value::Bool(false),
            Kind::Number => Value::Number(source),
            Kind::Plain => Value::Text(unquote(source, false)),
            Kind::Escaped => Value::Text(unquote(source, true)),
            Kind::List => Value::List(inside()),
            Kind::Object => Value::Object(Members(inside())),
        }
    }

    /// What a message calls it.
    pub(in crate::parse) fn noun(&self) -> &'static str {
        match self.entry().kind {
            Kind::Null => "null",
            Kind::True | Kind::False => "a boolean",
            Kind::Number => "a number",
            Kind::Plain | Kind::Escaped => "a string",
            Kind::List => "a list",
            Kind::Object => "an object",
        }
    }
}

/// The entries of a list.
#[derive(Clone, Copy)]
pub(in crate::parse) struct Nodes<'t> {
    text: &'t str,
    entries: &'t [Entry],
}

impl Nodes<'_> {
    pub(in crate::parse) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many there are at most: exactly as many where none is an object or list itself.
    pub(in crate::parse) fn at_most(&self) -> usize {
        self.entries.len()
    }
}

impl<'t> Iterator for Nodes<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        let length = self.entries.first()?.length as usize;
        let node = Node { text: self.text, entries: self.entries };
        self.entries = self.entries.get(length..).unwrap_or(&[]);
        Some(node)
    }
}

/// The members of an object.
#[derive(Clone, Copy)]
pub(in crate::parse) struct Members<'t>(Nodes<'t>);

impl Members<'_> {
    pub(in crate::parse) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'t> Iterator for Members<'t> {
    type Item = Member<'t>;

    fn next(&mut self) -> Option<Member<'t>> {
        let key = self.0.next()?;
        let value = self.0.next()?;
        let name = match key.value() {
            Value::Text(name) => name,
            _ => Cow::Borrowed(""),
        };
        Some(Member { name, name_span: key.span(), value })
    }
}
