//! Who asks (I7 to I12).

use iamdiag_policy::{Arn, is_account_id};

/// A kind of caller with what only that kind has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallerKind {
    /// An account's root user.
    Root,
    /// An IAM user.
    User {
        /// The name without path.
        name: Box<str>,
    },
    /// A session of a role; without a session name where only the role's ARN was given.
    RoleSession {
        /// The role's name without path.
        role: Box<str>,
        /// The session's name.
        session: Option<Box<str>>,
        /// The role's ARN with its path, where known (I9).
        role_arn: Option<Box<str>>,
    },
    /// A session made by `GetFederationToken`.
    FederatedUser {
        /// The name given to the session.
        name: Box<str>,
        /// The ARN of the user behind it, where known.
        issuer: Option<Box<str>>,
    },
    /// A service acting as itself, with all its names (P13).
    Service {
        /// All names, the one it was called by first.
        names: Box<[Box<str>]>,
    },
    /// The unsigned caller of `AssumeRoleWithSAML` or `AssumeRoleWithWebIdentity`.
    Federated {
        /// The provider's ARN or domain.
        provider: Box<str>,
    },
    /// An unsigned request.
    Anonymous,
}

/// The caller of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The kind, with its parts.
    pub kind: CallerKind,
    /// The ARN, service name, provider, or `anonymous`, as given.
    pub text: Box<str>,
    /// The partition; empty for callers without an ARN.
    pub partition: Box<str>,
    /// The account, for callers that belong to one.
    pub account: Option<Box<str>>,
    /// The unique id (`AIDA…`, `AROA…`) without the session name, where known (I12).
    pub unique_id: Option<Box<str>>,
    /// The canonical user id of the account, where known (P15).
    pub canonical_id: Option<Box<str>>,
}

/// Why a text names no caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACaller;

impl Caller {
    /// Reads an ARN of a root user, user, role, role session or federated user, a service principal's name, or `anonymous`.
    /// With `federated` the text is an identity provider, as for the unsigned `sts:AssumeRoleWith…` calls.
    pub fn parse(text: &str, federated: bool) -> Result<Self, NotACaller> {
        let simple = |kind| Self {
            kind,
            text: text.into(),
            partition: "".into(),
            account: None,
            unique_id: None,
            canonical_id: None,
        };
        if federated && text != "anonymous" && !text.is_empty() {
            return Ok(simple(CallerKind::Federated { provider: text.into() }));
        }
        if text == "anonymous" {
            return Ok(simple(CallerKind::Anonymous));
        }
        let Some(arn) = Arn::parse(text) else {
            let is_service = text.contains('.')
                && text.contains("amazonaws.com")
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
            return is_service
                .then(|| simple(CallerKind::Service { names: [text.into()].into() }))
                .ok_or(NotACaller);
        };
        let kind = kind_from_arn(&arn).ok_or(NotACaller)?;
        Ok(Self {
            kind,
            text: text.into(),
            partition: arn.partition.into(),
            account: Some(arn.account.into()),
            unique_id: None,
            canonical_id: None,
        })
    }

    /// The full ARN of the role behind a session: told, or following from a fixed path (I9).
    pub fn role_arn(&self) -> Option<&str> {
        match &self.kind {
            CallerKind::RoleSession { role_arn, .. } => role_arn.as_deref(),
            _ => None,
        }
    }

    /// Whether the caller is a session of a service-linked role (I7, O6).
    pub fn is_service_linked(&self) -> bool {
        match &self.kind {
            CallerKind::RoleSession { role, role_arn, .. } => match role_arn {
                Some(arn) => {
                    Arn::parse(arn).is_some_and(|arn| arn.resource.starts_with("role/aws-service-role/"))
                }
                None => role.starts_with("AWSServiceRoleFor"),
            },
            _ => false,
        }
    }

    /// Whether a permissions boundary can be attached to it or to what is behind it (E7).
    pub fn can_have_boundary(&self) -> bool {
        self.has_identity_policies() && !self.is_service_linked()
    }

    /// Whether identity policies can be attached to it or to what is behind it (I7, E5).
    pub fn has_identity_policies(&self) -> bool {
        matches!(
            self.kind,
            CallerKind::User { .. } | CallerKind::RoleSession { .. } | CallerKind::FederatedUser { .. }
        )
    }
}

fn kind_from_arn(arn: &Arn<'_>) -> Option<CallerKind> {
    if !is_account_id(arn.account) {
        return None;
    }
    let last = |path: &str| path.rsplit('/').next().filter(|name| !name.is_empty()).map(Box::<str>::from);
    match arn.service {
        "iam" if arn.resource == "root" => Some(CallerKind::Root),
        "iam" => {
            if let Some(path) = arn.resource.strip_prefix("user/") {
                return Some(CallerKind::User { name: last(path)? });
            }
            let path = arn.resource.strip_prefix("role/")?;
            Some(CallerKind::RoleSession {
                role: last(path)?,
                session: None,
                role_arn: Some(arn.text.into()),
            })
        }
        "sts" => {
            if let Some(name) = arn.resource.strip_prefix("federated-user/").filter(|name| !name.is_empty()) {
                return Some(CallerKind::FederatedUser { name: name.into(), issuer: None });
            }
            let (role, session) = arn.resource.strip_prefix("assumed-role/")?.split_once('/')?;
            (!role.is_empty() && !session.is_empty()).then(|| CallerKind::RoleSession {
                role: role.into(),
                session: Some(session.into()),
                role_arn: None,
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_apart() {
        let kind = |text: &str| Caller::parse(text, false).map(|caller| caller.kind);
        assert_eq!(kind("arn:aws:iam::111111111111:root"), Ok(CallerKind::Root));
        assert_eq!(
            kind("arn:aws:iam::111111111111:user/team/bob"),
            Ok(CallerKind::User { name: "bob".into() })
        );
        assert!(matches!(
            kind("arn:aws:sts::111111111111:assumed-role/R/s"),
            Ok(CallerKind::RoleSession { session: Some(_), role_arn: None, .. })
        ));
        assert!(matches!(
            kind("arn:aws:iam::111111111111:role/p/R"),
            Ok(CallerKind::RoleSession { session: None, role_arn: Some(_), .. })
        ));
        assert!(matches!(kind("sns.amazonaws.com"), Ok(CallerKind::Service { .. })));
        assert_eq!(kind("anonymous"), Ok(CallerKind::Anonymous));
    }

    #[test]
    fn other_text_is_no_caller() {
        for text in
            ["", "bob", "arn:aws:iam::1:user/u", "arn:aws:s3:::b", "arn:aws:iam::111111111111:group/g", "*"]
        {
            assert_eq!(Caller::parse(text, false), Err(NotACaller), "{text}");
        }
    }
}
