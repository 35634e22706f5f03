//! Disputed readings and notes that an answer carries (T12, section 12).

use std::fmt;

/// The number of an entry of section 12, `U1` to `U38`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reading(pub u8);

impl Reading {
    /// The readings for which a request can be decided the other way as well ([`Request::otherwise`](crate::Request)).
    pub const HAVE_ANOTHER: [Self; 9] =
        [Self(1), Self(2), Self(4), Self(5), Self(7), Self(17), Self(19), Self(21), Self(30)];
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "U{}", self.0)
    }
}

/// What an answer is marked with: a disputed reading that was used, or a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// A disputed reading was used.
    Reading(Reading),
    /// The resource was `*` for an action that has resource types (R21).
    ResourceNotTold,
    /// The resource's account was not told and taken to be the caller's (I5).
    ResourceAccountAssumed,
    /// A resource control policy names a service that the list of such services lacks (Q3).
    RcpPrefix,
    /// Only a `*` that crosses ARN segments makes a resource match (R5).
    CrossedColon,
    /// A role was compared without its path, which was not told (P10).
    PathNotVerified,
    /// Denied in any case, perhaps explicitly (T7).
    MayBeExplicit,
    /// Denied in every world, explicitly in some (T11).
    ExplicitInSomeWorlds,
    /// No world that was tried contradicts, but not all could be tried (T11).
    NoCounterexample,
    /// There were more worlds than are tried (T9).
    Truncated,
    /// A KMS grant that was not told could allow (X28).
    GrantCouldAllow,
    /// An endpoint policy names principals in a way that gateway endpoints read differently (V4).
    EndpointPrincipal,
    /// The input contradicts itself (K2, E6).
    Contradiction,
    /// A Deny to `{"AWS": "*"}` in a trust policy meets a caller that is no AWS principal (P9).
    TrustWildcard,
    /// An Allow with `NotPrincipal` (P16).
    AllowNotPrincipal,
    /// What a service rule leaves open, by its number.
    Rule(&'static str),
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Reading(reading) => return reading.fmt(f),
            Self::ResourceNotTold => "resource-not-told",
            Self::ResourceAccountAssumed => "resource-account-assumed",
            Self::RcpPrefix => "rcp-prefix",
            Self::CrossedColon => "crossed-colon",
            Self::PathNotVerified => "path-not-verified",
            Self::MayBeExplicit => "may-be-explicit",
            Self::ExplicitInSomeWorlds => "explicit-in-some-worlds",
            Self::NoCounterexample => "no-counterexample",
            Self::Truncated => "truncated",
            Self::GrantCouldAllow => "grant-could-allow",
            Self::EndpointPrincipal => "endpoint-principal",
            Self::Contradiction => "contradiction",
            Self::TrustWildcard => "trust-wildcard",
            Self::AllowNotPrincipal => "allow-not-principal",
            Self::Rule(number) => number,
        };
        f.write_str(name)
    }
}
