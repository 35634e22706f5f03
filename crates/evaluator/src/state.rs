//! What is known of one condition key (C5, T2, T6).

use iamdiag_policy::pattern::Glob;
use ipnet::IpNet;

/// What is known of a condition key of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// The request does not carry it.
    Absent,
    /// Present with one value.
    Scalar(Box<str>),
    /// Present with a list of values, perhaps empty (C6).
    List(Box<[Box<str>]>),
    /// Present; of the value only this is known.
    Present(Possible),
    /// Not known to be there; if it is, of the value only this is known.
    Unknown(Possible),
}

/// What a value that is not told may be (T6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Possible {
    /// Any text.
    Anything,
    /// Any text that the pattern matches.
    Like(Glob),
    /// Any text that the pattern does not match.
    Unlike(Glob),
    /// One of these.
    AnyOf(Box<[Box<str>]>),
    /// An address in this network.
    Cidr(IpNet),
}

impl KeyState {
    /// A scalar.
    pub fn scalar(text: impl Into<Box<str>>) -> Self {
        Self::Scalar(text.into())
    }

    /// A list.
    pub fn list<T: Into<Box<str>>>(values: impl IntoIterator<Item = T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }

    /// Present or absent, with any value.
    pub fn unknown() -> Self {
        Self::Unknown(Possible::Anything)
    }

    /// Present with any value.
    pub fn present() -> Self {
        Self::Present(Possible::Anything)
    }

    /// Whether presence and value are both told.
    pub fn is_told(&self) -> bool {
        matches!(self, Self::Absent | Self::Scalar(_) | Self::List(_))
    }
}

/// Where the state of a key came from (K1, design: "where a value came from is part of the answer").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The caller said so (K2).
    Given,
    /// It follows from principal, resource, account or action (class D), or the key cannot occur (class A).
    Derived,
    /// A default that was assumed (class C, T20).
    Assumed,
    /// Nothing is known.
    Unknown,
}

impl Source {
    /// The word shown to people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Derived => "derived",
            Self::Assumed => "assumed",
            Self::Unknown => "unknown",
        }
    }
}

/// A key's state with what goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What is known.
    pub(crate) state: KeyState,
    /// Whether the key holds a list of values (C5).
    pub(crate) is_list: bool,
    /// Where the state came from.
    pub(crate) source: Source,
    /// Whether the name is in no table: what is unknown then is whether there is such a key (C43).
    pub(crate) unsupported: bool,
    /// Absent because the reference does not list it for the action, though it is of a kind that the reference is known to
    /// leave out (C42).
    pub(crate) unlisted: bool,
    /// Two tags that differ only in case, or letters whose case is disputed (C4, U26).
    pub(crate) ambiguous: bool,
}

impl Entry {
    /// A scalar key.
    pub(crate) fn new(state: KeyState, source: Source) -> Self {
        let is_list = matches!(state, KeyState::List(_));
        Self { state, is_list, source, unsupported: false, unlisted: false, ambiguous: false }
    }

    /// A list key.
    pub(crate) fn list(state: KeyState, source: Source) -> Self {
        Self { is_list: true, ..Self::new(state, source) }
    }
}
