//! What is not known, named so that it can be told apart, enumerated and shown (T12).

use crate::evidence::Layer;
use crate::flag::{Flag, Reading};
use iamdiag_policy::ConditionKey;
use std::fmt;

/// A statement in the evidence of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementRef {
    /// Its layer.
    pub layer: Layer,
    /// The node of the organization tree, root first; `None` for other layers.
    pub node: Option<u16>,
    /// The position of its policy in the evidence.
    pub policy: u16,
    /// The zero-based index in the document.
    pub statement: u32,
    /// For RCPs: those over the caller's account rather than the resource's (Q4).
    pub of_caller: bool,
}

/// The kinds of unknown, by who could help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnknownKind {
    /// The caller could tell.
    Context,
    /// It was not collected.
    Data,
    /// It is not modelled.
    Support,
    /// AWS's documentation leaves it open.
    Disputed,
}

impl UnknownKind {
    /// The spelling in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Context => "context",
            Self::Data => "data",
            Self::Support => "support",
            Self::Disputed => "disputed",
        }
    }
}

/// Something with two values that no condition key decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Atom {
    /// What it is.
    pub name: AtomName,
    /// The statement it belongs to, for readings and unreadable text.
    pub at: Option<StatementRef>,
    /// Tells apart several of one name: the part of the statement, or what a layer would do.
    pub part: u16,
}

/// The names of [`Atom`]s.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AtomName {
    /// SCPs were not collected.
    Scps,
    /// RCPs were not collected.
    Rcps,
    /// Identity policies were not collected.
    Identity,
    /// Whether there is a boundary, and what it says, was not collected.
    Boundary,
    /// Whether there are session policies, and what they say, was not collected.
    Session,
    /// Policies on the resource were not collected.
    Resource,
    /// The endpoint's policy was not collected.
    Vpce,
    /// ACLs were not collected.
    Acl,
    /// Grants were not collected.
    Grant,
    /// Settings of S3 Block Public Access were not collected (X35).
    PublicAccessBlock,
    /// Whether the owner consents is not known (E19).
    OwnerConsent,
    /// Whose the resource is is not known (I5).
    ResourceOwner,
    /// Whether the bucket's owner owns the object is not known (X31).
    ObjectOwner,
    /// Whether users may change their own password is not known (X5).
    PasswordPolicy,
    /// Whether the resource demands an allowing policy is not known (X53).
    RequiresResourcePolicy,
    /// The unique id of the caller was not told (P12).
    UniqueId,
    /// The name of the caller's session was not told (I7).
    SessionName,
    /// The user behind the federated user was not told (P4).
    Issuer,
    /// The canonical id of the caller's account was not told (P15).
    CanonicalId,
    /// The region was not told, and an account-wide ARN in it is asked for (R11).
    Region,
    /// How AWS reads something.
    Dispute(Flag),
    /// Something that is not modelled.
    Support(&'static str),
}

impl AtomName {
    /// Who could help.
    pub fn kind(self) -> UnknownKind {
        match self {
            Self::Dispute(_) => UnknownKind::Disputed,
            Self::Support(_) => UnknownKind::Support,
            Self::UniqueId | Self::SessionName | Self::Issuer | Self::CanonicalId | Self::Region => {
                UnknownKind::Context
            }
            _ => UnknownKind::Data,
        }
    }
}

impl fmt::Display for AtomName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scps => "scp-data",
            Self::Rcps => "rcp-data",
            Self::Identity => "identity-policies",
            Self::Boundary => "boundary",
            Self::Session => "session-policy",
            Self::Resource => "resource-policy",
            Self::Vpce => "vpce-policy",
            Self::Acl => "acl",
            Self::Grant => "grant",
            Self::PublicAccessBlock => "public-access-block",
            Self::OwnerConsent => "owner-consent",
            Self::ResourceOwner => "resource-owner",
            Self::ObjectOwner => "object-owner",
            Self::PasswordPolicy => "password-policy",
            Self::RequiresResourcePolicy => "requires-resource-policy",
            Self::UniqueId => "unique-id",
            Self::SessionName => "session-name",
            Self::Issuer => "session-issuer",
            Self::CanonicalId => "canonical-id",
            Self::Region => "aws:RequestedRegion",
            Self::Dispute(flag) => return flag.fmt(f),
            Self::Support(name) => name,
        })
    }
}

impl Atom {
    /// An atom of the whole request.
    pub fn of(name: AtomName, part: u16) -> Self {
        Self { name, at: None, part }
    }

    /// A disputed reading in one part of a statement.
    pub fn dispute(reading: u8, at: StatementRef, part: u16) -> Self {
        Self { name: AtomName::Dispute(Flag::Reading(Reading(reading))), at: Some(at), part }
    }
}

/// Something unknown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unknown {
    /// A condition key.
    Key(ConditionKey),
    /// A key whose name is in no table (C43).
    UnsupportedKey(ConditionKey),
    /// Anything else.
    Atom(Atom),
}

impl Unknown {
    /// Who could help.
    pub fn kind(&self) -> UnknownKind {
        match self {
            Self::Key(_) => UnknownKind::Context,
            Self::UnsupportedKey(_) => UnknownKind::Support,
            Self::Atom(atom) => atom.name.kind(),
        }
    }
}
