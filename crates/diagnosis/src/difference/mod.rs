//! What exactly differs between what a policy wants and what was asked, where they are near.

mod arn;
mod edits;
mod text;

pub(crate) use arn::{of_arns, of_resource};
pub(crate) use text::of_texts;

/// How an entry or value that does not match differs from what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// It is the bucket; the request is for an object in it (X41).
    IsTheBucket,
    /// It is the objects; the request is for the bucket itself (X41).
    IsItsObjects,
    /// Only in upper and lower case.
    Case,
    /// In one or two characters.
    Edits(Vec<Edit>),
    /// A `?` stands for exactly one character, and here is another number of them.
    OneCharacterWildcard,
    /// It matches as far as it goes, but what was asked goes on with this.
    GoesOn(Box<str>),
    /// What was asked matches as far as it goes, but this is wanted after it.
    EndsBefore(Box<str>),
    /// They are the same up to here.
    From {
        /// What is wanted from there on.
        wanted: Box<str>,
        /// What was asked from there on.
        asked: Box<str>,
    },
    /// In these parts of the ARN alone.
    ArnParts(Vec<ArnPart>),
    /// In the path of a user or role alone.
    Path {
        /// The path that is wanted, `/` for none.
        wanted: Box<str>,
        /// The path that there is.
        asked: Box<str>,
    },
    /// It names a session of the role (`sts` … `assumed-role`); what was asked is the role itself.
    NamesTheSession,
    /// It names the role (`iam` … `role`); what was asked is a session of it.
    NamesTheRole,
    /// In the name of the session alone.
    OtherSession {
        /// The session that is wanted.
        wanted: Box<str>,
        /// The session that there is.
        asked: Box<str>,
    },
}

/// One character to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The character that is wanted; `None` where none is.
    pub wanted: Option<char>,
    /// The character that was asked; `None` where it is missing.
    pub asked: Option<char>,
}

/// A part of an ARN that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArnPart {
    /// `partition`, `service`, `region` or `account`.
    pub name: &'static str,
    /// What is wanted.
    pub wanted: Box<str>,
    /// What was asked.
    pub asked: Box<str>,
}

impl Difference {
    /// How much is missing: the smaller, the nearer. Only the order counts.
    pub fn cost(&self) -> u32 {
        match self {
            Self::Case => 1,
            Self::IsTheBucket | Self::IsItsObjects | Self::NamesTheSession | Self::NamesTheRole => 2,
            Self::OneCharacterWildcard => 2,
            Self::Edits(edits) if edits.len() == 1 => 2,
            Self::GoesOn(rest) | Self::EndsBefore(rest) if rest.chars().nth(1).is_none() => 2,
            Self::Path { .. } => 3,
            Self::Edits(_) => 4,
            Self::ArnParts(parts) => 4 + u32::try_from(parts.len()).unwrap_or(u32::MAX - 4),
            Self::OtherSession { .. } => 5,
            Self::GoesOn(_) | Self::EndsBefore(_) => 6,
            Self::From { .. } => 8,
        }
    }

    /// Whether it is most probably an oversight, and not another intention.
    pub fn is_slip(&self) -> bool {
        self.cost() <= 3
    }

    /// The stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::IsTheBucket => "bucket-for-object",
            Self::IsItsObjects => "objects-for-bucket",
            Self::Case => "case",
            Self::Edits(_) => "characters",
            Self::OneCharacterWildcard => "one-character-wildcard",
            Self::GoesOn(_) => "goes-on",
            Self::EndsBefore(_) => "ends-before",
            Self::From { .. } => "from-here-on",
            Self::ArnParts(_) => "arn-parts",
            Self::Path { .. } => "path",
            Self::NamesTheSession => "session-for-role",
            Self::NamesTheRole => "role-for-session",
            Self::OtherSession { .. } => "other-session",
        }
    }
}

/// The nearest of several.
pub(crate) fn nearest(all: impl Iterator<Item = Option<Difference>>) -> Option<(usize, Difference)> {
    let found = all.enumerate().filter_map(|(at, difference)| Some((at, difference?)));
    found.min_by_key(|(at, difference)| (difference.cost(), *at))
}
