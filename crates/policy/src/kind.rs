//! The kinds of policy, which decide what elements a statement may hold (Z30).

/// What a document is used as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PolicyKind {
    /// Attached to a user, group or role.
    Identity,
    /// A permissions boundary.
    Boundary,
    /// Given when a session was made.
    Session,
    /// A service control policy.
    Scp,
    /// A resource control policy.
    Rcp,
    /// A VPC endpoint policy.
    Vpce,
    /// A resource policy other than a trust policy.
    Resource,
    /// A role's trust policy.
    Trust,
}

impl PolicyKind {
    /// Whether statements name principals (Z30).
    pub fn has_principals(self) -> bool {
        matches!(self, Self::Rcp | Self::Vpce | Self::Resource | Self::Trust)
    }

    /// The name people use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity policy",
            Self::Boundary => "permissions boundary",
            Self::Session => "session policy",
            Self::Scp => "service control policy",
            Self::Rcp => "resource control policy",
            Self::Vpce => "VPC endpoint policy",
            Self::Resource => "resource policy",
            Self::Trust => "trust policy",
        }
    }
}

/// Where a document came from, which decides what happens to text this version cannot read (G5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The user's own file or input: unreadable text is an input error.
    Given,
    /// AWS stored it, so this program is the one behind: the statement concerned is unknown.
    Collected,
}
