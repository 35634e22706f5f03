//! `Principal` and `NotPrincipal` entries (P2, P3, P7).

use crate::arn::{Arn, is_account_id};

/// What one principal entry names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrincipalEntry {
    /// `"*"` or `{"AWS": "*"}`.
    Anyone {
        /// Written as the scalar `"Principal": "*"`, which trust policies do not accept (P9).
        scalar: bool,
    },
    /// An account id or an account's root ARN; the partition is known only from an ARN (P11).
    Account {
        /// The twelve digits.
        id: Box<str>,
        /// The ARN's partition.
        partition: Option<Box<str>>,
    },
    /// A user ARN.
    User(Box<str>),
    /// A role ARN, path included.
    Role(Box<str>),
    /// An assumed-role session ARN.
    Session(Box<str>),
    /// A federated-user ARN.
    FederatedUser(Box<str>),
    /// The unique id of a user or role (P12).
    UniqueId(Box<str>),
    /// `{"Service": …}`: a service principal's name (P13).
    Service(Box<str>),
    /// `{"Federated": …}`: a provider's ARN or a built-in provider's domain (P14).
    Federated(Box<str>),
    /// `{"CanonicalUser": …}`: the canonical id of an account (P15).
    CanonicalUser(Box<str>),
    /// Text that names nobody: a partial wildcard (P7), a group (P3), or no principal at all.
    Nobody(Box<str>),
}

impl PrincipalEntry {
    /// Reads a value under `AWS`.
    pub fn aws(text: &str) -> Self {
        if text == "*" {
            return Self::Anyone { scalar: false };
        }
        if is_account_id(text) {
            return Self::Account { id: text.into(), partition: None };
        }
        if text.contains(['*', '?']) {
            return Self::Nobody(text.into());
        }
        if is_unique_id(text) {
            return Self::UniqueId(text.into());
        }
        Self::from_arn(text).unwrap_or_else(|| Self::Nobody(text.into()))
    }

    fn from_arn(text: &str) -> Option<Self> {
        let arn = Arn::parse(text)?;
        let account = arn.account_id();
        let named = |kind: &str| arn.resource.strip_prefix(kind).is_some_and(|name| !name.is_empty());
        let entry = match (arn.service, account) {
            ("iam", Some(id)) if arn.resource == "root" => {
                Self::Account { id: id.into(), partition: Some(arn.partition.into()) }
            }
            // An origin access identity is written as a user of the account `cloudfront` (I7).
            ("iam", _) if named("user/") => Self::User(text.into()),
            ("iam", Some(_)) if named("role/") => Self::Role(text.into()),
            ("sts", Some(_)) if named("assumed-role/") => Self::Session(text.into()),
            ("sts", Some(_)) if named("federated-user/") => Self::FederatedUser(text.into()),
            _ => return None,
        };
        Some(entry)
    }

    /// The text to show.
    pub fn text(&self) -> &str {
        match self {
            Self::Anyone { .. } => "*",
            Self::Account { id, .. } => id,
            Self::User(text)
            | Self::Role(text)
            | Self::Session(text)
            | Self::FederatedUser(text)
            | Self::UniqueId(text)
            | Self::Service(text)
            | Self::Federated(text)
            | Self::CanonicalUser(text)
            | Self::Nobody(text) => text,
        }
    }
}

/// Whether `text` has the form of a user's or role's unique id (I12).
fn is_unique_id(text: &str) -> bool {
    text.len() > 4
        && (text.starts_with("AIDA") || text.starts_with("AROA"))
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_apart() {
        let account = PrincipalEntry::aws("arn:aws:iam::111111111111:root");
        assert!(matches!(account, PrincipalEntry::Account { partition: Some(_), .. }));
        assert!(matches!(
            PrincipalEntry::aws("111111111111"),
            PrincipalEntry::Account { partition: None, .. }
        ));
        assert!(matches!(PrincipalEntry::aws("arn:aws:iam::111111111111:role/p/R"), PrincipalEntry::Role(_)));
        assert!(matches!(
            PrincipalEntry::aws("arn:aws:sts::111111111111:assumed-role/R/s"),
            PrincipalEntry::Session(_)
        ));
        assert!(matches!(PrincipalEntry::aws("AROAEXAMPLEEXAMPLE123"), PrincipalEntry::UniqueId(_)));
    }

    #[test]
    fn partial_wildcards_and_groups_name_nobody() {
        for text in ["arn:aws:iam::111111111111:role/*", "arn:aws:iam::111111111111:group/g", "bob", ""] {
            assert!(matches!(PrincipalEntry::aws(text), PrincipalEntry::Nobody(_)), "{text}");
        }
    }
}
